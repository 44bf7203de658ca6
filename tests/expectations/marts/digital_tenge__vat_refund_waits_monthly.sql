-- good
create table digital_tenge.vat_refund_waits_monthly (
  month date, channel varchar, waited_from_days bigint, waited_to_days bigint, credited_applications bigint,
  rejected_applications bigint, open_applications bigint
);
insert into digital_tenge.vat_refund_waits_monthly values
  (date '2026-07-01', 'digital', 0, 6, 9, 0, 5),
  (date '2026-07-01', 'digital', 7, 13, 0, 1, 0),
  (date '2026-07-01', 'digital', 14, null, 0, 0, 0),
  (date '2026-07-01', 'ordinary', 0, 6, 0, 0, 6),
  (date '2026-07-01', 'ordinary', 7, 13, 0, 0, 0),
  (date '2026-07-01', 'ordinary', 14, null, 3, 1, 60);

-- broken: a column that nobody promised
alter table digital_tenge.vat_refund_waits_monthly add column note varchar;

-- broken: no value where the contract requires one
update digital_tenge.vat_refund_waits_monthly set open_applications = null where waited_from_days = 7;

-- broken: one row twice
insert into digital_tenge.vat_refund_waits_monthly from digital_tenge.vat_refund_waits_monthly where waited_from_days = 7;

-- broken: a channel that is none
update digital_tenge.vat_refund_waits_monthly set channel = 'pigeon' where channel = 'ordinary';

-- broken: a month named by its second day
update digital_tenge.vat_refund_waits_monthly set month = date '2026-07-02' where channel = 'digital';

-- broken: days that are in no band
update digital_tenge.vat_refund_waits_monthly set waited_to_days = 5 where waited_from_days = 0;

-- broken: less than no application
update digital_tenge.vat_refund_waits_monthly set rejected_applications = -1 where waited_from_days = 7;

-- broken: a channel of which nothing was looked at
update digital_tenge.vat_refund_waits_monthly set credited_applications = 0, rejected_applications = 0, open_applications = 0 where channel = 'digital';

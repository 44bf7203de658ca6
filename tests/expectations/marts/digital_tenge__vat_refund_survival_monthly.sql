-- good
create table digital_tenge.vat_refund_survival_monthly (
  month date, channel varchar, day_unit varchar, waited_days bigint, at_risk_applications bigint,
  credited_applications bigint, still_waiting_pct decimal(9, 4)
);
insert into digital_tenge.vat_refund_survival_monthly values
  (date '2026-07-01', 'digital', 'calendar_days', 6, 21, 3, 85.7143),
  (date '2026-07-01', 'digital', 'calendar_days', 7, 17, 1, 80.6723),
  (date '2026-07-01', 'digital', 'business_days', 5, 4, 4, 0),
  (date '2026-07-01', 'ordinary', 'business_days', 5, 4, 2, 50),
  (date '2026-08-01', 'digital', 'calendar_days', 6, 4, 2, 50),
  (date '2026-08-01', 'digital', 'calendar_days', 7, 1, 1, null),
  (date '2026-08-01', 'digital', 'calendar_days', 61, 9, 1, null),
  (date '2026-08-01', 'ordinary', 'calendar_days', 66, 9, 1, null);

-- broken: a column that nobody promised
alter table digital_tenge.vat_refund_survival_monthly add column note varchar;

-- broken: no value where the contract requires one
update digital_tenge.vat_refund_survival_monthly set at_risk_applications = null where at_risk_applications = 17;

-- broken: one row twice
insert into digital_tenge.vat_refund_survival_monthly from digital_tenge.vat_refund_survival_monthly where still_waiting_pct = 0;

-- broken: a channel that is none
update digital_tenge.vat_refund_survival_monthly set channel = 'pigeon' where channel = 'ordinary';

-- broken: a unit that is none
update digital_tenge.vat_refund_survival_monthly set day_unit = 'moons' where channel = 'ordinary';

-- broken: a month named by its second day
update digital_tenge.vat_refund_survival_monthly set month = date '2026-07-02' where channel = 'ordinary';

-- broken: a wait of less than no day
update digital_tenge.vat_refund_survival_monthly set waited_days = -1 where channel = 'ordinary';

-- broken: a share that does not fall by those who were credited
update digital_tenge.vat_refund_survival_monthly set still_waiting_pct = 81 where at_risk_applications = 17;

-- broken: a share that is not known though some at risk were not credited
update digital_tenge.vat_refund_survival_monthly set at_risk_applications = 2 where month = date '2026-08-01' and waited_days = 7;

-- broken: a share that is known again
update digital_tenge.vat_refund_survival_monthly set still_waiting_pct = 40 where waited_days = 61;

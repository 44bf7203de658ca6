-- good
create table adoption.adoption_monthly (
  month date, days_seen bigint, crypto_payments bigint, confirmed_crypto_payments bigint, active_payers bigint,
  active_merchants bigint, crypto_turnover_kzt decimal(18, 2), confirmed_crypto_turnover_kzt decimal(18, 2),
  retail_turnover_kzt decimal(18, 2), crypto_share_pct decimal(9, 4), residents bigint,
  retail_proxy_kzt decimal(18, 2), crypto_share_of_proxy_pct decimal(9, 4),
  crypto_turnover_per_resident_kzt decimal(18, 2), stablecoin_turnover_kzt decimal(18, 2),
  stablecoin_share_pct decimal(9, 4), crypto_ticket_median_kzt decimal(18, 2), crypto_ticket_p90_kzt decimal(18, 2),
  settlements bigint, matched_settlements bigint, receipt_match_pct decimal(9, 4), retained_payers bigint,
  retention_m1_pct decimal(9, 4), parameter_confidence varchar
);
insert into adoption.adoption_monthly values
  (date '2026-10-01', 31, 4, 3, 2, 2, 600.00, 450.00, 1000.00, 60.0000, 52000, 4492800000.00, 0.0000, 0.01,
    100.00, 22.2222, 150.00, 250.00, 3, 2, 66.6667, 1, 50.0000, 'L'),
  (date '2026-11-01', 2, 0, 0, 0, 0, 0.00, 0.00, 1000.00, 0.0000, 52000, 299520000.00, 0.0000, 0.00, 0.00, null,
    null, null, 0, 0, null, null, null, 'L');

-- broken: a column that nobody promised
alter table adoption.adoption_monthly add column note varchar;

-- broken: no value where the contract requires one
update adoption.adoption_monthly set active_merchants = null where month = date '2026-11-01';

-- broken: a month twice
update adoption.adoption_monthly set month = date '2026-10-01';

-- broken: a month named by its second day
update adoption.adoption_monthly set month = date '2026-10-02' where month = date '2026-10-01';

-- broken: a month of 32 days
update adoption.adoption_monthly set days_seen = 32 where month = date '2026-10-01';

-- broken: a negative number of merchants
update adoption.adoption_monthly set active_merchants = -1 where month = date '2026-11-01';

-- broken: more confirmed than paid
update adoption.adoption_monthly set confirmed_crypto_payments = 5 where month = date '2026-10-01';

-- broken: more came back than paid
update adoption.adoption_monthly set retained_payers = 3, retention_m1_pct = 150.0000 where month = date '2026-10-01';

-- broken: more in stablecoins than in all assets
update adoption.adoption_monthly
set stablecoin_turnover_kzt = 900.00, stablecoin_share_pct = 200.0000
where month = date '2026-10-01';

-- broken: more matched than settled
update adoption.adoption_monthly
set matched_settlements = 4, receipt_match_pct = 133.3333
where month = date '2026-10-01';

-- broken: a large payment below the typical one
update adoption.adoption_monthly set crypto_ticket_p90_kzt = 149.99 where month = date '2026-10-01';

-- broken: payments without a typical one
update adoption.adoption_monthly
set crypto_ticket_median_kzt = null, crypto_ticket_p90_kzt = null
where month = date '2026-10-01';

-- broken: a share that its parts do not give
update adoption.adoption_monthly set crypto_share_pct = 60.0003 where month = date '2026-10-01';

-- broken: a share of the proxy that its parts do not give
update adoption.adoption_monthly set crypto_share_of_proxy_pct = 0.0003 where month = date '2026-10-01';

-- broken: turnover per head of other heads
update adoption.adoption_monthly set crypto_turnover_per_resident_kzt = 0.02 where month = date '2026-10-01';

-- broken: a share that its parts do not give
update adoption.adoption_monthly set stablecoin_share_pct = 22.2225 where month = date '2026-10-01';

-- broken: a share that its parts do not give
update adoption.adoption_monthly set receipt_match_pct = 66.6669 where month = date '2026-10-01';

-- broken: nobody came back in a month that is not seen
update adoption.adoption_monthly set retention_m1_pct = 0.0000 where month = date '2026-11-01';

-- broken: a proxy that does not say how sure it is
update adoption.adoption_monthly set parameter_confidence = null where month = date '2026-10-01';

-- broken: more crypto than residents would spend
update adoption.adoption_monthly
set retail_proxy_kzt = 300.00, crypto_share_of_proxy_pct = 200.0000
where month = date '2026-10-01';

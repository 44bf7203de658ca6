-- good
create table adoption.adoption_daily (
  day date, crypto_payments bigint, confirmed_crypto_payments bigint, active_payers bigint, active_payers_30d bigint,
  active_merchants bigint, crypto_turnover_kzt decimal(18, 2), confirmed_crypto_turnover_kzt decimal(18, 2),
  retail_turnover_kzt decimal(18, 2), crypto_share_pct decimal(9, 4), stablecoin_turnover_kzt decimal(18, 2),
  stablecoin_share_pct decimal(9, 4), crypto_ticket_median_kzt decimal(18, 2), crypto_ticket_p90_kzt decimal(18, 2),
  settlements bigint, matched_settlements bigint, receipt_match_pct decimal(9, 4)
);
insert into adoption.adoption_daily values
  (
    date '2026-07-01', 3, 2, 2, 2, 1, 900.00, 800.00, 3000.00, 30.0000, 600.00, 75.0000, 300.00, 500.00, 3, 2, 66.6667
  ),
  (date '2026-07-02', 0, 0, 0, 2, 0, -100.00, 0.00, -50.00, null, 0.00, null, null, null, 0, 0, null);

-- broken: a column that nobody promised
alter table adoption.adoption_daily add column note varchar;

-- broken: no value where the contract requires one
update adoption.adoption_daily set retail_turnover_kzt = null where day = date '2026-07-02';

-- broken: a day twice
insert into adoption.adoption_daily from adoption.adoption_daily where day = date '2026-07-02';

-- broken: a negative count
update adoption.adoption_daily set active_merchants = -1 where day = date '2026-07-02';

-- broken: more confirmed payments than payments
update adoption.adoption_daily set confirmed_crypto_payments = 4 where day = date '2026-07-01';

-- broken: more payers on the day than in thirty days
update adoption.adoption_daily set active_payers = 3 where day = date '2026-07-01';

-- broken: more stablecoin turnover than turnover, on a day of almost none
update adoption.adoption_daily
set confirmed_crypto_turnover_kzt = 0, stablecoin_turnover_kzt = 0.01, stablecoin_share_pct = null
where day = date '2026-07-01';

-- broken: more matched settlements than settlements
update adoption.adoption_daily set matched_settlements = 1 where day = date '2026-07-02';

-- broken: a median above the ninth decile
update adoption.adoption_daily set crypto_ticket_median_kzt = 500.01 where day = date '2026-07-01';

-- broken: no typical payment although there were payments
update adoption.adoption_daily set crypto_ticket_median_kzt = null where day = date '2026-07-01';

-- broken: a share above the whole
update adoption.adoption_daily
set stablecoin_turnover_kzt = -8.00, stablecoin_share_pct = -1.0000
where day = date '2026-07-01';

-- broken: a negative share of settlements
update adoption.adoption_daily
set matched_settlements = -3, receipt_match_pct = -100.0000
where day = date '2026-07-01';

-- broken: a share that its parts do not give
update adoption.adoption_daily set crypto_share_pct = 30.0002 where day = date '2026-07-01';

-- broken: a share that its parts do not give
update adoption.adoption_daily set stablecoin_share_pct = 75.0002 where day = date '2026-07-01';

-- broken: a share that its parts do not give
update adoption.adoption_daily set receipt_match_pct = null where day = date '2026-07-01';

-- broken: a day of unusual returns
update adoption.adoption_daily
set crypto_turnover_kzt = -30.00, crypto_share_pct = -1.0000
where day = date '2026-07-01';

-- broken: more active merchants than confirmed payments
update adoption.adoption_daily set active_merchants = 3 where day = date '2026-07-01';

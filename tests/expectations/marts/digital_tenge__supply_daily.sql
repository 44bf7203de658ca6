-- good
create table digital_tenge.supply_daily (
  day date, issued_kzt decimal(18, 2), redeemed_kzt decimal(18, 2), opening_kzt decimal(18, 2),
  outstanding_kzt decimal(18, 2), outstanding_by_operations_kzt decimal(18, 2), held_kzt decimal(18, 2),
  marked_kzt decimal(18, 2), paid_kzt decimal(18, 2), velocity_pct decimal(9, 4)
);
insert into digital_tenge.supply_daily values
  (date '2026-07-01', 100.00, 30.00, 1000.00, 1070.00, 1070.00, 1070.00, 100.00, 207.00, 20.0000),
  (date '2026-07-02', 0.00, 70.00, 1070.00, 1000.00, 1000.00, 1000.00, 0.00, 0.00, 0.0000);

-- broken: a column that nobody promised
alter table digital_tenge.supply_daily add column note varchar;

-- broken: no value where the contract requires one
update digital_tenge.supply_daily set held_kzt = null where day = date '2026-07-01';

-- broken: one day twice
insert into digital_tenge.supply_daily from digital_tenge.supply_daily where day = date '2026-07-01';

-- broken: a redemption below zero
update digital_tenge.supply_daily set issued_kzt = 0.00, redeemed_kzt = -70.00 where day = date '2026-07-01';

-- broken: money that no operation made
update digital_tenge.supply_daily set issued_kzt = 100.01 where day = date '2026-07-01';

-- broken: balances that are a tiyn above the operations
update digital_tenge.supply_daily set outstanding_kzt = 1000.01, held_kzt = 1000.01 where day = date '2026-07-02';

-- broken: others hold a tiyn more than the issuer owes
update digital_tenge.supply_daily set held_kzt = 1070.01 where day = date '2026-07-01';

-- broken: more marked than held
update digital_tenge.supply_daily set marked_kzt = 1000.01 where day = date '2026-07-02';

-- broken: velocity of the evening's stock
update digital_tenge.supply_daily set velocity_pct = 19.3458 where day = date '2026-07-01';

-- broken: money that came overnight
update digital_tenge.supply_daily
set opening_kzt = 1080.00, outstanding_kzt = 1010.00, outstanding_by_operations_kzt = 1010.00, held_kzt = 1010.00
where day = date '2026-07-02';

-- good
insert into reference.mining_distributions by name
select
  'Ile Pool' as pool, distribution_number, miner_key, 'M-1' as licence_number, date '2025-03-01' as licensed_on,
  '1BoatSLRHtKNngkdXEeobR76b53LETtpyT' as wallet_address, date '2026-07-01' as distributed_on, 'BTC' as asset,
  '1293084' as amount_base_units, date '2026-07-01' as day
from (values (1, 'p-' || repeat('1e', 16)), (2, '080840000761')) as lines(distribution_number, miner_key);

-- broken: a column that nobody promised
alter table reference.mining_distributions add column mood varchar;

-- broken: no value where the contract requires one
update reference.mining_distributions set licence_number = null where distribution_number = 1;

-- broken: a line twice
insert into reference.mining_distributions from reference.mining_distributions where distribution_number = 1;

-- broken: a person's number in clear
update reference.mining_distributions set miner_key = '900101300123' where miner_key like 'p-%';

-- broken: a fraction of a smallest unit
update reference.mining_distributions set amount_base_units = '0.5' where distribution_number = 1;

-- broken: a distribution of yesterday
update reference.mining_distributions set distributed_on = date '2026-06-30' where distribution_number = 1;

-- broken: distributed before the licence
update reference.mining_distributions set licensed_on = date '2026-07-02' where distribution_number = 1;

-- broken: half a wallet
update reference.mining_distributions set wallet_address = '1Boat' where distribution_number = 1;

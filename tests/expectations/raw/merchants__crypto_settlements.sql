-- good
insert into merchants.crypto_settlements by name
select
  's-1' as settlement_id, '000040000001' as merchant_key, 'SWK0001' as cashbox_number,
  '2607010000001' as check_number, 1 as chain_id, '0x' || repeat('b0', 32) as transaction_hash, 'USDT' as asset,
  '1060000' as amount_base_units, 500.00 as amount_kzt, timestamptz '2026-06-30 19:00:00+00' as settled_at,
  date '2026-07-01' as day;
insert into merchants.crypto_settlements by name
select
  's-2' as settlement_id, 'p-' || repeat('ab', 16) as merchant_key, 1 as chain_id,
  '0x' || repeat('b1', 32) as transaction_hash, 'ETH' as asset, '0' as amount_base_units, 0.00 as amount_kzt,
  timestamptz '2026-07-01 18:59:59+00' as settled_at, date '2026-07-01' as day;

-- broken: a column that nobody promised
alter table merchants.crypto_settlements add column fee_kzt decimal(18, 2);

-- broken: no value where the contract requires one
update merchants.crypto_settlements set asset = null where settlement_id = 's-1';

-- broken: one settlement twice
update merchants.crypto_settlements set settlement_id = 's-1';

-- broken: an individual's number in clear
update merchants.crypto_settlements set merchant_key = '900101300123' where settlement_id = 's-2';

-- broken: a hash without 0x
update merchants.crypto_settlements set transaction_hash = repeat('b0', 32) where settlement_id = 's-1';

-- broken: an amount with a leading zero
update merchants.crypto_settlements set amount_base_units = '01' where settlement_id = 's-1';

-- broken: a negative credit
update merchants.crypto_settlements set amount_kzt = -0.01 where settlement_id = 's-1';

-- broken: a settlement of the next day
update merchants.crypto_settlements set settled_at = timestamptz '2026-07-01 19:00:00+00' where settlement_id = 's-1';

-- broken: a fiscal sign without its cash register
update merchants.crypto_settlements set cashbox_number = null where settlement_id = 's-1';

-- broken: a payment to a merchant that did not issue the receipt
update merchants.crypto_settlements set merchant_key = '000040000002' where settlement_id = 's-1';

-- good
insert into exchanges.transfers by name
select
  'AX-01' as venue_id, 't-1' as transfer_id, timestamptz '2026-06-30 19:00:00+00' as occurred_at,
  'deposit' as direction, 'crypto' as kind, 'USDT' as asset, 10.5 as amount, 'p-' || repeat('ef', 16) as client_key,
  'resident' as client_residency, 'unknown' as counterparty_residency,
  '0x' || repeat('0d', 20) as counterparty_address, '0x' || repeat('b0', 32) as transaction_hash,
  false as is_travel_rule_complete, true as is_travel_rule_claimed_complete,
  'originator_identity' as missing_travel_rule_fields, true as has_originator_name, true as has_originator_account,
  false as has_originator_identity, true as has_beneficiary_name, true as has_beneficiary_account,
  true as is_counterparty_self_hosted, date '2026-07-01' as day;
insert into exchanges.transfers by name
select
  'AX-01' as venue_id, 't-2' as transfer_id, timestamptz '2026-07-01 18:59:59+00' as occurred_at,
  'withdrawal' as direction, 'fiat' as kind, 'KZT' as asset, 0 as amount, 'p-' || repeat('ef', 16) as client_key,
  'non_resident' as client_residency, 'resident' as counterparty_residency, date '2026-07-01' as day;

-- broken: a column that nobody promised
alter table exchanges.transfers add column client_name varchar;

-- broken: no value where the contract requires one
update exchanges.transfers set asset = null where transfer_id = 't-2';

-- broken: one transfer twice
update exchanges.transfers set transfer_id = 't-1';

-- broken: a direction that does not exist
update exchanges.transfers set direction = 'internal' where transfer_id = 't-2';

-- broken: a kind that does not exist
update exchanges.transfers set kind = 'cash' where transfer_id = 't-2';

-- broken: a client's residency that does not exist
update exchanges.transfers set client_residency = 'KZ' where transfer_id = 't-2';

-- broken: a counterparty's residency that does not exist
update exchanges.transfers set counterparty_residency = 'KZ' where transfer_id = 't-2';

-- broken: a negative amount
update exchanges.transfers set amount = -1 where transfer_id = 't-2';

-- broken: a client's number in clear
update exchanges.transfers set client_key = '900101300123' where transfer_id = 't-2';

-- broken: a hash cut short
update exchanges.transfers set transaction_hash = '0xb0' where transfer_id = 't-1';

-- broken: a transfer of the next day
update exchanges.transfers set occurred_at = timestamptz '2026-07-01 19:00:00+00' where transfer_id = 't-2';

-- broken: fiat money sent to an address
update exchanges.transfers set counterparty_address = '0x' || repeat('0d', 20) where transfer_id = 't-2';

-- broken: complete without the originator's identity
update exchanges.transfers set is_travel_rule_complete = true where transfer_id = 't-1';

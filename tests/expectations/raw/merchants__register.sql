-- good
insert into merchants.register by name
select
  '000040000001' as merchant_key, false as is_sole_trader, 'Steppe Foods' as trade_name, '47110' as oked_code,
  '5411' as mcc_code, '191810000' as kato_code, date '2026-07-01' as registered_on, 'general' as tax_regime,
  date '2026-07-01' as vat_payer_from, date '2026-07-01' as vat_payer_to, date '2026-07-01' as crypto_enabled_on,
  '0x' || repeat('0b', 20) as settlement_address, date '2026-07-01' as day;
insert into merchants.register by name
select
  'p-' || repeat('ab', 16) as merchant_key, true as is_sole_trader, null as trade_name, '49320' as oked_code,
  '4121' as mcc_code, '191800000' as kato_code, date '2026-06-01' as registered_on, 'simplified' as tax_regime,
  date '2026-07-01' as day;

-- broken: a column that nobody promised
alter table merchants.register add column owner varchar;

-- broken: no value where the contract requires one
update merchants.register set mcc_code = null where is_sole_trader;

-- broken: a merchant twice on a day
insert into merchants.register from merchants.register where is_sole_trader;

-- broken: an individual's number in clear
update merchants.register set merchant_key = '900101300123' where is_sole_trader;

-- broken: a person's name
update merchants.register set trade_name = 'Saule Akhmetova' where is_sole_trader;

-- broken: a place with eight digits
update merchants.register set kato_code = '19181000' where is_sole_trader;

-- broken: a regime that does not exist
update merchants.register set tax_regime = 'none' where is_sole_trader;

-- broken: registered tomorrow
update merchants.register set registered_on = date '2026-07-02' where is_sole_trader;

-- broken: an address in mixed case
update merchants.register set settlement_address = '0x' || repeat('0B', 20) where not is_sole_trader;

-- broken: a VAT payer that stopped before it began
update merchants.register set vat_payer_to = date '2026-06-30' where not is_sole_trader;

-- broken: crypto accepted without an address
update merchants.register set settlement_address = null where not is_sole_trader;

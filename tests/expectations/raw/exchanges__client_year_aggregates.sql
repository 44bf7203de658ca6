-- good
insert into exchanges.client_year_aggregates by name
select
  'AX-01' as venue_id, 'p-' || repeat('ef', 16) as client_key, 2026 as year, 'BTC' as asset, element, type_code,
  transaction_count, 100.5 as amount, 'USD' as currency, 0.001 as units, null as alternative_valuation,
  date '2026-07-02' as day
from (values
  ('CryptoFiatIn', 'none', 2),
  ('CryptoToCryptoOut', 'CARF403', 1),
  ('CryptoTransferIn', 'CARF505', 1),
  ('CryptoTransferOut', 'CARF603', 1),
  ('TransferWallet', 'none', null),
  ('RRPT', 'none', 1)
) as elements(element, type_code, transaction_count);
insert into exchanges.client_year_aggregates by name
select
  'AX-01' as venue_id, 'p-' || repeat('ef', 16) as client_key, 2026 as year, 'BTC' as asset,
  'CryptoFiatIn' as element, 'none' as type_code, 1 as transaction_count, 100.5 as amount, 'USD' as currency,
  0.0005 as units, 'CARF1002' as alternative_valuation, date '2026-07-01' as day;

-- broken: a column that nobody promised
alter table exchanges.client_year_aggregates add column client_name varchar;

-- broken: no value where the contract requires one
update exchanges.client_year_aggregates set units = null where element = 'RRPT';

-- broken: a running year twice
insert into exchanges.client_year_aggregates from exchanges.client_year_aggregates where element = 'RRPT';

-- broken: a client's number in clear
update exchanges.client_year_aggregates set client_key = '900101300123' where element = 'RRPT';

-- broken: another year than the day's
update exchanges.client_year_aggregates set year = 2025 where element = 'RRPT';

-- broken: a type that the element has not
update exchanges.client_year_aggregates set type_code = 'CARF601' where element = 'RRPT';

-- broken: a count where CARF has none
update exchanges.client_year_aggregates set transaction_count = 1 where element = 'TransferWallet';

-- broken: a negative value
update exchanges.client_year_aggregates set amount = -1 where element = 'RRPT';

-- broken: negative units
update exchanges.client_year_aggregates set units = -1 where element = 'RRPT';

-- broken: a currency by its name
update exchanges.client_year_aggregates set currency = 'tenge' where element = 'RRPT';

-- broken: a valuation that does not exist
update exchanges.client_year_aggregates set alternative_valuation = 'CARF1005' where element = 'RRPT';

-- broken: a year that shrinks
update exchanges.client_year_aggregates set transaction_count = 3 where day = date '2026-07-01';

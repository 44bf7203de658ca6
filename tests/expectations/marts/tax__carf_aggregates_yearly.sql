-- good
create table tax.carf_aggregates_yearly (
  year bigint, venue_id varchar, client_key varchar, asset varchar, element varchar, type_code varchar, as_of_on date,
  transaction_count bigint, amount decimal(18, 2), currency varchar, units decimal(38, 18),
  alternative_valuation varchar, traded_transactions bigint, traded_units decimal(38, 18), reconciliation varchar,
  parameter_confidence varchar, client_residency varchar, client_bin varchar, venue_name varchar, venue_bin varchar
);
insert into tax.carf_aggregates_yearly
select *, 'resident', '080841000761', 'Steppe Exchange', '080841000761' from (values
  (2026, 'AX-01', 'p-abababababababababababababababab', 'BTC', 'CryptoFiatIn', 'none', date '2026-11-02', 2, 100.00, 'USD', 1, null, 2, 1, 'agreed', null),
  (2026, 'AX-01', 'p-abababababababababababababababab', 'BTC', 'CryptoTransferOut', 'CARF603', date '2026-11-02', 2, 100.00, 'USD', 1, 'CARF1002', null,
   null, 'not_compared', null),
  (2026, 'AX-01', 'p-abababababababababababababababab', 'BTC', 'RRPT', 'none', date '2026-11-02', 1, 50000.01, 'USD', 1, null, null, null,
   'not_compared', 'H-standard'),
  (2026, 'AX-01', 'p-abababababababababababababababab', 'BTC', 'TransferWallet', 'none', date '2026-11-02', null, 7.00, 'USD', 1, null, null, null,
   'not_compared', null));

-- broken: a column that nobody promised
alter table tax.carf_aggregates_yearly add column name varchar;

-- broken: no value where the contract requires one
update tax.carf_aggregates_yearly set units = null where element = 'TransferWallet';

-- broken: a total twice
insert into tax.carf_aggregates_yearly from tax.carf_aggregates_yearly where element = 'TransferWallet';

-- broken: a client's number in clear
update tax.carf_aggregates_yearly set client_key = '900101300123' where element = 'TransferWallet';

-- broken: a type of another element
update tax.carf_aggregates_yearly set type_code = 'CARF505' where element = 'CryptoTransferOut';

-- broken: a count for transfers to unknown wallets
update tax.carf_aggregates_yearly set transaction_count = 1 where element = 'TransferWallet';

-- broken: a negative value
update tax.carf_aggregates_yearly set amount = -0.01 where element = 'TransferWallet';

-- broken: a currency by its name
update tax.carf_aggregates_yearly set currency = 'tenge' where element = 'TransferWallet';

-- broken: money that is reported as crypto
update tax.carf_aggregates_yearly set asset = 'KZT' where element = 'TransferWallet';

-- broken: a day of another year
update tax.carf_aggregates_yearly set as_of_on = date '2025-11-02' where element = 'TransferWallet';

-- broken: a valuation that CARF has not
update tax.carf_aggregates_yearly set alternative_valuation = 'CARF1005' where element = 'CryptoTransferOut';

-- broken: a word that says nothing of the trades
update tax.carf_aggregates_yearly set reconciliation = 'fine' where element = 'TransferWallet';

-- broken: trades that do not agree
update tax.carf_aggregates_yearly set traded_units = 2 where element = 'CryptoFiatIn';

-- broken: a total without trades
update tax.carf_aggregates_yearly
set traded_transactions = null, traded_units = null, reconciliation = 'no_trades'
where element = 'CryptoFiatIn';

-- broken: a threshold that nobody is sure of
update tax.carf_aggregates_yearly set parameter_confidence = null where element = 'RRPT';

-- broken: a residency that does not exist
update tax.carf_aggregates_yearly set client_residency = 'KZ' where element = 'TransferWallet';

-- broken: a person's number where a legal entity's belongs
update tax.carf_aggregates_yearly set client_bin = '900101300123' where element = 'TransferWallet';

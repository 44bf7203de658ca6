-- good
insert into reference.reserve_wallets by name
select
  'state_fund' as fund, chain, address, 'BTC' as asset, 'seized' as acquired_by,
  'depository' as custodian, date '2026-01-20' as seized_on, date '2026-03-02' as held_from, held_to, 'decree' as source_document, date '2026-07-01' as day
from (
  values
    ('bitcoin', '1BoatSLRHtKNngkdXEeobR76b53LETtpyT', null), ('evm', '0x' || repeat('1', 40), date '2026-06-30')
) as wallets(chain, address, held_to);

-- broken: a column that nobody promised
alter table reference.reserve_wallets add column mood varchar;

-- broken: no value where the contract requires one
update reference.reserve_wallets set source_document = null where chain = 'evm';

-- broken: a wallet of both funds
insert into reference.reserve_wallets by name select * replace ('alem_fund' as fund) from reference.reserve_wallets where chain = 'evm';

-- broken: a third fund
update reference.reserve_wallets set fund = 'our_fund' where chain = 'evm';

-- broken: half an address
update reference.reserve_wallets set address = '0x11' where chain = 'evm';

-- broken: found in the street
update reference.reserve_wallets set acquired_by = 'found', seized_on = null where chain = 'evm';

-- broken: a wallet of tomorrow
update reference.reserve_wallets set held_from = date '2026-07-02' where chain = 'bitcoin';

-- broken: bought, and waiting for its day in the reserve
update reference.reserve_wallets set acquired_by = 'purchased', held_from = null where chain = 'bitcoin';

-- good
insert into reference.address_labels by name
select
  case chain when 'evm' then '0x' || repeat(digit, 40) when 'bitcoin' then '1BoatSLRHtKNngkdXEeobR76b53LETtpyT'
    else 'TRBACioxdrdsYEZHvJWiUDZcMdBPpEe5Ub' end as address,
  chain, 'p-' || repeat('1e', 16) as cluster_key, if(chain = 'bitcoin', 'Ile Pool', null) as holder,
  if(chain = 'bitcoin', 'mining_pool', 'resident') as category, residency, 'AX-01' as labelled_by, date '2026-07-01' as labelled_on,
  'register' as source_document, 'high' as confidence, date '2026-07-01' as day
from (
  values
    ('1', 'resident', 'evm'), ('2', 'non_resident', 'evm'), ('3', 'unknown', 'evm'), ('4', 'resident', 'bitcoin'),
    ('5', 'resident', 'tron')
) as labels(digit, residency, chain);
insert into reference.address_labels by name
select * replace ('AX-02' as labelled_by, 'p-' || repeat('2e', 16) as cluster_key)
from reference.address_labels where chain = 'tron';

-- broken: a column that nobody promised
alter table reference.address_labels add column mood varchar;

-- broken: no value where the contract requires one
update reference.address_labels set labelled_by = null where residency = 'unknown';

-- broken: an address with two holders by one register
insert into reference.address_labels by name
select * replace ('p-' || repeat('2e', 16) as cluster_key) from reference.address_labels where residency = 'unknown';

-- broken: a chain that nobody knows
update reference.address_labels set chain = 'bnb' where chain = 'bitcoin';

-- broken: an address in mixed case
update reference.address_labels set address = '0x' || repeat('A', 40) where residency = 'unknown';

-- broken: a holder's number in clear
update reference.address_labels set cluster_key = '900101300123' where residency = 'unknown';

-- broken: a residency that does not exist
update reference.address_labels set residency = 'tourist' where residency = 'unknown';

-- broken: labelled tomorrow
update reference.address_labels set labelled_on = date '2026-07-02' where residency = 'unknown';

-- broken: confidence in words
update reference.address_labels set confidence = 'maybe' where residency = 'unknown';

-- broken: a resident's name
update reference.address_labels set holder = 'somebody' where residency = 'unknown';

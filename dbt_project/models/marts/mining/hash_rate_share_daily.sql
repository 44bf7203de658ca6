with networks as (
    select *
    from {{ ref('stg_reference__network_hashrate') }}
    where asset = 'BTC'
),

licences as (
    select *
    from {{ ref('stg_reference__mining_licences') }}
    where day between licensed_from and licensed_to
),

distributions as (
    select *
    from {{ ref('stg_reference__mining_distributions') }}
    where asset = 'BTC'
),

parameters as (
    select *
    from {{ ref('int_statutory_parameters_bounded') }}
    where parameter = 'bitcoin_daily_issuance'
),

declared as (
    select
        day,
        count(*) as licences,
        cast(sum(declared_hash_rate_ths) as decimal(18, 3)) as declared_hash_rate_ths
    from licences
    group by day
),

paid as (
    select
        distributions.day,
        count(distinct distributions.licence_number) as distributing_licences,
        sum(cast(distributions.amount_base_units as double)) / 100000000 as distributed_btc
    from distributions
    inner join licences using (day, licence_number)
    group by distributions.day
),

joined as (
    select
        networks.day,
        networks.asset,
        networks.estimated_by,
        coalesce(declared.licences, 0) as licences,
        coalesce(paid.distributing_licences, 0) as distributing_licences,
        coalesce(declared.declared_hash_rate_ths, 0) as declared_hash_rate_ths,
        networks.hash_rate_ehs as network_hash_rate_ehs,
        cast(networks.hash_rate_ehs as double) * 1000000 as network_ths,
        coalesce(paid.distributed_btc, 0) / cast(parameters.value_number as double) as implied_share,
        parameters.confidence as parameter_confidence
    from networks
    left join declared using (day)
    left join paid using (day)
    left join parameters on networks.day between parameters.valid_from and parameters.valid_to
),

shares as (
    select
        day,
        asset,
        estimated_by,
        licences,
        distributing_licences,
        cast(declared_hash_rate_ths as decimal(18, 3)) as declared_hash_rate_ths,
        cast(round(network_ths * implied_share, 3) as decimal(18, 3)) as implied_hash_rate_ths,
        network_hash_rate_ehs,
        cast(
            round(100 * cast(declared_hash_rate_ths as double) / network_ths, 6) as decimal(18, 6)
        ) as declared_share_pct,
        cast(round(100 * implied_share, 6) as decimal(18, 6)) as implied_share_pct,
        parameter_confidence
    from joined
)

select * from shares

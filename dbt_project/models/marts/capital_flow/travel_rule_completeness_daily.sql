with transfers as (
    select *
    from {{ ref('int_venue_transfers_valued') }}
    where kind = 'crypto'
),

parameters as (
    select *
    from {{ ref('int_statutory_parameters_bounded') }}
    where parameter = 'aifc_travel_rule_threshold'
),

judged as (
    select
        transfers.*,
        cast(parameters.value_number as decimal(18, 2)) as threshold_usd,
        parameters.confidence as parameter_confidence,
        coalesce(transfers.value_usd >= parameters.value_number, false) as is_covered
    from transfers
    inner join parameters
        on transfers.day between parameters.valid_from and parameters.valid_to
),

summed as (
    select
        day,
        venue_id,
        threshold_usd,
        parameter_confidence,
        count(*) as crypto_transfers,
        count(*) filter (where is_covered) as covered_transfers,
        count(*) filter (where is_covered and is_travel_rule_complete) as complete_transfers,
        count(*) filter (where is_covered and is_travel_rule_claimed_complete) as claimed_complete_transfers,
        count(*) filter (
            where is_covered and is_travel_rule_claimed_complete and not coalesce(is_travel_rule_complete, false)
        ) as false_claims,
        count(*) filter (where is_covered and is_counterparty_self_hosted) as self_hosted_transfers,
        count(*) filter (where is_covered and is_counterparty_self_hosted is null) as unknown_hosting_transfers,
        cast(coalesce(sum(value_usd) filter (where is_covered), 0) as decimal(18, 2)) as covered_usd,
        count(*) - count(value_usd) as unvalued_transfers
    from judged
    group by day, venue_id, threshold_usd, parameter_confidence
),

completeness as (
    select
        day,
        venue_id,
        threshold_usd,
        crypto_transfers,
        covered_transfers,
        complete_transfers,
        {{ percent_of('complete_transfers', 'covered_transfers') }} as completeness_pct,
        claimed_complete_transfers,
        {{ percent_of('claimed_complete_transfers', 'covered_transfers') }} as claimed_completeness_pct,
        false_claims,
        self_hosted_transfers,
        {{ percent_of('self_hosted_transfers', 'covered_transfers') }} as self_hosted_pct,
        unknown_hosting_transfers,
        covered_usd,
        unvalued_transfers,
        parameter_confidence
    from summed
)

select * from completeness

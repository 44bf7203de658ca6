{# Receipts are sought so many days around: no fewer than the parameter settlement_match_max_time_difference has. -#}
{{ config(materialized='incremental', meta={'reach_days': 3}) }}

with settlements as (
    select *
    from {{ ref('stg_merchants__crypto_settlements') }}
    where {{ is_rebuilt('day') }}
),

receipts as (
    select *
    from {{ ref('int_receipts_paid_in_crypto') }}
    where {{ is_read('day') }}
),

parameters as (
    select * from {{ ref('int_statutory_parameters_bounded') }}
),

compared as (
    select
        settlements.day,
        settlements.settlement_id,
        settlements.merchant_key,
        coalesce(
            100 * abs(settlements.amount_kzt - receipts.crypto_kzt) <= amounts.value_number * receipts.crypto_kzt
            and settlements.settled_at
            between receipts.issued_at - interval '1' hour * cast(times.value_number as integer)
            and receipts.issued_at + interval '1' hour * cast(times.value_number as integer),
            false
        ) as is_matched
    from settlements
    left join receipts using (cashbox_number, check_number, merchant_key)
    left join parameters as amounts
        on
            amounts.parameter = 'settlement_match_max_amount_difference'
            and settlements.day between amounts.valid_from and amounts.valid_to
    left join parameters as times
        on
            times.parameter = 'settlement_match_max_time_difference'
            and settlements.day between times.valid_from and times.valid_to
)

select * from compared

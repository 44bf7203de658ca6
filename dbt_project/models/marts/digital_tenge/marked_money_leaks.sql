with operations as (
    select * from {{ ref('int_marked_operations_judged') }}
),

leaks as (
    select
        operation_id,
        day,
        mark_code,
        contract_number,
        mark_purpose,
        transaction_type,
        amount_kzt,
        breach,
        status,
        reason_code,
        purpose_code
    from operations
    where breach is not null
)

select * from leaks

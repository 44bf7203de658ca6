with operations as (
    select * from {{ ref('int_marked_operations_judged') }}
),

confidences as (
    select * from {{ ref('seed_parameter_confidences') }}
),

leaks as (
    select
        operations.operation_id,
        operations.day,
        operations.mark_code,
        operations.contract_number,
        operations.mark_purpose,
        operations.transaction_type,
        operations.amount_kzt,
        operations.breach,
        operations.status,
        operations.reason_code,
        operations.purpose_code,
        case
            when operations.breach = 'purpose_code_not_permitted' then confidences.confidence
        end as permission_confidence
    from operations
    left join confidences using (doubt_rank)
    where operations.breach is not null
)

select * from leaks

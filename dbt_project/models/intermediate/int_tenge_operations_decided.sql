with operations as (
    select * from {{ ref('stg_cbdc__token_operations') }}
),

statuses as (
    select
        message_id,
        original_end_to_end_id as end_to_end_id,
        min(original_message_id) as original_message_id
    from {{ ref('stg_cbdc__payment_statuses') }}
    group by message_id, original_end_to_end_id
),

-- What was settled or rejected is no longer pending, whenever the message that said so came; the last decision holds.
ranked as (
    select
        *,
        row_number() over (
            partition by operation_id
            order by case when status = 'PDNG' then 1 else 0 end asc, decided_at desc, status asc
        ) as place
    from operations
),

decided as (
    select
        ranked.day,
        ranked.operation_id,
        ranked.transaction_type,
        statuses.original_message_id,
        ranked.end_to_end_id,
        ranked.amount_kzt,
        ranked.mark_code,
        ranked.mark_purpose,
        ranked.contract_number,
        ranked.parent_operation_id,
        ranked.tier_depth,
        ranked.status,
        ranked.reason_code
    from ranked
    left join statuses using (message_id, end_to_end_id)
    where ranked.place = 1
)

select * from decided

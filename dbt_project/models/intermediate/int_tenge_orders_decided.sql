with sent as (
    select
        *,
        row_number() over (partition by message_id, end_to_end_id order by day) as turn
    from {{ ref('stg_cbdc__payments') }}
),

-- A message that is sent again on a later day orders nothing new.
payments as (
    select * from sent
    where turn = 1
),

statuses as (
    select * from {{ ref('stg_cbdc__payment_statuses') }}
),

operations as (
    select * from {{ ref('int_tenge_operations_decided') }}
),

scenarios as (
    select * from {{ ref('seed_tenge_scenarios') }}
),

-- What was settled or rejected is no longer pending, whenever the message that said so came; the last decision holds.
ranked as (
    select
        original_message_id as message_id,
        original_end_to_end_id as end_to_end_id,
        status,
        decided_at,
        row_number() over (
            partition by original_message_id, original_end_to_end_id
            order by case when status = 'PDNG' then 1 else 0 end asc, decided_at desc, status asc, message_id asc
        ) as place
    from statuses
),

outcomes as (
    select * from ranked
    where place = 1
),

marked as (
    select
        original_message_id as message_id,
        end_to_end_id,
        max(transaction_type) as transaction_type,
        max(mark_code) as mark_code,
        max(mark_purpose) as mark_purpose
    from operations
    group by original_message_id, end_to_end_id
),

of_payments as (
    select
        payments.day,
        payments.message_id,
        payments.end_to_end_id,
        payments.amount_kzt,
        true as is_payment,
        marked.mark_code,
        marked.mark_purpose,
        marked.transaction_type,
        payments.purpose_code,
        coalesce(outcomes.status, 'PDNG') as status,
        case
            when outcomes.status in ('ACSC', 'RJCT')
                then {{ seconds_between('payments.created_at', 'outcomes.decided_at') }}
        end as seconds_to_decide
    from payments
    left join outcomes using (message_id, end_to_end_id)
    left join marked using (message_id, end_to_end_id)
),

of_issuer as (
    select
        day,
        coalesce(original_message_id, operation_id) as message_id,
        end_to_end_id,
        amount_kzt,
        false as is_payment,
        mark_code,
        mark_purpose,
        transaction_type,
        cast(null as string) as purpose_code,
        status,
        cast(null as bigint) as seconds_to_decide
    from operations
    where transaction_type in ('ISSUE', 'REDEEM')
),

orders as (
    select * from of_payments
    union all
    select * from of_issuer
),

-- The issuer's operations are what they are, whatever money they make; of a payment, the mark says more than the KNP.
assigned as (
    select
        orders.day,
        orders.message_id,
        orders.end_to_end_id,
        orders.amount_kzt,
        orders.is_payment,
        orders.status,
        orders.seconds_to_decide,
        coalesce(
            by_type.scenario, by_mark.scenario, by_purpose.scenario, by_code.scenario, by_group.scenario, 'unmapped'
        ) as scenario,
        coalesce(
            by_type.confidence, by_mark.confidence, by_purpose.confidence, by_code.confidence, by_group.confidence
        ) as confidence
    from orders
    left join scenarios as by_type
        on by_type.told_by = 'transaction_type' and orders.transaction_type = by_type.code
    left join scenarios as by_mark
        on by_mark.told_by = 'mark_code' and orders.mark_code = by_mark.code
    left join scenarios as by_purpose
        on by_purpose.told_by = 'mark_purpose' and orders.mark_purpose = by_purpose.code
    left join scenarios as by_code
        on by_code.told_by = 'purpose_code' and orders.purpose_code = by_code.code
    left join scenarios as by_group
        on by_group.told_by = 'purpose_group' and substr(orders.purpose_code, 1, 1) = by_group.code
)

select * from assigned

with operations as (
    select * from {{ ref('int_tenge_operations_decided') }}
),

payments as (
    select * from {{ ref('stg_cbdc__payments') }}
),

permissions as (
    select * from {{ ref('seed_marked_money_permissions') }}
),

confidences as (
    select * from {{ ref('seed_parameter_confidences') }}
),

kinds as (
    select
        permissions.mark_kind,
        max(confidences.doubt_rank) as doubt_rank
    from permissions
    inner join confidences using (confidence)
    group by permissions.mark_kind
),

purposes as (
    select
        message_id,
        end_to_end_id,
        min(purpose_code) as purpose_code
    from payments
    group by message_id, end_to_end_id
),

-- Money belongs to the mark and contract of the token that is spent; an issue and VAT set apart make a token of their
-- own mark and contract.
attributed as (
    select
        spent.day,
        spent.operation_id,
        spent.transaction_type,
        case
            when spent.transaction_type in ('ISSUE', 'VAT_SPLIT') then spent.mark_code
            when held.operation_id is null then spent.mark_code
            else held.mark_code
        end as mark_code,
        case
            when spent.transaction_type in ('ISSUE', 'VAT_SPLIT')
                then coalesce(spent.contract_number, held.contract_number)
            else coalesce(held.contract_number, spent.contract_number)
        end as contract_number,
        case
            when spent.transaction_type in ('ISSUE', 'VAT_SPLIT') then coalesce(spent.mark_purpose, held.mark_purpose)
            else coalesce(held.mark_purpose, spent.mark_purpose)
        end as mark_purpose,
        spent.amount_kzt,
        spent.tier_depth,
        spent.status,
        spent.reason_code,
        purposes.purpose_code,
        spent.transaction_type in ('ISSUE', 'VAT_SPLIT') as is_marking,
        coalesce(held.transaction_type in ('ISSUE', 'VAT_SPLIT'), false) as is_of_unspent,
        coalesce(spent.mark_code, '') <> coalesce(held.mark_code, '') as has_other_mark,
        coalesce(spent.mark_purpose, '') <> coalesce(held.mark_purpose, '')
        or coalesce(spent.contract_number, '') <> coalesce(held.contract_number, '') as has_other_purpose,
        held.operation_id is not null as is_held_known
    from operations as spent
    left join operations as held
        on spent.parent_operation_id = held.operation_id and held.status = 'ACSC'
    left join purposes
        on spent.original_message_id = purposes.message_id and spent.end_to_end_id = purposes.end_to_end_id
),

marked as (
    select
        *,
        case when mark_code = 'VAT' then 'vat' else 'budget' end as mark_kind
    from attributed
    where mark_code is not null
),

permitted as (
    select
        marked.operation_id,
        count(permissions.mark_kind) > 0 as is_permitted
    from marked
    left join permissions
        on
            marked.mark_kind = permissions.mark_kind
            and marked.purpose_code like permissions.purpose_code_prefix || '%'
    group by marked.operation_id
),

judged as (
    select
        marked.day,
        marked.operation_id,
        marked.transaction_type,
        marked.mark_code,
        coalesce(marked.contract_number, 'unknown') as contract_number,
        marked.mark_purpose,
        marked.amount_kzt,
        marked.tier_depth,
        marked.status,
        marked.reason_code,
        marked.purpose_code,
        marked.is_marking,
        marked.is_of_unspent,
        case
            when marked.is_marking then null
            when marked.transaction_type = 'REDEEM' then 'cashed_out'
            when marked.transaction_type = 'UNMARK' and marked.is_of_unspent then 'unspent'
            when marked.transaction_type = 'TRANSFER' and marked.is_held_known and marked.has_other_mark
                then 'mark_lost'
            when marked.transaction_type = 'TRANSFER' and marked.is_held_known and marked.has_other_purpose
                then 'purpose_changed'
            when
                marked.transaction_type = 'TRANSFER'
                and marked.purpose_code is not null
                and not permitted.is_permitted
                then 'purpose_code_not_permitted'
            when marked.status = 'RJCT' and marked.reason_code = 'AG01' then 'forbidden'
        end as breach,
        kinds.doubt_rank
    from marked
    inner join permitted using (operation_id)
    left join kinds using (mark_kind)
)

select * from judged

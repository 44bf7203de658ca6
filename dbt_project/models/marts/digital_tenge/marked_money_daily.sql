with operations as (
    select * from {{ ref('int_marked_operations_judged') }}
),

confidences as (
    select * from {{ ref('seed_parameter_confidences') }}
),

sorted as (
    select
        day,
        mark_code,
        contract_number,
        amount_kzt,
        tier_depth,
        doubt_rank,
        purpose_code,
        status = 'ACSC' and is_marking as is_marked,
        status = 'ACSC' and breach is null and transaction_type = 'TRANSFER' and is_of_unspent as is_spent,
        status = 'ACSC' and breach is null and transaction_type = 'TRANSFER' and not is_of_unspent as is_passed_on,
        status = 'ACSC' and breach is null and transaction_type = 'UNMARK' as is_unmarked,
        status = 'ACSC' and breach is not null as is_leak,
        status = 'ACSC' and breach is not null and not is_of_unspent as is_leak_of_spent,
        status = 'RJCT' and breach is not null as is_attempt
    from operations
),

summed as (
    select
        day,
        mark_code,
        contract_number,
        sum(case when is_marked then amount_kzt else 0 end) as marked_kzt,
        sum(case when is_spent then amount_kzt else 0 end) as spent_kzt,
        sum(case when is_passed_on then amount_kzt else 0 end) as passed_on_kzt,
        sum(case when (is_spent or is_passed_on) and purpose_code is null then amount_kzt else 0 end)
            as unknown_purpose_kzt,
        sum(case when is_unmarked then amount_kzt else 0 end) as unmarked_kzt,
        count(*) filter (where is_attempt) as leak_attempts,
        sum(case when is_attempt then amount_kzt else 0 end) as leak_attempts_kzt,
        count(*) filter (where is_leak) as leaks,
        sum(case when is_leak then amount_kzt else 0 end) as leaked_kzt,
        sum(case when is_leak_of_spent then amount_kzt else 0 end) as leaked_of_spent_kzt,
        max(case when is_spent or is_passed_on then tier_depth end) as tier_depth,
        max(doubt_rank) as doubt_rank
    from sorted
    group by day, mark_code, contract_number
),

running as (
    select
        day,
        mark_code,
        contract_number,
        marked_kzt,
        spent_kzt,
        passed_on_kzt,
        unknown_purpose_kzt,
        unmarked_kzt,
        leak_attempts,
        leak_attempts_kzt,
        leaks,
        leaked_kzt,
        cast(sum(marked_kzt) over so_far as decimal(18, 2)) as marked_to_date_kzt,
        cast(sum(spent_kzt) over so_far as decimal(18, 2)) as spent_to_date_kzt,
        cast(sum(passed_on_kzt) over so_far as decimal(18, 2)) as passed_on_to_date_kzt,
        cast(sum(spent_kzt + passed_on_kzt) over so_far as decimal(18, 2)) as paid_to_date_kzt,
        cast(sum(leaked_kzt) over so_far as decimal(18, 2)) as leaked_to_date_kzt,
        cast(sum(spent_kzt - leaked_of_spent_kzt) over so_far as decimal(18, 2)) as complied_to_date_kzt,
        max(tier_depth) over so_far as deepest_tier,
        doubt_rank
    from summed
    window so_far as (partition by mark_code, contract_number order by day)
),

divided as (
    select
        *,
        case
            when spent_to_date_kzt > 0
                then cast(
                    {{ divide_half_up('10000 * ' ~ unscaled('paid_to_date_kzt'), unscaled('spent_to_date_kzt')) }}
                    as decimal(9, 0)
                )
        end as mean_tier_ten_thousandths
    from running
),

told as (
    select
        divided.day,
        divided.mark_code,
        divided.contract_number,
        cast(divided.marked_kzt as decimal(18, 2)) as marked_kzt,
        cast(divided.spent_kzt as decimal(18, 2)) as spent_kzt,
        cast(divided.passed_on_kzt as decimal(18, 2)) as passed_on_kzt,
        cast(divided.unknown_purpose_kzt as decimal(18, 2)) as unknown_purpose_kzt,
        cast(divided.unmarked_kzt as decimal(18, 2)) as unmarked_kzt,
        divided.leak_attempts,
        cast(divided.leak_attempts_kzt as decimal(18, 2)) as leak_attempts_kzt,
        divided.leaks,
        cast(divided.leaked_kzt as decimal(18, 2)) as leaked_kzt,
        divided.marked_to_date_kzt,
        divided.spent_to_date_kzt,
        divided.passed_on_to_date_kzt,
        divided.leaked_to_date_kzt,
        {{ percent_of('divided.complied_to_date_kzt', 'divided.marked_to_date_kzt') }} as compliance_pct,
        {{ percent_of('divided.leaked_to_date_kzt', 'divided.marked_to_date_kzt') }} as leaked_pct,
        divided.deepest_tier,
        cast(divided.mean_tier_ten_thousandths * cast(0.0001 as decimal(4, 4)) as decimal(9, 4)) as mean_tier,
        confidences.confidence as permission_confidence
    from divided
    left join confidences using (doubt_rank)
)

select * from told

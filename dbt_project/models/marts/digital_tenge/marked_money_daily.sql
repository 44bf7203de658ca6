with operations as (
    select * from {{ ref('int_marked_operations_judged') }}
),

sorted as (
    select
        day,
        mark_code,
        contract_number,
        amount_kzt,
        tier_depth,
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
        sum(case when is_unmarked then amount_kzt else 0 end) as unmarked_kzt,
        count(*) filter (where is_attempt) as leak_attempts,
        sum(case when is_attempt then amount_kzt else 0 end) as leak_attempts_kzt,
        count(*) filter (where is_leak) as leaks,
        sum(case when is_leak then amount_kzt else 0 end) as leaked_kzt,
        sum(case when is_leak_of_spent then amount_kzt else 0 end) as leaked_of_spent_kzt,
        max(case when is_spent or is_passed_on then tier_depth end) as tier_depth
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
        max(tier_depth) over so_far as deepest_tier
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
        day,
        mark_code,
        contract_number,
        cast(marked_kzt as decimal(18, 2)) as marked_kzt,
        cast(spent_kzt as decimal(18, 2)) as spent_kzt,
        cast(passed_on_kzt as decimal(18, 2)) as passed_on_kzt,
        cast(unmarked_kzt as decimal(18, 2)) as unmarked_kzt,
        leak_attempts,
        cast(leak_attempts_kzt as decimal(18, 2)) as leak_attempts_kzt,
        leaks,
        cast(leaked_kzt as decimal(18, 2)) as leaked_kzt,
        marked_to_date_kzt,
        spent_to_date_kzt,
        passed_on_to_date_kzt,
        leaked_to_date_kzt,
        {{ percent_of('complied_to_date_kzt', 'marked_to_date_kzt') }} as compliance_pct,
        {{ percent_of('leaked_to_date_kzt', 'marked_to_date_kzt') }} as leaked_pct,
        deepest_tier,
        cast(mean_tier_ten_thousandths * cast(0.0001 as decimal(4, 4)) as decimal(9, 4)) as mean_tier
    from divided
)

select * from told

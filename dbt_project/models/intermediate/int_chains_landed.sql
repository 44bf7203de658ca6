with evm_blocks as (
    select * from {{ ref('stg_onchain__blocks') }}
),

bitcoin_blocks as (
    select * from {{ ref('stg_bitcoin__blocks') }}
),

tron_blocks as (
    select * from {{ ref('stg_tron__blocks') }}
),

-- Bitcoin's timestamps may run backwards within eleven blocks: some of the newest may land with the day that follows.
blocks as (
    select
        'evm' as chain,
        cast(chain_id as string) as network,
        day,
        block_number as height,
        0 as late_blocks
    from evm_blocks
    union all
    select
        'bitcoin' as chain,
        chain as network,
        day,
        block_height as height,
        11 as late_blocks
    from bitcoin_blocks
    union all
    select
        'tron' as chain,
        cast(chain_id as string) as network,
        day,
        height,
        0 as late_blocks
    from tron_blocks
),

followed as (
    select
        *,
        lag(height) over (partition by chain, network order by height) as height_before,
        max(height) over (partition by chain, network) as newest_height
    from blocks
),

marked as (
    select
        chain,
        network,
        day,
        height,
        height_before is null
        or (height_before < height - 1 and height <= newest_height - late_blocks) as starts_run
    from followed
),

days as (
    select
        chain,
        network,
        day,
        min(height) as lowest_height,
        bool_or(starts_run) as starts_run
    from marked
    group by chain, network, day
),

landed as (
    select
        chain,
        network,
        day,
        max(case when starts_run then day end) over so_far as unbroken_since_on,
        min(lowest_height) over so_far = 0
        and sum(case when starts_run then 1 else 0 end) over so_far = 1 as is_from_first_block
    from days
    window so_far as (partition by chain, network order by day)
)

select * from landed

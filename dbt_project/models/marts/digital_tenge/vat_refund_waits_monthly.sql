with refunds as (
    select * from {{ ref('int_vat_refunds_observed') }}
),

bands as (
    select * from {{ ref('seed_wait_bands') }}
),

channels as (
    select distinct
        month,
        channel
    from refunds
),

waited as (
    select
        month,
        channel,
        {{ days_between('applied_on', 'left_on') }} as waited_days,
        case
            when credited_on is not null then 'credited'
            when rejected_on is not null then 'rejected'
            else 'open'
        end as state
    from refunds
),

-- Every band has its row, so that a long wait of one applicant makes none of its own.
banded as (
    select
        channels.month,
        channels.channel,
        bands.from_days as waited_from_days,
        bands.to_days as waited_to_days,
        count(*) filter (where waited.state = 'credited') as credited_applications,
        count(*) filter (where waited.state = 'rejected') as rejected_applications,
        count(*) filter (where waited.state = 'open') as open_applications
    from channels
    cross join bands
    left join waited
        on
            channels.month = waited.month
            and channels.channel = waited.channel
            and waited.waited_days between bands.from_days and coalesce(bands.to_days, waited.waited_days)
    group by channels.month, channels.channel, bands.from_days, bands.to_days
)

select * from banded

with newest as (
    {{ newest_of_each(ref('int_address_labels_last_named'), ['address', 'labelled_by']) }}
),

-- Of labels that contradict each other the one counts that knows where the holder resides, as registers do, then the
-- surest, then the newest.
ranked as (
    select
        *,
        row_number() over (
            partition by address
            order by
                case when residency = 'unknown' then 1 else 0 end asc,
                case confidence when 'high' then 0 when 'medium' then 1 else 2 end asc,
                day desc,
                labelled_on desc,
                labelled_by asc
        ) as precedence
    from newest
),

addresses as (
    select
        address,
        day as snapshot_on,
        cluster_key
    from ranked
    where precedence = 1
)

select * from addresses

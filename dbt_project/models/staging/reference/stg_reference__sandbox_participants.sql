with source as (
    select * from {{ source('reference', 'sandbox_participants') }}
),

renamed as (
    select
        day,
        participant_key,
        stage,
        applied_on,
        admitted_on,
        live_on,
        graduated_on,
        exited_on,
        transactions,
        incidents
    from source
)

select * from renamed

-- One row per month of the last twelve and stage: participants on the last landed day; `month_*` are of all stages.
with
recent as (
    select
        month,
        as_of_on,
        participants as month_participants,
        applied_participants as applied,
        admitted_participants as admitted,
        live_participants as live,
        graduated_participants as graduated,
        exited_participants as exited,
        null::date as first_day,
        max(as_of_on) over () as last_day
    from sandbox_and_talent.sandbox_participants_monthly
    order by month desc
    limit 12
),

by_stage as (
    unpivot recent
    on applied, admitted, live, graduated, exited
    into name stage value participants
)

select * from by_stage
order by month, list_position(['applied', 'admitted', 'live', 'graduated', 'exited'], stage)

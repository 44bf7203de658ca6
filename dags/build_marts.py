"""### From the lake to a release: audit, build, audit, publish

Runs once per city day, when all sources of the day have landed, and builds from every day that is whole; a day
that a source has not landed yet is left out until it has. A run that finds a release made of the same inputs and the
same code has nothing to do and is skipped.

A failed audit, model or test leaves readers on the last good release and says why.
"""

from typing import Any

from airflow.sdk import DAG, Param, PartitionedAssetTimetable, task
from airflow.sdk.exceptions import AirflowSkipException

from wiring import EVERYTHING_LANDED, POOL, RELEASE, RETRIES, errors_after_their_kind, settings_with_connections

with DAG(
    dag_id="build_marts",
    schedule=PartitionedAssetTimetable(assets=EVERYTHING_LANDED),
    catchup=False,
    max_active_runs=1,
    default_args={**RETRIES, "pool": POOL},
    params={"force": Param(default=False, type="boolean", title="Audit and build in full, even if nothing changed")},
    tags=["build", "audit", "release"],
    doc_md=__doc__,
) as dag:

    @task
    def audit_raw(params: Any = None) -> None:  # noqa: ANN401
        """Hold the landed tables against expectations/raw, unless the current release holds them already."""
        from cryptocity.audit import quality
        from cryptocity.audit.verdict import require_passed
        from cryptocity.lake import lake_of
        from cryptocity.release.publish import is_up_to_date

        settings = settings_with_connections()
        if not params["force"] and is_up_to_date(lake_of(settings), settings.home):
            raise AirflowSkipException("the current release is made of the same inputs and code")
        with errors_after_their_kind():
            record = quality.audit_raw(lake_of(settings), settings.home, full_refresh=params["force"])
            require_passed(record.result)

    @task
    def build(params: Any = None) -> None:  # noqa: ANN401
        """Build the candidate from what was audited: every dbt model and test in one invocation."""
        from cryptocity import warehouse
        from cryptocity.audit import quality
        from cryptocity.lake import lake_of

        settings = settings_with_connections()
        lake = lake_of(settings)
        with errors_after_their_kind():
            inputs = quality.audited_inputs(lake, settings.home)
            warehouse.build(lake, settings.home, inputs=inputs, full_refresh=params["force"])

    @task
    def audit_marts() -> None:
        """Hold the candidate's marts against expectations/marts."""
        from cryptocity.audit import quality
        from cryptocity.audit.verdict import require_passed

        with errors_after_their_kind():
            require_passed(quality.audit_marts(settings_with_connections().home).result)

    @task(outlets=[RELEASE])
    def publish_release(outlet_events: Any = None) -> None:  # noqa: ANN401
        """Make the audited candidate the current release, in one swap of a pointer."""
        from cryptocity.release.publish import publish

        with errors_after_their_kind():
            manifest = publish(settings_with_connections().home)
        outlet_events[RELEASE].extra = {"release": manifest.id}
        outlet_events[RELEASE].add_partitions(manifest.id)

    audit_raw() >> build() >> audit_marts() >> publish_release()

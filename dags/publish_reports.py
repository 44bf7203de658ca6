"""### Reports of the current release

Renders the Plotly report site from a release only, whole or not at all, each time a release becomes current.
"""

from typing import Any

from airflow.sdk import DAG, Param, PartitionedAssetTimetable, task

from wiring import RELEASE, RETRIES, errors_after_their_kind, settings_with_connections

with DAG(
    dag_id="publish_reports",
    schedule=PartitionedAssetTimetable(assets=RELEASE),
    catchup=False,
    max_active_runs=1,
    default_args=RETRIES,
    params={"release": Param(None, type=["null", "string"], title="Release", description="Empty for the current one.")},
    tags=["report"],
    doc_md=__doc__,
) as dag:

    @task
    def render(params: Any = None) -> None:  # noqa: ANN401
        """Render every page of the release's reports."""
        from cryptocity.reports.publish import publish_reports

        with errors_after_their_kind():
            publish_reports(settings_with_connections().home, params["release"])

    render()

"""What the DAGs share: the daily schedule, the day of a run, retries after the error tree, assets and connections."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import reduce
from operator import and_
from typing import Any

from airflow.sdk import DAG, Asset, Connection, CronPartitionTimetable, Param, task
from airflow.sdk.exceptions import AirflowFailException, AirflowNotFoundException

from cryptocity.sources import DATASETS, EXTRACTIONS

OWNER = "cryptocity-analytics"
POOL = "warehouse"
RELEASE = Asset("release.current")
DAILY = CronPartitionTimetable("0 1 * * *", timezone="Asia/Almaty", run_offset=-1, key_format="%Y-%m-%d")
RETRIES = {
    "owner": OWNER,
    "retries": 3,
    "retry_delay": timedelta(seconds=30),
    "retry_exponential_backoff": True,
    "max_retry_delay": timedelta(minutes=10),
}
ON = Param(
    None,
    type=["null", "string"],
    format="date",
    title="City day",
    description="Calendar day in Asia/Almaty, for a run without a partition key; a key goes before it.",
)
RAW = {dataset.id: Asset(f"raw.{dataset.id}") for dataset in DATASETS}
EVERYTHING_LANDED = reduce(and_, RAW.values())
_ASKED = {"reference": ("reference", "nationalbank"), "onchain": ("onchain", "onchain_witness")}


def extract_dag(name: str, doc_md: str | None) -> DAG:
    """Return the DAG that lands an extraction's sources, one city day per run, and says so of each of their datasets.

    A source that fails does not undo those before it: the next try lands them again, to the same bytes.
    """
    landed = {dataset.id: RAW[dataset.id] for dataset in DATASETS if dataset.source in EXTRACTIONS[name]}
    with DAG(
        dag_id=f"extract_{name}",
        schedule=DAILY,
        catchup=False,
        max_active_runs=4,
        default_args=RETRIES,
        params={"on": ON},
        tags=["extract", *EXTRACTIONS[name]],
        doc_md=doc_md,
    ) as dag:

        @task(outlets=list(landed.values()))
        def extract(dag_run: Any = None, params: Any = None, outlet_events: Any = None) -> None:  # noqa: ANN401
            day = day_of_run(dag_run, params)
            with errors_after_their_kind():
                manifests = [each for source in EXTRACTIONS[name] for each in _extract_day(source, day)]
            for manifest in manifests:
                event = outlet_events[landed[manifest.dataset]]
                event.extra = {"day": manifest.day, "rows": manifest.rows_landed, "new_fields": dict(manifest.drift)}
                event.add_partitions(manifest.day)

        extract()
    return dag


def day_of_run(dag_run: Any, params: Any) -> date:  # noqa: ANN401  Airflow's own objects
    """Return the city day that a run is about: its partition key, or the form's day."""
    text = dag_run.partition_key or params.get("on")
    if not text:
        raise AirflowFailException("give the run a partition key or the form a day, such as 2026-11-01")
    from cryptocity.window import parse_day

    with errors_after_their_kind():
        return parse_day(text[:10])


@contextmanager
def errors_after_their_kind() -> Iterator[None]:
    """Fail a task at once for what asking again cannot mend; let everything else be retried."""
    from cryptocity.errors import CryptocityError

    try:
        yield
    except CryptocityError as error:
        if error.retry:
            raise
        raise AirflowFailException(str(error)) from error


def _extract_day(source: str, day: date) -> tuple[Any, ...]:
    from cryptocity.extraction import extract_day

    lake, access = lake_and_access(*_ASKED.get(source, (source,)))
    return extract_day(source, day, lake, access=access)


def lake_and_access(*endpoints: str) -> tuple[Any, Any]:
    """Return the lake and the access to these endpoints, as settings and connections describe them."""
    from cryptocity.access import access_of
    from cryptocity.lake import lake_of

    settings = settings_with_connections(endpoints)
    return lake_of(settings), access_of(settings)


def settings_with_connections(endpoints: tuple[str, ...] = ()) -> Any:  # noqa: ANN401  heavy type, imported late
    """Return the settings; a connection `cryptocity_<endpoint>` overrides its URL (host) and token (password)."""
    from cryptocity.settings import read_settings

    overrides: dict[str, object] = {}
    for endpoint in endpoints:
        try:
            connection = Connection.get(f"cryptocity_{endpoint}")
        except AirflowNotFoundException:
            continue
        overrides[f"{endpoint}_url"] = _url(connection)
        if connection.password:
            overrides[f"{endpoint}_token"] = connection.password
    return read_settings(**overrides)


def _url(connection: Connection) -> str:
    host = connection.host or ""
    if "://" in host:
        return host
    port = f":{connection.port}" if connection.port else ""
    return f"{connection.schema or 'https'}://{host}{port}"

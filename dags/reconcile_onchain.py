"""### Mend what is missing of the chains

Every height between the first and the last that landed is verified, withdrawals missing, unverified, disputed, orphaned
only or missing. This asks the nodes again for the last three, for provisional blocks that are final by now, and for
blocks that came without the withdrawals that they name.

Runs at 05:00 in Almaty. What it lands again goes into the next build.
"""

from airflow.sdk import DAG, CronTriggerTimetable, task

from wiring import RETRIES, errors_after_their_kind, lake_and_access

with DAG(
    dag_id="reconcile_onchain",
    schedule=CronTriggerTimetable("0 5 * * *", timezone="Asia/Almaty"),
    catchup=False,
    max_active_runs=1,
    default_args=RETRIES,
    tags=["extract", "onchain"],
    doc_md=__doc__,
) as dag:

    @task
    def reconcile() -> None:
        """Extract again what the ledger of each chain shows to need it."""
        from cryptocity.sources.onchain.reconcile import reconcile

        with errors_after_their_kind():
            reconcile(*lake_and_access("onchain", "onchain_witness"))

    reconcile()

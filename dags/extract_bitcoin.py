"""### Land one day of the Bitcoin chain, block by proven block

Of every block the header's hash and work, the transactions' ids, the merkle root and the witness commitment are
recomputed before its rows land. A block that contradicts itself fails the run at once and stays in quarantine as
evidence; a node that is away is asked again.

Runs at 01:00 in Almaty for the day that ended. For another day, trigger this Airflow DAG with a partition key such as
`2026-11-01`, or give the day in the form.
"""

from wiring import extract_dag

dag = extract_dag("bitcoin", __doc__)

"""### Land one day of USDT on Tron, each transfer with what proves it

Every block's identifier, transactions root and signatures are recomputed before its rows land. No header of Tron
commits to a log, so a transfer lands only where REST and JSON-RPC tell the same, and none against a proven call.

Runs at 01:00 in Almaty for the day that ended. For another day, trigger this Airflow DAG with a partition key such as
`2026-11-01`, or give the day in the form.
"""

from wiring import extract_dag

dag = extract_dag("tron", __doc__)

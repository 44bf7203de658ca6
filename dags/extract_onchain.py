"""### Land one day of the chains, block by proven block

First the EVM chains: every block's header hash, transactions root, receipts root and senders are recomputed before its
rows land. Then Bitcoin: proof of work, ids, merkle root and witness commitment. Then USDT on Tron: block id,
transactions root and signatures; no header of Tron commits to a log, so each transfer says what proves it.

A block that contradicts itself fails the run at once and stays in quarantine as evidence; a node that is away is asked
again.

Runs at 01:00 in Almaty for the day that ended. For another day, trigger this Airflow DAG with a partition key such as
`2026-11-01`, or give the day in the form.
"""

from wiring import extract_dag

dag = extract_dag("onchain", __doc__)

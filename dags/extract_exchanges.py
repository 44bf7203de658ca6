"""### Land what the licensed exchanges report of one day

Venues and licences, daily volumes by pair, side and residency, deposits and withdrawals, clients' running totals: every
page of each report, proven whole by the gateway's own totals. Clients appear as keyed pseudonyms only. Then the hourly
candles of the world's public exchanges, drawn together to the city day, against which reported volumes are held.

Runs at 01:00 in Almaty for the day that ended. For another day, trigger this Airflow DAG with a partition key such as
`2026-11-01`, or give the day in the form.
"""

from wiring import extract_dag

dag = extract_dag("exchanges", __doc__)

"""### Land one day of public market data

The hourly candles of the world's public exchanges, drawn together to the city day. Reported volumes are held against
them; no figure is published from them.

Runs at 01:00 in Almaty for the day that ended. For another day, trigger this Airflow DAG with a partition key such as
`2026-11-01`, or give the day in the form.
"""

from wiring import extract_dag

dag = extract_dag("market", __doc__)

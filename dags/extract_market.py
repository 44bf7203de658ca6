"""### Land what public exchanges say that assets cost on one day

The hours of each pair at each public venue, made one candle of the city's day: prices and volumes to hold the licensed
exchanges' reports against.

Runs at 01:00 in Almaty for the day that ended. For another day, trigger this Airflow DAG with a partition key such as
`2026-11-01`, or give the day in the form.
"""

from wiring import extract_dag

dag = extract_dag("market", __doc__)

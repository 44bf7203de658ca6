"""### Land the reference data that applies to one day

National Bank exchange rates and official asset values (carried over days off, and marked so), assets, address labels
and the statutory parameters that the authority publishes.

Runs at 01:00 in Almaty for the day that ended. For another day, trigger this Airflow DAG with a partition key such as
`2026-11-01`, or give the day in the form.
"""

from wiring import extract_dag

dag = extract_dag("reference", __doc__)

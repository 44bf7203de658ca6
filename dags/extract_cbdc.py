"""### Land one day of digital tenge payments

ISO 20022 files: pacs.008 payments and pacs.002 outcomes. A file that is broken or not whole goes to quarantine with its
reason. Persons appear as keyed pseudonyms only.

Runs at 01:00 in Almaty for the day that ended. For another day, trigger this Airflow DAG with a partition key such as
`2026-11-01`, or give the day in the form.
"""

from wiring import extract_dag

dag = extract_dag("cbdc", __doc__)

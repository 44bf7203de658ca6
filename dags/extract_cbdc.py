"""### Land one day of the digital tenge

ISO 20022 files: pacs.008 payments, pacs.002 outcomes, camt.053 statements and camt.054 notifications. A file that is
broken, not whole or not valid by its schema goes to quarantine with its reason, and so does a statement that does not
add up, with all its entries. Persons and accounts appear as keyed pseudonyms only.

Runs at 01:00 in Almaty for the day that ended. For another day, trigger this Airflow DAG with a partition key such as
`2026-11-01`, or give the day in the form.
"""

from wiring import extract_dag

dag = extract_dag("cbdc", __doc__)

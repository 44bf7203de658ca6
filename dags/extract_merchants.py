"""### Land one day of the merchant feed

The register, fiscal receipts with their lines, crypto settlements, e-invoices and classifiers. A receipt that breaks a
rule goes to quarantine with the rule and the reason, and its lines with it. Sole traders and customers appear as keyed
pseudonyms only. Of the three days before, those land again for which receipts have come late.

Runs at 01:00 in Almaty for the day that ended. For another day, trigger this Airflow DAG with a partition key such as
`2026-11-01`, or give the day in the form.
"""

from wiring import extract_dag

dag = extract_dag("merchants", __doc__)

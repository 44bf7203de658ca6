"""The whole road in one command: sandbox city, Airflow, all DAGs, a release, its reports."""

from cryptocity.demo.run import run_demo

__all__ = ["run_demo"]

"""Airflow keeps its files in a folder of the test session's own, whatever the environment says."""

import os
import sys
import tempfile
from pathlib import Path

import pytest

os.environ["AIRFLOW_HOME"] = tempfile.mkdtemp(prefix="airflow-")
os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"

# Spark takes a process without a main file, such as a worker of pytest-xdist, for its own doctests, and leaves it.
vars(sys.modules["__main__"]).setdefault("__file__", str(Path(pytest.__file__).with_name("__main__.py")))

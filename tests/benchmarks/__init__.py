"""What the platform costs beside others: figures to read, never tests that can fail.

    PYTHONPATH=tests uv run python -m benchmarks.extraction     verified extraction beside ethereum-etl
    PYTHONPATH=tests uv run python -m benchmarks.build          a city year's build beside bare DuckDB
    PYTHONPATH=tests uv run python -m benchmarks.sandbox        one simulated city day

Run them on a machine that does nothing else. What they make is kept below `$CRYPTOCITY_HOME/benchmarks` and used again.
"""

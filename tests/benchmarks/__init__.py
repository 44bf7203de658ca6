"""What the platform costs beside others: figures to read, never tests that can fail.

    PYTHONPATH=tests uv run python -m benchmarks.extraction     verified extraction beside ethereum-etl and cryo
    PYTHONPATH=tests uv run python -m benchmarks.receipts       a city day's receipts beside polars and msgspec
    PYTHONPATH=tests uv run python -m benchmarks.city_day       one city day of all sources, from extraction to report
    PYTHONPATH=tests uv run python -m benchmarks.nation_day     40 million receipts of one day, and their memory
    PYTHONPATH=tests uv run python -m benchmarks.build          a city year's build beside bare DuckDB
    PYTHONPATH=tests uv run python -m benchmarks.sandbox        one simulated city day
    PYTHONPATH=tests uv run python -m benchmarks.site           the report site of a year: rendering, weight, paint

Run them on a machine that does nothing else. What they make is kept below `$CRYPTOCITY_HOME/benchmarks` and used again.
"""

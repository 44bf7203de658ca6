"""An example for analysts, a marimo notebook: a release, a metric, marts joined, a chart, what a column means.

`marimo run` shows it; `marimo edit` a copy of it to go on from there.
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(app_title="CryptoCity Analytics: an example")

with app.setup:
    from pathlib import Path

    import duckdb
    import marimo as mo
    import plotly.graph_objects as go
    import polars as pl

    import cryptocity
    from cryptocity.errors import ReleaseMissing
    from cryptocity.reports.theme import BLUE, ORANGE, TEMPLATE


@app.cell
def _open_a_release() -> tuple[duckdb.DuckDBPyConnection, Path]:
    try:
        marts = cryptocity.open_release()  # or of a day: cryptocity.open_release("2026-11-01")
    except ReleaseMissing as missing:
        mo.stop(True, mo.md(str(missing)))
    ((database,),) = marts.sql("select path from duckdb_databases() where not internal").fetchall()
    folder = Path(database).parent
    mo.md(f"""
    # Release {folder.name}

    The connection is read-only and stays on this release, whatever is published meanwhile. Marts tell more than the
    reports do: those also withhold what would tell of a single person or firm. Publish what they show.
    """)
    return marts, folder


@app.cell
def _ask_a_metric(marts: duckdb.DuckDBPyConnection) -> tuple[pl.DataFrame]:
    share = marts.sql("select * from metrics.crypto_share_of_retail_pct order by all").pl()
    mo.vstack([mo.md("## A metric: crypto's share of retail turnover"), share])
    return (share,)


@app.cell
def _join_marts(marts: duckdb.DuckDBPyConnection) -> tuple[pl.DataFrame]:
    spent_and_bought = marts.sql("""
        with bought as (
            select day, sum(on_ramp_kzt) as on_ramp_kzt from ramp_flows_daily group by day
        )
        select day, crypto_turnover_kzt, on_ramp_kzt from adoption_daily left join bought using (day) order by day
    """).pl()
    mo.vstack([mo.md("## Marts joined: crypto spent in shops, and bought on licensed venues"), spent_and_bought])
    return (spent_and_bought,)


@app.cell
def _draw_a_chart(spent_and_bought: pl.DataFrame) -> tuple[go.Figure]:
    chart = go.Figure(layout={"template": TEMPLATE, "yaxis_title": "KZT", "height": 380})
    for _column, _name, _colour in (
        ("crypto_turnover_kzt", "spent in shops", BLUE),
        ("on_ramp_kzt", "bought on licensed venues", ORANGE),
    ):
        chart.add_scatter(
            x=spent_and_bought["day"].to_list(),
            y=spent_and_bought[_column].cast(pl.Float64).to_list(),
            name=_name,
            line_color=_colour,
            mode="lines+markers",
        )
    chart  # noqa: B018  the last expression of a cell is what it shows
    return (chart,)


@app.cell
def _read_the_dictionary(folder: Path) -> tuple[pl.DataFrame]:
    dictionary = pl.read_csv(folder / "docs" / "dictionary.csv", infer_schema=False)
    mo.vstack(
        [
            mo.md("## The dictionary: every column, its unit, what it means, what is tested"),
            dictionary.select("area", "mart", "column", "unit", "description", "tests", "metrics"),
        ]
    )
    return (dictionary,)


if __name__ == "__main__":
    app.run()

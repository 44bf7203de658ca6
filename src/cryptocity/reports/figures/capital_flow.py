"""Figures on capital flow: ramps of licensed venues, what goes past them, cross-border transfers, tokens on chain."""

from collections.abc import Iterator, Sequence

import polars as pl

from cryptocity.reports.charts import Chart, Series, Sketch
from cryptocity.reports.streams import Flow, Node, sankey
from cryptocity.reports.texts import Number, Texts, exact
from cryptocity.reports.theme import BLUE, GREY, INK, ORANGE, PALE_BLUE, PALE_ORANGE, TEAL

_RAMPS = (Series("on_ramp_usd", BLUE), Series("off_ramp_usd", ORANGE))
_BORDER = (Series("inflow_usd", BLUE), Series("outflow_usd", ORANGE))
_NET = Series("net_usd", INK)
_STREAMS = {"on_ramp_usd": PALE_BLUE, "off_ramp_usd": PALE_ORANGE}


def ramps(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw crypto bought for fiat (up) and sold (down) by day, and the net."""
    sketch = Sketch("ramps", _outflow_below_zero(rows), texts)
    known = rows.drop_nulls("net_usd")
    net = exact(known["net_usd"].sum())
    finding = sketch.words(
        f"finding.{_sign(net)}",
        net=texts.quantity(abs(net), "usd"),
        bought=texts.quantity(known["on_ramp_usd"].sum(), "usd"),
        sold=texts.quantity(known["off_ramp_usd"].sum(), "usd"),
        days=texts.count("days", known.height),
    )
    return sketch.columns(finding, _RAMPS, net=_NET)


def ramps_by_venue(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw crypto bought and sold for fiat by licensed venue, the largest first."""
    shown = rows.drop_nulls("net_usd")
    return _ramps_by(Sketch("ramps_by_venue", shown, texts), shown["venue_id"].to_list())


def ramps_by_residency(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw crypto bought and sold for fiat by residency of the client, the unknown apart."""
    shown = rows.drop_nulls("net_usd")
    names = [texts(f"values.client_residency.{residency}") for residency in shown["client_residency"]]
    return _ramps_by(Sketch("ramps_by_residency", shown, texts), names)


def _ramps_by(sketch: Sketch, labels: Sequence[str]) -> Chart:
    share = sketch.texts.quantity(sketch.rows["share_pct"][0] or 0, "pct")
    drawn = Sketch(sketch.name, _outflow_below_zero(sketch.rows), sketch.texts)
    return drawn.flows(sketch.words("finding", who=labels[0], share=share), _RAMPS, labels=labels, net=_NET)


def ramp_streams(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw crypto bought and sold for fiat as bands, from residencies of clients over both kinds to venues."""
    sketch = Sketch("ramp_streams", rows, texts)
    told = list(_told(rows, texts))
    (_, who), kind, most = max(told, key=lambda one: one[2])
    finding = sketch.words(f"finding.{kind}", who=who, amount=texts.quantity(most, "usd"))
    flows = [_stream(node, kind, amount, texts=texts) for node, kind, amount in told]
    return sankey(finding, flows, scale=sketch.scale(_RAMPS))


def _told(rows: pl.DataFrame, texts: Texts) -> Iterator[tuple[Node, str, Number]]:
    """Yield a residency, which stands on the left, or a venue, on the right, with what was bought or sold there."""
    for kind in _STREAMS:
        for residency, venue, amount in rows.drop_nulls(kind).select("client_residency", "venue_id", kind).iter_rows():
            node = (2, venue) if residency is None else (0, texts(f"values.client_residency.{residency}"))
            yield node, kind, amount


def _stream(node: Node, kind: str, amount: Number, *, texts: Texts) -> Flow:
    middle = (1, texts(f"columns.{kind}"))
    source, target = sorted((node, middle))
    return Flow(source, target, amount, _STREAMS[kind].fill)


def cross_border(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw inflow and outflow of residents by BPM7 account and residency of the counterparty, the unknown apart."""
    shown = rows.drop_nulls("net_usd")
    labels = [
        texts(
            "labels.account_and_residency",
            account=texts(f"values.bpm7_account.{account}"),
            residency=texts(f"values.counterparty_residency.{residency}"),
        )
        for account, residency in shown.select("bpm7_account", "counterparty_residency").iter_rows()
    ]
    sketch = Sketch("cross_border", _outflow_below_zero(shown), texts)
    net, unknown_share = shown.select("all_net_usd", "unknown_share_pct").row(0)
    finding = sketch.words(
        f"finding.{_sign(net)}",
        net=texts.quantity(abs(net), "usd"),
        unknown=texts.quantity(unknown_share or 0, "pct"),
    )
    return sketch.flows(finding, _BORDER, labels=labels, net=_NET)


def cross_border_daily(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw inflow (up) and outflow (down) of residents by day, and the net."""
    sketch = Sketch("cross_border_daily", _outflow_below_zero(rows), texts)
    largest = rows.drop_nulls("net_usd").sort(pl.col("net_usd").abs(), descending=True, maintain_order=True)
    day, net = largest.select("day", "net_usd").row(0)
    finding = sketch.words(f"finding.{_sign(net)}", day=texts.day(day), net=texts.quantity(abs(net), "usd"))
    return sketch.columns(finding, _BORDER, net=_NET)


def unregulated_estimate(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw the interval of estimates of what is bought from and sent to exchanges without a licence."""
    sketch = Sketch("unregulated_estimate", rows, texts)
    bought = rows.filter(pl.col("flow") == "purchases").row(0, named=True)
    gauge = bought["gauge_ppm"]
    finding = sketch.words(
        "finding",
        month=texts.month(bought["month"], first_day=bought["first_day"], last_day=bought["last_day"]),
        low=texts.quantity(bought["low_usd"], "usd"),
        high=texts.quantity(bought["high_usd"], "usd"),
        gauge=texts("table.nothing") if gauge is None else texts.quantity(gauge, "ppm"),
    )
    interval = (Series("low_usd", GREY), Series("high_usd", GREY, sketch.words("interval")))
    labels = [texts(f"values.flow.{flow}") for flow in rows["flow"]]
    chart = sketch.intervals(finding, interval, point=Series("mid_usd", BLUE), labels=labels)
    return chart.update_xaxes(rangemode="tozero")


def regulated_share(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw the share of licensed venues in the volume by month, and the published share of volume as a line."""
    sketch = Sketch("regulated_share", rows, texts)
    last = rows.drop_nulls("share_at_mid_estimate_pct").row(-1, named=True)
    finding = sketch.words(
        "finding",
        month=texts.month(last["month"], first_day=last["first_day"], last_day=last["last_day"]),
        share=texts.quantity(last["share_at_mid_estimate_pct"], "pct"),
        baseline=texts.quantity(last["baseline_pct"], "pct"),
    )
    return sketch.columns(
        finding, [Series("share_at_mid_estimate_pct", BLUE)], net=Series("baseline_pct", ORANGE)
    ).update_yaxes(rangemode="tozero")


def token_transfers(rows: pl.DataFrame, texts: Texts) -> Chart:
    """Draw the number of transfers of the most moved tokens."""
    tokens = rows.select("asset", "token_address").iter_rows()
    labels = [_token(asset, f"{address[:6]}…{address[-4:]}", texts) for asset, address in tokens]
    sketch = Sketch("token_transfers", rows, texts)
    most, every = rows.select("transfers", "all_transfers").row(0)
    finding = sketch.words(
        "finding",
        token=labels[0],
        transfers=texts.number(most, 0),
        all=texts.count("token_transfers", every),
    )
    return sketch.bars(finding, [Series("transfers", TEAL)], labels=labels)


def _token(asset: str | None, address: str, texts: Texts) -> str:
    return texts("labels.token", asset=asset, address=address) if asset else address


def _outflow_below_zero(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(-pl.col(name) for name in ("off_ramp_usd", "outflow_usd") if name in rows.columns)


def _sign(net: Number) -> str:
    return "level" if net == 0 else "in" if net > 0 else "out"

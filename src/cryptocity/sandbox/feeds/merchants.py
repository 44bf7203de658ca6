"""The merchant feed: register, fiscal receipts and crypto settlements as JSON lines with Webkassa field names."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from cryptocity.sandbox.city import CATEGORIES, City
from cryptocity.sandbox.feeds.classifiers import FORMER_KATO
from cryptocity.sandbox.market import CHAIN_ID, TOKENS
from cryptocity.sandbox.sales import Sales
from cryptocity.sandbox.world import DayFacts
from cryptocity.window import Window

_ISO = "%Y-%m-%dT%H:%M:%S%:z"
_DAY, _LAST_WEEK = timedelta(days=1), timedelta(days=7)
_LAST_SECOND, _LONGEST_OFFLINE_SECONDS = 86_399, 72 * 3_600
_UNISSUED = 9_000_000


def register_lines(city: City, day: date, *, faulty: bool = True) -> list[bytes]:
    """Return one line per merchant registered by the day."""
    kinds = [category.name for category in CATEGORIES]
    registered = city.merchants.filter(pl.col("registered_on") <= day)
    lines = registered.select(
        Xin="xin",
        Name=pl.format("Sandbox {} {}", pl.col("kind").replace_strict(range(len(kinds)), kinds), "merchant"),
        Oked=pl.col("kind").replace_strict(range(len(kinds)), [category.oked for category in CATEGORIES]),
        Mcc=pl.col("kind").replace_strict(range(len(kinds)), [category.mcc for category in CATEGORIES]),
        Kato="kato",
        RegisteredOn=pl.col("registered_on").cast(pl.String),
        TaxRegime=pl.when("is_simplified").then(pl.lit("SIMPLIFIED")).otherwise(pl.lit("GENERAL")),
        VatPayerFrom=pl.col("vat_payer_from").cast(pl.String),
        VatPayerTo=pl.col("vat_payer_to").cast(pl.String),
        CryptoEnabledOn=pl.col("crypto_enabled_on").cast(pl.String),
        SettlementAddress="settlement_address",
    )
    lines_of_json = _json_lines(lines)
    return [*lines_of_json, *_faulty_register(lines_of_json[0])] if faulty else lines_of_json


def receipt_lines(city: City, facts: DayFacts, *, faulty: bool = True, known_by: datetime | None = None) -> list[bytes]:
    """Return one line per fiscal receipt of the day.

    Offline ones are delivered on the day itself; with `known_by` within 72 hours, and only what came by then is known.
    """
    receipts = facts.sales.receipts
    iins = city.resident_iins
    is_return = pl.col("original_on").is_not_null()
    basis = pl.struct(
        DateTime=(pl.col("original_on").cast(pl.Datetime) + pl.duration(hours=12))
        .dt.replace_time_zone("Asia/Almaty")
        .dt.strftime(_ISO),
        CheckNumber=original_check_number(),
    )
    table = receipts.select(
        Xin="xin",
        CashboxUniqueNumber="cashbox_number",
        OperationType="operation",
        DateTime=instants(facts.day, pl.col("second")).dt.convert_time_zone("Asia/Almaty").dt.strftime(_ISO),
        CheckNumber="check_number",
        ExternalCheckNumber=pl.format("EXT-{}", "check_number"),
        CustomerXin=pl.Series([iins[each] if each >= 0 else None for each in receipts["customer"]], dtype=pl.String),
        OfflineMode="is_offline",
        DeliveredAt=delivered_at(city, facts, late=known_by is not None),
        OfdCode=pl.col("merchant") % 3 + 1,
        ReturnBasisDetails=pl.when(is_return).then(basis),
    ).with_columns(Positions=_positions(facts.sales), Payments=_payments(receipts))
    known = pl.lit(value=True) if known_by is None else (pl.col("DeliveredAt") <= known_by).fill_null(value=True)
    shown = pl.col("DeliveredAt").dt.convert_time_zone("Asia/Almaty").dt.strftime(_ISO)
    lines = _json_lines(table.filter(known).with_columns(DeliveredAt=shown))
    return [*lines, *_faulty_receipts(lines[0], facts.day)] if faulty else lines


def settlement_lines(facts: DayFacts, *, faulty: bool = True) -> list[bytes]:
    """Return one line per settled crypto payment of the day."""
    receipts = facts.sales.receipts
    start = Window.of_day(facts.day).start
    lines = []
    for number, (payment, hash_) in enumerate(zip(facts.payments, facts.payment_hashes, strict=True)):
        if payment.is_settled:
            receipt = receipts.row(payment.receipt, named=True)
            settled = {
                "SettlementId": f"{facts.day:%Y%m%d}-{number:06d}",
                "Xin": receipt["xin"],
                "CashboxUniqueNumber": receipt["cashbox_number"] if payment.has_receipt else None,
                "CheckNumber": receipt["check_number"] if payment.has_receipt else None,
                "ChainId": CHAIN_ID,
                "TransactionHash": hash_,
                "Asset": TOKENS[payment.token].symbol,
                "AmountBaseUnits": str(payment.intent.amount),
                "AmountKzt": payment.settled_kzt / 100,
                "SettledAt": (start + timedelta(seconds=payment.settled_second)).isoformat(),
            }
            lines.append(json.dumps(settled).encode())
    return [*lines, *_faulty_settlements(lines[0])] if faulty and lines else lines


def delivered_at(city: City, facts: DayFacts, *, late: bool = False) -> pl.Series:
    """Return when each offline receipt came to the operator, UTC, null for others; on its own day unless `late`."""
    receipts = facts.sales.receipts
    delays = city.dice("deliveries", facts.day).integers(60, _LONGEST_OFFLINE_SECONDS, receipts.height)
    delivered = pl.col("second") + pl.Series(delays)
    delivered = delivered if late else pl.min_horizontal(delivered, pl.lit(_LAST_SECOND))
    return receipts.select(pl.when("is_offline").then(instants(facts.day, delivered)).alias("DeliveredAt")).to_series()


def instants(day: date, second: pl.Expr) -> pl.Expr:
    """Return the UTC instants of seconds of a city day."""
    start = int(Window.of_day(day).start.timestamp())
    return pl.from_epoch(start + second).dt.cast_time_unit("us").dt.replace_time_zone("UTC")


def original_check_number() -> pl.Expr:
    """Return the fiscal sign of the receipt that a return takes back, one that no sale of the city has.

    Which sale is returned is not simulated; the sign of another sale would be of another amount.
    """
    return pl.format("{}{}", pl.col("original_on").dt.strftime("%y%m%d"), _UNISSUED + pl.col("receipt"))


def _positions(sales: Sales) -> pl.Series:
    lines = sales.lines.select(
        "receipt",
        Position=pl.struct(
            Count=_shifted("quantity", 1000),
            Price=_shifted("price", 100),
            Discount=_shifted("discount", 100),
            TaxPercent=_shifted("stated_pct", 100),
            Tax=_shifted("vat", 100),
            TaxType=pl.when("is_taxed").then(100).otherwise(0),
            PositionName=item_name(),
            PositionCode=item_code(),
            UnitCode=796,
        ),
    )
    return lines.group_by("receipt", maintain_order=True).agg("Position")["Position"]


def item_name() -> pl.Expr:
    """Return the name of a line's item, made of its merchant's category."""
    names = [f"Item of {category.name.replace('_', ' ')}" for category in CATEGORIES]
    return pl.col("kind").replace_strict(range(len(names)), names)


def item_code() -> pl.Expr:
    """Return the catalogue code of a line's item."""
    return pl.format("SBX-{}", pl.col("kind"))


def _payments(receipts: pl.DataFrame) -> pl.Series:
    long = receipts.select("receipt", **{str(kind): f"paid_{kind}" for kind in range(7)}).unpivot(index="receipt")
    tenders = (
        long.filter(pl.col("value") > 0)
        .sort("receipt", "variable")
        .select("receipt", Payment=pl.struct(Sum=_shifted("value", 100), PaymentType=pl.col("variable").cast(pl.Int64)))
    )
    return tenders.group_by("receipt", maintain_order=True).agg("Payment")["Payment"]


def _shifted(column: str, by: int) -> pl.Expr:
    """Return whole smallest units as the nearest float, which JSON shows as the exact decimal (numpy divides so)."""
    return pl.col(column).map_batches(lambda whole: pl.Series(whole.to_numpy() / by), return_dtype=pl.Float64)


def _json_lines(table: pl.DataFrame) -> list[bytes]:
    return [line for line in table.write_ndjson().encode().split(b"\n") if line]


def _changed(line: bytes, **changes: Any) -> bytes:  # noqa: ANN401  any JSON value
    return json.dumps({**json.loads(line), **changes}).encode()


def _faulty_register(line: bytes) -> list[bytes]:
    xin = json.loads(line)["Xin"]
    return [_changed(line, Xin=xin[:-1] + str((int(xin[-1]) + 1) % 10)), line, _changed(line, Kato=FORMER_KATO)]


def _faulty_receipts(line: bytes, day: date) -> list[bytes]:
    good = json.loads(line)
    xin, position = good["Xin"], good["Positions"][0]
    tomorrow = datetime.fromisoformat(good["DateTime"]) + timedelta(days=1)
    return [
        line,
        _changed(line, CheckNumber=f"{day:%y%m%d}F000001", Xin=xin[:-1] + str((int(xin[-1]) + 1) % 10)),
        _changed(line, CheckNumber=f"{day:%y%m%d}F000002", DateTime=tomorrow.isoformat()),
        _changed(line, CheckNumber=f"{day:%y%m%d}F000003", DateTime=(tomorrow - _LAST_WEEK).isoformat()),
        _changed(line, CheckNumber=f"{day:%y%m%d}F000004", Positions=[{**position, "Price": -position["Price"]}]),
        _changed(line, CheckNumber=f"{day:%y%m%d}F000005", Payments=[{"Sum": 1.0, "PaymentType": 0}]),
        _changed(line, CheckNumber=f"{day:%y%m%d}F000006", OperationType="sell"),
        _changed(line, CheckNumber=f"{day:%y%m%d}F000007", Change="a little"),
        _changed(line, CheckNumber=f"{day:%y%m%d}F000008", Positions=[{**position, "Price": 10.005}]),
        line[: len(line) // 2],
        _changed(line, CheckNumber=f"{day:%y%m%d}F000009"),
        _changed(line, CheckNumber=f"{day:%y%m%d}F000010", DeliveredAt=(tomorrow + 3 * _DAY).isoformat()),
    ]


def _faulty_settlements(line: bytes) -> list[bytes]:
    return [
        line,
        _changed(line, SettlementId="faulty-1", AmountKzt=-5),
        _changed(line, SettlementId="faulty-2", TransactionHash="0x12"),
    ]

"""Writes simulated days straight to the lake, without servers or payloads: for benchmarks and for large homes.

The rows are those that extraction over the real protocols would land; a test holds the two against each other.
"""

from datetime import date
from decimal import Decimal

import polars as pl

from cryptocity.dataset import Dataset
from cryptocity.identity import Pseudonyms
from cryptocity.lake import Lake, Landing, Manifest
from cryptocity.sandbox.city import City
from cryptocity.sandbox.feeds import exchanges, merchants, reference, tenge
from cryptocity.sandbox.market import CHAIN_ID
from cryptocity.sandbox.world import DayFacts, World
from cryptocity.sources.cbdc.client import MessageFile
from cryptocity.sources.cbdc.decode import decode_files
from cryptocity.sources.exchanges.decode import decode_transfers, decode_venues, decode_volumes
from cryptocity.sources.merchants.datasets import RECEIPT_LINES, RECEIPTS
from cryptocity.sources.merchants.decode import decode_crypto_settlements, decode_register
from cryptocity.sources.onchain.datasets import DATASETS as ONCHAIN
from cryptocity.sources.onchain.datasets import FINAL
from cryptocity.sources.onchain.decode import decode, mined_at, rows_of
from cryptocity.sources.onchain.verify import Proven
from cryptocity.sources.reference.client import last_said
from cryptocity.sources.reference.decode import (
    decode_assets,
    decode_labels,
    decode_parameters,
    decode_prices,
    decode_rates,
    has_no_items,
    has_no_rates,
    items_of,
)
from cryptocity.window import Window

_OPERATIONS = ["purchase", "purchase_return", "sale", "sale_return"]
_TENDERS = ("cash", "card", "credit", "tare", "mobile", "crypto", "digital_tenge")


def generate_day(world: World, day: date, lake: Lake, *, pseudonyms: Pseudonyms) -> tuple[Manifest, ...]:
    """Land one simulated day of every source, without the faulty items that the servers mix in."""
    facts = world.facts(day)
    landings = {
        "cbdc": _cbdc(world, day, pseudonyms),
        "exchanges": _exchanges(world.city, facts, pseudonyms),
        "merchants": _merchants(world.city, facts, pseudonyms),
        "onchain": _onchain(world, day),
        "reference": _reference(world.city, day, pseudonyms),
    }
    manifests: list[Manifest] = []
    for source, of_source in landings.items():
        with lake.writer(source, day) as writer:
            manifests.extend(writer.commit(of_source, ()))
    return tuple(manifests)


def _cbdc(world: World, day: date, pseudonyms: Pseudonyms) -> tuple[Landing, ...]:
    files = [MessageFile(name, content) for name, content in tenge.files_of(world, day, faulty=False).items()]
    return decode_files(files, Window.of_day(day), pseudonyms)


def _exchanges(city: City, facts: DayFacts, pseudonyms: Pseudonyms) -> tuple[Landing, ...]:
    window = Window.of_day(facts.day)
    venues, volumes, transfers = (
        items_of(reference.answer(exchanges.report_items(city, facts, report, faulty=False)))
        for report in ("venues", "volumes", "transfers")
    )
    return (
        decode_venues(venues, window, pseudonyms),
        decode_volumes(volumes, pseudonyms),
        decode_transfers(transfers, window, pseudonyms),
    )


def _reference(city: City, day: date, pseudonyms: Pseudonyms) -> tuple[Landing, ...]:
    rates = last_said(day, lambda asked: reference.rates_xml(city, asked), has_no_rates)
    prices = last_said(day, lambda asked: reference.answer(reference.asset_prices(city, asked)), has_no_items)
    return (
        decode_rates(rates, day),
        decode_prices(prices, day, pseudonyms),
        decode_assets(items_of(reference.answer(reference.assets())), pseudonyms),
        decode_labels(items_of(reference.answer(reference.address_labels(city))), day, pseudonyms),
        decode_parameters(items_of(reference.answer(reference.parameters(day))), pseudonyms),
    )


def _onchain(world: World, day: date) -> tuple[Landing, ...]:
    window = Window.of_day(day)
    blocks = []
    for block in (block for block in world.chain.blocks if window.holds(mined_at(block.header))):
        transactions = block.header["transactions"]
        hashes, senders = (tuple(each[name] for each in transactions) for name in ("hash", "from"))
        types = tuple(int(each["type"], 16) for each in transactions)
        blocks.append(decode(Proven(block.header, block.receipts, hashes, senders, types), CHAIN_ID, finality=FINAL))
    coverage = ((CHAIN_ID, blocks[0].number, blocks[-1].number),)
    tables = {dataset: rows_of(dataset, blocks) for dataset in ONCHAIN}
    return tuple(Landing(dataset, rows, rows.height, (), coverage) for dataset, rows in tables.items())


def _merchants(city: City, facts: DayFacts, pseudonyms: Pseudonyms) -> tuple[Landing, ...]:
    window = Window.of_day(facts.day)
    receipts = _receipts(city, facts, pseudonyms)
    return (
        decode_register(merchants.register_lines(city, facts.day, faulty=False), window, pseudonyms),
        _landed(RECEIPTS, receipts),
        _landed(RECEIPT_LINES, _receipt_lines(facts, receipts)),
        decode_crypto_settlements(merchants.settlement_lines(facts, faulty=False), window, pseudonyms),
    )


def _landed(dataset: Dataset, rows: pl.DataFrame) -> Landing:
    return Landing(dataset, rows.select(dataset.schema.names()).cast(dataset.schema), rows.height)


def _receipts(city: City, facts: DayFacts, pseudonyms: Pseudonyms) -> pl.DataFrame:
    receipts = facts.sales.receipts
    keys = {xin: pseudonyms.of_taxpayer(xin) for xin in city.merchants["xin"]}
    customers = [pseudonyms.of(city.resident_iins[index]) if index >= 0 else None for index in receipts["customer"]]
    noon = pl.col("original_on").cast(pl.Datetime("us")) + pl.duration(hours=12)
    return receipts.select(
        "receipt",
        "cashbox_number",
        "check_number",
        "line_count",
        "is_offline",
        merchant_key=pl.col("xin").replace_strict(keys),
        operation=pl.col("operation").replace_strict(range(len(_OPERATIONS)), _OPERATIONS),
        issued_at=merchants.instants(facts.day, pl.col("second")),
        original_issued_at=noon.dt.replace_time_zone("Asia/Almaty").dt.convert_time_zone("UTC"),
        original_check_number=merchants.original_check_number(),
        external_check_number=pl.format("EXT-{}", "check_number"),
        customer_key=pl.Series(customers, dtype=pl.String),
        ofd_code=pl.col("merchant") % 3 + 1,
        total_kzt=_kzt("total"),
        vat_stated_kzt=_kzt("vat"),
        **{f"{tender}_kzt": _kzt(f"paid_{kind}") for kind, tender in enumerate(_TENDERS)},
    )


def _receipt_lines(facts: DayFacts, receipts: pl.DataFrame) -> pl.DataFrame:
    deed = receipts.select(
        "receipt", "cashbox_number", "check_number", "merchant_key", "operation", "issued_at", "original_issued_at"
    )
    return facts.sales.lines.join(deed, on="receipt", maintain_order="left").select(
        *deed.columns,
        "line_number",
        "is_taxed",
        item_name=merchants.item_name(),
        item_code=merchants.item_code(),
        quantity=pl.col("quantity") * pl.lit(Decimal("0.001")),
        unit_price_kzt=_kzt("price"),
        gross_kzt=_kzt("gross"),
        vat_stated_pct=_kzt("stated_pct"),
        vat_stated_kzt=_kzt("vat"),
    )


def _kzt(column: str) -> pl.Expr:
    return pl.col(column) * pl.lit(Decimal("0.01"))

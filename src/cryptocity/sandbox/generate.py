"""Writes simulated days straight to the lake, without servers or payloads: for benchmarks and for large homes.

The rows are those that extraction over the real protocols would land; a test holds the two against each other.
"""

from collections.abc import Callable, Container
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from urllib.parse import parse_qsl, urlsplit

import msgspec
import polars as pl

from cryptocity.dataset import Dataset
from cryptocity.identity import Pseudonyms
from cryptocity.lake import Lake, Manifest
from cryptocity.landing import Landing
from cryptocity.sandbox import bitcoin_node
from cryptocity.sandbox.bitcoin_holders import NETWORK
from cryptocity.sandbox.city import City
from cryptocity.sandbox.feeds import (
    classifiers,
    exchanges,
    invoices,
    labels,
    market,
    merchants,
    reference,
    taxes,
    tenge,
)
from cryptocity.sandbox.market import CHAIN_ID
from cryptocity.sandbox.tron_node import token_logs
from cryptocity.sandbox.world import DayFacts, World
from cryptocity.sources import SOURCES
from cryptocity.sources.bitcoin.datasets import BLOCKS as BITCOIN_BLOCKS
from cryptocity.sources.bitcoin.datasets import DATASETS as BITCOIN
from cryptocity.sources.bitcoin.decode import decode as decode_bitcoin
from cryptocity.sources.bitcoin.pieces import coverage_of
from cryptocity.sources.bitcoin.verify import prove
from cryptocity.sources.bitcoin.wire import Block
from cryptocity.sources.cbdc.client import MessageFile
from cryptocity.sources.cbdc.decode import decode_files
from cryptocity.sources.exchanges.decode import (
    decode_licences,
    decode_month_limits,
    decode_office_turnovers,
    decode_trades,
    decode_transfers,
    decode_venues,
    decode_volumes,
    decode_year_aggregates,
)
from cryptocity.sources.market.decode import Answer, decode_candles
from cryptocity.sources.market.venues import PUBLIC_VENUES, answer_of
from cryptocity.sources.merchants.classifiers import classifiers_of, decode_classifiers
from cryptocity.sources.merchants.datasets import RECEIPT_LINES, RECEIPTS
from cryptocity.sources.merchants.decode import decode_crypto_settlements, decode_register
from cryptocity.sources.merchants.invoices import decode_e_invoices
from cryptocity.sources.onchain.datasets import DATASETS as ONCHAIN
from cryptocity.sources.onchain.datasets import FINAL
from cryptocity.sources.onchain.decode import decode, mined_at, rows_of
from cryptocity.sources.onchain.verify import Proven
from cryptocity.sources.reference.calendar import calendar_of
from cryptocity.sources.reference.client import last_said, read_listing
from cryptocity.sources.reference.decode import (
    CALENDAR_FEED,
    FEEDS,
    decode_prices,
    decode_rates,
    items_of,
    priced_on,
    rated_on,
)
from cryptocity.sources.reference.labels.decode import LABEL_FEED, LabelList, land_labels
from cryptocity.sources.tron import decode as tron
from cryptocity.sources.tron import verify as tron_verify
from cryptocity.sources.tron.addresses import TOKENS as TRON_TOKENS
from cryptocity.sources.tron.datasets import DATASETS as TRON
from cryptocity.window import Window

_OPERATIONS = ["purchase", "purchase_return", "sale", "sale_return"]
_TENDERS = ("cash", "card", "credit", "tare", "mobile", "crypto", "digital_tenge")


def generate_day(
    world: World, day: date, lake: Lake, *, pseudonyms: Pseudonyms, sources: Container[str] = frozenset(SOURCES)
) -> tuple[Manifest, ...]:
    """Land one simulated day of every source, or of these, without the faulty items that the servers mix in."""
    facts = world.facts(day)
    landings: dict[str, Callable[[], tuple[Landing, ...]]] = {
        "bitcoin": lambda: _bitcoin(world, day),
        "cbdc": lambda: _cbdc(world, day, pseudonyms),
        "exchanges": lambda: _exchanges(world.city, facts, pseudonyms),
        "market": lambda: (_market(world.city, day),),
        "merchants": lambda: _merchants(world.city, facts, pseudonyms),
        "onchain": lambda: _onchain(world, day),
        "reference": lambda: _reference(world.city, facts, pseudonyms),
        "tron": lambda: _tron(world, day),
    }
    manifests: list[Manifest] = []
    for source in (source for source in landings if source in sources):
        with lake.writer(source, day) as writer:
            manifests.extend(writer.commit(landings[source](), ()))
    return tuple(manifests)


def _cbdc(world: World, day: date, pseudonyms: Pseudonyms) -> tuple[Landing, ...]:
    files = [MessageFile(name, content) for name, content in tenge.files_of(world, day, faulty=False).items()]
    return decode_files(files, Window.of_day(day), pseudonyms)


def _exchanges(city: City, facts: DayFacts, pseudonyms: Pseudonyms) -> tuple[Landing, ...]:
    window = Window.of_day(facts.day)
    items = {
        report: items_of(reference.answer(exchanges.report_items(city, facts, report, faulty=False)))
        for report in exchanges.REPORTS
    }
    return (
        decode_venues(items["venues"], window, pseudonyms),
        decode_licences(items["licences"], window, pseudonyms),
        decode_volumes(items["volumes"], pseudonyms),
        decode_trades(items["client-trades"], window, pseudonyms),
        decode_office_turnovers(items["office-turnovers"], pseudonyms),
        decode_year_aggregates(items["client-year-aggregates"], window, pseudonyms),
        decode_month_limits(items["client-month-limits"], window, pseudonyms),
        decode_transfers(items["transfers"], window, pseudonyms),
    )


def _market(city: City, day: date) -> Landing:
    window = Window.of_day(day)
    answers = []
    for venue in PUBLIC_VENUES:
        for pair in venue.pairs:

            def fetch(url: str, name: str = venue.name) -> bytes:
                parts = urlsplit(url)
                return market.candles(city, name, parts.path.lstrip("/"), dict(parse_qsl(parts.query)))

            answers.append(Answer(venue, pair, answer_of(venue, pair, fetch, window=window)))
    return decode_candles(answers, window)


def _reference(city: City, facts: DayFacts, pseudonyms: Pseudonyms) -> tuple[Landing, ...]:
    day = facts.day

    def fetch(name: str, asked: date) -> bytes:
        if name in taxes.MAKERS:
            return reference.answer(taxes.items_of_feed(name, facts, faulty=False))
        return reference.answer(reference.items_of_feed(name, city, asked, faulty=False))

    others = {feed.name: feed.land(items_of(fetch(feed.name, day)), day, pseudonyms) for feed in FEEDS}
    named = items_of(fetch(CALENDAR_FEED.name, day))
    calendar = calendar_of(CALENDAR_FEED.sifted(named, day, pseudonyms).good)
    rates = last_said(day, partial(reference.rates_xml, city), rated_on, calendar=calendar)
    prices = last_said(day, partial(fetch, "asset-prices"), priced_on, calendar=calendar)
    landed = (decode_rates(rates, day), decode_prices(prices, day, pseudonyms), *others.values())
    return (*landed, _labels(city, items_of(fetch(LABEL_FEED.name, day)), day, pseudonyms=pseudonyms))


def _labels(city: City, items: list[bytes], day: date, *, pseudonyms: Pseudonyms) -> Landing:
    listing = read_listing(reference.answer(labels.label_lists(city, faulty=False)))
    lists = [LabelList(listed, labels.label_list(city, listed.name, faulty=False)) for listed in listing]
    return land_labels(items, lists, day, pseudonyms=pseudonyms)


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


def _tron(world: World, day: date) -> tuple[Landing, ...]:
    window, chain_id = Window.of_day(day), world.tron.chain_id
    wanted = {"address": [f"0x{token[1:].hex()}" for token in TRON_TOKENS], "topics": [f"0x{tron.TRANSFER_TOPIC}"]}
    blocks = [
        tron.decode(
            tron_verify.prove(block.block, TRON_TOKENS),
            (block.infos, token_logs(block, wanted)),
            chain_id,
            is_final=True,
        )
        for block in world.tron.until(day)
        if window.holds(tron_verify.mined_at(block.block))
    ]
    coverage = ((chain_id, blocks[0].height, blocks[-1].height),)
    tables = {dataset: tron.rows_of(dataset, blocks) for dataset in TRON}
    return tuple(Landing(dataset, rows, rows.height, (), coverage) for dataset, rows in tables.items())


def _bitcoin(world: World, day: date) -> tuple[Landing, ...]:
    window, chain = Window.of_day(day), world.bitcoin.blocks
    heights = [block["height"] for block in chain if window.holds(datetime.fromtimestamp(block["time"], UTC))]
    shown = (bitcoin_node.encoded(bitcoin_node.shown(chain, height)) for height in heights)
    blocks = [decode_bitcoin(prove(msgspec.json.decode(answer, type=Block), NETWORK)) for answer in shown]
    tables = {dataset: pl.concat([block.tables[dataset] for block in blocks]) for dataset in BITCOIN}
    coverage = coverage_of(tables[BITCOIN_BLOCKS])
    return tuple(Landing(dataset, rows, rows.height, (), coverage) for dataset, rows in tables.items())


def _merchants(city: City, facts: DayFacts, pseudonyms: Pseudonyms) -> tuple[Landing, ...]:
    window = Window.of_day(facts.day)
    receipts = _receipts(city, facts, pseudonyms)
    codes = decode_classifiers(classifiers.classifier_lines(faulty=False), pseudonyms)
    registered = merchants.register_lines(city, facts.day, faulty=False)
    return (
        codes,
        decode_register(registered, window, pseudonyms, classifiers=classifiers_of(codes.table)),
        _landed(RECEIPTS, receipts),
        _landed(RECEIPT_LINES, _receipt_lines(facts, receipts)),
        decode_crypto_settlements(merchants.settlement_lines(facts, faulty=False), window, pseudonyms),
        *decode_e_invoices(invoices.container_of(city, facts.day, faulty=False)[0], window, pseudonyms),
    )


def _landed(dataset: Dataset, rows: pl.DataFrame) -> Landing:
    return Landing(dataset, rows.select(dataset.schema.names()).cast(dataset.schema), rows.height)


def _receipts(city: City, facts: DayFacts, pseudonyms: Pseudonyms) -> pl.DataFrame:
    receipts = facts.sales.receipts
    keys = {xin: pseudonyms.of_taxpayer(xin) for xin in city.merchants["xin"]}
    customers = [pseudonyms.of(city.resident_iins[index]) if index >= 0 else None for index in receipts["customer"]]
    noon = pl.col("original_on").cast(pl.Datetime("us")) + pl.duration(hours=12)
    delivered_at = merchants.delivered_at(city, facts)
    return receipts.select(
        "receipt",
        "cashbox_number",
        "check_number",
        "line_count",
        "is_offline",
        delivered_at.alias("delivered_at"),
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

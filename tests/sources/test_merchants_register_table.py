"""The register read from a real PostgreSQL: as it was on the day, as corrected since, and the same as the feed's."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
import pytest
from adbc_driver_postgresql import dbapi
from bad_rows import FIRM, PERSON
from pydantic import SecretStr
from tampering import DAY, TOMORROW, YESTERDAY, files_below, of_source

from cryptocity.errors import SourceContradiction, SourceRefused, SourceUnavailable, WrongUsage
from cryptocity.extraction import extract_archived
from cryptocity.sandbox.feeds.merchants import register_lines
from cryptocity.settings import Settings, read_settings
from cryptocity.sources.merchants.datasets import REGISTER
from cryptocity.sources.merchants.register_table import RegisterTable
from cryptocity.transport import Patience
from loopback import PSEUDONYMS, access_to, extract
from postgres import PASSWORD, execute, needs_postgres, postgres_server

COLUMNS = {
    "xin": "text not null",
    "name": "text not null",
    "oked": "char(5) not null",
    "mcc": "char(4) not null",
    "kato": "char(9) not null",
    "registered_on": "date not null",
    "tax_regime": "text not null",
    "vat_payer_from": "date",
    "vat_payer_to": "date",
    "crypto_enabled_on": "date",
    "settlement_address": "text",
    "valid_from": "timestamptz not null",
    "valid_to": "timestamptz",
    "recorded_at": "timestamptz not null",
}
TABLE = f"create table merchant_register ({', '.join(f'{name} {kind}' for name, kind in COLUMNS.items())})"
SHOP = {
    "xin": FIRM,
    "name": "Alatau Foods",
    "oked": "47110",
    "mcc": "5411",
    "kato": "191810000",
    "registered_on": "2026-07-13",
    "tax_regime": "GENERAL",
    "valid_from": "2026-07-13 00:00+05",
    "recorded_at": "2026-07-13 09:00+05",
}
pytestmark = needs_postgres


@pytest.fixture(scope="module")
def server():
    with postgres_server() as url:
        yield url


@pytest.fixture
def database(server):
    execute(server, "drop table if exists merchant_register", TABLE)
    return server


def record(url, *versions):
    """Write versions of merchants, texts as they are, nothing for null."""
    rows = (
        ", ".join(f"'{version[name]}'" if version.get(name) else "null" for name in COLUMNS) for version in versions
    )
    execute(url, *(f"insert into merchant_register values ({row})" for row in rows))


def register(url, day=DAY, **patience):
    lines = RegisterTable(SecretStr(url), Patience(**patience)).register(day).splitlines()
    return [json.loads(line) for line in lines]


def test_the_table_lands_as_the_feed_does(database, city, lake, honest, world):
    rows = pl.read_ndjson(b"\n".join(register_lines(world.city, TOMORROW, faulty=False)), infer_schema_length=None)
    days = pl.col("RegisteredOn", "VatPayerFrom", "VatPayerTo", "CryptoEnabledOn").cast(pl.String).str.to_date()
    known = rows.with_columns(days).rename(
        lambda name: "".join(f"_{c.lower()}" if c.isupper() else c for c in name)[1:]
    )
    since = pl.col("registered_on").cast(pl.Datetime("us")).dt.replace_time_zone("Asia/Almaty")
    versions = known.with_columns(valid_from=since, valid_to=pl.lit(None, pl.Datetime("us", "UTC")), recorded_at=since)
    with dbapi.connect(database) as connection, connection.cursor() as cursor:
        cursor.adbc_ingest("merchant_register", versions.select(*COLUMNS).to_arrow(), mode="append")
        connection.commit()

    extract("merchants", DAY, lake, with_register(city, database))

    assert lake.rows(REGISTER, DAY).equals(honest.rows(REGISTER, DAY))
    before = files_below(lake.home)
    extract_archived("merchants", DAY, lake, access=access_to(city.url))
    extract("merchants", DAY, lake, with_register(city, database))
    assert files_below(lake.home) == before
    named = [path for path in of_source("merchants", lake) if "register-00000.jsonl" in path]
    assert [path.endswith(".zst.siv") for path in named] == [True]


def with_register(city, url):
    return replace(access_to(city.url), merchants_register_url=SecretStr(url))


def test_a_version_is_in_force_from_its_first_instant_to_the_one_before_its_last(database):
    record(
        database,
        {**SHOP, "tax_regime": "SIMPLIFIED", "valid_to": "2026-11-03 00:00+05"},
        {**SHOP, "valid_from": "2026-11-03 00:00+05", "recorded_at": "2026-11-03 09:00+05"},
    )
    regimes = {day: [row["TaxRegime"] for row in register(database, day)] for day in (YESTERDAY, DAY, TOMORROW)}
    assert regimes == {YESTERDAY: ["SIMPLIFIED"], DAY: ["SIMPLIFIED"], TOMORROW: ["GENERAL"]}
    assert register(database, datetime(2026, 7, 12, tzinfo=UTC).date()) == []


def test_a_correction_changes_the_day_it_is_about_and_no_other(database):
    ends = {**SHOP, "valid_to": "2026-11-03 00:00+05"}
    record(database, ends, {**SHOP, "valid_from": "2026-11-03 00:00+05"})
    before = {day: register(database, day) for day in (DAY, TOMORROW)}
    record(database, {**ends, "vat_payer_from": "2026-08-01", "recorded_at": "2026-11-20 09:00+05"})
    (corrected,) = register(database, DAY)
    assert corrected == {**before[DAY][0], "VatPayerFrom": "2026-08-01"}
    assert register(database, TOMORROW) == before[TOMORROW]


def test_a_version_that_is_taken_back_is_in_force_no_more(database):
    record(database, SHOP, {**SHOP, "valid_to": SHOP["valid_from"], "recorded_at": "2026-11-20 09:00+05"})
    assert register(database) == []


def test_two_versions_at_once_are_a_duplicate_and_the_newer_lands(database, city, lake):
    older = {**SHOP, "name": "Alatau Foods & Sons", "recorded_at": "2026-11-20 09:00+05"}
    record(database, older, {**SHOP, "valid_from": "2026-10-01 00:00+05"})
    extract("merchants", DAY, lake, with_register(city, database))
    assert lake.rows(REGISTER, DAY)["trade_name"].to_list() == ["Alatau Foods"]
    assert [rejected.rule for rejected in lake.rejected(REGISTER, DAY)] == ["duplicate_key"]


def test_any_letters_come_as_they_are(database):
    name = 'Қазақ "Дүкені" \\ №1\t' + "\N{SNOWMAN}"
    record(database, {**SHOP, "name": name, "xin": PERSON})
    assert [(row["Xin"], row["Name"]) for row in register(database)] == [(PERSON, name)]


def test_rows_come_in_one_order_and_batches_lose_none(database):
    numbers = "to_char(n, 'FM000000000000')"
    values = f"select {numbers}, 'Shop', '47110', '5411', '191810000', date '2026-07-13', 'GENERAL'"
    instants = "null, null, null, null, timestamptz '2026-07-13', null, timestamptz '2026-07-13'"
    order = "from generate_series(1, 150000) as n order by md5(n::text)"
    execute(database, f"insert into merchant_register {values}, {instants} {order}")
    assert [int(row["Xin"]) for row in register(database)] == list(range(1, 150_001))


REFUSALS = {
    "wrong password": (lambda url: url.replace(PASSWORD, "wr0ng"), SourceRefused, "refuses our credentials$"),
    "nobody": (lambda url: url.replace("owner:", "nobody:"), SourceRefused, "refuses our credentials$"),
    "no password": (lambda url: url.replace(f":{PASSWORD}", ""), SourceRefused, "refuses our credentials$"),
    "no database": (lambda url: url.replace("/postgres", "/nothing"), SourceContradiction, "has no such database$"),
    "nobody listens": (lambda _: f"postgresql://o:{PASSWORD}@127.0.0.1:1/x", SourceUnavailable, "cannot be read now$"),
    "no URL": (lambda _: f"postgresql://o:{PASSWORD}@%zz", SourceUnavailable, "cannot be read now$"),
}


@pytest.mark.parametrize("fault", REFUSALS)
def test_a_database_that_does_not_let_us_in_says_so_in_one_line_and_shows_no_password(database, city, lake, fault):
    change, error, words = REFUSALS[fault]
    with pytest.raises(error, match=words) as caught:
        extract("merchants", DAY, lake, with_register(city, change(database)))
    assert "\n" not in str(caught.value)
    assert PASSWORD not in str(caught.value)
    assert files_below(lake.home) == {}


BROKEN = {
    "no table": ("drop table merchant_register", r'relation "merchant_register" does not exist$'),
    "no column": ("alter table merchant_register drop column kato", r'column "kato" does not exist$'),
    "days as texts": ("alter table merchant_register alter registered_on type text", r"\(SQLSTATE 42883\): .*to_char"),
    "a number for an instant": ("alter table merchant_register alter valid_to type int using 1", r"SQLSTATE 42883"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_table_that_is_not_as_agreed_is_a_contradiction(database, fault):
    statement, words = BROKEN[fault]
    execute(database, statement)
    with pytest.raises(SourceContradiction, match=f"holds no register as agreed.*{words}"):
        register(database)


def test_a_table_that_we_may_not_read_refuses_us(database):
    execute(database, "drop role if exists guest", f"create role guest login password '{PASSWORD}'")
    with pytest.raises(SourceRefused, match=r"refuses our credentials \(SQLSTATE 42501\)$"):
        register(database.replace("owner:", "guest:"))


def test_an_answer_that_takes_too_long_is_given_up(database):
    columns = ", ".join(name if name != "name" else "name || pg_sleep(2) as name" for name in COLUMNS)
    execute(database, TABLE.replace("merchant_register", "kept"))
    execute(database, "drop table merchant_register", f"create view merchant_register as select {columns} from kept")
    try:
        execute(database, "insert into kept (" + ", ".join(SHOP) + ") values ('" + "', '".join(SHOP.values()) + "')")
        with pytest.raises(SourceUnavailable, match=r"cannot be read now \(SQLSTATE 57014\)$"):
            register(database, timeout_seconds=0.2)
    finally:
        execute(database, "drop view merchant_register", "drop table kept")


def test_what_cannot_be_computed_shows_no_value(database):
    execute(database, "drop table merchant_register", TABLE.replace("merchant_register", "kept"))
    names = ", ".join(name if name != "oked" else f"(xin || '{PERSON}')::int as oked" for name in COLUMNS)
    execute(database, f"create view merchant_register as select {names} from kept")
    try:
        execute(database, "insert into kept (" + ", ".join(SHOP) + ") values ('" + "', '".join(SHOP.values()) + "')")
        with pytest.raises(SourceContradiction, match=r"as agreed \(SQLSTATE 22\w+\)$"):
            register(database)
    finally:
        execute(database, "drop view merchant_register", "drop table kept")


def test_reading_leaves_the_database_as_it_was_and_may_write_nothing(database):
    execute(database, "drop table merchant_register", "create sequence if not exists read_count")
    execute(
        database,
        TABLE.replace("merchant_register", "kept"),
        "insert into kept select 'x','x','x','x','x',now(),'x',"
        "null,null,null,null,now() - interval '1 year',null,now()",
    )
    execute(database, "create view merchant_register as select k.* from kept k where nextval('read_count') > 0")
    try:
        with pytest.raises(SourceContradiction, match="SQLSTATE 25006"):
            register(database)
    finally:
        execute(database, "drop view merchant_register", "drop table kept")


def test_the_url_is_a_secret_of_the_settings():
    url = f"postgresql://owner:{PASSWORD}@127.0.0.1/register"
    settings = Settings(merchants_register_url=url)
    assert PASSWORD not in repr(settings)
    assert settings.real_sources == ()


@pytest.mark.parametrize("url", ["postgresql://db.example.kz/register", "postgres://localhost/register?host=db.kz"])
def test_a_register_elsewhere_names_real_persons(url):
    with pytest.raises(WrongUsage, match="set a secret one before real persons come from merchants"):
        read_settings(merchants_register_url=url)
    assert read_settings(merchants_register_url=url, pseudonym_key="another").real_sources == ("merchants",)


def test_another_database_is_wrong_usage_and_not_shown():
    with pytest.raises(WrongUsage, match=r"^CRYPTOCITY_MERCHANTS_REGISTER_URL: .*must start with postgresql://$"):
        read_settings(merchants_register_url=f"mysql://owner:{PASSWORD}@127.0.0.1/register")


def test_pseudonyms_are_the_same_whoever_sends_the_register(database, city, lake):
    record(database, {**SHOP, "xin": PERSON, "name": "Айгерим Сапарова"})
    extract("merchants", DAY, lake, with_register(city, database))
    assert lake.rows(REGISTER, DAY).select("merchant_key", "trade_name").rows() == [(PSEUDONYMS.of(PERSON), None)]

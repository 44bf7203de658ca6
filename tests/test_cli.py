"""The command line as contract: what it teaches, how it ends, and that it says in one line what is wrong."""

import io
import json
import re
import shutil
import subprocess
import sys
from subprocess import PIPE

import duckdb
import polars as pl
import pytest
import typer

from cryptocity.cli import app
from cryptocity.release.manifest import current_id, release_folder
from cryptocity.sandbox.serve import SandboxCity
from cryptocity.settings import SANDBOX_KEY
from cryptocity.sources import DATASETS, SOURCES
from cryptocity.sources.cbdc.datasets import DATASETS as CBDC
from cryptocity.warehouse import candidate_path
from loopback import serving
from released import DAYS, FIRST, LAST, bytes_below, copy_of, lake_in, marts_in, released_city
from terminal import cryptocity, pointed_at, typed

DAY = str(DAYS[1])
DECADES_AHEAD = "2999-01-01"
CLOSED = pointed_at("http://127.0.0.1:1") | {"CRYPTOCITY_ATTEMPTS": "1"}


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    return released_city(tmp_path_factory)


@pytest.fixture(scope="module")
def sandbox(city):
    """The variables that point every source at the served city."""
    with serving(SandboxCity(city.world, lambda: LAST).application()) as url:
        yield pointed_at(url)


@pytest.fixture
def home(city, tmp_path):
    """A copy of the city's home, free to be changed."""
    return copy_of(city.home, tmp_path)


def commands(group=None, words=()):
    """Return every command by the words that call it."""
    group = group or typer.main.get_command(app)
    found = {words: group}
    for name, command in getattr(group, "commands", {}).items():
        found |= commands(command, (*words, name))
    return found


COMMANDS = commands()


def test_the_commands_are_those_of_the_contract():
    assert {" ".join(words) for words in COMMANDS if words} == {
        *("demo", "sandbox", "sandbox serve", "sandbox generate", "extract", "audit", "build", "report", "serve"),
        *("release", "release publish", "release list", "release show", "release diff", "release rollback"),
        *("carf", "sql", "shell", "metrics", "dictionary", "status", "doctor", "rekey", "coverage", "verify", "print"),
    }


@pytest.mark.parametrize("words", [("sandbox", "generate", "--days", "1"), ("sandbox", "serve"), ("demo", "--exit")])
def test_nothing_simulated_is_written_into_a_home_of_other_data(words, home):
    before = bytes_below(home / "lake")
    assert not (home / "sandbox").exists()
    ran = cryptocity(*words, home=home)
    assert ran.code == 2
    assert (
        ran.complaint == f"error: {home} holds data that no sandbox city wrote: set CRYPTOCITY_HOME to another folder"
    )
    assert bytes_below(home / "lake") == before


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_says_what_a_command_does_and_what_every_parameter_means(words, tmp_path):
    command = COMMANDS[words]
    assert command.help.strip().endswith(".")
    assert [parameter.name for parameter in command.params if not parameter.help] == []
    shown = typed(*words, "--help", home=tmp_path)
    assert (shown.code, shown.errors) == (0, "")
    assert command.help.split()[0].encode() in shown.output
    for parameter in command.params:
        assert parameter.opts[-1].encode() in shown.output or parameter.param_type_name == "argument"


def test_help_is_a_success(city):
    assert cryptocity("--help", home=city.home).code == 0


WRONG_USAGE = {
    ("extract", "nowhere", "--on", DAY): "'nowhere' is not one of 'onchain', ",
    ("extract", "cbdc", "--on", "2026-13-01"): "error: '2026-13-01' is not a day: write it as 2026-11-01",
    ("extract", "cbdc", "--on", "yesterday"): "error: 'yesterday' is not a day: write it as 2026-11-01",
    ("extract", "reference", "--on", DECADES_AHEAD): f"error: {DECADES_AHEAD} is not over yet in Asia/Almaty",
    ("extract", "cbdc", "--from", DAY, "--to", DECADES_AHEAD): f"error: {DECADES_AHEAD} is not over yet",
    ("extract", "cbdc"): "error: give either --on DAY, or --from DAY and --to DAY",
    ("extract", "cbdc", "--from", DAY): "error: give either --on DAY, or --from DAY and --to DAY",
    ("extract", "cbdc", "--to", DAY): "error: give either --on DAY, or --from DAY and --to DAY",
    ("extract", "cbdc", "--on", DAY, "--from", DAY): "error: give either --on DAY, or --from DAY and --to DAY",
    ("extract", "cbdc", "--from", str(LAST), "--to", str(FIRST)): f"error: --to {FIRST} lies before --from {LAST}",
    ("extract", "cbdc", "--blocks", "1:2"): "error: --rpc-url and --blocks are for onchain, bitcoin, tron only",
    ("extract", "onchain", "--blocks", "5"): "error: '5' is no range of heights: write it as 17686110:17686132",
    ("extract", "onchain", "--blocks", "7:5"): "error: '7:5' is no range of heights",
    ("extract", "onchain", "--blocks", "0x1:0x2"): "error: '0x1:0x2' is no range of heights",
    ("extract", "onchain", "--blocks", "1:2", "--on", DAY): "error: give either --blocks or days, not both",
    ("extract", "onchain", "--rpc-url", "localhost", "--on", DAY): "must start with http:// or https://",
    ("audit", "everything"): "'everything' is not one of 'raw', 'marts'",
    ("build", "--target", "abacus"): "'abacus' is not one of 'duckdb', 'spark'",
    ("release", "diff"): "has none before it to compare with",
    ("release", "unpublish"): "No such command 'unpublish'",
    ("sandbox", "generate", "--residents", "499"): "greater than or equal to 500",
    ("sandbox", "serve", "--from", DECADES_AHEAD): f"error: {DECADES_AHEAD} is not over yet",
    ("demo", "--days", "0"): "greater than or equal to 1",
    ("metrics", "happiness"): "error: there is no metric happiness; `cryptocity metrics` lists those there are",
    ("metrics", "vat_due_kzt", "--by", "day"): "error: vat_due_kzt is not known by day, but by month, quarter, year",
    ("carf", "--year", "1999", "--venue", "AX-01"): "greater than or equal to 2000",
    ("carf", "--year", "2030", "--venue", "AX-01"): "has no totals of the year 2030 from a venue AX-01",
    ("sql", ""): "error: the query is empty",
    ("sql", "selec 1"): 'error: Parser Error: syntax error at or near "selec"',
    ("sql", "select * from nothing"): "error: Catalog Error: Table with name nothing does not exist!",
    ("sql", "select 1", "--format", "xml"): "'xml' is not one of 'table', 'csv', 'json', 'parquet'",
}
WRONG_SETTING = {
    ("CRYPTOCITY_AIRFLOW_PORT", "abc"): "error: CRYPTOCITY_AIRFLOW_PORT: Input should be a valid integer",
    ("CRYPTOCITY_SITE_PORT", "65536"): "error: CRYPTOCITY_SITE_PORT: Input should be less than or equal to 65535",
    ("CRYPTOCITY_ATTEMPTS", "0"): "error: CRYPTOCITY_ATTEMPTS: Input should be greater than or equal to 1",
    ("CRYPTOCITY_ONCHAN_URL", "x"): "error: CRYPTOCITY_ONCHAN_URL is no setting; is CRYPTOCITY_ONCHAIN_URL meant?",
    ("CRYPTOCITY_", "x"): "error: CRYPTOCITY_ is no setting",
    ("CRYPTOCITY_TIMEOUT_SECONDS", "soon"): "error: CRYPTOCITY_TIMEOUT_SECONDS: Input should be a valid number",
    ("CRYPTOCITY_CBDC_URL", "ftp://cbdc"): "error: CRYPTOCITY_CBDC_URL: Value error, must start with http://",
}
NO_RELEASE = ("2026-01-01-00000000", "current", "..", ".", "../../etc", "/", ".aside-release")
MISSING = {
    **{
        ("release", "show", name): f"error: there is no release {name}; `cryptocity release list`"
        for name in NO_RELEASE
    },
    ("release", "diff", "nowhere"): "error: there is no release nowhere",
    ("release", "rollback", "nowhere"): "error: there is no release nowhere",
    ("release", "rollback"): "error: there is no release before the current one to roll back to",
    ("report", "--release", "nowhere"): "error: there is no release nowhere",
    ("shell", "--release", "nowhere"): "error: there is no release nowhere",
    ("sql", "select 1", "--release", "nowhere"): "error: there is no release nowhere",
}
NOTHING_YET = {
    ("release", "show"): (1, "error: nothing has been released yet: run `cryptocity release publish`"),
    ("release", "publish"): (1, "error: there is no candidate to release: run `cryptocity build` first"),
    ("report",): (1, "error: nothing has been released yet"),
    ("sql", "select 1"): (1, "error: nothing has been released yet"),
    ("metrics",): (1, "error: nothing has been released yet"),
    ("audit", "marts"): (4, "error: the raw layer has not been audited: run `cryptocity audit raw` first"),
}


@pytest.mark.parametrize("words", WRONG_USAGE, ids=" ".join)
def test_wrong_usage_is_said_in_one_line_and_exits_2(words, city):
    ran = typed(*words, home=city.home)
    assert WRONG_USAGE[words] in ran.complaint
    assert ran.code == 2


@pytest.mark.parametrize("day", ["2026-06-30", DECADES_AHEAD])
def test_the_sandbox_city_says_in_one_line_from_when_to_when_it_lives(day, tmp_path):
    ran = typed("sandbox", "generate", "--from", day, home=tmp_path)
    assert ran.complaint.startswith("error: the sandbox city has merchants and prices from 2026-07-")
    assert ran.code == 2
    assert not (tmp_path / "lake").exists()


@pytest.mark.parametrize("setting", WRONG_SETTING, ids="=".join)
def test_a_setting_that_makes_no_sense_is_named_in_one_line_and_exits_2(setting, city):
    ran = typed("status", home=city.home, variables=dict([setting]))
    assert ran.complaint.startswith(WRONG_SETTING[setting])
    assert ran.code == 2


@pytest.mark.parametrize("words", MISSING, ids=" ".join)
def test_a_release_that_is_not_there_is_said_in_one_line_and_exits_1(words, city):
    ran = typed(*words, home=city.home)
    assert ran.complaint.startswith(MISSING[words])
    assert ran.code == 1


@pytest.mark.parametrize("words", NOTHING_YET, ids=" ".join)
def test_an_empty_home_is_told_what_to_run_first(words, tmp_path):
    ran, expected = typed(*words, home=tmp_path), NOTHING_YET[words]
    assert (ran.code, ran.complaint.startswith(expected[1])) == (expected[0], True)
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.parent.name != "locks"] == []


def test_a_traceback_is_shown_with_verbose_and_never_without(city):
    quiet = cryptocity("release", "show", "nowhere", home=city.home)
    verbose = cryptocity("--verbose", "release", "show", "nowhere", home=city.home)
    assert (quiet.code, quiet.complaint) == (1, f"error: {verbose.errors.splitlines()[-1].partition(': ')[2]}")
    assert verbose.code == 1
    assert verbose.errors.startswith("Traceback (most recent call last):")


def test_a_bug_of_our_own_is_one_line_too(home):
    """A record that another version wrote differently raises what nobody foresaw."""
    (home / "warehouse" / "audits" / "raw.json").write_text("[]")
    ran = typed("release", "publish", home=home)
    assert (ran.code, ran.complaint) == (1, "error: Expected `object`, got `array`")


def test_a_source_that_cannot_be_reached_is_named_in_one_line(tmp_path):
    ran = typed("extract", "cbdc", "--on", DAY, home=tmp_path, variables=CLOSED)
    assert ran.complaint.startswith("error: http://127.0.0.1:1/cbdc cannot be reached")
    assert ran.code == 1
    assert lake_in(tmp_path).days(CBDC[0]) == ()


def test_a_token_that_the_source_does_not_accept_is_said_in_one_line_that_does_not_repeat_it(sandbox, tmp_path):
    ran = typed(
        "extract", "cbdc", "--on", DAY, home=tmp_path, variables=sandbox | {"CRYPTOCITY_CBDC_TOKEN": "wrong-one"}
    )
    assert "refuses our credentials (HTTP 401)" in ran.complaint
    assert "wrong-one" not in ran.errors
    assert ran.code == 1


def test_extract_says_what_landed_and_what_went_to_quarantine(sandbox, tmp_path):
    ran = cryptocity("extract", "cbdc", "--from", DAYS[0], "--to", DAYS[1], home=tmp_path, **sandbox)
    lake = lake_in(tmp_path)
    manifests = [lake.manifest(dataset, day) for day in DAYS[:2] for dataset in CBDC]
    assert ran.code == 0
    assert ran.lines == [
        f"{each.dataset} {each.day}: {each.rows_received} received, "
        f"{each.rows_landed} landed, {each.rows_quarantined} quarantined"
        for each in manifests
    ]
    assert any(each.rows_quarantined for each in manifests)


def test_days_and_heights_land_the_same_blocks(sandbox, tmp_path):
    (by_day, by_heights), day = (tmp_path / "day", tmp_path / "heights"), DAYS[1]
    ran = typed("extract", "onchain", "--on", day, home=by_day, variables=sandbox)
    for heights in ("2000:2879", "1440:1999"):
        assert typed("extract", "onchain", "--blocks", heights, home=by_heights, variables=sandbox).code == 0
    assert ran.code == 0
    assert ran.lines[0].startswith(f"onchain.blocks {day}: 1,440 received, 1,440 landed, 0 quarantined")
    assert bytes_below(by_heights / "lake") == bytes_below(by_day / "lake")


def test_an_audit_that_fails_exits_3_and_names_what_does_not_hold(home):
    with duckdb.connect(candidate_path(home)) as connection:
        connection.execute("update tax.vat_due_monthly set vat_stated_kzt = vat_stated_kzt + 0.01 where rowid = 3")
    before = bytes_below(home / "releases")
    audit, publish = (cryptocity(*words, home=home) for words in (("audit", "marts"), ("release", "publish")))
    reason = "The difference is what was stated less what is due, to the tiyn."
    assert re.fullmatch(
        r"audit of marts: failed \(\d+ passed, 1 failed, \d+ warned, 0 could_not_check\)", audit.lines[0]
    )
    told = f"failed: tax.vat_due_monthly, unexpected_rows_expectation: 1 unexpected. {reason}"
    assert [line for line in audit.lines[1:] if "vat_due_monthly" in line] == [told]
    assert (audit.code, publish.code) == (3, 3)
    assert audit.errors == publish.errors
    assert publish.complaint == (
        f"error: the audit of marts failed: tax.vat_due_monthly, unexpected_rows_expectation: 1 unexpected. {reason}"
    )
    assert bytes_below(home / "releases") == before


def test_an_audit_that_could_not_be_made_exits_4(home):
    candidate_path(home).write_bytes(b"this is no database" * 1000)
    ran = cryptocity("audit", "marts", home=home)
    assert ran.code == 4
    assert ran.complaint.startswith(f"error: {candidate_path(home)} cannot be read: ")


def test_the_four_formats_of_an_answer_hold_the_same_rows(city):
    """Tables leave out the zeros at the end of a decimal; a number that does not fit a float is a text in JSON."""
    query = "select day, active_payers, crypto_share_pct, 'a,b' as text, null as nothing from adoption_daily order by 1"
    parquet = cryptocity("sql", query, "--format", "parquet", home=city.home)
    table, csv, as_json = (typed("sql", query, "--format", form, home=city.home) for form in ("table", "csv", "json"))
    assert {(ran.code, ran.errors) for ran in (table, csv, as_json, parquet)} == {(0, "")}
    rows = pl.read_parquet(io.BytesIO(parquet.output))
    mart = marts_in(release_folder(city.home) / "marts.duckdb")["adoption.adoption_daily"]
    assert rows.drop("text", "nothing").equals(mart.select("day", "active_payers", "crypto_share_pct"))
    expected = [(str(day), payers, str(share), text, nothing) for day, payers, share, text, nothing in rows.rows()]
    assert [tuple(row.values()) for row in json.loads(as_json.output)] == expected
    assert csv.lines == [
        ",".join(rows.columns),
        *(f'{day},{payers},{share},"a,b",' for day, payers, share, *_ in expected),
    ]
    shown = [[cell.strip() for cell in line.split("│")[1:-1]] for line in table.lines if line.startswith("│")]
    assert shown == [[day, str(payers), share.rstrip("0"), "a,b", ""] for day, payers, share, *_ in expected]


def test_sql_finds_a_mart_with_and_without_its_area_and_in_a_named_release(city):
    counts = [
        typed("sql", f"select count(*) as days from {mart}", "--format", "csv", *named, home=city.home).lines
        for mart in ("adoption_daily", "adoption.adoption_daily")
        for named in ((), ("--release", city.release.id))
    ]
    assert counts == [["days", "7"]] * 4


@pytest.mark.parametrize(
    "statement",
    [
        "drop table adoption_daily",
        "delete from adoption_daily",
        "update adoption_daily set day = null",
        "create table mine as select 1",
        "copy adoption_daily to '{outside}'",
        "attach '{outside}'",
        "select * from read_csv('{inside}')",
        "set enable_external_access = true",
        "install spatial",
    ],
)
def test_sql_neither_writes_nor_reaches_beyond_the_release(statement, city, tmp_path):
    outside, inside = tmp_path / "outside", city.home / "releases" / "history.jsonl"
    before = bytes_below(city.home / "releases")
    ran = typed("sql", statement.format(outside=outside, inside=inside), home=city.home)
    assert ran.code == 2
    assert ran.complaint.startswith("error: ")
    assert not outside.exists()
    assert bytes_below(city.home / "releases") == before


def test_status_says_what_is_landed_missing_quarantined_and_released(sandbox, home):
    shutil.rmtree(home / "lake" / "raw" / "cbdc" / "payments" / f"day={DAYS[3]}")
    assert typed("extract", "cbdc", "--on", DAYS[4], home=home, variables=sandbox).code == 0
    ran = cryptocity("status", home=home)
    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in ran.lines if line.startswith("│")]
    lake = lake_in(home)
    for dataset, (name, first, last, days, missing, rows, quarantined, new_fields) in zip(DATASETS, cells, strict=True):
        manifests = [lake.manifest(dataset, day) for day in lake.days(dataset)]
        gap = 1 if dataset.id == "cbdc.payments" else 0
        assert (name, first, last, days, missing) == (dataset.id, str(FIRST), str(LAST), str(7 - gap), str(gap))
        assert int(rows.replace(",", "")) == sum(each.rows_landed for each in manifests)
        assert int(quarantined) == sum(each.rows_quarantined for each in manifests)
        assert new_fields == ""
    assert ran.lines[-2] == f"current release: {current_id(home)}; 1 in all"
    assert ran.lines[-1].startswith(f"last change: published {current_id(home)} at ")


def test_doctor_finds_no_trouble_with_sources_that_answer(sandbox, city):
    ran = cryptocity("doctor", home=city.home, **sandbox)
    endpoints = (*SOURCES, "nationalbank")
    assert {line for line in ran.lines if "endpoint" in line} == {f"ok       endpoint {name}" for name in endpoints}
    assert {f"ok       project folder {name}" for name in ("dags", "dbt_project", "expectations")} <= set(ran.lines)
    assert ran.code == (1 if any(line.startswith("trouble") for line in ran.lines) else 0)


def test_doctor_names_each_trouble_and_exits_1(tmp_path):
    file = tmp_path / "file"
    file.touch()
    elsewhere = {"CRYPTOCITY_MERCHANTS_URL": "http://127.0.0.2:1/merchants"}
    ran = typed("doctor", home=file / "home", variables=CLOSED | elsewhere)
    assert f"trouble  home: {file} is not a folder that we may write to" in ran.lines
    assert "trouble  token of merchants: CRYPTOCITY_MERCHANTS_TOKEN is still the sandbox's" in ran.lines
    assert sum(line.startswith("trouble  endpoint") and "cannot be reached" in line for line in ran.lines) == 9
    assert (ran.code, ran.errors) == (1, f"error: 11 of {len(ran.lines)} checks found trouble\n")


def test_real_persons_are_not_hidden_with_the_key_that_everyone_knows(city):
    real = {"CRYPTOCITY_CBDC_URL": "https://cbdc.example", "CRYPTOCITY_PSEUDONYM_KEY": SANDBOX_KEY}
    ran = typed("extract", "cbdc", "--on", DAY, home=city.home, variables=real)
    assert (ran.code, "CRYPTOCITY_PSEUDONYM_KEY" in ran.complaint) == (2, True)


WRITERS = {
    ("extract", "cbdc", "--on", DAY): f"cbdc-{DAY}",
    ("build",): "warehouse",
    ("audit", "raw"): "raw",
    ("audit", "marts"): "warehouse",
    ("release", "publish"): "releases",
    ("release", "rollback", "nowhere"): "releases",
}
HOLD = """
import fcntl, sys
with open(sys.argv[1], "w") as lock:
    fcntl.flock(lock, fcntl.LOCK_EX)
    print(flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("words", WRITERS, ids=" ".join)
def test_a_second_writer_is_turned_away_in_one_line(words, sandbox, home):
    lock = home / "locks" / WRITERS[words]
    lock.parent.mkdir(exist_ok=True)
    before = bytes_below(home)
    with subprocess.Popen([sys.executable, "-c", HOLD, str(lock)], stdin=PIPE, stdout=PIPE) as first:
        first.stdout.readline()
        ran = typed(*words, home=home, variables=sandbox)
        first.stdin.close()
    assert ran.complaint.startswith("error: another process is writing ")
    assert ran.complaint.endswith("; try again when it has finished")
    assert ran.code == 1
    assert bytes_below(home) == before | {f"locks/{WRITERS[words]}": b""}


@pytest.mark.parametrize("words", [words for words in WRITERS if words != ("audit", "marts")], ids=" ".join)
def test_a_home_that_cannot_be_written_is_said_in_one_line(words, sandbox, tmp_path):
    file = tmp_path / "file"
    file.touch()
    ran = typed(*words, home=file / "home", variables=sandbox)
    lock = file / "home" / "locks" / WRITERS[words]
    assert ran.complaint == f"error: cannot write {lock}: not a directory; run it again once it can be written"
    assert ran.code == 1


def test_an_extraction_on_a_full_disk_lands_nothing_and_is_repaired_by_the_next(sandbox, tmp_path):
    words, home = ("extract", "merchants", "--on", DAY), tmp_path / "home"
    full = cryptocity(*words, home=home, most_bytes=20_000, **sandbox)
    assert full.complaint.startswith(f"error: cannot write {home / 'lake'}")
    assert full.complaint.endswith(": file too large; run it again once it can be written")
    assert full.code == 1
    assert [path.name for path in home.rglob("*") if path.name.startswith(".aside") or path.suffix == ".parquet"] == []
    assert typed(*words, home=home, variables=sandbox).code == 0
    undisturbed = tmp_path / "undisturbed"
    assert typed(*words, home=undisturbed, variables=sandbox).code == 0
    assert bytes_below(home / "lake") == bytes_below(undisturbed / "lake")


def test_a_release_on_a_full_disk_is_not_published_in_part(home, city):
    """DuckDB says nothing where closing a file could not write all of it: the release would have been a stump."""
    shutil.rmtree(home / "releases")
    for most_bytes, file in ((5_000, city.release.id), (1_000_000, "marts.duckdb")):
        full = cryptocity("release", "publish", home=home, most_bytes=most_bytes)
        assert file in full.complaint
        assert "file too large" in full.complaint.lower()
        assert full.code == 1
        assert [path for path in (home / "releases").rglob("*") if path.is_file()] == []
        assert current_id(home) is None
    assert typed("release", "publish", home=home).code == 0
    assert bytes_below(release_folder(home)) == bytes_below(release_folder(city.home))


def test_a_build_on_a_full_disk_leaves_the_candidate_before(home):
    before = marts_in(candidate_path(home))
    full = cryptocity("build", "--full-refresh", home=home, most_bytes=candidate_path(home).stat().st_size // 2)
    assert "error: dbt could not write all of candidate.duckdb, as on a full disk: " in full.errors.splitlines()[-1]
    assert "Traceback" not in full.errors
    assert full.code == 1
    after = marts_in(candidate_path(home))
    assert all(rows.equals(after[mart]) for mart, rows in before.items())
    assert typed("release", "publish", home=home).code == 0

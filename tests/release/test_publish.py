"""Publishing: what an audited candidate becomes, what holds it back, and how to return."""

import json
import re
import shutil
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import duckdb
import msgspec
import polars as pl
import pytest

from cryptocity import warehouse
from cryptocity.audit import AuditResult, quality
from cryptocity.dataset import KZT
from cryptocity.errors import AuditFailed, AuditImpossible, ReleaseMissing, ReleaseWithdrawn, StoreBusy
from cryptocity.identity import is_iin, is_valid_xin
from cryptocity.landing import Landing
from cryptocity.parameters import read_parameters
from cryptocity.payloads import digest
from cryptocity.release.history import history
from cryptocity.release.manifest import all_releases, current_id, read_manifest, release_folder
from cryptocity.release.parameters import kept_parameters
from cryptocity.release.publish import is_up_to_date, publish, rollback, withdrawn
from cryptocity.sandbox.bitcoin_holders import NETWORK
from cryptocity.sandbox.city import City
from cryptocity.sandbox.generate import generate_day
from cryptocity.sandbox.market import CHAIN_ID
from cryptocity.sandbox.world import World
from cryptocity.sources.merchants.datasets import DATASETS, RECEIPTS
from cryptocity.sources.onchain.datasets import BLOCKS
from cryptocity.warehouse import candidate_path
from loopback import PSEUDONYMS
from released import DAYS, FIRST, LAST, NEXT, bytes_below, copy_of, lake_in, marts_in, release

TIYN = Decimal("0.01")
BEFORE_BLOCKS = 3 * 4096  # bytes of a DuckDB file's headers


def releases_in(home):
    return bytes_below(home / "releases")


def change_candidate(home, statement):
    with duckdb.connect(candidate_path(home)) as connection:
        connection.execute(statement)


def one_tiyn_more(home):
    """Return the landed receipts of the last day, with one tiyn more paid in cash for the first of them."""
    more = pl.when(pl.int_range(pl.len()) == 0).then(TIYN).otherwise(0)
    return lake_in(home).rows(RECEIPTS, LAST).with_columns((pl.col("cash_kzt") + more).cast(KZT))


def test_a_release_holds_the_candidates_marts(city):
    marts = marts_in(candidate_path(city.home))
    assert city.release.marts == tuple(marts)
    published = marts_in(release_folder(city.home) / "marts.duckdb")
    assert published.keys() == marts.keys()
    assert [mart for mart, rows in marts.items() if not rows.equals(published[mart])] == []


def test_parquet_files_equal_the_tables(city):
    folder = release_folder(city.home)
    tables = marts_in(folder / "marts.duckdb")
    for mart, rows in tables.items():
        area, _, name = mart.partition(".")
        assert pl.read_parquet(folder / "parquet" / area / f"{name}.parquet").sort(rows.columns).equals(rows), mart
    assert len(list((folder / "parquet").rglob("*.parquet"))) == len(tables)


def test_columns_keep_their_descriptions(city):
    with duckdb.connect(release_folder(city.home) / "marts.duckdb", read_only=True) as connection:
        comments = connection.execute(
            "select comment from duckdb_columns() where not internal and schema_name <> 'metrics'"
        ).fetchall()
    assert len(comments) > 70
    assert (None,) not in comments


def test_the_manifest_hashes_every_file(city):
    folder = release_folder(city.home)
    listed = {file.name: (file.sha256, file.size) for file in city.release.outputs}
    found = {name: (digest(content), len(content)) for name, content in bytes_below(folder).items()}
    del found["manifest.json"]
    assert listed == found


def test_a_release_keeps_its_parameters_and_tells_how_far_it_is_final(city):
    assert kept_parameters(release_folder(city.home)) == read_parameters()
    finality = city.release.finality
    assert finality.last_day == LAST
    last = {block.chain: (block.height, block.day) for block in finality.blocks}
    assert last == {chain.id: (chain.last, LAST) for chain in city.release.chains}


def test_the_manifest_says_what_went_in(city):
    manifest = city.release
    assert (manifest.first_day, manifest.last_day, manifest.verdict, manifest.previous) == (
        FIRST,
        LAST,
        "passed_with_warnings",
        None,
    )
    assert manifest.id.startswith(f"{LAST}-")
    landed = {rows.dataset: (rows.days, rows.rows_landed, rows.rows_quarantined) for rows in manifest.datasets}
    receipts = sum(city.world.facts(day).sales.receipts.height for day in DAYS)
    assert landed["merchants.receipts"] == (len(DAYS), receipts, 0)
    chains = {chain.id: (chain.blocks, chain.first, chain.last) for chain in manifest.chains}
    assert chains[CHAIN_ID] == (len(DAYS) * 1440, 0, 10_079)
    assert chains[NETWORK.number][0] > len(DAYS) * 10


def test_no_individual_is_in_a_release(city, succeeded):
    """No resident's or sole trader's number in any file, cell or page; pseudonyms of clients in `client_key` alone."""
    residents = city.world.city.resident_iins
    individuals = {*residents, *(xin for xin in city.world.city.merchants["xin"] if is_iin(xin))}
    files, cells = releases_in(succeeded), text_cells(succeeded)
    assert {"parquet", "quality", "reports", "marts.duckdb"} <= {name.split("/")[1] for name in files if "/" in name}
    assert any(is_valid_xin(cell) for cell in cells)
    assert {number for content in files.values() for number in twelve_digits(content)} & individuals == set()
    assert cells & individuals == set()
    assert text_cells(succeeded, but="client_key") & {PSEUDONYMS.of(iin) for iin in residents} == set()
    assert [cell for cell in cells if is_valid_xin(cell) and is_iin(cell)] == []


def text_cells(home, but=None):
    """Return every text in the marts of every release, but for those of one column."""
    return {
        text
        for release in all_releases(home)
        for table in marts_in(release_folder(home, release.id) / "marts.duckdb").values()
        for column in table.select(pl.col(pl.String)).iter_columns()
        if column.name != but
        for text in column.drop_nulls()
    }


def twelve_digits(content):
    """Return every run of twelve digits, those within longer runs too."""
    return {number.decode() for number in re.findall(rb"(?=(\d{12}))", content)}


def test_publishing_the_same_candidate_again_changes_nothing(home):
    before, events = releases_in(home), history(home)
    assert publish(home).id == current_id(home)
    assert (releases_in(home), history(home)) == (before, events)


@pytest.mark.parametrize(("layer", "what"), [("raw", "inputs"), ("marts", "marts")])
def test_a_candidate_that_was_not_audited_is_not_published(layer, what, home):
    (home / "warehouse" / "audits" / f"{layer}.json").unlink()
    before = releases_in(home)
    with pytest.raises(AuditFailed, match=rf"^this candidate's {what} have not been .*`cryptocity audit {layer}`"):
        publish(home)
    assert releases_in(home) == before


def test_audits_of_another_candidate_do_not_count(rebuilt, tmp_path):
    home = copy_of(rebuilt, tmp_path)
    assert all(quality.read_record(home, layer).result.verdict == "passed" for layer in ("raw", "marts"))
    with pytest.raises(AuditFailed, match="this candidate's inputs have not been audited") as failure:
        publish(home)
    assert failure.value.exit_code == 3
    quality.audit_raw(lake_in(home), home)
    with pytest.raises(AuditFailed, match="this candidate's marts have not been audited"):
        publish(home)
    assert [release.last_day for release in all_releases(home)] == [LAST]


def test_an_audit_of_a_lake_that_has_changed_since_the_build_does_not_count(city, home):
    generate_day(city.world, NEXT, lake_in(home), pseudonyms=PSEUDONYMS)
    quality.audit_raw(lake_in(home), home)
    with pytest.raises(AuditFailed, match="run `cryptocity audit raw`, or `cryptocity build` first if more has landed"):
        publish(home)
    assert current_id(home) == city.release.id


def test_a_number_in_the_marts_that_is_wrong_by_one_tiyn_is_not_published(home):
    before = releases_in(home)
    change_candidate(home, "update tax.vat_due_monthly set vat_stated_kzt = vat_stated_kzt + 0.01 where rowid = 3")
    assert quality.audit_marts(home).result.verdict == "failed"
    with pytest.raises(AuditFailed) as failure:
        publish(home)
    assert str(failure.value) == (
        "the audit of marts failed: tax.vat_due_monthly, unexpected_rows_expectation: 1 unexpected. "
        "The difference is what was stated less what is due, to the tiyn."
    )
    assert failure.value.exit_code == 3
    assert releases_in(home) == before


def test_a_landed_file_that_was_changed_by_one_tiyn_is_not_published(home):
    before = releases_in(home)
    (path,) = lake_in(home).files(RECEIPTS, LAST)
    one_tiyn_more(home).write_parquet(path)
    assert quality.audit_raw(lake_in(home), home).result.verdict == "failed"
    with pytest.raises(
        AuditFailed, match=r"audit of raw failed: merchants\.receipts, .*: 1 unexpected\. The total of "
    ):
        publish(home)
    assert releases_in(home) == before


def test_an_audit_of_one_more_day_says_what_an_audit_of_everything_says(rebuilt, tmp_path):
    home = copy_of(rebuilt, tmp_path)
    lake, before = lake_in(home), quality.read_record(home, "raw")
    following = quality.audit_raw(lake, home)
    assert following.days.keys() - before.days.keys() == {str(NEXT)}
    assert {day: following.days[day] for day in before.days} == before.days
    assert quality.audit_raw(lake, home, full_refresh=True) == following


def test_tables_that_an_audit_kept_and_none_can_read_are_made_anew(home):
    lake, kept = lake_in(home), home / "warehouse" / "raw.duckdb"
    quality.audit_raw(lake, home)
    with kept.open("r+b") as database:
        database.seek(BEFORE_BLOCKS)
        database.write(b"damaged " * ((kept.stat().st_size - BEFORE_BLOCKS) // 16))
    with suppress(AuditImpossible, duckdb.Error):
        quality.audit_raw(lake, home)
    assert quality.audit_raw(lake, home).result.verdict == "passed"


def test_rows_that_keep_their_contract_but_do_not_add_up_are_not_even_built(home):
    lake = lake_in(home)
    tables = {dataset: lake.rows(dataset, LAST) for dataset in DATASETS} | {RECEIPTS: one_tiyn_more(home)}
    with lake.writer("merchants", LAST) as writer:
        writer.commit([Landing(dataset, rows, rows.height) for dataset, rows in tables.items()], ())
    with pytest.raises(AuditFailed, match=r"merchants\.receipts, .* The total of a receipt is what was paid"):
        quality.audited_inputs(lake, home)
    assert not is_up_to_date(lake, home)


def test_a_rule_that_could_not_be_checked_holds_a_release_back(home):
    before = releases_in(home)
    change_candidate(home, "drop table capital_flow.token_transfers_daily")
    assert quality.audit_marts(home).result.verdict == "could_not_check"
    with pytest.raises(AuditImpossible, match=r"audit of marts could not be made: capital_flow\.token_tran") as failure:
        publish(home)
    assert failure.value.exit_code == 4
    assert releases_in(home) == before


def test_a_home_without_a_candidate_has_nothing_to_publish(home):
    shutil.rmtree(home / "warehouse")
    with pytest.raises(ReleaseMissing, match="run `cryptocity build` first"):
        publish(home)


def test_a_candidate_of_no_day_is_not_published(home):
    described = home / "warehouse" / "candidate.json"
    described.write_text(json.dumps({**json.loads(described.read_text()), "inputs": []}))
    with pytest.raises(ReleaseMissing, match="no day had landed"):
        publish(home)


def test_another_content_becomes_another_release_and_leaves_the_first_as_it_was(city, succeeded):
    newer = read_manifest(succeeded)
    assert (newer.last_day, newer.previous) == (NEXT, city.release.id)
    assert newer.id != city.release.id
    assert newer.code_hash == city.release.code_hash
    assert newer.inputs_hash != city.release.inputs_hash
    assert bytes_below(release_folder(succeeded, city.release.id)) == bytes_below(release_folder(city.home))


def test_history_tells_what_became_current_and_rollback_returns(city, succeeded, tmp_path):
    home = copy_of(succeeded, tmp_path)
    newer = current_id(home)
    assert rollback(home).id == city.release.id == current_id(home)
    assert rollback(home, newer).id == newer == current_id(home)
    assert rollback(home, city.release.id).id == city.release.id
    told = [(event.action, event.release) for event in history(home)]
    assert told == [
        ("published", city.release.id),
        ("published", newer),
        ("rolled back to", city.release.id),
        ("rolled back to", newer),
        ("rolled back to", city.release.id),
    ]
    assert [event.at for event in history(home)] == sorted(event.at for event in history(home))


def test_nothing_before_the_first_release_to_roll_back_to(home):
    before = releases_in(home)
    with pytest.raises(ReleaseMissing, match="no release before the current one"):
        rollback(home)
    with pytest.raises(ReleaseMissing, match="there is no release 2026-01-01-00000000"):
        rollback(home, "2026-01-01-00000000")
    assert releases_in(home) == before


def test_a_release_is_up_to_date_until_more_lands(city, home):
    assert is_up_to_date(lake_in(home), home)
    generate_day(city.world, NEXT, lake_in(home), pseudonyms=PSEUDONYMS)
    assert not is_up_to_date(lake_in(home), home)


def test_a_release_that_was_rolled_back_from_stays_away_until_it_is_rolled_back_to(city, succeeded, tmp_path):
    home = copy_of(succeeded, tmp_path)
    newer = current_id(home)
    rollback(home)
    assert withdrawn(home) == {newer}
    assert is_up_to_date(lake_in(home), home)
    with pytest.raises(ReleaseWithdrawn, match=f"`cryptocity release rollback {newer}` takes it back"):
        publish(home)
    assert current_id(home) == city.release.id
    rollback(home, newer)
    assert newer not in withdrawn(home)
    assert publish(home).id == newer == current_id(home)


@pytest.mark.parametrize(("layer", "what"), [("raw", "inputs"), ("marts", "marts")])
def test_an_audit_against_other_rules_does_not_count(layer, what, home):
    path = home / "warehouse" / "audits" / f"{layer}.json"
    record = quality.read_record(home, layer)
    path.write_bytes(msgspec.json.encode(msgspec.structs.replace(record, code_sha256="of other rules")))
    with pytest.raises(AuditFailed, match=rf"^this candidate's {what} have not been audited"):
        publish(home)
    if layer == "raw":
        quality.audited_inputs(lake_in(home), home)
        assert publish(home).id == current_id(home)


def test_nobody_publishes_while_the_candidate_is_being_built(home):
    before = releases_in(home)
    with warehouse.writing_warehouse(home), pytest.raises(StoreBusy, match="writing the warehouse"):
        publish(home)
    assert releases_in(home) == before


def test_days_that_never_landed_are_named_and_the_blocks_of_those_that_did_are_proven(tmp_path):
    world = World(City(seed=5, residents=100), FIRST)
    landed = (FIRST, FIRST + timedelta(days=2))
    for day in landed:
        generate_day(world, day, lake_in(tmp_path), pseudonyms=PSEUDONYMS)
    published = release(tmp_path)
    assert {one.missing_days for one in published.datasets} == {(FIRST + timedelta(days=1),)}
    audited = AuditResult.from_json((release_folder(tmp_path) / "quality" / "raw.json").read_bytes())
    blocks = [lake_in(tmp_path).rows(BLOCKS, day) for day in landed]
    (ethereum, *_) = (chain for chain in audited.chains if chain.dataset == BLOCKS.id)
    assert sum(ethereum.standing.values()) + ethereum.orphaned == sum(
        rows.filter(chain_id=int(ethereum.chain)).height for rows in blocks
    )
    assert {chain.dataset for chain in audited.chains} == {"bitcoin.blocks", "onchain.blocks", "tron.blocks"}


def test_nothing_is_up_to_date_before_the_first_release(home):
    shutil.rmtree(home / "releases")
    assert not is_up_to_date(lake_in(home), home)


def test_a_damaged_release_is_said_to_be_damaged(city, home):
    path = release_folder(home) / "manifest.json"
    path.write_text("{")
    with pytest.raises(ReleaseMissing, match=r"manifest\.json is damaged"):
        read_manifest(home)

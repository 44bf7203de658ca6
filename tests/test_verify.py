"""A published number is walked back to what was received, and a changed byte anywhere on the way is found."""

import shutil
from datetime import date

import duckdb
import msgspec
import pytest

from checkouts import checked_out, replace, run_in
from cryptocity import project
from cryptocity.parameters import SEED, read_parameters, seed_of
from cryptocity.payloads import StoredFile, digest
from cryptocity.release.manifest import DEFINITIONS, PARAMETERS, read_manifest, release_folder
from cryptocity.release.parameters import kept_parameters
from cryptocity.release.seals import seal
from cryptocity.reports.publish import hash_of_report_code, publish_reports
from cryptocity.sandbox.city import City
from cryptocity.sandbox.serve import SandboxCity
from cryptocity.sandbox.world import World
from loopback import access_to, extract, extract_everything, serving
from released import copy_of, lake_in, release, released_city
from terminal import cryptocity, pointed_at

DAY = date(2026, 10, 31)
OFFLINE = pointed_at("http://127.0.0.1:1") | {"CRYPTOCITY_ATTEMPTS": "1"}
STEPS = [
    "release",
    "page",
    "query",
    "marts",
    "parameters",
    "model",
    "rebuild",
    "partitions",
    "payloads",
    "decode",
    "blocks",
]


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A home whose only day was asked for over the sources' protocols, released and reported."""
    home = tmp_path_factory.mktemp("published") / "home"
    world = World(City(seed=997, residents=300), DAY)
    with serving(SandboxCity(world, lambda: DAY).application()) as url:
        extract_everything(DAY, lake_in(home), access_to(url))
    release(home)
    publish_reports(home, None)
    return home


def verify(home, *arguments, **variables):
    return cryptocity("verify", *arguments, home=home, **(OFFLINE | variables))


def outcomes(ran):
    """Return what became of each step, by its name."""
    told = (line.split(": ") for line in ran.lines[:-1])
    return {name: outcome for name, outcome, *_ in told}


def test_a_figure_is_walked_back_to_its_blocks_offline(published):
    ran = verify(published, "token_transfers")
    assert list(outcomes(ran)) == STEPS
    assert outcomes(ran) == dict.fromkeys(STEPS, "ok") | {"rebuild": "not asked"}
    assert "1,440 verified" in ran.output.decode()
    name = f"token_transfers of release {release_folder(published).name}"
    assert ran.lines[-1] == f"PASS {name}; the marts were not rebuilt (--rebuild does)"
    assert ran.code == 0


def test_all_reports_pass_with_their_marts_rebuilt(published):
    ran = verify(published, "--rebuild")
    assert outcomes(ran) == dict.fromkeys(STEPS, "ok"), ran.output.decode()
    assert ran.lines[-1] == f"PASS all reports of release {release_folder(published).name}"


@pytest.mark.parametrize("name", ["crypto-share", "net_ramp", "tax"])
def test_anchors_headlines_and_reports_can_be_named(published, name):
    assert verify(published, name, "--sample", 1).lines[-1].startswith(f"PASS {name} ")


def test_what_is_not_published_is_wrong_usage(published):
    ran = verify(published, "rainfall")
    assert ran.code == 2
    assert "no figure, headline or report is called rainfall" in ran.complaint


CHANGED = (
    *("releases/current/reports/en/adoption.html", "releases/current/reports/assets/plotly.min.js"),
    *("releases/current/reports/manifest.json", "releases/current/marts.duckdb", "releases/current/manifest.json"),
    *("releases/current/parquet/adoption/adoption_daily.parquet", "releases/current/parameters.json"),
    *("releases/current/inputs.json", "releases/current/definitions.json", "releases/current/quality/raw.json"),
    *("releases/.seals/*/manifest.json.sha256", "releases/.seals/*/reports-manifest.json.sha256"),
    *("lake/raw/merchants/receipts/*/part-*.parquet", "lake/raw/merchants/receipts/*/manifest.json"),
    "lake/payloads/merchants/*/*.zst.siv",
)


@pytest.fixture(scope="module")
def changeable(published, tmp_path_factory):
    return copy_of(published, tmp_path_factory.mktemp("changeable"))


@pytest.mark.parametrize("where", ["first", "middle", "last"])
@pytest.mark.parametrize("pattern", CHANGED)
def test_a_changed_byte_is_found_and_its_file_named(changeable, pattern, where):
    path = min(changeable.glob(pattern))
    kept = path.read_bytes()
    place = {"first": 0, "middle": len(kept) // 2, "last": len(kept) - 1}[where]
    path.write_bytes(kept[:place] + bytes([kept[place] ^ 1]) + kept[place + 1 :])
    try:
        ran = verify(changeable, "crypto_share")
    finally:
        path.write_bytes(kept)
    assert ran.code == 3, ran.output.decode()
    assert ran.lines[-1].startswith("FAIL crypto_share ")
    assert path.name in ran.lines[-2]


def test_a_file_that_is_listed_nowhere_is_found(published, tmp_path):
    home = copy_of(published, tmp_path)
    (release_folder(home) / "parquet" / "adoption" / "more.parquet").write_bytes(b"")
    ran = verify(home, "crypto_share")
    assert (ran.code, "more.parquet is listed nowhere" in ran.lines[-2]) == (3, True)


def test_a_page_that_was_forged_with_its_hashes_is_not_what_the_release_renders_to(published, tmp_path):
    home = copy_of(published, tmp_path)
    folder = release_folder(home) / "reports"
    page, manifest = folder / "en" / "adoption.html", folder / "manifest.json"
    before = digest(page.read_bytes())
    page.write_bytes(page.read_bytes().replace(b"<h2", b"<h3", 1))
    manifest.write_text(manifest.read_text().replace(before, digest(page.read_bytes())))
    seal(home, manifest)
    ran = verify(home, "crypto_share")
    assert (ran.code, "adoption.html is not what the release renders to" in ran.lines[-2]) == (3, True)


def test_a_number_that_was_forged_everywhere_downstream_is_found_by_a_rebuild(published, tmp_path):
    home = copy_of(published, tmp_path)
    _forge_turnover(home)
    assert verify(home, "crypto_share", "--sample", 1).lines[-1].endswith("the marts were not rebuilt (--rebuild does)")
    ran = verify(home, "crypto_share", "--rebuild")
    assert ran.code == 3
    assert ran.lines[-2].startswith("rebuild: FAILED: adoption.adoption_daily: ")


def test_a_parameter_that_was_forged_with_its_hashes_and_pages_is_found_by_the_seed_here(published, tmp_path):
    home = copy_of(published, tmp_path)
    for forge in (_forge_rate, _forge_hash_of_seed):
        forge(home)
        ran = verify(home, "vat_due", "--sample", 1)
        assert (ran.code, ran.lines[-1].startswith("FAIL vat_due ")) == (3, True)
        assert ran.lines[-2].startswith("parameters: FAILED: ")
        assert "parameters.json and the seed differ: only one has vat_rate_standard 1" in ran.lines[-2]


def test_a_parameter_is_held_against_the_hash_of_its_seed_where_the_code_is_another_by_now(published, tmp_path):
    home, checkout = copy_of(published, tmp_path), checked_out(tmp_path / "checkout")
    replace(checkout / "dbt_project" / "seeds" / "seed_wait_bands.csv", "98,", "98,105")
    ran = run_in(checkout, "verify", "vat_due", "--sample", 1, home=home, **OFFLINE)
    assert (outcomes(ran)["parameters"], outcomes(ran)["model"]) == ("ok", "could not check")
    _forge_rate(home)
    ran = run_in(checkout, "verify", "vat_due", "--sample", 1, home=home, **OFFLINE)
    assert (ran.code, outcomes(ran)["parameters"]) == (3, "FAILED")
    assert "parameters.json is not the seed that definitions.json names" in ran.lines[-2]


def test_a_release_that_keeps_no_parameters_is_said_not_to_be_checked(published, tmp_path):
    home = copy_of(published, tmp_path)
    (release_folder(home) / PARAMETERS).unlink()
    _make_fit(home)
    ran = verify(home, "vat_due", "--sample", 1)
    assert (ran.code, outcomes(ran)["parameters"]) == (4, "could not check")


def test_the_seed_is_written_as_it_is_recomputed():
    path = project.folder("dbt_project") / "seeds" / f"{SEED}.csv"
    assert seed_of(read_parameters()) == path.read_text()


def _forge_rate(home):
    """Let the standard rate of VAT since 2026 be another."""
    path = release_folder(home) / PARAMETERS
    kept = kept_parameters(path.parent)
    forged = [
        msgspec.structs.replace(each, value="13") if (each.name, each.value) == ("vat_rate_standard", "16") else each
        for each in kept
    ]
    assert list(kept) != forged
    path.write_bytes(msgspec.json.encode(forged))
    _make_fit(home)


def _forge_hash_of_seed(home):
    folder = release_folder(home)
    path = folder / DEFINITIONS
    before = digest(seed_of(read_parameters()).strip().encode())
    after = digest(seed_of(kept_parameters(folder)).strip().encode())
    assert path.read_text().count(before) == 1
    path.write_text(path.read_text().replace(before, after))
    _make_fit(home)


def _forge_turnover(home):
    """Double a mart's turnover in DuckDB and Parquet, with all hashes, seals and pages made to fit."""
    folder = release_folder(home)
    parquet = folder / "parquet" / "adoption" / "adoption_daily.parquet"
    with duckdb.connect(folder / "marts.duckdb") as marts:
        marts.execute("update adoption.adoption_daily set retail_turnover_kzt = 2 * retail_turnover_kzt")
        marts.execute("from adoption.adoption_daily").pl().write_parquet(parquet)
    _make_fit(home)


def _make_fit(home):
    """Mend hashes, seals and pages of a release as it is by now."""
    folder, listed = release_folder(home), read_manifest(home)
    outputs = tuple(_stored(folder, file.name) for file in listed.outputs if (folder / file.name).exists())
    forged = msgspec.structs.replace(listed, outputs=outputs)
    (folder / "manifest.json").write_bytes(msgspec.json.encode(forged))
    seal(home, folder / "manifest.json")
    shutil.rmtree(folder / "reports")
    publish_reports(home, None)


def _stored(folder, name):
    content = (folder / name).read_bytes()
    return StoredFile(name, digest(content), len(content))


def test_answers_that_are_sealed_with_another_key_are_said_not_to_be_checked(published):
    ran = verify(published, "crypto_share", CRYPTOCITY_PSEUDONYM_KEY="another")
    assert ran.code == 4
    assert "sealed with another key" in ran.output.decode()
    assert ran.lines[-1].startswith("NOT PROVEN ")
    assert outcomes(ran)["payloads"] == "ok"


def test_a_release_without_a_seal_is_said_not_to_be_checked(published, tmp_path):
    home = copy_of(published, tmp_path)
    shutil.rmtree(home / "releases" / ".seals")
    ran = verify(home, "crypto_share")
    assert (ran.code, outcomes(ran)["release"]) == (4, "could not check")


def test_each_figure_names_the_command_that_proves_it(published):
    page = (release_folder(published) / "reports" / "en" / "adoption.html").read_text()
    assert f"<code>cryptocity verify crypto_share --release {release_folder(published).name}</code>" in page


def test_pages_that_other_code_rendered_are_said_not_to_be_checked(published, tmp_path):
    home = copy_of(published, tmp_path)
    manifest = release_folder(home) / "reports" / "manifest.json"
    manifest.write_text(manifest.read_text().replace(hash_of_report_code(), "0" * 64))
    seal(home, manifest)
    ran = verify(home, "crypto_share", "--sample", 1)
    assert (ran.code, outcomes(ran)["page"], ran.lines[-1][:10]) == (4, "could not check", "NOT PROVEN")
    assert "but other code than this rendered them" in ran.output.decode()


def test_a_partition_that_landed_anew_since_is_said_not_to_be_checked(published, tmp_path):
    home = copy_of(published, tmp_path)
    with serving(SandboxCity(World(City(seed=7, residents=300), DAY), lambda: DAY).application()) as url:
        extract("merchants", DAY, lake_in(home), access_to(url))
    ran = verify(home, "crypto_share", "--sample", 1)
    assert (ran.code, outcomes(ran)["partitions"], ran.lines[-1][:10]) == (4, "could not check", "NOT PROVEN")
    assert f" {DAY} landed anew" in ran.output.decode()


def test_days_that_landed_without_their_answers_are_said_not_to_be_checked(tmp_path_factory):
    """As those that `sandbox generate` writes straight to the lake."""
    ran = verify(released_city(tmp_path_factory).home, "crypto_share", "--sample", 1)
    assert (ran.code, outcomes(ran)["decode"], ran.lines[-1][:10]) == (4, "could not check", "NOT PROVEN")
    assert "landed without an archived answer: " in ran.output.decode()

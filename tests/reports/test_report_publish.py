"""Publishing puts a whole report into a release, or nothing; doing it again changes nothing."""

import hashlib
import json
import shutil

import duckdb
import pytest

from cryptocity import atomic
from cryptocity.errors import ContractBroken, ReleaseMissing, StoreBusy
from cryptocity.reports.answers import queries
from cryptocity.reports.catalogue import REPORTS
from cryptocity.reports.downloads import FORMATS
from cryptocity.reports.publish import is_reported, publish_reports
from cryptocity.reports.texts import languages
from reports.releases import city, point, write_release

INDICATORS = tuple(f"indicators/{query.name}" for query in queries())
WITHHELD = ("vat_stated_less_than_due",)  # of too few merchants in the days of these tests
PAGES = ("index", "quality", *(report.area for report in REPORTS))


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    write_release(home, "first", city(2), days=2)
    point(home, "first")
    return home


@pytest.fixture
def own_home(first, tmp_path):
    return shutil.copytree(first, tmp_path / "home", symlinks=True)


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_report_holds_its_pages_and_shared_assets_and_the_hash_of_each(own_home):
    folder = publish_reports(own_home, "first")
    assert folder == own_home / "releases" / "first" / "reports"
    files = contents(folder)
    manifest = json.loads(files.pop("manifest.json"))
    assert (manifest["release"], manifest["languages"]) == ("first", list(languages()))
    assert {one["name"]: one["sha256"] for one in manifest["files"]} == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items()
    }
    assert set(files) == {
        "index.html",
        *(f"{language}/{name}.html" for language in languages() for name in (*PAGES, *INDICATORS)),
        *(f"assets/{name}" for name in ("age.js", "language.js", "plotly.min.js", "report.css", "report.js")),
        *(f"downloads/{query.name}.{form}" for query in queries() if query.name not in WITHHELD for form in FORMATS),
    }


def test_a_current_release_tells_whether_it_has_its_reports(own_home):
    assert not is_reported(own_home)
    publish_reports(own_home, None)
    assert is_reported(own_home)


def test_the_current_release_is_meant_where_none_is_named(own_home):
    assert publish_reports(own_home, None) == own_home / "releases" / "first" / "reports"


def test_publishing_again_writes_nothing(own_home):
    folder = publish_reports(own_home, "first")
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert publish_reports(own_home, "first") == folder
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


@pytest.mark.parametrize("harm", ["change", "remove"])
def test_publishing_again_mends_a_damaged_report(harm, own_home):
    folder = publish_reports(own_home, "first")
    whole = contents(folder)
    if harm == "change":
        (folder / "en" / "tax.html").write_text("changed")
    else:
        (folder / "assets" / "report.js").unlink()
    assert contents(publish_reports(own_home, "first")) == whole


def test_the_same_release_elsewhere_gives_the_same_bytes(own_home, tmp_path_factory):
    other = tmp_path_factory.mktemp("elsewhere")
    shutil.copytree(own_home / "releases", other / "releases", symlinks=True)
    assert contents(publish_reports(own_home, "first")) == contents(publish_reports(other, "first"))


def test_a_failure_leaves_no_report_and_no_half_of_one(own_home):
    with duckdb.connect(str(own_home / "releases" / "first" / "marts.duckdb")) as marts:
        marts.execute("drop table tax.vat_due_monthly")
    with pytest.raises(ContractBroken, match=r"headlines/vat_due_in_month\.sql: .*vat_due_monthly does not exist"):
        publish_reports(own_home, "first")
    assert not list((own_home / "releases" / "first").glob("*reports*"))


@pytest.mark.parametrize("release_id", ["second", "..", "first/reports", "", "."])
def test_a_release_that_is_not_there_is_refused(release_id, own_home):
    with pytest.raises(ReleaseMissing):
        publish_reports(own_home, release_id)


def test_a_home_without_releases_is_refused(tmp_path):
    with pytest.raises(ReleaseMissing, match="nothing has been released yet"):
        publish_reports(tmp_path, None)


@pytest.mark.parametrize("name", ["manifest.json", "quality/marts.json"])
@pytest.mark.parametrize("harm", ["cut", "gone"])
def test_a_damaged_release_is_refused_with_its_file_named(name, harm, own_home):
    path = own_home / "releases" / "first" / name
    if harm == "cut":
        path.write_bytes(path.read_bytes()[:20])
    else:
        path.unlink()
    with pytest.raises(ReleaseMissing, match=path.name):
        publish_reports(own_home, "first")


def test_only_one_process_publishes_a_release_at_a_time(own_home):
    with atomic.sole_writer(own_home / "locks" / "reports-first", "the reports"), pytest.raises(StoreBusy):
        publish_reports(own_home, "first")

"""What analysts use: `cryptocity.open_release`, by day, id or neither, and `cryptocity shell`."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import duckdb
import msgspec
import pytest

import cryptocity
from cryptocity.errors import ReleaseMissing, WrongUsage
from cryptocity.release.history import Event
from cryptocity.release.manifest import current_id, release_folder
from released import DAYS, copy_of, marts_in, released_city
from terminal import COMMAND, environment

OLDER = "2026-10-27-01de4a5e"
TODAY = datetime.now(UTC)
PAYERS = "select day, active_payers from adoption_daily order by day"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home where an older release, of fewer days, was replaced a quarter of an hour after 1 November in Almaty."""
    city = released_city(tmp_path_factory)
    home = copy_of(city.home, tmp_path_factory.mktemp("analysts"))
    older = home / "releases" / OLDER
    older.mkdir()
    (older / "manifest.json").write_text((release_folder(home) / "manifest.json").read_text())
    with duckdb.connect(older / "marts.duckdb") as marts:
        marts.execute("create schema adoption")
        marts.execute("create table adoption.adoption_daily as select date '2026-10-27' as day, 3 as active_payers")
    became = (
        (OLDER, datetime(2026, 10, 30, 6, tzinfo=UTC)),
        (city.release.id, datetime(2026, 11, 1, 19, 15, tzinfo=UTC)),
    )
    events = (msgspec.json.encode(Event(at, "published", release)) for release, at in became)
    (home / "releases" / "history.jsonl").write_bytes(b"\n".join(events) + b"\n")
    return home


def payers(release, home):
    with cryptocity.open_release(release, home=home) as marts:
        return marts.execute(PAYERS).fetchall()


def test_a_release_is_opened_as_of_the_end_of_a_day_in_almaty_by_id_or_as_it_is_now(home):
    now = marts_in(release_folder(home) / "marts.duckdb")["adoption.adoption_daily"]
    current = now.select("day", "active_payers").rows()
    assert [day for day, _ in current] == list(DAYS)
    for release in (None, current_id(home), "2026-11-02", date(2026, 11, 2), "2026-11-20"):
        assert payers(release, home) == current
    for release in (OLDER, "2026-10-30", "2026-11-01", date(2026, 11, 1)):
        assert payers(release, home) == [(date(2026, 10, 27), 3)]


def test_the_home_is_that_of_the_settings_unless_given(home, monkeypatch):
    monkeypatch.setenv("CRYPTOCITY_HOME", str(home))
    with cryptocity.open_release("2026-11-01") as marts:
        assert marts.execute(PAYERS).fetchall() == payers(OLDER, home)


def test_what_was_opened_is_read_only_reaches_no_other_file_and_knows_the_metrics(home):
    marts = cryptocity.open_release(home=home)
    with pytest.raises(duckdb.InvalidInputException, match="read-only"):
        marts.execute("delete from adoption_daily")
    with pytest.raises(duckdb.PermissionException):
        marts.execute("from read_text('/etc/hostname')")
    assert marts.execute("select count(*) from metrics.net_ramp_usd").fetchone() == (len(DAYS),)
    marts.close()


REFUSED = {
    "2026-10-29": (
        ReleaseMissing,
        "no release was current at the end of 2026-10-29: the first became current on 2026-10-30",
    ),
    "nowhere": (ReleaseMissing, "there is no release nowhere"),
    "2026-13-01": (WrongUsage, "'2026-13-01' is not a day"),
    datetime(2026, 11, 1, 6, tzinfo=UTC): (WrongUsage, "is an instant: give a day"),
    TODAY.date() + timedelta(days=2): (WrongUsage, "is still to come in Asia/Almaty"),
}


@pytest.mark.parametrize("release", REFUSED, ids=str)
def test_what_cannot_be_opened_is_said_in_one_line(release, home):
    error, line = REFUSED[release]
    with pytest.raises(error, match=line):
        cryptocity.open_release(release, home=home)


def test_where_nothing_is_released_nothing_is_opened(tmp_path):
    for release in (None, "2026-10-29"):
        with pytest.raises(ReleaseMissing, match="nothing has been released yet"):
            cryptocity.open_release(release, home=tmp_path)


def test_importing_the_package_loads_nothing_else():
    loaded = (
        "import sys, cryptocity; print([name for name in sys.modules if name.startswith(('cryptocity.', 'duckdb'))])"
    )
    assert subprocess.run([sys.executable, "-c", loaded], capture_output=True, check=True).stdout == b"[]\n"
    assert not hasattr(cryptocity, "close_release")


def shell(home, *options, statements):
    return subprocess.run(
        [*COMMAND, "shell", *options],
        env=environment(home),
        input=statements,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_shell_answers_statements_of_many_lines_and_ends_where_they_end(home):
    ran = shell(home, statements=".mode csv\nselect day,\n  active_payers\nfrom adoption_daily\norder by day;\n")
    assert (ran.returncode, ran.stderr) == (0, "")
    expected = [f"{day},{count}" for day, count in payers(None, home)]
    assert ran.stdout.splitlines() == ["day,active_payers", *expected]


def test_the_shell_lists_and_describes_marts_of_a_named_release(home):
    ran = shell(home, "--release", OLDER, statements=".tables\n.schema adoption_daily\n.quit\nselect 'not reached';\n")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "adoption_daily" in ran.stdout
    assert "CREATE TABLE adoption.adoption_daily(" in ran.stdout
    assert "not reached" not in ran.stdout
    assert "\x1b" not in ran.stdout


def test_the_shell_says_what_is_wrong_goes_on_and_changes_nothing(home):
    statements = "select payers from adoption_daily;\ndelete from adoption_daily;\nfrom read_text('/etc/hostname');\n"
    ran = shell(home, statements=f"{statements}select 40 + 2;\n")
    assert ran.returncode == 1
    assert 'Referenced column "payers" not found' in ran.stderr
    assert "read-only" in ran.stderr
    assert "file system operations are disabled" in ran.stderr
    assert "42" in ran.stdout
    assert "Traceback" not in ran.stderr

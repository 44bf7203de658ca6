"""The example for analysts, run on a release as they run it, by itself and in a browser."""

import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from urllib.parse import urlsplit

import polars as pl
import pytest

from cryptocity import notebook
from cryptocity.release.manifest import release_folder
from cryptocity.reports.theme import TEMPLATE
from released import DAYS, marts_in, released_city
from reports.browsing import browsing, keep, needs_chromium, opened
from terminal import environment

NOTHING = "nothing has been released yet: run cryptocity release publish after build and audit"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return released_city(tmp_path_factory).home


@contextmanager
def served(home, folder):
    """Serve a copy of the notebook as `marimo run` does until the block ends; yield its address."""
    copy = shutil.copy(notebook.__file__, folder)
    command = [sys.executable, "-m", "marimo", "run", "--headless", "--no-token", copy]
    with subprocess.Popen(command, env=environment(home), stdout=subprocess.PIPE, text=True) as process:
        try:
            yield next(found[0] for line in process.stdout if (found := re.search(r"http://[\w.:]+", line)))
        finally:
            process.terminate()
            process.communicate()


def test_what_the_notebook_shows_is_what_the_release_says(home, monkeypatch):
    monkeypatch.setenv("CRYPTOCITY_HOME", str(home))
    _, defined = notebook.app.run()
    defined["marts"].close()
    folder = release_folder(home)
    marts = marts_in(folder / "marts.duckdb")
    adoption, ramps = marts["adoption.adoption_daily"], marts["capital_flow.ramp_flows_daily"]
    assert defined["folder"] == folder
    assert defined["share"]["day"].to_list() == list(DAYS)
    joined = defined["spent_and_bought"]
    assert joined.select("day", "crypto_turnover_kzt").equals(adoption.select("day", "crypto_turnover_kzt"))
    bought = ramps.group_by("day").agg(pl.sum("on_ramp_kzt")).sort("day")
    assert joined["on_ramp_kzt"].to_list() == bought["on_ramp_kzt"].to_list()
    drawn = [[float(value) for value in joined[column]] for column in ("crypto_turnover_kzt", "on_ramp_kzt")]
    assert [list(trace.y) for trace in defined["chart"].data] == drawn
    assert list(defined["chart"].layout.template.layout.colorway) == TEMPLATE["layout"]["colorway"]
    described = defined["dictionary"].select(pl.format("{}.{}", "area", "mart")).to_series()
    assert set(described) == set(marts)


def test_without_a_release_it_says_so_in_one_line_and_shows_no_more(tmp_path, monkeypatch):
    monkeypatch.setenv("CRYPTOCITY_HOME", str(tmp_path))
    shown, defined = notebook.app.run()
    assert [re.sub(r"<[^>]+>", "", one.text) for one in shown if one is not None] == [NOTHING]
    assert "marts" not in defined


@needs_chromium
def test_a_browser_shows_every_cell_and_asks_others_for_no_more_than_formulas(home, tmp_path):
    with served(home, tmp_path) as url, browsing() as browser, opened(browser, url, offline=False) as (page, _, asked):
        page.get_by_role("heading", name="The dictionary").wait_for()
        page.locator(".scatterlayer .trace").nth(1).wait_for()
        keep(page, "notebook")
        assert page.get_by_text("Traceback").count() == 0
        assert page.get_by_role("heading", name=release_folder(home).name).count() == 1
    # marimo asks a public server for the typesetting of formulas, which are not used here, and does without it.
    others = {address for address in asked if not address.startswith((url, "data:", "blob:"))}
    assert {urlsplit(address).path.split("/")[2].partition("@")[0] for address in others} <= {"mathjax-full"}

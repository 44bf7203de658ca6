"""In a real browser, from the file system and without a network: charts are drawn and the console stays silent."""

import shutil
import subprocess

import pytest
from lxml import html

from cryptocity.reports.catalogue import REPORTS
from cryptocity.reports.publish import publish_reports

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PAGES = ("index.html", *(f"{report.area}.html" for report in REPORTS))

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine; pages were not tried in a browser"
)


def loaded(page, profile):
    """Return the document after its scripts have run, and what the console said."""
    run = subprocess.run(
        [
            *(CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"),
            *("--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr", "--virtual-time-budget=10000"),
            *("--dump-dom", page.as_uri()),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return html.fromstring(run.stdout), [line for line in run.stderr.splitlines() if ":CONSOLE" in line]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("release_id", ["full", "blocks"])
def test_every_chart_of_a_page_is_drawn_and_nothing_is_complained_about(release_id, page, home, tmp_path):
    folder = publish_reports(home, release_id)
    tree, complaints = loaded(folder / page, tmp_path)
    assert complaints == []
    charts = tree.xpath("//div[contains(@class, 'chart') and @role='img']")
    served = html.fromstring((folder / page).read_bytes().decode())
    assert len(charts) == len(served.xpath("//div[@role='img']"))
    for chart in charts:
        marks = chart.xpath(".//*[local-name()='svg']//*[contains(@class, 'point')]")
        assert marks, chart.get("aria-label")

"""The report site of a release of a whole year: how long it renders, what a page weighs, how soon it paints.

Aims: rendered in under 30 s, a page under 500 KB beside plotly.min.js, first paint under 1 s on loopback.
"""

import shutil
import statistics
import sys
import time

from playwright.sync_api import sync_playwright

from benchmarks import measure
from cryptocity.reports.publish import publish_reports
from cryptocity.reports.site import serving_site
from reports.releases import city, point, write_release

_DAYS = 365
_TIMES = 5
_FIRST_PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"


def main():
    """Print seconds, kilobytes and milliseconds."""
    home = measure.kept("site")
    shutil.rmtree(home, ignore_errors=True)
    write_release(home, "year", city(_DAYS), days=_DAYS)
    point(home, "year")
    started, worked = time.perf_counter(), time.process_time()
    reports = publish_reports(home, "year")
    seconds, processor = time.perf_counter() - started, time.process_time() - worked
    print(f"render {_DAYS} days in every language: {seconds:.1f} s, of which {processor:.1f} s of the processor")
    heaviest = max(reports.rglob("*.html"), key=lambda page: page.stat().st_size)
    print(f"heaviest page: {heaviest.relative_to(reports)}, {heaviest.stat().st_size / 1000:.0f} KB")
    chromium = shutil.which("chromium") or sys.exit("no Chromium on this machine; nothing was painted")
    with serving_site(home, 0) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        for page in ("en/index.html", heaviest.relative_to(reports).as_posix()):
            paints = [_first_paint(browser, f"{url}{page}") for _ in range(_TIMES)]
            print(f"first paint of {page}: {statistics.median(paints):.0f} ms ({min(paints):.0f}–{max(paints):.0f})")
        browser.close()


def _first_paint(browser, address):
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
        return page.evaluate(_FIRST_PAINT)


if __name__ == "__main__":
    main()

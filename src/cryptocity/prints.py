"""The reports of a release on paper: a PDF of every page, a PNG of every figure, made by headless Chromium.

The same pages, printed on the same machine, give the same bytes: no date of printing is kept.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cryptocity import atomic
from cryptocity.errors import PrinterMissing, ReleaseMissing
from cryptocity.release.manifest import release_folder

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FIGURE_WIDTH_PIXELS = 1824
_DENSITY = 2
_SHEET = {"width": 718, "height": 1000}  # what is left of an A4 sheet between margins of 10 mm, in CSS pixels
_SCREEN = {"width": 912, "height": 900}  # half of FIGURE_WIDTH_PIXELS, at _DENSITY
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_CHART = b'<div class="chart"'
_DATES = re.compile(rb"/(?:CreationDate|ModDate) \(D:([^)]*)\)")
# A link to another file would carry the path of this machine.
_UNLINK = "() => document.querySelectorAll('a:not([href^=\"#\"])').forEach((link) => link.removeAttribute('href'))"

Progress = Callable[[str, int, int], None]


def print_reports(home: Path, release_id: str | None, *, language: str, progress: Progress) -> Path:
    """Print the reports of a release, the current one where no id is given, in one language; return their folder.

    The folder `prints/<release>/<language>` of the home is replaced as a whole: `<page>.pdf`, `<figure>.png`.
    Raises ReleaseMissing: no such release, or its reports are not there in this language. PrinterMissing: no Chromium,
    or nothing to drive it with.
    """
    release = release_folder(home, release_id)
    root = release / "reports" / language
    pages = sorted(root.rglob("*.html"))
    if not pages:
        raise ReleaseMissing(f"{release.name} has no reports in {language}: run `cryptocity report` first")
    target = home / "prints" / release.name / language
    with _chromium() as browser, atomic.directory(target) as aside:
        for done, page in enumerate(pages, start=1):
            pdf = aside / page.relative_to(root).with_suffix(".pdf")
            pdf.parent.mkdir(exist_ok=True)
            pdf.write_bytes(_pdf(browser, page))
            # Most pages have no chart, and opening one once more takes as long as printing it.
            if _CHART in page.read_bytes():
                for name, png in _figures(browser, page):
                    (aside / f"{name}.png").write_bytes(png)
            progress("pages", done, len(pages))
    return target


def find_chromium() -> str | None:
    """Return the path of the machine's own Chromium, or None where there is none."""
    return next(filter(None, map(shutil.which, _BROWSERS)), None)


@contextmanager
def _chromium() -> Iterator["Browser"]:
    """Start the machine's own Chromium until the block ends."""
    executable = find_chromium()
    if executable is None:
        raise PrinterMissing("printing needs Chromium: install it so that `chromium` is on the PATH")
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  comes with the extra `print` alone
    except ModuleNotFoundError:
        raise PrinterMissing("printing needs the extra `print`: install cryptocity[print]") from None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable)
        yield browser
        browser.close()


@contextmanager
def _on_paper(browser: "Browser", page: Path, *, sheet: dict[str, int], density: int) -> Iterator["Page"]:
    """Open a page as it is printed: in light colours, without a network."""
    context = browser.new_context(
        offline=True,
        color_scheme="light",
        viewport={"width": sheet["width"], "height": sheet["height"]},
        device_scale_factor=density,
    )
    with context:
        opened = context.new_page()
        opened.emulate_media(media="print", color_scheme="light")
        opened.goto(page.as_uri())
        opened.evaluate(_UNLINK)
        yield opened


def _pdf(browser: "Browser", page: Path) -> bytes:
    with _on_paper(browser, page, sheet=_SHEET, density=1) as opened:
        pdf = opened.pdf(
            format="A4",
            print_background=True,
            margin={"top": "12mm", "bottom": "12mm", "left": "10mm", "right": "10mm"},
        )
    return _DATES.sub(lambda found: found[0].replace(found[1], b"0" * len(found[1])), pdf)


def _figures(browser: "Browser", page: Path) -> Iterator[tuple[str, bytes]]:
    """Yield each drawn figure by name: its finding, chart, notes and source."""
    with _on_paper(browser, page, sheet=_SCREEN, density=_DENSITY) as opened:
        for panel in opened.locator(".panel:has(.chart)").all():
            yield str(panel.get_attribute("id")), panel.screenshot(animations="disabled")

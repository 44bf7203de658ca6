"""Reports on paper: the same bytes twice, findings as text that can be searched, figures of the stated width."""

import re
import shutil
import struct
import zlib

import pytest

from cryptocity.errors import PrinterMissing, ReleaseMissing
from cryptocity.prints import FIGURE_WIDTH_PIXELS, print_reports
from cryptocity.reports.areas.tax import TAX
from cryptocity.reports.publish import publish_reports
from reports.browsing import needs_chromium
from reports.releases import city, point, write_release


def silent(*_):
    return None


@pytest.fixture(scope="module")
def own_home(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    write_release(home, "week", city(7), days=7)
    point(home, "week")
    folder = publish_reports(home, "week")
    kept = {folder / "kk" / name for name in ("index.html", "tax.html", "indicators/vat_due.html")}
    for page in set((folder / "kk").rglob("*.html")) - kept:
        page.unlink()  # a page of each kind is enough to see how any page is printed
    return home


def printed(home, progress=silent):
    folder = print_reports(home, None, language="kk", progress=progress)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}


@pytest.fixture(scope="module")
def prints(own_home):
    return printed(own_home)


@needs_chromium
def test_every_page_and_every_figure_is_printed(prints):
    figures = {f"{figure.name.replace('_', '-')}.png" for figure in TAX.figures}
    assert set(prints) == {"index.pdf", "tax.pdf", "indicators/vat_due.pdf", *figures}


@needs_chromium
def test_printing_again_gives_the_same_bytes_and_tells_how_far_it_is(own_home, prints):
    told = []
    assert printed(own_home, lambda *step: told.append(step)) == prints
    assert told[-1][1] == told[-1][2] == sum(name.endswith(".pdf") for name in prints)


@needs_chromium
def test_a_pdf_is_whole_holds_text_and_no_path_or_date_of_this_machine(own_home, prints):
    for name, content in prints.items():
        if name.endswith(".pdf"):
            assert content.startswith(b"%PDF-")
            assert content.rstrip().endswith(b"%%EOF")
            assert b"/ToUnicode" in content
            assert b"file:" not in content
            assert not re.search(rb"Date \(D:[^)]*[1-9]", content)


@needs_chromium
def test_a_figure_has_the_stated_width_and_is_not_blank(prints):
    for name, content in prints.items():
        if name.endswith(".png"):
            width, height = struct.unpack(">II", content[16:24])
            assert (width, height > 400) == (FIGURE_WIDTH_PIXELS, True), name
            assert len(set(zlib.decompress(pixels(content))[:: width // 7])) > 20, name


def pixels(png):
    """Return the compressed pixels of a PNG."""
    place, found = 8, b""
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        if png[place + 4 : place + 8] == b"IDAT":
            found += png[place + 8 : place + 8 + length]
        place += 12 + length
    return found


def test_a_release_without_reports_is_not_printed(tmp_path):
    write_release(tmp_path, "bare", city(1), days=1)
    with pytest.raises(ReleaseMissing, match="bare has no reports in en: run `cryptocity report` first"):
        print_reports(tmp_path, "bare", language="en", progress=silent)


def test_a_machine_without_chromium_says_so(own_home, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert shutil.which("chromium") is None
    with pytest.raises(PrinterMissing, match="printing needs Chromium"):
        print_reports(own_home, None, language="en", progress=silent)

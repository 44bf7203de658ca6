"""Pages in a real browser: Debian's Chromium, driven by Playwright, judged by axe-core. Nothing leaves the machine."""

import os
import re
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import sync_playwright

from cryptocity.prints import find_chromium

CHROMIUM = find_chromium()
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine; pages were not tried in a browser"
)

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 800}
PATIENCE_MILLISECONDS = 120_000

_SCREENSHOTS = os.environ.get("CRYPTOCITY_SCREENSHOTS")
_AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What axe would fetch again to look into style sheets is refused by the pages' own policy, loudly.
_AXE_OPTIONS = {"runOnly": _RULES, "resultTypes": ["violations"], "preload": False}

# What each type of trace draws of itself. A type that is not named here is not known to be drawn.
_MARKS = {
    "bar": ".barlayer .point path",
    "box": ".boxlayer .box",
    "heatmap": ".heatmaplayer image",
    "histogram": ".barlayer .point path",
    "sankey": ".sankey .sankey-link",
    "scatter": ".scatterlayer .point, .scatterlayer .js-line, .scatterlayer .js-fill",
    "treemap": ".treemaplayer .slice path.surface",
    "waterfall": ".waterfalllayer .point path",
}
_CHARTS = """() => [...document.querySelectorAll(".chart")].map((chart) => ({
    name: chart.getAttribute("aria-label"),
    types: (chart._fullData ?? []).map((trace) => trace.type),
    points: (chart._fullData ?? [])
        .filter((trace) => trace.type === "scatter" && trace.mode.includes("markers"))
        .map((trace) => trace.y.filter((y, place) => y !== null && trace.x[place] !== null).length)
        .reduce((sum, count) => sum + count, 0),
    bars: (chart._fullData ?? []).filter((trace) => trace.type === "bar")
        .map((trace) => trace.y.length).reduce((sum, count) => sum + count, 0),
    shown: { points: chart.querySelectorAll(".scatterlayer .point").length,
             bars: chart.querySelectorAll(".barlayer .point path").length },
    drawn: Object.entries(MARKS).filter(([, marks]) => chart.querySelector(marks)).map(([type]) => type),
}))"""
TABLES = """() => Object.fromEntries([...document.querySelectorAll(".panel")].map((panel) => [panel.id,
    [...panel.querySelectorAll("tbody tr")].map((row) => [...row.cells].map((cell) => cell.textContent))]))"""
# Each text that a chart draws beyond its own edge, with the pixels by which it is cut.
_CUT = """() => [...document.querySelectorAll(".chart")].flatMap((chart) => {
    const frame = chart.querySelector("svg.main-svg").getBoundingClientRect();
    return [...chart.querySelectorAll("svg.main-svg text")].filter((text) => text.textContent.trim()).map((text) => {
        const box = text.getBoundingClientRect();
        const beyond = [frame.left - box.left, box.right - frame.right, frame.top - box.top, box.bottom - frame.bottom];
        return { text: text.textContent, pixels: box.width ? Math.max(...beyond) : 0 };
    });
}).filter(({ pixels }) => pixels > 1).map(({ text, pixels }) => `${text}: ${Math.round(pixels)}`)"""
_FITTED = """() => [...document.querySelectorAll(".chart")].every((chart) =>
    Math.abs(chart.querySelector("svg.main-svg").getBoundingClientRect().width - chart.clientWidth) < 1)"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass(frozen=True)
class Visit:
    """What one page showed: complaints of the console, addresses asked for, charts, tables, and what axe found.

    `violations` are told by scheme and width, `overflow` is by how many pixels a phone's screen is too narrow, `cut`
    lists what charts write beyond their edges there.
    """

    complaints: list[str]
    addresses: list[str]
    charts: list[dict[str, object]]
    tables: dict[str, list[list[str]]]
    violations: dict[str, list[str]]
    overflow: int
    cut: list[str]


@contextmanager
def browsing():
    """Start Chromium until the block ends. It must end with its module: until then no other test can run asyncio."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@contextmanager
def opened(browser, address, *, at=None, **options):
    """Open a page until the block ends, with what its console complains of and the addresses that it asks for.

    `at` is what the reader's clock shows.
    """
    with browser.new_context(**{"offline": True, "viewport": WIDE, "locale": "en-GB"} | options) as context:
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        page, complaints, addresses = context.new_page(), [], []
        page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("request", lambda request: addresses.append(request.url))
        if at:
            page.clock.set_fixed_time(at)
        page.goto(address)
        yield page, complaints, addresses


def visit(browser, path, name):
    """Return what a page shows on a wide screen, then by night on a phone."""
    with opened(browser, path.as_uri()) as (page, complaints, addresses):
        charts = page.evaluate(_CHARTS.replace("MARKS", str(_MARKS)))
        tables = page.evaluate(TABLES)
        day = violations(page)
        keep(page, f"{name}-light")
        page.emulate_media(color_scheme="dark")
        keep(page, f"{name}-dark")
        page.set_viewport_size(PHONE)
        page.evaluate("() => new Promise(requestAnimationFrame)")
        night = violations(page)
        keep(page, f"{name}-phone")
        found = {"light, wide": day, "dark, phone": night}
        return Visit(complaints, addresses, charts, tables, found, page.evaluate(OVERFLOW), cut(page))


def cut(page):
    """Return every text that a chart draws beyond its own edge, once all charts fit the screen."""
    page.wait_for_function(_FITTED)
    return page.evaluate(_CUT)


def violations(page):
    """Return what axe finds against WCAG 2.2 AA and its own best practice, a line for each."""
    found = page.evaluate(f"async (options) => {{ {_AXE}; return await axe.run(document, options); }}", _AXE_OPTIONS)
    assert found["passes"], "axe has looked at nothing"
    return [f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]


def keep(page, name):
    """Save what the page looks like where CRYPTOCITY_SCREENSHOTS asks for it."""
    if _SCREENSHOTS:
        page.screenshot(path=Path(_SCREENSHOTS) / f"{re.sub(r'[^a-z0-9_]+', '-', name)}.png", full_page=True)

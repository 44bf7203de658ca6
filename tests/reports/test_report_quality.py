"""The page on data quality tells verdicts, what does not hold, what of each dataset landed, and what was expected."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from lxml import html

from cryptocity.reports.quality import chain_lines, dataset_lines, missing_days, table_lines
from cryptocity.reports.released import read_release

DISPUTED = (
    "disputed heights, also before the first and after the last: a block is in quarantine that contradicts itself, "
    "that two nodes disagree on, or that nobody here can verify"
)


def page(pages, release_id):
    return html.fromstring(pages(release_id)["quality.html"].decode())


def words(element):
    return " ".join(element.text_content().split())


def test_the_page_tells_the_verdict_of_each_layer_and_how_many_expectations_hold(pages):
    assert [words(tile) for tile in page(pages, "full").xpath("//li[@class='tile']")] == [
        "Data as received passed 18 of 18 hold",
        "Figures passed 41 of 42 hold",
    ]


def test_the_page_gives_the_reason_of_each_expectation_that_does_not_hold(pages):
    (broken,) = page(pages, "full").xpath("//ul[@class='broken']/li")
    assert words(broken) == "A share of turnover lies between 0 and 100 %. failed (warning) adoption.adoption_daily"


def test_a_dataset_tells_days_rows_and_the_share_in_quarantine(pages):
    tree = page(pages, "full")
    assert [words(cell) for cell in tree.xpath("//section[@aria-labelledby='datasets']//thead//th")] == [
        *("Dataset", "Days", "Days missing", "Rows received", "Rows landed", "Rows in quarantine", "In quarantine, %")
    ]
    (row,) = tree.xpath("//section[@aria-labelledby='datasets']//tr[th='onchain.blocks']")
    assert [cell.text for cell in row.xpath("td")] == ["40", "0", "360,120", "360,000", "120", "0.03"]


def test_a_table_tells_its_rows_and_how_many_of_its_expectations_hold(pages):
    rows = page(pages, "full").xpath("//section[@aria-labelledby='tables']//tbody/tr")
    assert [[words(cell) for cell in row] for row in rows] == [
        ["adoption.adoption_daily", "Data as received", "7", "18", "18"],
        ["adoption.adoption_daily", "Figures", "7", "42", "41"],
    ]


def test_the_page_leads_to_all_expectations_and_to_itself(pages):
    tree = page(pages, "full")
    assert tree.xpath("//p[@class='more']/a/@href") == ["../../quality/data_docs/index.html"]
    assert tree.xpath("//a[contains(@class, 'verdict')]/@href") == ["#quality"]
    assert tree.xpath("//a[@aria-current='page']/@href") == ["quality.html"]


def test_every_area_leads_to_the_page_from_its_verdict(pages):
    tree = html.fromstring(pages("full")["tax.html"].decode())
    assert tree.xpath("//a[contains(@class, 'verdict')]/@href") == ["quality.html#quality"]


def test_a_release_without_datasets_says_so(pages):
    assert "No dataset has landed." in words(page(pages, "empty"))


def test_days_missing_are_those_of_the_span_that_did_not_land(home):
    manifest = read_release(home, "week").manifest
    assert {line.missing_days for line in dataset_lines(manifest)} == {0}
    longer = msgspec.structs.replace(manifest, last_day=manifest.last_day + timedelta(days=2))
    assert {line.missing_days for line in dataset_lines(longer)} == {2}
    unknown = msgspec.structs.replace(manifest, first_day=None)
    assert {line.missing_days for line in dataset_lines(unknown)} == {0}


def test_a_chain_tells_how_far_its_blocks_are_proven(pages):
    rows = page(pages, "full").xpath("//section[@aria-labelledby='chains']//tbody/tr")
    assert [[words(cell) for cell in row][:4] for row in rows] == [
        ["onchain.blocks", "Ethereum (1)", "proven in full", "7,000"],
        ["onchain.blocks", "Ethereum (1)", "proven but for the withdrawals, which the node left out", "150"],
        ["onchain.blocks", "Ethereum (1)", "not proven: some transactions are taken on the node's word", "48"],
        ["onchain.blocks", "Ethereum (1)", "displaced by a reorganisation", "3"],
        ["onchain.blocks", "Ethereum (1)", "heights without a block: none came", "1"],
        ["onchain.blocks", "Ethereum (1)", DISPUTED, "1"],
        ["tron.blocks", "TRON (728126428)", "contents proven, signed with the producer's own key", "28,000"],
        ["tron.blocks", "TRON (728126428)", "contents proven, signed with another key", "800"],
        ["tron.blocks", "TRON (728126428)", "of these, not final yet", "19"],
        ["tron.blocks", "TRON (728126428)", "heights without a block: missing, or disputed and in quarantine", "0"],
    ]
    assert [words(cell) for cell in rows[0]][4:] == ["21,000,000", "21,007,199"]


def test_a_release_made_before_chains_were_told_tells_none(home):
    release = read_release(home, "week")
    silent = {layer: msgspec.structs.replace(audit, chains=()) for layer, audit in release.audits.items()}
    assert list(chain_lines(replace(release, audits=silent))) == []


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        ({0: (2, 3, 4, 9), 1: (9,)}, "7\u00a0October 2026 – 9\u00a0October 2026, 14\u00a0October 2026 ({0})"),
        (dict.fromkeys(range(99), (9,)), "14\u00a0October 2026 (every dataset)"),
        ({}, None),
    ],
)
def test_days_that_are_missing_are_named_once_for_all_datasets_that_miss_them(missing, told, home, english):
    manifest = read_release(home, "full").manifest
    datasets = tuple(
        msgspec.structs.replace(
            one, missing_days=tuple(manifest.first_day + timedelta(days=day) for day in missing.get(place, ()))
        )
        for place, one in enumerate(manifest.datasets)
    )
    lines = list(missing_days(msgspec.structs.replace(manifest, datasets=datasets), english))
    names = [one.dataset for one in datasets]
    assert lines[:1] == ([f"Days missing: {told.format(*names)}"] if told else [])
    assert len(lines) == len(set(missing.values()))


def test_without_rows_there_is_no_share_in_quarantine(home):
    manifest = read_release(home, "week").manifest
    none = msgspec.structs.replace(manifest.datasets[0], rows_received=0, rows_landed=0, rows_quarantined=0)
    all_bad = msgspec.structs.replace(manifest.datasets[0], rows_received=4, rows_landed=0, rows_quarantined=4)
    changed = msgspec.structs.replace(manifest, datasets=(none, all_bad))
    assert [line.quarantined_pct for line in dataset_lines(changed)] == [None, 100]


def test_an_expectation_that_could_not_be_checked_does_not_hold(home):
    release = read_release(home, "week")
    audit = release.audits["raw"]
    unchecked = tuple(msgspec.structs.replace(one, verdict="could_not_check") for one in audit.findings)
    changed = replace(release, audits={"raw": msgspec.structs.replace(audit, findings=unchecked)})
    assert [(line.held, line.expectations) for line in table_lines(changed)] == [(0, 18)]

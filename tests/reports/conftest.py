"""Releases of several kinds, written, read and rendered once: no test changes them."""

from datetime import timedelta
from functools import cache

import pytest

from cryptocity.reports.answers import answers_of
from cryptocity.reports.publish import assets, gather, render
from cryptocity.reports.released import read_release
from cryptocity.reports.texts import read_texts
from lineages import definitions, parameter, write_lineage, write_parameters
from reports.marts import ON_CHAIN
from reports.releases import FIRST, MARTS, city, point, write_release
from reports.successors import write_successors


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    one_day = city(1)
    blocks = {"capital_flow.token_transfers_daily": one_day["capital_flow.token_transfers_daily"]}
    month, _, kato, *_ = one_day["adoption.merchant_acceptance_monthly"][0]
    few = one_day | {"adoption.merchant_acceptance_monthly": [(month, "47110", kato, 90, 50, 3, None, None)]}
    write_release(home, "full", city(40), days=40, previous="week")
    write_release(home, "week", city(7, slope=-1), days=7)
    write_release(home, "fortnight", city(14, slope=-1), days=14)
    described = write_release(home, "quiet", city(27, slope=0), days=27)
    write_lineage(described, defined=definitions(MARTS))
    write_parameters(
        described,
        parameter("vat_rate", "12", last=FIRST - timedelta(days=1)),
        parameter("vat_rate", "16", FIRST),
        parameter("social_tax", "9"),
    )
    (described / "docs").mkdir()
    (described / "docs" / "index.html").write_text("<!doctype html><title>Lineage</title>")
    write_release(home, "day", one_day, days=1)
    write_release(home, "few", few, days=1)
    write_release(home, "blocks", blocks, days=1, datasets=ON_CHAIN)
    write_release(home, "empty", {}, days=0, datasets=())
    point(home, "full")
    return home


@pytest.fixture(scope="session")
def successors(tmp_path_factory):
    home = tmp_path_factory.mktemp("successors")
    write_successors(home)
    return home


@pytest.fixture(scope="session")
def english():
    return read_texts("en")


@pytest.fixture(scope="session")
def pages(home, english):
    """The rendered files of a release, by its id."""

    def rendered(release_id):
        release = read_release(home, release_id)
        return render(release, english, answers=answers_of(release)) | assets()

    return cache(rendered)


@pytest.fixture(scope="session")
def contents(home, english):
    """What the pages of a release show, by its id."""

    def gathered(release_id):
        release = read_release(home, release_id)
        return gather(release, english, answers=answers_of(release))

    return cache(gathered)

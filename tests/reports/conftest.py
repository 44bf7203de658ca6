"""Releases of several kinds, written, read and rendered once: no test changes them."""

from functools import cache

import pytest

from cryptocity.reports.publish import gather, render
from cryptocity.reports.released import read_release
from cryptocity.reports.texts import read_texts
from reports.releases import ON_CHAIN, city, point, write_release


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
    write_release(home, "quiet", city(27, slope=0), days=27)
    write_release(home, "day", one_day, days=1)
    write_release(home, "few", few, days=1)
    write_release(home, "blocks", blocks, days=1, datasets=ON_CHAIN)
    write_release(home, "empty", {}, days=0, datasets=())
    point(home, "full")
    return home


@pytest.fixture(scope="session")
def english():
    return read_texts("en")


@pytest.fixture(scope="session")
def pages(home, english):
    """The rendered files of a release, by its id."""
    return cache(lambda release_id: render(read_release(home, release_id), english))


@pytest.fixture(scope="session")
def contents(home, english):
    """What the pages of a release show, by its id."""
    return cache(lambda release_id: gather(read_release(home, release_id), english))

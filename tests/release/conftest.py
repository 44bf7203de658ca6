"""A released city, the same with one more day that is built but not audited, and with two releases. None is changed."""

import pytest

from cryptocity import warehouse
from cryptocity.audit import quality
from cryptocity.release.publish import publish
from cryptocity.reports.publish import publish_reports
from cryptocity.sandbox.generate import generate_day
from loopback import PSEUDONYMS
from released import NEXT, copy_of, lake_in, released_city


@pytest.fixture(scope="session")
def city(tmp_path_factory):
    return released_city(tmp_path_factory)


@pytest.fixture(scope="session")
def rebuilt(city, tmp_path_factory):
    """The city's home after one more day has landed and the candidate was built again, but not audited."""
    home = copy_of(city.home, tmp_path_factory.mktemp("rebuilt"))
    generate_day(city.world, NEXT, lake_in(home), pseudonyms=PSEUDONYMS)
    warehouse.build(lake_in(home), home)
    return home


@pytest.fixture(scope="session")
def succeeded(rebuilt, tmp_path_factory):
    """A home with two releases: the city's, and the one with the next day, which is current and has reports."""
    home = copy_of(rebuilt, tmp_path_factory.mktemp("succeeded"))
    quality.audit_raw(lake_in(home), home)
    quality.audit_marts(home)
    publish(home)
    publish_reports(home, None)
    return home


@pytest.fixture
def home(city, tmp_path):
    """A copy of the city's home, free to be changed."""
    return copy_of(city.home, tmp_path)

"""The sandbox city on loopback, without faults of its own, and the lake that it fills when nobody tampers."""

import pytest
from tampering import SOURCES, TOMORROW, YESTERDAY, TamperedCity

from cryptocity.lake import Lake
from cryptocity.payloads import Seal
from cryptocity.sandbox.city import City
from cryptocity.sandbox.serve import SandboxCity
from cryptocity.sandbox.world import World
from loopback import serving


@pytest.fixture(scope="session")
def world():
    return World(City(residents=600), YESTERDAY)


@pytest.fixture(scope="session")
def tampered_city(world):
    city = TamperedCity(SandboxCity(world, lambda: TOMORROW, faulty=False).application())
    with serving(city) as url:
        city.url = url
        yield city


@pytest.fixture
def city(tampered_city):
    yield tampered_city
    assert tampered_city.tamperings == []


@pytest.fixture(scope="session")
def honest(tampered_city, tmp_path_factory):
    lake = Lake(tmp_path_factory.mktemp("honest"), Seal(b"key"))
    for source in SOURCES:
        tampered_city.extract(source, lake)
    return lake


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path, Seal(b"key"))

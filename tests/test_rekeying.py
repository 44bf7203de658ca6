"""A new pseudonym key: one home, one key, whatever happens on the way, and nothing left of the former one."""

import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from shutil import copytree

import polars as pl
import pytest

from cryptocity.errors import LakeIncomplete, WrongUsage
from cryptocity.extraction import extract_archived
from cryptocity.identity import Pseudonyms
from cryptocity.inputs import read_inputs
from cryptocity.lake import Lake
from cryptocity.payloads import Payload, Seal
from cryptocity.rekeying import is_of_this_key, rekey, rekey_home
from cryptocity.sandbox.city import City
from cryptocity.sandbox.generate import generate_day
from cryptocity.sandbox.serve import SandboxCity
from cryptocity.sandbox.world import World
from cryptocity.settings import read_settings
from cryptocity.sources import DATASETS, SOURCES
from cryptocity.sources.merchants.datasets import RECEIPTS
from loopback import access_to, extract, serving
from terminal import environment, typed

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 2)
FORMER, NEW = b"former-secret-7f2a", b"new-secret-91bc"
NAMING = ("exchanges", "cbdc", "merchants", "reference")
MORTAL = (sys.executable, str(Path(__file__).with_name("mortal.py")))
KEYS = {"CRYPTOCITY_PSEUDONYM_KEY": NEW.decode(), "CRYPTOCITY_PSEUDONYM_KEY_OLD": FORMER.decode()}


@pytest.fixture(scope="module")
def world():
    return World(City(residents=500), FIRST)


@pytest.fixture(scope="module")
def homes(world, tmp_path_factory):
    """Return a home landed under the former key, and one landed under the new one, of the same two days."""
    found = {}
    with serving(SandboxCity(world, lambda: LAST).application()) as url:
        for key in (FORMER, NEW):
            lake = Lake(tmp_path_factory.mktemp("home"), Seal(key))
            for day in (FIRST, LAST):
                for source in NAMING:
                    extract(source, day, lake, replace(access_to(url), pseudonyms=Pseudonyms(key)))
            found[key] = lake.home
    return found


@pytest.fixture
def home(homes, tmp_path):
    return copytree(homes[FORMER], tmp_path / "home")


def lake_in(home, *, former=FORMER):
    return Lake(home, Seal(NEW, former))


def access():
    return replace(access_to("http://127.0.0.1:1"), pseudonyms=Pseudonyms(NEW))


def files_below(home):
    """Return every file of lake and quarantine with its bytes."""
    folders = (home / "lake", home / "quarantine")
    paths = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(home)): path.read_bytes() for path in paths}


def test_a_rekeyed_home_is_to_the_byte_one_that_never_had_another_key(home, homes):
    assert rekey(lake_in(home), access()) == (8, 0)
    assert files_below(home) == files_below(homes[NEW])


def test_a_second_run_finds_nothing_to_do_and_changes_nothing(home):
    rekey(lake_in(home), access())
    before = files_below(home)
    assert rekey(lake_in(home), access()) == (0, 8)
    assert files_below(home) == before


def test_a_rekeyed_person_has_another_pseudonym_and_everything_else_as_before(home, homes):
    rekey(lake_in(home), access())
    former, new = (each.rows(RECEIPTS, LAST) for each in (Lake(homes[FORMER], Seal(FORMER)), lake_in(home)))
    others = pl.exclude("merchant_key", "customer_key")
    assert new.select(others).equals(former.select(others))
    assert not set(new["customer_key"].drop_nulls()) & set(former["customer_key"].drop_nulls())


def test_days_of_two_keys_are_not_built_and_the_way_out_is_named(home):
    extract_archived("merchants", LAST, lake_in(home), access=access())
    words = r"^cbdc\.payments 2026-11-01 and merchants\.register 2026-11-02 name persons by two pseudonym keys: run "
    with pytest.raises(LakeIncomplete, match=words):
        read_inputs(lake_in(home))
    rekey(lake_in(home), access())
    assert len(read_inputs(lake_in(home))) == 2 * sum(dataset.source in NAMING for dataset in DATASETS)


def test_days_of_the_former_key_alone_are_still_of_one_key(home):
    assert read_inputs(lake_in(home)) == read_inputs(Lake(home, Seal(FORMER)))


def test_a_day_that_lands_under_the_new_key_before_all_others_waits_for_them(home, world):
    with serving(SandboxCity(world, lambda: LAST + timedelta(days=1)).application()) as url:
        for source in NAMING:
            new = replace(access_to(url), pseudonyms=Pseudonyms(NEW))
            extract(source, LAST + timedelta(days=1), lake_in(home), new)
    with pytest.raises(LakeIncomplete, match="two pseudonym keys"):
        read_inputs(lake_in(home))
    assert rekey(lake_in(home), access()) == (8, 4)
    assert read_inputs(lake_in(home))


def test_without_the_former_key_nothing_opens_and_nothing_changes(home):
    before = files_below(home)
    with pytest.raises(LakeIncomplete, match=r"^8 of 8 source days could not land again; \w+ 2026-11-01: payload "):
        rekey(lake_in(home, former=b"some other key"), access())
    assert files_below(home) == before


def test_a_day_that_cannot_land_again_does_not_keep_the_others_from_it(home, world):
    lake = lake_in(home)
    generate_day(world, FIRST, Lake(home, Seal(FORMER)), pseudonyms=Pseudonyms(FORMER))
    words = "^4 of 8 source days could not land again; cbdc 2026-11-01: no answers of cbdc are archived"
    with pytest.raises(LakeIncomplete, match=words):
        rekey(lake, access())
    assert [is_of_this_key(source, LAST, lake) for source in NAMING] == [True] * 4
    assert [is_of_this_key(source, FIRST, lake) for source in NAMING] == [False] * 4


def test_the_former_key_opens_what_it_sealed_and_seals_no_more():
    answer = Payload("answer.json", b'{"iin": 1}', personal=True)
    sealed = Seal(FORMER).close(answer)
    both = Seal(NEW, FORMER)
    assert both.open(*sealed) == answer
    assert both.close(answer) == Seal(NEW).close(answer) != sealed
    with pytest.raises(LakeIncomplete, match="wrong pseudonym key"):
        Seal(NEW).open(*sealed)


def test_a_fingerprint_tells_keys_apart_and_not_what_they_are():
    assert Seal(FORMER).fingerprint == Seal(FORMER, NEW).fingerprint != Seal(NEW).fingerprint
    assert len(Seal(NEW).fingerprint) == 16
    assert NEW.hex() not in Seal(NEW).fingerprint
    assert repr(Seal(NEW, FORMER)) == "Seal()"


def test_only_tables_that_name_persons_carry_a_fingerprint(homes):
    lake = Lake(homes[NEW], Seal(NEW))
    for dataset in DATASETS:
        if dataset.source in NAMING:
            key = lake.manifest(dataset, LAST).key
            assert key == (Seal(NEW).fingerprint if dataset.names_persons else "")


def test_all_sources_that_name_persons_are_rekeyed():
    assert {dataset.source for dataset in DATASETS if dataset.names_persons} == set(NAMING) & set(SOURCES)


def rekeys(home, moment="0"):
    command = [*MORTAL, moment, "rekey"]
    return subprocess.run(command, env=environment(home, **KEYS), capture_output=True, timeout=300)


def test_killed_at_any_moment_it_leaves_no_mixed_build_and_ends_when_run_again(homes, tmp_path):
    whole = rekeys(copytree(homes[FORMER], tmp_path / "whole"))
    changes = int(whole.stderr.split()[-1])
    wanted = files_below(homes[NEW])
    assert (whole.returncode, files_below(tmp_path / "whole") == wanted) == (0, True)
    for moment in range(3, changes, changes // 7):
        home = copytree(homes[FORMER], tmp_path / str(moment))
        assert rekeys(home, str(moment)).returncode == -signal.SIGKILL
        try:
            keys = {each.key for each in read_inputs(lake_in(home)) if each.key}
        except LakeIncomplete:
            keys = set()
        assert len(keys) <= 1
        rekey(lake_in(home), access())
        assert {name: content for name, content in files_below(home).items() if ".aside-" not in name} == wanted


@pytest.mark.parametrize("keys", [{}, {"pseudonym_key_old": "same", "pseudonym_key": "same"}])
def test_without_two_keys_there_is_nothing_to_replace(tmp_path, keys):
    with pytest.raises(WrongUsage, match=r"^set CRYPTOCITY_PSEUDONYM_KEY_OLD to the former key"):
        rekey_home(read_settings(home=tmp_path, **keys))


def test_the_command_says_how_many_days_it_landed_again_and_shows_no_key(home):
    ran = typed("rekey", home=home, variables=KEYS)
    assert (ran.code, ran.lines[-1]) == (
        0,
        "8 source days landed again under the new key, 0 had landed under it before",
    )
    assert not any(key.decode() in ran.output.decode() + ran.errors for key in (FORMER, NEW))

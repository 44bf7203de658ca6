"""A merchant's place, activity and category are codes in force on the day, in the sandbox as in the real lists."""

import csv
import json
from datetime import date

import pytest
from bad_rows import but
from feeds import CLASSIFIED, KNOWN_CODES, REGISTERED
from tampering import DAY, answers, records

from cryptocity.errors import LakeIncomplete, SourceContradiction
from cryptocity.extraction import extract_archived
from cryptocity.sift import Broken
from cryptocity.sources.merchants.classifiers import classifiers_of, decode_classifiers
from cryptocity.sources.merchants.datasets import REGISTER
from cryptocity.sources.merchants.extract import land_answers
from loopback import PSEUDONYMS, access_to
from recorded import RECORDED, needs_recorded


def said_of(codes, code, day, classifier="kato"):
    with pytest.raises(Broken) as broken:
        codes.must_know(classifier, code, day)
    assert broken.value.rule == f"unknown_{classifier}"
    return broken.value.reason


def codes_of(*changes):
    return classifiers_of(CLASSIFIED.landing(*(change(CLASSIFIED.good) for change in changes)).rows)


def test_a_code_is_known_from_its_first_day_to_its_last():
    codes = codes_of(but(ValidFrom="2026-11-01", ValidTo="2026-11-03"))
    for day in (1, 2, 3):
        codes.must_know("kato", "191810000", date(2026, 11, day))
    before, after = (said_of(codes, "191810000", date(2026, month, day)) for month, day in ((10, 31), (11, 4)))
    assert before == "191810000 is no code of KATO on 2026-10-31: in force from 2026-11-01"
    assert after == "191810000 is no code of KATO on 2026-11-04: in force to 2026-11-03"


def test_a_code_may_come_back_and_is_unknown_between():
    first, second = but(ValidTo="2024-12-31"), but(ValidFrom="2026-01-01")
    codes = codes_of(second, first)
    codes.must_know("kato", "191810000", date(2024, 12, 31))
    codes.must_know("kato", "191810000", date(2026, 1, 1))
    assert "in force to 2024-12-31" in said_of(codes, "191810000", date(2025, 6, 1))


def test_a_code_of_one_classifier_is_none_of_another():
    assert said_of(codes_of(but()), "191810000", DAY, "oked") == f"191810000 is no code of OKED on {DAY}"


def test_a_former_village_leads_to_the_city_that_took_its_place():
    KNOWN_CODES.must_know("kato", "196837100", date(2024, 1, 31))
    (rejected,) = REGISTERED.landing(but(Kato="196837100")(REGISTERED.good)).rejected
    assert rejected.reason == (
        "196837100 is no code of KATO on 2026-11-02: in force to 2024-01-31, 191810000 took its place"
    )


def test_a_merchant_is_held_against_the_classifiers_of_its_own_day(city, lake, honest):
    groceries = records(lambda lines: [line for line in lines if b'"47110"' not in line])
    with city.tampered("/merchants/classifiers", groceries):
        city.extract("merchants", lake)
    assert {rejected.rule for rejected in lake.rejected(REGISTER, DAY)} == {"unknown_oked"}
    assert "47110" not in lake.rows(REGISTER, DAY)["oked_code"]
    city.repairs("merchants", lake, honest)


def test_classifiers_without_a_code_stop_the_day_and_quarantine_nobody(city, lake):
    with city.tampered("/merchants/classifiers", answers(b"", headers={"x-record-count": "0"})):
        city.refuses("merchants", lake, (SourceContradiction, "/classifiers knows no code at all$"))


def test_an_archive_from_before_the_classifiers_says_so(city, honest):
    payloads = [payload for payload in honest.payloads(REGISTER, DAY) if not payload.name.startswith("classifiers")]
    with pytest.raises(LakeIncomplete, match=rf"no classifiers are archived for {DAY}"):
        land_answers(payloads, DAY, honest, access=access_to(city.url))
    assert extract_archived("merchants", DAY, honest, access=access_to(city.url))


@needs_recorded
def test_the_real_classifiers_know_alatau_and_its_shops():
    codes = classifiers_of(decode_classifiers([*recorded_kato(), *recorded_mcc()], PSEUDONYMS).rows)
    assert len(codes.terms) == 15_594 + 981
    for code in ("191800000", "191810000", "196800000"):
        codes.must_know("kato", code, DAY)
    for code in ("5411", "5812", "6051", "4121"):
        codes.must_know("mcc", code, DAY)
    assert said_of(codes, "196837100", DAY) == f"196837100 is no code of KATO on {DAY}"


def recorded_kato():
    with (RECORDED / "merchants" / "kato" / "kato.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield line("kato", row["kato"], row["name_ru"], row["name_kk"])


def recorded_mcc():
    with (RECORDED / "merchants" / "mcc" / "mcc_codes.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield line("mcc", row["mcc"], row["edited_description"], None)


def line(classifier, code, name, name_kk):
    names = {"NameRu": name, "NameKk": name_kk}
    return json.dumps({"Classifier": classifier, "Code": code, "ValidFrom": "2025-01-01", **names}).encode()

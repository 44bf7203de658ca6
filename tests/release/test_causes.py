"""What changed upstream of a mart, told by what two releases keep: each kind of cause alone, and what rests on it."""

import json

import msgspec
import pytest

from cryptocity.release.causes import (
    CODE,
    LATE_DATA,
    NEW_DAYS,
    PARAMETER,
    REVISION,
    UNEXPLAINED,
    UNTOLD,
    Cause,
    changes_between,
)
from cryptocity.release.manifest import ReleaseManifest
from lineages import (
    DATASET,
    OTHER_DATASET,
    SEED,
    day_of,
    definitions,
    parameter,
    partition,
    partitions,
    write_lineage,
    write_parameters,
)

ADOPTION, TAX, RESERVE = MARTS = ("adoption.daily", "tax.monthly", "reserve.daily")
FIRST, LAST, NEXT = day_of(0), day_of(6), day_of(7)
NOTHING = (Cause(UNEXPLAINED),)
WEEK = {"inputs": partitions(FIRST, 7), "defined": definitions(MARTS)}


@pytest.fixture
def causes(tmp_path):
    """Return a function that writes two releases and returns the causes of each mart's difference."""

    def told(before, after, *, other_code=True):
        for name, made_of in (("before", WEEK | before), ("after", WEEK | after)):
            folder = tmp_path / "releases" / name
            folder.mkdir(parents=True)
            days = [day for each in made_of["inputs"] or () for day in [each.day]]
            code = name if other_code else "same"
            manifest = ReleaseManifest(name, None, max(days, default=None), "passed", "", code, (), (), MARTS, ())
            (folder / "manifest.json").write_bytes(msgspec.json.encode(manifest))
            if (parameters := made_of.pop("parameters", None)) is not None:
                write_parameters(folder, *parameters)
            write_lineage(folder, **made_of)
        changes = changes_between(tmp_path, "before", "after")
        return tuple(changes.causes_of([mart]) for mart in MARTS)

    return told


def test_where_nothing_changed_nothing_is_explained(causes):
    assert causes({}, {}) == (NOTHING, NOTHING, NOTHING)


def test_days_after_the_last_are_new(causes):
    receipts, trades = (Cause(NEW_DAYS, (name,), (str(NEXT),)) for name in (DATASET, OTHER_DATASET))
    assert causes({}, {"inputs": partitions(FIRST, 8)}) == ((receipts,), (receipts,), (trades,))


def test_every_day_is_new_after_a_release_without_days(causes):
    found = causes({"inputs": []}, {"inputs": partitions(FIRST, 1)})
    assert found[0] == (Cause(NEW_DAYS, (DATASET,), (str(FIRST),)),)


def test_other_files_of_a_day_are_a_revision_of_what_rests_on_them(causes):
    revised = (Cause(REVISION, (DATASET,), (str(LAST),)),)
    more = partition(DATASET, LAST, "b", rows=11)
    assert causes({}, {"inputs": partitions(FIRST, 7, one=more)}) == (revised, revised, NOTHING)


def test_another_contract_is_a_revision(causes):
    other = msgspec.structs.replace(partition(DATASET, LAST), contract="d")
    assert causes({}, {"inputs": partitions(FIRST, 7, one=other)})[0] == (Cause(REVISION, (DATASET,), (str(LAST),)),)


def test_a_day_that_counts_no_more_is_a_revision(causes):
    assert causes({}, {"inputs": partitions(FIRST, 6)})[0] == (Cause(REVISION, (DATASET,), (str(LAST),)),)


@pytest.mark.parametrize(
    ("awaits_more", "rows", "kind"),
    [(True, 11, LATE_DATA), (True, 10, REVISION), (True, 9, REVISION), (False, 11, REVISION), (None, 11, REVISION)],
)
def test_more_rows_of_a_day_of_which_more_was_awaited_are_late(awaits_more, rows, kind, causes):
    before = partitions(FIRST, 7, one=partition(DATASET, LAST, awaits_more=awaits_more))
    after = partitions(FIRST, 7, one=partition(DATASET, LAST, "b", rows=rows))
    assert causes({"inputs": before}, {"inputs": after})[:2] == ((Cause(kind, (DATASET,), (str(LAST),)),),) * 2


def test_a_day_in_between_that_came_only_now_is_late(causes):
    gap = [each for each in partitions(FIRST, 7) if each.day != str(day_of(3))]
    assert causes({"inputs": gap}, {})[2] == (Cause(LATE_DATA, (OTHER_DATASET,), (str(day_of(3)),)),)


def test_another_seed_is_a_parameter_of_what_rests_on_it(causes):
    changed = (Cause(PARAMETER, (SEED,)),)
    assert causes({}, {"defined": definitions(MARTS, seed="2")}) == (NOTHING, changed, NOTHING)


OLD_RATE, RATE, MCI = parameter("vat_rate", "12"), parameter("vat_rate", "16"), parameter("mci", "4325")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ((OLD_RATE, MCI), (RATE, MCI), (Cause(PARAMETER, ("vat_rate",)),)),
        ((MCI,), (RATE, MCI), (Cause(PARAMETER, ("vat_rate",)),)),
        ((RATE, MCI), (RATE,), NOTHING),
        (None, (RATE, MCI), (Cause(PARAMETER, ("seed_statutory_parameters",)),)),
    ],
)
def test_another_value_of_a_statutory_parameter_is_a_parameter_of_what_names_it(old, new, expected, causes):
    """The mart of tax names the rate; where a release keeps no parameters, all that rests on their seed counts."""
    before, after = ({"defined": statutory(seed)} for seed in "12")
    assert causes(before | {"parameters": old}, after | {"parameters": new}) == (NOTHING, expected, NOTHING)


def statutory(seed):
    """Return definitions whose seed is that of the statutory parameters."""
    return json.loads(json.dumps(definitions(MARTS, seed=seed)).replace(SEED, "seed_statutory_parameters"))


def test_a_model_of_several_versions_is_named_without_its_version(causes):
    before, after = (
        json.loads(json.dumps(definitions(MARTS, sql=sql)).replace("model.city.tax.monthly", "model.city.monthly.v2"))
        for sql in ([], [TAX])
    )
    assert causes({"defined": before}, {"defined": after})[1] == (Cause(CODE, ("monthly",)),)


def test_other_sql_is_code_of_that_mart(causes):
    changed = (Cause(CODE, ("daily",)),)
    assert causes({}, {"defined": definitions(MARTS, sql=[ADOPTION])}) == (changed, NOTHING, NOTHING)


def test_another_macro_is_code_of_what_uses_it(causes):
    changed = (Cause(CODE, ("daily",)),)
    assert causes({}, {"defined": definitions(MARTS, macro="y")}) == (NOTHING, NOTHING, changed)


def test_other_words_about_a_model_are_no_cause(causes):
    described = json.loads(json.dumps(definitions(MARTS)).replace('"description": "day"', '"description": "the day"'))
    assert causes({}, {"defined": described}) == (NOTHING, NOTHING, NOTHING)


def test_a_mart_that_is_new_is_explained_by_its_model(causes):
    assert causes({"defined": definitions(MARTS[1:])}, {})[0] == (Cause(CODE, ("daily",)),)


def test_several_causes_are_told_in_a_fixed_order(causes):
    after = partitions(FIRST, 8, one=partition(DATASET, LAST, "b"))
    found = causes({}, {"inputs": after, "defined": definitions(MARTS, sql=[TAX], seed="2")})
    assert [cause.kind for cause in found[1]] == [NEW_DAYS, REVISION, PARAMETER, CODE]


@pytest.mark.parametrize("lacking", ["before", "after"])
def test_what_cannot_be_told_without_definitions_is_said_unless_the_code_is_the_same(lacking, causes):
    without = {"before": {}, "after": {}} | {lacking: {"defined": None}}
    untold = (Cause(UNTOLD, (f"without definitions.json of {lacking}",)),)
    assert causes(**without) == (untold, untold, untold)


def test_the_same_code_needs_no_definitions_of_both(causes):
    found = causes({"defined": None}, {"inputs": partitions(FIRST, 8)}, other_code=False)
    assert found[2] == (Cause(NEW_DAYS, (OTHER_DATASET,), (str(NEXT),)),)


def test_without_any_lineage_all_that_landed_counts(causes):
    found = causes({"defined": None}, {"defined": None, "inputs": partitions(FIRST, 8)}, other_code=False)
    assert found[0] == (Cause(NEW_DAYS, (OTHER_DATASET, DATASET), (str(NEXT),)),)


def test_without_inputs_that_is_said(causes):
    assert causes({"inputs": None}, {})[0] == (Cause(UNTOLD, ("without inputs.json of before",)),)


def test_a_cause_is_said_in_words():
    days = tuple(str(day_of(number)) for number in range(5))
    assert [
        str(cause)
        for cause in (
            Cause(NEW_DAYS, (DATASET,), days),
            Cause(REVISION, (DATASET,), days[:1]),
            Cause(CODE, ("one", "two")),
            Cause(UNEXPLAINED),
        )
    ] == [
        "new days: 2026-10-05, 2026-10-06, 2026-10-07 and 2 more",
        "revision: merchants.receipts of 2026-10-05",
        "code: one, two",
        "unexplained",
    ]

"""Every way in which a row of a JSON feed can be bad: quarantined by its rule, while good rows land beside it."""

import msgspec
import pytest
from bad_rows import PERSON, but, first_field
from feeds import FEEDS, ISSUED, REGISTERED, SETTLED, position

from loopback import PSEUDONYMS

NAME = "Айгерим Сапарова"
BAD = {(name, way): (feed, *how) for name, feed in FEEDS.items() for way, how in feed.ways_to_be_bad().items()}


@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)
def test_a_good_row_lands(feed):
    landing = feed.landing(feed.good)
    assert (landing.received, landing.rows.height, landing.rejected) == (1, 1, ())
    feed.dataset.check(landing.rows)


@pytest.mark.parametrize(("feed", "change", "rule"), BAD.values(), ids=[f"{name}: {way}" for name, way in BAD])
def test_a_bad_row_is_quarantined_by_its_rule_and_the_good_one_lands(feed, change, rule):
    landing = feed.landing(feed.good, change(feed.good))
    (rejected,) = landing.rejected
    assert (rejected.rule, rejected.position, landing.received) == (rule, 1, 2)
    assert rejected.reason
    assert "\n" not in rejected.reason
    assert landing.rows.equals(feed.landing(feed.good).rows)


@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)
def test_a_bad_row_takes_no_key_from_a_good_one_after_it(feed):
    landing = feed.landing(first_field({"text": "a"})(feed.good), feed.good)
    assert landing.rows.equals(feed.landing(feed.good).rows)


NEW_FIELDS = {
    "a text": ("good", "mood"),
    "a number that no column holds": (10**400, "mood"),
    "a person": (PERSON, "mood"),
    "an object": ({"Name": NAME}, "mood"),
    "a list without end": ([[[[]]]], "mood"),
}


@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)
@pytest.mark.parametrize("way", NEW_FIELDS)
def test_a_row_with_a_field_that_nobody_named_lands_as_without_it_and_the_field_is_reported(feed, way):
    value, name = NEW_FIELDS[way]
    landing = feed.landing(but(**{name: value})(feed.good))
    assert landing.rows.equals(feed.landing(feed.good).rows)
    assert (landing.received, landing.rejected, dict(landing.drift)) == (1, (), {name: 1})


def test_a_new_field_inside_is_reported_by_its_path():
    landing = ISSUED.landing(position(Mood="good")(ISSUED.good))
    assert dict(landing.drift) == {"Positions.Mood": 1}
    assert landing.rows.equals(ISSUED.landing(ISSUED.good).rows)


def test_a_field_that_is_called_like_a_person_is_not_told():
    landing = ISSUED.landing(but(**{PERSON: 1})(ISSUED.good))
    assert dict(landing.drift) == {"…": 1}


INDISCRETIONS = {
    "identifier in an unknown field": lambda row: {**first_field(7)(row), "BuyerIin": PERSON, "phone": int(PERSON)},
    "name in an unknown object": lambda row: {**first_field(7)(row), "Buyer": {"Name": NAME, "value": [NAME]}},
    "identifier in no object": lambda _: f'["{PERSON}", "{NAME}"]'.encode(),
    "identifier alone": lambda _: PERSON.lstrip("0").encode(),
}


@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)
@pytest.mark.parametrize("way", INDISCRETIONS)
def test_a_quarantined_row_names_nobody_whatever_the_source_let_slip(feed, way):
    (rejected,) = feed.landing(INDISCRETIONS[way](feed.good)).rejected
    shown = msgspec.json.encode(rejected).decode()
    assert PERSON.lstrip("0") not in shown
    assert NAME not in shown
    assert "Сапарова" not in shown


@pytest.mark.parametrize("feed", [REGISTERED, ISSUED, SETTLED], ids=lambda feed: feed.dataset.id)
def test_a_line_that_is_not_json_shows_its_size_alone(feed):
    line = f'{{"Xin": "{PERSON}", "Name": "{NAME}"'.encode()
    (rejected,) = feed.landing(line).rejected
    assert rejected.row == {"bytes": len(line)}


@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)
def test_a_quarantined_row_shows_what_it_may_and_pseudonyms_for_the_rest(feed):
    bad = {**first_field({})(feed.good), "mood": "good"}
    (rejected,) = feed.landing(bad).rejected
    personal = {"Xin", "CustomerXin", "Name", "bin", "client_id", "cluster_id", "holder", "mood"}
    personal |= {"xin", "miner_xin", "miner_name", "travel_rule"}
    hidden = {name: PSEUDONYMS.of(str(value)) for name, value in bad.items() if name in personal and value}
    assert rejected.row == {**bad, **hidden}


PUBLIC = {"asset", "base_asset", "quote_currency", "venue_id", "Asset"}
DRAWN = {"transfer_id", "SettlementId", "CashboxUniqueNumber", "CheckNumber", "ExternalCheckNumber"}


def holding(names):
    return [(feed, name) for feed in FEEDS for name in sorted(names.intersection(FEEDS[feed].good))]


@pytest.mark.parametrize("somebody", ["Айгерим Сапарова", "791028302728", "no-791028302728"])
@pytest.mark.parametrize(("feed", "name"), holding(PUBLIC))
def test_what_names_an_asset_or_a_venue_names_no_person(feed, name, somebody):
    landing = FEEDS[feed].landing({**FEEDS[feed].good, name: somebody})
    assert [rejected.rule for rejected in landing.rejected] == ["wrong_shape"]
    assert somebody not in msgspec.json.encode(landing.rejected).decode()


@pytest.mark.parametrize(("feed", "name"), holding(DRAWN))
def test_a_number_that_a_machine_drew_may_look_like_a_persons_but_is_no_name(feed, name):
    row = FEEDS[feed].good
    assert FEEDS[feed].landing({**row, name: "791028302728"}).rejected == ()
    landing = FEEDS[feed].landing({**row, name: "Айгерим Сапарова"})
    assert [rejected.rule for rejected in landing.rejected] == ["wrong_shape"]

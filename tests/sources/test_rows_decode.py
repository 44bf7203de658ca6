"""Every way in which a row of a JSON feed can be bad: quarantined by its rule, while good rows land beside it."""

import msgspec
import pytest
from bad_rows import PERSON, but
from feeds import FEEDS, ISSUED, REGISTERED, SETTLED

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
    landing = feed.landing(but(mood="good")(feed.good), feed.good)
    assert landing.rows.equals(feed.landing(feed.good).rows)


INDISCRETIONS = {
    "identifier in an unknown field": but(BuyerIin=PERSON, buyer_phone=int(PERSON)),
    "name in an unknown object": but(Buyer={"Name": NAME, "value": [NAME]}),
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
    (rejected,) = feed.landing(but(mood="good")(feed.good)).rejected
    personal = {"Xin", "CustomerXin", "Name", "bin", "client_id", "cluster_id", "travel_rule", "mood"}
    hidden = {
        name: PSEUDONYMS.of(str(value)) for name, value in {**feed.good, "mood": "good"}.items() if name in personal
    }
    assert rejected.row == {**feed.good, **hidden}

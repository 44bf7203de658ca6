"""The travel rule field by field: what counts as there, what does not, and what lands of it."""

import json

import msgspec
import pytest
from bad_rows import but
from feeds import MOVED

from cryptocity.sources.exchanges.ivms101 import Presence, TravelRule, field_names, presence_of

ADDRESS = {"geographicAddress": [{"addressType": "HOME", "streetName": "Abai", "townName": "Alatau", "country": "KZ"}]}
NAMED = {"name": [{"primaryIdentifier": "Saparova", "secondaryIdentifier": "Aigerim", "nameIdentifierType": "LEGL"}]}


def rule(originator=None, beneficiary=None, *, sends=("0xab",), receives=("AX-01/1",)):
    """Return a message between natural persons, complete but for what is given."""
    originator = {**NAMED, **ADDRESS} if originator is None else originator
    return {
        "originator": {"originatorPersons": [{"naturalPerson": originator}], "accountNumber": list(sends)},
        "beneficiary": {
            "beneficiaryPersons": [{"naturalPerson": NAMED if beneficiary is None else beneficiary}],
            "accountNumber": list(receives),
        },
        "is_self_hosted": True,
    }


def missing(message):
    return presence_of(msgspec.json.decode(json.dumps(message).encode(), type=TravelRule)).missing


IDENTIFIED = {
    "address in parts": ADDRESS,
    "address in lines": {"geographicAddress": [{"addressLine": ["1 Abai, Alatau"], "country": "KZ"}]},
    "post box in a town": {"geographicAddress": [{"postBox": "7", "townName": "Alatau"}]},
    "national identifier": {"nationalIdentification": {"nationalIdentifier": "N1", "nationalIdentifierType": "TXID"}},
    "customer number of version 101": {"customerNumber": "C1"},
    "customer number of version 101.2023": {"customerIdentification": "C1"},
    "date and place of birth": {"dateAndPlaceOfBirth": {"dateOfBirth": "1990-01-01", "placeOfBirth": "Alatau"}},
}
NOT_IDENTIFIED = {
    "nothing": {},
    "a country alone": {"geographicAddress": [{"country": "KZ", "townName": "Alatau"}]},
    "a street in no town": {"geographicAddress": [{"streetName": "Abai", "country": "KZ"}]},
    "blanks": {"customerNumber": "  ", "nationalIdentification": {"nationalIdentifier": ""}},
    "a date of birth without place": {"dateAndPlaceOfBirth": {"dateOfBirth": "1990-01-01"}},
    "a place of birth without date": {"dateAndPlaceOfBirth": {"placeOfBirth": "Alatau"}},
    "a country of residence": {"countryOfResidence": "KZ"},
}


@pytest.mark.parametrize("identity", IDENTIFIED.values(), ids=IDENTIFIED)
def test_any_one_identity_of_the_originator_is_enough(identity):
    assert missing(rule({**NAMED, **identity})) == ()


@pytest.mark.parametrize("identity", NOT_IDENTIFIED.values(), ids=NOT_IDENTIFIED)
def test_what_identifies_nobody_is_missing(identity):
    assert missing(rule({**NAMED, **identity})) == ("originator_identity",)


def test_each_field_that_is_not_there_is_named():
    assert missing(rule(ADDRESS)) == ("originator_name",)
    assert missing(rule({**ADDRESS, "name": [{"primaryIdentifier": " "}]})) == ("originator_name",)
    assert missing(rule(beneficiary={})) == ("beneficiary_name",)
    assert missing(rule(sends=())) == ("originator_account",)
    assert missing(rule(receives=("", " "))) == ("beneficiary_account",)
    assert missing({}) == tuple(Presence.__dataclass_fields__)


def test_an_organisation_is_known_by_its_legal_name():
    firm = {"legalPerson": {"name": [{"legalPersonName": "Alatau Foods"}], "customerNumber": "C2"}}
    message = rule()
    message["originator"]["originatorPersons"] = [firm]
    assert missing(message) == ()


def test_the_identity_of_the_beneficiary_is_not_asked_for():
    assert missing(rule(beneficiary=NAMED)) == ()


def landed(**changes):
    (row,) = MOVED.landing(but(**changes)(MOVED.good)).rows.rows(named=True)
    return {name.removeprefix("is_"): value for name, value in row.items() if "travel" in name or "has_" in name}


def test_a_venues_claim_lands_beside_what_the_fields_say():
    told = landed(travel_rule=rule(ADDRESS), travel_rule_complete=True)
    assert (told["travel_rule_complete"], told["travel_rule_claimed_complete"]) == (False, True)
    assert told["missing_travel_rule_fields"] == "originator_name"
    told = landed(travel_rule=rule(), travel_rule_complete=False)
    assert (told["travel_rule_complete"], told["travel_rule_claimed_complete"]) == (True, False)
    assert told["missing_travel_rule_fields"] == ""


def test_crypto_that_carries_nothing_lacks_everything():
    told = landed(travel_rule=None, travel_rule_complete=None)
    assert told["travel_rule_complete"] is False
    assert told["travel_rule_claimed_complete"] is None
    assert told["missing_travel_rule_fields"] == ",".join(Presence.__dataclass_fields__)


def test_fiat_knows_no_travel_rule():
    assert set(landed(kind="fiat", travel_rule=None, travel_rule_complete=None).values()) == {None}


def test_no_word_of_the_message_lands_or_shows_in_quarantine():
    said = rule({**NAMED, **IDENTIFIED["date and place of birth"]})
    landing = MOVED.landing(but(travel_rule=said)(MOVED.good), but(travel_rule=said, amount="-1")(MOVED.good))
    shown = landing.rows.write_json() + msgspec.json.encode(landing.rejected).decode()
    assert [word for word in ("Saparova", "Aigerim", "1990", '"Alatau', "AX-01/1") if word in shown] == []


@pytest.mark.parametrize("name", sorted(field_names()))
def test_a_field_of_the_message_in_the_wrong_place_shows_nothing(name):
    landing = MOVED.landing({**MOVED.good, name: "Saparova", "amount": "-1"}, {**MOVED.good, name: "Saparova"})
    assert dict(landing.drift) == {name: 1}
    assert "Saparova" not in landing.rows.write_json()
    assert "Saparova" not in msgspec.json.encode(landing.rejected).decode()

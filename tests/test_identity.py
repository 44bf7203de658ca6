"""IIN and BIN check digits, the sandbox's fictitious range, and keyed pseudonyms."""

import pytest

from cryptocity.identity import Pseudonyms, check_digit, is_fictitious, is_iin, is_personal, is_valid_xin

# Published examples: OECD's description of the number, and organisations' own imprints.
PUBLIC_IINS = ("791028302728", "061211600012")
PUBLIC_BINS = ("080841000761", "140240030432")


@pytest.mark.parametrize("xin", PUBLIC_IINS + PUBLIC_BINS)
def test_public_numbers_are_valid(xin):
    assert is_valid_xin(xin)


@pytest.mark.parametrize("position", range(10))  # the eleventh has weight 11, so modulo 11 it tells nothing
def test_a_changed_digit_is_noticed(position):
    xin = PUBLIC_BINS[0]
    changed = xin[:position] + str((int(xin[position]) + 1) % 10) + xin[position + 1 :]
    assert not is_valid_xin(changed)


@pytest.mark.parametrize("text", ["", "79102830272", "7910283027280", "79102830272x", "٧٩١٠٢٨٣٠٢٧٢٨"])
def test_what_is_not_twelve_ascii_digits_is_no_number(text):
    assert not is_valid_xin(text)


def test_some_serials_have_no_check_digit_and_so_no_number():
    without = [number for number in range(3000) if check_digit(f"{number:011d}") is None]
    assert without
    assert not any(is_valid_xin(f"{number:011d}{digit}") for number in without[:5] for digit in range(10))


def test_the_fifth_digit_tells_iin_from_bin():
    assert [is_iin(xin) for xin in PUBLIC_IINS + PUBLIC_BINS] == [True, True, False, False]


def test_individuals_and_traders_who_trade_together_are_people_and_legal_entities_are_not():
    together, unheard_of, foreign_firm = "000060000008", "000070000002", "000050000003"
    asked = (*PUBLIC_IINS, together, unheard_of, *PUBLIC_BINS, foreign_firm)
    assert [is_personal(xin) for xin in asked] == [True, True, True, True, False, False, False]


def test_no_public_number_is_fictitious():
    assert not any(is_fictitious(xin) for xin in PUBLIC_IINS + PUBLIC_BINS)


def test_a_pseudonym_depends_on_the_key_and_hides_the_number():
    one, other = Pseudonyms(b"one"), Pseudonyms(b"other")
    iin = PUBLIC_IINS[0]
    assert one.of(iin) == Pseudonyms(b"one").of(iin)
    assert one.of(iin) != other.of(iin)
    assert iin not in one.of(iin)
    assert len(one.of(iin)) == 34


def test_an_organisation_keeps_its_number_and_a_sole_trader_does_not():
    names = Pseudonyms(b"key")
    assert names.of_taxpayer(PUBLIC_BINS[0]) == PUBLIC_BINS[0]
    assert names.of_taxpayer(PUBLIC_IINS[0]) == names.of(PUBLIC_IINS[0])
    assert names.of_taxpayer("000060000008") == names.of("000060000008")


def test_the_key_is_not_shown():
    assert "secret" not in repr(Pseudonyms(b"secret"))

"""Colours keep enough contrast on their ground, by day and by night (WCAG 2.2: 4.5 for text, 3 for marks)."""

import pytest

from cryptocity.reports.theme import BLUE, DARK, GREY, GRID, INK, MUTED, ORANGE, PAPER, PURPLE, TEAL


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize(("colours", "least"), [((INK, MUTED), 4.5), ((BLUE, ORANGE, TEAL, PURPLE, GREY), 3.0)])
def test_contrast_is_enough_by_day_and_by_night(colours, least):
    for colour in colours:
        assert contrast(colour, PAPER) >= least
        assert contrast(DARK[colour], DARK[PAPER]) >= least


def test_every_colour_has_a_dark_twin_of_its_own():
    assert set(DARK) == {INK, MUTED, GRID, PAPER, BLUE, ORANGE, TEAL, PURPLE, GREY}
    assert not set(DARK) & set(DARK.values())
    assert len(set(DARK.values())) == len(DARK)

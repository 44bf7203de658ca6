"""Colours keep enough contrast on their ground, by day and by night (WCAG 2.2: 4.5 for text, 3 for marks)."""

from itertools import pairwise

import pytest

from cryptocity.reports.theme import (
    BLUE,
    DARK,
    GREY,
    GRID,
    INK,
    MUTED,
    ORANGE,
    PALE_ORANGE,
    PAPER,
    PURPLE,
    SHADES,
    TEAL,
    UNKNOWN,
)


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


@pytest.mark.parametrize("shade", [*SHADES, UNKNOWN, PALE_ORANGE])
def test_what_is_written_on_a_shade_is_read_by_day_and_by_night(shade):
    assert contrast(shade.text, shade.fill) >= 4.5
    assert contrast(DARK[shade.text], DARK[shade.fill]) >= 4.5


def test_shades_tell_more_from_less_by_contrast_alone_by_day_and_by_night():
    by_day = [contrast(shade.fill, PAPER) for shade in SHADES]
    by_night = [contrast(DARK[shade.fill], DARK[PAPER]) for shade in SHADES]
    for steps in (by_day, by_night):
        assert all(more > 1.4 * less for less, more in pairwise(steps))


def test_every_colour_has_a_dark_twin_of_its_own():
    fills = {shade.fill for shade in (*SHADES, PALE_ORANGE)}
    assert set(DARK) == {INK, MUTED, GRID, PAPER, BLUE, ORANGE, TEAL, PURPLE, GREY} | fills
    assert not set(DARK) & set(DARK.values())
    assert len(set(DARK.values())) == len(DARK)

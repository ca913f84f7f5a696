"""Colours that can be read, on both grounds, and the theme that must equal them."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path

import pytest

from neighborcare.charts.palette import DARK, LIGHT, SHAPES, STATES, Palette, contrast, rgb

BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
ROOT = Path(__file__).parents[2]


@BOTH
def test_text_keeps_its_contrast(colours: Palette) -> None:
    for ground in (colours.ground, colours.card):
        for text in (
            colours.ink,
            colours.muted,
            colours.brand,
            colours.good,
            colours.watch_text,
            colours.bad,
        ):
            assert contrast(text, ground) >= 4.5


@BOTH
def test_ramp_grows_steadily_away_from_its_ground(colours: Palette) -> None:
    steps = [contrast(colour, colours.ground) for colour in colours.ramp]
    assert len(steps) == 7
    assert all(after > before * 1.1 for before, after in itertools.pairwise(steps))


@BOTH
def test_states_differ_by_shape_too(colours: Palette) -> None:
    assert len({SHAPES[state] for state in STATES}) == 3
    assert len({colours.good, colours.watch, colours.bad}) == 3


def test_rgb() -> None:
    assert rgb("#0F5E6B", 200) == [15, 94, 107, 200]
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


def test_the_theme_has_the_same_colours() -> None:
    theme = tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))["theme"]
    for name, colours in (("light", LIGHT), ("dark", DARK)):
        assert theme[name]["backgroundColor"] == colours.ground
        assert theme[name]["secondaryBackgroundColor"] == colours.card
        assert theme[name]["textColor"] == colours.ink
        assert theme[name]["linkColor"] == colours.brand
        assert tuple(theme[name]["chartCategoricalColors"]) == colours.parts
        assert contrast("#FFFFFF", theme[name]["primaryColor"]) >= 4.5

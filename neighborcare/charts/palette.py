"""Colours with a meaning, for light and dark ground, and the type that goes with them.

Every state has a shape beside its colour; text colours keep 4.5 : 1 on their ground (tested).
"""

from __future__ import annotations

from dataclasses import dataclass

FONTS = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif'
VERMILION = "#D9432F"  # the hairline of meeting pages, nothing else
STATES = ("good", "watch", "bad")
SHAPES = {"good": "●", "watch": "▲", "bad": "■"}


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one ground. Ramps run from little to much."""

    ground: str
    card: str
    ink: str
    muted: str
    rule: str
    brand: str
    soft: str
    second: str
    good: str
    watch: str
    watch_text: str
    bad: str
    empty: str
    hatch: str
    water: str
    green: str
    path: str
    ramp: tuple[str, ...]
    short: tuple[str, str, str]  # short of a target: far, middle, near
    met: tuple[str, str]  # at the target, well beyond it
    parts: tuple[str, ...]  # categories that have no order, colour-blind safe


LIGHT = Palette(
    ground="#FFFFFF",
    card="#F4F6F7",
    ink="#1F2A37",
    muted="#5B6675",
    rule="#DFE4E8",
    brand="#0F5E6B",
    soft="#A9CCD1",
    second="#8C97A3",
    good="#1B7F4B",
    watch="#B7791F",
    watch_text="#8F5B0E",
    bad="#B42318",
    empty="#E6E9EC",
    hatch="#9AA4AF",
    water="#B9D6EA",
    green="#CFE5C8",
    path="#C9CFD6",
    ramp=("#E3F1F1", "#C0DEE0", "#97C8CC", "#6BAFB6", "#3F939D", "#1C7481", "#0A4F5B"),
    short=("#B4560F", "#E39A4F", "#F6D5A8"),
    met=("#8CC4C8", "#1C7481"),
    parts=("#0F5E6B", "#C98A2B", "#7A6FB0", "#6BAFB6", "#A8563A", "#8C97A3", "#4F7D3A"),
)
DARK = Palette(
    ground="#10181F",
    card="#1A242D",
    ink="#E6EBEF",
    muted="#9AA7B3",
    rule="#2E3A45",
    brand="#5DB8C5",
    soft="#2F5B64",
    second="#7D8A97",
    good="#56BE88",
    watch="#E3AC4F",
    watch_text="#E3AC4F",
    bad="#F2857A",
    empty="#303B45",
    hatch="#6E7B88",
    water="#1E3D55",
    green="#22402F",
    path="#3B4854",
    ramp=("#1B3A41", "#1F4E57", "#25656F", "#2F7F8B", "#459AA6", "#6FBAC4", "#B4E0E5"),
    short=("#F0A057", "#B86F32", "#744B2C"),
    met=("#2B6670", "#5DB8C5"),
    parts=("#5DB8C5", "#E3AC4F", "#A9A0DB", "#2F7F8B", "#D98A6C", "#9AA7B3", "#8DBB77"),
)


@dataclass(frozen=True, slots=True)
class Look:
    """How a picture is to be drawn: in which language, on which ground, with how large a text (px)."""

    language: str
    dark: bool = False
    text: int = 13

    @property
    def colours(self) -> Palette:
        """The colours of this ground."""
        return DARK if self.dark else LIGHT


def state_colour(state: str | None, look: Look) -> str:
    """The colour of 'good', 'watch' or 'bad'; the brand's for no state."""
    colours = {"good": look.colours.good, "watch": look.colours.watch, "bad": look.colours.bad}
    return colours.get(state or "", look.colours.brand)


def rgb(colour: str, alpha: int = 255) -> list[int]:
    """A "#RRGGBB" colour as deck.gl wants it: [r, g, b, alpha]."""
    return [*(int(colour[i : i + 2], 16) for i in (1, 3, 5)), alpha]


def contrast(first: str, second: str) -> float:
    """The WCAG contrast of two "#RRGGBB" colours, 1 to 21."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [c / 255 for c in rgb(colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

"""What a slide's drawing is made of: boxes, lines, shapes and words at places on 1920 × 1080 px."""

from __future__ import annotations

from dataclasses import dataclass

WIDTH, HEIGHT = 1920, 1080
LEFT, RIGHT, TOP, BOTTOM = 80, 1840, 340, 950  # the body's frame
TEXT = 24  # the smallest


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class Line:
    """Straight lines through points."""

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float = 2
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled polygon with a border."""

    points: tuple[tuple[float, float], ...]
    colour: str
    border: str


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; `y` is its baseline, `anchor` where `x` lies: start, middle or end."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    bold: bool = False
    anchor: str = "start"


Mark = Box | Line | Shape | Words

"""What one mark of a picture stands for, and what it says when pointed at."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from neighborcare.text import formats, translator


@dataclass(frozen=True, slots=True)
class Subject:
    """What is measured: its name and unit (formats.UNITS), the period, target and direction.

    `counted` says what numerator and denominator are.
    """

    name: str
    unit: str
    period: str = ""
    target: float | None = None
    direction: str = "neutral"  # up, down, neutral
    counted: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure of one place, month or day. A hidden one may still carry numbers: none is ever drawn.

    `id` comes back from a click; `state` is good, watch, bad or None; `change` and `note` are further lines.
    """

    id: str
    name: str
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    hidden: bool = False
    too_few: bool = False
    state: str | None = None
    change: str = ""
    note: str = ""

    @property
    def kind(self) -> str:
        """'value', or why there is none to draw: 'hidden', 'too_few', 'empty'."""
        if self.hidden:
            return "hidden"
        if self.too_few:
            return "too_few"
        return "empty" if self.value is None else "value"

    @property
    def drawn(self) -> float | None:
        """The value if it may be drawn, else None."""
        return self.value if self.kind == "value" else None


def figure_text(reading: Reading, subject: Subject, language: str) -> str:
    """The figure in words: "93.4%", "not shown", "too few to judge" or "—"."""
    if reading.kind == "too_few":
        return translator(language)("Too few to judge")
    if reading.kind == "hidden":
        return formats.hidden(language)
    return formats.quantity(reading.drawn, subject.unit, language)


def lines(reading: Reading, subject: Subject, language: str, period: str | None = None) -> list[str]:
    """What pointing at a mark says: the figure, its two numbers, the period, the change. Plain text."""
    first = f"{subject.name} {figure_text(reading, subject, language)}"
    when = subject.period if period is None else period
    if reading.kind == "hidden":
        return [first, formats.hidden_rule(language), when]
    if reading.kind != "value":
        return [first, when]
    both = ""
    if reading.denominator is not None and subject.unit in ("percent", "ratio"):
        both = f"{formats.number(reading.numerator)} / {formats.number(reading.denominator)}"
    return [text for text in (first, " ".join(filter(None, (both, subject.counted))), when) if text] + [
        text for text in (reading.change, reading.note) if text
    ]


def hover(reading: Reading, subject: Subject, language: str, period: str | None = None) -> str:
    """The same for Plotly: name in bold, one line each, escaped (Plotly reads a little HTML)."""
    rest = [escape(text) for text in lines(reading, subject, language, period) if text]
    return "<br>".join([f"<b>{escape(reading.name)}</b>", *rest] if reading.name else rest)

"""How each export looks when an office sends it: which headers in which order, and how values are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from neighborcare import contracts
from neighborcare.demo.rows import Row

Cell = str | int | float | bool | date | datetime | None
Writer = Callable[[date], Cell]


@dataclass(frozen=True, slots=True)
class Style:
    """One office's habits: how it writes days, moments, yes and no, and codes (by column, code → word)."""

    day: Writer
    moment: Writer
    words: Mapping[str, Mapping[str, str]]
    yes: str = "是"
    no: str = "否"
    joined: str = "、"


def chinese(value: date) -> Cell:
    """2025年8月20日."""
    return f"{value.year}年{value.month}月{value.day}日"


def dotted(value: date) -> Cell:
    """2025.8.20."""
    return f"{value.year}.{value.month}.{value.day}"


def compact(value: date) -> Cell:
    """20250820."""
    return f"{value:%Y%m%d}"


def iso(value: date) -> Cell:
    """2025-08-20, with the time of day where there is one."""
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else f"{value:%Y-%m-%d}"


def slashed(value: date) -> Cell:
    """2025/8/20 9:05, as WPS shows it."""
    day = f"{value.year}/{value.month}/{value.day}"
    return f"{day} {value.hour}:{value.minute:02d}" if isinstance(value, datetime) else day


def native(value: date) -> Cell:
    """A real date cell."""
    return value


def style(
    day: Writer = iso,
    moment: Writer = iso,
    words: Mapping[str, Mapping[str, str]] | None = None,
    yes: str = "是",
) -> Style:
    """A style with its usual answers."""
    return Style(day, moment, words or {}, yes, {"是": "否", "有": "无", "√": "", "1": "0"}[yes])


@dataclass(frozen=True, slots=True)
class Sheet:
    """A dressed table: header as written, and cells in the same order."""

    header: tuple[str, ...]
    rows: list[list[Cell]]


def dress(
    dataset: str,
    rows: Sequence[Row],
    headers: Mapping[str, str],
    habits: Style,
    names: Mapping[str, Mapping[str, str]] | None = None,
) -> Sheet:
    """The rows under the given headers (column → header as written).

    `names` gives for a reference column what is written instead of the id (a name, say).
    """
    contract = contracts.get(dataset)
    writers = [_writer(contract.column(column), habits, (names or {}).get(column)) for column in headers]
    cells = [[write(row.get(column)) for write, column in zip(writers, headers, strict=True)] for row in rows]
    return Sheet(tuple(headers.values()), cells)


def _writer(
    column: contracts.Column, habits: Style, names: Mapping[str, str] | None
) -> Callable[[object], Cell]:
    words = {code.code: code.label.zh for code in column.codes} | dict(habits.words.get(column.name, {}))

    def write(value: object) -> Cell:
        if value is None:
            return None
        if isinstance(value, list):
            return habits.joined.join(words.get(str(item), str(item)) for item in value) or None
        if isinstance(value, bool):
            return habits.yes if value else habits.no
        if isinstance(value, datetime):
            return habits.moment(value)
        if isinstance(value, date):
            return habits.day(value)
        if isinstance(value, int | float):
            return value
        text = str(value)
        return (names or {}).get(text, words.get(text, text))

    return write

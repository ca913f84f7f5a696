"""Columns that a table does not have as such: what is said once above it, and two things in one cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from neighborcare.contracts import Column, get
from neighborcare.intake import evidence
from neighborcare.intake.headers import normal, readings
from neighborcare.intake.match import Match
from neighborcare.intake.raw import RawTable

_POSITION = frozenset(
    normal(word)
    for word in (
        "经纬度", "经纬度坐标", "坐标", "地理坐标", "位置坐标", "点位坐标", "坐标位置", "经度,纬度", "纬度,经度",
        "经度纬度", "GPS", "GPS坐标", "定位", "定位坐标", "地图坐标", "lnglat", "lonlat", "latlng",
        "latlon", "coordinates", "location",
    )
)  # fmt: skip
_NUMBER = r"\s*[((]?\s*(?:[EN东北]经?\s*)?(-?\d{1,3}\.\d+)\s*°?\s*[EN]?\s*[))]?\s*"
_PAIR = re.compile(rf"{_NUMBER}[,，;；、\s]\s*{_NUMBER}")
_HOURS = frozenset(
    normal(word)
    for word in (
        "开放时间", "开放时段", "开放时间段", "每日开放时间", "服务时间", "服务时段", "营业时间", "工作时间",
        "办公时间",
    )
)  # fmt: skip
_FROM_TO = re.compile(r"\s*(\d{1,2}[:：]\d{2})\s*(?:[-—–~～至到]|——|--)\s*(\d{1,2}[:：]\d{2})\s*")
_SCALED = re.compile(r"[(\[/,:]\s*(?:单位\s*:?\s*)?([百千万亿])([人户元次件个])")
_UNITS = re.compile(r"单位\s*:\s*([^\s)]{1,20})")
_PLAIN = re.compile(r"-?\d[\d,，]*(\.\d+)?")


@dataclass(frozen=True, slots=True)
class _Joint:
    """Two things that are written in one cell: under which headers, how, and what they are called apart."""

    headers: frozenset[str]
    written: re.Pattern[str]
    names: tuple[str, str]
    is_turned: Callable[[str, str], bool]  # whether the second stands first


_JOINTS = (
    # In China the longitude is the larger one.
    _Joint(_POSITION, _PAIR, ("经度", "纬度"), lambda one, other: abs(float(one)) < abs(float(other))),
    _Joint(_HOURS, _FROM_TO, ("开放时间", "关闭时间"), lambda one, other: False),
)


def scale(raw: RawTable, match: Match) -> RawTable:
    """The table with 万 in the cells where the header, or 单位 in the title, says that figures are in 万元, 万人…

    The sign makes a cell say what its column says: 3.5 under 金额（万元） is 3.5万, thirty-five thousand yuan.
    """
    table = raw.table
    for name, position in match.columns.items():
        column = get(match.dataset).column(name)
        sign = _scale_of(raw, position, column)
        if sign and pa.types.is_string(table.schema.field(f"c{position}").type):
            cells = [_scaled(cell, sign) for cell in table[f"c{position}"].to_pylist()]
            table = table.set_column(
                table.schema.get_field_index(f"c{position}"), f"c{position}", pa.array(cells, pa.string())
            )
    return replace(raw, table=table)


def _scale_of(raw: RawTable, position: int, column: Column) -> str:
    if column.kind not in {"integer", "number"} or not column.unit:
        return ""
    said = _SCALED.search(unicodedata.normalize("NFKC", raw.header[position]))
    if said:
        return said[1] if column.unit.startswith(said[2]) else ""
    above = _UNITS.search(unicodedata.normalize("NFKC", raw.title))
    found = re.search(f"([百千万亿]){column.unit}", above[1]) if above else None
    return found[1] if found else ""


def _scaled(cell: str | None, sign: str) -> str | None:
    return f"{cell.strip()}{sign}整" if cell and _PLAIN.fullmatch(cell.strip()) else cell


def split_joint(raw: RawTable) -> RawTable:
    """A table whose one column holds both coordinates or both hours, with two columns in its place; else as it is.

    A cell that does not hold the two stays whole in the first column, to be sent back as it stands.
    """
    for joint in _JOINTS:
        for position, header in enumerate(raw.header):
            if joint.headers.intersection(readings(header)) and _is_written_so(joint, raw, position):
                raw = _split(raw, position, joint)
                break
    return raw


def _is_written_so(joint: _Joint, raw: RawTable, position: int) -> bool:
    said = evidence.cells(raw.table, position)
    two = sum(joint.written.fullmatch(cell) is not None for cell in said)
    return bool(said) and two >= evidence.FITS * len(said)


def _split(raw: RawTable, position: int, joint: _Joint) -> RawTable:
    cells = pc.cast(raw.table[f"c{position}"], pa.string()).to_pylist()
    pairs = [_pair(cell or "", joint) for cell in cells]
    first, second = (pa.array([pair[i] for pair in pairs], pa.string()) for i in (0, 1))
    header = (*raw.header[:position], joint.names[0], *raw.header[position + 1 :], joint.names[1])
    at = raw.table.schema.get_field_index(f"c{position}")
    table = raw.table.set_column(at, f"c{position}", first).append_column(f"c{len(raw.header)}", second)
    return replace(raw, header=header, table=table)


def _pair(cell: str, joint: _Joint) -> tuple[str, str]:
    found = joint.written.fullmatch(cell)
    if not found:
        return cell, ""
    one, other = found[1], found[2]
    return (other, one) if joint.is_turned(one, other) else (one, other)


def fill(raw: RawTable, match: Match) -> tuple[RawTable, Match]:
    """The table with a column for each value that holds for all rows (`match.given`), and the match that knows it."""
    contract, columns = get(match.dataset), dict(match.columns)
    table, header = raw.table, raw.header
    for name, given in match.given.items():
        columns[name] = len(header)
        cells = pa.repeat(pa.scalar(given.value, pa.string()), table.num_rows)
        table = table.append_column(f"c{len(header)}", cells)
        header = (*header, contract.column(name).label.zh)
    return replace(raw, header=header, table=table), replace(match, columns=columns)

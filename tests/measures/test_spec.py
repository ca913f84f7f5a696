"""Every KPI against its spec tables: small rows in, values out, each checkable by hand."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from neighborcare.measures import catalogue, get
from neighborcare.measures.figures import Figure, figures
from neighborcare.measures.rollup import compute
from tests.measures.workspace import fill, places, settle

SPEC = Path(__file__).parents[1] / "spec"
NUMBERS = ("numerator", "denominator", "value")


def cases() -> list[Any]:
    """All cases of all spec files. A file: `[[case]]` with zh, en, as_of, optional first (month), tables, figures."""
    return [
        pytest.param(path.stem.upper(), case, id=f"{path.stem}-{n}")
        for path in sorted(SPEC.glob("*.toml"))
        for n, case in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["case"], 1)
    ]


def table(rows: list[list[Any]]) -> list[dict[str, Any]]:
    """A table whose first row is its header; an empty text is no value."""
    head, *body = rows
    return [{k: v for k, v in zip(head, row, strict=True) if v != ""} for row in body]


@pytest.mark.parametrize(("kpi_id", "case"), cases())
def test_figures_are_as_counted_by_hand(kpi_id: str, case: dict[str, Any]) -> None:
    as_of, first = case["as_of"], month(case.get("first", f"{case['as_of']:%Y-%m}"))
    settled = settle({name: table(rows) for name, rows in case["given"].items()}, as_of)
    grids = {place["grid_id"] for place in places(settled)}
    with duckdb.connect() as con:
        fill(con, settled, first, as_of)
        compute(con, as_of, [get(kpi_id)])
        for row in table(case["then"]):
            kind = "street" if row["area"] == "street" else "grid" if row["area"] in grids else "community"
            found = look(con, kpi_id, (kind, row["area"]), row)
            expected = {name: wanted(row[name]) for name in NUMBERS if name in row}
            assert {name: getattr(found, name) for name in expected} == expected, row


def look(con: duckdb.DuckDBPyConnection, kpi_id: str, area: tuple[str, str], row: dict[str, Any]) -> Figure:
    """The figure that a row of expectations is about; `to` makes it a period."""
    first, part = month(row["month"]), row.get("part")
    last = month(row.get("to", row["month"]))
    found = figures(con, get(kpi_id), areas=area, first=first, last=last, by_part=part is not None)
    for figure in found:
        if figure.part == part:
            return figure
    return Figure(kpi_id, "grid", area[1], part, first, last)


def wanted(number: float | str) -> Any:
    """A number, shares to three decimals; “—” for none."""
    return None if number == "—" else pytest.approx(number, rel=0, abs=0.0005)


def month(text: str) -> date:
    """The first day of a month that is written 2025-03."""
    return date.fromisoformat(f"{text}-01")


def test_every_kpi_has_at_least_two_titled_cases() -> None:
    for kpi in catalogue():
        spec = tomllib.loads((SPEC / f"{kpi.lower()}.toml").read_text(encoding="utf-8"))
        assert len(spec["case"]) >= 2, kpi
        assert all(case["zh"] and case["en"] and case["then"] for case in spec["case"]), kpi


def test_every_spec_belongs_to_a_kpi() -> None:
    assert {path.stem.upper() for path in SPEC.glob("*.toml")} == set(catalogue())

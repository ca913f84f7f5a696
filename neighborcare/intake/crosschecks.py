"""Questions over several rows, and rules that only warn: what is asked once single rows are known to be good.

A contract's `[[check]]` names a file `checks/<code>.sql`: one SELECT that gives the rows to blame as `_row`, and
beside it whatever the check's sentence names (`{first}`, `{count}` …). It may read

* `$this`: the good rows of the table that is checked, with the contract's stored columns and `_row`;
* `$rest`: the rows of the same dataset that stand besides: those known before that this table does not replace,
  and those of other files that come in with it;
* `$before`: those known before, also the ones that this table replaces;
* `$<dataset>`: all rows of another dataset that the check `reads`, known before or coming in;
* `$today`, bound.

A check that is an error costs the row it blames, and is asked again without it until it blames nobody (so blame
only the first of what hangs on each other). A warning costs nothing: there blame one row for many (a burst of forty
visits is one warning at its first row).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from string import Template

import duckdb

from neighborcare.contracts import Check, Contract, Rule, Severity
from neighborcare.intake.parcel import Parcel, Problem
from neighborcare.intake.statements import Bound, run
from neighborcare.intake.typed import Typed, cells_of, header_of
from neighborcare.text import Label

FOLDER = Path(__file__).with_name("checks")
_GIVEN = re.compile(r"\bg_(\w+)")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a check may look into: relations by name (`this`, `rest`, datasets), and the values that are bound."""

    typed: Typed
    relations: Mapping[str, str]
    today: date


def ask(con: duckdb.DuckDBPyConnection, asked: Asked, severity: Severity) -> list[Problem]:
    """Every problem of that severity that the contract's checks find; for warnings also that of its rules."""
    contract = asked.typed.parcel.contract
    found = [
        problem
        for check in contract.checks
        if check.severity == severity
        for problem in _of_check(con, asked, check)
    ]
    if severity == "warning":
        for rule in contract.rules:
            if rule.severity == "warning":
                found.extend(_of_rule(con, asked, rule))
    return found


def _of_check(con: duckdb.DuckDBPyConnection, asked: Asked, check: Check) -> Iterator[Problem]:
    sql = _question(check.code).safe_substitute(asked.relations)
    answer = run(con, sql, _bound(asked))
    names = [name for name, *_ in answer.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
    cells = cells_of(con, asked.typed, shown(asked.typed, check.columns), [int(row["_row"]) for row in rows])
    for row in rows:
        values = {name: _plain(value) for name, value in row.items()}
        words = Label(check.says.zh.format(**values), check.says.en.format(**values))
        yield _problem(asked.typed, check, int(row["_row"]), cells, words)


def _of_rule(con: duckdb.DuckDBPyConnection, asked: Asked, rule: Rule) -> Iterator[Problem]:
    this, given = asked.relations["this"], set(_GIVEN.findall(rule.holds))
    if given:
        this = _with_given(asked, given)
    sql = f"SELECT _row FROM {this} WHERE NOT ({rule.holds}) ORDER BY _row"
    rows = [int(row) for (row,) in run(con, sql, _bound(asked)).fetchall()]
    cells = cells_of(con, asked.typed, shown(asked.typed, rule.columns), rows)
    for row in rows:
        yield _problem(asked.typed, rule, row, cells, rule.says)


def _with_given(asked: Asked, names: set[str]) -> str:
    """The good rows with `g_<column>` beside, what the file says there: a hashed value can be compared only so."""
    sources = asked.typed.sources
    cells = [f"{f'nc_given({sources[n].raw})' if n in sources else 'NULL'} AS g_{n}" for n in sorted(names)]
    columns = ", ".join(["rows.*", *cells])
    return f"(SELECT {columns} FROM {asked.relations['this']} AS rows JOIN {asked.typed.raw} AS raw USING (_row))"


def _bound(asked: Asked) -> Bound:
    return {"today": asked.today}


def _problem(
    typed: Typed, broken: Check | Rule, row: int, cells: Mapping[int, str | None], words: Label
) -> Problem:
    name = shown(typed, broken.columns)
    header = header_of(typed.parcel, name)
    return Problem(row, header, name, cells.get(row), broken.code, words, broken.severity)


def shown(typed: Typed, columns: Sequence[str]) -> str:
    """The column to blame: the last of them that the file has."""
    return next((name for name in reversed(columns) if name in typed.sources), columns[-1])


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(" ", timespec="minutes")
    return "" if value is None else str(value)


@cache
def _question(code: str) -> Template:
    return Template((FOLDER / f"{code}.sql").read_text(encoding="utf-8").strip().removesuffix(";"))


def good_rows(parcel: Parcel) -> str:
    """The view of a table's rows that are good so far."""
    return f"{parcel.table}_good"


def nothing(contract: Contract) -> str:
    """A relation with a contract's stored columns and no rows."""
    columns = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in contract.stored)
    return f"SELECT {columns} WHERE false"


def standing(
    contract: Contract, before: str | None, tables: Sequence[str], replaced_by: Sequence[str]
) -> str:
    """SELECT of what stands of a dataset: rows of `before` that no row of `replaced_by` replaces, and `tables`."""
    stored = ", ".join(name for name, _ in contract.stored)
    parts = [nothing(contract)]
    if before:
        same = " AND ".join(f"one.{name} = rows.{name}" for name in contract.key)
        gone = "".join(
            f" AND NOT EXISTS (SELECT 1 FROM {table} AS one WHERE {same})" for table in replaced_by
        )
        parts.append(f"SELECT {stored} FROM {before} AS rows WHERE true{gone}")
    parts += [f"SELECT {stored} FROM {table}" for table in tables]
    return " UNION ALL ".join(parts)

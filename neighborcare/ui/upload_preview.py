"""The rows of a file as they were understood: accepted ones converted, others as they stand, problem cells marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import streamlit as st

from neighborcare import contracts
from neighborcare.contracts import Column, Contract
from neighborcare.intake.checking import Problem
from neighborcare.intake.rejects import as_text
from neighborcare.store import sealing, sent_back
from neighborcare.store.batches import EXPORT_ROWS
from neighborcare.text import N_, formats, translator
from neighborcare.ui import noting
from neighborcare.ui.session import Session

SHOWN = 50  # rows on the screen; the workbook of the rows sent back has them all
EVERY, REJECTED, HINTS = "every", "rejected", "hints"


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number in the file, its cells by contract column, and what becomes of it."""

    row: int
    cells: Mapping[str, str]
    is_rejected: bool


def draw(session: Session, problems: Sequence[Problem], folder: Path, dataset: str, *, key: str) -> None:
    """The filter and the table. `folder` holds the staged (or taken) rows of one table of a file."""
    _ = translator(session.language)
    contract = contracts.get(dataset)
    shown = _filter(session, problems, key)
    lines = _lines(session, contract, folder, problems, shown)
    noting.looked(session, f"preview_{dataset}", len(lines))
    columns = [c for c in contract.columns if any(line.cells.get(c.name) for line in lines)]
    st.html(_table(session, columns, lines, problems))
    if len(lines) == SHOWN:
        st.caption(_(N_("The first {count} rows; accepted ones as they were understood."), count=SHOWN))


def _filter(session: Session, problems: Sequence[Problem], key: str) -> str:
    """Which rows are shown: all, those sent back, those with hints, or those with one kind of problem."""
    _ = translator(session.language)
    codes: dict[str, int] = {}
    for problem in problems:
        codes[problem.code] = codes.get(problem.code, 0) + 1
    names = {EVERY: _(N_("All rows"))}
    if any(problem.severity == "error" for problem in problems):
        names[REJECTED] = _(N_("Rows sent back"))
    if any(problem.severity == "warning" for problem in problems):
        names[HINTS] = _(N_("Rows with a hint"))
    example = {problem.code: problem for problem in reversed(problems)}
    names |= {
        code: f"{example[code].reason.of(session.language)[:40]}… ({formats.number(count)})"
        for code, count in codes.items()
    }
    if len(names) == 1:
        return EVERY
    options = list(names)
    return str(
        st.selectbox(
            _(N_("Rows shown")),
            options,
            index=options.index(REJECTED) if REJECTED in names else 0,
            format_func=names.__getitem__,
            key=f"{key}_filter",
            width=480,
        )
    )


def _lines(
    session: Session, contract: Contract, folder: Path, problems: Sequence[Problem], shown: str
) -> list[Line]:
    """The first rows of that choice, in the order of the file."""
    wanted = None if shown == EVERY else {p.row for p in problems if _is_shown(p, shown)}
    accepted = [] if shown == REJECTED else _accepted(session, contract, folder / EXPORT_ROWS, wanted)
    rejected = _rejected(session, contract, folder, wanted)
    return sorted([*accepted, *rejected], key=lambda line: line.row)[:SHOWN]


def _is_shown(problem: Problem, shown: str) -> bool:
    if shown in (REJECTED, HINTS):
        return problem.severity == ("error" if shown == REJECTED else "warning")
    return problem.code == shown


def _accepted(session: Session, contract: Contract, path: Path, wanted: set[int] | None) -> list[Line]:
    if not path.exists():
        return []
    if wanted is None:
        rows = next(pq.ParquetFile(path).iter_batches(SHOWN), None)
    else:
        chosen = pa.array(sorted(wanted)[: SHOWN * 4], pa.int64())
        rows = pq.read_table(path, filters=pc.field("_row").isin(chosen)).slice(0, SHOWN)
    by_name = {column.name: column for column in contract.columns}
    return [
        Line(
            row["_row"],
            {n: _written(session, by_name[n], v) for n, v in row.items() if n in by_name and v is not None},
            is_rejected=False,
        )
        for row in (rows.to_pylist() if rows is not None else [])
    ]


def _rejected(session: Session, contract: Contract, folder: Path, wanted: set[int] | None) -> list[Line]:
    """Rows sent back as they stand in the file; cells that are nobody's business masked. None that cannot be opened."""
    try:
        rows = sent_back.rows(session.home, folder)
    except sealing.Unsealable:
        return []
    if rows is None:
        return []
    if wanted is not None:
        rows = rows.filter(pc.is_in(rows["_row"], value_set=pa.array(sorted(wanted), pa.int64())))
    places = sent_back.columns(rows.schema, contract)
    hidden = {column.name for column in contract.columns if column.keep != "as is"}
    return [
        Line(
            row["_row"],
            {name: masked(as_text(row[f"c{at}"]), name in hidden) for name, at in places.items()},
            is_rejected=True,
        )
        for row in rows.slice(0, SHOWN).to_pylist()
    ]


def masked(value: str | None, hide: bool) -> str:
    """The first character only, where a value must not be read over a shoulder."""
    return f"{value[0]}{'*' * min(len(value) - 1, 8)}" if hide and value else value or ""


def _written(session: Session, column: Column, value: Any) -> str:  # noqa: ANN401 - a cell of any kind
    """An accepted cell in the words of the screen."""
    _ = translator(session.language)
    if isinstance(value, bool):
        return _(N_("yes")) if value else _(N_("no"))
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if column.codes:
        names = {code.code: code.label.of(session.language) for code in column.codes}
        return formats.listing([names.get(code, code) for code in str(value).split(";")], session.language)
    return formats.number(value, 9) if isinstance(value, float) else str(value)


def _table(
    session: Session, columns: Sequence[Column], lines: Sequence[Line], problems: Sequence[Problem]
) -> str:
    _ = translator(session.language)
    marks: dict[tuple[int, str], list[Problem]] = {}
    for problem in problems:
        marks.setdefault((problem.row, problem.name), []).append(problem)
    known = {column.name for column in columns}
    heads = (_(N_("Row in file")), _(N_("Result")), *(c.label.of(session.language) for c in columns))
    body = "".join(_line(session, line, columns, marks, known) for line in lines)
    cells = "".join(f'<th class="words" scope="col">{escape(head)}</th>' for head in heads)
    reasons = f'<th class="words" scope="col">{escape(_(N_("Reason")))}</th>' if problems else ""
    table = f"<thead><tr>{cells}{reasons}</tr></thead><tbody>{body}</tbody>"
    return f'<div class="parcel-table" tabindex="0"><table class="plain">{table}</table></div>'


def _line(
    session: Session,
    line: Line,
    columns: Sequence[Column],
    marks: Mapping[tuple[int, str], Sequence[Problem]],
    known: set[str],
) -> str:
    _ = translator(session.language)
    own = [problem for (row, _name), found in marks.items() if row == line.row for problem in found]
    result = (
        _(N_("■ sent back")) if line.is_rejected else _(N_("▲ with a hint")) if own else _(N_("● accepted"))
    )
    kind = "bad" if line.is_rejected else "watch" if own else "good"
    cells = "".join(
        _cell(session, line.cells.get(c.name, ""), marks.get((line.row, c.name), ())) for c in columns
    )
    reasons = " ".join(problem.reason.of(session.language) for problem in own)
    last = f'<td class="words reason">{escape(reasons)}</td>' if marks else ""
    return (
        f'<tr><td class="words">{line.row}</td><td class="words"><span class="state {kind}">{escape(result)}</span>'
        f"</td>{cells}{last}</tr>"
    )


def _cell(session: Session, text: str, problems: Sequence[Problem]) -> str:
    if not problems:
        return f'<td class="words">{escape(text)}</td>'
    kind = "wrong" if any(problem.severity == "error" for problem in problems) else "doubtful"
    why = " ".join(problem.reason.of(session.language) for problem in problems)
    return f'<td class="words {kind}" title="{escape(why)}">{escape(text)}</td>'

"""Rows that were sent back: why, how they stand in the file, and the workbook to mend and send again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

import pyarrow.parquet as pq
import streamlit as st

from neighborcare import contracts
from neighborcare.contracts import Contract
from neighborcare.intake.checking import Problem
from neighborcare.intake.matching import match_with
from neighborcare.intake.rejects import as_text
from neighborcare.store import batches, taking
from neighborcare.text import N_, formats, translator
from neighborcare.ui import tables
from neighborcare.ui.session import Session

SHOWN = 200  # problems in the table; the workbook has them all
PREVIEWED = 50  # rejected rows shown as they stand
SEVERITY = {"error": N_("Sent back"), "warning": N_("Hint")}


def rejected(
    session: Session, problems: Sequence[Problem], folder: Path, dataset: str, *, name: str, key: str
) -> None:
    """The rows sent back: why, how they stand in the file, and the workbook to mend and send again."""
    _ = translator(session.language)
    count = len({problem.row for problem in problems if problem.severity == "error"})
    _workbook(session, folder, name, key)
    with st.expander(_(N_("Why {count} rows are sent back"), count=formats.number(count, 9)), expanded=True):
        why, rows = st.tabs([_(N_("Reasons")), _(N_("Rows as they stand"))])
        with why:
            problem_table(session, problems, dataset)
        with rows:
            st.html(_preview(session, problems, folder, dataset))


def problem_table(session: Session, problems: Sequence[Problem], dataset: str) -> None:
    """Row, column, value as it stands, and the sentence that says how to mend it."""
    _ = translator(session.language)
    hidden = _hidden(contracts.catalogue().get(dataset))
    names = (N_("Row in file"), N_("Column"), N_("Value"), N_("How to mend it"), N_("Severity"), N_("Code"))
    heads = "".join(f'<th class="words">{escape(_(name))}</th>' for name in names)
    lines = "".join(_reason(session, problem, problem.name in hidden) for problem in problems[:SHOWN])
    st.html(_framed(heads, lines))
    if len(problems) > SHOWN:
        st.caption(
            _(N_("The first {count} of {all}; the workbook has them all."), count=SHOWN, all=len(problems))
        )


def _workbook(session: Session, folder: Path, name: str, key: str) -> None:
    _ = translator(session.language)
    st.download_button(
        _(N_("Download the rows sent back (Excel)")),
        data=lambda: taking.rejected_workbook(folder, session.language),
        file_name=f"{name}_{_(N_('sent back'))}.xlsx",
        mime=tables.XLSX,
        on_click="ignore",
        key=f"{key}_workbook",
        icon=":material/download:",
        help=_(N_("Mend the marked cells and drop the workbook here again: only these rows go in.")),
    )


def _preview(session: Session, problems: Sequence[Problem], folder: Path, dataset: str) -> str:
    """The first rejected rows as they stand in the file, problem cells marked; personal cells masked."""
    _ = translator(session.language)
    rows = pq.read_table(folder / batches.REJECTED_ROWS).slice(0, PREVIEWED)
    header = json.loads(rows.schema.metadata[b"header"])
    numbers = rows["_row"].to_pylist()
    wrong = {(p.row, p.column): p.reason.of(session.language) for p in problems if p.severity == "error"}
    whole = {row: reason for (row, column), reason in wrong.items() if not column}
    veiled = _veiled(header, dataset)
    cells = [rows[f"c{place}"].to_pylist() for place in range(len(header))]
    lines = "".join(
        _line(row, [as_text(column[at]) for column in cells], header, wrong, whole.get(row), veiled)
        for at, row in enumerate(numbers)
    )
    heads = "".join(f'<th class="words">{escape(name)}</th>' for name in (_(N_("Row in file")), *header))
    return _framed(heads, lines)


def _reason(session: Session, problem: Problem, hide: bool) -> str:
    cells = (
        str(problem.row),
        problem.column,
        _masked(problem.value, hide) or "",
        problem.reason.of(session.language),
        translator(session.language)(SEVERITY[problem.severity]),
        problem.code,
    )
    kinds = ("words", "words", "words value", "words reason", "words", "words hushed")
    written = "".join(f'<td class="{k}">{escape(c)}</td>' for k, c in zip(kinds, cells, strict=True))
    return f"<tr>{written}</tr>"


def _framed(heads: str, lines: str) -> str:
    """A table that scrolls within its frame, the header staying in sight."""
    table = f"<thead><tr>{heads}</tr></thead><tbody>{lines}</tbody>"
    return f'<div class="parcel-table" tabindex="0"><table class="plain">{table}</table></div>'


def _line(
    row: int,
    cells: Sequence[str],
    header: Sequence[str],
    wrong: Mapping[tuple[int, str], str],
    whole: str | None,
    veiled: frozenset[str],
) -> str:
    first = f'<td class="words{" wrong" if whole else ""}" title="{escape(whole or "")}">{row}</td>'
    rest = "".join(
        f'<td class="words{" wrong" if (row, name) in wrong else ""}" title="{escape(wrong.get((row, name), ""))}">'
        f"{escape(_masked(cell, name in veiled) or '')}</td>"
        for name, cell in zip(header, cells, strict=True)
    )
    return f"<tr>{first}{rest}</tr>"


def _hidden(contract: Contract | None) -> frozenset[str]:
    """The contract's columns whose values are no business of the screen: what does not pass the intake as it is."""
    columns = contract.columns if contract else ()
    return frozenset(column.name for column in columns if column.keep != "as is")


def _veiled(header: Sequence[str], dataset: str) -> frozenset[str]:
    """The headers of such columns, as the file writes them."""
    contract = contracts.catalogue().get(dataset)
    if contract is None:
        return frozenset()
    hidden, columns = _hidden(contract), match_with(header, contract).columns
    return frozenset(header[place] for name, place in columns.items() if name in hidden)


def _masked(value: str | None, hide: bool) -> str | None:
    """The first character only, where a value must not be read over a shoulder."""
    return f"{value[0]}{'*' * min(len(value) - 1, 8)}" if hide and value else value

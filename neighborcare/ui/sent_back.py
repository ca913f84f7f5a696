"""Rows that were sent back: why, how to mend them, and the workbook to mend and send again."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

import streamlit as st

from neighborcare import contracts
from neighborcare.contracts import Contract
from neighborcare.intake.checking import Problem
from neighborcare.store import taking
from neighborcare.text import N_, translator
from neighborcare.ui import exports, noting, tables
from neighborcare.ui.session import Session
from neighborcare.ui.upload_preview import masked

SHOWN = 200  # problems in the table; the workbook has them all
SEVERITY = {"error": N_("Sent back"), "warning": N_("Hint")}


def workbook(session: Session, folder: Path, name: str, key: str) -> None:
    """The button that gives the rows sent back of a staged table or a batch, to mend and drop in again."""
    _ = translator(session.language)
    exports.button(
        session,
        _(N_("Download the rows sent back (Excel)")),
        lambda: taking.rejected_workbook(session.home, folder, session.language),
        file=f"{name}_{_(N_('sent back'))}.xlsx",
        mime=tables.XLSX,
        what="sent_back",
        key=f"{key}_workbook",
        help_=_(N_("Mend the marked cells and drop the workbook here again: only these rows go in.")),
    )


def problem_table(session: Session, problems: Sequence[Problem], dataset: str) -> None:
    """Row, column, value as it stands, and the sentence that says how to mend it."""
    _ = translator(session.language)
    noting.looked(session, f"sent_back_{dataset}", len(problems))
    hidden = _hidden(contracts.catalogue().get(dataset))
    names = (N_("Row in file"), N_("Column"), N_("Value"), N_("How to mend it"), N_("Severity"), N_("Code"))
    heads = "".join(f'<th class="words">{escape(_(name))}</th>' for name in names)
    lines = "".join(_reason(session, problem, problem.name in hidden) for problem in problems[:SHOWN])
    table = f"<thead><tr>{heads}</tr></thead><tbody>{lines}</tbody>"
    # It scrolls within its frame, the header staying in sight.
    st.html(f'<div class="parcel-table" tabindex="0"><table class="plain">{table}</table></div>')
    if len(problems) > SHOWN:
        st.caption(
            _(N_("The first {count} of {all}; the workbook has them all."), count=SHOWN, all=len(problems))
        )


def _reason(session: Session, problem: Problem, hide: bool) -> str:
    cells = (
        str(problem.row),
        problem.column,
        masked(problem.value, hide),
        problem.reason.of(session.language),
        translator(session.language)(SEVERITY[problem.severity]),
        problem.code,
    )
    kinds = ("words", "words", "words value", "words reason", "words", "words hushed")
    written = "".join(f'<td class="{k}">{escape(c)}</td>' for k, c in zip(kinds, cells, strict=True))
    return f"<tr>{written}</tr>"


def _hidden(contract: Contract | None) -> frozenset[str]:
    """The contract's columns whose values are no business of the screen: what does not pass the intake as it is."""
    columns = contract.columns if contract else ()
    return frozenset(column.name for column in columns if column.keep != "as is")

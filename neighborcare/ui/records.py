"""Stored rows as a reader wants them: headers and codes in words, areas by name, hashes left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from neighborcare.contracts import Column, Contract
from neighborcare.text import N_, Label, formats, translator
from neighborcare.ui import filters
from neighborcare.ui.session import Session

# Columns that a role's file has beside the contract's own.
MADE = {
    "age": Label("年龄", "Age"),
    "age_group": Label("年龄段", "Age band"),
    "_batch": Label("批次", "Batch"),
    "_row": Label("原文件行号", "Row in file"),
}
YES = {True: N_("Yes"), False: N_("No")}


def columns(
    session: Session, contract: Contract, names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> dict[str, list[Any]]:
    """Header → values of the columns `names` of some rows, in the reader's language."""
    known = {column.name: column for column in contract.columns}
    areas = {id: name for (_kind, id), name in filters.area_names(session).items()}
    shown: dict[str, list[Any]] = {}
    for place, name in enumerate(names):
        if name.endswith("_hash"):
            continue
        label = known[name].label if name in known else MADE.get(name, Label(name, name))
        values = [row[place] for row in rows]
        shown[label.of(session.language)] = _said(session, known.get(name), values, areas)
    return shown


def _said(session: Session, column: Column | None, values: list[Any], areas: Mapping[str, str]) -> list[Any]:
    if column is None:
        return values
    if column.kind in ("code", "codes"):
        words = {code.code: code.label.of(session.language) for code in column.codes}
        return [_codes(value, words, session.language) for value in values]
    if column.kind == "boolean":
        _ = translator(session.language)
        return [None if value is None else _(YES[value]) for value in values]
    if column.name in ("community_id", "grid_id"):
        return [areas.get(value, value) for value in values]
    return values


def _codes(value: str | None, words: Mapping[str, str], language: str) -> str | None:
    """One code, or several joined by semicolons."""
    if not value:
        return None
    return formats.listing([words.get(code, code) for code in value.split(";")], language)

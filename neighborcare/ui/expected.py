"""Which exports are expected: what each community sent last, what is missing, and a blank template of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from html import escape
from string import Template

import duckdb
import streamlit as st

from neighborcare import contracts
from neighborcare.contracts import Contract, template
from neighborcare.text import N_, formats, translator
from neighborcare.ui import filters, picture, query, tables
from neighborcare.ui.cache import answer, generation
from neighborcare.ui.session import Session

Standing = Mapping[tuple[str, str], tuple[int, date | None]]


def draw(session: Session) -> None:
    """The matrix of exports and communities, and the templates."""
    _ = translator(session.language)
    if not generation(session).number:
        _templates(session)
        return
    known = answer(session, standing)
    communities = {place.community_id: place.community_name for place in answer(session, filters.places)}
    late = [key for key in known if _is_late(session, key[0], known[key][1])]
    missing = [contract for contract in contracts.catalogue().values() if not _has(known, contract)]
    with picture.picture(
        _title(session, len(late), len(missing)),
        _(N_("Last day in each export by community; for ledgers without days, the number of rows")),
        foot=formats.as_of(generation(session).as_of, session.language),
        key="expected",
    ):
        st.html(_matrix(session, known, communities))
        _templates(session)


def standing(con: duckdb.DuckDBPyConnection) -> Standing:
    """(export, community) → number of rows, last day."""
    parts = [_part(contract) for contract in contracts.catalogue().values() if query.has(con, contract.id)]
    rows = con.execute(" UNION ALL ".join(parts)).fetchall() if parts else []
    return {(dataset, community): (count, day) for dataset, community, count, day in rows}


def _part(contract: Contract) -> str:
    """The template with this contract's identifiers; a day only where it says when something happened."""
    day = f'"{contract.when}"' if contract.when else "NULL"
    return Template(query.text("standing_rows")).substitute(dataset=contract.id, day=day)


def _has(known: Standing, contract: Contract) -> bool:
    return any(dataset == contract.id for dataset, _community in known)


def _is_late(session: Session, dataset: str, last: date | None) -> bool:
    """Whether something that is reported by the month does not reach the month of the figures."""
    contract = contracts.get(dataset)
    as_of = generation(session).as_of
    return contract.is_fact and last is not None and (last.year, last.month) < (as_of.year, as_of.month)


def _title(session: Session, late: int, missing: int) -> str:
    _ = translator(session.language)
    month = formats.month(generation(session).as_of, session.language)
    if missing:
        return _(N_("{count} exports were never sent"), count=missing)
    if late:
        return _(N_("{count} exports do not reach {month} yet"), count=late, month=month)
    return _(N_("All exports reach {month}"), month=month)


def _matrix(session: Session, known: Standing, communities: Mapping[str, str]) -> str:
    _ = translator(session.language)
    heads = "".join(f"<th>{escape(name)}</th>" for name in communities.values())
    lines = []
    for contract in contracts.catalogue().values():
        cells = "".join(
            _cell(session, contract, known.get((contract.id, community))) for community in communities
        )
        grain = escape(contract.grain.of(session.language))
        name = escape(contract.label.of(session.language))
        lines.append(f'<tr><th class="words" scope="row" title="{grain}">{name}</th>{cells}</tr>')
    head = f'<th class="words">{escape(_(N_("Export")))}</th>{heads}'
    table = f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody>"
    return f'<div class="scroll"><table class="plain">{table}</table></div>'


def _cell(session: Session, contract: Contract, found: tuple[int, date | None] | None) -> str:
    _ = translator(session.language)
    if found is None:
        return f'<td class="late">{escape(_(N_("missing")))}</td>'
    count, last = found
    rows = _(N_("{count} rows"), count=formats.number(count, 9))
    if last is None:
        return f"<td>{escape(rows)}</td>"
    late = ' class="late"' if _is_late(session, contract.id, last) else ""
    return f'<td{late} title="{escape(rows)}">{escape(formats.day(last, session.language))}</td>'


def _templates(session: Session) -> None:
    _ = translator(session.language)
    with st.container(horizontal=True, gap="small", key="templates", vertical_alignment="center"):
        st.html(f'<p class="quiet">{escape(_(N_("Blank templates")))}</p>', width="content")
        for contract in contracts.catalogue().values():
            st.download_button(
                contract.label.of(session.language),
                data=partial(template.template, contract),
                file_name=f"{contract.label.of(session.language)}.xlsx",
                mime=tables.XLSX,
                on_click="ignore",
                key=f"template_{contract.id}",
                type="tertiary",
                icon=":material/download:",
            )

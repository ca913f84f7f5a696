"""What stands behind a figure: how it is counted, its areas, its rows (role permitting), its files and date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

import duckdb
import streamlit as st

from neighborcare import contracts, measures
from neighborcare.measures import Kpi, figures
from neighborcare.measures.figures import AreaKind, Figure
from neighborcare.privacy import views
from neighborcare.store import batches
from neighborcare.text import N_, formats, translator
from neighborcare.ui import figure, filters, noting, records, tables, writing
from neighborcare.ui.cache import answer, generation
from neighborcare.ui.figure import Told
from neighborcare.ui.filters import View
from neighborcare.ui.picture import source_name
from neighborcare.ui.session import Session

MOST_ROWS = 2000
TABLE = 320  # px
TARGETS = {
    "S": N_("promised in an account"),
    "N": N_("national or published standard"),
    "T": N_("set by the office"),
}
Area = tuple[str, str]


def button(session: Session, view: View, kpi_id: str, part: str | None = None) -> None:
    """A quiet button that opens what stands behind the figure."""
    _ = translator(session.language)
    clicked = st.button(
        _(N_("How it is counted")), key=f"explain_{kpi_id}_{part or 'whole'}", type="tertiary"
    )
    if clicked:
        title = measures.get(kpi_id).label.of(session.language)
        st.dialog(title, width="large")(_behind)(session, view, kpi_id, part)


def missing_name(missing: str, language: str) -> str:
    """The exports or layers that a KPI waits for, by their names."""
    return formats.listing([source_name(name.strip(), language) for name in missing.split(";")], language)


def _behind(session: Session, view: View, kpi_id: str, part: str | None) -> None:
    _ = translator(session.language)
    kpi = measures.get(kpi_id)
    told = figure.ask(session, kpi_id, view, part)
    st.html(_formula(session, view, told, part))
    st.write(kpi.definition.of(session.language))
    st.caption(_about(session, kpi))
    areas, rows, files = st.tabs([_(N_("By area")), _(N_("Rows behind it")), _(N_("Files it comes from"))])
    with areas:
        area = _areas(session, view, kpi, part)
    with rows:
        _rows(session, view, kpi, area)
    with files:
        _files(session, kpi)


def _formula(session: Session, view: View, told: Told, part: str | None) -> str:
    """Where and when, the figure, and the two numbers that it is made of."""
    _ = translator(session.language)
    where = f"{view.area_name} · {view.period_name(session.language)}"
    if part is not None:
        where += f" · {told.kpi.part(part).label.of(session.language)}"
    now = told.now
    made = writing.numbers(now).replace("/", "÷")
    if made and told.value is not None:
        made += f" = {formats.quantity(told.value, told.kpi.unit_of(part), session.language)}"
    elif told.kpi.kind_of(part) == "duration" and now is not None and now.denominator:
        made = _(N_("median of {count}"), count=formats.number(now.denominator))
    return (
        f'<p class="quiet">{escape(where)}</p><div class="formula">'
        f"{writing.figure_html(session, told, part)}<span>{escape(made)}</span>"
        f"{writing.standing_mark(told, session.language)}</div>"
    )


def _about(session: Session, kpi: Kpi) -> str:
    _ = translator(session.language)
    live = generation(session)
    words = [kpi.id, _(N_("Source: {source}"), source=kpi.source.of(session.language))]
    if kpi.target is not None and kpi.target_source:
        target = formats.quantity(kpi.target, kpi.unit, session.language)
        words.append(_(N_("Target {target}"), target=target) + f" ({_(TARGETS[kpi.target_source])})")
    words += [formats.as_of(live.as_of, session.language), _(N_("Data version {name}"), name=live.name)]
    return " · ".join(words)


def _areas(session: Session, view: View, kpi: Kpi, part: str | None) -> Area:
    """The areas that the figure adds up from; a street opens to its communities, a community to its grids."""
    _ = translator(session.language)
    names = filters.area_names(session)
    offered = [area for area in names if area[0] != "grid"] if view.area[0] == "street" else [view.area]
    area = view.area
    if len(offered) > 1:
        area = st.selectbox(
            _(N_("Show the parts of")),
            offered,
            format_func=names.__getitem__,
            key=f"open_{kpi.id}",
            width=280,
        )
    kind: AreaKind = "community" if area[0] == "street" else "grid"
    found = answer(session, figure.by_area, kpi.id, kind, view.first, view.last, part)
    _area_table(session, kpi, part, [f for f in found if _lies_in(session, f, area)])
    return area


def _lies_in(session: Session, found: Figure, area: Area) -> bool:
    if area[0] == "street":
        return True
    place = filters.community_of(session).get(found.area)
    return place is not None and area[1] in (place.grid_id, place.community_id)


def _area_table(session: Session, kpi: Kpi, part: str | None, found: Sequence[Figure]) -> None:
    _ = translator(session.language)
    unit, kind = kpi.unit_of(part), kpi.kind_of(part)
    names = {area: name for (_kind, area), name in filters.area_names(session).items()}
    known = filters.community_of(session)
    name, config = tables.written(unit, session.language, _(N_("Figure")))
    columns: dict[str, Sequence[Any]] = {
        _(N_("Area")): [names.get(f.area) or known[f.area].grid_name for f in found],
        name: [
            _shown(session, f, tables.amount(None if figures.too_few(kpi, f) else f.value, unit))
            for f in found
        ],
    }
    settings = {name: config}
    whole = st.column_config.NumberColumn(format="localized")
    if kind in ("rate", "ratio"):
        columns[_(N_("Numerator"))] = [_shown(session, f, f.numerator) for f in found]
        settings[_(N_("Numerator"))] = whole
    if kind != "count":
        below = _(N_("Items")) if kind == "duration" else _(N_("Denominator"))
        columns[below] = [_shown(session, f, f.denominator) for f in found]
        settings[below] = whole
    columns[_(N_("State"))] = [_state(session, kpi, f) for f in found]
    if any(f.hidden for f in found):
        st.caption(formats.hidden_rule(session.language))
    tables.show(
        session, columns, key=f"areas_{kpi.id}", config=settings, height=TABLE if len(found) > 9 else None
    )


def _shown(session: Session, found: Figure, number: float | None) -> float | str | None:
    """One of a figure's numbers, or the word for one that may not be shown."""
    return formats.hidden(session.language) if found.hidden else number


def _state(session: Session, kpi: Kpi, found: Figure) -> str:
    """The state in words, or why there is none."""
    _ = translator(session.language)
    if found.hidden:
        return formats.hidden(session.language)
    if figures.too_few(kpi, found):
        return _(N_("Too few to judge"))
    return writing.state_words(figures.state(kpi, found), session.language)


def _rows(session: Session, view: View, kpi: Kpi, area: Area) -> None:
    _ = translator(session.language)
    contract = contracts.catalogue().get(kpi.rows)
    if kpi.rows == "reporting":
        st.caption(_(N_("Counted from the files that were taken; the Upload page shows what is missing.")))
        return
    if contract is None or not views.sees_rows(session.role, contract):
        st.caption(_(N_("Single rows are not shown in your work area.")))
        return
    names, found = answer(session, rows_of, kpi.rows, area, view.first, view.last)
    name = contract.label.of(session.language)
    st.caption(
        _(N_("All rows of “{export}” in this area and period, from which the figure is counted"), export=name)
    )
    noting.looked(session, f"rows_{kpi.id}_{kpi.rows}", len(found))
    columns = records.columns(session, contract, names, found)
    tables.show(session, columns, key=f"rows_{kpi.id}", height=TABLE if len(found) > 9 else None)
    if len(found) == MOST_ROWS:
        most = _(N_("The first {count} rows; narrow the period or the area for the others."), count=MOST_ROWS)
        st.caption(most)


def rows_of(
    con: duckdb.DuckDBPyConnection, dataset: str, area: Area, first: date, last: date
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """(column names, rows) of a dataset in an area, of facts only those that happened in the period."""
    contract = contracts.get(dataset)
    kind, name = area
    own = [column for column in ("community_id", "grid_id") if column in dict(contract.stored)]
    where = [f"$kind = 'street' OR $name IN ({', '.join(own)})"]
    bound: dict[str, Any] = {"kind": kind, "name": name, "most": MOST_ROWS}
    if contract.is_fact and contract.when:
        where.append(f'"{contract.when}" >= $first AND "{contract.when}" < $after')
        bound |= {"first": first, "after": formats.month_end(last) + timedelta(days=1)}
    found = con.execute(
        f'SELECT * FROM "{dataset}" WHERE ({") AND (".join(where)}) ORDER BY _batch, _row LIMIT $most', bound
    )
    return [column[0] for column in found.description], found.fetchall()


def _files(session: Session, kpi: Kpi) -> None:
    _ = translator(session.language)
    wanted = {*kpi.needs, *kpi.needs_any}
    taken = [batches.read(session.home, name) for name in generation(session).batches]
    found = [batch for batch in taken if not wanted or batch.dataset.removeprefix("geo:") in wanted]
    columns: dict[str, Sequence[Any]] = {
        _(N_("File")): [batch.file for batch in found],
        _(N_("Export")): [
            source_name(batch.dataset.removeprefix("geo:"), session.language) for batch in found
        ],
        _(N_("Rows taken")): [batch.accepted for batch in found],
        _(N_("Taken at")): [batch.taken_at.replace("T", " ")[:16] for batch in found],
        "SHA-256": [batch.raw[:12] for batch in found],
    }
    config = {_(N_("Rows taken")): st.column_config.NumberColumn(format="localized")}
    tables.show(session, columns, key=f"files_{kpi.id}", config=config, download=False)

"""Which grids lag: every grid's headline figures against their targets, who manages it, the weakest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

import duckdb

from neighborcare import measures
from neighborcare.measures import Kpi, figures
from neighborcare.measures.figures import Figure
from neighborcare.text import N_, formats, translator
from neighborcare.ui import figure, filters, query, tables, writing
from neighborcare.ui.filters import Place
from neighborcare.ui.session import Session

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Standing:
    """One grid: its manager's masked name (None: nobody, or not for this role) and a figure and state a KPI."""

    place: Place
    manager: str | None
    found: tuple[Figure | None, ...]
    states: tuple[str | None, ...]
    short: float

    @property
    def off(self) -> int:
        """How many of the KPIs are off target."""
        return self.states.count("bad")


def standings(
    con: duckdb.DuckDBPyConnection, kpi_ids: tuple[str, ...], first: date, last: date
) -> tuple[Standing, ...]:
    """All grids, those first that miss the most targets, then by how far they miss them together."""
    kpis = [measures.get(kpi_id) for kpi_id in kpi_ids]
    by_kpi = [{f.area: f for f in figure.by_area(con, kpi.id, "grid", first, last)} for kpi in kpis]
    managers = dict(query.rows(con, "managers")) if query.has(con, "grids") else {}
    found = [
        _standing(
            place, managers.get(place.grid_id), kpis, [figures_.get(place.grid_id) for figures_ in by_kpi]
        )
        for place in filters.places(con)
        if place.is_grid
    ]
    return tuple(sorted(found, key=lambda s: (-s.off, -s.short, s.place.grid_id)))


def _standing(
    place: Place, manager: str | None, kpis: Sequence[Kpi], found: Sequence[Figure | None]
) -> Standing:
    states = tuple(figures.state(kpi, f) if f else None for kpi, f in zip(kpis, found, strict=True))
    short = sum(
        _short(kpi, f)
        for kpi, f, state in zip(kpis, found, states, strict=True)
        if f is not None and state in ("watch", "bad")
    )
    return Standing(place, manager, tuple(found), states, short)


def _short(kpi: Kpi, found: Figure) -> float:
    """By what part of its target a figure misses it (rates by their points)."""
    if kpi.target is None or found.value is None:
        return 0.0
    return abs(kpi.target - found.value) / (abs(kpi.target) or 1.0)


def within(found: Sequence[Standing], area: tuple[str, str]) -> list[Standing]:
    """Those of an area."""
    return [s for s in found if area[0] == "street" or area[1] in (s.place.community_id, s.place.grid_id)]


def lagging(found: Sequence[Standing], place: int) -> list[Standing]:
    """Those off target on the KPI at that place, the lowest first."""
    off = [s for s in found if s.states[place] == "bad"]
    return sorted(off, key=lambda s: (getattr(s.found[place], "value", 0.0), s.place.grid_id))


def table(session: Session, kpi_ids: Sequence[str], found: Sequence[Standing]) -> str:
    """The weakest as a small table; KPIs that no grid of these can be judged on are left out."""
    _ = translator(session.language)
    kpis = [measures.get(kpi_id) for kpi_id in kpi_ids]
    judged = [i for i in range(len(kpis)) if any(s.states[i] for s in found)]
    managed = any(s.manager for s in found)
    heads = [f'<th class="words" scope="col">{escape(_(N_("Grid")))}</th>']
    if managed:
        heads.append(f'<th class="words" scope="col">{escape(_(N_("Grid manager")))}</th>')
    heads.append(f'<th scope="col">{escape(_(N_("Off target")))}</th>')
    heads += [f'<th scope="col">{escape(kpis[i].short.of(session.language))}</th>' for i in judged]
    lines = "".join(_line(session, kpis, s, judged, managed) for s in found)
    head = f"<thead><tr>{''.join(heads)}</tr></thead>"
    return f'<div class="scroll"><table class="plain">{head}<tbody>{lines}</tbody></table></div>'


def _line(session: Session, kpis: Sequence[Kpi], s: Standing, judged: Sequence[int], managed: bool) -> str:
    _ = translator(session.language)
    cells = [f'<th class="words" scope="row">{escape(s.place.grid_name)}</th>']
    if managed:
        nobody = f'<span class="state bad">{escape(_(N_("nobody")))}</span>'
        cells.append(f'<td class="words">{escape(s.manager) if s.manager else nobody}</td>')
    cells.append(f"<td>{s.off}</td>")
    cells += [f"<td>{_cell(session, kpis[i], s.found[i], s.states[i])}</td>" for i in judged]
    return f"<tr>{''.join(cells)}</tr>"


def _cell(session: Session, kpi: Kpi, found: Figure | None, state: str | None) -> str:
    _ = translator(session.language)
    if found is not None and found.hidden:
        return f'<span class="hushed">{escape(formats.hidden(session.language))}</span>'
    if state is None or found is None:
        why = _(N_("Too few to judge")) if found else ""
        return f'<span class="hushed" title="{escape(why)}">{formats.NOTHING}</span>'
    mark = writing.state_mark(state, session.language, word=False)
    numbers = escape(writing.numbers(found))
    return f'{mark} <span title="{numbers}">{escape(formats.quantity(found.value, kpi.unit, session.language))}</span>'


def columns(session: Session, kpi_ids: Sequence[str], found: Sequence[Standing]) -> dict[str, list[object]]:
    """All of them as columns for a table that sorts and downloads."""
    _ = translator(session.language)
    shown: dict[str, list[object]] = {
        _(N_("Grid")): [s.place.grid_name for s in found],
        _(N_("Community")): [s.place.community_name for s in found],
        _(N_("Grid manager")): [s.manager for s in found],
        _(N_("Off target")): [s.off for s in found],
    }
    for i, kpi_id in enumerate(kpi_ids):
        kpi = measures.get(kpi_id)
        header, _config = tables.written(kpi.unit, session.language, kpi.short.of(session.language))
        shown[header] = [_shown(session, kpi, s.found[i]) for s in found]
    return shown


def _shown(session: Session, kpi: Kpi, found: Figure | None) -> float | str | None:
    if found is not None and found.hidden:
        return formats.hidden(session.language)
    return tables.amount(None if found is None or figures.too_few(kpi, found) else found.value, kpi.unit)

"""The board of the published accounts from the command line."""

from __future__ import annotations

from datetime import date
from typing import Any

from neighborcare.generation.questions import opened
from neighborcare.measures import get
from neighborcare.measures.accounts.board import Beside, Entry, board, is_told
from neighborcare.measures.figures import Figure
from neighborcare.store.home import Home


def accounts(home: Home, *, as_of: date | None = None) -> list[dict[str, Any]]:
    """The systems of the published accounts as the command line prints them (measures/accounts/board.py).

    Each: id, community, community_id, zh, en, does_zh, does_en, pillar, page, datasets (with their rows), rows in
    all, kpis (from January on), figures (the published value, unit, qualifier and period beside the computed one, and
    whether they agree), as_of. A generation that was built before there were accounts is computed afresh.
    """
    with opened(home, None, as_of) as (con, _, day):
        if is_told(con):
            return [_entry(entry) | {"as_of": day} for entry in board(con)]
    return accounts(home, as_of=day)


def _entry(entry: Entry) -> dict[str, Any]:
    system = entry.system
    rows = [_number(count) for count in entry.rows]
    return {
        "id": system.id,
        "community": entry.account.label.zh,
        "community_id": entry.community,
        "zh": system.label.zh,
        "en": system.label.en,
        "does_zh": system.does.zh,
        "does_en": system.does.en,
        "pillar": system.pillar,
        "page": system.page,
        "datasets": [
            {"dataset": export.dataset, "rows": count}
            for export, count in zip(system.exports, rows, strict=True)
        ],
        "rows": sum(count or 0 for count in rows),
        "kpis": [_kpi(figure) for figure in entry.kpis],
        "figures": [_figure(beside) for beside in entry.metrics],
    }


def _kpi(figure: Figure) -> dict[str, Any]:
    return {
        "id": figure.kpi,
        "zh": get(figure.kpi).label.zh,
        "en": get(figure.kpi).label.en,
        "from": f"{figure.first:%Y-%m}",
        "to": f"{figure.last:%Y-%m}",
        "numerator": _number(figure.numerator),
        "denominator": _number(figure.denominator),
        "value": figure.value,
        "unit": get(figure.kpi).unit,
    }


def _figure(beside: Beside) -> dict[str, Any]:
    quoted = beside.published
    return {
        "metric": beside.metric.label.zh,
        "metric_en": beside.metric.label.en,
        "published": {
            "value": _number(quoted.value),
            "unit": quoted.unit,
            "qualifier": quoted.qualifier,
            "period": quoted.period,
        },
        "computed": _number(beside.counted),
        "agrees": beside.agrees,
    }


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and float(value).is_integer() else value

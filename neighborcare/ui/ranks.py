"""How sure a ranking is: the places that an area may truly have, beside the one that it happens to have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from neighborcare.measures import Kpi, figures, funnel
from neighborcare.measures.figures import Figure
from neighborcare.measures.funnel import Rank
from neighborcare.text import N_, translator


def places(kpi: Kpi, found: Sequence[Figure]) -> Mapping[str, Rank]:
    """Area → its place, 1 the best, and the first and last that chance leaves open (95 %); only rates have one.

    Hidden figures and those on too few cases are not ranked: a place would tell what they are.
    """
    cells = {one.area: cell for one in found if (cell := _cell(kpi, one)) is not None}
    if len(cells) < 2:
        return {}
    turn = _turned if kpi.direction == "down" else _as_is
    ranks = funnel.rate_ranks(list(cells.values()))
    return {area: turn(rank, len(cells)) for area, rank in zip(cells, ranks, strict=True)}


def _cell(kpi: Kpi, one: Figure) -> tuple[float, float] | None:
    if kpi.kind_of(one.part) != "rate" or one.hidden or figures.too_few(kpi, one):
        return None
    numerator, denominator = one.numerator, one.denominator
    # More than all (done beyond the plan) is no share of anything.
    if numerator is None or not denominator or not 0 <= numerator <= denominator:
        return None
    return numerator, denominator


def _as_is(rank: Rank, _count: int) -> Rank:
    return rank


def _turned(rank: Rank, count: int) -> Rank:
    return Rank(count + 1 - rank.place, count + 1 - rank.last, count + 1 - rank.first)


def words(rank: Rank | None, count: int, language: str) -> str:
    """The places that are open, in words; "" where none is known."""
    if rank is None:
        return ""
    _ = translator(language)
    if rank.first == rank.last:
        return _(N_("Place {place} of {count}"), place=rank.place, count=count)
    if (rank.first, rank.last) == (1, count):
        return _(N_("Cannot be told apart from the others, any of {count} places"), count=count)
    return _(
        N_("Place {first} to {last} of {count} is possible"), first=rank.first, last=rank.last, count=count
    )

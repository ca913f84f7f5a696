"""The audit: it finds a number that was hidden alone, over areas, months, parts and KPIs, and shutting mends it."""

from datetime import date

import numpy as np
import pytest

from neighborcare import measures
from neighborcare.privacy import audit, ledger, merging, shutting
from neighborcare.privacy.ledger import COMMUNITY, GRID, STREET, Ledger
from tests.privacy.towns import kpis, town

LEVELS = (STREET, COMMUNITY, GRID)
LEAST = 5


def figures(seed: int) -> Ledger:
    with town(seed) as con:
        return ledger.read(con, kpis())


def everything(found: Ledger) -> merging.Told:
    told = merging.nothing(found)
    told.single[:] = True
    return told


def at(found: Ledger, kpi: str, level: int, part: str | None = None) -> tuple[int, int, int]:
    """The first small cell of a KPI's whole or part at a level."""
    for series, one in enumerate(found.series):
        if (one.kpi, one.part) == (kpi, part):
            for area, month in np.argwhere((found.num[series] > 0) & (found.num[series] < LEAST)):
                if found.level[area] == level:
                    return series, int(area), int(month)
    pytest.fail("no small cell in this town")


@pytest.mark.parametrize(("kpi", "level"), [("K38", COMMUNITY), ("K38", GRID), ("K15", COMMUNITY)])
def test_a_cell_that_is_hidden_alone_is_found(kpi: str, level: int) -> None:
    found = figures(3)
    told = everything(found)
    cell = at(found, kpi, level)
    mates = {i for i, one in enumerate(found.series) if (one.kpi, one.part) in {(kpi, None), ("K39", None)}}
    told.single[sorted(mates), cell[1], cell[2]] = (
        False  # in these towns every dispute is closed in its month
    )
    leaks = audit.leaks(found, told, LEAST)
    assert (cell[0], cell[1], (cell[2], cell[2]), found.num[cell]) in {
        (leak.series, leak.area, leak.block, leak.value) for leak in leaks
    }


def test_what_another_kpi_counts_too_is_known_from_it() -> None:
    found = figures(3)
    told = everything(found)
    cell = at(found, "K04", COMMUNITY, "childless")
    told.single[cell[0], :, cell[2]] = False
    assert audit.leaks(found, told, LEAST) == []  # for it is told elsewhere: nobody has to calculate
    for series, one in enumerate(found.series):
        if one.part == "childless" or (one.kpi, one.part) == ("K10", None):
            told.single[series, :, cell[2]] = False
    leaks = audit.leaks(found, told, LEAST)
    assert (found.areas[cell[1]], found.num[cell]) in {(found.areas[leak.area], leak.value) for leak in leaks}


def test_families_are_of_those_who_count_the_same() -> None:
    found = figures(3)
    together = [{found.series[i].kpi for i in family} for family in shutting.families(found)]
    assert {"K04", "K10", "K15"} in together
    assert sorted(kpi for family in together for kpi in family) == sorted({kpi.id for kpi in kpis()})


def test_after_shutting_nothing_small_is_left_and_much_is_told() -> None:
    found = figures(3)
    told = shutting.told(found, LEAST, LEVELS)
    assert audit.leaks(found, told, LEAST) == []
    whole = found.wholes["K38"]
    assert told.single[whole].any() or told.blocks
    shown = found.num[told.single]
    durations = [one.is_duration for one in found.series]
    assert not durations[whole]
    counts = [i for i, one in enumerate(found.series) if one.kpi in {"K04", "K38"}]
    numbers = found.num[counts][told.single[counts]]
    assert not ((numbers > 0) & (numbers < LEAST)).any()
    assert np.isfinite(shown).any()


def test_a_ledger_says_what_adds_up() -> None:
    found = figures(3)
    runs = {(found.series[whole].kpi, len(parts)) for whole, parts in found.runs}
    assert ("K38", len(measures.get("K38").parts)) in runs
    assert found.months[0] == date(2024, 1, 1)

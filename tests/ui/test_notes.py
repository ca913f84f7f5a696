"""A note goes through the ordinary intake and stands on every course from then on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from neighborcare import generation
from neighborcare.errors import UserError
from neighborcare.store import batches, lease, manifest
from neighborcare.store.home import Home
from neighborcare.ui import notes

COMMUNITIES = "社区编码,社区名称,统计日期,户数,人口\nC1,甲社区,2025-08-31,10,20\n"


@pytest.fixture
def street(home: Home, tmp_path: Path) -> Home:
    """A home with one community."""
    file = tmp_path / "社区基本情况.csv"
    file.write_text(COMMUNITIES, encoding="utf-8")
    looked = generation.look(home, [file])
    generation.take(home, looked, by="test")
    looked.leave()
    return home


def noted(home: Home) -> list[tuple[date, str, str | None]]:
    with lease.opened(home, manifest.current(home), "presenter") as con:
        return con.execute("SELECT note_date, title, community_id FROM list_notes ORDER BY 1").fetchall()


def test_a_note_of_a_community_and_one_of_the_street(street: Home) -> None:
    assert notes.write(street, date(2025, 7, 20), "台风过境", "", by="analyst")
    assert notes.write(street, date(2025, 3, 1), "敲门行动启动", "C1", by="analyst")
    assert noted(street) == [(date(2025, 3, 1), "敲门行动启动", "C1"), (date(2025, 7, 20), "台风过境", None)]
    taken = batches.read(street, manifest.current(street).batches[-1])
    assert (taken.dataset, taken.by, taken.accepted) == ("notes", "analyst", 1)


def test_the_same_note_twice_changes_nothing(street: Home) -> None:
    notes.write(street, date(2025, 7, 20), "台风过境", "", by="analyst")
    number = manifest.current(street).number
    assert not notes.write(street, date(2025, 7, 20), "台风过境", "", by="analyst")
    assert manifest.current(street).number == number


def test_a_note_of_nowhere_is_refused_with_the_reason(street: Home) -> None:
    with pytest.raises(UserError):
        notes.write(street, date(2025, 7, 20), "台风过境", "C9", by="analyst")


def test_a_note_that_looks_like_a_formula_stays_text(street: Home) -> None:
    notes.write(street, date(2025, 7, 20), "=1+1", "", by="analyst")
    assert noted(street)[0][1] == "=1+1"


def test_a_note_keeps_its_spaces_and_commas(street: Home) -> None:
    notes.write(street, date(2025, 3, 1), "Knock campaign begins", "", by="analyst")
    notes.write(street, date(2025, 7, 20), "寒潮，加密探访", "", by="analyst")
    assert [title for _, title, _ in noted(street)] == ["Knock campaign begins", "寒潮，加密探访"]

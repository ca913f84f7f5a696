"""What taking or undoing would change is exactly what it then changes, and looking at it changes nothing."""

from __future__ import annotations

from datetime import date

from neighborcare import generation
from neighborcare.generation import preview, questions
from neighborcare.generation.preview import Preview
from neighborcare.store import manifest
from neighborcare.store.home import Home
from tests.generation.conftest import TODAY, Take, Write, visit

Values = dict[str, object]


def values(home: Home) -> Values:
    """Every figure of the newest month, as the command line says it."""
    return {entry["id"]: entry["value"] for entry in questions.kpis(home, []) if "missing" not in entry}


def after(found: Preview) -> Values:
    return {change.kpi: change.after.value for change in found.changes if change.after}


def before(found: Preview) -> Values:
    return {change.kpi: change.before.value for change in found.changes if change.before}


def test_what_is_shown_before_taking_is_what_stands_there_afterwards(
    office: Home, write: Write, take: Take
) -> None:
    take(write("八月.csv", visit(1), visit(2, result="异常")))
    was = values(office)
    file = write("改.csv", visit(1, result="异常"), visit(3, place="乙社区"), visit(4, "25.8.24"))
    looked = generation.look(office, [file], today=TODAY)
    found = preview.of_look(office, looked, today=TODAY)
    assert manifest.current_number(office) == 2
    generation.take(office, looked, today=TODAY)
    assert before(found) == was
    assert after(found) == values(office)
    assert {change.kpi for change in found.differing} >= {"K06", "K14"}


def test_a_new_month_moves_the_figures_on_and_says_what_is_not_there_yet(
    office: Home, write: Write, take: Take
) -> None:
    cases = "案件编号,案件类型,类别,社区,登记时间\nC1,调解,邻里,甲社区,2025-08-02\n"
    take(write("八月.csv", visit(1)), write("案件.csv", text=cases))
    today = date(2025, 10, 3)
    looked = generation.look(office, [write("九月.csv", visit(2, "2025-09-10"))], today=today)
    found = preview.of_look(office, looked, today=today)
    looked.leave()
    assert found.moves_on
    assert (found.as_of_before, found.as_of_after) == (date(2025, 8, 31), date(2025, 9, 30))
    assert found.waiting == ("cases",)


def test_the_first_files_of_an_empty_home(home: Home, write: Write) -> None:
    communities = "社区编码,社区名称,统计日期,总户数,常住人口\nJY,甲社区,2025-07-31,1200,3100\n"
    looked = generation.look(home, [write("社区.csv", text=communities)], today=TODAY)
    found = preview.of_look(home, looked, today=TODAY)
    generation.take(home, looked, today=TODAY)
    assert found.as_of_before is None
    assert after(found) == values(home)


def test_nothing_new_changes_nothing(office: Home, write: Write, take: Take) -> None:
    take(write("八月.csv", visit(1)))
    looked = generation.look(office, [write("又来.csv", visit(1))], today=TODAY)
    assert preview.of_look(office, looked, today=TODAY).differing == ()
    looked.leave()


def test_undo_and_redo_say_what_they_change(office: Home, write: Write, take: Take) -> None:
    first = str(take(write("八月.csv", visit(1), visit(2))).tables[0].batch)
    take(write("改.csv", visit(2, result="异常")))
    for change in (generation.undo, generation.redo):
        found = preview.of_undo(office, first)
        change(office, first)
        assert after(found) == values(office)


def test_without_the_only_batch_there_are_no_figures(home: Home, write: Write, take: Take) -> None:
    communities = "社区编码,社区名称,统计日期,总户数,常住人口\nJY,甲社区,2025-07-31,1200,3100\n"
    only = str(take(write("社区.csv", text=communities)).tables[0].batch)
    found = preview.of_undo(home, only)
    assert found.as_of_after is None
    assert after(found) == {}

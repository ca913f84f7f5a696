"""What was said of column names: kept for a community, before the street's, corrected and forgotten."""

from __future__ import annotations

import json

import pytest

from neighborcare.__main__ import main
from neighborcare.errors import NotFound, UserError
from neighborcare.store import mappings
from neighborcare.store.home import Home
from neighborcare.store.mappings import Mapping

OWN = Mapping("甲社区", "visits", "见面法", "mode")
STREET = Mapping("", "visits", "见面法", "visit_type")


def test_nothing_is_remembered_at_first(home: Home) -> None:
    assert mappings.every(home) == []
    assert mappings.memory(home, "甲社区") == {}
    assert not home.path.exists()


def test_an_answer_says_who_and_when_and_survives(home: Home) -> None:
    mappings.remember(home, [OWN], "analyst")
    (kept,) = mappings.every(Home(home.path))
    assert (kept.header, kept.column, kept.by, len(kept.at)) == ("见面法", "mode", "analyst", 19)


def test_a_community_has_its_own_answer_before_the_street(home: Home) -> None:
    mappings.remember(home, [OWN, STREET], "analyst")
    assert mappings.memory(home, "甲社区")["visits", "见面法"].column == "mode"
    assert mappings.memory(home, "乙社区")["visits", "见面法"].column == "visit_type"
    assert "甲社区" in mappings.memory(home, "甲社区")["visits", "见面法"].says.zh


def test_a_header_is_one_however_it_is_written(home: Home) -> None:
    mappings.remember(home, [OWN], "analyst")
    mappings.remember(home, [Mapping("甲社区", "visits", " *见面法：", "result")], "analyst")
    (kept,) = mappings.every(home)
    assert kept.column == "result"


def test_one_column_has_one_header(home: Home) -> None:
    mappings.remember(home, [OWN], "analyst")
    mappings.remember(home, [Mapping("甲社区", "visits", "碰面法", "mode")], "analyst")
    assert [answer.header for answer in mappings.every(home)] == ["碰面法"]


def test_several_columns_may_carry_nothing(home: Home) -> None:
    nothing = [Mapping("", "visits", header, mappings.IGNORE) for header in ("星座", "天气")]
    mappings.remember(home, nothing, "analyst")
    assert len(mappings.every(home)) == 2


def test_what_is_forgotten_is_asked_again(home: Home) -> None:
    (kept,) = mappings.remember(home, [OWN], "analyst")
    assert mappings.forget(home, kept.key, "analyst").header == "见面法"
    assert mappings.memory(home, "甲社区") == {}
    with pytest.raises(NotFound, match=kept.key):
        mappings.forget(home, kept.key, "analyst")


def test_an_unknown_column_is_refused_with_those_there_are(home: Home) -> None:
    with pytest.raises(UserError) as caught:
        mappings.remember(home, [Mapping("", "visits", "见面法", "weather")], "analyst")
    assert "mode" in str(caught.value.values["known"])
    assert mappings.every(home) == []


def test_half_an_answer_is_never_read(home: Home) -> None:
    mappings.remember(home, [OWN], "analyst")
    (home.path / "mappings" / "x.1234.partial").write_text("{")
    assert len(mappings.every(home)) == 1


def test_the_command_line_remembers_lists_and_forgets(home: Home, capfd: pytest.CaptureFixture[str]) -> None:
    place = ["--home", str(home.path), "--json"]
    told = ["remember", "见面法=mode", "天气=", "--dataset", "visits", "--community", "清苑社区"]
    assert main(["mappings", *told, *place]) == 0
    capfd.readouterr()
    assert main(["mappings", *place]) == 0
    listed = json.loads(capfd.readouterr().out)
    assert [(e["header"], e["column"], e["community"]) for e in listed] == [
        ("天气", "", "清苑社区"),
        ("见面法", "mode", "清苑社区"),
    ]
    assert main(["mappings", "forget", listed[0]["key"], *place]) == 0
    assert [answer.header for answer in mappings.every(home)] == ["见面法"]


def test_the_command_line_says_how_an_answer_is_written(
    home: Home, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["mappings", "remember", "见面法", "--dataset", "visits", "--home", str(home.path)]) == 1
    assert "列名=字段" in capfd.readouterr().err

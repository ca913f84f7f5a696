"""The catalogue says of every KPI, in both languages, what it is and where it comes from."""

from __future__ import annotations

import re

import pytest

from neighborcare import contracts
from neighborcare.errors import NotFound
from neighborcare.measures import FOLDER, Kpi, catalogue, get
from neighborcare.text import formats, say

EVERY = list(catalogue().values())
IDS = [kpi.id for kpi in EVERY]


def test_every_file_is_half_of_a_pair() -> None:
    assert {p.stem for p in FOLDER.glob("*.toml")} == {p.stem for p in FOLDER.glob("*.sql")}


def test_kpis_are_listed_in_their_order() -> None:
    assert sorted(IDS) == IDS


@pytest.mark.parametrize("kpi", EVERY, ids=IDS)
def test_it_is_said_in_both_languages(kpi: Kpi) -> None:
    labels = [kpi.label, kpi.short, kpi.definition, kpi.source]
    labels += [part.label for part in kpi.parts] + [mark.label for mark in kpi.thresholds]
    for label in labels:
        assert re.search(r"[\u4e00-\u9fff]", label.zh), label
        assert not re.search(r"[\u4e00-\u9fff]", label.en), label
    assert kpi.definition.zh.endswith("。")
    assert kpi.definition.en.endswith(".")


@pytest.mark.parametrize("kpi", EVERY, ids=IDS)
def test_what_it_names_exists(kpi: Kpi) -> None:
    assert {kpi.unit, *(part.unit for part in kpi.parts)} <= set(formats.UNITS)
    assert {*kpi.needs, *kpi.needs_any, kpi.rows} - {"walkways", "reporting"} <= set(contracts.catalogue())
    assert kpi.ledger is None or contracts.get(kpi.ledger).when
    codes = [part.code for part in kpi.parts]
    assert len(codes) == len(set(codes))
    assert {mark.part for mark in kpi.thresholds} - {None} <= set(codes)


@pytest.mark.parametrize("kpi", EVERY, ids=IDS)
def test_a_target_has_a_source_and_a_direction(kpi: Kpi) -> None:
    assert (kpi.target is None) == (kpi.target_source is None)
    assert kpi.target is None or kpi.direction != "neutral"
    assert kpi.kind != "rate" or kpi.unit == "percent"


def test_parts_of_a_contract_column_bear_its_names() -> None:
    assert [(p.code, p.label.zh) for p in get("K11").parts][:2] == [("red", "红"), ("yellow", "黄")]
    assert [p.code for p in get("K15").parts] == ["living_alone", "childless", "child_in_difficulty"]


def test_a_target_holds_for_parts_measured_alike_only() -> None:
    assert get("K10").target_of("living_alone") == 1.0
    assert get("K40").target_of("days") == 30
    assert get("K40").target_of("sessions") is None
    assert get("K07").target_of("households") is None


def test_small_numbers_about_people_in_need_are_hidden_from_outsiders() -> None:
    assert get("K04").hidden_from == {"leader", "presenter"}
    assert get("K20").hidden_from == frozenset()


def test_an_unknown_kpi_is_named_with_those_there_are() -> None:
    with pytest.raises(NotFound) as caught:
        get("K99")
    assert "K99" in say(caught.value, "zh-CN")
    assert "K10" in say(caught.value, "en")


def test_an_unknown_part_is_named_with_those_there_are() -> None:
    with pytest.raises(NotFound, match="red, yellow, green, blue"):
        get("K11").unit_of("purple")

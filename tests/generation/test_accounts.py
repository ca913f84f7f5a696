"""`accounts`: the ninety systems from the demonstration street, and from exports made by hand."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from neighborcare.__main__ import main
from neighborcare.generation.account_questions import accounts
from neighborcare.store.home import Home

EXPORTS = {
    "社区.csv": "社区编码,社区名称,统计日期,户数,常住人口\nR,人民中社区,2025-07-31,100,300",
    "公开报道数据.csv": """体系编号,社区,指标,报道数值,单位,口径,报道时段
R15,人民中社区,充电桩,287,个,准确,2024年以来
R16,人民中社区,楼道灯,50,盏,余,2024年以来""",
    "设施改造.csv": """项目编号,社区,改造类型,改造地点,计划数,完成数,单位,开工日期,完工日期
1,人民中社区,充电桩,一处,287,286,个,2024-03-01,2024-03-20
2,人民中社区,充电桩,二处,9,9,个,2023-03-01,2023-12-31
3,人民中社区,楼道灯,三处,49,49,盏,2025-03-01,2025-08-20""",
}
MORE = """项目编号,社区,改造类型,改造地点,计划数,完成数,单位,开工日期,完工日期
4,人民中社区,充电桩,四处,1,1,个,2025-08-25,2025-08-31
5,人民中社区,路灯,五处,1,1,盏,2025-08-25,2025-08-31"""


def load(home: Home, folder: Path, files: dict[str, str]) -> None:
    paths = [folder / name for name in files]
    for path in paths:
        path.write_text(files[path.name], encoding="utf-8")
    assert main(["load", "--home", str(home.path), *map(str, paths)]) == 0


def figure(entries: list[dict[str, Any]], system: str) -> dict[str, Any]:
    entry = next(entry for entry in entries if entry["id"] == system)
    found: dict[str, Any] = entry["figures"][0]
    return found


def test_the_figures_are_counted_and_follow_the_rows(home: Home, tmp_path: Path) -> None:
    load(home, tmp_path, EXPORTS)
    before = accounts(home)
    assert figure(before, "R15")["published"] == {
        "value": 287,
        "unit": "个",
        "qualifier": "exact",
        "period": "2024年以来",
    }
    assert [(figure(before, s)["computed"], figure(before, s)["agrees"]) for s in ("R15", "R16")] == [
        (286, False),
        (49, False),
    ]
    load(home, tmp_path, {"补报.csv": MORE})
    after = accounts(home)
    assert [(figure(after, s)["computed"], figure(after, s)["agrees"]) for s in ("R15", "R16")] == [
        (287, True),
        (50, True),
    ]
    assert figure(accounts(home, as_of=date(2025, 8, 30)), "R15")["computed"] == 286


def test_an_account_whose_community_is_not_there_says_nothing(home: Home, tmp_path: Path) -> None:
    load(home, tmp_path, EXPORTS)
    entries = accounts(home)
    assert len(entries) == 90
    away = [entry for entry in entries if entry["id"][0] != "R"]
    assert all(entry["community_id"] is None and entry["rows"] == 0 for entry in away)
    assert not any(entry["kpis"] or any(f["agrees"] for f in entry["figures"]) for entry in away)


@pytest.mark.demo
def test_every_system_works_on_the_demonstration_street(demo_home: Home) -> None:
    entries = accounts(demo_home)
    assert Counter(entry["id"][0] for entry in entries) == {"L": 23, "R": 20, "J": 14, "X": 9, "S": 24}
    for entry in entries:
        assert all(used["rows"] for used in entry["datasets"]), entry["id"]
        assert entry["kpis"], entry["id"]
        assert any(kpi["numerator"] is not None for kpi in entry["kpis"]), entry["id"]


@pytest.mark.demo
def test_every_exact_figure_is_equal_and_no_more_than_is_below(demo_home: Home) -> None:
    judged: Counter[str] = Counter()
    for entry in accounts(demo_home):
        for found in entry["figures"]:
            qualifier, value = found["published"]["qualifier"], found["published"]["value"]
            if qualifier in {"exact", "over", "approx"}:
                assert found["agrees"], (entry["id"], found)
                assert found["computed"] == value if qualifier == "exact" else found["computed"] >= value
                judged[qualifier] += 1
            else:
                assert found["agrees"] is None
    assert judged == {"exact": 38, "over": 9, "approx": 1}


@pytest.mark.demo
def test_the_command_prints_one_document(demo_home: Home, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["accounts", "--home", str(demo_home.path), "--json"]) == 0
    entries = json.loads(capsysbinary.readouterr().out)
    assert len(entries) == 90
    charging = next(entry for entry in entries if entry["id"] == "R15")
    assert (charging["zh"], charging["page"], charging["datasets"][0]["dataset"]) == (
        "增设充电桩",
        "safety",
        "improvements",
    )
    assert main(["accounts", "--home", str(demo_home.path), "--lang", "en"]) == 0
    assert "R15 Charging points: 9  287 (=287)" in capsysbinary.readouterr().out.decode()

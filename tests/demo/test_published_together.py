"""What residents asked for and what was done together: every published figure, counted by hand from the rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import pytest

from neighborcare.demo import Street, published
from neighborcare.demo.plan import LAST

BEGIN = date(2020, 1, 1)
FIRST = {"L": BEGIN, "R": date(2024, 1, 1), "J": date(2025, 1, 1), "X": BEGIN, "S": BEGIN}
LAST_DAY = {"L": date(2025, 8, 20), "R": LAST, "J": LAST, "X": LAST, "S": LAST}
FIRE = {"wiring", "fly_charging", "blocked_exit", "gas"}
HELPERS = {
    "cadre",
    "social_worker",
    "party_volunteer",
    "volunteer",
    "building_head",
    "neighbor",
    "care_parent",
}
Rows = list[dict[str, Any]]


class Account:
    """The rows of one community, by what they are and when they were."""

    def __init__(self, street: Street, letter: str) -> None:
        self.street, self.letter = street, letter

    def all(self, dataset: str, **is_: object) -> Rows:
        rows = self.street.tables[dataset]
        mine = [row for row in rows if row["community_id"] == published.LETTERS[self.letter]]
        return [row for row in mine if all(_is(row[name], wanted) for name, wanted in is_.items())]

    def done(self, dataset: str, when: str, **is_: object) -> Rows:
        return [row for row in self.all(dataset, **is_) if self._within(row[when])]

    def there(self, dataset: str, **is_: object) -> Rows:
        begins = {"key_people": "filed_date", "staff": "start_date"}[dataset]
        day = LAST_DAY[self.letter]
        return [
            row
            for row in self.all(dataset, **is_)
            if (row[begins] is None or row[begins] <= day)
            and (row["end_date"] is None or row["end_date"] > day)
        ]

    def _within(self, moment: object) -> bool:
        day = moment.date() if isinstance(moment, datetime) else moment
        return isinstance(day, date) and FIRST[self.letter] <= day <= LAST_DAY[self.letter]


def _is(value: object, wanted: object) -> bool:
    if isinstance(value, list):
        return wanted in value
    return value in wanted if isinstance(wanted, set) else value == wanted


def total(rows: Rows, column: str) -> int:
    return sum(int(row[column] or 0) for row in rows)


def different(rows: Rows, column: str) -> int:
    return len({row[column] for row in rows if row[column] is not None})


def partners(street: Street, kind: str) -> set[object]:
    return {row["partner_id"] for row in street.tables["partners"] if row["partner_type"] == kind}


COUNTS: Mapping[tuple[str, str], Callable[[Account], int]] = {
    ("L1", "户数"): lambda a: total(a.all("communities"), "households"),
    ("L2", "空巢老人"): lambda a: len(a.there("key_people", categories="empty_nest")),
    ("L9", "开办年份"): lambda a: min(row["start_date"].year for row in a.all("staff", role="psychologist")),
    ("L14", "独居老人"): lambda a: len(a.there("key_people", categories="living_alone")),
    ("R1", "活动"): lambda a: len(a.done("activities", "held_date")),
    ("R1", "服务人次"): lambda a: total(a.done("activities", "held_date"), "attend_count"),
    ("R1", "解决问题"): lambda a: len(a.done("requests", "closed_at", is_solved=True)),
    ("R2", "安居改造"): lambda a: total(
        a.done("improvements", "done_date", type="rewiring"), "household_count"
    ),
    ("R3", "改造楼栋"): lambda a: different(a.done("improvements", "done_date", type="handrail"), "site"),
    ("R3", "扶手"): lambda a: total(a.done("improvements", "done_date", type="handrail"), "done_qty"),
    ("R3", "受益老人"): lambda a: total(
        a.done("improvements", "done_date", type="handrail"), "beneficiary_count"
    ),
    ("R4", "讲座义诊"): lambda a: len(a.done("activities", "held_date", type={"lecture", "clinic"})),
    ("R4", "服务居民"): lambda a: total(
        a.done("activities", "held_date", type={"lecture", "clinic"}), "attend_count"
    ),
    ("R5", "宣传人次"): lambda a: total(a.done("activities", "held_date", type="publicity"), "attend_count"),
    ("R6", "排查"): lambda a: different(a.done("hazards", "found_at", hazard_type=FIRE), "inspection_id"),
    ("R6", "整改隐患"): lambda a: len(a.done("hazards", "fixed_at", hazard_type=FIRE)),
    ("R7", "联合整治"): lambda a: len(a.done("hazards", "found_at", hazard_type="vendor")),
    ("R8", "清洁行动"): lambda a: len(a.done("activities", "held_date", series="每周一净")),
    ("R9", "困境儿童"): lambda a: len(a.there("key_people", categories="child_in_difficulty")),
    ("R10", "微心愿"): lambda a: len(a.done("claims", "collected_at", claim_type="wish")),
    ("R10", "受助家庭"): lambda a: different(
        a.done("claims", "collected_at", claim_type="wish"), "household_id"
    ),
    ("R14", "微项目"): lambda a: len(a.done("claims", "collected_at", claim_type="project")),
    ("R15", "充电桩"): lambda a: total(a.done("improvements", "done_date", type="charger"), "done_qty"),
    ("R16", "楼道灯"): lambda a: total(a.done("improvements", "done_date", type="lamp"), "done_qty"),
    ("R17", "缝补件数"): lambda a: total(a.done("activities", "held_date", series="针心裁意"), "item_count"),
    ("R19", "演练人次"): lambda a: total(a.done("activities", "held_date", type="drill"), "attend_count"),
    ("J1", "敲门轮次"): lambda a: different(a.done("visits", "visit_at"), "round_id"),
    ("J1", "新增建档"): lambda a: len(a.done("key_people", "filed_date")),
    ("J3", "结对工作人员"): lambda a: different(
        a.done("claims", "collected_at", claim_type="pairing"), "staff_id"
    ),
    ("J3", "独居老人"): lambda a: different(
        a.done("claims", "collected_at", claim_type="pairing"), "person_id"
    ),
    ("J11", "指尖课党员"): lambda a: total(
        a.done("activities", "held_date", delivery="mobile"), "attend_count"
    ),
    ("J12", "红色包裹党员"): lambda a: total(
        a.done("activities", "held_date", delivery="parcel"), "attend_count"
    ),
    ("X1", "义诊老人"): lambda a: different(
        a.all("health_services", service_type="home_clinic"), "person_id"
    ),
    ("X1", "药品"): lambda a: total(a.all("health_services"), "medicine_count"),
    ("S2", "网格"): lambda a: len(a.all("grids")),
    ("S3", "联席会议"): lambda a: different(a.all("topics", meeting_type="joint"), "meeting_id"),
    ("S4", "协商议事"): lambda a: different(a.all("topics", meeting_type="consult"), "meeting_id"),
    ("S5", "走访家庭"): lambda a: different(a.all("visits", result={"ok", "abnormal"}), "household_id"),
    ("S6", "调解纠纷"): lambda a: len(a.all("cases", case_type="mediation")),
    ("S7", "解决群众问题"): lambda a: len(a.all("requests", is_solved=True)),
    ("S8", "建档家庭"): lambda a: different(a.all("claims", claim_type="household"), "household_id"),
    ("S12", "帮扶力量"): lambda a: len(a.there("staff", role=HELPERS)),
    ("S12", "独居老人"): lambda a: len(a.there("key_people", categories="living_alone")),
    ("S14", "爱心企业"): lambda a: different(a.all("funds", direction="in", kind="cash"), "partner_id"),
    ("S14", "帮扶基金"): lambda a: total(a.all("funds", direction="in", kind="cash"), "amount"),
    ("S15", "单案调解次数"): lambda a: max(
        row["session_count"] for row in a.all("cases", case_type="mediation")
    ),
    ("S20", "对口帮扶"): lambda a: different(
        a.all("claims", claim_type="household", partner_id=partners(a.street, "government")), "household_id"
    ),
}
JUDGED = [row for row in published.make() if row["qualifier"] in {"exact", "over"}]


def test_every_exact_figure_and_every_more_than_is_counted() -> None:
    assert {(row["system_id"], row["metric"]) for row in JUDGED} == COUNTS.keys()


@pytest.mark.parametrize("row", JUDGED, ids=lambda row: f"{row['system_id']} {row['metric']}")
def test_a_published_figure_is_the_count_of_its_rows(street: Street, row: dict[str, Any]) -> None:
    count = COUNTS[row["system_id"], row["metric"]](Account(street, row["system_id"][0]))
    if row["qualifier"] == "exact":
        assert count == row["value"]
    else:
        assert row["value"] <= count < 1.5 * row["value"]


def test_firms_gave_the_fund_its_money(street: Street) -> None:
    given = Account(street, "S").all("funds", direction="in", kind="cash")
    assert {row["partner_id"] for row in given} == partners(street, "enterprise") & {
        row["partner_id"] for row in given
    }


def test_nobody_withdrew_from_what_was_published(street: Street) -> None:
    wishes = Account(street, "R").done("claims", "collected_at", claim_type={"wish", "project"})
    assert all(row["fulfilled_at"] for row in wishes)

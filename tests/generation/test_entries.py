"""Rows written down on a page pass the ordinary intake: they complete what stands, and move no as-of date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from neighborcare.errors import UserError
from neighborcare.generation import Loaded, entries
from neighborcare.store import batches, lease, manifest
from neighborcare.store.home import Home

Write = Callable[..., Path]
Take = Callable[..., Loaded]

TODAY = date(2025, 9, 3)
HEAD = "认领编号,认领类型,内容,征集时间,审核时间,公示时间,发布时间,状态,社区\n"
WISH = "RL1,微心愿,一辆助行车,2025-08-01,2025-08-02,2025-08-03,2025-08-04,已发布,甲社区\n"
TOPIC = {
    "topic_id": "M-1",
    "meeting_id": "M",
    "meeting_type": "joint",
    "held_date": date(2025, 9, 2),
    "title": "楼道灯更换",
    "decision": "adopted",
    "owner_unit": "示例物业",
    "due_at": date(2025, 10, 1),
    "community_id": "JY",
}
CLAIM = {"claim_id": "RL1", "claimed_at": date(2025, 9, 2), "partner_id": "示例银行", "status": "claimed"}


@pytest.fixture
def offering(office: Home, write: Write, take: Take) -> Home:
    """The office in August, with one wish published and a visit that says which month it is."""
    take(
        write("认领.csv", text=HEAD + WISH),
        write("走访.csv", "V1,2025-08-20,甲社区,H1,W1,探访,上门,正常"),
    )
    return office


def claims(home: Home) -> list[tuple[object, ...]]:
    with lease.opened(home, manifest.current(home), "analyst") as con:
        return con.execute("SELECT claim_id, status, partner_id, published_at::DATE FROM claims").fetchall()


def test_a_claim_keeps_what_stood_of_its_item(offering: Home) -> None:
    made = entries.take(offering, {"claims": [CLAIM]}, name="x", by="tester", today=TODAY)
    assert [(one.accepted, one.replaced) for one in made.tables] == [(1, 1)]
    assert claims(offering) == [("RL1", "claimed", "示例银行", date(2025, 8, 4))]
    assert batches.read(offering, made.tables[0].batch or "").by == "tester"


def test_the_day_of_the_figures_stays(offering: Home) -> None:
    entries.take(offering, {"topics": [TOPIC], "claims": [CLAIM]}, name="x", by="tester", today=TODAY)
    assert manifest.current(offering).as_of == date(2025, 8, 31)


def test_a_decision_stands_in_the_ledger_once_its_month_is_there(
    offering: Home, write: Write, take: Take
) -> None:
    entries.take(offering, {"topics": [TOPIC]}, name="x", by="tester", today=TODAY)
    take(write("走访9.csv", "V2,2025-09-02,甲社区,H1,W1,探访,上门,正常"))
    with lease.opened(offering, manifest.current(offering), "presenter") as con:
        found = con.execute("SELECT title, owner_unit, state FROM list_decisions").fetchall()
    assert found == [("楼道灯更换", "示例物业", "under_way")]


def test_the_same_rows_again_change_nothing(offering: Home) -> None:
    said = {"topics": [TOPIC], "claims": [CLAIM]}
    entries.take(offering, said, name="x", by="tester", today=TODAY)
    number = manifest.current_number(offering)
    assert entries.take(offering, said, name="x", by="tester", today=TODAY).generation is None
    assert manifest.current_number(offering) == number


def test_a_row_that_is_sent_back_takes_all_of_them_back(offering: Home) -> None:
    number = manifest.current_number(offering)
    with pytest.raises(UserError, match="Nothing was taken"):
        entries.take(
            offering,
            {"claims": [CLAIM], "topics": [TOPIC | {"community_id": "没有这个社区"}]},
            name="x",
            by="tester",
            today=TODAY,
        )
    assert manifest.current_number(offering) == number


def test_what_looks_like_a_formula_stays_text(offering: Home) -> None:
    made = entries.take(offering, {"topics": [TOPIC | {"title": "=1+1"}]}, name="x", by="tester", today=TODAY)
    folder = batches.read(offering, made.tables[0].batch or "").folder(offering)
    assert pq.read_table(folder / batches.EXPORT_ROWS)["title"].to_pylist() == ["=1+1"]

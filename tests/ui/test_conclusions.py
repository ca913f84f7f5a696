"""Each page's sentence on a street small enough to count: it changes with the month, the community and the data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import duckdb
import pytest

from neighborcare import generation
from neighborcare.store import lease, manifest
from neighborcare.store.home import Home
from neighborcare.ui import activities, claims, deliberation, household_files, requests, safety, signals
from neighborcare.ui.filters import STREET, View
from neighborcare.ui.session import Session

AS_OF = date(2025, 3, 31)
FILES = {
    "社区基本情况": """
社区编码,社区名称,统计日期,户数,人口
C1,甲社区,2025-01-31,200,1000
C2,乙社区,2025-01-31,100,500""",
    "诉求工单": """
工单号,社区,诉求类型,诉求来源,诉求类别,受理时间,响应时间,办理时限,办结时间,是否解决,满意度,办理状态
Q1,甲社区,投诉,微信,噪音,2025-03-01 8:00,2025-03-01 9:00,2025-03-08,2025-03-08 20:00,是,满意,办结
Q2,甲社区,投诉,微信,噪音,2025-03-02 8:00,,2025-03-09,,,,待办
Q3,乙社区,投诉,微信,噪音,2025-02-03 8:00,2025-02-03 9:00,2025-02-10,2025-02-09,是,,办结""",
    "认领台账": """
认领编号,社区,认领类型,认领内容,征集时间,审核时间,公示时间,发布时间,认领时间,兑现期限,兑现时间,回访次数,当前状态
L1,甲社区,微项目,修剪,2025-02-01,2025-02-02,2025-02-03,2025-03-01,2025-03-05,2025-03-20,2025-03-20,1,兑现
L2,甲社区,微项目,铺砖,2025-02-01,2025-02-02,2025-02-03,2025-03-02,,,,,发布""",
    "资金物资台账": """
凭证号,日期,社区,收支,款物,金额（元）
E1,2025-01-10,甲社区,收入,资金,5000
E2,2025-03-02,甲社区,支出,资金,1200""",
    "活动台账": """
活动编号,社区,活动名称,活动类型,系列,计划日期,开展日期,参加人数
A1,甲社区,净一,清洁,每周一净,2025-03-03,2025-03-03,12
A2,甲社区,净二,清洁,每周一净,2025-03-10,,
A3,甲社区,净三,清洁,每周一净,2025-03-17,,
A4,乙社区,讲座,讲座,金融讲座,2025-03-12,2025-03-12,30""",
    "隐患整治": """
隐患编号,社区,排查批次,发现时间,隐患类型,隐患等级,整改时限,整改完成时间,复查时间,整改情况
Y1,甲社区,I1,2025-03-03,乱拉线,高,2025-03-06,2025-03-05,2025-03-06,已销号
Y2,甲社区,I1,2025-03-03,堵通道,中,2025-03-10,,,整改中""",
    "议事议题": """
议题编号,社区,会议编号,会议类型,召开日期,议题,议定结果,责任单位,完成时限,办结时间
T1,甲社区,M1,协商,2025-03-05,一,通过,物业,2025-03-10,
T2,甲社区,M1,协商,2025-03-05,二,通过,物业,2025-04-10,2025-03-20
T3,乙社区,M1,协商,2025-03-05,三,通过,物业,2025-03-12,2025-03-12""",
}
Sentence = Callable[[duckdb.DuckDBPyConnection, Session, View], str]


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The files above, taken by the ordinary intake."""
    folder = tmp_path_factory.mktemp("files")
    files = [folder / f"{name}.csv" for name in FILES]
    for file in files:
        file.write_text(FILES[file.stem].strip() + "\n", encoding="utf-8")
    home = Home(tmp_path_factory.mktemp("street") / "home")
    looked = generation.look(home, files)
    generation.take(home, looked, by="test")
    looked.leave()
    generation.build(home, as_of=AS_OF)
    return home


def view(month: date = date(2025, 3, 1), area: tuple[str, str] = STREET) -> View:
    return View(month, "month", month, month, area, area[1])


def said(home: Home, sentence: Sentence, seen: View, role: str = "analyst", language: str = "en") -> str:
    live = manifest.current(home)
    session = Session(role, language, None, home, live)  # type: ignore[arg-type]
    with lease.opened(home, live, role) as con:
        return sentence(con, session, seen)


C1, C2, FEBRUARY = ("community", "C1"), ("community", "C2"), date(2025, 2, 1)


@pytest.mark.parametrize(
    ("sentence", "seen", "parts"),
    [
        (requests.conclusion, view(), ("2 requests", "1/2 of those due")),
        (requests.conclusion, view(FEBRUARY), ("1 request", "1/1 of those due")),
        (claims.conclusion, view(), ("1/2 of the published items", "1/1 of those due", "3,800 yuan")),
        (claims.conclusion, view(FEBRUARY), ("no item was published", "5,000 yuan")),
        (activities.conclusion, view(), ("2 events", "每周一净 was missed 2 times")),
        (activities.conclusion, view(area=C2), ("1 event", "every series was kept")),
        (safety.conclusion, view(), ("50.0% of the hazards found", "1 place")),
        (safety.conclusion, view(FEBRUARY), ("no hazard was found", "none is overdue")),
        (deliberation.conclusion, view(area=C1), ("2 adopted, 1 done, 1 overdue", "0% were carried out")),
        (deliberation.conclusion, view(area=C2), ("1 adopted, 1 done, 0 overdue", "100%")),
    ],
)
def test_a_sentence_says_what_was_counted(
    street: Home, sentence: Sentence, seen: View, parts: tuple[str, ...]
) -> None:
    told = said(street, sentence, seen)
    assert [part for part in parts if part not in told] == [], told


def test_meetings_of_two_communities_with_one_number_stay_apart(street: Home) -> None:
    assert " 3 adopted" not in said(street, deliberation.conclusion, view())


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_without_files_the_household_page_has_no_sentence(street: Home, language: str) -> None:
    assert said(street, household_files.conclusion, view(), language=language) == ""


def test_signals_say_how_many_where_and_for_how_long(street: Home) -> None:
    def told(con: duckdb.DuckDBPyConnection, session: Session, seen: View) -> str:
        return "\n".join(f"{one.where}: {one.what}" for one in signals.told(con, session, seen))

    assert "甲社区: requests open past their due time: 1, the longest 22 days overdue" in said(
        street, told, view()
    )
    found = said(street, told, view(), language="zh-CN")
    assert "甲社区: 1 件诉求过了办理时限仍未办结，最长超期 22 天" in found
    assert "甲社区: “每周一净”连续 2 场到期未开展" in found
    assert "乙社区: 1 件诉求" not in found
    assert "1 处较大以上隐患" not in said(street, told, view(area=C2), language="zh-CN")

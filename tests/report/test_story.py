"""The story of a meeting: the generation's own figures, nothing that a meeting may not see, the same a year later."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from neighborcare import measures
from neighborcare.errors import Forbidden, NotFound, UserError
from neighborcare.generation import questions
from neighborcare.measures import figures
from neighborcare.report import meeting, pack, story
from neighborcare.report.asking import STREET, Asked
from neighborcare.report.closing import weakest
from neighborcare.report.meeting import DEFAULT, Decision, Meeting, Offer, Story
from neighborcare.report.slides import Bullets, Chart, GridMap, Slide, Table
from neighborcare.store import lease, manifest
from neighborcare.store.home import Home
from neighborcare.text import formats

MONTH = date(2025, 8, 1)
pytestmark = pytest.mark.demo


def words(slide: Slide) -> str:
    """Everything that is read on a slide."""
    body = slide.body
    inside: list[str] = []
    match body:
        case Table():
            inside = [cell for row in (body.heads, *body.rows) for cell in row]
        case GridMap():
            inside = [area.text for area in body.areas] + [text for _, text in body.legend]
        case Bullets():
            inside = list(body.items)
        case Chart():
            inside = [*body.categories, *(series.name for series in body.series)]
    return "\n".join([slide.kicker, slide.title, *inside, getattr(body, "caption", "")])


@pytest.mark.parametrize("which", ["told", "own"])
def test_ten_slides_in_ten_minutes_each_with_a_conclusion(which: str, request: pytest.FixtureRequest) -> None:
    for language, one in request.getfixturevalue(which).items():
        assert tuple(slide.id for slide in one.slides) == DEFAULT
        titles = [slide.title for slide in one.slides]
        assert len(set(titles)) == len(titles)
        assert all(re.search(r"\d", title) for title in titles), language
        for slide in one.slides:
            assert "2025" in slide.foot
            assert "g0000" in slide.foot
            assert slide.alt


@pytest.mark.parametrize("which", ["told", "own"])
def test_every_figure_on_every_slide_is_the_one_of_the_command_line(
    demo_home: Home, which: str, request: pytest.FixtureRequest
) -> None:
    one: Story = request.getfixturevalue(which)["zh-CN"]
    said = {item.figure: item.text for slide in one.slides for item in slide.said}
    assert len(said) > 60
    known: dict[tuple[object, ...], dict[tuple[object, ...], dict[str, object]]] = {}
    for figure, text in said.items():
        key = (figure.kpi, figure.first, figure.last, figure.area_kind)
        if key not in known:
            by = ["part"] + ([figure.area_kind] if figure.area_kind != "street" else [])
            entries = questions.kpis(demo_home, [figure.kpi], first=figure.first, last=figure.last, by=by)
            known[key] = {(entry["area"], entry["part"]): entry for entry in entries}
        entry = known[key].get((figure.area, figure.part), {"value": None, "numerator": None})
        kpi = measures.get(figure.kpi)
        if figure.hidden:
            assert not re.search(r"\d", text)
            continue
        assert figure.value == entry["value"], figure
        assert figure.numerator == entry["numerator"], figure
        if not figures.too_few(kpi, figure):
            assert text == formats.quantity(entry["value"], kpi.unit_of(figure.part), "zh-CN")


def test_every_number_of_a_title_is_one_of_its_figures_or_counts_what_stands_below(
    told: dict[str, Story],
) -> None:
    for slide in told["zh-CN"].slides:
        if slide.id in ("headlines", "next"):
            continue  # these count their rows
        title = slide.title.replace("2025年8月", "").replace("65 岁", "")
        title = re.sub(r"环比\S+ [\d.]+( 个百分点|%)|连续 \d+ 个月|第.网格", "", title)
        allowed = {item.text.split(" ")[0] for item in slide.said}
        assert set(re.findall(r"[\d,.]*\d%?", title)) <= allowed, slide.title


def test_the_counts_of_the_main_indicators_are_those_of_the_table(told: dict[str, Story]) -> None:
    slide = next(one for one in told["zh-CN"].slides if one.id == "headlines")
    assert isinstance(slide.body, Table)
    good, watch, bad = (slide.body.states.count(state) for state in ("good", "watch", "bad"))
    assert f"{len(slide.body.rows)} 项主要指标中 {good} 项达标、{watch} 项接近、{bad} 项未达标" in slide.title


def test_a_grid_that_lags_does_so_in_each_of_the_months_told(demo_home: Home, told: dict[str, Story]) -> None:
    slide = next(one for one in told["zh-CN"].slides if one.id == "problems")
    assert isinstance(slide.body, Table)
    with lease.opened(demo_home, manifest.current(demo_home), "presenter") as con:
        asked = Asked(con, told["zh-CN"].meeting, "zh-CN")
        for lag in weakest(asked):
            kpi = measures.get(lag.figure.kpi)
            course = asked.course(kpi.id, ("grid", lag.figure.area), years=5)
            states = [figures.state(kpi, one, formats.month_end(one.first)) for one in course]
            assert set(states[-lag.months :]) == {"bad"}
            assert lag.months == len(states) or states[-lag.months - 1] != "bad"


def test_no_cell_that_is_hidden_from_a_meeting_is_on_a_slide_or_in_the_annex(
    demo_home: Home, told: dict[str, Story], own: dict[str, Story]
) -> None:
    with lease.opened(demo_home, manifest.current(demo_home), "presenter") as con:
        for one in (told["zh-CN"], own["zh-CN"]):
            for row in one.annex.rows:
                kpi = measures.get(row.kpi)
                below = "community" if one.meeting.area == STREET else "grid"
                inside = {area for area, _name in Asked(con, one.meeting, "zh-CN").places}
                found = figures.figures(con, kpi, areas=one.meeting.area, first=MONTH, last=MONTH)
                found += figures.figures(con, kpi, areas=below, first=MONTH, last=MONTH)  # type: ignore[arg-type]
                hidden = sum(one_.hidden and one_.area in {*inside, one.meeting.area[1]} for one_ in found)
                assert sum(value is None for value in row.values) >= hidden
            shown = [item for slide in one.slides for item in slide.said if item.figure.hidden]
            assert all(not re.search(r"\d", item.text) for item in shown)


def test_the_same_generation_tells_the_same_story(demo_home: Home, told: dict[str, Story]) -> None:
    again = pack.arrange(demo_home, month=MONTH, day=date(2025, 9, 5))[1]
    assert again == told


@pytest.mark.parametrize("role", ["analyst", "leader"])
def test_a_story_is_told_from_no_other_file_than_the_meetings(
    demo_home: Home, met: Meeting, role: str
) -> None:
    with lease.opened(demo_home, manifest.current(demo_home), role) as con, pytest.raises(Forbidden):
        story.tell(con, met, "zh-CN")


def test_a_meeting_comes_out_again_word_for_word(home: Home, told: dict[str, Story]) -> None:
    noted = replace(
        told["zh-CN"].meeting,
        notes={"cover": "先说结论"},
        decisions=(Decision("增设长椅", "物业服务中心", date(2025, 10, 1), "under_way", date(2025, 9, 5)),),
        offered=(Offer("微项目 楼道照明", "李子园社区", date(2025, 10, 1)),),
    )
    meeting.save(home, noted, told, "analyst")
    found, stories = meeting.read(home, noted.id)
    assert found == noted
    assert stories == told
    assert [one.id for one in meeting.every(home)] == [noted.id]


@pytest.mark.parametrize("name", ["../manifests/000001", "nowhere", "a/b", ""])
def test_no_meeting_lies_elsewhere(home: Home, name: str) -> None:
    with pytest.raises(NotFound):
        meeting.read(home, name)


def test_the_speakers_words_come_first_in_the_notes(demo_home: Home, met: Meeting) -> None:
    with lease.opened(demo_home, manifest.current(demo_home), "presenter") as con:
        one = story.tell(con, replace(met, slides=("cover", "next"), notes={"cover": "先说结论"}), "zh-CN")
    assert [slide.id for slide in one.slides] == ["cover", "next"]
    assert one.slides[0].notes.startswith("先说结论\n\n")


def test_the_deck_opens_with_what_became_of_the_last_decisions(met: Meeting, told: dict[str, Story]) -> None:
    cover = told["zh-CN"].slides[0]
    assert met.decisions
    assert isinstance(cover.body, Table)
    assert [row[0] for row in cover.body.rows] == [one.title for one in met.decisions[:6]]
    assert f"上次会议议题 {len(met.decisions)} 项" in cover.body.caption


def test_items_that_nobody_claimed_are_offered_without_a_family_in_need(
    demo_home: Home, met: Meeting
) -> None:
    with lease.opened(demo_home, manifest.current(demo_home), "analyst") as con:
        rows = con.execute(
            "SELECT claim_id, claim_type FROM claims WHERE status = 'published' AND claimed_at IS NULL"
        ).fetchall()
    kinds = dict(rows)
    assert met.offered
    assert {kinds[offer.claim_id] for offer in met.offered} <= {"wish", "project"}


def test_a_month_without_figures_is_refused(demo_home: Home) -> None:
    with pytest.raises(UserError) as refused:
        pack.arrange(demo_home, month=date(2019, 1, 1))
    assert refused.value.values["month"] == "2019-01"


@pytest.mark.parametrize("period", ["quarter", "ytd"])
def test_longer_periods_compare_by_their_own_rule(demo_home: Home, period: str) -> None:
    one = pack.arrange(demo_home, month=MONTH, period=period)[1]["zh-CN"]  # type: ignore[arg-type]
    assert len(one.slides) == 10
    said = "\n".join(words(slide) for slide in one.slides[:1])
    topics = next(slide.body for slide in one.slides if slide.id == "requests")
    assert isinstance(topics, Chart)
    assert topics.series[1].name == {"ytd": "2024年1—8月", "quarter": "2025年第2季度"}[period]
    assert ("同比" in said, "环比" in said) == ((True, False) if period == "ytd" else (False, True))


def test_the_brief_has_its_parts_in_order(told: dict[str, Story], own: dict[str, Story]) -> None:
    brief = told["zh-CN"].brief
    assert [section.heading for section in brief.sections] == [
        "一、主要指标",
        "二、工作亮点",
        "三、存在问题",
        "四、下一步打算",
    ]
    assert len(brief.sections[1].paragraphs) <= 3
    assert all("网格" in line and "目标为" in line for line in brief.sections[2].paragraphs)
    assert brief.annex.table is not None
    assert len(brief.annex.table.rows) == 6
    grids = own["zh-CN"].brief.annex.table
    assert grids is not None
    assert all("李子园" in row[0] for row in grids.rows[:-1])


def test_a_digest_speaks_of_its_own_area_only(own: dict[str, Story]) -> None:
    text = pack.digest(own["zh-CN"])
    assert "李子园" in text
    assert not re.search("凯旋|人民中|狮子山|景园", text)

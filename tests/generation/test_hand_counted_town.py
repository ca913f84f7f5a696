"""A tiny town with a river, one bridge and a stair: every walk counted by hand, from its files to the answers.

    North bank   y = 200   N0 ------------- N5 ------------- N9      x = 0 … 1800 m
                                             | bridge, 100 m
    South bank   y = 100   S0 ------------- S5 ------------- S9
                                             | stair, 60 m (a ramp goes round: 500 m)
    Lower road   y =  40                    L5

The station stands on the north bank at x = 900, at the bridge head. Paces: 65-79 0.9 m/s (810 m in 15 minutes), 80+
0.75 (675 m), frail 0.65 (585 m).
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely

from neighborcare import generation
from neighborcare.circle.coordinates import LocalPlane
from neighborcare.generation import circle_questions
from neighborcare.measures import catchment, estimating, siting, walking
from neighborcare.measures.opening import Post
from neighborcare.measures.siting import Candidate, Plan, Weights
from neighborcare.measures.walking import Building, Question
from neighborcare.store import lease, manifest
from neighborcare.store.home import Home

PLANE = LocalPlane(113.5, 30.2)
TODAY = date(2025, 9, 1)

# Building: its place in metres, elders 65+, of them 80+, and the walk to the station counted by hand.
BUILDINGS = {
    "N-near": ((700.0, 200.0), 5, 0, 200.0),
    "N-far": ((0.0, 200.0), 4, 2, 900.0),
    "S-near": ((900.0, 100.0), 6, 2, 100.0),
    "S-mid": ((300.0, 100.0), 3, 1, 700.0),
    "S-far": ((100.0, 100.0), 2, 0, 900.0),
    "Low": ((900.0, 40.0), 3, 0, 160.0),
    "Island": ((900.0, 2000.0), 2, 0, float("inf")),
    "Lost": ((9000.0, 9000.0), 1, 0, float("nan")),
}
WITHOUT_STAIRS = {"Low": 600.0}
WAYS = [
    ("", [(0, 200), (1800, 200)]),
    ("", [(0, 100), (1800, 100)]),
    ("bridge", [(900, 100), (900, 200)]),
    ("steps", [(900, 40), (900, 100)]),
    ("", [(900, 40), (1120, 40), (1120, 100)]),  # the ramp: 220 + 60 along it, 220 back along the bank
    ("", [(800, 2000), (1000, 2000)]),
]


def degrees(*metres: tuple[float, float]) -> list[list[float]]:
    return PLANE.to_degrees(np.array(metres, dtype=np.float64)).tolist()  # type: ignore[no-any-return]


def files(folder: Path) -> tuple[list[Path], Path]:
    """The town's exports and its walkways."""
    rows = ["楼栋编号,楼栋,社区,网格,经度,纬度,坐标系,60岁以上老人,65岁以上老人,80岁以上老人"]
    for name, (place, elders, old, _) in BUILDINGS.items():
        ((lon, lat),) = degrees(place)
        grid = "G-N" if name.startswith("N") else "G-S"
        rows.append(f"{name},{name}楼,A,{grid},{lon:.7f},{lat:.7f},WGS84,{elders},{elders},{old}")
    ((lon, lat),) = degrees((900, 200))
    ((far_lon, far_lat),) = degrees((300, 100))
    points = [
        "点位编号,点位名称,点位类型,社区,网格,经度,纬度,坐标系,开放日,开放时间,关闭时间,服务能力",
        f"T1,桥头站,卫生服务站,A,G-N,{lon:.7f},{lat:.7f},WGS84,1、2、3、4,08:30,11:30,11",
        f"V1,南岸活动室,活动室,A,G-S,{far_lon:.7f},{far_lat:.7f},WGS84,,,,",
    ]
    exports = {
        "社区.csv": ["社区编码,社区名称,统计日期,户数,常住人口", "A,甲社区,2025-08-31,100,300"],
        "网格.csv": ["网格编号,网格名称,社区,户数", "G-N,北岸,A,50", "G-S,南岸,A,50"],
        "楼栋.csv": rows,
        "点位.csv": points,
        "重点人群.csv": [
            "档案编号,姓名,出生年月,社区,楼栋,建档日期,人员类别,风险等级",
            "K1,王某甲,1952-03-01,A,S-far,2024-01-01,独居,绿",
            "K2,李某乙,1953-04-01,A,S-far,2024-01-01,独居,绿",
        ],
    }
    for name, lines in exports.items():
        (folder / name).write_text("\n".join(lines), encoding="utf-8-sig")
    shapes = [
        {
            "type": "Feature",
            "properties": {
                "highway": "steps" if kind == "steps" else "footway",
                "bridge": "yes" if kind == "bridge" else None,
            },
            "geometry": json.loads(shapely.to_geojson(shapely.LineString(degrees(*line)))),
        }
        for kind, line in WAYS
    ]
    (folder / "walkways.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": shapes}))
    return [folder / name for name in exports], folder / "walkways.geojson"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("town")
    made = Home(folder / "home")
    exports, ways = files(folder)
    looked = generation.look(made, exports, today=TODAY)
    taken = generation.take(made, looked, maps=[(ways, None, None)], today=TODAY)
    assert [table.rejected for table in taken.tables] == [0] * 6
    return made


def walks(home: Home, question: Question) -> dict[str, Building]:
    """The buildings by name, as those aged 65-79 walk."""
    with lease.opened(home, manifest.current(home), "analyst") as con:
        found = walking.by_building(con, question)
    return {one.building_id: one for one in found if one.elder_class == "65-79"}


def test_every_walk_is_as_counted_by_hand(home: Home) -> None:
    for name, found in walks(home, Question()).items():
        counted = BUILDINGS[name][3]
        assert found.metres == (pytest.approx(counted, abs=1.0) if np.isfinite(counted) else None), name
    assert walks(home, Question())["Island"].state == "no_path"
    assert walks(home, Question())["Lost"].state == "not_located"


def test_a_wheelchair_takes_the_ramp(home: Home) -> None:
    found = walks(home, Question(steps="nobody"))
    assert found["Low"].metres == pytest.approx(WITHOUT_STAIRS["Low"], abs=1.0)
    assert found["S-near"].metres == pytest.approx(BUILDINGS["S-near"][3], abs=1.0)
    assert walks(home, Question(steps="not_frail"))["Low"].metres == pytest.approx(160.0, abs=1.0)


def test_persons_in_the_circle_as_counted_by_hand(home: Home) -> None:
    # North: N-near 5 in; N-far 900 m: nobody. South: S-near 6; S-mid 700 m: two of 65-79 in, the one of 80+ out;
    # S-far out; Low 3 in; Island 2 without a path; Lost 1.
    assert circle_questions.circle(home, Question()) == [
        {"grid": "G-N", "elders": 9, "covered": 5, "uncovered": 4, "no_path": 0, "not_located": 0},
        {"grid": "G-S", "elders": 17, "covered": 11, "uncovered": 3, "no_path": 2, "not_located": 1},
    ]


def test_on_friday_and_in_the_afternoon_nobody_is_reached(home: Home) -> None:
    for question in (Question(weekday=5), Question(weekday=4, hour="14:00")):
        rows = circle_questions.circle(home, question)
        assert [row["covered"] for row in rows] == [0, 0]
        assert [row["no_path"] for row in rows] == [0, 0]  # nothing is open: nobody lacks a path
    assert (
        sum(row["covered"] for row in circle_questions.circle(home, Question(weekday=4, hour="09:00"))) == 16
    )


def test_by_pace_and_by_the_standard(home: Home) -> None:
    *paces, standard = circle_questions.circle(home, Question(), "pace")
    # 0.8 times as fast 648, 540 m: without S-mid. 1.2 times as fast 972, 810 m: N-far's two of 65-79, S-mid, S-far.
    assert {row["factor"]: row["covered"] for row in paces}[0.8] == 14
    assert {row["factor"]: row["covered"] for row in paces}[1.2] == 16 + 2 + 1 + 2
    assert standard == {"standard_m": 1000.0, "elders": 26, "covered": 23}  # all who have a path


def test_the_venue_on_the_south_bank_brings_those_counted_by_hand(home: Home) -> None:
    # S-mid's one of 80+ and S-far's two come within reach; N-far, across the bridge, does not.
    found = circle_questions.site(home, Plan(posts=1))
    assert found["before"]["outside"] == 4 + 3 + 2
    (choice,) = found["choices"]
    assert [post["id"] for post in choice["posts"]] == ["V1"]
    assert (choice["gained"], choice["outside"], choice["proof"], choice["gap"]) == (3, 6, "optimal", 0.0)
    assert choice["grids"] == {"G-S": 3}
    assert sorted(found["round"][0]["buildings"]) == ["Island", "N-far"]


def test_of_all_buildings_the_far_end_of_the_north_bank_gains_most(home: Home) -> None:
    found = circle_questions.site(home, Plan(posts=2, candidates="buildings"))
    first = found["choices"][0]
    assert first["gained"] == 4 + 3  # N-far itself and the south bank
    assert "N-far" in [post["id"] for post in first["posts"]]


def test_a_dropped_point_brings_in_and_a_moved_day_loses(home: Home) -> None:
    ((lon, lat),) = degrees((0, 200))
    with lease.opened(home, manifest.current(home), "analyst") as con:
        before = estimating.homes_of(con, Question())
        dropped = estimating.homes_of(con, Question(added=(Post("new", lon, lat),)))
        moved = estimating.homes_of(con, Question(weekday=4, moved=(Post("T1", weekdays=(6,)),)))
    assert [(c.grid_id, c.gained, c.lost) for c in estimating.difference(before, dropped)] == [
        ("G-N", 4.0, 0.0)
    ]
    assert [(c.grid_id, c.gained, c.lost) for c in estimating.difference(before, moved)] == [
        ("G-N", 0.0, 5.0),
        ("G-S", 0.0, 11.0),
    ]


def test_the_station_s_places_are_shared_by_those_in_reach(home: Home) -> None:
    with lease.opened(home, manifest.current(home), "analyst") as con:
        found = catchment.catchment(con, Question(types=("health_station",)), decay="steps")
    (load,) = found.services
    # Thirds of 15 minutes at 0.9: 270, 540, 810 m. N-near 200 m: 5; S-near: 4 + 2 of 80+ at 100 m; Low 3: all
    # count whole. S-mid 700 m: two of 65-79 count 0.22; the one of 80+ (675 m) is beyond.
    assert load.elders_weighted == pytest.approx(5 + 6 + 3 + 2 * 0.22, abs=1e-6)
    assert sum((g.index or 0) * g.elders for g in found.grids) == pytest.approx(11 * 1000, rel=1e-6)
    assert found.without_capacity == 0


def test_a_leader_is_told_about_as_much_without_seeing_small_numbers(home: Home) -> None:
    with lease.opened(home, manifest.current(home), "leader") as con:
        hidden = [b.elders for b in walking.by_building(con, Question())]
        found = siting.site(con, Plan(posts=1, candidates=(Candidate("x", "点", *degrees((0, 200))[0]),)))
    assert all(count is None or count == 0 or count >= 5 for count in hidden)
    assert found.estimated
    assert found.before.elders == pytest.approx(26)
    assert found.choices[0].gained > 0


def test_weights_draw_the_post_to_those_who_count_more(home: Home) -> None:
    north = Candidate("n", "北", *degrees((0, 200))[0])
    south = Candidate("s", "南", *degrees((100, 100))[0])
    with lease.opened(home, manifest.current(home), "analyst") as con:
        plain = siting.site(con, Plan(posts=1, candidates=(north, south)))
        heavy = siting.site(con, Plan(posts=1, candidates=(north, south), weights=Weights(alone=3.0)))
    assert plain.choices[0].posts == (north,)  # four persons against three
    assert heavy.choices[0].posts == (
        south,
    )  # two of the three live alone and count three times: 7 against 4
    assert heavy.weights_known
    assert (heavy.choices[0].gained, heavy.choices[0].proof) == (3.0, "optimal")


def test_key_people_outside_are_named_to_those_who_see_them(home: Home) -> None:
    with lease.opened(home, manifest.current(home), "analyst") as con:
        found = walking.people(con, Question())
    assert [(one.person_id, one.state, one.categories) for one in found] == [
        ("K1", "uncovered", ("living_alone",)),
        ("K2", "uncovered", ("living_alone",)),
    ]
    assert all(one.name and "*" in one.name for one in found)
    with lease.opened(home, manifest.current(home), "leader") as con:
        assert walking.people(con, Question()) == []
        listed = con.execute("SELECT grid_id, state FROM list_outside").fetchall()
    assert listed == [("G-S", "uncovered")] * 2

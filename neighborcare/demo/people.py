"""The key people: who they are, what makes them need care, and how often somebody should look in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from neighborcare.demo import names
from neighborcare.demo.chance import pick, some, stream
from neighborcare.demo.places import Household, Places
from neighborcare.demo.plan import COMMUNITIES, GRIDS, LAST
from neighborcare.demo.rows import Row, of, whole


@dataclass(frozen=True, slots=True)
class Profile:
    """People of one kind: their category, tier and ages, and how many are on file in each community at the end."""

    category: str
    tier: str
    ages: tuple[int, int]
    counts: tuple[int, int, int, int, int]
    "LZY, RMZ, JY, KX, SZS."


PROFILES = (
    Profile("living_alone", "red", (74, 95), (22, 16, 3, 8, 18)),
    Profile("living_alone", "yellow", (66, 88), (32, 45, 0, 30, 0)),
    Profile("empty_nest", "yellow", (65, 88), (130, 72, 34, 48, 30)),
    Profile("childless", "red", (70, 92), (5, 6, 0, 3, 0)),
    Profile("disabled_elder", "red", (72, 96), (8, 6, 0, 3, 0)),
    Profile("disabled_elder", "yellow", (66, 94), (20, 24, 10, 14, 8)),
    Profile("destitute", "yellow", (58, 84), (6, 9, 3, 7, 4)),
    Profile("special_family", "yellow", (56, 80), (9, 11, 5, 6, 4)),
    Profile("elder_80", "green", (80, 99), (60, 120, 80, 90, 50)),
    Profile("disability", "green", (22, 84), (70, 95, 52, 66, 38)),
    Profile("low_income", "green", (35, 80), (34, 52, 22, 40, 24)),
    Profile("limited_mobility", "green", (62, 90), (30, 40, 20, 28, 16)),
    Profile("child_in_difficulty", "green", (5, 15), (7, 4, 0, 6, 5)),
    Profile("left_behind_child", "green", (4, 15), (14, 9, 6, 12, 7)),
    Profile("youth_in_difficulty", "green", (16, 24), (4, 5, 2, 4, 3)),
    Profile("low_income", "blue", (30, 76), (30, 44, 16, 30, 18)),
    Profile("left_behind_woman", "blue", (26, 56), (26, 12, 8, 20, 10)),
    Profile("unemployed", "blue", (20, 57), (40, 44, 28, 36, 20)),
)
NESTED_ALONE = 31
"Of LZY's 54 living alone, so many are also counted among its 161 empty nests."
PUBLISHED = {
    ("JY", "living_alone"),
    ("SZS", "living_alone"),
    ("RMZ", "child_in_difficulty"),
    ("JY", "childless"),
}
"Nobody of these has left during the data, so that the published figure holds for the whole period."
NEW_IN_ROUND = (date(2025, 3, 12), date(2025, 4, 8), date(2025, 5, 16))
"The three new files that the knock campaign of JY led to."
TAGS = ("高血压", "糖尿病", "冠心病史", "脑梗后遗症", "慢阻肺", "骨关节病")


def make(places: Places, staff: Sequence[Row], seed: int) -> list[Row]:
    """All rows of the key people, by community; categories are lists of codes."""
    rng = stream(seed, "people")
    taken = {str(row["name"]) for row in staff}
    buildings = {str(row["building_id"]): row for row in places.tables["buildings"]}
    rows: list[Row] = []
    for n, plan in enumerate(COMMUNITIES):
        homes = _homes(plan.id, places, rng)
        mine = [row for p in PROFILES for row in _community(plan.id, p, p.counts[n], homes, rng)]
        order = rng.permutation(len(mine))
        for number, i in enumerate(order):
            mine[i]["person_id"] = f"{plan.id}-R{number + 1:04d}"
            _identify(mine[i], len(rows) + number, taken, buildings, rng)
        rows += sorted(mine, key=lambda row: str(row["person_id"]))
    _adjust(rows, staff, rng)
    return rows


def _homes(community: str, places: Places, rng: np.random.Generator) -> list[Household]:
    """Households that key people may live in: where elders live; in SZS few, so that 480 visits reach them all."""
    elders = {str(b["building_id"]): whole(b["elders_65_count"]) for b in places.tables["buildings"]}
    pool = [h for grid in GRIDS if grid.startswith(community) for h in places.households[grid]]
    lucky = [h for h in pool if rng.random() < 0.25 + 0.05 * min(elders[h.building], 8)]
    return [lucky[i] for i in rng.permutation(len(lucky))]


def _community(
    community: str, profile: Profile, count: int, homes: list[Household], rng: np.random.Generator
) -> list[Row]:
    gone = 0 if (community, profile.category) in PUBLISHED else round(count * 0.09)
    rows: list[Row] = []
    for n in range(count + gone):
        pair = profile.category == "empty_nest" and n % 2 == 1 and n < count and bool(rng.random() < 0.8)
        home = _home_of(rows[-1]) if pair and rows else homes.pop()
        rows.append(_person(community, profile, home, n >= count, rng))
    return rows


def _home_of(row: Row) -> Household:
    return Household(str(row["household_id"]), str(row["building_id"]), str(row["grid_id"]))


def _person(
    community: str, profile: Profile, home: Household, is_gone: bool, rng: np.random.Generator
) -> Row:
    low, high = profile.ages
    age = low + (high - low) * float(rng.beta(1.6, 2.2))
    born = LAST - timedelta(days=int(age * 365.25))
    filed = max(_filed(is_gone, community, rng), born + timedelta(days=30))
    end = _end(filed, rng) if is_gone else None
    return {
        "community_id": community,
        "grid_id": home.grid,
        "household_id": home.id,
        "building_id": home.building,
        "birth_date": born,
        "filed_date": filed,
        "updated_at": _updated(filed, end, rng),
        "paired_staff_id": None,
        "end_date": end,
        "end_reason": _reason(profile, rng) if end else None,
        "categories": [profile.category],
        "risk_tier": profile.tier,
        "health_tags": None,
        "disability_level": None,
        "guardian": None,
    }


def _filed(is_gone: bool, community: str, rng: np.random.Generator) -> date:
    """Most files are older than the data; in JY all are, but for those of the knock campaign."""
    if is_gone or community == "JY" or rng.random() < 0.8:
        return date(2020, 1, 6) + timedelta(days=int(rng.integers(1270)))
    return date(2023, 8, 2) + timedelta(days=int(rng.integers(680)))


def _end(filed: date, rng: np.random.Generator) -> date:
    start = max(filed, date(2023, 8, 20)) + timedelta(days=10)
    return start + timedelta(days=int(rng.integers((date(2025, 8, 8) - start).days)))


def _reason(profile: Profile, rng: np.random.Generator) -> str:
    if profile.ages[0] >= 60:
        return pick(rng, {"died": 0.6, "moved": 0.4})
    return pick(rng, {"recovered": 0.6, "moved": 0.4})


def _updated(filed: date, end: date | None, rng: np.random.Generator) -> datetime:
    last = end or LAST
    back = int(min((last - filed).days, 400) * float(rng.random()) ** 2)
    return datetime.combine(last - timedelta(days=back), datetime.min.time()) + timedelta(
        minutes=int(rng.integers(510, 1050))
    )


def _identify(
    row: Row, serial: int, taken: set[str], buildings: Mapping[str, Row], rng: np.random.Generator
) -> None:
    name, sex = next(names.people(rng, taken))
    born = row["birth_date"]
    assert isinstance(born, date)  # noqa: S101 - for the type checker
    row["name"], row["sex"] = name, sex
    row["id_number"] = names.identity_number(born, serial, sex)
    row["phone"] = names.phone(serial)
    building = buildings[str(row["building_id"])]["building_name"]
    row["address"] = (
        f"{building}{int(rng.integers(1, 4))}单元{int(rng.integers(1, 7))}0{int(rng.integers(1, 5))}"
    )
    _describe(row, (LAST - born).days / 365.25, rng)


def _describe(row: Row, age: float, rng: np.random.Generator) -> None:
    """Further categories that come with age and income, and the words beside them."""
    found = list(_categories(row))
    if age >= 80 and "elder_80" not in found and rng.random() < 0.85:
        found.append("elder_80")
    if age >= 70 and rng.random() < 0.12 and "limited_mobility" not in found:
        found.append("limited_mobility")
    if rng.random() < 0.08 and not {"low_income", "destitute"} & set(found):
        found.append("low_income")
    if "disability" in found:
        row["disability_level"] = pick(rng, {"一级": 0.15, "二级": 0.3, "三级": 0.3, "四级": 0.25})
    if age >= 60 and rng.random() < 0.5:
        row["health_tags"] = TAGS[int(rng.integers(len(TAGS)))]
    if age < 18:
        row["guardian"] = names.named(rng, "female")
    row["categories"] = found


def _categories(row: Row) -> list[str]:
    found = row["categories"]
    return [str(code) for code in found] if isinstance(found, list) else []


def _adjust(rows: Sequence[Row], staff: Sequence[Row], rng: np.random.Generator) -> None:
    """What the accounts say of single communities: nests, pairs, new files; and what is missing in the files."""
    alone = [r for r in of(rows, "LZY") if "living_alone" in _categories(r) and r["end_date"] is None]
    for row in some(rng, alone, NESTED_ALONE):
        row["categories"] = [*_categories(row), "empty_nest"]
    recent = [r for r in of(rows, "JY") if r["risk_tier"] == "yellow" and r["end_date"] is None]
    for row, filed in zip(some(rng, recent, 3), NEW_IN_ROUND, strict=True):
        row["filed_date"] = filed
        row["updated_at"] = datetime.combine(filed, datetime.min.time()) + timedelta(hours=16)
    _pair(rows, staff, rng)
    for row in rows:
        _forget(row, rng)


PAIRED = {"LZY": 0.86, "RMZ": 0.72, "JY": 1.0, "KX": 0.58, "SZS": 0.95}


def _pair(rows: Sequence[Row], staff: Sequence[Row], rng: np.random.Generator) -> None:
    for row in rows:
        community = str(row["community_id"])
        if not {"living_alone", "childless", "child_in_difficulty"} & set(_categories(row)):
            continue
        if rng.random() < PAIRED[community]:
            able = [
                s for s in of(staff, community) if s["role"] in {"cadre", "social_worker", "party_volunteer"}
            ]
            row["paired_staff_id"] = able[int(rng.integers(len(able)))]["staff_id"]


def _forget(row: Row, rng: np.random.Generator) -> None:
    """A few per cent of the files are incomplete; the published groups are not."""
    often = {"RMZ": 0.035, "KX": 0.03}.get(str(row["community_id"]), 0.012)
    for column in ("id_number", "birth_date", "building_id", "sex"):
        if rng.random() < often * (0.4 if column in {"birth_date", "sex"} else 1.0):
            row[column] = None

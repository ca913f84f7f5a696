"""Ageing five and ten years ahead: the cohort-component method on the population export.

Every five years each band of each sex moves up one, less those who die, plus net migration; births make the new
0-4. Survival is 5L(x+5) / 5L(x) of a life table made from published death rates, formulas after Preston, Heuveline
and Guillot, Demography (2001), chapters 3 and 6; the years lived in the first ages after Coale and Demeny (1983, West).
All assumptions lie in `forecast.toml`. A projection of so few people is a direction, not a promise: it is told for
whole percentages and shown with what it assumes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import duckdb

from neighborcare.text import Label

ASSUMPTIONS = Path(__file__).with_name("forecast.toml")
QUERIES = Path(__file__).parent / "queries"

STEP = 5
BANDS = (*(f"{age}-{age + 4}" for age in range(0, 100, STEP)), "100+")
SEXES = ("male", "female")

People = Mapping[tuple[str, str], float]  # (sex, age band) → residents


@dataclass(frozen=True, slots=True)
class Mortality:
    """Death rates per person and year by sex for ages 0, 1-4, 5-9 … 95-99, 100+; for which years, after whom."""

    period: str
    source: str
    male: tuple[float, ...]
    female: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Everything that a projection assumes. `mortality`: one table a step, the last holds for all later ones.

    `by_age`: how a woman's children fall on her ages (adds up to 1). `migration`: net per 1,000 of a band in five
    years, at the end of the step.
    """

    mortality: tuple[Mortality, ...]
    children_per_woman: float
    boys_per_girl: float
    by_age: Mapping[str, float]
    migration: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Outlook:
    """Residents so many years after the statistics, by sex and band."""

    years: int
    on: date
    people: People

    @property
    def total(self) -> float:
        """All residents."""
        return sum(self.people.values())

    def aged(self, age: int, below: int | None = None) -> float:
        """Residents from that age (a multiple of 5) on, below another one where given."""
        bands = BANDS[age // STEP : None if below is None else below // STEP]
        return sum(self.people.get((sex, band), 0.0) for sex in SEXES for band in bands)

    def share(self, age: int) -> float | None:
        """Of all residents those from that age on; None where nobody lives."""
        return self.aged(age) / self.total if self.total else None

    @property
    def old_dependency(self) -> float | None:
        """65 and over for everybody from 15 to 64; None without any."""
        working = self.aged(15, 65)
        return self.aged(65) / working if working else None


@cache
def assumptions() -> Assumptions:
    """Those of `forecast.toml`."""
    entry = tomllib.loads(ASSUMPTIONS.read_text(encoding="utf-8"))
    births = entry["births"]
    return Assumptions(
        mortality=tuple(
            Mortality(item["period"], item["source"], tuple(item["male"]), tuple(item["female"]))
            for item in entry["mortality"]
        ),
        children_per_woman=births["children_per_woman"],
        boys_per_girl=births["boys_per_girl"],
        by_age=MappingProxyType(dict(births["by_age"])),
        migration=MappingProxyType(dict(entry["migration"])),
    )


def outlooks(
    con: duckdb.DuckDBPyConnection,
    area: tuple[str, str],
    *,
    years: Sequence[int] = (0, 5, 10),
    assumed: Assumptions | None = None,
) -> tuple[Outlook, ...]:
    """The residents of an area `(street | community | grid, id)` by its latest statistics, and so many years later.

    `years` are multiples of five, ascending. Empty where there are no statistics of that area.
    """
    query = (QUERIES / "population_by_age.sql").read_text(encoding="utf-8")
    rows = con.execute(query, {"area_kind": area[0], "area": area[1]}).fetchall()
    if not rows:
        return ()
    people = {(sex, band): float(residents) for sex, band, residents, _ in rows}
    on = max(row[3] for row in rows)
    steps = [people, *project(people, max(years) // STEP, assumed or assumptions())]
    return tuple(Outlook(ahead, _later(on, ahead), steps[ahead // STEP]) for ahead in years)


def project(people: People, steps: int, assumed: Assumptions) -> list[People]:
    """The residents after 1 … `steps` times five years."""
    found: list[People] = []
    for step in range(steps):
        people = _after_five_years(people, assumed, step)
        found.append(people)
    return found


def survival(rates: Sequence[float], sex: str) -> tuple[float, list[float]]:
    """(births, bands): who of those born in five years lives at their end, and who of each band five years on.

    The last but one ratio and the last are the same: those of 95-99 and of 100+ who reach 100+ together.
    """
    lived = _years_lived(rates, sex)
    ratios = [later / now for now, later in pairwise(lived[:-1])]
    oldest = lived[-1] / (lived[-2] + lived[-1]) if rates[-1] else 1.0
    return lived[0] / STEP, [*ratios, oldest, oldest]


def life_expectancy(rates: Sequence[float], sex: str) -> float:
    """Years that a newborn may expect under these death rates."""
    return sum(_years_lived(rates, sex))


def summary(outlook: Outlook) -> dict[str, float | None]:
    """The figures that are told: total, aged_60, aged_65, aged_80 with their shares, old_dependency."""
    told: dict[str, float | None] = {"total": outlook.total}
    for age in (60, 65, 80):
        told |= {f"aged_{age}": outlook.aged(age), f"share_{age}": outlook.share(age)}
    return told | {"old_dependency": outlook.old_dependency}


def stage(share_65: float | None) -> Label | None:
    """How aged a population is, by its share of 65 and over: 7, 14 and 20 % (as K02's marks). None below."""
    if share_65 is None or share_65 < 0.07:
        return None
    if share_65 < 0.14:
        return Label("轻度老龄化", "lightly aged")
    return Label("中度老龄化", "aged") if share_65 < 0.20 else Label("重度老龄化", "heavily aged")


def _after_five_years(people: People, assumed: Assumptions, step: int) -> People:
    table = assumed.mortality[min(step, len(assumed.mortality) - 1)]
    later: dict[tuple[str, str], float] = {}
    newborn: dict[str, float] = {}
    for sex, rates in (("male", table.male), ("female", table.female)):
        newborn[sex], ratios = survival(rates, sex)
        later |= _grown_older(people, sex, ratios)
    births = _births(people, later, assumed)
    boys = assumed.boys_per_girl / (1 + assumed.boys_per_girl)
    later["male", BANDS[0]] = births * boys * newborn["male"]
    later["female", BANDS[0]] = births * (1 - boys) * newborn["female"]
    return {
        (sex, band): count * (1 + assumed.migration.get(band, 0.0) / 1000)
        for (sex, band), count in later.items()
    }


def _grown_older(people: People, sex: str, ratios: Sequence[float]) -> dict[tuple[str, str], float]:
    own = [people.get((sex, band), 0.0) * ratio for band, ratio in zip(BANDS, ratios, strict=True)]
    moved = [*own[:-2], own[-2] + own[-1]]
    return {(sex, band): count for band, count in zip(BANDS[1:], moved, strict=True)}


def _births(before: People, after: People, assumed: Assumptions) -> float:
    """Children born in the five years, by the mean of the women of each age at their start and their end."""
    return sum(
        assumed.children_per_woman
        * part
        * (before.get(("female", band), 0.0) + after.get(("female", band), 0.0))
        / 2
        for band, part in assumed.by_age.items()
    )


def _years_lived(rates: Sequence[float], sex: str) -> list[float]:
    """Person-years lived in each band by one newborn: 5L0 … 5L95, L100+."""
    widths = [1.0, 4.0, *[float(STEP)] * (len(rates) - 3)]
    means = [*_mean_years_of_dying(rates[0], sex), *[STEP / 2] * (len(rates) - 3)]
    alive, lived = 1.0, []
    for rate, width, mean in zip(rates[:-1], widths, means, strict=True):
        dying = min(1.0, width * rate / (1 + (width - mean) * rate))
        lived.append(alive * (width * (1 - dying) + mean * dying))
        alive *= 1 - dying
    oldest = alive / rates[-1] if rates[-1] else 0.0
    return [lived[0] + lived[1], *lived[2:], oldest]


def _mean_years_of_dying(infant_rate: float, sex: str) -> tuple[float, float]:
    """Years lived by who dies in the first year, and in the next four (Coale and Demeny, West, rates below 0.107)."""
    if sex == "male":
        return 0.045 + 2.684 * infant_rate, 1.651 - 2.816 * infant_rate
    return 0.053 + 2.800 * infant_rate, 1.522 - 1.518 * infant_rate


def _later(day: date, years: int) -> date:
    """The same day so many years on (28 February for the 29th)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)

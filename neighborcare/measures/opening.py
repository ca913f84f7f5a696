"""Service points: where they are, and when they are open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb

QUERIES = Path(__file__).parent / "queries"
CLOCK = re.compile(r"(\d{1,2})[:：](\d{2})")
DAY = 24 * 60
LAST_MINUTE = DAY - 1  # 23:59 is how a ledger writes the end of the day


@dataclass(frozen=True, slots=True)
class Point:
    """A service point. No weekdays: open every day; no hours: open at any hour; `capacity`: places a day, if known."""

    point_id: str
    point_name: str
    point_type: str
    lon: float | None
    lat: float | None
    weekdays: frozenset[int] = frozenset()
    opens: str | None = None
    closes: str | None = None
    capacity: float | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    community_id: str | None = None

    def in_force(self, day: date) -> bool:
        """Whether the point exists on that day; `valid_to` is the first day without it."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day < self.valid_to)

    def is_open(self, weekday: int = 0, hour: str | None = None) -> bool:
        """Whether it is open on that weekday (1 Monday … 7 Sunday, 0 any) at that hour ("HH:MM", None any).

        A point that closes at 17:00 is open at 16:59. One that opens at 20:00 and closes at 06:00 is open over night
        and belongs, after midnight, to the day before.
        """
        at, begin, end = clock(hour), clock(self.opens), clock(self.closes)
        if at is None or begin is None or end is None:
            return self._works_on(weekday)
        if end >= LAST_MINUTE:
            end = DAY
        if begin <= end:
            return self._works_on(weekday) and begin <= at < end
        if at < end:
            return self._works_on((weekday - 2) % 7 + 1 if weekday else 0)
        return self._works_on(weekday) and at >= begin

    def _works_on(self, weekday: int) -> bool:
        return not weekday or not self.weekdays or weekday in self.weekdays


@dataclass(frozen=True, slots=True)
class Post:
    """A point that is thought of: a new one (with lon, lat), or other days and hours for one that is there.

    Of one that is there lon and lat None mean that it stays where it is; its days and hours are those given here.
    """

    point_id: str
    lon: float | None = None
    lat: float | None = None
    name: str = ""
    weekdays: tuple[int, ...] = ()
    opens: str | None = None
    closes: str | None = None

    def as_point(self, point_type: str) -> Point:
        """A new point of that type."""
        return Point(
            self.point_id,
            self.name or self.point_id,
            point_type,
            self.lon,
            self.lat,
            frozenset(self.weekdays),
            self.opens,
            self.closes,
        )

    def changed(self, point: Point) -> Point:
        """The point that is there, with these days, hours and place."""
        moved = replace(point, weekdays=frozenset(self.weekdays), opens=self.opens, closes=self.closes)
        return moved if self.lon is None else replace(moved, lon=self.lon, lat=self.lat)


def clock(text: str | None) -> int | None:
    """Minutes since midnight of "8:30", "08:30:00" or "24:00"; None where it is no time of day."""
    found = CLOCK.match(text.strip()) if text else None
    if found is None:
        return None
    minutes = int(found[1]) * 60 + int(found[2])
    return minutes if minutes <= DAY and int(found[2]) < 60 else None


def points(con: duckdb.DuckDBPyConnection, *, everything: bool = False) -> list[Point]:
    """Service points in order of id: those in force on the as-of day, or all that ever were."""
    query = (QUERIES / "points.sql").read_text(encoding="utf-8")
    rows = con.execute(query).fetchall()
    today = max((row[-1] for row in rows), default=None)
    found = [
        Point(
            point_id=row[0],
            point_name=row[1],
            point_type=row[2],
            lon=row[3],
            lat=row[4],
            weekdays=weekdays_of(row[5]),
            opens=row[6],
            closes=row[7],
            capacity=row[8],
            valid_from=row[9],
            valid_to=row[10],
            community_id=row[11],
        )
        for row in rows
    ]
    return [point for point in found if everything or today is None or point.in_force(today)]


def venues(con: duckdb.DuckDBPyConnection, community: str | None = None) -> list[Point]:
    """The rooms that the office, or one community, has for a post."""
    own = (point for point in points(con) if community in (None, point.community_id))
    return [point for point in own if point.point_type == "venue"]


def weekdays_of(text: str | None) -> frozenset[int]:
    """The weekdays of a list of codes, "1;3;5"."""
    return frozenset(int(day) for day in (text or "").split(";") if day)


def thought_of(
    known: Sequence[Point], added: Sequence[Post], moved: Sequence[Post], as_type: str
) -> list[Point]:
    """The points as they would be with these changes."""
    changes = {post.point_id: post for post in moved}
    stay = [changes[p.point_id].changed(p) if p.point_id in changes else p for p in known]
    return [*stay, *(post.as_point(as_type) for post in added)]

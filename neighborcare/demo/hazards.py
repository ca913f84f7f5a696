"""The inspections and what they find: loose wiring, blocked exits, cables for charging, dead corners, vendors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from neighborcare.demo import calendar
from neighborcare.demo.chance import pick, stream
from neighborcare.demo.plan import BY_ID, FIRST, LAST, grid_id
from neighborcare.demo.rows import Row, blank, since

FIRE = {"wiring": 0.34, "fly_charging": 0.3, "blocked_exit": 0.26, "gas": 0.1}
OTHERS = {**FIRE, "sanitation": 0.35, "vendor": 0.12}
OWNERS = {"vendor": "城管中队", "sanitation": "社区保洁队", "gas": "燃气公司", "blocked_exit": "物业服务中心"}
PACE = {"LZY": 0.9, "RMZ": 0.9, "JY": 1.0, "KX": 1.8, "SZS": 0.85}
FIXED = {"LZY": 0.95, "JY": 0.92, "KX": 0.86, "SZS": 0.97}
"The share of hazards that is fixed when its turn comes; the rest waits, for months if need be."
NEGLECTED = 150
"Days past its date after which even a hazard that was left is fixed."
EVERY = {"LZY": 31, "JY": 46, "KX": 38, "SZS": 61}
"Days from one inspection to the next where no figure was published."
RMZ_INSPECTIONS: Sequence[tuple[str, int, int]] = (
    ("2023-11-09", 5, 5),
    ("2024-04-11", 4, 4),
    ("2024-11-07", 5, 5),
    ("2025-03-13", 4, 3),
    ("2025-07-24", 3, 1),
)
"Day, found, fixed: since 2024 four inspections and 13 hazards fixed, as published; three are still open."
RMZ_VENDORS = ("2024-06-18", "2025-05-20")
"Two joint actions against street vendors since 2024, as published."


@dataclass(frozen=True, slots=True)
class Finding:
    """One hazard as it is found."""

    community: str
    inspection: str | None
    at: datetime
    type: str
    is_fixed: bool


def make(seed: int) -> list[Row]:
    """All hazards in order of time, numbered."""
    rng = stream(seed, "hazards")
    found = [*_renminzhong(rng)]
    for community, days in EVERY.items():
        found += _inspections(community, days, rng)
    rows = [_row(finding, rng) for finding in sorted(found, key=lambda f: (f.at, f.community))]
    for n, row in enumerate(rows):
        row["hazard_id"] = f"YH{n + 1:04d}"
    return rows


def _renminzhong(rng: np.random.Generator) -> Iterator[Finding]:
    for text, count, fixed in RMZ_INSPECTIONS:
        on = date.fromisoformat(text)
        for n in range(count):
            at = calendar.at(on, 540 + 12 * n + int(rng.integers(10)))
            yield Finding("RMZ", f"RMZ-{on:%Y%m%d}", at, pick(rng, dict(FIRE)), n < fixed)
    for text in RMZ_VENDORS:
        yield Finding("RMZ", None, calendar.at(date.fromisoformat(text), 990), "vendor", True)


def _inspections(community: str, days: int, rng: np.random.Generator) -> Iterator[Finding]:
    on = FIRST + timedelta(days=int(rng.integers(6, 20)))
    while on <= LAST:
        label = f"{community}-{on:%Y%m%d}"
        count = int(rng.poisson(2.4 if on.month in {6, 7, 8, 12, 1} else 1.7))
        for n in range(count):
            at = calendar.at(on, 530 + 15 * n + int(rng.integers(12)))
            yield Finding(
                community, label, at, pick(rng, dict(OTHERS)), bool(rng.random() < FIXED[community])
            )
        if not count:
            yield Finding(community, label, calendar.at(on, 600), "none", False)
        on += timedelta(days=days + int(rng.integers(-6, 7)))


def _row(finding: Finding, rng: np.random.Generator) -> Row:
    grid = grid_id(finding.community, int(rng.integers(BY_ID[finding.community].grids)) + 1)
    row = blank("hazards") | {
        "community_id": finding.community,
        "grid_id": grid,
        "inspection_id": finding.inspection,
        "found_at": finding.at,
        "hazard_type": finding.type,
        "pillar": "safety",
        "status": "none",
    }
    if finding.type == "none":
        return row
    level = pick(rng, {"low": 0.55, "mid": 0.34, "high": 0.11})
    allowed = {"low": 15, "mid": 7, "high": 3}[level]
    row["level"], row["status"] = level, "open"
    row["owner_unit"] = OWNERS.get(finding.type, "物业服务中心" if rng.random() < 0.5 else "住户自行整改")
    row["due_at"] = calendar.at(finding.at.date() + timedelta(days=allowed), 17 * 60 + 30)
    if finding.is_fixed:
        _fix(row, finding, allowed, rng)
        return row
    if rng.random() < 0.5:
        row["status"] = "in_progress"
    if finding.community != "RMZ":  # there the account says what is fixed
        _fix_at_last(row)
    return row


def _fix_at_last(row: Row) -> None:
    fixed = since(row, "due_at") + timedelta(days=NEGLECTED)
    if fixed.date() <= LAST - timedelta(days=1):
        row["fixed_at"], row["status"] = fixed, "verified"
        row["verified_at"] = fixed + timedelta(hours=18)


def _fix(row: Row, finding: Finding, allowed: int, rng: np.random.Generator) -> None:
    days = float(rng.lognormal(-0.75, 0.7)) * allowed * PACE[finding.community]
    fixed = calendar.later(finding.at, min(days, 30.0), rng)
    if fixed is None:
        return
    row["fixed_at"], row["status"] = fixed, "fixed"
    verified = calendar.later(fixed, float(rng.uniform(0.6, 6)), rng)
    was_looked_at = finding.community == "RMZ" or rng.random() < 0.96
    if verified is not None and (was_looked_at or verified.date() < LAST - timedelta(days=60)):
        row["verified_at"], row["status"] = verified, "verified"

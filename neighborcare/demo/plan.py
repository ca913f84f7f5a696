"""What the demonstration street is: its communities, its span of time, and the figures it is made to give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

FIRST = date(2023, 8, 1)
LAST = date(2025, 8, 31)
STREET = "演示街道（演示数据）"
SEED = 20250831


@dataclass(frozen=True, slots=True)
class CommunityPlan:
    """One community: the account whose name it carries, its size, and how old it is."""

    id: str
    name: str
    brand: str
    quarter: str
    grids: int
    households: int
    population: int
    elder_share: float
    "Share of people aged 65 and over on the last statistics date."

    @property
    def short(self) -> str:
        """The name without 社区."""
        return self.name.removesuffix("社区")


COMMUNITIES = (
    CommunityPlan("LZY", "李子园社区", "幸福邻李（演示数据）", "NW", 8, 3684, 11_000, 0.252),
    CommunityPlan("RMZ", "人民中社区", "“津”心守护（演示数据）", "NW", 8, 5120, 14_860, 0.188),
    CommunityPlan("JY", "景园社区", "敲门行动（演示数据）", "NE", 7, 4310, 12_940, 0.146),
    CommunityPlan("KX", "凯旋社区", "亲情敲门（演示数据）", "SW", 7, 4620, 13_450, 0.158),
    CommunityPlan("SZS", "狮子山社区", "幸福来敲门（演示数据）", "SE", 6, 2718, 8_120, 0.171),
)
BY_ID = {plan.id: plan for plan in COMMUNITIES}

STAT_DATES = (date(2023, 7, 31), date(2024, 1, 31), date(2024, 7, 31), date(2025, 1, 31), date(2025, 7, 31))
NUMERALS = "一二三四五六七八九十"

# Where the weather is bad: the grid that lags, and the worker on leave for six weeks.
LAGGING_GRID = "KX-06"
LEAVE_GRID = "RMZ-03"
LEAVE_FROM, LEAVE_TO = date(2024, 11, 11), date(2024, 12, 22)
VACANT_GRIDS = ("KX-04",)
"Grids without a manager."
LEFT_GRIDS = ("RMZ-06",)
"Grids whose manager's term has ended."


def grid_id(community: str, number: int) -> str:
    """The id of a community's grid, counted from 1."""
    return f"{community}-{number:02d}"


def grid_name(grid: str) -> str:
    """The name of a grid, unique over the street."""
    community, number = grid.split("-")
    return f"{BY_ID[community].short}第{NUMERALS[int(number) - 1]}网格"


GRIDS = tuple(grid_id(plan.id, i + 1) for plan in COMMUNITIES for i in range(plan.grids))

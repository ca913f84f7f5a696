"""Which tables stand in which role's file, with which columns (domain/privacy.md, "Who sees what").

A view would not be a boundary, for DuckDB has no users: every role gets a file of its own.

* analyst: all rows, without free text, single health readings and minors' names; ages as bands.
* worker: the rows of his own community, with what his duty needs; one file a community.
* leader: suppressed figures, and follow-up lists with masked names.
* presenter: suppressed figures only; nothing about one person.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from neighborcare import contracts
from neighborcare.contracts import Column, Contract
from neighborcare.measures import signals

# Under this a count about a sensitive group is hidden from that role.
THRESHOLDS: Mapping[str, int] = {"analyst": 0, "worker": 0, "leader": 5, "presenter": 10}

COUNTED = ("leader", "presenter")  # see counts of sensitive groups, never their rows

QUERIES = Path(__file__).parent / "queries"

# Facts about places, and sums, that every role may see.
OPEN = (
    "place",
    "months",
    "kpi_status",
    "layers",
    "network_nodes",
    "network_edges",
    "communities",
    "population",
    "points",
    "reach_by_grid",
    "reporting",
    "published_figures",
    "list_request_stages",
    "list_request_teams",
    "list_series_calendar",
    "list_partner_deeds",
    "list_open_hazards",
    "list_decisions",
    "list_notes",
    "list_offered",
)
LISTS = (
    "list_overdue",
    "list_staff_load",
    "list_greetings",
    "list_open_cases",
    "list_outside",
    "list_order_matches",
    "list_claim_stages",
    "list_open_requests",
    "list_household_stages",
    "list_care_gap",
    "list_due_today",
)

# Texts of tables that leaders and meetings see: a (masked) name that somebody wrote into one is taken out.
WORDS: Mapping[str, tuple[str, ...]] = {
    "list_decisions": ("title", "decision", "owner_unit"),
    "list_notes": ("title",),
    "list_open_hazards": ("owner_unit",),
    "list_partner_deeds": ("partner_name",),
    "list_request_teams": ("team_name", "topic"),
    "list_series_calendar": ("series",),
    "points": ("point_name",),
}
MASKED = "[\\p{Han}]{1,2}[*＊]+[\\p{Han}]{0,2}"  # 王*珍, as intake writes a name
SOMEBODY = "某"

# Lists of LISTS with persons by name.
NAMED = ("list_overdue", "list_outside", "list_care_gap", "list_due_today")

# Of one person's health an analyst sees the category, a worker his duty; neither needs the names' hashes.
_NOT_FOR_ANALYST = {
    "remark",
    "need_text",
    "content",
    "site",
    "health_tags",
    "disability_level",
    "systolic",
    "diastolic",
    "glucose_mmol",
}

# How fast each of the key people walks: for those who see their rows.
_WALKER = "SELECT person_id, elder_class FROM walker"


@dataclass(frozen=True, slots=True)
class RoleFile:
    """One database file of a generation: for which role (and community), and its tables as SELECTs."""

    name: str
    role: str
    tables: Mapping[str, str]


def file_of(role: str, community: str | None = None) -> str:
    """The name of a role's file. A community's ID comes from a file somebody sent, so it is not used as a path."""
    if role != "worker":
        return role
    return f"worker-{hashlib.sha256((community or '').encode()).hexdigest()[:16]}"


def files(communities: Iterable[str]) -> list[RoleFile]:
    """Every file that a build writes."""
    shared = {name: f"SELECT * FROM {name}" for name in OPEN}
    counted = shared | {name: _nameless(name, columns) for name, columns in WORDS.items()}
    return [
        RoleFile(
            "analyst",
            "analyst",
            shared
            | _rollup("analyst")
            | _buildings("analyst")
            | _rows()
            | _lists()
            | _signals("analyst")
            | _accounts("analyst"),
        ),
        RoleFile(
            "leader",
            "leader",
            counted
            | _rollup("leader")
            | _buildings("leader")
            | _follow_up()
            | _stages("leader")
            | _signals("leader")
            | _accounts("leader"),
        ),
        RoleFile(
            "presenter",
            "presenter",
            counted
            | _rollup("presenter")
            | {"population": (QUERIES / "presenter_population.sql").read_text(encoding="utf-8")}
            | _stages("presenter")
            | _signals("presenter")
            | _accounts("presenter"),
        ),
        *(
            RoleFile(
                file_of("worker", c),
                "worker",
                shared
                | _buildings("worker", c)
                | _own(c)
                | _lists(c)
                | _signals("worker", c)
                | _accounts("worker", c),
            )
            for c in communities
        ),
    ]


def _nameless(table: str, columns: Iterable[str]) -> str:
    """A table without the names in these texts."""
    texts = ", ".join(
        f"regexp_replace({column}, '{MASKED}', '{SOMEBODY}', 'g') AS {column}" for column in columns
    )
    return f"SELECT * REPLACE ({texts}) FROM {table}"


def _unless_minor(table: str) -> str:
    """The name, but of a minor nothing: 18 not reached on the as-of day, or of a child's category."""
    minors = "SELECT minor.person_id FROM minor"
    return f"CASE WHEN {table}.person_id IN ({minors}) THEN NULL ELSE {table}.name END AS name"


def _rollup(role: str) -> dict[str, str]:
    return {
        "rollup": f"SELECT * FROM rollup_{role} ORDER BY kpi, area_kind, area_id, month, part",
        "span": f"SELECT * FROM span_{role} ORDER BY kpi, area_kind, area_id, first, last, part",
    }


def _buildings(role: str, community: str | None = None) -> dict[str, str]:
    """Buildings on the map of the circle; small counts of elders are hidden like any other."""
    if role in COUNTED:
        return {"reach_by_building": (QUERIES / f"{role}_buildings.sql").read_text(encoding="utf-8")}
    where = f"WHERE community_id = {_text(community)}" if community is not None else ""
    return {"reach_by_building": f"SELECT * FROM reach_by_building {where}"}


def _accounts(role: str, community: str | None = None) -> dict[str, str]:
    """What the systems of the published accounts come to; small counts of single persons are hidden."""
    where = f"WHERE community_id = {_text(community)}" if community is not None else ""
    shown = f"CASE WHEN is_sensitive THEN {_hidden('count', role)} ELSE count END"
    if role in COUNTED:
        # The same number as one that is hidden among the figures may well be that one.
        known = (
            f"SELECT 1 FROM untold_{role} AS untold WHERE untold.community_id = account_counts.community_id"
        )
        shown = (
            f"CASE WHEN is_sensitive AND EXISTS ({known} AND untold.value = count) THEN NULL ELSE {shown} END"
        )
    hidden = f"count IS NOT NULL AND {shown} IS NULL"
    return {
        "account_counts": f"SELECT * EXCLUDE (count, hidden), {shown} AS count, {hidden} AS hidden "
        f"FROM account_counts {where}"
    }


def _hidden(count: str, role: str) -> str:
    threshold = THRESHOLDS[role]
    return (
        f"CASE WHEN {count} BETWEEN 1 AND {threshold - 1} THEN NULL ELSE {count} END" if threshold else count
    )


def _rows() -> dict[str, str]:
    """The analyst's rows: every dataset, without what he does not need."""
    tables = {}
    for contract in contracts.catalogue().values():
        columns = [_for_analyst(column) for column in contract.columns if _analyst_sees(column)]
        tables[contract.id] = f"SELECT {', '.join(columns)}, _batch, _row FROM {contract.id}"
    tables["key_people"] = tables["key_people"].replace('"name"', _unless_minor("key_people"))
    return tables | {"grids": _grids(), "walker": _WALKER}


def _analyst_sees(column: Column) -> bool:
    return bool(column.stored) and column.keep != "hash" and column.name not in _NOT_FOR_ANALYST


def _for_analyst(column: Column) -> str:
    if column.name == "birth_date":
        return f"{_age_band('birth_date')} AS age_group"
    return f'"{column.name}"'


def _age_band(birth: str) -> str:
    """Ten-year band of the age on the as-of day."""
    decade = f"{_age(birth)} // 10 * 10"
    return f"cast({decade} AS VARCHAR) || '-' || cast({decade} + 9 AS VARCHAR)"


def _age(birth: str) -> str:
    number = "(year({0}) * 10000 + month({0}) * 100 + day({0}))"
    today = number.format("(SELECT max(day_to) FROM months)")
    return f"(({today} - {number.format(birth)}) // 10000)"


def _own(community: str) -> dict[str, str]:
    """A community worker's rows: his own community, with ages, without identity hashes."""
    tables = {}
    for contract in contracts.catalogue().values():
        if contract.id in ("communities", "grids") or "community_id" not in {c for c, _ in contract.stored}:
            continue
        columns = [
            _for_worker(column) for column in contract.columns if column.stored and column.keep != "hash"
        ]
        tables[contract.id] = (
            f"SELECT {', '.join(columns)}, _batch, _row FROM {contract.id} WHERE community_id = {_text(community)}"
        )
    own = f"SELECT grid_id FROM place WHERE community_id = {_text(community)}"
    tables["rollup"] = (
        f"SELECT * FROM rollup_worker WHERE (area_kind = 'community' AND area_id = {_text(community)}) "
        f"OR (area_kind = 'grid' AND area_id IN ({own})) ORDER BY kpi, area_kind, area_id, month, part"
    )
    tables["span"] = "SELECT * FROM span_worker"
    tables["grids"] = _grids(community)
    tables["walker"] = f"{_WALKER} WHERE community_id = {_text(community)}"
    return tables


def _for_worker(column: Column) -> str:
    return f"{_age('birth_date')} AS age" if column.name == "birth_date" else f'"{column.name}"'


def _lists(community: str | None = None) -> dict[str, str]:
    """The lists about single persons: all of a worker's community, an analyst's without the names of minors."""
    if community is not None:
        return {name: f"SELECT * FROM {name} WHERE community_id = {_text(community)}" for name in LISTS}
    named = {name: f"SELECT * REPLACE ({_unless_minor(name)}) FROM {name}" for name in NAMED}
    return {name: f"SELECT * FROM {name}" for name in LISTS} | named


def _stages(role: str) -> dict[str, str]:
    """How far claims have come, of the whole street and without small steps."""
    return {"list_claim_stages": f"SELECT * FROM claim_stages_{role}"}


def _signals(role: str, community: str | None = None) -> dict[str, str]:
    """What needs attention and may be told to that role; a meeting is told no name."""
    told = ", ".join(_text(one.id) for one in signals.catalogue().values() if role not in one.hidden_from)
    where = f" AND community_id = {_text(community)}" if community is not None else ""
    if role in COUNTED:
        where += (
            f" AND NOT EXISTS (SELECT 1 FROM rollup_{role} AS told WHERE told.kpi = signals.subject AND told.hidden "
            "AND told.part IS NULL AND told.area_id = coalesce(signals.grid_id, signals.community_id) "
            "AND told.month = (SELECT max(month) FROM months))"
        )
    names = "* REPLACE (cast(NULL AS VARCHAR) AS owner)" if role == "presenter" else "*"
    return {"signals": f"SELECT {names} FROM signals WHERE signal IN ({told}){where}"}


def _grids(community: str | None = None) -> str:
    """The ledger of grids with the manager's masked name."""
    where = "" if community is None else f" WHERE grids.community_id = {_text(community)}"
    return (
        "SELECT grids.*, staff.name AS manager_name FROM grids "
        f"LEFT JOIN staff ON grids.manager_id = staff.staff_id{where}"
    )


def _follow_up() -> dict[str, str]:
    """A leader's lists: whom to ask after (masked, by grid), who carries how much; never why, nor a dispute."""
    return {
        "list_overdue": (
            f"SELECT {_unless_minor('list_overdue')}, community_id, grid_id, risk_tier, last_visit, days_since, "
            "days_overdue, paired_staff_name FROM list_overdue"
        ),
        "list_staff_load": "SELECT * FROM list_staff_load",
        "list_order_matches": "SELECT * FROM list_order_matches",
        "list_open_requests": "SELECT * FROM list_open_requests",
        "list_outside": (
            f"SELECT {_unless_minor('list_outside')}, community_id, grid_id, minutes, state FROM list_outside"
        ),
        "list_greetings": (QUERIES / "leader_greetings.sql").read_text(encoding="utf-8"),
        "grids": _grids(),
    }


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Make what the SELECTs of the files need besides a build's own tables: `minor`."""
    con.execute((QUERIES / "minor.sql").read_text(encoding="utf-8"))


def _text(value: str | None) -> str:
    """A text as an SQL literal: CREATE TABLE … AS cannot bind parameters inside ATTACH-ed databases' views."""
    return "'" + (value or "").replace("'", "''") + "'"


def sees_rows(role: str, contract: Contract) -> bool:
    """Whether this role's file holds single rows of that dataset."""
    return role == "analyst" or (role == "worker" and contract.id != "communities")

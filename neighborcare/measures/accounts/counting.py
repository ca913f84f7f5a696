"""The rows and figures of every service system, counted from a workspace's tables, once a build."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

import duckdb

from neighborcare import contracts
from neighborcare.contracts import Contract
from neighborcare.measures.accounts import Account, Condition, Question, accounts

QUERIES = Path(__file__).parent
SPANS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "key_people": ("filed_date", "end_date"),
        "staff": ("start_date", "end_date"),
        "partners": ("agreement_date", "end_date"),
    }
)
"Who is there for a time is counted on a day: the last of the account's period. Columns: from, until."

Bound = dict[str, object]


def compute(con: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Make `account_counts`: for every system its exports' rows and its metrics' figures, on the as-of date.

    Columns: system_id, kind ('export', 'metric'), position (in the registry), community_id, count (NULL: the
    community is not in the data, or nothing is there to be counted of), is_sensitive, hidden (FALSE here).
    What happened outside the account's period counts as a row, not in a figure.
    """
    con.execute((QUERIES / "make.sql").read_text(encoding="utf-8"))
    rows = [row for account in accounts().values() for row in _account(con, account, as_of)]
    if rows:
        con.executemany("INSERT INTO account_counts VALUES (?, ?, ?, ?, ?, ?, FALSE)", rows)


def _account(con: duckdb.DuckDBPyConnection, account: Account, as_of: date) -> Iterator[tuple[object, ...]]:
    community = community_of(con, account)
    if community is None:
        return
    last = min(as_of, account.last or as_of)
    for system in account.systems:
        questions = [("export", n, export) for n, export in enumerate(system.exports)]
        questions += [("metric", n, m.question) for n, m in enumerate(system.metrics) if m.question]
        for kind, position, question in questions:
            period = (account.first, last) if kind == "metric" else None
            count = counted(con, question, community, period)
            yield system.id, kind, position, community, count, question.is_sensitive


def community_of(con: duckdb.DuckDBPyConnection, account: Account) -> str | None:
    """The id of the account's community in the data, by its name."""
    row = con.execute(
        "SELECT community_id FROM communities WHERE community_name = $name", {"name": account.label.zh}
    ).fetchone()
    return str(row[0]) if row else None


def counted(
    con: duckdb.DuckDBPyConnection,
    question: Question,
    community: str,
    period: tuple[date | None, date] | None,
) -> float | None:
    """What the question counts in that community. `period` None: all rows, whenever they were."""
    contract = contracts.get(question.dataset)
    bound: Bound = {"community": community}
    tests = ["community_id = $community", *(_condition(contract, c, bound) for c in question.where)]
    if period:
        tests += _in_period(contract, question, period, bound)
    query = f'SELECT {_measure(question)} FROM "{contract.id}" WHERE {" AND ".join(tests)}'
    row = con.execute(query, bound).fetchone()
    return None if row is None or row[0] is None else float(row[0])


def _measure(question: Question) -> str:
    column = f'"{question.column}"'
    return {
        "rows": "count(*)",
        "sum": f"coalesce(sum({column}), 0)",
        "distinct": f"count(DISTINCT {column})",
        "max": f"max({column})",
        "first_year": f"year(min({column}))",
    }[question.measure]


def _condition(contract: Contract, condition: Condition, bound: Bound) -> str:
    """SQL of one condition; its values are bound."""
    if condition.via:
        other = contracts.get(str(contract.column(condition.via).reference))
        inner = _condition(other, Condition(condition.column, condition.test, condition.values), bound)
        return f'"{condition.via}" IN (SELECT "{other.key[0]}" FROM "{other.id}" WHERE {inner})'
    column = f'"{condition.column}"'
    if condition.test == "any":
        return f"{column} IS NOT NULL"
    name = f"v{len(bound)}"
    bound[name] = condition.values[0] if condition.test in ("is", "contains") else list(condition.values)
    if condition.test == "is":
        return f"{column} = ${name}"
    if condition.test == "contains":
        return f"contains({column}, ${name})"
    if contract.column(condition.column).kind == "codes":
        return f"list_has_any(string_split({column}, ';'), ${name})"
    return f"list_contains(${name}, {column})"


def _in_period(
    contract: Contract, question: Question, period: tuple[date | None, date], bound: Bound
) -> Iterator[str]:
    """Within the period, or (who is there for a time) there on its last day."""
    first, bound["last"] = period
    if question.when is None and contract.id in SPANS:
        begins, ends = SPANS[contract.id]
        yield f'("{begins}" IS NULL OR "{begins}" <= $last)'
        yield f'("{ends}" IS NULL OR "{ends}" > $last)'
        return
    when = question.when or contract.when
    if when is None or contract.snapshot:
        del bound["last"]
        return
    yield f'cast("{when}" AS DATE) <= $last'
    if first is not None:
        bound["first"] = first
        yield f'cast("{when}" AS DATE) >= $first'

"""KPI SQL keeps to the portable part of DuckDB's dialect (anchors.md, Scale), so that another engine can run it."""

from __future__ import annotations

import re

import pytest

from neighborcare.measures import Kpi, catalogue

EVERY = list(catalogue().values())

FORBIDDEN = {
    "GROUP BY ALL": r"\bgroup\s+by\s+all\b",
    "ORDER BY ALL": r"\border\s+by\s+all\b",
    "PIVOT": r"\b(un)?pivot\b",
    "QUALIFY": r"\bqualify\b",
    "ASOF JOIN": r"\basof\b",
    "SELECT *": r"\bselect\s+\*|\b\w+\.\*",
    "EXCLUDE, REPLACE, COLUMNS": r"\b(exclude|columns)\s*\(",
    "count() without an argument": r"\bcount\s*\(\s*\)",
    "FILTER": r"\bfilter\s*\(",
    "date_diff by other than days": r"\bdate_?diff\s*\(\s*'(?!day')",
    "weekday numbers": r"\b(iso)?dow\b|\bdayofweek\b|\bweekday\s*\(",
    "rounding": r"\bround\s*\(",
    "lists": r"\b(list|array_agg|string_agg|unnest|struct_pack)\s*\(|\[",
    "substr": r"\bsubstr(ing)?\s*\(",
    "quantiles": r"\b(quantile\w*|median|mode)\s*\(",
    "casting by ::": r"::",
    "integer division": r"//",
    "double quotes": r'"',
    "any other parameter": r"\$(?!as_of\b)\w+",
    "what depends on now": r"\b(now|today|current_date|current_timestamp|random)\b",
}


def text_of(kpi: Kpi) -> str:
    """The SQL without its comments and the words inside quotes."""
    return bare(re.sub(r"--[^\n]*", "", kpi.sql))


def bare(sql: str) -> str:
    """Lower case, and nothing inside quotes but the unit of a difference of dates."""
    return re.sub(r"(date_diff\()?'[^']*'", lambda found: found[0] if found[1] else "''", sql.lower())


@pytest.mark.parametrize("kpi", EVERY, ids=[kpi.id for kpi in EVERY])
def test_nothing_unportable_is_used(kpi: Kpi) -> None:
    used = [name for name, pattern in FORBIDDEN.items() if re.search(pattern, text_of(kpi))]
    assert used == []


@pytest.mark.parametrize("kpi", EVERY, ids=[kpi.id for kpi in EVERY])
def test_every_computed_column_has_a_name(kpi: Kpi) -> None:
    unnamed = [
        item for item in selected(text_of(kpi)) if not re.fullmatch(r"\w+\.\w+|.*\sas\s\w+", item, re.DOTALL)
    ]
    assert unnamed == []


@pytest.mark.parametrize("kpi", EVERY, ids=[kpi.id for kpi in EVERY])
def test_it_answers_with_the_columns_of_its_kind(kpi: Kpi) -> None:
    figures = ["value", "count"] if kpi.kind == "duration" else ["numerator", "denominator"]
    columns = ["grid_id", "month", "part", *(["value"] if kpi.is_mixed else []), *figures]
    last = [item.split()[-1].split(".")[-1] for item in selected(text_of(kpi))[-len(columns) :]]
    assert last == columns


@pytest.mark.parametrize(
    "bad",
    [
        "SELECT * FROM visits",
        "SELECT v.* FROM visits AS v",
        "SELECT date_diff('month', a, b) AS n FROM t",
        "SELECT count() AS n FROM t",
        "SELECT n FROM t GROUP BY ALL",
        "SELECT a::DATE AS a FROM t",
        "SELECT n FROM t WHERE d < $month",
    ],
)
def test_the_rules_notice(bad: str) -> None:
    assert any(re.search(pattern, bare(bad)) for pattern in FORBIDDEN.values())


def selected(sql: str) -> list[str]:
    """What every SELECT lists, item by item (commas and keywords inside brackets do not part them)."""
    return [
        item for start in re.finditer(r"\bselect\s+(distinct\s+)?", sql) for item in items(sql[start.end() :])
    ]


def items(rest: str) -> list[str]:
    """The items of one SELECT up to its FROM or UNION."""
    found, item, depth = [], "", 0
    for word in re.findall(r"\w+|\W", rest):
        depth += (word == "(") - (word == ")")
        if depth < 0 or (depth == 0 and word in ("from", "union")):
            break
        if depth == 0 and word == ",":
            found.append(item.strip())
            item = ""
        else:
            item += word
    return [*found, item.strip()]

"""Which SQL turns a column's text into its value, and what makes a value wrong. Pure text, from contracts only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from neighborcare.contracts import SQL_TYPES, Column, Contract
from neighborcare.intake import degrees, moments, numerals
from neighborcare.intake.known_names import KnownNames, is_written, scrubbed_reference
from neighborcare.intake.match import tellers
from neighborcare.intake.scrubbing import SUSPECT
from neighborcare.intake.spelling import code_of, codes_of, is_blank, yes_or_no
from neighborcare.intake.statements import Bound, run, statement

SPELLED = frozenset({"code", "codes", "boolean", "time"})
_QUICK = {
    "date": "nc_quick_moment({cell})",
    "datetime": "nc_quick_moment({cell})",
    "integer": "nc_quick_integer({cell})",
    "number": "nc_quick_number({cell})",
    "ident": "CASE WHEN nc_is_persons({cell}) THEN NULL WHEN nc_is_ident({cell}) THEN {cell} END",
}
_SLOW = {
    "integer": "nc_whole(scaled)",
    "number": "coalesce(nc_fraction(half), CAST(scaled AS DOUBLE))",
    "reference": "nc_own($secret, nc_ident(given))",
    "text": "nc_name(given)",
}
_NATIVE = {
    "date": (pa.types.is_date, pa.types.is_timestamp),
    "datetime": (pa.types.is_date, pa.types.is_timestamp),
    "integer": (pa.types.is_integer,),
    "number": (pa.types.is_integer, pa.types.is_floating),
    "boolean": (pa.types.is_boolean,),
}
_WRONG = {
    "integer": "not_whole",
    "number": "not_a_number",
    "boolean": "not_yes_no",
    "code": "not_a_code",
    "codes": "not_a_code",
    "time": "not_a_time",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a contract's column comes from: position in the header and the type of the cells there.

    `context`: the header and the title above it, which may say what a cell leaves out (the year, 民国).
    """

    column: Column
    position: int
    kind: pa.DataType
    context: str = ""

    @property
    def raw(self) -> str:
        """The cell as text, as it stands in the file."""
        cell = f"raw.c{self.position}"
        return cell if pa.types.is_string(self.kind) else f"CAST({cell} AS VARCHAR)"

    @property
    def is_native(self) -> bool:
        """Whether the file itself holds the value and not a text of it."""
        return any(test(self.kind) for test in _NATIVE.get(self.column.kind, ()))

    @property
    def quick(self) -> str:
        """The cheap conversion that most cells pass; "" where there is none."""
        is_ident = self.column.is_identifier and self.column.keep == "as is"
        quick = _QUICK["ident"] if is_ident else _QUICK.get(self.column.kind, "")
        return quick.format(cell=self.raw)

    @property
    def is_mapped(self) -> bool:
        """Whether each different cell is worked out once, in a table, and not each row."""
        return not self.is_native and (self.column.kind != "text" or self.column.keep == "mask")

    def given(self) -> str:
        """`g_<column>`: what the cell says, NULL when it says nothing; `v_<column>`: its value, where it is mapped."""
        name, cell = self.column.name, self.raw
        if self.is_native:
            return f"raw.c{self.position} AS g_{name}"
        if not self.is_mapped:
            plain = f"WHEN nc_is_ident({cell}) THEN {cell}"
            return f"CASE WHEN {cell} = '' THEN NULL {plain} ELSE nc_given({cell}) END AS g_{name}"
        if not self.quick:
            return f"map_{name}.given AS g_{name}, map_{name}.value AS v_{name}"
        given = f"CASE WHEN map_{name}.said IS NULL THEN nullif({cell}, '') ELSE map_{name}.given END"
        return f"{given} AS g_{name}, coalesce({self.quick}, map_{name}.value) AS v_{name}"

    def join(self, maps: str) -> str:
        """The join with its map, if it has one."""
        if not self.is_mapped:
            return ""
        name = self.column.name
        return f"LEFT JOIN {maps}_{name} AS map_{name} ON {self.raw} = map_{name}.said"


def make_map(
    con: duckdb.DuckDBPyConnection, source: Source, raw: str, maps: str, bound: Bound, names: KnownNames
) -> None:
    """Table `<maps>_<column>` (said, given, value): what each different cell means that is not converted cheaply."""
    table = f"{maps}_{source.column.name}"
    if source.column.kind in SPELLED:
        _make_spelled(con, source, raw, table)
    else:
        _make_read(con, source, raw, table, bound, names)


def _make_read(
    con: duckdb.DuckDBPyConnection, source: Source, raw: str, table: str, bound: Bound, names: KnownNames
) -> None:
    """Steps are tables within tables: each is worked out once, where macros in macros would be many times over."""
    column, different = source.column, f"{table}_different"
    slow = f"{source.raw} <> ''" + (f" AND {source.quick} IS NULL" if source.quick else "")
    con.execute(statement("different", different=different, cell=source.raw, raw=raw, slow=slow))
    if not con.execute(f"SELECT 1 FROM {different} LIMIT 1").fetchall():
        con.execute(
            statement("map", map=table, different=different, value=f"CAST(NULL AS {SQL_TYPES[column.kind]})")
        )
        return
    _rewrite(con, source, different, names)
    if column.kind in {"date", "datetime"}:
        month = "nc_month(half)" if is_monthly(column) else "NULL"
        con.execute(statement("moments", map=table, different=different, month=month))
        return
    shape = "numbers" if column.kind in {"integer", "number"} else "map"
    run(con, statement(shape, map=table, different=different, value=_SLOW[column.kind]), bound)


def _rewrite(con: duckdb.DuckDBPyConnection, source: Source, different: str, names: KnownNames) -> None:
    """Put what only Python can read (Chinese numerals, 民国, 8/20/2025, degrees) into words that the casts take."""
    odd = _odd(source.column, names)
    if not odd:
        return
    rows = con.execute(statement("odd", different=different), {"pattern": odd}).fetchall()
    meant = _meant(source, [given for _, given in rows], names)
    found = [(said, meant[given]) for said, given in rows if meant.get(given, given) != given]
    if found:
        table = pa.table({"said": [said for said, _ in found], "given": [given for _, given in found]})
        con.register(f"{different}_meant", table)
        con.execute(statement("rewritten", different=different, meant=f"{different}_meant"))
        con.unregister(f"{different}_meant")


def _odd(column: Column, names: KnownNames) -> str:
    """The pattern of cells that are worth rewriting; "" where none are."""
    if column.kind in {"date", "datetime"}:
        return moments.ODD
    if column.name in {"longitude", "latitude"}:
        return degrees.ODD
    if is_written(column):
        return "|".join(filter(None, (SUSPECT, names.suspect)))
    return f"[{numerals.SIGNS}]" if column.kind in {"integer", "number"} else ""


def _meant(source: Source, cells: Sequence[str], names: KnownNames) -> Mapping[str, str]:
    column = source.column
    if column.kind in {"date", "datetime"}:
        return moments.rewritten(cells, source.context, planned=column.planned)
    if column.name in {"longitude", "latitude"}:
        return degrees.rewritten(cells)
    if is_written(column):
        return scrubbed_reference(cells, names)
    return {cell: numerals.in_digits(cell) for cell in cells}


def estimates(con: duckdb.DuckDBPyConnection, source: Source, maps: str) -> list[str]:
    """The different cells of a column of figures that were rounded by who wrote them: 1.1万, 100余, 约30."""
    if source.column.kind not in {"integer", "number"} or not source.is_mapped:
        return []
    sql = statement("estimates", map=f"{maps}_{source.column.name}")
    return [said for (said,) in con.execute(sql).fetchall()]


def _make_spelled(con: duckdb.DuckDBPyConnection, source: Source, raw: str, name: str) -> None:
    query = f"SELECT DISTINCT {source.raw} FROM {raw} AS raw"
    cells = [str(cell) for (cell,) in con.execute(query).fetchall() if cell is not None]
    values = [_meaning(source.column, cell) for cell in cells]
    given = [
        None if value is None and is_blank(cell) else cell for cell, value in zip(cells, values, strict=True)
    ]
    kind = pa.bool_() if source.column.kind == "boolean" else pa.string()
    table = pa.table(
        {
            "said": pa.array(cells, pa.string()),
            "given": pa.array(given, pa.string()),
            "value": pa.array(values, kind),
        }
    )
    con.register(f"{name}_arrow", table)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT said, given, value FROM {name}_arrow")
    con.unregister(f"{name}_arrow")


def _meaning(column: Column, cell: str) -> str | bool | None:
    if column.kind == "boolean":
        return yes_or_no(cell)
    if column.kind == "time":
        return moments.clock(cell)
    return codes_of(column, cell)[0] if column.kind == "codes" else code_of(column, cell)


def stored_values(column: Column, source: Source) -> Iterator[str]:
    """`<SQL> AS <stored column>` for what the store keeps of a column, over `g_<column>` and `v_<column>`."""
    for (stored, _), value in zip(column.stored, _values(column, source), strict=True):
        yield f"{value} AS {stored}"


def _values(column: Column, source: Source) -> tuple[str, ...]:
    given, value = f"g_{column.name}", f"v_{column.name}"
    if column.keep == "hash":
        return (f"nc_secret($secret, nc_id({given}))",)
    if column.keep == "mask":
        return (f"nc_mask({value})", f"nc_secret($secret, {value})")
    if column.keep == "drop":
        return ()
    if column.kind == "text":
        return (_text(column, given),)
    return (f"CAST({given if source.is_native else value} AS {column.stored[0][1]})",)


def _text(column: Column, given: str) -> str:
    if column.is_identifier:
        return f"nc_own($secret, CASE WHEN nc_is_ident({given}) THEN {given} ELSE nc_ident({given}) END)"
    return given


def is_monthly(column: Column) -> bool:
    """Whether a month without a day counts as its first day."""
    return column.kind == "date" and column.name.startswith("birth")


@dataclass(frozen=True, slots=True)
class Flaw:
    """A condition (SQL over given and stored columns) that makes a value wrong, and the code that says so."""

    column: Column
    code: str
    when: str
    detail: str = ""


def suspicion(source: Source, is_told: bool) -> str:
    """A cheap condition over given and stored columns that holds wherever a single value of this column has a flaw."""
    column, name = source.column, source.column.name
    if not column.stored:
        return "false"
    unread = f"(g_{name} IS NOT NULL AND {column.stored[0][0]} IS NULL)"
    tests = [f"{column.stored[0][0]} IS NULL" if _is_needed(column, is_told) else unread]
    if column.kind == "text" and (column.key or name.endswith("_id")):
        tests.append(f"coalesce(contains({name}, '+') AND {_is_rounded(name)}, false)")
    tests += [f"coalesce({flaw.when}, false)" for flaw in _beyond(column)]
    return " OR ".join(tests)


def lacks_column(contract: Contract, sources: Mapping[str, Source]) -> bool:
    """Whether a required column is not in the file at all, so that no row can be taken."""
    return any(
        _is_needed(c, bool(tellers(contract, sources))) and c.name not in sources for c in contract.columns
    )


def _is_needed(column: Column, is_told: bool) -> bool:
    """Whether every row must say it; the community may be told from grid or person."""
    return column.required and not (column.name == "community_id" and is_told)


def flaws(contract: Contract, sources: Mapping[str, Source]) -> Iterator[Flaw]:
    """Everything that can be wrong with single values of a table."""
    for column in contract.columns:
        source = sources.get(column.name)
        if _is_needed(column, bool(tellers(contract, sources))):
            yield Flaw(column, "missing_value", f"g_{column.name} IS NULL" if source else "true")
        if source and column.stored:
            # A native value was read by the file's own format: nothing of it can be unread.
            yield from () if source.is_native else _unread(column)
            yield from _beyond(column)


def _unread(column: Column) -> Iterator[Flaw]:
    given, value = f"g_{column.name}", column.stored[0][0]
    lost = f"{given} IS NOT NULL AND {value} IS NULL"
    if column.kind in {"date", "datetime"}:
        short, month = f"nc_is_short_year({given})", f"nc_is_month({given})"
        last, bare = f"nc_is_year_last({given})", f"nc_is_yearless({given})"
        yield Flaw(column, "order_open", f"{lost} AND {last}")
        yield Flaw(column, "year_missing", f"{lost} AND {bare}")
        yield Flaw(column, "two_digit_year", f"{lost} AND {short} AND NOT {last}")
        yield Flaw(column, "day_missing", f"{lost} AND {month}")
        yield Flaw(column, "not_a_date", f"{lost} AND NOT ({' OR '.join((last, bare, short, month))})")
    elif column.keep == "hash":
        yield Flaw(column, "id_rounded", f"{lost} AND nc_rounded({given})")
        yield Flaw(column, "id_wrong", f"{lost} AND NOT nc_rounded({given})")
    elif column.kind in _WRONG:
        yield Flaw(column, _WRONG[column.kind], lost)
    elif column.key or column.name.endswith("_id"):
        yield Flaw(column, "id_rounded", _is_rounded(column.name))


def _is_rounded(name: str) -> str:
    return f"regexp_full_match(g_{name}, '\\d\\.?\\d*[Ee]\\+\\d+')"


def _beyond(column: Column) -> Iterator[Flaw]:
    name = column.name
    if column.kind in {"date", "datetime"} and not column.planned:
        yield Flaw(column, "in_future", f"CAST({name} AS DATE) > $today")
    if column.kind in {"integer", "number"}:
        low = column.minimum if column.minimum is not None else 0 if column.kind == "integer" else None
        tests = [f"{name} < {low}"] if low is not None else []
        tests += [f"{name} > {column.maximum}"] if column.maximum is not None else []
        if tests:
            limits = f"{_plain(low)} – {_plain(column.maximum)}"
            yield Flaw(column, "out_of_range", " OR ".join(tests), limits)


def _plain(bound: float | None) -> str:
    return "∞" if bound is None else f"{bound:g}"

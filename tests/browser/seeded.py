"""A made-up street in which everything personal carries a sign, so that it is found wherever it comes out.

The rows are the demonstration's (two communities, the last three months); names, numbers, doors, ids and every
free text are replaced. A sign is a text that nothing else contains.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from neighborcare import contracts, demo, generation
from neighborcare.demo import sheets
from neighborcare.demo.rows import Row
from neighborcare.store.home import Home

TODAY = date(2025, 9, 3)
COMMUNITIES, SINCE = ("LZY", "KX"), date(2025, 5, 1)
GROWN, YOUNG, WORKER = (
    "亓",
    "逄",
    "闵",
)  # surnames that nobody else here has: residents, minors (and guardians), staff
GIVEN = "犇淼焱垚鑫骉赟翀旻晟彧珩瑀璟"
DOOR, WORDS = "榛莽巷", "蒹葭"  # in every address, in every free text
IDS = {
    "person_id": "RZZQ",
    "household_id": "HZZQ",
    "staff_id": "WZZQ",
    "paired_staff_id": "WZZQ",
    "manager_id": "WZZQ",
    "case_id": "CZZQ",
}
TEXTS = ("remark", "content", "need_text", "site", "health_tags")
SPOKEN = (
    "title",
    "owner_unit",
    "partner_name",
    "goods_name",
)  # may be read out at a meeting; no person in them


@dataclass(frozen=True)
class Signs:
    """What is to be found nowhere: names in full, telephones and identity numbers, a name in a file's name."""

    names: frozenset[str]
    numbers: frozenset[str]
    file: str


@dataclass(frozen=True)
class Seeded:
    """The home and what was put into it."""

    home: Home
    signs: Signs


def street(folder: Path) -> Seeded:
    """Write the exports, take them in, give the home."""
    tables = _small(demo.make().tables)
    signs = _sign(tables)
    home = Home(folder / "home")
    files = [_write(folder, name, rows, signs) for name, rows in tables.items() if rows]
    taken = generation.take(home, generation.look(home, files, today=TODAY), by="command line", today=TODAY)
    assert sum(table.accepted for table in taken.tables) > 5000
    return Seeded(home, signs)


def _small(tables: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """Two communities and what was lately done there, for some of the people on file."""
    small = {
        dataset: [dict(row) for row in rows if _is_near(dataset, row)] for dataset, rows in tables.items()
    }
    people = sorted(small["key_people"], key=lambda row: _day(row["birth_date"]), reverse=True)
    small["key_people"] = [*people[:40], *people[40::6]]  # every minor is among them
    known = {None, *(row["person_id"] for row in small["key_people"])}
    return {
        dataset: [row for row in rows if row.get("person_id") in known] for dataset, rows in small.items()
    }


def _is_near(dataset: str, row: Row) -> bool:
    contract = contracts.get(dataset)
    is_late = not contract.is_fact or not contract.when or _day(row.get(contract.when)) >= SINCE
    return is_late and row.get("community_id") in (*COMMUNITIES, None)


def _day(value: object) -> date:
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else date.max


def _sign(tables: Mapping[str, list[Row]]) -> Signs:
    names = _names(tables["staff"], tables["key_people"])
    for rows in tables.values():
        for row in rows:
            for column, sign in IDS.items():
                if row.get(column):
                    row[column] = sign + re.sub(r"\W", "", str(row[column]))
    for dataset, rows in tables.items():
        columns = {column.name for column in contracts.get(dataset).columns}
        for number, row in enumerate(rows):
            _fill(row, columns, number, names)
    people = tables["key_people"]
    numbers = {str(row[column]) for row in people for column in ("id_number", "phone") if row[column]}
    return Signs(frozenset(names), frozenset(numbers), f"{names[-1]}19900009999")


def _names(staff: list[Row], people: list[Row]) -> list[str]:
    """Gives everybody a name; all of them, each once."""
    given = [first + second for first in GIVEN for second in GIVEN]
    for number, row in enumerate((*staff, *people)):
        surname = WORKER if "staff_id" in row else YOUNG if _is_young(row) else GROWN
        row["name"] = surname + given[number % len(given)]
    return list(dict.fromkeys(str(row["name"]) for row in (*staff, *people)))


def _is_young(row: Row) -> bool:
    born = row.get("birth_date")
    return isinstance(born, date) and (TODAY - born).days < 18 * 365.25


def _fill(row: Row, columns: set[str], number: int, names: list[str]) -> None:
    who = names[number % len(names)]
    told = f"{who}，电话1990000{number % 10_000:04d}，身份证99999919510221{number % 10_000:04d}"
    for column in columns & set(TEXTS):
        row[column] = f"{WORDS}{number}，{told}，住{DOOR}{number}号2单元301室"
    for column in columns & set(SPOKEN):
        if row.get(column) and number % 3 == 0:
            row[column] = f"{row[column]}（{told}）"
    if "address" in columns:
        row["address"] = f"{DOOR}{number}号3单元402室"
    if "guardian" in columns and number % 2:
        row["guardian"] = YOUNG + GIVEN[number % len(GIVEN)] * 2
    if "parties" in columns:
        row["parties"] = f"{who}、{names[(number + 1) % len(names)]}"


def _write(folder: Path, dataset: str, rows: list[Row], signs: Signs) -> Path:
    contract = contracts.get(dataset)
    headers = {column.name: column.label.zh for column in contract.columns if column.name in rows[0]}
    sheet = sheets.dress(dataset, rows, headers, sheets.style())
    path = folder / f"{contract.label.zh}_{signs.file}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([sheet.header, *sheet.rows])
    return path


def found(text: str, signs: Iterable[str]) -> Iterator[str]:
    """Each sign that stands in the text, with what is around it."""
    for sign in signs:
        at = text.find(sign)
        if at >= 0:
            yield f"{sign}: …{text[max(at - 60, 0) : at + 60]}…"

"""The menu, read from the pages: a page is one script in `pages/`, and nothing else lists it.

A page says about itself, as plain constants that are read and not executed:

    TITLE = N_("Grid coverage")     # catalogue text
    ICON = ":material/grid_view:"   # from the font that comes with Streamlit
    ORDER = 20                      # place in the menu; the lowest that a role may see is its home page
    ROLES = ("leader", "analyst")   # who may open it
    SECTION = "map"                 # the drawer of the menu it lies in (SECTIONS); without one it stands by itself
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from neighborcare.access.roles import ROLES, Role, may_open
from neighborcare.text import N_

SECTIONS = {
    "": "",
    "map": N_("Maps"),
    "people": N_("People"),
    "matters": N_("Matters"),
    "data": N_("Data"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One page: its script, its address (the file's name), and what it says about itself."""

    path: Path
    title: str
    icon: str
    order: int
    roles: tuple[Role, ...]
    section: str = ""

    @property
    def address(self) -> str:
        """The last part of the page's address."""
        return self.path.stem


@cache
def entries(folder: Path) -> tuple[Entry, ...]:
    """All pages of a folder in menu order, read once a process. Raises ValueError if a page lacks a word."""
    found = (_entry(path) for path in sorted(folder.glob("*.py")))
    return tuple(sorted(found, key=lambda entry: (entry.order, entry.address)))


def check(pages: Iterable[Entry]) -> None:
    """Raise ValueError unless every page says the same of its roles as the one table (access/roles.toml)."""
    for entry in pages:
        told = {role for role in ROLES if may_open(role, entry.address)}
        if told != set(entry.roles):
            raise ValueError(f"{entry.path.name} says {entry.roles}, access/roles.toml says {sorted(told)}")


def permitted(pages: Iterable[Entry], role: Role) -> tuple[Entry, ...]:
    """The pages that the role may open, in menu order."""
    return tuple(entry for entry in pages if role in entry.roles)


def _entry(path: Path) -> Entry:
    said = _constants(path)
    missing = {"TITLE", "ICON", "ORDER", "ROLES"} - said.keys()
    if missing:
        raise ValueError(f"{path.name} does not say {', '.join(sorted(missing))}")
    unknown = set(said["ROLES"]) - set(ROLES)
    if unknown:
        raise ValueError(f"{path.name} names unknown roles: {', '.join(sorted(unknown))}")
    section = said.get("SECTION", "")
    if section not in SECTIONS:
        raise ValueError(f"{path.name} names an unknown section: {section}")
    return Entry(path, said["TITLE"], said["ICON"], said["ORDER"], tuple(said["ROLES"]), section)


def _constants(path: Path) -> dict[str, Any]:
    """The literal constants at the top level of a script; `N_("…")` counts as its text."""
    said: dict[str, Any] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            with suppress(ValueError):  # a computed value is the page's own business
                said[node.targets[0].id] = ast.literal_eval(_unmarked(node.value))
    return said


def _unmarked(value: ast.expr) -> ast.expr:
    marked = isinstance(value, ast.Call) and ast.unparse(value.func) == "N_"
    return value.args[0] if marked and isinstance(value, ast.Call) else value

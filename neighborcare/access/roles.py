"""The roles, read from one table (roles.toml): role × page × file × field.

What each may see is decided when a generation is built (privacy); every page and every question checks again.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

from neighborcare.text import Label

Role = Literal["leader", "analyst", "worker", "presenter"]  # who works with figures
AccountRole = Literal["leader", "analyst", "worker", "presenter", "administrator"]

ROLES: tuple[Role, ...] = get_args(Role)
ACCOUNT_ROLES: tuple[AccountRole, ...] = get_args(AccountRole)


@dataclass(frozen=True, slots=True)
class Permissions:
    """One role's line of the table: its name, its pages' addresses, its file, and columns that are never in it."""

    label: Label
    file: str
    pages: frozenset[str]
    without: frozenset[str]


def _read() -> Mapping[AccountRole, Permissions]:
    table = tomllib.loads((Path(__file__).parent / "roles.toml").read_text(encoding="utf-8"))
    if set(table) != set(ACCOUNT_ROLES):
        raise ValueError(f"roles.toml names {sorted(table)}")
    return MappingProxyType(
        {
            role: Permissions(
                Label(said["zh"], said["en"]),
                said["file"],
                frozenset(said["pages"]),
                frozenset(said["without"]),
            )
            for role, said in ((role, table[role]) for role in ACCOUNT_ROLES)
        }
    )


TABLE = _read()
LABELS: Mapping[AccountRole, Label] = MappingProxyType({role: said.label for role, said in TABLE.items()})


def may_open(role: AccountRole, address: str) -> bool:
    """Whether the role may open the page with this address."""
    return address in TABLE[role].pages


def role_of(text: object) -> Role:
    """The role that an address or a widget names; anything unknown is the leader, who sees only counts.

    Nobody becomes an administrator by naming it: that takes an account.
    """
    return next((role for role in ROLES if role == text), ROLES[0])


def working(role: AccountRole) -> Role | None:
    """The role as one that works with figures; None for the administrator, who does not."""
    return None if role == "administrator" else role

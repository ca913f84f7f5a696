"""The roles. What each may see is decided when a generation is built (privacy); every page checks again."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

from neighborcare.text import Label

Role = Literal["leader", "analyst", "worker", "presenter"]

ROLES: tuple[Role, ...] = get_args(Role)

LABELS: Mapping[Role, Label] = MappingProxyType(
    {
        "leader": Label("领导", "Leader"),
        "analyst": Label("数据分析员", "Analyst"),
        "worker": Label("社区工作者", "Community worker"),
        "presenter": Label("会议演示", "Presenter"),
    }
)


def role_of(text: object) -> Role:
    """The role that an address or a widget names; anything unknown is the leader, who sees only counts."""
    return next((role for role in ROLES if role == text), ROLES[0])

"""The digest: what needs attention in an area today, in sentences, without anybody's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from neighborcare.measures import telling
from neighborcare.measures.signals import catalogue
from neighborcare.text import N_, formats, translator

DUTIES = {"grid_manager": N_("grid manager"), "community": N_("community"), "office": N_("street office")}
GRAVE = {"bad": N_("Urgent"), "watch": N_("To watch")}


def line(entry: Mapping[str, Any], language: str) -> str:
    """One signal: "凯旋第四网格：…（网格长，9月1日前）"."""
    _ = translator(language)
    signal = catalogue()[entry["signal"]]
    found = {key: entry[key] for key in ("subject", "items", "value", "expected")}
    return _(
        N_("{where}: {what} ({owner}, by {day})"),
        where=entry["grid"] or entry["community"],
        what=telling.sentence(signal, language, **found),
        owner=_(DUTIES[signal.owner]),
        day=formats.short_day(entry["due"], language),
    )


def title(entries: Sequence[Mapping[str, Any]], as_of: date, language: str) -> str:
    """The digest's first line: how many signals there are, how many of them urgent, as of when."""
    _ = translator(language)
    return _(
        N_("Attention, {day}: {count} signals, {urgent} urgent"),
        day=formats.day(as_of, language),
        count=formats.number(len(entries)),
        urgent=formats.number(sum(entry["severity"] == "bad" for entry in entries)),
    )


def text(entries: Sequence[Mapping[str, Any]], as_of: date, language: str) -> str:
    """The whole digest as plain text, the urgent ones first; one line a signal."""
    _ = translator(language)
    lines = [title(entries, as_of, language)]
    if not entries:
        lines.append(_(N_("Nothing needs attention.")))
    ordered = sorted(entries, key=lambda entry: entry["severity"])
    for severity, found in groupby(ordered, key=lambda entry: str(entry["severity"])):
        lines += ["", _(GRAVE[severity])]
        lines += [f"- {line(entry, language)}" for entry in found]
    return "\n".join(lines)

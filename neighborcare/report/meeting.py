"""A joint meeting: when, about what, for whom, with which slides; what was decided and what is offered.

It is kept in the home as one file with everything that was shown (`meetings/<id>.json`), in both languages: a year
later it comes out again word for word and figure for figure, whatever was published, corrected or worded since.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from neighborcare.access import trail
from neighborcare.errors import NotFound
from neighborcare.measures.figures import Figure, PeriodKind
from neighborcare.report import slides
from neighborcare.report.slides import Annex, Brief, Slide
from neighborcare.store.home import Home, sync_folder, write_bytes
from neighborcare.text import N_

# The ten slides of a meeting of ten minutes.
DEFAULT = (
    "cover",
    "base",
    "headlines",
    "elders",
    "groups",
    "requests",
    "safety",
    "partners",
    "problems",
    "next",
)
_ID = re.compile(r"[\w-]{1,80}")


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, who does it by when, and its state: done, under_way, overdue, deferred, rejected, open."""

    title: str
    owner: str
    due: date | None
    state: str
    held: date | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """Something a unit may claim: what (in public words), where, until when; `claim_id` ties it to the ledger."""

    item: str
    place: str
    deadline: date | None = None
    claim_id: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting. `month` is the first day of the period's last month; `generation` the figures it stands on;
    `notes` are the speaker's own words by slide; `decisions` those of the last meeting.
    """

    id: str
    day: date
    area: tuple[str, str]
    area_name: str
    month: date
    generation: int
    period: PeriodKind = "month"
    audience: str = ""
    agenda: tuple[str, ...] = ()
    slides: tuple[str, ...] = DEFAULT
    notes: Mapping[str, str] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    offered: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """A meeting told in one language: its slides, the brief, and the annex with all indicators."""

    meeting: Meeting
    language: str
    slides: tuple[Slide, ...]
    brief: Brief
    annex: Annex


_KINDS = {
    kind.__name__: kind
    for kind in (
        *(Meeting, Story, Decision, Offer, Figure),
        *(
            slides.Said,
            slides.Table,
            slides.Series,
            slides.Chart,
            slides.Area,
            slides.GridMap,
            slides.Bullets,
        ),
        *(slides.Slide, slides.Section, slides.Brief, slides.AnnexRow, slides.Annex),
    )
}


def save(home: Home, meeting: Meeting, stories: Mapping[str, Story], by: str) -> Path:
    """Keep a meeting with what it shows, by language; an earlier version of it is replaced in one step.

    `by` stands in the trail. Raises Unnoted where that cannot be written.
    """
    path = _path(home, meeting.id)
    trail.note(home, by, "meeting.kept", meeting=trail.coded(meeting.id), generation=meeting.generation)
    document = {"meeting": _packed(meeting), "stories": {key: _packed(one) for key, one in stories.items()}}
    partial = path.with_suffix(f".{secrets.token_hex(4)}")
    write_bytes(partial, orjson.dumps(document))
    os.replace(partial, path)
    sync_folder(path.parent)
    return path


def read(home: Home, meeting_id: str) -> tuple[Meeting, dict[str, Story]]:
    """A meeting and what it showed, by language, exactly as it was kept. Raises NotFound."""
    path = _path(home, meeting_id)
    if not path.exists():
        raise _unknown(meeting_id)
    document = orjson.loads(path.read_bytes())
    found: Meeting = _unpacked(document["meeting"])
    return found, {language: _unpacked(story) for language, story in document["stories"].items()}


def is_kept(home: Home, meeting_id: str) -> bool:
    """Whether there is a meeting of that ID."""
    return _path(home, meeting_id).exists()


def every(home: Home) -> list[Meeting]:
    """All meetings that were kept, the newest first."""
    found = [read(home, path.stem)[0] for path in (home.path / "meetings").glob("*.json")]
    return sorted(found, key=lambda meeting: (meeting.day, meeting.id), reverse=True)


def _path(home: Home, meeting_id: str) -> Path:
    """Where it lies. An ID may come from an address, so it must not lead elsewhere."""
    if not _ID.fullmatch(meeting_id):
        raise _unknown(meeting_id)
    return home.path / "meetings" / f"{meeting_id}.json"


def _unknown(meeting_id: str) -> NotFound:
    return NotFound(N_("There is no meeting “{meeting}”."), meeting=meeting_id)


def _packed(value: object) -> object:
    """As JSON; an object says its kind under "_"."""
    if is_dataclass(value):
        return {"_": type(value).__name__} | {f.name: _packed(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, date):
        return {"_": "date", "day": value.isoformat()}
    if isinstance(value, Mapping):
        return {key: _packed(one) for key, one in value.items()}
    return [_packed(one) for one in value] if isinstance(value, tuple) else value


def _unpacked(value: Any) -> Any:  # noqa: ANN401 - JSON
    """The reverse. What an older version kept and this one no more knows is left out."""
    if isinstance(value, list):
        return tuple(_unpacked(one) for one in value)
    if not isinstance(value, dict):
        return value
    if value.get("_") == "date":
        return date.fromisoformat(value["day"])
    found = {key: _unpacked(one) for key, one in value.items() if key != "_"}
    kind = _KINDS.get(value.get("_", ""))
    if kind is None:
        return found
    known = {one.name for one in fields(kind)}
    return kind(**{key: one for key, one in found.items() if key in known})

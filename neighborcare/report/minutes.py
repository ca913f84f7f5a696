"""What a meeting came to: decisions with owner and deadline, and who claimed which item on the spot.

Written down with the meeting (`minutes/<id>.json`). As rows of the exports “Topics” and “Claims” they go into the data
through the ordinary intake (`generation.entries`), and the next meeting opens with them.
"""

from __future__ import annotations

import os
import re
import secrets
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from neighborcare import contracts
from neighborcare.errors import NotFound, UserError
from neighborcare.report import meeting as meetings
from neighborcare.report.meeting import Decision, Meeting, Offer
from neighborcare.store.home import Home, sync_folder, write_bytes
from neighborcare.text import LANGUAGES, N_

LONGEST = 80  # letters of a unit's name
BY_HAND = "project"  # what an item is in the ledger whose words name no kind
_ID = re.compile(r"[\w-]{1,80}")
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Resolved:
    """A decision: what, of which community (ID), adopted, deferred or rejected, who does it by when."""

    title: str
    community: str
    decision: str = "adopted"
    owner: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """An item that was offered, and the unit that claimed it with the day by which it is done."""

    item: str
    place: str
    unit: str
    deadline: date | None = None
    claim_id: str = ""


@dataclass(frozen=True, slots=True)
class Minutes:
    """What was written down of one meeting."""

    meeting: str
    attended: int | None = None
    resolved: tuple[Resolved, ...] = ()
    claimed: tuple[Claimed, ...] = ()


def read(home: Home, meeting_id: str) -> Minutes:
    """What was written down; empty where nothing was yet. Raises NotFound for what is no meeting's ID."""
    path = _path(home, meeting_id)
    if not path.exists():
        return Minutes(meeting_id)
    said: dict[str, Any] = orjson.loads(path.read_bytes())
    return Minutes(
        meeting_id,
        said["attended"],
        tuple(Resolved(**one | {"due": _day(one["due"])}) for one in said["resolved"]),
        tuple(Claimed(**one | {"deadline": _day(one["deadline"])}) for one in said["claimed"]),
    )


def resolve(home: Home, meeting_id: str, resolved: tuple[Resolved, ...], attended: int | None) -> Minutes:
    """Write the decisions down; claims stay as they are."""
    with _lock:
        made = replace(read(home, meeting_id), resolved=resolved, attended=attended)
        _write(home, made)
    return made


def claim(home: Home, meeting: Meeting, offer: Offer, unit: str, deadline: date | None) -> Minutes:
    """A unit claims an offered item. Raises UserError for what is not offered, is claimed already, or names no unit."""
    name = " ".join(unit.split())[:LONGEST]
    if not any(_is_same(one, offer) for one in meeting.offered):
        raise UserError(N_("“{item}” is not offered at this meeting."), item=offer.item)
    if not name:
        raise UserError(N_("Say which unit claims it."))
    if deadline is not None and deadline < meeting.day:
        raise UserError(N_("The deadline lies before the meeting; choose a later day."))
    with _lock:
        known = read(home, meeting.id)
        before = claimed(known, offer)
        if before is not None:
            raise UserError(N_("“{item}” is claimed already by {unit}."), item=offer.item, unit=before.unit)
        fresh = Claimed(offer.item, offer.place, name, deadline, offer.claim_id)
        made = replace(known, claimed=(*known.claimed, fresh))
        _write(home, made)
    return made


def release(home: Home, meeting_id: str, one: Claimed) -> Minutes:
    """Take a claim back that was made by mistake."""
    with _lock:
        known = read(home, meeting_id)
        made = replace(known, claimed=tuple(other for other in known.claimed if other != one))
        _write(home, made)
    return made


def claimed(minutes: Minutes, offer: Offer) -> Claimed | None:
    """Who claimed that item, if anybody did."""
    return next((one for one in minutes.claimed if _is_same(one, offer)), None)


def _is_same(one: Claimed | Offer, offer: Offer) -> bool:
    """By its number in the ledger, since its words are of one language; by its words where it has none."""
    if one.claim_id or offer.claim_id:
        return one.claim_id == offer.claim_id
    return (one.item, one.place) == (offer.item, offer.place)


def opening(home: Home, meeting: Meeting) -> Meeting:
    """The meeting, opening also with what the last one of its area decided, where the ledger does not know it yet."""
    earlier = [
        (one, minutes)
        for one in meetings.every(home)
        if one.area == meeting.area and one.day < meeting.day and (minutes := read(home, one.id)).resolved
    ]
    told = max((one.held for one in meeting.decisions if one.held), default=date.min)
    if not earlier or earlier[0][0].day <= told:
        return meeting
    last, minutes = earlier[0]
    fresh = tuple(_decision(one, last.day, meeting.day) for one in minutes.resolved)
    return replace(meeting, decisions=(*fresh, *meeting.decisions))


def rows(minutes: Minutes, meeting: Meeting) -> dict[str, list[dict[str, object]]]:
    """The rows for the exports: `topics`, one a decision, and `claims`, one a claim, by the contracts' columns.

    A claim of a known item says only what changes; `generation.entries` adds what stands. One of an item that was
    offered by hand is a new row: published at the meeting, and of the kind that its words begin with, else a project.
    """
    found: dict[str, list[dict[str, object]]] = {}
    if minutes.resolved:
        found["topics"] = [
            {
                "topic_id": f"{meeting.id}-{number}",
                "meeting_id": meeting.id,
                "meeting_type": "joint",
                "held_date": meeting.day,
                "community_id": one.community,
                "title": one.title,
                "decision": one.decision,
                "owner_unit": one.owner or None,
                "due_at": one.due,
                "attend_count": minutes.attended,
            }
            for number, one in enumerate(minutes.resolved, start=1)
        ]
    if minutes.claimed:
        found["claims"] = [
            _claim(number, one, meeting) for number, one in enumerate(minutes.claimed, start=1)
        ]
    return found


def _claim(number: int, one: Claimed, meeting: Meeting) -> dict[str, object]:
    said: dict[str, object] = {
        "claim_id": one.claim_id or f"{meeting.id}-{number}",
        "claimed_at": meeting.day,
        "partner_id": one.unit,
        "due_at": one.deadline,
        "status": "claimed",
    }
    if one.claim_id:
        return said
    return said | {
        "claim_type": _kind(one.item),
        "content": one.item,
        "collected_at": meeting.day,
        "published_at": meeting.day,
        "community_id": one.place,
    }


def _kind(item: str) -> str:
    codes = contracts.get("claims").column("claim_type").codes
    named = (
        code.code for code in codes if any(item.startswith(code.label.of(language)) for language in LANGUAGES)
    )
    return next(named, BY_HAND)


def _decision(one: Resolved, held: date, today: date) -> Decision:
    state = one.decision
    if state == "adopted":
        state = "overdue" if one.due is not None and one.due < today else "under_way"
    return Decision(one.title, one.owner, one.due, state, held)


def _write(home: Home, minutes: Minutes) -> None:
    path = _path(home, minutes.meeting)
    partial = path.with_suffix(f".{secrets.token_hex(4)}")
    said: Mapping[str, object] = asdict(minutes)
    write_bytes(partial, orjson.dumps(said))
    os.replace(partial, path)
    sync_folder(path.parent)


def _path(home: Home, meeting_id: str) -> Path:
    """Where it lies. An ID may come from an address, so it must not lead elsewhere."""
    if not _ID.fullmatch(meeting_id):
        raise NotFound(N_("There is no meeting “{meeting}”."), meeting=meeting_id)
    return home.path / "minutes" / f"{meeting_id}.json"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

"""What is noted in the trail: deeds by a code of one fixed list, told in codes, ids and counts, never of persons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from neighborcare.errors import UserError
from neighborcare.store import chain
from neighborcare.store.chain import TORN, Fact
from neighborcare.store.home import Home
from neighborcare.text import N_

BY_HAND = "command line"
NOBODY = "-"  # where nobody is signed in: a failed attempt, the system itself

# Code → its name on the screen. The part before the dot is the kind of deed.
DEEDS: Mapping[str, str] = {
    "records.looked": N_("Looked at single records"),
    "records.exported": N_("Exported"),
    "data.loaded": N_("Loaded exports"),
    "data.replaced": N_("Replaced a month"),
    "data.mended": N_("Loaded mended rows"),
    "data.undone": N_("Undid a batch"),
    "data.redone": N_("Put a batch back"),
    "data.built": N_("Built the figures again"),
    "data.map": N_("Took a map"),
    "mapping.remembered": N_("Said what column names mean"),
    "mapping.forgotten": N_("Forgot what a column name means"),
    "meeting.kept": N_("Kept a meeting"),
    "meeting.presented": N_("Presented a meeting"),
    "digest.sent": N_("Sent a digest"),
    "raw.erased": N_("Erased raw files"),
    "person.erased": N_("Erased a person"),
    "account.first": N_("Made the first administrator"),
    "account.added": N_("Made an account"),
    "account.reset": N_("Gave a new one-time password"),
    "account.locked": N_("Locked an account"),
    "account.unlocked": N_("Unlocked an account"),
    "account.revoked": N_("Signed an account out everywhere"),
    "account.settled": N_("Changed an account's role or community"),
    "account.password": N_("Changed the own password"),
    "session.started": N_("Signed on"),
    "session.failed": N_("Failed to sign in"),
    "session.ended": N_("Signed out"),
    "page.refused": N_("Asked for a page of another role"),
    TORN: N_("A crash cut an entry off"),
}

# What an entry may tell beside who did what and when. No key stands for a person, a name or what somebody typed.
DETAILS: Mapping[str, str] = {
    "page": N_("page"),
    "list": N_("list"),
    "rows": N_("rows"),
    "scope": N_("area"),
    "kind": N_("kind"),
    "generation": N_("data version"),
    "batch": N_("batch"),
    "batches": N_("batches"),
    "dataset": N_("export"),
    "withdrawn": N_("taken back"),
    "read": N_("read"),
    "accepted": N_("accepted"),
    "rejected": N_("rows rejected"),
    "mends": N_("mends batch"),
    "meeting": N_("meeting"),
    "count": N_("how many"),
    "days": N_("days"),
    "account": N_("account"),
    "role": N_("role"),
    "community": N_("community"),
    "name": N_("mark of the name"),
    "bytes": N_("bytes"),
    "sha256": "SHA-256",
}

# Ids and codes: no blanks, nothing that could be a sentence. Who: an account, a role, or a word of our own.
LONGEST = 80
VALUE = re.compile(r"[\w.@:/+*,|=~-]{0,80}")
_STRANGE = re.compile(r"[^\w.@:/+*,|=~-]")
WHO = re.compile(r"[\w.@-]{1,40}|" + BY_HAND)


class Unnoted(UserError):
    """The trail cannot be written, so what was asked for is not done."""

    code = "unnoted"


def note(home: Home, who: str, what: str, **detail: str | int) -> None:
    """Put one entry into the trail: account `who` (in the demonstration the role) did `what` (a key of DEEDS).

    `detail` tells of it by keys of DETAILS, in codes, ids and numbers only: what else somebody passes is a bug and
    raises ValueError. Raises Unnoted where the entry cannot be written; then what it speaks of must not be shown or
    handed out.
    """
    note_all(home, [fact(who, what, **detail)])


def note_all(home: Home, facts: Sequence[Fact]) -> None:
    """The same for several entries at once, all or none."""
    if facts:
        with _noting():
            chain.append(home, facts)


def fact(who: str, what: str, **detail: str | int) -> Fact:
    """One entry's content, checked. Raises ValueError for what may not stand in the trail."""
    if what not in DEEDS:
        raise ValueError(f"{what!r} is no deed that is noted")
    for key, value in detail.items():
        if key not in DETAILS or not (isinstance(value, int) or VALUE.fullmatch(value)):
            raise ValueError(f"{what}: {key} cannot be told so")  # not the value: this goes to the log
    if not WHO.fullmatch(who):
        raise ValueError(f"{what}: that is no account's name")
    return Fact(who, what, detail)


def coded(text: str) -> str:
    """An id of somebody else's making (a community's, a meeting's) as it may stand in the trail."""
    return _STRANGE.sub("_", text)[:LONGEST]


def ready(home: Home) -> None:
    """Raises Unnoted where the trail cannot be written: asked before data is changed, which is noted afterwards."""
    with _noting():
        chain.probe(home)


@contextmanager
def _noting() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unnoted(
            N_("The trail cannot be written ({reason}), and nothing goes on without an entry in it."),
            remedy=N_("Ask whoever keeps the server: the disk may be full, or its folder not writable."),
            reason=type(error).__name__ if isinstance(error, chain.Busy) else error.strerror or "OSError",
        ) from None

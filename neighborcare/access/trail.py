"""The trail: who looked at records, exported, changed data or accounts, and came in. `store.chain` keeps it.

What may be noted stands in `store.deeds`, since rooms below note too; here is what needs to know of sessions and
accounts: a look that is noted once, a failed attempt without its name, and the reading of it all.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from neighborcare.access.accounts import Account, compared
from neighborcare.store import chain
from neighborcare.store.chain import Entry
from neighborcare.store.deeds import NOBODY, Unnoted, coded, note, note_all, ready
from neighborcare.store.home import Home

__all__ = ["NOBODY", "Unnoted", "coded", "note", "note_all", "ready"]

# What the administrator's page and the command line do to accounts, as the trail calls it.
ACCOUNT = {
    "add": "account.added",
    "reset": "account.reset",
    "lock": "account.locked",
    "unlock": "account.unlocked",
    "revoke": "account.revoked",
}
OPENING = frozenset({"add", "reset", "unlock"})  # let somebody in: not done where they cannot be noted
AGAIN = 600.0  # seconds in which the same look is the same look
KEPT = 10_000  # looks that are remembered

_looks: OrderedDict[tuple[object, ...], float] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are asked for: by account (with the failed attempts at it), deed and day; "" and None: all."""

    who: str = ""
    what: str = ""
    since: date | None = None
    until: date | None = None


ALL = Wanted()


def once(home: Home, who: str, session: str, what: str, *, rows: int = 0, **detail: str | int) -> None:
    """Note it unless the same session did the same within ten minutes. Raises Unnoted.

    `session` is anything that tells sessions apart. How many `rows` there were is told and makes no difference.
    """
    key = (home, who, session, what, *sorted(detail.items()))
    now = time.monotonic()
    with _lock:
        if now - _looks.get(key, float("-inf")) < AGAIN:
            return
    note(home, who, what, **detail, **({"rows": rows} if rows else {}))
    with _lock:
        _looks[key] = now
        _looks.move_to_end(key)
        while len(_looks) > KEPT:
            _looks.popitem(last=False)


def of_account(account: Account) -> dict[str, str | int]:
    """What is told of an account: its name, role and community."""
    told: dict[str, str | int] = {"account": account.name, "role": account.role}
    return told | ({"community": coded(account.community)} if account.community else {})


def failed(home: Home, name: str, **detail: str | int) -> None:
    """A failed attempt to sign in: that there was one, and a mark by which attempts at one name are told together."""
    note(home, NOBODY, "session.failed", name=mark(home, name), **detail)


def mark(home: Home, name: str) -> str:
    """What stands for a name that somebody typed (it may be a password, or a person's): a keyed hash."""
    return hmac.new(home.secret(), f"trail name {compared(name)}".encode(), hashlib.sha256).hexdigest()[:16]


def entries(home: Home, wanted: Wanted = ALL) -> Iterator[Entry]:
    """The entries that are asked for, newest first. Nothing is checked: `chain.verify` does that."""
    attempt = mark(home, wanted.who) if wanted.who and chain.path(home).exists() else ""
    for entry in chain.newest_first(home):
        if _is_wanted(entry, wanted, attempt):
            yield entry


def local(entry: Entry) -> datetime:
    """When it was, by the server's clock."""
    return datetime.fromisoformat(entry.at).astimezone()


def _is_wanted(entry: Entry, wanted: Wanted, attempt: str) -> bool:
    if wanted.who and wanted.who not in (entry.who, entry.detail.get("account")):
        tried = entry.detail.get("name")
        if not isinstance(tried, str) or tried != attempt:
            return False
    if wanted.what and wanted.what not in (entry.what, entry.what.partition(".")[0]):
        return False
    if wanted.since is None and wanted.until is None:
        return True
    day = local(entry).date()
    return (wanted.since is None or day >= wanted.since) and (wanted.until is None or day <= wanted.until)

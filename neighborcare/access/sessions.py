"""Sessions: one browser that came in. The home keeps the hash of its token, never the token."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from sqlite3 import Row

from neighborcare.access import moments, register
from neighborcare.access.moments import Moment
from neighborcare.access.roles import AccountRole
from neighborcare.store.home import Home

IDLE = 30 * 60.0  # seconds without a request
IDLE_MEETING = 4 * 3600.0  # a slide may stand for long
LONGEST = 10 * 3600.0  # a working day; then the password again
SEEN_EVERY = 20.0  # seconds between two notes of being there
MOST = 10  # of one account; the oldest goes


@dataclass(frozen=True, slots=True)
class Session:
    """Who came in. `id` names the session in our own places (it is the token's hash and opens nothing)."""

    id: str
    account: str
    role: AccountRole
    community: str | None
    must_change: bool


def start(home: Home, account: str) -> str:
    """Begin a session and give its token, which only the browser's cookie keeps."""
    token = secrets.token_urlsafe(32)
    now = moments.now()
    with register.writing(home) as connection:
        connection.execute(
            "INSERT INTO session VALUES (?, ?, 0, ?, ?, ?)",
            (identity(token), account, now.run, now.steady, now.wall),
        )
        connection.execute(
            "DELETE FROM session WHERE account = :account AND id NOT IN "
            "(SELECT id FROM session WHERE account = :account ORDER BY wall DESC, rowid DESC LIMIT :most)",
            {"account": account, "most": MOST},
        )
    return token


def identity(token: str) -> str:
    """The session's id: its token's SHA-256. The token has 256 random bits, so a slow hash would add nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def find(home: Home, session_id: str, *, is_active: bool = False) -> Session | None:
    """The session while it lasts; None once it was revoked, its account locked, or a limit is over.

    `is_active` says that its user did something just now (the idle limit begins anew).
    """
    if not register.exists(home):
        return None
    with register.reading(home) as connection:
        row: Row | None = connection.execute(
            "SELECT session.*, account.role, account.community, account.must_change FROM session "
            "JOIN account ON account.name = session.account WHERE session.id = ? AND NOT account.is_locked",
            (session_id,),
        ).fetchone()
    if row is None:
        return None
    now = moments.now()
    idle = moments.elapsed(Moment(row["run"], row["steady"], row["wall"]), now)
    limit = IDLE_MEETING if row["role"] == "presenter" else IDLE
    if idle > limit or row["age"] + idle > LONGEST:
        end(home, session_id)
        return None
    if is_active and idle > SEEN_EVERY:
        _see(home, session_id, row["age"] + idle, now)
    return Session(row["id"], row["account"], row["role"], row["community"], bool(row["must_change"]))


def end(home: Home, session_id: str) -> None:
    """End one session (leaving, a limit)."""
    if register.exists(home):
        with register.writing(home) as connection:
            connection.execute("DELETE FROM session WHERE id = ?", (session_id,))


def count(home: Home) -> dict[str, int]:
    """Open sessions by account (those over a limit that nobody asked for since are among them)."""
    if not register.exists(home):
        return {}
    with register.reading(home) as connection:
        return dict(connection.execute("SELECT account, count(*) FROM session GROUP BY account").fetchall())


def _see(home: Home, session_id: str, age: float, now: Moment) -> None:
    with register.writing(home) as connection:
        connection.execute(
            "UPDATE session SET age = ?, run = ?, steady = ?, wall = ? WHERE id = ?",
            (age, now.run, now.steady, now.wall, session_id),
        )

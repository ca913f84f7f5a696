"""Failed attempts: after a few, the next must wait, longer each time; a success forgets them.

Counted by name (whether or not anybody has it) and by the caller's address, so that neither one account nor many
can be tried through quickly. The wait grows and ends: nobody can lock a colleague out for good.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Mapping
from sqlite3 import Connection, Row

from neighborcare.access import moments, register
from neighborcare.access.moments import Moment
from neighborcare.store.home import Home

FREE = 5  # failures without a wait, for a name
FREE_ADDRESS = 30  # an office may stand behind one address
FIRST_WAIT, LONGEST_WAIT = 30.0, 900.0  # seconds; doubled with each failure
FORGOTTEN = 86400.0  # seconds without a failure
KEPT = 10_000  # different names and addresses


def wait(home: Home, name: str, address: str = "") -> float:
    """Seconds until the next attempt for this name from this address; 0 if it may be made now."""
    if not register.exists(home):
        return 0.0
    keys = dict(_keys(home, name, address))
    with register.reading(home) as connection:
        found = {key: row for key in keys if (row := _row(connection, key))}
    if any(math.isinf(_since(row)) for row in found.values()):
        _begin_anew(home, found)
        return max(_due(row, keys[key]) for key, row in found.items())
    return max([0.0, *(_due(row, keys[key]) - _since(row) for key, row in found.items())])


def note(home: Home, name: str, address: str = "") -> None:
    """Count a failure."""
    now = moments.now()
    with register.writing(home) as connection:
        for key, _free in _keys(home, name, address):
            row = _row(connection, key)
            before = row["failures"] if row and not FORGOTTEN <= _since(row) < math.inf else 0
            connection.execute(
                "INSERT OR REPLACE INTO attempt VALUES (?, ?, ?, ?, ?)",
                (key, before + 1, now.run, now.steady, now.wall),
            )
        connection.execute(
            "DELETE FROM attempt WHERE tried NOT IN (SELECT tried FROM attempt ORDER BY wall DESC LIMIT ?)",
            (KEPT,),
        )


def forget(home: Home, name: str, address: str = "") -> None:
    """The right password was given, or an administrator said so."""
    if register.exists(home):
        with register.writing(home) as connection:
            for key, _free in _keys(home, name, address):
                connection.execute("DELETE FROM attempt WHERE tried = ?", (key,))


def _keys(home: Home, name: str, address: str) -> list[tuple[str, int]]:
    tried = [(f"name {name.strip().lower()}", FREE)] + (
        [(f"from {address}", FREE_ADDRESS)] if address else []
    )
    secret = home.secret()
    return [(hmac.new(secret, key.encode(), hashlib.sha256).hexdigest(), free) for key, free in tried]


def _row(connection: Connection, key: str) -> Row | None:
    found: Row | None = connection.execute("SELECT * FROM attempt WHERE tried = ?", (key,)).fetchone()
    return found


def _begin_anew(home: Home, rows: Mapping[str, Row]) -> None:
    """The clock was set back while the server stood still: nobody knows how long it was, so the wait begins again."""
    now = moments.now()
    with register.writing(home) as connection:
        connection.executemany(
            "UPDATE attempt SET run = ?, steady = ?, wall = ? WHERE tried = ?",
            [(now.run, now.steady, now.wall, key) for key in rows],
        )


def _due(row: Row, free: int) -> float:
    """Seconds that lie between the last failure and the next attempt."""
    beyond = int(row["failures"]) - free
    return min(FIRST_WAIT * 2.0 ** min(beyond, 20), LONGEST_WAIT) if beyond >= 0 else 0.0


def _since(row: Row) -> float:
    return moments.elapsed(Moment(row["run"], row["steady"], row["wall"]), moments.now())

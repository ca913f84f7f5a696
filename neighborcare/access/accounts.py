"""Accounts: who may come in, as what, for which community. Whatever changes one ends its sessions."""

from __future__ import annotations

import re
import sqlite3
import time
from dataclasses import dataclass
from datetime import datetime
from unicodedata import normalize

from neighborcare import generation
from neighborcare.access import attempts, passwords, register
from neighborcare.access.roles import ACCOUNT_ROLES, AccountRole
from neighborcare.errors import Forbidden, NotFound, UserError
from neighborcare.store.home import Home
from neighborcare.text import N_

ADMINISTRATOR: AccountRole = "administrator"
WORKING: AccountRole = "analyst"  # of whoever makes the first administrator and works with the data himself
FIRST_DAYS = 7  # a one-time password that nobody used by then is none any more
RESERVED = frozenset({generation.DEMO, *ACCOUNT_ROLES})  # stand for others where it says who took a batch
NAME = re.compile(r"[^\W_][\w.@-]{1,39}")


@dataclass(frozen=True, slots=True)
class Account:
    """One account. `community` is a worker's own, None for the others; `has_password` is False where only the
    office's identity provider lets him in (`subject` is who he is there).
    """

    name: str
    role: AccountRole
    community: str | None
    is_locked: bool
    must_change: bool
    has_password: bool
    made_at: str
    subject: str | None


def exist(home: Home) -> bool:
    """Whether anybody has an account here."""
    return register.exists(home) and bool(every(home))


def every(home: Home) -> list[Account]:
    """All accounts by name."""
    if not register.exists(home):
        return []
    with register.reading(home) as connection:
        return [_account(row) for row in connection.execute("SELECT * FROM account ORDER BY name")]


def get(home: Home, name: str) -> Account:
    """One account. Raises NotFound."""
    found = next((account for account in every(home) if account.name == compared(name)), None)
    if found is None:
        raise NotFound(
            N_("There is no account “{name}”."), remedy=N_("List them with “users list”."), name=name
        )
    return found


def compared(name: str) -> str:
    """A name as it is compared: without blanks around it, in lower case, its full-width letters as ordinary ones."""
    return normalize("NFKC", name).strip().lower()


def add(
    home: Home,
    name: str,
    role: str,
    community: str | None = None,
    *,
    password: str = "",
    subject: str | None = None,
) -> str:
    """Make an account; gives its one-time password, or "" where its own was given or a subject stands for it.

    Raises UserError where the name, the role or the community will not do, or the name is taken.
    """
    name = compared(name)
    as_role = _checked(name, role, community)
    if password:
        passwords.check(password, name)
    first = "" if password or subject else passwords.one_time()
    row = {
        "name": name,
        "role": as_role,
        "community": community if as_role == "worker" else None,
        "password": passwords.hashed(password or first) if password or first else "",
        "must_change": bool(first),
        "first_until": _first_until() if first else None,
        "is_locked": False,
        "made_at": datetime.now().isoformat(timespec="seconds"),
        "subject": subject,
    }
    try:
        with register.writing(home) as connection:
            connection.execute(
                "INSERT INTO account VALUES (:name, :role, :community, :password, :must_change, :first_until, "
                ":is_locked, :made_at, :subject)",
                row,
            )
    except sqlite3.IntegrityError:
        raise UserError(N_("The name “{name}” is taken."), remedy=N_("Choose another."), name=name) from None
    return first


def add_first(home: Home, name: str, password: str, own: str = "") -> None:
    """The first administrator, and with `own` an analyst's account with the same password.

    Raises Forbidden once there is any account: of two at once, one wins. Raises UserError where a name or the
    password will not do; then neither is made.
    """
    name, own = compared(name), compared(own)
    made_at = datetime.now().isoformat(timespec="seconds")
    rows = []
    for one, role in ((name, ADMINISTRATOR), *(((own, WORKING),) if own else ())):
        _checked(one, role, None)
        passwords.check(password, one)
        rows.append((one, role, passwords.hashed(password), made_at))
    if own == name:
        raise UserError(
            N_("The two accounts have the same name."), remedy=N_("Give each one a name of its own.")
        )
    with register.writing(home) as connection:
        if connection.execute("SELECT 1 FROM account").fetchone():
            raise Forbidden(N_("There is an administrator already."), remedy=N_("Sign in."))
        connection.executemany("INSERT INTO account VALUES (?, ?, NULL, ?, 0, NULL, 0, ?, NULL)", rows)


def check(home: Home, name: str, password: str) -> Account | None:
    """The account, if this is its password and it is not locked; None says no more than that.

    As slow for a name that nobody has. An old hash is made anew with today's costs.
    """
    name = compared(name)
    row = _row(home, name)
    kept = row["password"] if row else ""
    if not passwords.matches(kept, password) or row is None or row["is_locked"] or _is_over(row):
        return None
    if passwords.is_outdated(kept):
        with register.writing(home) as connection:
            connection.execute(
                "UPDATE account SET password = ? WHERE name = ?", (passwords.hashed(password), name)
            )
    return _account(row)


def change_password(home: Home, name: str, old: str, new: str) -> None:
    """The account's own new password; ends all its sessions. Raises UserError where either will not do."""
    account = check(home, name, old)
    if account is None:
        raise UserError(N_("The old password is not right."))
    passwords.check(new, account.name)
    if new == old:
        raise UserError(N_("The new password is the old one."), remedy=N_("Choose another."))
    _set(home, account.name, password=passwords.hashed(new), must_change=False, first_until=None)


def reset(home: Home, name: str) -> str:
    """Give a new one-time password (returned), let a delay after failures be over, and end the sessions."""
    account = get(home, name)
    first = passwords.one_time()
    _set(home, account.name, password=passwords.hashed(first), must_change=True, first_until=_first_until())
    attempts.forget(home, account.name)
    return first


def lock(home: Home, name: str) -> None:
    """Let nobody in by this account. Raises Forbidden for the last administrator who can come in."""
    account = get(home, name)
    others = [
        a for a in every(home) if a.role == ADMINISTRATOR and not a.is_locked and a.name != account.name
    ]
    if account.role == ADMINISTRATOR and not others:
        raise Forbidden(
            N_("“{name}” is the last administrator."),
            remedy=N_("Make another administrator first."),
            name=account.name,
        )
    _set(home, account.name, is_locked=True)


def unlock(home: Home, name: str) -> None:
    """Let the account in again, at once also after failed attempts."""
    account = get(home, name)
    _set(home, account.name, is_locked=False)
    attempts.forget(home, account.name)


def revoke(home: Home, name: str) -> int:
    """End all sessions of the account; gives how many there were."""
    account = get(home, name)
    with register.writing(home) as connection:
        return connection.execute("DELETE FROM session WHERE account = ?", (account.name,)).rowcount


def settle(home: Home, name: str, role: str, community: str | None) -> None:
    """Give an account another role or community; its sessions end if that is another one."""
    account = get(home, name)
    as_role = _checked(account.name, role, community)
    own = community if as_role == "worker" else None
    if (account.role, account.community) != (as_role, own):
        _set(home, account.name, role=as_role, community=own)


def of_subject(home: Home, subject: str) -> Account | None:
    """The account of somebody whom the identity provider knows, locked ones too."""
    return next((account for account in every(home) if account.subject == subject), None)


def _set(home: Home, name: str, **values: object) -> None:
    """Change columns of one account and end its sessions, in one step."""
    columns = ", ".join(f"{column} = :{column}" for column in values)
    with register.writing(home) as connection:
        connection.execute(
            f"UPDATE account SET {columns} WHERE name = :name",  # noqa: S608 - names of our own columns
            {**values, "name": name},
        )
        connection.execute("DELETE FROM session WHERE account = ?", (name,))


def _checked(name: str, role: str, community: str | None) -> AccountRole:
    if not NAME.fullmatch(name) or name in RESERVED:
        raise UserError(
            N_("“{name}” cannot be the name of an account."),
            remedy=N_(
                "Take 2 to 40 letters, digits or Chinese characters, no blanks, and not the name of a role."
            ),
            name=name,
        )
    found = next((known for known in ACCOUNT_ROLES if known == role), None)
    if found is None:
        raise UserError(
            N_("There is no role “{role}”."),
            remedy=N_("Roles: {roles}."),
            role=role,
            roles=", ".join(ACCOUNT_ROLES),
        )
    if found == "worker" and not community:
        raise UserError(
            N_("A community worker's account names the community."),
            remedy=N_("Give the community's ID."),
        )
    return found


def _row(home: Home, name: str) -> sqlite3.Row | None:
    if not register.exists(home):
        return None
    with register.reading(home) as connection:
        found: sqlite3.Row | None = connection.execute(
            "SELECT * FROM account WHERE name = ?", (name,)
        ).fetchone()
        return found


def _account(row: sqlite3.Row) -> Account:
    return Account(
        name=row["name"],
        role=row["role"],
        community=row["community"],
        is_locked=bool(row["is_locked"]),
        must_change=bool(row["must_change"]),
        has_password=bool(row["password"]),
        made_at=row["made_at"],
        subject=row["subject"],
    )


def _first_until() -> float:
    return time.time() + FIRST_DAYS * 86400


def _is_over(row: sqlite3.Row) -> bool:
    return row["first_until"] is not None and time.time() > row["first_until"]

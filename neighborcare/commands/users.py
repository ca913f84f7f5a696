"""Accounts without a browser: who may come in, and the first administrator."""

from __future__ import annotations

import argparse
from typing import Any

from neighborcare.access import accounts, sessions, trail
from neighborcare.access.accounts import Account
from neighborcare.access.roles import ACCOUNT_ROLES
from neighborcare.commands.telling import USER, Register, tell
from neighborcare.errors import UserError
from neighborcare.store.home import Home
from neighborcare.text import N_

ACTIONS = ("list", "add", "lock", "unlock", "reset", "revoke")


def add(command: Register) -> None:
    """The command `users`."""
    users = command(
        "users", _users, "accounts: list, add, lock, unlock, reset (a new one-time password), revoke"
    )
    users.add_argument("action", nargs="?", choices=ACTIONS, default="list")
    users.add_argument("name", nargs="?", metavar="NAME")
    users.add_argument("--role", choices=ACCOUNT_ROLES, help="of a new account")
    users.add_argument("--community", help="a new community worker's own, by its ID")


def _users(home: Home, options: argparse.Namespace) -> int:
    """A one-time password is printed once; no password is ever typed on a command line."""
    if options.action != "list" and not options.name:
        raise UserError(
            N_("Say whose account."), remedy=N_("Write the name behind “{action}”."), action=options.action
        )
    told = _deed(home, options)
    signed_in = sessions.count(home)
    shown = accounts.every(home) if options.action == "list" else [accounts.get(home, options.name)]
    entries = [_entry(account, signed_in.get(account.name, 0)) | told for account in shown]
    tell(options, entries, [_line(entry, told) for entry in entries])
    return 0


def _deed(home: Home, options: argparse.Namespace) -> dict[str, Any]:
    """Do it, with an entry in the trail; what there is to tell of it beside the account."""
    if options.action in trail.OPENING:
        trail.ready(home)
    told = _done(home, options)
    if options.action in trail.ACCOUNT:
        account = accounts.get(home, options.name)
        trail.note(home, USER, trail.ACCOUNT[options.action], **trail.of_account(account))
    return told


def _done(home: Home, options: argparse.Namespace) -> dict[str, Any]:
    name = options.name
    if options.action == "add":
        return {"password": accounts.add(home, name, options.role or "", options.community)}
    if options.action == "reset":
        return {"password": accounts.reset(home, name)}
    if options.action == "revoke":
        return {"ended": accounts.revoke(home, name)}
    if options.action != "list":
        (accounts.lock if options.action == "lock" else accounts.unlock)(home, name)
    return {}


def _entry(account: Account, signed_in: int) -> dict[str, Any]:
    return {
        "name": account.name,
        "role": account.role,
        "community": account.community,
        "locked": account.is_locked,
        "first_password": account.must_change,
        "sessions": signed_in,
        "made_at": account.made_at,
    }


def _line(entry: dict[str, Any], told: dict[str, Any]) -> str:
    parts = (
        entry["name"],
        entry["role"],
        entry["community"],
        "locked" if entry["locked"] else "",
        *told.values(),
    )
    return "  ".join(str(part) for part in parts if part not in (None, ""))

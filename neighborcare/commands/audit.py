"""The trail without a browser: is it whole, what is its head, what stands in it."""

from __future__ import annotations

import argparse
from itertools import islice
from typing import Any

from neighborcare.access import trail
from neighborcare.access.trail import Wanted
from neighborcare.access.trail_page import told
from neighborcare.commands.telling import USER, Register, day, tell
from neighborcare.errors import NotFound, UserError
from neighborcare.store import chain
from neighborcare.store.chain import Entry
from neighborcare.store.deeds import DEEDS
from neighborcare.store.home import Home
from neighborcare.text import N_, translator


def add(command: Register) -> None:
    """The command `audit`."""
    audit = command(
        "audit", _audit, "the trail: verify it (exit 1 if it does not hold), its head, list its entries"
    )
    audit.add_argument("action", choices=tuple(ACTIONS))
    audit.add_argument("--head", default="", metavar="HASH", help="verify: a head that was kept elsewhere")
    audit.add_argument("--who", default="", metavar="NAME", help="list: an account, or “command line”")
    audit.add_argument("--what", default="", metavar="CODE", help="list: a deed or a kind, such as records")
    audit.add_argument("--since", type=day, help="list: YYYY-MM-DD")
    audit.add_argument("--until", type=day, help="list: YYYY-MM-DD")
    audit.add_argument("--most", type=int, help="list: the newest so many (default: all)")


def _audit(home: Home, options: argparse.Namespace) -> int:
    return ACTIONS[options.action](home, options)


def _verify(home: Home, options: argparse.Namespace) -> int:
    """Whether the chain holds from its first entry to its last, and holds the head that somebody kept."""
    found = chain.verify(home, options.head)
    document = {
        "whole": found.is_whole,
        "entries": found.count,
        "head": found.head,
        "broken": {"entry": found.broken.number, "why": found.broken.why} if found.broken else None,
        "torn_after": list(found.torn),
        "holds_head": found.holds_head,
    }
    tell(options, document, [*told(found, options.lang), found.head])
    return 0 if found.is_whole else 1


def _head(home: Home, options: argparse.Namespace) -> int:
    """The hash of the last entry, to be kept elsewhere. Raises NotFound while there is none."""
    last = chain.head(home)
    if last is None:
        raise NotFound(N_("There is no entry yet."))
    tell(options, {"entry": last.number, "at": last.at, "head": last.hash}, [last.hash])
    return 0


def _list(home: Home, options: argparse.Namespace) -> int:
    """Entries, newest first. That somebody looked at them is noted, but not shown to him as the newest of them."""
    known = {*DEEDS, *(code.partition(".")[0] for code in DEEDS)}
    if options.what and options.what not in known:
        raise UserError(
            N_("Nothing that is noted is called “{what}”."),
            remedy=N_("Known: {known}."),
            what=options.what,
            known=", ".join(sorted(known)),
        )
    wanted = Wanted(options.who, options.what, options.since, options.until)
    found = list(islice(trail.entries(home, wanted), options.most))
    trail.note(home, USER, "records.looked", list="trail", rows=len(found))
    tell(options, [_entry(one) for one in found], [_line(one, options.lang) for one in found])
    return 0


def _entry(one: Entry) -> dict[str, Any]:
    return {
        "entry": one.number,
        "at": one.at,
        "who": one.who,
        "what": one.what,
        "detail": dict(one.detail),
        "hash": one.hash,
    }


def _line(one: Entry, language: str) -> str:
    name = translator(language)(DEEDS[one.what]) if one.what in DEEDS else one.what
    detail = " ".join(f"{key}={value}" for key, value in one.detail.items())
    return f"{one.number}  {trail.local(one):%Y-%m-%d %H:%M:%S}  {one.who}  {name}  {detail}".rstrip()


ACTIONS = {"verify": _verify, "head": _head, "list": _list}

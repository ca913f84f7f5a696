"""What all commands share: how they answer, and how days, months and hours are written on the command line."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence, Sized
from datetime import date
from pathlib import Path

import orjson

from neighborcare.access import trail
from neighborcare.errors import UserError
from neighborcare.store import deeds
from neighborcare.store.home import Home
from neighborcare.text import N_

USER = deeds.BY_HAND
Run = Callable[[Home, argparse.Namespace], int]
Register = Callable[[str, Run, str], argparse.ArgumentParser]
"Makes a command: its name, what it runs, what it is about."


def must_exist(files: Sequence[Path]) -> None:
    """Raises UserError for the first file that is not there."""
    for file in files:
        if not os.path.isfile(file):  # also where the name is too long for a file
            raise UserError(N_("There is no file {file}."), remedy=N_("Check the path."), file=str(file))


def tell(options: argparse.Namespace, document: object, lines: Sequence[str]) -> None:
    """The answer: the document with `--json`, else the lines."""
    if options.json:
        print_json(document)
    else:
        print("\n".join(lines))


def hand_out(
    home: Home, options: argparse.Namespace, what: str, document: object, lines: Sequence[str]
) -> None:
    """The answer to a question of the data: noted in the trail as `what`, then told. Raises Unnoted."""
    kind = "json" if options.json else "text"
    rows = {"rows": len(document)} if isinstance(document, Sized) else {}
    trail.note(home, USER, "records.exported", list=what, kind=kind, **rows)
    tell(options, document, lines)


def print_json(document: object) -> None:
    """One JSON document on standard output."""
    sys.stdout.buffer.write(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    sys.stdout.flush()


def month(text: str) -> date:
    """The first day of a month written YYYY-MM."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no month; write YYYY-MM") from None


def day(text: str) -> date:
    """A day written YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write YYYY-MM-DD") from None


def weekday(text: str) -> int:
    """1 Monday … 7 Sunday."""
    if text not in tuple("1234567"):
        raise argparse.ArgumentTypeError(f"{text!r} is no weekday; write 1 (Monday) to 7 (Sunday)")
    return int(text)


def hour(text: str) -> str:
    """A time of day written HH:MM, as it stands."""
    from neighborcare.measures.opening import clock

    if clock(text) is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no time of day; write HH:MM")
    return text

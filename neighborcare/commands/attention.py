"""What needs attention: printed, or sent as a digest where the office has turned that on."""

from __future__ import annotations

import argparse
from typing import Any

from neighborcare.access import trail
from neighborcare.commands.telling import USER, Register, day, hand_out, tell
from neighborcare.errors import UserError
from neighborcare.store.home import Home
from neighborcare.text import N_, say


def add(command: Register) -> None:
    """The command `attention`."""
    attention = command("attention", _attention, "what needs attention, whose task it is, and by when")
    attention.add_argument("--area", help="a community or a grid, by its ID or name (default: the street)")
    attention.add_argument("--as-of", type=day, help="YYYY-MM-DD: computed afresh from the rows")
    attention.add_argument(
        "--send", action="store_true", help="send the digests that digest.toml in the home names"
    )


def _attention(home: Home, options: argparse.Namespace) -> int:
    from neighborcare.generation import attention_questions
    from neighborcare.measures import telling
    from neighborcare.measures.signals import catalogue
    from neighborcare.report import digest

    if options.send:
        return _send_digests(home, options)
    entries, day = attention_questions.attention(home, area=options.area, as_of=options.as_of)
    for entry in entries:
        found = {key: entry[key] for key in ("subject", "items", "value", "expected")}
        entry["sentence"] = telling.sentence(catalogue()[entry["signal"]], options.lang, **found)
    told = digest.text(entries, day, options.lang).splitlines()
    hand_out(home, options, "attention", {"as_of": day, "signals": entries}, told)
    return 0


def _send_digests(home: Home, options: argparse.Namespace) -> int:
    """Send each recipient of digest.toml his area's digest; one that fails is named and the others still get theirs."""
    from neighborcare.generation import attention_questions
    from neighborcare.report import digest, sending

    post = sending.read(home.path)
    if not post.recipients:
        raise UserError(
            N_("No recipient of the digest is set up."),
            remedy=N_("Write them into {file}; docs/digest.md has an example."),
            file=str(home.path / sending.NAME),
        )
    sent: list[dict[str, Any]] = []
    for one in post.recipients:
        entries, day = attention_questions.attention(home, area=one.area, as_of=options.as_of)
        failed = ""
        trail.note(home, USER, "digest.sent", scope=trail.coded(one.area or "street"), rows=len(entries))
        try:
            sending.send(
                post, one, digest.title(entries, day, one.language), digest.text(entries, day, one.language)
            )
        except UserError as error:
            failed = say(error, options.lang)
        sent.append({"name": one.name, "signals": len(entries), "sent": not failed, "reason": failed or None})
    tell(options, sent, [f"{e['name']}: {e['reason'] or e['signals']}" for e in sent])
    return 0 if all(entry["sent"] for entry in sent) else 1

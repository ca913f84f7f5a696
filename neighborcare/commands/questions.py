"""Commands that ask: figures, the published accounts, who walks how far, where a post would do most."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from neighborcare.commands.telling import Register, day, hand_out, hour, month, weekday
from neighborcare.store.home import Home
from neighborcare.text import LANGUAGES

if TYPE_CHECKING:
    from neighborcare.measures.walking import Question


def _kpi(home: Home, options: argparse.Namespace) -> int:
    from neighborcare.generation import questions

    first, last = _months(options)
    entries = questions.kpis(
        home,
        options.ids,
        area=options.area,
        first=first,
        last=last,
        by=tuple(options.by or ()),
        as_of=options.as_of,
        number=options.generation,
        language=options.lang,
    )
    lines = [f"{e['id']} {e['area']} {e['part'] or ''} {e['from']}–{e['to']}: {e['value']}" for e in entries]
    hand_out(home, options, "kpi", entries, lines)
    return 0


def _months(options: argparse.Namespace) -> tuple[date | None, date | None]:
    if options.month:
        return options.month, options.month
    return options.first, options.last


def _circle(home: Home, options: argparse.Namespace) -> int:
    from neighborcare.generation import circle_questions

    entries = circle_questions.circle(home, _walk_question(options), options.by)
    names = {"grid": "grid", "type": "type", "pace": "factor"}
    lines = [f"{e.get(names[options.by], '1000 m')}: {e['covered']}/{e['elders']}" for e in entries]
    hand_out(home, options, "circle", entries, lines)
    return 0


def _site(home: Home, options: argparse.Namespace) -> int:
    from neighborcare.generation import circle_questions
    from neighborcare.measures.siting import Plan, Weights

    plan = Plan(
        posts=options.posts,
        objective=options.objective,
        candidates=options.candidates,
        question=_walk_question(options),
        weights=Weights(options.weight_alone, options.weight_frail),
        alternatives=options.alternatives,
        community=options.community,
    )
    found = circle_questions.site(home, plan)
    lines = [
        f"+{c['gained']}  {c['outside']}  {c['mean_minutes']} min  {c['proof']}: "
        + "、".join(post["name"] for post in c["posts"])
        for c in found["choices"]
    ]
    hand_out(home, options, "site", found, lines)
    return 0


def _walk_question(options: argparse.Namespace) -> Question:
    from neighborcare.generation.circle_questions import types_of
    from neighborcare.measures.walking import Question

    return Question(
        minutes=options.minutes,
        speed=options.speed,
        types=types_of(options.types or ()),
        weekday=options.weekday or 0,
        hour=options.hour,
        steps=options.steps,
    )


def _accounts(home: Home, options: argparse.Namespace) -> int:
    from neighborcare.generation import account_questions

    entries = account_questions.accounts(home, as_of=options.as_of)
    hand_out(home, options, "accounts", entries, [_account_line(entry, options.lang) for entry in entries])
    return 0


def _account_line(entry: dict[str, Any], language: str) -> str:
    name = entry["zh"] if language == LANGUAGES[0] else entry["en"]
    signs = {"exact": "=", "over": ">", "approx": "≈", "vague": "~", None: " "}
    figures = [
        f"{f['computed']} ({signs[f['published']['qualifier']]}{f['published']['value']})"
        for f in entry["figures"]
    ]
    return f"{entry['id']:<4}{name}: {entry['rows']}  {'  '.join(figures)}".rstrip()


def add(command: Register) -> None:
    """The questions."""
    kpi = command("kpi", _kpi, "figures with their numerators and denominators")
    kpi.add_argument("ids", nargs="*", metavar="ID")
    kpi.add_argument("--area", help="ID or name of a community or grid (default: the street)")
    kpi.add_argument("--month", type=month, help="YYYY-MM")
    kpi.add_argument("--from", dest="first", type=month, help="YYYY-MM")
    kpi.add_argument("--to", dest="last", type=month, help="YYYY-MM")
    kpi.add_argument("--by", action="append", choices=("grid", "community", "month", "part"))
    kpi.add_argument("--as-of", type=day, help="YYYY-MM-DD: computed afresh from the rows")
    kpi.add_argument("--generation", type=int, help="number of an earlier generation")
    accounts = command("accounts", _accounts, "the systems of the published accounts: rows, KPIs, figures")
    accounts.add_argument("--as-of", type=day, help="YYYY-MM-DD: computed afresh from the rows")
    circle = command("circle", _circle, "who walks how far to a service, grid by grid")
    circle.add_argument("--by", choices=("grid", "type", "pace"), default="grid")
    _add_walk_options(circle)
    site = command("site", _site, "where the next posts would bring most people within reach")
    site.add_argument("--posts", type=int, default=3)
    site.add_argument("--objective", choices=("cover", "walk"), default="cover")
    site.add_argument("--candidates", choices=("venues", "buildings"), default="venues")
    site.add_argument("--alternatives", type=int, default=3)
    site.add_argument("--community", help="ID of a community: only its elders count")
    site.add_argument("--weight-alone", type=float, default=1.0, help="what an elder living alone counts")
    site.add_argument("--weight-frail", type=float, default=1.0, help="what a frail elder counts")
    _add_walk_options(site)


def _add_walk_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--minutes", type=float, default=15.0)
    command.add_argument("--speed", type=float, help="m/s for everybody instead of the paces by age")
    command.add_argument("--types", action="append", help="point types, apart by commas")
    command.add_argument("--weekday", type=weekday, help="1 Monday … 7 Sunday")
    command.add_argument("--hour", type=hour, help="HH:MM: what is open then")
    command.add_argument(
        "--steps",
        choices=("everybody", "not_frail", "nobody"),
        default="everybody",
        help="who climbs stairs; nobody: as in a wheelchair",
    )

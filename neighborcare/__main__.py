"""The command line: everything that a page does to data, without a browser.

`python -m neighborcare COMMAND --help` says what each takes. With `--json` one JSON document goes to standard
output and everything else to standard error. Exit: 0 done, 1 refused (says why; nothing changed), 2 wrong usage.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from neighborcare import generation
from neighborcare.errors import UserError
from neighborcare.intake.checking import Problem
from neighborcare.store import batches, manifest
from neighborcare.store.home import Home
from neighborcare.store.taking import Look, Looked
from neighborcare.text import LANGUAGES, N_, say, translator

USER = "command line"
DEFAULT_HOME = Path(__file__).parents[1] / "data" / "var"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    options = _parser().parse_args(arguments)
    home = Home(Path(options.home or os.environ.get("NEIGHBORCARE_HOME") or DEFAULT_HOME))
    command: Callable[[Home, argparse.Namespace], int] = options.run
    try:
        return command(home, options)
    except UserError as error:
        print(say(error, options.lang), file=sys.stderr)
        if options.json:
            _print_json({"refused": say(error, options.lang), "code": error.code})
        return 1


def _demo(home: Home, options: argparse.Namespace) -> int:
    from neighborcare import demo

    written = demo.write(Path(options.to), **({"seed": options.seed} if options.seed is not None else {}))
    _tell(options, [str(path) for path in written], [str(path) for path in written])
    return 0


def _load(home: Home, options: argparse.Namespace) -> int:
    files = [Path(name) for name in options.files]
    _must_exist(files)
    looked = generation.look(home, files, dataset=options.dataset)
    try:
        strict = options.strict and any(table.rejected for table in looked.tables)
        tables: Sequence[Looked] = looked.tables
        if not (options.dry_run or looked.refused or strict):
            tables = generation.take(home, looked, by=USER).tables
    finally:
        looked.leave()
    _tell(options, _load_entries(tables, options.lang), _load_lines(tables, options.lang))
    why = _why_not(looked, strict)
    if why:
        print(translator(options.lang)(why), file=sys.stderr)
    return 1 if why else 0


def _why_not(looked: Look, strict: bool) -> str:
    """Why nothing was taken; "" if nothing stood against it."""
    if any(table.refusal for table in looked.tables):
        return N_("Nothing was taken: at least one file is refused.")
    if looked.refused:
        return N_("Nothing was taken: every row is rejected.")
    return N_("Nothing was taken: some rows are rejected.") if strict else ""


def _load_entries(tables: Sequence[Looked], language: str) -> list[dict[str, Any]]:
    """One entry a table; where a workbook holds several, each says its `sheet`."""
    files = [table.file for table in tables]
    return [
        _load_entry(table, language) | ({"sheet": table.sheet} if files.count(table.file) > 1 else {})
        for table in tables
    ]


def _load_entry(table: Looked, language: str) -> dict[str, Any]:
    """What the issue of the command line says, and `refused` with the reason where nothing of the file goes in."""
    entry: dict[str, Any] = {
        "file": table.file.name,
        "dataset": table.dataset or None,
        "batch": table.batch or table.known,
        "read": table.read,
        "accepted": table.accepted,
        "rejected": table.rejected,
        "duplicate": table.duplicate,
        "replaced": table.replaced,
        "problems": [_problem(problem, language) for problem in table.problems],
    }
    if table.refusal:
        entry["refused"] = say(table.refusal, language)
    return entry


def _problem(problem: Problem, language: str) -> dict[str, Any]:
    """A problem; one that does not keep its row out says so in `severity`."""
    entry: dict[str, Any] = {
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "code": problem.code,
        "reason": problem.reason.of(language),
    }
    return entry | ({"severity": problem.severity} if problem.severity == "warning" else {})


def _load_lines(tables: Sequence[Looked], language: str) -> list[str]:
    _ = translator(language)
    lines = []
    for table in tables:
        if table.refusal:
            lines.append(f"{table.file.name}: {say(table.refusal, language)}")
            continue
        counts = _(
            N_(
                "read {read}, accepted {accepted}, rejected {rejected}, duplicate {duplicate}, replaced {replaced}"
            ),
            read=table.read,
            accepted=table.accepted,
            rejected=table.rejected,
            duplicate=table.duplicate,
            replaced=table.replaced,
        )
        lines.append(f"{table.file.name} → {table.dataset}: {counts}")
        lines += [
            f"  {p.row} · {p.column} · {p.value} · {p.reason.of(language)}" for p in table.problems[:20]
        ]
    return lines


def _geo(home: Home, options: argparse.Namespace) -> int:
    file = Path(options.file)
    _must_exist([file])
    table = generation.take_geography(home, file, layer=options.layer, crs=options.crs, by=USER).tables[0]
    _tell(options, [_load_entry(table, options.lang)], _load_lines([table], options.lang))
    return 0


def _batches(home: Home, options: argparse.Namespace) -> int:
    active = set(manifest.current(home).batches)
    entries = [
        {name: getattr(batch, name) for name in batch.__dataclass_fields__} | {"active": batch.id in active}
        for batch in batches.every(home)
    ]
    lines = [
        f"{'*' if e['active'] else ' '} {e['id']}  {e['file']}  {e['accepted']}/{e['read']}" for e in entries
    ]
    _tell(options, entries, lines)
    return 0


def _undo(home: Home, options: argparse.Namespace) -> int:
    return _published(generation.undo(home, options.batch, by=USER), options)


def _redo(home: Home, options: argparse.Namespace) -> int:
    return _published(generation.redo(home, options.batch, by=USER), options)


def _build(home: Home, options: argparse.Namespace) -> int:
    return _published(generation.build(home, as_of=options.as_of, by=USER), options)


def _published(made: manifest.Manifest, options: argparse.Namespace) -> int:
    entry = {"generation": made.name, "as_of": made.as_of, "batches": list(made.batches)}
    _tell(options, entry, [f"{made.name} ({made.as_of})"])
    return 0


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
    _tell(options, entries, lines)
    return 0


def _months(options: argparse.Namespace) -> tuple[date | None, date | None]:
    if options.month:
        return options.month, options.month
    return options.first, options.last


def _circle(home: Home, options: argparse.Namespace) -> int:
    from neighborcare.generation import questions

    types = tuple(name for text in options.types or () for name in text.replace(",", " ").split())
    entries = questions.circle(
        home, minutes=options.minutes, speed=options.speed, types=types, weekday=options.weekday
    )
    lines = [f"{e['grid']}: {e['covered']}/{e['elders']}" for e in entries]
    _tell(options, entries, lines)
    return 0


def _must_exist(files: Sequence[Path]) -> None:
    for file in files:
        if not file.is_file():
            raise UserError(N_("There is no file {file}."), remedy=N_("Check the path."), file=str(file))


def _tell(options: argparse.Namespace, document: object, lines: Sequence[str]) -> None:
    if options.json:
        _print_json(document)
    else:
        print("\n".join(lines))


def _print_json(document: object) -> None:
    sys.stdout.buffer.write(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    sys.stdout.flush()


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no month; write YYYY-MM") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write YYYY-MM-DD") from None


def _weekday(text: str) -> int:
    if text not in tuple("1234567"):
        raise argparse.ArgumentTypeError(f"{text!r} is no weekday; write 1 (Monday) to 7 (Sunday)")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--home", help="where data lives (default: NEIGHBORCARE_HOME, else data/var)")
    common.add_argument("--json", action="store_true", help="one JSON document on standard output")
    common.add_argument(
        "--lang", choices=LANGUAGES, default=LANGUAGES[0], help="language of reasons and errors"
    )
    parser = argparse.ArgumentParser(prog="neighborcare", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(
        name: str, run: Callable[[Home, argparse.Namespace], int], about: str
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(name, parents=[common], help=about, description=about)
        made.set_defaults(run=run)
        return made

    _add_data_commands(command)
    _add_questions(command)
    return parser


def _add_data_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    demo = command("demo", _demo, "write the demonstration exports and geography")
    demo.add_argument("--to", required=True, help="folder")
    demo.add_argument("--seed", type=int)
    load = command("load", _load, "look at exports and take their good rows")
    load.add_argument("files", nargs="+", metavar="FILE")
    load.add_argument("--dataset", help="what the files are, where the headers do not say")
    load.add_argument("--dry-run", action="store_true", help="only look")
    load.add_argument("--strict", action="store_true", help="take nothing if any row is rejected")
    geo = command("geo", _geo, "take grid boundaries, walkways, water or green")
    geo.add_argument("file", metavar="FILE")
    geo.add_argument("--layer", choices=("grids", "walkways", "water", "green"))
    geo.add_argument("--crs", help="wgs84, cgcs2000, gcj02 or bd09 (default: as the file says, else wgs84)")
    command("batches", _batches, "the batches that were ever taken; * is in force")
    command("undo", _undo, "build without one batch").add_argument("batch")
    command("redo", _redo, "put a batch back that was undone").add_argument("batch")
    build = command("build", _build, "build the same batches again")
    build.add_argument("--as-of", type=_day, help="YYYY-MM-DD")


def _add_questions(command: Callable[..., argparse.ArgumentParser]) -> None:
    kpi = command("kpi", _kpi, "figures with their numerators and denominators")
    kpi.add_argument("ids", nargs="*", metavar="ID")
    kpi.add_argument("--area", help="ID or name of a community or grid (default: the street)")
    kpi.add_argument("--month", type=_month, help="YYYY-MM")
    kpi.add_argument("--from", dest="first", type=_month, help="YYYY-MM")
    kpi.add_argument("--to", dest="last", type=_month, help="YYYY-MM")
    kpi.add_argument("--by", action="append", choices=("grid", "community", "month", "part"))
    kpi.add_argument("--as-of", type=_day, help="YYYY-MM-DD: computed afresh from the rows")
    kpi.add_argument("--generation", type=int, help="number of an earlier generation")
    circle = command("circle", _circle, "who walks how far to a service, grid by grid")
    circle.add_argument("--minutes", type=float, default=15.0)
    circle.add_argument("--speed", type=float, help="m/s for everybody instead of the paces by age")
    circle.add_argument("--types", action="append", help="point types, apart by commas")
    circle.add_argument("--weekday", type=_weekday, help="1 Monday … 7 Sunday")


if __name__ == "__main__":
    sys.exit(main())

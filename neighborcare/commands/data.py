"""Commands that bring data in and take it back: exports, geography, batches, generations, column names."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from neighborcare import generation
from neighborcare.commands.telling import USER, Register, day, month, must_exist, tell
from neighborcare.errors import UserError
from neighborcare.intake import notices
from neighborcare.intake.checking import Problem
from neighborcare.store import batches, manifest, mappings
from neighborcare.store.home import Home
from neighborcare.store.mappings import Mapping
from neighborcare.store.taking import Look, Looked
from neighborcare.text import N_, say, translator


def _demo(home: Home, options: argparse.Namespace) -> int:
    from neighborcare import demo

    written = demo.write(Path(options.to), **({"seed": options.seed} if options.seed is not None else {}))
    tell(options, [str(path) for path in written], [str(path) for path in written])
    return 0


def _load(home: Home, options: argparse.Namespace) -> int:
    files = [Path(name) for name in options.files]
    must_exist(files)
    looked = generation.look(home, files, dataset=options.dataset, month=options.replace_month)
    changes: list[dict[str, Any]] = []
    try:
        strict = options.strict and any(table.rejected for table in looked.tables)
        tables: Sequence[Looked] = looked.tables
        if not (options.dry_run or looked.refused or strict):
            tables = generation.take(home, looked, by=USER).tables
        elif options.dry_run and not looked.refused:
            changes = _changes(home, looked)
    finally:
        looked.leave()
    entries, lines = _load_entries(tables, options.lang), _load_lines(tables, options.lang)
    if options.dry_run:
        entries = [entry | {"changes": changes} for entry in entries]
        lines += [f"  {c['kpi']}: {c['before']} → {c['after']}" for c in changes]
    tell(options, entries, lines)
    why = _why_not(looked, strict)
    if why:
        print(translator(options.lang)(why), file=sys.stderr)
    return 1 if why else 0


def _changes(home: Home, looked: Look) -> list[dict[str, Any]]:
    """The figures of the newest month that taking all of these files together would change."""
    from neighborcare.generation import preview

    return [
        {
            "kpi": change.kpi,
            "before": change.before.value if change.before else None,
            "after": change.after.value if change.after else None,
        }
        for change in preview.of_look(home, looked).differing
    ]


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
    if table.withdrawn:
        entry["withdrawn"] = table.withdrawn
    if table.erased:
        entry["erased"] = table.erased
    if table.refusal:
        entry["refused"] = say(table.refusal, language)
    if table.warnings:
        entry["warnings"] = notices.warnings(table.warnings, table.file.name, language)
    if table.skipped:
        entry["skipped"] = [asdict(sheet) for sheet in table.skipped]
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
        told = notices.warnings(table.warnings, table.file.name, language)
        told += notices.sheets(table.skipped, language)
        if table.refusal:
            lines += [f"{table.file.name}: {say(table.refusal, language)}", *(f"  {line}" for line in told)]
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
        taken_back = _(N_(", taken back {withdrawn}"), withdrawn=table.withdrawn) if table.withdrawn else ""
        if table.erased:
            taken_back += _(N_(" ({erased} of the duplicates erased on request)"), erased=table.erased)
        lines.append(f"{table.file.name} → {table.dataset}: {counts}{taken_back}")
        lines += [f"  {line}" for line in told]
        lines += [
            f"  {p.row} · {p.column} · {p.value} · {p.reason.of(language)}" for p in table.problems[:20]
        ]
    return lines


def _peek(_home: Home, options: argparse.Namespace) -> int:
    from neighborcare.intake.peek import as_lines, peek

    file = Path(options.file)
    must_exist([file])
    document = peek(file, language=options.lang)
    tell(options, document, as_lines(document, options.rows))
    return 0


def _geo(home: Home, options: argparse.Namespace) -> int:
    file = Path(options.file)
    must_exist([file])
    if options.dry_run:
        table = generation.look_map(home, file, layer=options.layer, crs=options.crs)
    else:
        table = generation.take_geography(home, file, layer=options.layer, crs=options.crs, by=USER).tables[0]
    tell(options, [_load_entry(table, options.lang)], _load_lines([table], options.lang))
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
    tell(options, entries, lines)
    return 0


def _generations(home: Home, options: argparse.Namespace) -> int:
    entries = [
        {
            "generation": made.number,
            "as_of": made.as_of,
            "action": made.action.kind,
            "by": made.action.by,
            "at": made.action.at,
            "changed": list(made.action.batches),
            "batches": list(made.batches),
        }
        for made in manifest.history(home)
    ]
    lines = [f"{e['generation']}  {e['as_of']}  {e['action']}  {e['by']}  {e['at']}" for e in entries]
    tell(options, entries, lines)
    return 0


def _mappings(home: Home, options: argparse.Namespace) -> int:
    if options.action == "forget":
        found = [mappings.forget(home, key, USER) for key in options.names]
    elif options.action == "remember":
        answers = [_answer(text, options) for text in options.names]
        found = mappings.remember(home, answers, USER)
    else:
        found = mappings.every(home)
    entries = [
        {"key": answer.key} | {name: getattr(answer, name) for name in answer.__dataclass_fields__}
        for answer in found
    ]
    lines = [
        f"{a.key}  {a.community or '*'}  {a.dataset}  {a.header} → {a.column or '-'}  ({a.by}, {a.at})"
        for a in found
    ]
    tell(options, entries, lines)
    return 0


def _answer(text: str, options: argparse.Namespace) -> Mapping:
    header, sign, column = text.rpartition("=")
    if not sign or not header.strip() or not options.dataset:
        raise UserError(
            N_("“{answer}” is no answer."),
            remedy=N_("Say it as header=column, such as 走访形式=mode; nothing after the sign to ignore it."),
            answer=text,
        )
    return Mapping(options.community, options.dataset, header, column.strip())


def _undo(home: Home, options: argparse.Namespace) -> int:
    return _published(generation.undo(home, options.batch, by=USER), options)


def _redo(home: Home, options: argparse.Namespace) -> int:
    return _published(generation.redo(home, options.batch, by=USER), options)


def _build(home: Home, options: argparse.Namespace) -> int:
    return _published(generation.build(home, as_of=options.as_of, by=USER), options)


def _published(made: manifest.Manifest, options: argparse.Namespace) -> int:
    entry = {"generation": made.name, "as_of": made.as_of, "batches": list(made.batches)}
    tell(options, entry, [f"{made.name} ({made.as_of})"])
    return 0


def add(command: Register) -> None:
    """The commands that change data, and those that look at a file first."""
    demo = command("demo", _demo, "write the demonstration exports and geography")
    demo.add_argument("--to", required=True, help="folder")
    demo.add_argument("--seed", type=int)
    seen = command("peek", _peek, "a file as it is read, before any contract")
    seen.add_argument("file", metavar="FILE")
    seen.add_argument("--rows", type=int, default=10, help="rows to print without --json (default: 10)")
    load = command("load", _load, "look at exports and take their good rows")
    load.add_argument("files", nargs="+", metavar="FILE")
    load.add_argument("--dataset", help="what the files are, where the headers do not say")
    load.add_argument("--dry-run", action="store_true", help="only look; says which figures would change")
    load.add_argument("--strict", action="store_true", help="take nothing if any row is rejected")
    load.add_argument(
        "--replace-month",
        type=month,
        metavar="YYYY-MM",
        help="take back what stands of that month and is not in the files",
    )
    geo = command("geo", _geo, "take grid boundaries, walkways, or what is drawn beside them")
    geo.add_argument("file", metavar="FILE")
    geo.add_argument("--layer", choices=("grids", "walkways", "water", "green", "buildings", "roads"))
    geo.add_argument(
        "--crs",
        help="wgs84, cgcs2000, gcj02, bd09 or a zone's EPSG number (default: as the file says, else wgs84)",
    )
    geo.add_argument("--dry-run", action="store_true", help="only look")
    command("batches", _batches, "the batches that were ever taken; * is in force")
    command("generations", _generations, "every generation that was published, and what made it")
    mapping = command("mappings", _mappings, "column names that were told once: list, remember, forget")
    mapping.add_argument("action", nargs="?", choices=("list", "remember", "forget"), default="list")
    mapping.add_argument("names", nargs="*", metavar="KEY | HEADER=COLUMN")
    mapping.add_argument("--dataset", help="whose header it is (remember)")
    mapping.add_argument(
        "--community", default="", help="whose files it counts for (default: the whole street)"
    )
    command("undo", _undo, "build without one batch").add_argument("batch")
    command("redo", _redo, "put a batch back that was undone").add_argument("batch")
    build = command("build", _build, "build the same batches again")
    build.add_argument("--as-of", type=day, help="YYYY-MM-DD")

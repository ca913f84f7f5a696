"""One file to its tables, in this process: what kind of file it is, told from its first bytes and not its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa

from neighborcare.errors import Unreadable
from neighborcare.intake import columnar, delimited, web, workbook
from neighborcare.intake.encoding import decode
from neighborcare.intake.layout import lay_out
from neighborcare.intake.raw import Limits, RawTable
from neighborcare.text import N_

ZIP, OLE, PARQUET = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1"
PROGRAMS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"MZ",
    b"\x7fELF",
    b"{\\rtf",
)
NOTES = re.compile(r"^(填表说明|填报说明|说明|Notes)$", re.IGNORECASE)

Step = Callable[[str], None]


def tables(path: Path, limits: Limits, step: Step) -> Iterator[RawTable]:
    """The tables of a file. Raises Unreadable with the reason (its {file} is filled in by the caller)."""
    step("open")
    size = path.stat().st_size
    if size == 0:
        raise Unreadable(N_("“{file}” is empty."), remedy=N_("Check that the right file was saved."), file="")
    if size > limits.file_mb << 20:
        raise Unreadable(
            N_("“{file}” is larger than {limit} MB."),
            remedy=N_("Split it by month and send the parts."),
            limit=limits.file_mb,
            file="",
        )
    with path.open("rb") as file:
        head = file.read(4096)
    return _reader(head)(path, limits, step)


def _reader(head: bytes) -> Callable[[Path, Limits, Step], Iterator[RawTable]]:
    if head.startswith(PARQUET):
        return _from_parquet
    if head.startswith((ZIP, OLE)):
        return _from_workbook
    if head.startswith(PROGRAMS):
        raise Unreadable(
            N_("“{file}” is not a table: its content is neither text nor a workbook."),
            remedy=N_("Open it in Excel or WPS and save it as .xlsx or as CSV."),
            file="",
        )
    return _from_text


def _from_parquet(path: Path, limits: Limits, step: Step) -> Iterator[RawTable]:
    step("read")
    header, table = columnar.columns(path, limits)
    yield RawTable(path, None, None, None, header, table, {"data": table.num_rows})


def _from_workbook(path: Path, limits: Limits, step: Step) -> Iterator[RawTable]:
    step("read")
    failed: Unreadable | None = None
    found = 0
    for sheet in workbook.sheets(path, limits):
        if NOTES.match(sheet.name.strip()):
            continue
        step("layout")
        try:
            layout = lay_out(sheet.table, blank=sheet.above, merges=sheet.merges)
        except Unreadable as error:
            failed = error
            continue
        found += 1
        yield RawTable(path, sheet.name, None, None, layout.header, layout.data, layout.lines, layout.title)
    if not found:
        raise failed or Unreadable(
            N_("“{file}” is empty."), remedy=N_("Check that the right file was saved."), file=""
        )


def _from_text(path: Path, limits: Limits, step: Step) -> Iterator[RawTable]:
    step("decode")
    decoded = decode(path.read_bytes())
    if len(decoded.text) > limits.unpacked_mb << 21:
        raise Unreadable(
            N_("“{file}” is larger than {limit} MB."),
            remedy=N_("Split it by month and send the parts."),
            limit=limits.unpacked_mb * 2,
            file="",
        )
    head = decoded.text[:4096].lstrip().lower()
    step("read")
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<style")):
        table, merges = web.cells(decoded.text.decode())
        layout = lay_out(table, merges=merges)
        yield _text_table(
            path, decoded.encoding, None, layout.header, layout.data, layout.lines, layout.title, {}
        )
        return
    if head.startswith((b"<?xml", b"<workbook")):
        raise Unreadable(
            N_("“{file}” is XML, which is not read."),
            remedy=N_("Open it in Excel or WPS and save it as .xlsx or as CSV."),
            file="",
        )
    found = delimited.records(decoded.text)
    step("layout")
    layout = lay_out(found.table, blank=found.blank, more=found.more)
    kept = (
        set(
            layout.data["_row"]
            .filter(pa.compute.is_in(layout.data["_row"], pa.array(list(found.flaws), pa.int64())))
            .to_pylist()
        )
        if found.flaws
        else set()
    )
    flaws = {row: flaw for row, flaw in found.flaws.items() if row in kept}
    yield _text_table(
        path, decoded.encoding, found.delimiter, layout.header, layout.data, layout.lines, layout.title, flaws
    )


def _text_table(
    path: Path,
    encoding: str,
    delimiter: str | None,
    header: tuple[str, ...],
    data: pa.Table,
    lines: object,
    title: str,
    flaws: object,
) -> RawTable:
    return RawTable(path, None, encoding, delimiter, header, data, lines, title, flaws)  # type: ignore[arg-type]

"""One file to its tables, in this process: what kind of file it is, told from its first bytes and not its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from neighborcare.errors import Unreadable
from neighborcare.intake import columnar, delimited, sheetxml, web, workbook
from neighborcare.intake.encoding import Decoded, decode
from neighborcare.intake.layout import Layout, lay_out
from neighborcare.intake.raw import Limits, RawTable, Skipped
from neighborcare.intake.workbook import Sheet
from neighborcare.text import N_

HEAD = 4096

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
WEB = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<style", b"<body", b"<div")

Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _File:
    """A file on its way: what it may cost, who is told of the steps, whether a table may lack a header."""

    path: Path
    limits: Limits
    step: Step
    headless: bool


def tables(path: Path, limits: Limits, step: Step, *, headless: bool = False) -> Iterator[RawTable]:
    """The tables of a file; those without a header only where `headless` ones are welcome.

    Raises Unreadable with the reason (its {file} is filled in by the caller).
    """
    step("open")
    size = path.stat().st_size
    if size == 0:
        raise _empty()
    if size > limits.file_mb << 20:
        raise _too_long(limits.file_mb)
    with path.open("rb") as file:
        head = file.read(HEAD)
    return _reader(head)(_File(path, limits, step, headless))


def _empty() -> Unreadable:
    return Unreadable(N_("“{file}” is empty."), remedy=N_("Check that the right file was saved."), file="")


def _too_long(megabytes: int) -> Unreadable:
    return Unreadable(
        N_("“{file}” is larger than {limit} MB."),
        remedy=N_("Split it by month and send the parts."),
        limit=megabytes,
        file="",
    )


def _reader(head: bytes) -> Callable[[_File], Iterator[RawTable]]:
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


def _from_parquet(file: _File) -> Iterator[RawTable]:
    file.step("read")
    header, table = columnar.columns(file.path, file.limits)
    names = tuple((name,) for name in header)
    yield RawTable(file.path, None, None, None, header, table, {"data": table.num_rows}, names=names)


def _from_workbook(file: _File) -> Iterator[RawTable]:
    file.step("read")
    yield from _sheets(file, workbook.sheets(file.path, file.limits))


def _sheets(file: _File, found: Iterable[Sheet | Skipped], encoding: str | None = None) -> Iterator[RawTable]:
    """The tables of all sheets; the first carries what else there is in the file."""
    failed: Unreadable | None = None
    skipped: list[Skipped] = []
    laid_out: list[RawTable] = []
    for sheet in found:
        if isinstance(sheet, Skipped):
            skipped.append(sheet)
            continue
        file.step("layout")
        try:
            laid = lay_out(sheet.table, blank=sheet.above, merges=sheet.merges, headless=file.headless)
        except Unreadable as error:
            failed = error
            skipped.append(Skipped(sheet.name, "no_header", sheet.above + sheet.table.num_rows))
            continue
        laid_out += [
            _raw(file, one, sheet=_numbered(sheet.name, i), encoding=encoding) for i, one in enumerate(laid)
        ]
    if not laid_out:
        raise failed or _empty()
    yield replace(laid_out[0], skipped=tuple(skipped))
    yield from laid_out[1:]


def _numbered(sheet: str | None, index: int) -> str | None:
    """The second table of a sheet is told from the first by its number."""
    return f"{sheet or ''}#{index + 1}" if index else sheet


def _from_text(file: _File) -> Iterator[RawTable]:
    file.step("decode")
    _must_have_lines(file.path)
    decoded = decode(file.path.read_bytes())
    if len(decoded.text) > file.limits.unpacked_mb << 21:
        raise _too_long(file.limits.unpacked_mb * 2)
    head = decoded.text[:HEAD].lstrip().lower()
    file.step("read")
    if head.startswith((b"<?xml", b"<workbook", b"<ss:workbook")) and b"<html" not in head:
        yield from _sheets(file, sheetxml.sheets(decoded.text, file.limits), decoded.encoding)
    elif head.startswith(WEB) or (
        head.startswith((b"<?xml", b"<!--")) and b"<table" in decoded.text[: 1 << 16].lower()
    ):
        yield from _sheets(file, web.sheets(decoded.text.decode(), file.limits), decoded.encoding)
    else:
        yield from _delimited(file, decoded)


def _delimited(file: _File, decoded: Decoded) -> Iterator[RawTable]:
    found = delimited.records(decoded.text)
    file.step("layout")
    laid = lay_out(found.table, blank=found.blank, more=found.more, headless=file.headless)
    for i, layout in enumerate(laid):
        raw = _raw(
            file, layout, sheet=_numbered(None, i), encoding=decoded.encoding, delimiter=found.delimiter
        )
        warnings = (N_("The encoding of “{file}” is not certain: look whether its words read well."),)
        yield replace(
            raw,
            flaws=_kept(found.flaws, layout.data),
            warnings=warnings if decoded.unsure else (),
        )


def _kept(flaws: Mapping[int, str], data: pa.Table) -> dict[int, str]:
    """The flaws of rows that are data."""
    if not flaws:
        return {}
    rows = data["_row"]
    kept = set(rows.filter(pc.is_in(rows, pa.array(list(flaws), pa.int64()))).to_pylist())
    return {row: flaw for row, flaw in flaws.items() if row in kept}


def _raw(
    file: _File, layout: Layout, *, sheet: str | None, encoding: str | None, delimiter: str | None = None
) -> RawTable:
    return RawTable(
        file.path,
        sheet,
        encoding,
        delimiter,
        layout.header,
        layout.data,
        layout.lines,
        " ".join(layout.titles)[:500],
        titles=layout.titles,
        sections=layout.sections,
        names=layout.names,
    )


def _must_have_lines(path: Path) -> None:
    """A text whose first megabytes hold no end of a line is not read into memory."""
    if path.stat().st_size <= delimited.LONGEST:
        return
    with path.open("rb") as file:
        head = file.read(delimited.LONGEST + 1)
    if b"\n" not in head and b"\r" not in head:
        raise delimited.monster(1)

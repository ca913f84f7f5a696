"""The set of a meeting: deck, PDF, brief and annex, in memory or written to a folder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

from neighborcare.errors import UserError
from neighborcare.generation.questions import area_of
from neighborcare.measures.figures import Figure, PeriodKind
from neighborcare.report import deck, letter, pdf, story, workbook
from neighborcare.report.meeting import Meeting, Story
from neighborcare.store import lease, manifest
from neighborcare.store.home import Home
from neighborcare.store.manifest import Manifest
from neighborcare.text import LANGUAGES, N_, formats, translator

FILES = ("pptx", "pdf", "docx", "xlsx")
_WORDS = {"pptx": N_("deck"), "pdf": N_("deck"), "docx": N_("brief"), "xlsx": N_("annex")}
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


def content(told: Story, kind: str, template: bytes | None = None) -> bytes:
    """One file of the set. Raises UserError for a template that is none, or a PDF without any Chinese font here."""
    if kind == "pptx":
        return deck.content(told, template)
    makers = {"pdf": pdf.content, "docx": letter.content, "xlsx": workbook.content}
    return makers[kind](told)


def name(told: Story, kind: str) -> str:
    """Its file name: "李子园社区 2025年8月 简报.docx"."""
    _ = translator(told.language)
    area = told.brief.unit
    month = formats.month(told.meeting.month, told.language)
    return _NOT_IN_NAMES.sub("_", f"{area} {month} {_(_WORDS[kind])}.{kind}")


def arrange(
    home: Home,
    *,
    month: date,
    area: str | None = None,
    period: PeriodKind = "month",
    day: date | None = None,
    number: int | None = None,
) -> tuple[Meeting, dict[str, Story]]:
    """A meeting about that month in both languages, from the presenter's file of a generation (None: the live one).

    Raises NotFound for an unknown area or generation, UserError for a month that the figures do not know.
    """
    made = standing(home, number)
    with lease.opened(home, made, "presenter") as con:
        return arranged(con, made, month=month, area=area, period=period, day=day)


def standing(home: Home, number: int | None) -> Manifest:
    """That generation (None: the live one), whose meeting's file is still kept. Raises NotFound, UserError."""
    made = manifest.read(home, number) if number else manifest.current(home)
    if made.number and not (made.folder(home) / "presenter.duckdb").exists():
        raise UserError(
            N_("The meeting's figures of generation {number} are no longer kept."),
            remedy=N_("A meeting that was kept comes out again as it was: name it with --meeting."),
            number=made.number,
        )
    return made


def arranged(
    con: duckdb.DuckDBPyConnection,
    made: Manifest,
    *,
    month: date,
    area: str | None = None,
    period: PeriodKind = "month",
    day: date | None = None,
) -> tuple[Meeting, dict[str, Story]]:
    """The same from that generation's file, which is open already."""
    place = area_of(con, area)
    months = [row[0] for row in con.execute("SELECT month FROM months ORDER BY month").fetchall()]
    if month.replace(day=1) not in months:
        raise UserError(
            N_("There are no figures for {month}."),
            remedy=N_("Months with figures: {first} to {last}."),
            month=f"{month:%Y-%m}",
            first=f"{months[0]:%Y-%m}" if months else formats.NOTHING,
            last=f"{months[-1]:%Y-%m}" if months else formats.NOTHING,
        )
    found = story.prepare(con, made.number, day=day or made.as_of, month=month, area=place, period=period)
    cells: dict[tuple[object, ...], list[Figure]] = {}
    stories = {
        language: story.tell(con, found, language, batches=made.batches, known=cells)
        for language in LANGUAGES
    }
    return found, stories


def write(
    told: Story, folder: Path, template: bytes | None = None, kinds: Sequence[str] = FILES
) -> list[Path]:
    """The files of the set in a folder, which is made; files of the same names are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind in kinds:
        path = folder / name(told, kind)
        path.write_bytes(content(told, kind, template))
        written.append(path)
    return written


def write_digest(told: Story, folder: Path, recipient: str) -> Path:
    """The digest of a recipient's area as a text file of his name."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _NOT_IN_NAMES.sub("_", f"{recipient} {translator(told.language)(N_('digest'))}.txt")
    path.write_text(f"{digest(told)}\n", encoding="utf-8")
    return path


def digest(told: Story) -> str:
    """The conclusions of a meeting's area as plain text, for a message."""
    lines = [told.brief.title, *(f"- {slide.title}" for slide in told.slides if slide.id != "cover")]
    return "\n".join(lines)

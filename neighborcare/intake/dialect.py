"""How a text is cut into cells: its delimiter, its quotation mark, and how a mark inside a cell is written.

Each way is tried on the first lines; the one under which they agree on a width, and under which the cells are whole
(numbers, dates, words without a delimiter in them), explains the file. A text in an unusual way is rewritten in the
usual one, line for line, so that one fast reader serves all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from neighborcare.intake.cells import is_gap, is_typed, kind
from neighborcare.intake.mending import Reading, split

SAMPLE = 1 << 17  # bytes
LINES = 200
SINGLE = ""  # the delimiter of a text with one cell a line
# How likely a mark is a delimiter at all: a space or a colon more often stands inside a cell.
DELIMITERS = {
    ",": 1.0,
    "\t": 1.0,
    ";": 1.0,
    "|": 1.0,
    "，": 0.9,
    "；": 0.9,
    "^": 0.9,
    "~": 0.9,
    "\x1f": 0.9,
    "\x01": 0.9,
    "¦": 0.9,
    "#": 0.5,
    ":": 0.5,
    " ": 0.5,
    "  ": 0.9,
}
FIGURES = 0.9  # a space between numbers
LONE = 0.55  # what speaks for a single column
ALIGNED = "  "  # columns set apart by runs of spaces
_RUN = re.compile(r"(?<=\S)  +(?=\S)")
_MARKS = ("\x1f", "\x1e", "\x1d", "\x1c", "\x02")


@dataclass(frozen=True, slots=True)
class Dialect:
    """`delimiter` as in the file ("" for a single column); `escape` is a backslash, or "" where quotes are doubled."""

    delimiter: str
    quote: str = '"'
    escape: str = ""


@dataclass(frozen=True, slots=True)
class Usual:
    """A text rewritten with one byte as delimiter and `"` doubled inside cells; `swaps` undo it in the cells."""

    text: bytes
    delimiter: str
    swaps: tuple[tuple[str, str], ...] = ()

    def restored(self, column: pa.ChunkedArray) -> pa.ChunkedArray:
        """A column's cells as they stand in the file."""
        for now, before in self.swaps:
            column = pc.replace_substring(column, now, before)
        return column


def with_line_feeds(text: bytes) -> bytes:
    """Lone carriage returns that end lines become line feeds (of the same length, so that nothing moves)."""
    if b"\r" not in text or (lone := text.count(b"\r") - text.count(b"\r\n")) == 0:
        return text
    if lone >= text.count(b"\n"):
        return re.sub(rb"\r(?!\n)", b"\n", text)
    sample = [line for line in re.split(rb"[\r\n]+", text[: 1 << 16]) if line]
    mark = max((b",", b"\t", b";", b"|"), key=lambda m: sum(line.count(m) for line in sample))

    def count(line: bytes) -> int:
        return re.sub(rb'"[^"]*"', b"", line).count(mark)

    usual_count = Counter(map(count, sample)).most_common(1)[0][0]

    def ended(found: re.Match[bytes]) -> bytes:
        parts = found.group().split(b"\r")
        whole = usual_count and all(count(part) == usual_count for part in parts if part)
        return b"\n".join(parts) if whole else found.group()

    return re.sub(rb"[^\n]*\r[^\n]+", ended, text)


def detect(text: bytes) -> Dialect:
    """The dialect of a text (UTF-8)."""
    lines = [line for line in text[:SAMPLE].decode(errors="ignore").splitlines()[: LINES * 2] if line.strip()]
    if len(text) > SAMPLE and len(lines) > 1:
        lines.pop()
    lines = lines[:LINES]
    if lines and re.fullmatch(r"sep=.", lines[0], re.IGNORECASE):
        return Dialect(lines[0][4], *_marks(lines[1:], lines[0][4]))
    best = _best(lines, '"')
    quote, escape = _marks(lines, best)
    if quote != '"':
        best = _best([line.translate(_swap(quote)) for line in lines], '"')
    return Dialect(_widened(lines, best, quote), quote, escape)


def _best(lines: Sequence[str], quote: str) -> str:
    """The delimiter that explains the lines best; "" when none does."""
    present = [mark for mark in DELIMITERS if sum(mark in line for line in lines) * 4 >= len(lines)]
    scores = {mark: explained(lines, mark) * _likely(lines, mark) for mark in present if mark != ALIGNED}
    if ALIGNED in present:
        scores[ALIGNED] = DELIMITERS[ALIGNED] * explained([_RUN.sub("\x1f", line) for line in lines], "\x1f")
    best = max(scores, key=lambda mark: scores[mark], default=SINGLE)
    return best if best and scores[best] > (LONE if DELIMITERS[best] < 0.9 else 0.2) else SINGLE


def _likely(lines: Sequence[str], delimiter: str) -> float:
    """How likely a mark is a delimiter: surely where it stands between quoted cells, never as a part of values."""
    if _most(f'"{delimiter}"' in line for line in lines):
        return 1.0
    likely = DELIMITERS[delimiter]
    if likely > LONE:
        return likely
    if _most(map(is_typed, lines)):
        return 0.0
    figures = delimiter == " " and _most(all(map(is_typed, line.split())) for line in lines[1:])
    return FIGURES if figures or _are_values(lines, delimiter) else likely


def _are_values(lines: Sequence[str], delimiter: str) -> bool:
    """Whether it parts numbers and codes (505.85 C-0001), as many in each line as the first line has names."""
    if delimiter not in " :" or len(lines) < 2:
        return False
    first, *rows = (split(line, delimiter).cells for line in lines)
    return _most(len(row) == len(first) and _is_of_values(row) for row in rows)


def _is_of_values(row: Sequence[str]) -> bool:
    return any(map(is_typed, row)) and all(kind(cell) in {"number", "date", "code"} for cell in row)


def _most(answers: Iterable[bool]) -> bool:
    """Whether four of five say yes."""
    said = list(answers)
    return bool(said) and sum(said) * 5 >= len(said) * 4


def explained(lines: Sequence[str], delimiter: str) -> float:
    """How well a delimiter explains the lines: by the share that agree on a width, how wide, how whole the cells."""
    rows = _rows(lines, delimiter)
    widths = Counter(len(row.cells) for row in rows)
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0
    width = max(wide, key=lambda w: (wide[w] * (w - 1) ** 0.5, w))
    share: float = wide[width] / len(rows) * (width - 1) ** 0.5
    whole = [_is_whole(cell) for row in rows if len(row.cells) == width for cell in row.cells]
    loose = sum(row.cost for row in rows) / len(rows)
    return share * (0.2 + 0.8 * sum(whole) / len(whole)) / (1 + min(loose, 4))


def _rows(lines: Sequence[str], delimiter: str) -> list[Reading]:
    """The lines as records: a quoted cell that goes on is joined."""
    rows: list[Reading] = []
    at = 0
    while at < len(lines):
        reading, taken = split(lines[at], delimiter), 1
        while reading.is_open and taken < 8 and at + taken < len(lines):
            taken += 1
            reading = split("\n".join(lines[at : at + taken]), delimiter)
        if reading.is_open:
            reading, taken = split(lines[at], delimiter), 1
        rows.append(reading)
        at += taken
    return rows


def _is_whole(cell: str) -> bool:
    """A cell that no other delimiter would cut in two, nor is a piece of something."""
    what = kind(cell)
    if what != "words":
        return True
    return is_gap(cell) or not re.search(r"[;|\t^~]|[\"“][^\"”]*$|\d,\d|^[/.]|:$", cell)


def _marks(lines: Sequence[str], delimiter: str) -> tuple[str, str]:
    """The quotation mark and what escapes it."""
    edge = re.escape(delimiter) if delimiter else "$"
    text = "\n".join(lines)
    found = {
        mark: len(re.findall(rf"(?:^|{edge})[ ]*{mark}[^\n]*?{end}[ ]*(?={edge}|$)", text, re.MULTILINE))
        for mark, end in (('"', '"'), ("'", "'"), ("“", "”"))
    }
    quote = max(found, key=lambda mark: found[mark])
    if found[quote] < max(2, 4 * found['"']) or (quote == "“" and found[quote] < 0.8 * len(lines)):
        quote = '"'
    inside = re.search(rf"\\{quote}(?!\s*(?:{edge}|$))", text, re.MULTILINE)
    return quote, "\\" if inside else ""


def _widened(lines: Sequence[str], delimiter: str, quote: str) -> str:
    """The delimiter with what always stands beside it: “, ”, “ | ”, two tabs."""
    outside = re.sub(rf"{quote}[^{quote}\n]*{quote}", lambda m: "x" * len(m.group()), "\n".join(lines))
    count = outside.count(delimiter) if delimiter.strip() or delimiter == "\t" else 0
    if count < 2:
        return delimiter
    wider = [delimiter * 2] if delimiter == "\t" else [f" {delimiter} ", f"{delimiter} ", delimiter * 2]
    return next((way for way in wider if outside.count(way) * way.count(delimiter) == count), delimiter)


def _swap(quote: str) -> dict[int, str]:
    """Another quotation mark and the usual one change places."""
    if quote == "“":
        return {ord("“"): '"', ord("”"): '"'}
    return {ord(quote): '"', ord('"'): quote}


def usual(text: bytes, dialect: Dialect) -> Usual:
    """The text in the usual way; no line is added or taken away."""
    swaps: list[tuple[str, str]] = []
    if dialect.escape:
        text = re.sub(
            rb'\\(["\'\\])', lambda m: b"\\" if m.group(1) == b"\\" else _inside(m.group(1), dialect), text
        )
    if dialect.quote == "'":
        mark = _unused(text)
        text = text.replace(b'"', mark).replace(b"'", b'"')
        swaps.append((mark.decode(), '"'))
    elif dialect.quote == "“":
        text = text.replace("“".encode(), b'"').replace("”".encode(), b'"')
    delimiter = dialect.delimiter
    if len(delimiter.encode()) == 1:
        return Usual(text, delimiter, tuple(swaps))
    mark = _unused(text)
    if delimiter == ALIGNED:
        text = re.sub(_RUN.pattern.encode(), mark, text)
    elif delimiter:
        text = text.replace(delimiter.encode(), mark)
        swaps.append((mark.decode(), delimiter))
    return Usual(text, mark.decode(), tuple(swaps))


def _inside(mark: bytes, dialect: Dialect) -> bytes:
    return mark * 2 if mark.decode() == dialect.quote else mark


def _unused(text: bytes) -> bytes:
    """A control character that the text does not have."""
    return next(mark.encode() for mark in (*_MARKS, *map(chr, range(3, 9))) if mark.encode() not in text)

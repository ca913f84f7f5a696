"""What every row of a sheet is: title, header, data, subtotal, note or blank."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import pyarrow as pa
import pyarrow.compute as pc

from neighborcare.errors import Unreadable
from neighborcare.intake import headers
from neighborcare.text import N_

HEAD = 40  # rows in which a header is looked for
Merges = Sequence[
    tuple[tuple[int, int], tuple[int, int]]
]  # ((row, column), (row, column)), the file's row numbers, columns from 0

_NUMBER = re.compile(
    r"^[（(]?[-+]?[\d,，.]+\s*[%％‰]?[)）]?\s*(?:万|余|个|起|件|户|人|人次|次|栋|处|份|场|元|小时)*$"
)
_DATE = re.compile(
    r"^\d{4}\s*[-./年]\s*\d{1,2}(\s*[-./月]\s*\d{1,2}\s*日?)?\s*([T ]?\d{1,2}:\d{2}(:\d{2})?)?$|^\d{4}年\d{1,2}月$"
)
_SUM = re.compile(
    r"^.{0,12}?(?:合\s*计|小\s*计|总\s*计|共\s*计|累\s*计)(?:\s*[(（].{0,8}[)）])?\s*[:：]?\s*[\d,，.]*\s*[万余]?[人户件起次个栋名位元行条项处份盏场]{0,2}$"
    r"|^(?:sub\s*|grand\s*)?total\s*:?$",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"^\s*[（(\[【*※]*\s*(?:(?:注|附|附注|备注|说明|填表说明|填写说明|填报说明)\s*(?:[\d一二三四五]?\s*[:：.、）)】\]]|\d)"
    r"|(?:填表|制表|填报|报送|审核|审批|复核|校对|经办|统计|负责|单位负责|分管)(?:人|者|员|单位|日期|时间|领导|人员|人签字)?\s*(?:[（(].{0,8}[）)])?\s*(?:[:：]|$)"
    r"|(?:联系人|联系电话|日期|盖章|签字|签名|单位|单位盖章|数据来源|资料来源|打印时间|导出时间)\s*(?:[（(].{0,8}[）)])?\s*[:：]"
    r"|(?:note|source|prepared by|reviewed by|signed)s?\s*[:：])",
    re.IGNORECASE,
)
_WORDS = re.compile(r".*[:：].*|[^0-9A-Za-z]*[\u4e00-\u9fff][^0-9A-Za-z]*")
_PAGE = re.compile(r"[-—\s]*第\s*\d+\s*页.{0,12}")
_BARE_SUM = re.compile(r"[合小总共累]\s*计")
_MAYBE = (
    r"^\s+$|(?i:total)|^[-—\s]*第\s*\d+\s*页|^[（(\[【*※\s]*(注|说明|备注|附|填表|制表|审核|数据来源|单位)"
)


@dataclass(frozen=True, slots=True)
class Layout:
    """A table with its header found: data rows only, and how many rows were what."""

    header: tuple[str, ...]
    data: pa.Table
    lines: Mapping[str, int]
    title: str


def lay_out(table: pa.Table, *, blank: int = 0, more: int = 0, merges: Merges = ()) -> Layout:
    """Find the header and tell the rows apart.

    `table` has `_row` and text columns; `blank` and `more` are lines that were counted before.
    Raises Unreadable when no row can be a header.
    """
    names = [name for name in table.column_names if name != "_row"]
    head = _cells(table.slice(0, HEAD), names)
    top = _header_at(head)
    if top is None:
        raise Unreadable(
            N_("No header row was found in “{file}”."),
            remedy=N_("The first row of the table must name its columns."),
            file="",
        )
    depth = _depth(head, top)
    header = _joined(head[top : top + depth])
    counts = dict.fromkeys(("title", "header", "blank", "subtotal", "note", "data"), 0)
    counts |= {"title": sum(map(bool, map(_filled, head[:top]))), "header": depth}
    counts["blank"] = blank + top - counts["title"]
    if more:
        counts["continued"] = more
    body = table.slice(top + depth)
    body = _without(body, names, header, counts)
    body, header = _trimmed(_filled_down(body, header, merges), header)
    counts["data"] = body.num_rows
    title = " ".join(cell.strip() for row in head[:top] for cell in row if cell.strip())
    return Layout(header, body, counts, title[:500])


def _cells(table: pa.Table, names: Sequence[str]) -> list[list[str]]:
    columns = [table[name].to_pylist() for name in names]
    return [list(row) for row in zip(*columns, strict=True)]


def _filled(row: Sequence[str]) -> list[str]:
    return [cell for cell in row if cell.strip()]


def is_value(cell: str) -> bool:
    """Whether a cell is a number or a date, which no header is."""
    text = cell.strip()
    return bool(_NUMBER.match(text) or _DATE.match(text))


def _header_at(head: Sequence[Sequence[str]]) -> int | None:
    """The row that names the columns: the one with most known words, else the first that looks like names."""
    scores = [sum(headers.known(cell) and not is_value(cell) for cell in _filled(row)) for row in head]
    best = max(range(len(head)), key=lambda i: scores[i], default=None)
    if best is not None and scores[best] >= 2 and scores[best] * 3 >= len(_filled(head[best])):
        return _upper(head, best)
    usual = max((len(_filled(row)) for row in head), default=0)
    for i, row in enumerate(head):
        cells = _filled(row)
        if len(cells) * 2 >= usual and len(cells) >= min(2, usual) and _looks_like_names(cells):
            return i
    return None


def _looks_like_names(cells: Sequence[str]) -> bool:
    return len(set(cells)) == len(cells) and all(len(c) <= 40 and not is_value(c) for c in cells)


def _upper(head: Sequence[Sequence[str]], best: int) -> int:
    """The row of groups above, when the known words stand in the second row of a header."""
    if best == 0:
        return best
    above, row = head[best - 1], head[best]
    fills = sum(bool(a.strip()) and not b.strip() for a, b in zip(above, row, strict=True))
    names = _filled(above)
    grouped = (
        len(names) >= 2 and _looks_like_names(names) and (fills > 0 or 2 * len(names) <= len(_filled(row)))
    )
    return best - 1 if grouped and not any(_NOTE.match(name) for name in names) else best


def _depth(head: Sequence[Sequence[str]], top: int) -> int:
    """How many rows the header takes: a second one below merged groups, and a row that numbers the columns."""
    depth = 1
    if top + 1 < len(head) and _is_second(head[top], head[top + 1]):
        depth = 2
    while top + depth < len(head) and (_numbers_columns(head[top + depth]) or _names_again(head, top, depth)):
        depth += 1
    return depth


def _is_second(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether names stand under the gaps of the row above and nowhere else but under groups."""
    names = _filled(lower)
    if not names or any(is_value(name) or len(name) > 40 for name in names):
        return False
    in_gaps = 0
    for i, name in enumerate(lower):
        alone = bool(upper[i].strip()) and (i + 1 >= len(upper) or bool(upper[i + 1].strip()))
        if name.strip() and alone and not headers.known(name):
            return False
        in_gaps += bool(name.strip()) and not upper[i].strip()
    return in_gaps > 0


def _numbers_columns(row: Sequence[str]) -> bool:
    """A row such as 1 2 3 4 or 甲 乙 (1) (2) under the names."""
    cells = [cell.strip() for cell in _filled(row)]
    digits = [re.sub(r"\D", "", cell) for cell in cells if cell not in "甲乙丙丁戊"]
    enough = len(cells) >= 4 and (len(digits) >= 4 or (cells[0] == "甲" and len(digits) >= 1))
    return enough and digits == [
        str(i) for i in range(int(digits[0] or 1), int(digits[0] or 1) + len(digits))
    ]


def _names_again(head: Sequence[Sequence[str]], top: int, depth: int) -> bool:
    """A second header that says the same in another language."""
    cells = _filled(head[top + depth])
    again = sum(headers.known(cell) and not is_value(cell) for cell in cells)
    return depth == 1 and len(cells) >= 4 and again * 5 >= len(cells) * 4


def _joined(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """One name a column: a group's name goes over the columns under it."""
    named = [row for row in rows if not _numbers_columns(row)]
    if len(named) == 1 or not _is_second(named[0], named[1]):
        return tuple(cell.strip() for cell in named[0])
    upper, lower = named[0], named[1]
    joined: list[str] = []
    group = ""
    for above, below in zip(upper, lower, strict=True):
        group = above.strip() or (group if below.strip() else "")
        joined.append("/".join(part for part in (group, below.strip()) if part))
    return tuple(joined)


def _without(body: pa.Table, names: Sequence[str], header: Sequence[str], counts: dict[str, int]) -> pa.Table:
    """The data rows alone; the others are counted."""
    if not body.num_rows:
        return body
    suspects = _suspects(body, names, header)
    rows = _cells(body.take(pa.array(suspects, pa.int64())), names)
    usual = _usual_fill(body, names)
    last = body.num_rows - 1
    dropped: list[int] = []
    tail = True  # from the end upwards, until the first data row
    for at, row in sorted(zip(suspects, rows, strict=True), reverse=True):
        tail = tail and at >= last - len(dropped)
        kind = kind_of(row, header, usual, tail)
        if kind != "data":
            counts[kind] += 1
            dropped.append(at)
    if not dropped:
        return body
    parts: list[pa.Table] = []
    last = 0
    for at in sorted(dropped):
        parts.append(body.slice(last, at - last))
        last = at + 1
    return pa.concat_tables([*parts, body.slice(last)])


def _suspects(body: pa.Table, names: Sequence[str], header: Sequence[str]) -> list[int]:
    """Rows that may be other than data, found cheaply; each is looked at."""
    first = body[names[0]]
    found = pc.or_(pc.equal(first, ""), pc.match_substring_regex(first, _MAYBE))
    alone = pc.equal(body[names[1]], "") if len(names) > 1 else pc.equal(first, "")
    found = pc.or_(found, pc.and_(alone, pc.match_substring_regex(first, r"(社区|网格)\s*$")))
    for name, title in zip(names[:2], header[:2], strict=True):
        found = pc.or_(found, pc.equal(body[name], title)) if title else found
    for name in names[:6]:
        found = pc.or_(found, pc.match_substring(body[name], "计"))
    rows = pc.indices_nonzero(found).to_pylist()
    return sorted({*rows, *range(max(0, body.num_rows - HEAD), body.num_rows)})


def _usual_fill(body: pa.Table, names: Sequence[str]) -> float:
    """How many cells a row of data usually fills: sums and signatures, which fill few, are left out."""
    filled = [len(_filled(row)) for row in _cells(body.slice(0, 200), names)]
    return median(count for count in filled if 2 * count >= max(filled))


def kind_of(row: Sequence[str], header: Sequence[str], usual: float, tail: bool) -> str:
    """The class of one row below the header."""
    cells = _filled(row)
    if not cells:
        return "blank"
    if _repeats(row, header):
        return "header"
    if _is_sum(row):
        return "subtotal"
    few = len(cells) <= max(2, usual / 3) and len(cells) < usual
    if few and _NOTE.match(cells[0]):
        return "note"
    if few and len(cells) == 1 and len(row) >= 4 and _is_remark(cells[0].strip(), tail):
        return "note" if tail else "title"
    return "data"


def _is_remark(cell: str, tail: bool) -> bool:
    """A lone cell: below the table words or a date, within it the name of a place as a heading.

    A number or letters alone may be the key of an unfinished row: that stays a row and is told.
    """
    if _PAGE.fullmatch(cell):
        return True
    if tail:
        return len(cell) > 12 or bool(_WORDS.fullmatch(cell) or _DATE.match(cell))
    return bool(re.search(r"(社区|网格)$", cell)) or len(cell) > 24


def _repeats(row: Sequence[str], header: Sequence[str]) -> bool:
    same = sum(bool(cell.strip()) and cell.strip() == name for cell, name in zip(row, header, strict=True))
    return same >= 2 and same * 10 >= len(_filled(row)) * 8


def _is_sum(row: Sequence[str]) -> bool:
    """A word for a sum, at most three cells before it, and nothing but figures behind it.

    Where the bare word comes first, a remark or a date may stand among the figures too.
    """
    filled = [cell.strip() for cell in row if cell.strip()]
    if filled and _BARE_SUM.fullmatch(filled[0]):
        figures = sum(is_value(cell) for cell in filled[1:])
        return figures * 2 >= len(filled) - 1
    for i, cell in enumerate(filled[:4]):
        if _SUM.match(cell):
            return all(
                is_value(rest) or rest in {"—", "-", "/"} or _SUM.match(rest) for rest in filled[i + 1 :]
            )
    return False


def _filled_down(body: pa.Table, header: Sequence[str], merges: Merges) -> pa.Table:
    """Merged cells get their value in every row, where the column says a place; nothing else is filled."""
    for i, name in enumerate(header):
        if not headers.is_place(name) or not body.num_rows:
            continue
        column = body[f"c{i}"]
        if not _may_be_merged(column, bool(merges)):
            continue
        cells = column.to_pylist()
        filled = _from_merges(cells, body["_row"].to_pylist(), i, merges) if merges else _from_above(cells)
        if filled is not None:
            body = body.set_column(body.column_names.index(f"c{i}"), f"c{i}", pa.array(filled, pa.string()))
    return body


def _may_be_merged(column: pa.ChunkedArray, told: bool) -> bool:
    gaps = pc.sum(pc.equal(column, "")).as_py() or 0
    return gaps > 0 if told else gaps * 2 >= len(column)


def _from_merges(cells: list[str], rows: Sequence[int], column: int, merges: Merges) -> list[str]:
    at = {row: i for i, row in enumerate(rows)}
    for (first, left), (last, right) in merges:
        if not left <= column <= right or last == first:
            continue
        inside = [at[row] for row in range(first, last + 1) if row in at]
        value = next((cells[i] for i in inside if cells[i].strip()), "")
        for i in inside:
            cells[i] = cells[i] if cells[i].strip() else value
    return cells


def _from_above(cells: list[str]) -> list[str] | None:
    """The trace that merged cells leave in CSV: each value once, gaps below it, most of the column empty."""
    given = [cell for cell in cells if cell.strip()]
    if not given or not cells[0].strip() or len(set(given)) < len(given):
        return None
    filled: list[str] = []
    for cell in cells:
        filled.append(cell if cell.strip() or not filled else filled[-1])
    return filled


def _trimmed(body: pa.Table, header: tuple[str, ...]) -> tuple[pa.Table, tuple[str, ...]]:
    """Without the nameless empty columns at the right end."""
    width = len(header)
    while width > 1 and not header[width - 1] and _is_empty(body[f"c{width - 1}"]):
        width -= 1
    return body.select(["_row", *(f"c{i}" for i in range(width))]), header[:width]


def _is_empty(column: pa.ChunkedArray) -> bool:
    return bool(pc.all(pc.equal(column, "")).as_py() is not False)

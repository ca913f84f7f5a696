"""Tables with known truth, and every way in which a file of them can be polluted: made up, seeded, the same each time.

The kinds follow the public Pollock benchmark (what is polluted, and what counts as the truth) and go on with what
Chinese offices send; the tables and the code are our own.
"""

from __future__ import annotations

import codecs
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

Rows = list[list[str]]
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高", "伟芳娜敏静丽强磊军洋勇艳杰涛明"
COMMUNITIES = ("荔枝园社区", "枫林社区", "石桥社区", "望江社区")
WORDS = (
    "cafe table",
    "oak chair, small",
    'tap 3/4" brass',
    "lamp",
    "rug; wool",
    "shelf",
    "pot, clay, large",
    "it's ok",
)


@dataclass(frozen=True)
class Source:
    """A clean table. `header` is empty where it has none."""

    name: str
    header: list[str]
    rows: Rows

    @property
    def everything(self) -> Rows:
        return [self.header, *self.rows] if self.header else self.rows


@dataclass(frozen=True)
class Sample:
    """A polluted file and what it holds."""

    source: str
    kind: str
    data: bytes
    header: list[str]
    rows: Rows


@dataclass(frozen=True)
class Ink:
    """How a table is written; a row may be written otherwise than the rest."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = '"'
    end: str = "\r\n"
    everywhere: bool = False
    rows: dict[int, Ink] = field(default_factory=dict)

    def cell(self, text: str) -> str:
        marks = (self.delimiter, self.quote, "\n", *self.delimiter.split())
        if not self.everywhere and not any(mark in text for mark in marks):
            return text
        return self.quote + text.replace(self.quote, self.escape + self.quote) + self.quote

    def line(self, cells: Sequence[str]) -> str:
        return self.delimiter.join(map(self.cell, cells)) + self.end

    def text(self, rows: Sequence[Sequence[str]]) -> str:
        return "".join(self.rows.get(i, self).line(row) for i, row in enumerate(rows))


def sources() -> list[Source]:
    """Six tables of different make."""
    dice = random.Random(20250831)  # noqa: S311

    def day() -> str:
        return f"2025-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"

    def name() -> str:
        return dice.choice(SURNAMES) + dice.choice(GIVEN)

    sales = [
        [
            day(),
            f"{dice.randint(8, 19):02}:{dice.randint(0, 59):02}",
            str(dice.randint(1, 9)),
            f"P{i:04}",
            f"{dice.randint(100, 99999) / 100:.2f}",
            dice.choice(("indoor", "outdoor", "")),
            dice.choice(WORDS),
            f"http://shop.example/item?id={i}",
            dice.choice(("", "", "sold", "as is, no return")),
        ]
        for i in range(83)
    ]
    visits = [
        [
            str(i + 1),
            COMMUNITIES[i // 15],
            f"第{i % 6 + 1}网格",
            name(),
            day(),
            dice.choice(("正常", "未遇", "血压偏高，已转卫生站", '说“下次再来"')),
            "",
        ]
        for i in range(60)
    ]
    sensors = [[f"{dice.gauss(0, 20):.3f}" for _ in range(5)] + [str(i)] for i in range(50)]
    people = [
        [
            dice.choice(("Ann", "Bob", "Cleo", "Dan")) + f" Q. {dice.choice(GIVEN)}",
            dice.choice(WORDS),
            dice.choice(("north", "south")),
        ]
        for _ in range(40)
    ]
    years = [[f"Land {chr(65 + i)}", *(str(dice.randint(10, 99999)) for _ in range(12))] for i in range(20)]
    pairs = [[f"key{i}", str(dice.randint(1, 500))] for i in range(30)]
    return [
        Source(
            "sales",
            ["DATE", "TIME", "Qty", "PRODUCT ID", "Price", "Type", "Description", "URL", "Comments"],
            sales,
        ),
        Source("visits", ["序号", "社区", "网格", "姓名", "走访时间", "结果", "备注"], visits),
        Source("sensors", ["x", "y", "z", "temp_c", "hum", "n"], sensors),
        Source("people", ["Name", "Likes", "Part of town"], people),
        Source("years", ["Country", *map(str, range(2010, 2022))], years),
        Source("pairs", ["key", "count"], pairs),
    ]


def samples() -> Iterator[Sample]:
    """Every pollution of every source."""
    for source in sources():
        for kinds in (_files, _dialects, _encodings, _headers, _surroundings, _rows_polluted, _office):
            yield from kinds(source)


def _sample(
    source: Source, kind: str, text: str | bytes, header: list[str] | None = None, rows: Rows | None = None
) -> Sample:
    data = text if isinstance(text, bytes) else text.encode()
    return Sample(
        source.name,
        kind,
        data,
        source.header if header is None else header,
        source.rows if rows is None else rows,
    )


def _files(source: Source) -> Iterator[Sample]:
    whole, ink = source.everything, Ink()
    text = ink.text(whole)
    yield _sample(source, "standard", text)
    yield _sample(source, "no payload", b"", [], [])
    yield _sample(source, "no trailing newline", text.rstrip("\r\n"))
    yield _sample(source, "double trailing newline", text + "\r\n")
    yield _sample(source, "ten trailing newlines", text + "\r\n" * 10)
    yield _sample(source, "header only", ink.text([source.header]), rows=[])
    yield _sample(source, "one data row", ink.text(whole[:2]), rows=source.rows[:1])
    yield _sample(source, "two data rows", ink.text(whole[:3]), rows=source.rows[:2])
    yield _sample(source, "record delimiter LF", replace(ink, end="\n").text(whole))
    yield _sample(source, "record delimiter CR", replace(ink, end="\r").text(whole))
    lines = text.split("\r\n")
    yield _sample(source, "a blank line between all", "\r\n\r\n".join(lines))
    yield _sample(
        source,
        "delimiters in an empty row",
        "\r\n".join([*lines[:5], "," * (len(source.header) - 1), *lines[5:]]),
    )
    yield _sample(source, "blank lines above", "\r\n\r\n\r\n" + text)
    yield _sample(source, "a delimiter at every end", "".join(line + ",\r\n" for line in lines[:-1]))
    yield _sample(source, "DOS end of file", text + "\x1a")
    yield _sample(source, "NUL bytes", text.replace(source.rows[3][0], source.rows[3][0] + "\0", 1))
    yield _sample(source, "a page feed", "\r\n".join([*lines[:9], "\f" + lines[9], *lines[10:]]))
    yield _sample(source, "joined files' mark", "\r\n".join([*lines[:9], "\ufeff" + lines[9], *lines[10:]]))
    ragged = "".join(ink.line(row[: len(row) - (row[-1] == "")]) for row in whole)
    yield _sample(source, "empty last cells left out", ragged)


def _dialects(source: Source) -> Iterator[Sample]:
    whole = source.everything
    for mark in (";", "\t", "|", "^", "~", "，", ", ", "; ", "\t\t", " | ", "||"):
        yield _sample(source, f"delimiter {mark!r}", Ink(delimiter=mark).text(whole))
    for mark in (" ", ":"):
        yield _sample(source, f"delimiter {mark!r}", Ink(delimiter=mark).text(whole))
        yield _sample(
            source, f"delimiter {mark!r}, all quoted", Ink(delimiter=mark, everywhere=True).text(whole)
        )
    yield _sample(source, "all quoted", Ink(everywhere=True).text(whole))
    for mark in (",", ";", "\t"):
        yield _sample(
            source,
            f"apostrophes, {mark!r}",
            Ink(delimiter=mark, quote="'", escape="'", everywhere=True).text(whole),
        )
        yield _sample(source, f"backslashes, {mark!r}", Ink(delimiter=mark, escape="\\").text(whole))
        yield _sample(
            source,
            f"backslashes, all quoted, {mark!r}",
            Ink(delimiter=mark, escape="\\", everywhere=True).text(whole),
        )
    yield _sample(source, "apostrophes where needed", Ink(quote="'", escape="'").text(whole))
    yield _sample(source, "marks not escaped", Ink(escape="").text(whole))
    yield _sample(source, "marks not escaped, all quoted", Ink(escape="", everywhere=True).text(whole))
    yield _sample(source, "Excel's sep=;", "sep=;\r\n" + Ink(delimiter=";").text(whole))
    text = Ink(everywhere=True).text(whole)
    yield _sample(source, "blanks before the marks", text.replace('","', '", "'))


def _encodings(source: Source) -> Iterator[Sample]:
    text = Ink().text(source.everything)
    yield _sample(source, "utf-8 with mark", codecs.BOM_UTF8 + text.encode())
    yield _sample(source, "utf-16 with mark", text.encode("utf-16"))
    yield _sample(source, "utf-16-le", text.encode("utf-16-le"))
    yield _sample(source, "utf-16-be", text.encode("utf-16-be"))
    yield _sample(source, "gb18030", text.encode("gb18030"))
    if source.name in {"sales", "pairs"}:
        rows = [[*row[:-1], row[-1] + " café £3"] for row in source.rows]
        yield _sample(source, "cp1252", Ink().text([source.header, *rows]).encode("cp1252"), rows=rows)


def _headers(source: Source) -> Iterator[Sample]:
    ink, width = Ink(), len(source.header)
    yield _sample(source, "no header", ink.text(source.rows), header=[])
    for deep in (2, 3):
        named = [" ".join([name] * deep) for name in source.header]
        yield _sample(source, f"header {deep} times", ink.text([source.header] * deep + source.rows), named)
    units = ["unit " + "abcdefghijklm"[i] for i in range(width)]
    if source.name in {"sales", "sensors"}:
        named = [f"{name} {unit}" for name, unit in zip(source.header, units, strict=True)]
        yield _sample(source, "a row of units", ink.text([source.header, units, *source.rows]), named)
    for at in (0, width // 2, width - 1):
        gap = [*source.header[:at], "", *source.header[at + 1 :]]
        yield _sample(source, f"empty name {at}", ink.text([gap, *source.rows]), gap)
    same = [source.header[0], *source.header[:1], *source.header[2:]]
    yield _sample(source, "two names alike", ink.text([same, *source.rows]), same)
    odd = [*source.header[:-1], "HEAD/%R #1"]
    yield _sample(source, "odd characters in a name", ink.text([odd, *source.rows]), odd)
    long = [*source.header[:-1], "long name " * 30]
    yield _sample(source, "a very long name", ink.text([long, *source.rows]), [*long[:-1], long[-1].strip()])
    broken = [*source.header[:-1], "name\nunit"]
    yield _sample(source, "a name over two lines", ink.text([broken, *source.rows]), broken)


def _surroundings(source: Source) -> Iterator[Sample]:
    ink, width, text = Ink(), len(source.header), Ink().text(source.everything)
    empty, end = "," * (width - 1), "\r\n"
    yield _sample(source, "preamble, delimited, and a gap", "PREAMBLE" + empty + end + empty + end + text)
    yield _sample(source, "preamble", "PREAMBLE" + end + text)
    yield _sample(
        source,
        "preamble of three lines",
        f"Report 7{end}Made on 2025-08-31{end}By: the office{end}{end}" + text,
    )
    yield _sample(source, "preamble of pairs", f"Report,7{end}Date,2025-08-31{end}{end}" + text)
    yield _sample(source, "footnote, delimited, and a gap", text + empty + end + "FOOTNOTE" + empty + end)
    yield _sample(source, "footnote", text + "FOOTNOTE" + end)
    yield _sample(source, "source below", text + end + "Source: made up for this test" + end)
    half = [source.header, *source.rows[: len(source.rows) // 2]]
    for kind, cells in (("less", slice(0, width - 1)), ("same", slice(0, width))):
        second = ink.text([row[cells] for row in half])
        yield _sample(source, f"second table, {kind}", text + second)
        yield _sample(source, f"second table, {kind}, and a gap", text + end + second)
    more = ink.text([[*half[0], "col1"], *([*row, row[-1]] for row in half[1:])])
    yield _sample(source, "second table, more", text + more)
    yield _sample(source, "second table, more, and a gap", text + end + more)
    other = ink.text([["city", "size"], ["Aton", "12"], ["Belm", "30"], ["Corn", "7"]])
    yield _sample(source, "another table, and a gap", text + end + end + other)


def _rows_polluted(source: Source) -> Iterator[Sample]:
    ink, whole, width = Ink(), source.everything, len(source.header)
    lines = [ink.line(row) for row in whole]
    for row in dict.fromkeys((0, 1, 2, len(whole) // 2, len(whole) - 1)):
        cells = [ink.cell(cell) for cell in whole[row]]

        def with_line(kind: str, line: str, at: int = row) -> Sample:
            return _sample(source, kind, "".join([*lines[:at], line, *lines[at + 1 :]]))

        for col in range(width):
            yield with_line("more separators", ",".join([*cells[:col], "", *cells[col:]]) + "\r\n")
            if col:
                yield with_line(
                    "less separators",
                    ",".join([*cells[: col - 1], cells[col - 1] + cells[col], *cells[col + 1 :]]) + "\r\n",
                )
            truth = [list(r) for r in whole]
            truth[row][col] = '"' + truth[row][col]
            mark = cells[col][0] if cells[col].startswith('"') else ""
            line = ",".join([*cells[:col], mark + '"' + cells[col][len(mark) :], *cells[col + 1 :]])
            text = "".join([*lines[:row], line + "\r\n", *lines[row + 1 :]])
            yield _sample(source, "an extra mark", text, truth[0], truth[1:])
        for mark in (" ", ";", "\t"):
            yield with_line(f"row delimited by {mark!r}", mark.join(cells) + "\r\n")
        yield with_line("row with apostrophes", Ink(quote="'", escape="'", everywhere=True).line(whole[row]))
        yield with_line("row all quoted", Ink(everywhere=True).line(whole[row]))
        yield with_line("row ended by LF", ",".join(cells) + "\n")
        yield with_line("row ended by CR", ",".join(cells) + "\r")
    for row in (len(whole) // 2, len(whole) - 1):
        broken = [list(r) for r in whole]
        broken[row][-1] = "one\ntwo, three\nfour"
        yield _sample(source, "a cell over three lines", ink.text(broken), rows=broken[1:])
        runaway = [list(r) for r in whole]
        runaway[row][width - 1] = '"never closed'
        text = "".join(
            [
                *lines[:row],
                ",".join(map(ink.cell, runaway[row][:-1])) + ',"never closed\r\n',
                *lines[row + 1 :],
            ]
        )
        yield _sample(source, "a mark that never closes", text, rows=runaway[1:])
        yield _sample(
            source,
            "a row gone",
            "".join([*lines[:row], "\r\n", *lines[row + 1 :]]),
            rows=[*source.rows[: row - 1], *source.rows[row:]],
        )


def _office(source: Source) -> Iterator[Sample]:
    if source.name != "visits":
        return
    ink, empty = Ink(), ",,,,,,"
    text = ink.text(source.everything)
    title = f"荔枝园街道走访台账{empty}\r\n统计日期：2025年8月31日{empty}\r\n"
    notes = f"{empty}\r\n注：本表由社区填报{empty}\r\n制表人：张三,,,审核：李四,,,\r\n"
    yield _sample(source, "title and notes", title + text + notes)
    yield _sample(source, "title and notes, gb18030", (title + text + notes).encode("gb18030"))
    lines = text.splitlines(keepends=True)
    page = [
        *lines[:21],
        f"小计{empty}20\r\n",
        lines[0],
        *lines[21:41],
        f"小计{empty}20\r\n",
        lines[0],
        *lines[41:],
    ]
    yield _sample(source, "pages with their sums", title + "".join(page) + f"合计{empty}60\r\n" + notes)
    wide = [[*row[:3], "", *row[3:]] for row in source.everything]
    grouped = ["序号,所在地,,,姓名,走访情况,,\r\n", ",社区,网格,楼栋,,走访时间,结果,备注\r\n"]
    named = [
        "序号",
        "所在地 社区",
        "所在地 网格",
        "所在地 楼栋",
        "姓名",
        "走访情况 走访时间",
        "走访情况 结果",
        "走访情况 备注",
    ]
    yield _sample(source, "grouped header", title + "".join(grouped) + ink.text(wide[1:]), named, wide[1:])
    sections: list[str] = [lines[0]]
    for i, community in enumerate(COMMUNITIES):
        sections += [community + empty + "\r\n", *lines[1 + 15 * i : 16 + 15 * i], f"小计{empty}15\r\n"]
    yield _sample(source, "sections with sums", title + "".join(sections))
    average = "平均,,,,,3.5,\r\n其中：重点人员,,,,,12,\r\n"
    yield _sample(source, "average and of which", text + average)
    numbered = "1,2,3,4,5,6,7\r\n"
    yield _sample(source, "columns numbered", lines[0] + numbered + "".join(lines[1:]))
    yield _sample(
        source,
        "full-width delimiters in gb18030",
        Ink(delimiter="，").text(source.everything).encode("gb18030"),
    )
    curly = "".join(
        "，".join(f"“{cell}”" for cell in row) + "\r\n" for row in source.everything if "“" not in row[5]
    )
    yield _sample(source, "curly marks", curly, rows=[row for row in source.rows if "“" not in row[5]])

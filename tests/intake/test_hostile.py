"""Files made to break their reader: a clear refusal each, in both languages, and the next file is read."""

import io
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from neighborcare.errors import UserError
from neighborcare.intake.raw import Limits, RawTable
from neighborcare.intake.reading import Outcome, read
from neighborcare.text import LANGUAGES, say

GOOD = "社区,户数\n荔枝园社区,3\n".encode()
FILES = Path(__file__).parent / "files"
SPACE = 'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'


def workbook(fill: Callable[[xlsxwriter.Workbook], object]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        fill(book)
    return buffer.getvalue()


def corners(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet()
    sheet.write(0, 0, "a")
    sheet.write(1_048_575, 16_383, "b")


def zipped(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def noise(size: int) -> bytes:
    return random.Random(1).randbytes(size)  # noqa: S311


def overlapping() -> bytes:
    """A zip whose directory says a thousand times that the same bytes are another sheet."""
    body = zipped({"xl/worksheets/sheet1.xml": b" " * (1 << 20)})
    start = body.index(b"PK\x01\x02")
    stop = body.index(b"PK\x05\x06")
    directory = body[start:stop] * 1500
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1500, 1500, len(directory), start, 0)
    return body[:start] + directory + end


def looping() -> bytes:
    """An old workbook whose table of sectors runs in a circle."""
    data = bytearray((FILES / "ledger.xls").read_bytes())
    sector = struct.unpack_from("<I", data, 76)[0]
    at = 512 + sector * 512
    for i in range(128):
        struct.pack_into("<I", data, at + 4 * i, i % 3)
    return bytes(data)


LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 9))
LAUGHING = (
    f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><Workbook {SPACE}><Worksheet>'
    "<Table><Row><Cell><Data>&l8;</Data></Cell></Row></Table></Worksheet></Workbook>"
).encode()
FAR = (
    f'<?xml version="1.0"?><Workbook {SPACE}><Worksheet ss:Name="a"><Table><Row ss:Index="1000000"><Cell '
    'ss:Index="16000"><Data ss:Type="String">x</Data></Cell></Row><Row ss:Index="1"><Cell><Data>y</Data>'
    "</Cell></Row></Table></Worksheet></Workbook>"
).encode()
HOSTILE: dict[str, Callable[[], bytes]] = {
    "corners.xlsx": lambda: workbook(corners),
    "bomb.xlsx": lambda: zipped({"xl/worksheets/sheet1.xml": b" " * (40 << 20)}),
    "nested.xlsx": lambda: zipped({"xl/inner.zip": zipped({"a": b"0" * (1 << 24)}) * 4}),
    "many.xlsx": lambda: zipped({f"xl/{i}": b"" for i in range(10_001)}),
    "overlapping.xlsx": overlapping,
    "names.xlsx": lambda: zipped({"../../etc/passwd": b"x"}),
    "cut.xlsx": lambda: workbook(lambda book: book.add_worksheet().write(0, 0, "a"))[:900],
    "loop.xls": looping,
    "cut.xls": lambda: (FILES / "ledger.xls").read_bytes()[:1500],
    "noise.csv": lambda: noise(200_000),
    "noise.xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise(5000),
    "laughs.xls": lambda: LAUGHING,
    "far.xls": lambda: FAR,
    "other.xls": lambda: b'<?xml version="1.0"?><rss><channel/></rss>',
    "page.xls": lambda: b"<html><body>" + b"<div>" * 50_000 + b"</body></html>",
    "spans.xls": lambda: b"<table>" + b"<tr><td colspan=1000 rowspan=1000>x</td></tr>" * 60_000 + b"</table>",
    "line.csv": lambda: b"a,b\n" + b"x" * (9 << 20),
    "wide.csv": lambda: b"," * 10_000 + b"\n",
    "magic.parquet": lambda: b"PAR1" + b"\xff" * 300 + b"PAR1",
    "picture.csv": lambda: b"\x89PNG\r\n" + bytes(100),
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """All of them read at once, and a good file after them."""
    folder = tmp_path_factory.mktemp("hostile")
    paths = []
    for name, make in HOSTILE.items():
        paths.append(folder / name)
        paths[-1].write_bytes(make())
    (folder / "good.csv").write_bytes(GOOD)
    limits = Limits(cpu_seconds=20, wall_seconds=60, memory_mb=2048, sheet_cells=4_000_000)
    found = read([*paths, folder / "good.csv"], limits=limits)
    return dict(zip([*HOSTILE, "good.csv"], found, strict=True))


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_in_words(outcomes: dict[str, Outcome], name: str) -> None:
    error = outcomes[name]
    assert isinstance(error, UserError)
    for language in LANGUAGES:
        assert name in say(error, language)


def test_the_good_file_among_them_is_read(outcomes: dict[str, Outcome]) -> None:
    good = outcomes["good.csv"]
    assert isinstance(good, tuple)
    assert good[0].table["c0"].to_pylist() == ["荔枝园社区"]


def test_a_line_of_five_gigabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "line.csv"
    with path.open("wb") as file:
        file.write(b"a,b,c")
        file.truncate(5 << 30)
    (refused,) = read([path], limits=Limits(memory_mb=512))
    assert isinstance(refused, UserError)
    (endless,) = read([path], limits=Limits(memory_mb=512, file_mb=1 << 20))
    assert isinstance(endless, UserError)
    assert "too long" in endless.message


def test_parquet_that_promises_more_than_it_may_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"编号": ["0" * 1000] * 100_000}), path)
    (refused,) = read([path], limits=Limits(unpacked_mb=1))
    assert isinstance(refused, UserError)


def mutants(content: bytes, count: int, seed: int) -> list[bytes]:
    dice = random.Random(seed)  # noqa: S311
    made = []
    for _ in range(count):
        data = bytearray(content)
        for _ in range(dice.choice((1, 3, 20))):
            at = dice.randrange(len(data))
            match dice.randrange(4):
                case 0:
                    data[at] = dice.randrange(256)
                case 1:
                    del data[at : at + dice.randrange(1, 60)]
                case 2:
                    data[at:at] = dice.randbytes(dice.randrange(1, 9))
                case _:
                    data[at:at] = data[at : at + 200] * dice.randrange(1, 5)
            data = data or bytearray(b"x")
        made.append(bytes(data))
    return made


def test_two_hundred_broken_files_end_in_a_table_or_a_refusal(tmp_path: Path) -> None:
    book = workbook(lambda book: book.add_worksheet().write_row(0, 0, ["社区", "户数", "日期"]))
    text = "".join(f"荔枝园社区,{i},“a”,2025-08-{i % 28 + 1:02}\r\n" for i in range(80)).encode("gb18030")
    seeds = [
        ("xlsx", book),
        ("xls", (FILES / "ledger.xls").read_bytes()),
        ("ods", (FILES / "ledger.ods").read_bytes()),
        ("csv", text),
        ("csv", text.decode("gb18030").encode("utf-16")),
    ]
    paths = []
    for kind, (suffix, content) in enumerate(seeds):
        for i, data in enumerate(mutants(content, 40, kind)):
            paths.append(tmp_path / f"{kind}-{i}.{suffix}")
            paths[-1].write_bytes(data)
    for path, outcome in zip(paths, read(paths, limits=Limits(cpu_seconds=10, memory_mb=1024)), strict=True):
        if isinstance(outcome, UserError):
            assert path.name in say(outcome, "en")
        else:
            assert all(isinstance(raw, RawTable) and sum(raw.lines.values()) >= raw.size for raw in outcome)

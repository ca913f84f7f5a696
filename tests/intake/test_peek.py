import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.polluters import samples, sources
from benchmarks.pollution import score
from neighborcare.__main__ import main
from neighborcare.errors import Unreadable, UserError
from neighborcare.intake.peek import peek, rows
from neighborcare.intake.raw import Limits
from neighborcare.intake.table import tables

Looks = Callable[[bytes], list[tuple[list[str], list[list[str]], dict[str, int]]]]


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> Looks:
    """The tables of some bytes in this process: (header, rows, lines)."""
    path = tmp_path_factory.mktemp("peek") / "t.csv"

    def look(content: bytes) -> list[tuple[list[str], list[list[str]], dict[str, int]]]:
        path.write_bytes(content)
        return [
            ([" ".join(parts) for parts in raw.names[: len(raw.header)]], rows(raw), dict(raw.lines))
            for raw in tables(path, Limits(), lambda step: None, headless=True)
        ]

    return look


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(["peek", *arguments, "--json", "--lang", "en"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_command_prints_the_table_as_it_was_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("台账\r\n\r\n编号;数量\r\nA1;007\r\nA2;1,50\r\n".encode("gb18030"))
    assert told(capsys, str(path)) == {
        "encoding": "gb18030",
        "delimiter": ";",
        "sheet": None,
        "header": ["编号", "数量"],
        "rows": [["A1", "007"], ["A2", "1,50"]],
        "lines": {"title": 1, "header": 1, "blank": 1, "row": 2},
        "titles": ["台账"],
    }


def test_an_empty_file_is_an_empty_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.csv").write_bytes(b"")
    found = told(capsys, str(tmp_path / "a.csv"))
    assert (found["header"], found["rows"], found["lines"]) == ([], [], {})


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\x89PNG\r\n")
    with pytest.raises(UserError):
        peek(tmp_path / "a.csv")
    assert main(["peek", str(tmp_path / "none.csv")]) == 1


@pytest.mark.parametrize("name", ["ledger.xls", "ledger.et", "ledger.ods"])
def test_workbooks_of_every_program(name: str) -> None:
    found = peek(Path(__file__).parent / "files" / name)
    assert found["sheet"] == "8月"
    assert found["rows"][1] == ["2", "荔枝园社区", "李四", "2025-08-21", "3.5"]
    assert found["lines"] == {"title": 1, "header": 1, "blank": 1, "subtotal": 1, "note": 1, "row": 3}
    assert [(sheet["sheet"], sheet["why"]) for sheet in found["skipped"]] == [
        ("选项", "hidden"),
        ("填表说明", "notes"),
    ]


def test_the_table_with_most_rows_is_shown_and_all_are_there(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"city,size\nAton,1\n\nname,age,town\nAnn,30,x\nBob,31,y\nCleo,32,z\n")
    found = peek(path)
    assert found["header"] == ["name", "age", "town"]
    assert [len(table["rows"]) for table in found["tables"]] == [1, 3]
    assert sum(sum(table["lines"].values()) for table in found["tables"]) == 7


def test_excels_xml_is_read(looks: Looks) -> None:
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    space = f'xmlns="{name}" xmlns:ss="{name}"'
    cells = (
        '<Cell><Data ss:Type="String">{}</Data></Cell><Cell ss:Index="3"><Data ss:Type="{}">{}</Data></Cell>'
    )
    body = "".join(
        f"<Row>{cells.format(*row)}</Row>"
        for row in (
            ("社区", "String", "日期"),
            ("甲", "DateTime", "2025-08-20T00:00:00.000"),
            ("乙", "Number", "3.0"),
        )
    )
    page = f'<?xml version="1.0"?><Workbook {space}><Worksheet ss:Name="a"><Table>{body}</Table></Worksheet></Workbook>'
    ((header, found, _),) = looks(page.encode())
    assert header == ["社区", "", "日期"]
    assert found == [["甲", "", "2025-08-20"], ["乙", "", "3"]]


@pytest.mark.parametrize(
    ("text", "header", "first", "count"),
    [
        ("1,2.5\n3,4.5\n5,6.5\n", [], ["1", "2.5"], 3),
        ("a\nb\nc\n", ["a"], ["b"], 2),
        ("2025-08-01 08:00:00\n2025-08-01 09:00:00\n", [], ["2025-08-01 08:00:00"], 2),
        ("x y\n1 2\n3 4\n5 6\n", ["x", "y"], ["1", "2"], 3),
        (
            "Country,2019,2020,2021\nA,5,6,7\nB,8,9,1\n",
            ["Country", "2019", "2020", "2021"],
            ["A", "5", "6", "7"],
            2,
        ),
        ("name,total\nTotal,12\nSum,13\n", ["name", "total"], ["Total", "12"], 2),
        ("id,name\n1,Notes\n2,Source\n", ["id", "name"], ["1", "Notes"], 2),
    ],
)
def test_any_table_of_any_domain(
    looks: Looks, text: str, header: list[str], first: list[str], count: int
) -> None:
    ((names, found, _),) = looks(text.encode())
    assert (names, found[0], len(found)) == (header, first, count)


def test_a_line_with_a_mark_too_many_keeps_its_cells_and_its_neighbours(looks: Looks) -> None:
    text = 'a,b,c,d\n1,"x, y",2,3\n4,"z,"p, q",5\n6,w,7,8\n'
    ((_, found, lines),) = looks(text.encode())
    assert found == [["1", "x, y", "2", "3"], ["4", '"z', "p, q", "5"], ["6", "w", "7", "8"]]
    assert lines["data"] == 3


def test_pollutions_cost_next_to_nothing(looks: Looks) -> None:
    """The benchmark's mean over one source is kept (benchmarks/pollution.py has them all)."""
    name = sources()[0].name
    found = []
    for sample in list(samples())[::3]:
        if sample.source != name:
            continue
        try:
            header, body, _ = max(looks(sample.data), key=lambda table: len(table[1]))
        except Unreadable:
            header, body = [], []
        found.append(score(sample, [header, *body] if header else body))
    assert sum(found) / len(found) > 0.985


WORD = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\u2028\u2029"), max_size=8
)
MARKS = st.sampled_from([",", ";", "\t", "|"])
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"])


@settings(max_examples=150, deadline=None)
@given(
    st.integers(2, 5),
    st.lists(st.lists(WORD, min_size=5, max_size=5), min_size=3, max_size=9),
    MARKS,
    ENCODINGS,
)
def test_any_table_comes_back_from_any_dialect(
    looks: Looks, width: int, words: list[list[str]], mark: str, encoding: str
) -> None:
    header = [f"列{chr(65 + i)}" for i in range(width + 1)]
    table = [[str(1000 + i), *row[:width]] for i, row in enumerate(words)]
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=mark, quoting=csv.QUOTE_ALL).writerows([header, *table])
    ((names, found, lines),) = looks(buffer.getvalue().encode(encoding))
    assert names == header
    assert [row + [""] * (width + 1 - len(row)) for row in found] == table
    assert sum(lines.values()) == len(table) + 1


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_a_table_or_a_refusal(looks: Looks, content: bytes) -> None:
    try:
        found = looks(content)
    except UserError:
        return
    assert all(sum(lines.values()) >= len(body) for _, body, lines in found)


@pytest.mark.parametrize(
    "above", ["All numbers are provisional, see note.\n\n", "Station,Harbor\nOperator,Maple\n"]
)
def test_two_words_above_the_names_are_no_groups_of_them(looks: Looks, above: str) -> None:
    rows = [
        ["closed", "42763", "1", "04:27"],
        ["open", "92786", "2", "13:57"],
        ["open", "10178", "4", "09:23"],
    ]
    table = "\n".join(",".join(row) for row in [["Status", "Amount", "No", "Time"], *rows])
    ((header, found, _),) = looks(f"{above}{table}\n".encode())
    assert (header, found) == (["Status", "Amount", "No", "Time"], rows)

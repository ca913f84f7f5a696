import pytest

from neighborcare.intake.dialect import Dialect, detect, usual


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b,c\n1,2,3\n4,5,6\n", Dialect(",")),
        ("a;b;c\n1,5;2,5;3,5\n4,5;5,5;6,5\n", Dialect(";")),
        ("a\tb\n1, 2\t3\n4, 5\t6\n", Dialect("\t")),
        ("a, b, c\n1, 2, 3\n4, 5, 6\n", Dialect(", ")),
        ("a | b | c\n1 | 2 | 3\n4 | 5 | 6\n", Dialect(" | ")),
        ("a\t\tb\n1\t\t2\n3\t\t4\n", Dialect("\t\t")),
        ("编号    姓名\nV1      王珍\nV2      李四\n", Dialect("  ")),
        ("社区，户数\n甲，1\n乙，2\n", Dialect("，")),
        ("'a','b'\n'x, y','2'\n'it is','3'\n", Dialect(",", "'")),
        ('"a","b"\n"say \\"no\\" now","2"\n"x","3"\n', Dialect(",", '"', "\\")),
        ("姓名\n王珍\n李四\n", Dialect("")),
        ("2025-08-01 08:00:00\n2025-08-01 09:00:00\n", Dialect("")),
        ("see here: this and that\nand: more of it\nno: less\n", Dialect("")),
        ("sep=;\na,b;c\n", Dialect(";")),
    ],
)
def test_the_dialect_explains_the_lines(text: str, expected: Dialect) -> None:
    assert detect(text.encode()) == expected


@pytest.mark.parametrize(
    ("text", "dialect", "plain"),
    [
        ("a, b", Dialect(", "), "a\x1fb"),
        ("'it''s',\"x\"", Dialect(",", "'"), '"it""s",\x1fx\x1f'),
        ('"a \\"b\\" c\\\\"', Dialect(",", '"', "\\"), '"a ""b"" c\\"'),
        ("“a”，“b”", Dialect("，", "“"), '"a"\x1f"b"'),
    ],
)
def test_an_unusual_text_is_written_in_the_usual_way(text: str, dialect: Dialect, plain: str) -> None:
    assert usual(text.encode(), dialect).text.decode() == plain


@pytest.mark.parametrize("mark", [" ", ":"])
def test_two_columns_of_numbers_and_codes_are_set_apart(mark: str) -> None:
    rows = [f"{n}.85{mark}C-{n:04}" for n in range(500, 520)]
    assert detect("\n".join([f'Value{mark}"Record ID"', *rows]).encode()).delimiter == mark


@pytest.mark.parametrize("cell", ["2025-08-{n} 09:30", "09:{n}", "Chapter {n}", "SW{n} 1AA"])
def test_one_column_whose_cells_hold_a_space_or_a_colon_stays_one(cell: str) -> None:
    lines = ["Name", *(cell.format(n=n) for n in range(10, 29))]
    assert detect("\n".join(lines).encode()).delimiter == ""

from pathlib import Path

import pytest
import xlsxwriter

from neighborcare import generation
from neighborcare.__main__ import main
from neighborcare.intake import notices
from neighborcare.intake.raw import Skipped
from neighborcare.store.home import Home
from neighborcare.text import LANGUAGES


def ledger(folder: Path) -> Path:
    """A ledger with a hidden sheet beside it."""
    path = folder / "社区.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        shown, hidden = book.add_worksheet("社区"), book.add_worksheet("旧表")
        for number, row in enumerate(
            [
                ["社区编码", "社区名称", "统计日期", "户数", "常住人口"],
                ["C1", "甲社区", "2025-06-30", "3", "8"],
                ["C2", "乙社区", "2025-06-30", "4", "9"],
            ]
        ):
            shown.write_row(number, 0, row)
            hidden.write_row(number, 0, row)
        hidden.hide()
    return path


def test_a_look_hands_on_the_sheets_that_are_not_read(tmp_path: Path) -> None:
    (table,) = generation.look(Home(tmp_path / "home"), [ledger(tmp_path)]).tables
    assert table.skipped == (Skipped("旧表", "hidden", 3),)


def test_the_command_tells_of_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = ["load", str(ledger(tmp_path)), "--dry-run", "--home", str(tmp_path / "home"), "--lang", "en"]
    assert main(said) == 0
    assert "The sheet “旧表” is hidden and not read (3 rows)" in capsys.readouterr().out
    assert main([*said, "--json"]) == 0
    assert '"why":"hidden"' in capsys.readouterr().out.replace(" ", "").replace("\n", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_sheet_is_told_but_the_empty_one(language: str) -> None:
    skipped = [Skipped("一", why, 3) for why in ("hidden", "notes", "empty", "no_header", "chart")]
    told = notices.sheets(skipped, language)
    assert len(told) == 4
    assert all("一" in line for line in told)

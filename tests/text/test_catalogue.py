"""Every text on the screen has its Chinese, with the same placeholders, and nothing is translated twice."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from neighborcare.text import catalogue

ROOT = Path(__file__).parents[2]
SOURCES = sorted([*(ROOT / "neighborcare").rglob("*.py"), *(ROOT / "pages").glob("*.py")])


def texts(path: Path) -> Iterator[str]:
    """The literal texts that a source marks (`N_`) or translates (`_`)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        marks = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("N_", "_")
        if marks and isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_text_has_its_chinese(path: Path) -> None:
    missing = [text for text in texts(path) if text not in catalogue()]
    assert not missing


def test_placeholders_are_the_same_in_both_languages() -> None:
    names = {
        key: (set(re.findall(r"{(\w+)", key)), set(re.findall(r"{(\w+)", value)))
        for key, value in catalogue().items()
    }
    assert {key: both for key, both in names.items() if both[0] != both[1]} == {}


def test_no_text_is_kept_that_nobody_shows() -> None:
    shown = {text for path in SOURCES for text in texts(path)}
    unused = set(catalogue()) - shown
    # Words that come from data (units, names of months) are looked up by variables, not by literals.
    assert len(unused) <= len(catalogue()) // 20, sorted(unused)

"""Header variants as offices may write them: none may be taken for the wrong column, most must be understood."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest

from neighborcare import contracts
from neighborcare.intake.matching import match_with

CORPUS: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("header_corpus.toml").read_text(encoding="utf-8")
)
DRESS: Mapping[str, Callable[[str], str]] = {
    "required": lambda word: f"*{word}",
    "in brackets": lambda word: f"{word}（必填）",
    "colon": lambda word: f"{word}：",
    "spaces": " ".join,
    "two rows": lambda word: f"基本情况/{word}",
    "line break": lambda word: f"{word}\n",
    "full width": lambda word: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in word),
    "zero width": lambda word: f"\ufeff{word}\u200b",
}


@cache
def understood(dataset: str, header: str) -> str:
    """The column that a header alone is taken for; "none" where it is asked about."""
    return next(iter(match_with([header], contracts.get(dataset)).columns), "none")


@pytest.mark.parametrize("dataset", list(CORPUS))
def test_no_header_is_taken_for_another_column(dataset: str) -> None:
    wrong = {
        word: found
        for column, words in CORPUS[dataset].items()
        for word in words
        if (found := understood(dataset, word)) not in {column, "none"}
    }
    assert wrong == {}


@pytest.mark.parametrize("dataset", list(CORPUS))
def test_most_headers_are_understood_without_asking(dataset: str) -> None:
    told = [(column, word) for column, words in CORPUS[dataset].items() for word in words if column != "none"]
    missed = [word for column, word in told if understood(dataset, word) != column]
    assert len(missed) <= 0.1 * len(told), missed


@pytest.mark.parametrize("dress", list(DRESS))
def test_a_header_means_the_same_in_any_dress(dress: str) -> None:
    changed = {
        (dataset, word): understood(dataset, DRESS[dress](word))
        for dataset, columns in CORPUS.items()
        for words in columns.values()
        for word in words[::3]
        if understood(dataset, DRESS[dress](word)) != understood(dataset, word) and "/" not in word
    }
    assert changed == {}


def test_the_corpus_speaks_of_columns_that_there_are() -> None:
    for dataset, columns in CORPUS.items():
        assert set(columns) - {"none"} <= {column.name for column in contracts.get(dataset).columns}

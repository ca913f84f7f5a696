"""What kind of thing a cell of unknown meaning is: a number, a date, words. No contract is known yet."""

from __future__ import annotations

import re
from functools import lru_cache

_NUMBER = re.compile(
    r"^[（(]?[-+−]?[\d,，.]*\d[\d,，.]*\s*[%％‰]?[)）]?\s*(?:万|余|个|起|件|户|人|人次|次|栋|处|份|场|元|小时)*$"
)
_DATE = re.compile(
    r"^\d{4}\s*[-./年]\s*\d{1,2}(\s*[-./月]\s*\d{1,2}\s*日?)?\s*([T ]?\d{1,2}:\d{2}(:\d{2})?)?$|^\d{4}年\d{1,2}月$"
)
_FOREIGN = re.compile(
    r"^(?:[-+]?\d[\d.,]*[eE][-+]?\d+"  # 1.5e-07
    r"|[-+]?[$€£¥￥]\s?[-+]?\d[\d.,]*[kKmM]?|[-+]?\d[\d.,]*\s?[$€£¥￥]"  # money
    r"|\d{1,2}[-./ ](?:\d{1,2}|[A-Za-z]{3,9})[-./ ]\d{2,4}(?:[T ,]+\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp][Mm])?)?"
    r"|[A-Za-z]{3,9}\.? \d{1,2},? \d{4}"  # Aug 20, 2025
    r"|\d{4}[-/]\d{1,2}[-/]\d{1,2}[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|\s?[AaPp][Mm]|[-+]\d{2}:?\d{2})?"
    r"|\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s?[AaPp][Mm])?)$"
)
_GAP = frozenset(
    {
        "",
        "-",
        "--",
        "—",
        "——",
        "/",
        ".",
        "..",
        "...",
        "*",
        ":",
        "无",
        "na",
        "n/a",
        "nan",
        "null",
        "none",
        "nil",
    }
)


def is_value(cell: str) -> bool:
    """Whether a cell is a number or a date, which no header is."""
    text = cell.strip()
    return bool(_NUMBER.match(text) or _DATE.match(text))


def is_gap(cell: str) -> bool:
    """Whether a cell says that there is nothing to say."""
    return cell.strip().casefold() in _GAP


@lru_cache(maxsize=1 << 14)
def kind(cell: str) -> str:
    """ "gap", "number", "date", "address" (of a page or mailbox), "code" (letters with digits) or "words"."""
    text = cell.strip().strip("'\"").strip()
    if len(text) > 200:
        return "words"
    if is_gap(text):
        return "gap"
    if _DATE.match(text):
        return "date"
    if _NUMBER.match(text):
        return "number"
    if _FOREIGN.match(text):
        return "date" if re.search(r"\d[-./: ]\d|[A-Za-z]{3}", text) else "number"
    if re.match(r"^(?:https?://|www\.)\S+$|^\S+@\S+\.\w+$", text):
        return "address"
    return "code" if re.fullmatch(r"[\w./-]*\d[\w./-]*", text) else "words"


def is_typed(cell: str) -> bool:
    """Whether a cell can only be a value: what stands in a column of figures, and in no header."""
    return kind(cell) in {"number", "date"}

"""How codes and yes or no are spelled in files; worked out once for each different cell, not for each row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from neighborcare.contracts import Column

BLANK = frozenset(
    {
        "",
        "—",
        "——",
        "-",
        "--",
        "–",
        "/",
        "\\",
        "无",
        "暂无",
        "未填",
        "空",
        "n/a",
        "null",
        "none",
        "nan",
        "…",
        "……",
    }
)
YES = frozenset(
    ["是", "有", "√", "✓", "✔", "☑", "1", "1.0", "y", "yes", "true", "t", "对", "已", "真", "已是", "有的"]
)
NO = frozenset(
    [
        "否",
        "无",
        "×",
        "✗",
        "✕",
        "x",
        "0",
        "0.0",
        "n",
        "no",
        "false",
        "f",
        "没有",
        "没",
        "不是",
        "非",
        "未",
        "错",
        "假",
        "☐",
    ]
)
SUFFIXES = (
    "老人",
    "人员",
    "家庭",
    "人群",
    "户",
    "类",
    "型",
    "级",
    "色",
    "纠纷",
    "事项",
    "活动",
    "服务",
    "者",
)
APART = re.compile(r"[、;,:|/\\+&\s]+|和(?=.)")
_BRACKETS = re.compile(r"[(\[【][^)\]】]*[)\]】]")
_LEADING = re.compile(r"^(?:\d{1,2}[.、)]|[(]\d{1,2}[)]|[①-⑳])")


def plain(text: str) -> str:
    """A cell as it is compared: NFKC, lower case, no spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).casefold())


@cache
def spellings(column: Column) -> Mapping[str, str]:
    """Every accepted spelling of a column's codes → the code; what is spelled out wins over what is derived."""
    told = {plain(word): code.code for code in column.codes for word in code.spellings()}
    derived: dict[str, set[str]] = {}
    for word, code in told.items():
        for suffix in SUFFIXES:
            derived.setdefault(word + suffix, set()).add(code)
            if word.endswith(suffix) and len(word) > len(suffix) + 1:
                derived.setdefault(word.removesuffix(suffix), set()).add(code)
    clear = {word: next(iter(codes)) for word, codes in derived.items() if len(codes) == 1}
    return {**clear, **told}


def code_of(column: Column, cell: str) -> str | None:
    """The code that a cell means; None when it means none."""
    known = spellings(column)
    word = plain(cell)
    bare = _BRACKETS.sub("", word)
    inner = "".join(re.findall(r"[(\[【]([^)\]】]*)[)\]】]", word))
    return next((known[w] for w in (word, bare, _LEADING.sub("", word), inner) if w in known), None)


def codes_of(column: Column, cell: str) -> tuple[str | None, tuple[str, ...]]:
    """Several codes in one cell, joined by ";" in the contract's order, and the parts that are none."""
    whole = code_of(column, cell)
    if whole:
        return whole, ()
    parts = [part for part in APART.split(unicodedata.normalize("NFKC", cell).strip()) if part]
    found = {part: code_of(column, part) for part in parts}
    order = [code.code for code in column.codes]
    joined = ";".join(sorted({code for code in found.values() if code}, key=order.index))
    unknown = tuple(part for part, code in found.items() if code is None and plain(part) not in BLANK)
    return (None if unknown else joined or None), unknown


def yes_or_no(cell: str) -> bool | None:
    """是/否 in any of its spellings; None for anything else."""
    word = _BRACKETS.sub("", plain(cell))
    return True if word in YES else False if word in NO else None


def is_blank(cell: str) -> bool:
    """Whether a cell says nothing."""
    return plain(cell) in BLANK

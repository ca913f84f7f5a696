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
        "---",
        "----",
        "//",
        "\\\\",
        "暂缺",
        "不详",
        "不明",
        "未知",
        "待补",
        "待补充",
        "待定",
    }
)
YES = frozenset(
    [
        "是",
        "有",
        "√",
        "✓",
        "✔",
        "☑",
        "1",
        "1.0",
        "y",
        "yes",
        "true",
        "t",
        "对",
        "已",
        "真",
        "已是",
        "有的",
        "已解决",
        "解决",
    ]
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
        "未解决",
        "没解决",
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
    "等级",
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
_SPAN = re.compile(r"(?<=\d)岁?[~—–−‐―至到-]+(?=\d)")
_EXCEL_DATE = re.compile(r"\d{4}-(\d{1,2})-(\d{1,2})(?:00:00:00)?|(\d{1,2})月(\d{1,2})日")
_UNSEEN = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_ENDS = "。.,、;!?"
_BRACKETS = re.compile(r"[(\[【][^)\]】]*[)\]】]")
_LEADING = re.compile(r"^(?:\d{1,2}[.、)]|[(]\d{1,2}[)]|[①-⑳])")


def plain(text: str) -> str:
    """A cell as it is compared: NFKC, lower case, no spaces, one sign for "to"."""
    return _SPAN.sub("-", _UNSEEN.sub("", unicodedata.normalize("NFKC", text).casefold()))


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
    tries = (word, bare, _LEADING.sub("", word), inner, word.rstrip(_ENDS), _not_a_date(word))
    return next((known[w] for w in tries if w in known), None)


def _not_a_date(word: str) -> str:
    """What was typed before Excel took it for a date: 5月9日 was 5-9."""
    found = _EXCEL_DATE.fullmatch(word)
    return "-".join(str(int(part)) for part in found.groups() if part) if found else word


def codes_of(column: Column, cell: str) -> tuple[str | None, tuple[str, ...]]:
    """Several codes in one cell, joined by ";" in the contract's order, and the parts that are none."""
    whole = _several(column, plain(cell))
    if whole:
        return ";".join(whole), ()
    parts = [part for part in APART.split(unicodedata.normalize("NFKC", cell).strip()) if part]
    found = {part: _several(column, plain(part)) for part in parts}
    order = [code.code for code in column.codes]
    joined = ";".join(sorted({code for codes in found.values() for code in codes}, key=order.index))
    unknown = tuple(part for part, codes in found.items() if not codes and plain(part) not in BLANK)
    return (None if unknown else joined or None), unknown


def _several(column: Column, word: str) -> tuple[str, ...]:
    """The codes that one word means: one, those of a word for several (每天), or a run of them."""
    code = code_of(column, word)
    return (code,) if code else dict(column.groups).get(word) or _run(column, word)


def _run(column: Column, word: str) -> tuple[str, ...]:
    """Where codes are numbers: all from one to another (周一至周五), or one after the other (周一三五)."""
    codes = [code.code for code in column.codes]
    if not all(code.isdigit() for code in codes):
        return ()
    ends = [code_of(column, end) for end in re.split(r"[-~—–至到]+", word)]
    if len(ends) == 2 and ends[0] and ends[1]:
        return tuple(codes[codes.index(ends[0]) : codes.index(ends[1]) + 1])
    each = [code_of(column, sign) for sign in re.sub(r"^(?:周|星期|每周)", "", word)]
    return tuple(code for code in each if code) if each and all(each) else ()


def yes_or_no(cell: str) -> bool | None:
    """是/否 in any of its spellings; None for anything else."""
    word = _BRACKETS.sub("", plain(cell))
    return True if word in YES else False if word in NO else None


def is_blank(cell: str) -> bool:
    """Whether a cell says nothing."""
    return plain(cell) in BLANK

"""Chinese numerals as digits: 三十二 is 32, 一百二十 is 120, 二〇二五 is 2025."""

from __future__ import annotations

import re

_NINE = ("〇零○", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
DIGITS = {sign: value for value, signs in enumerate(_NINE) for sign in signs}
TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
GROUPS = {"万": 10_000, "萬": 10_000, "亿": 100_000_000}
SIGNS = "".join((*DIGITS, *TENS, *GROUPS))
_RUN = re.compile(rf"(?<![\d.{SIGNS}])[{SIGNS}]+(?!\d)")  # 3十 and 1.1万 are read elsewhere, or not at all


def number_of(word: str) -> int | None:
    """The number that a run of Chinese numerals means; None when it means none (百, 三五)."""
    if not word or any(sign not in SIGNS for sign in word):
        return None
    if all(sign in DIGITS for sign in word):
        # Digit by digit, as years and numbers are read; 三五 (three to five) and 两三 are no number.
        return (
            int("".join(str(DIGITS[sign]) for sign in word))
            if len(word) in {1, 4} or word[0] in "〇零○"
            else None
        )
    return _grouped(word)


def in_digits(text: str) -> str:
    """A text with its runs of Chinese numerals as digits; those that mean no number, or go on a number, stay."""
    return _RUN.sub(lambda run: str(value) if (value := number_of(run[0])) is not None else run[0], text)


def _grouped(word: str) -> int | None:
    total, rest = 0, word
    for sign, worth in (("亿", GROUPS["亿"]), ("万", GROUPS["万"]), ("萬", GROUPS["萬"])):
        if sign in rest:
            before, rest = rest.split(sign, 1)
            value = _below_ten_thousand(before)
            if not value:
                return None
            total += value * worth
    if not rest:
        return total
    value = _below_ten_thousand(rest)
    return None if value is None else total + value


def _below_ten_thousand(word: str) -> int | None:
    total, digit, last, zero = 0, None, 10_000, False
    for sign in word:
        if sign in DIGITS:
            if digit:  # two in a row: 二三十 is an estimate
                return None
            digit, zero = DIGITS[sign], zero or DIGITS[sign] == 0
            continue
        worth = TENS[sign]
        if worth >= last or (digit is None and not (worth == 10 and total == 0)):
            return None
        total, digit, last = total + (1 if digit is None else digit) * worth, None, worth
    if digit and last not in (10, 10_000) and not zero:
        return None  # 一百二 is 102 or 120
    return total + (digit or 0)

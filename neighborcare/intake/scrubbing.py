"""What must not pass the intake inside a text: numbers of persons, and the doors that they live behind.

Identity numbers (18 and 15 places, spaced or full-width), phones, bank cards and whatever else is a long bare number;
rooms, units and house numbers. A building may stay. Dates, amounts, counts and numbers of files stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from neighborcare.contracts import Column

GONE = "***"
"What stands where something was taken out."

_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))
_HALF = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {
    ord(sign): ord(plain) for sign, plain in zip("\u3000\u00a0\u2009\u202f–—−‐‑×", "    -----x", strict=True)
}

_CN = "零〇一二三四五六七八九十百"
_SPOKEN = "零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖"
_N = rf"(?:\d{{1,5}}|[{_CN}]{{1,5}})"
_SIDE = "[东南西北中左右][户门首]"
_CHINA = r"(?:(?:\((?:\+|00)?86\)|(?:\+|00)?86)[ -]?)?"
_AREA = r"(?:\(0(?:10|2\d|[3-9]\d\d)\)|0(?:10|2\d|[3-9]\d\d)|(?<=86[ -])(?:10|2\d|[3-9]\d\d)|(?<!\d)(?:10|2\d)(?= ))"
_BETWEEN = r"[ \t.·_-]?"
_BUILDING = rf"(?:(?<=[号\d{_CN}A-Za-z#][楼栋幢座])|(?<=[\d{_CN}A-Za-z]#))"
_COUNTED = r"(?!\d|年|月|元|人|次|个|万|米|平|㎡|度|%|户(?:居民|人家|家庭|群众|[，。,；、]|$)|\.\d)"

_PROVINCE = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")

Fits = Callable[[re.Match[str]], bool]
Rule = tuple[re.Pattern[str], Fits]
Kind = tuple[re.Pattern[str], tuple[Rule, ...]]
"Rules, and what a text must have for any of them to find something."


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        return 1880 <= date(int(year), int(month), int(day)).year <= 2100
    except ValueError:
        return False


def _is_identity(found: re.Match[str]) -> bool:
    """Whether 15 or 18 places can be an identity number: a day of birth in it, or a province before 17 digits."""
    said = found[1]
    places = re.sub(r"[^\dXx]", "", said)
    if len(places) == 15:
        return _is_day(f"19{places[6:8]}", places[8:10], places[10:12]) and not _begins_with_day(places)
    born = _is_day(places[6:10], places[10:12], places[12:14])
    is_whole = said[:-1].isdecimal()
    return born or (is_whole and (_PROVINCE.match(places) is not None or not places[-1].isdecimal()))


def _begins_with_day(digits: str) -> bool:
    return re.match(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])", digits) is not None


def _is_bare(found: re.Match[str]) -> bool:
    """Whether a long number is neither a moment, nor part of a file's number, nor an amount."""
    before, after = found.string[: found.start(1)], found.string[found.end(1) :]
    if _begins_with_day(found[1]) or re.match(
        r"\.\d|\s*[元万亿千百吨米平㎡度次人户个件份株公斤克%]|-\d", after
    ):
        return False
    return not re.search(
        r"[A-Za-z_]$|[A-Za-z\d][-/_#]$|[¥￥$]\s*$|\d\.$|(?:编号|单号|案号|[Nn][Oo]\.?)[:]?\s*$", before
    )


def _is_flat(found: re.Match[str]) -> bool:
    """Whether 3-2-501 is a building, a unit and a room: neither the third of February 2024 nor three quantities."""
    first, second, last = (int(part) for part in re.findall(r"\d+", found[1])[:3])
    is_date = 1900 <= last <= 2100 and first <= 31 and second <= 12
    return second <= 20 and 1 <= last % 100 <= 20 and not is_date


def _always(_found: re.Match[str]) -> bool:
    return True


def _rule(pattern: str, fits: Fits = _always, *, flags: int = 0) -> Rule:
    """What group 1 matches is taken out where `fits`."""
    return re.compile(pattern, flags), fits


_NUMBERS: Kind = (
    re.compile(rf"(?:\d\D{{0,4}}){{6}}\d|[{_SPOKEN}]{{7}}"),
    (
        # A look-ahead, so that one number is found behind another that only seems to begin one.
        _rule(rf"(?<!\d)(?=([1-9](?:{_BETWEEN}\d){{16}}{_BETWEEN}[\dXx])(?![\dA-Za-z]))", _is_identity),
        _rule(rf"(?<!\d)(?=([1-9](?:{_BETWEEN}\d){{14}})(?![\dXx]))", _is_identity),
        _rule(r"(?<!\d)([3-6]\d{3}(?:[ -]\d{4}){3}(?:[ -]?\d{1,3})?)(?!\d)"),
        _rule(
            rf"(?<!\d)({_CHINA}0?1[3-9]\d"
            r"(?:\d[ .-]?\d{3}[ .-]?\d{4}|[ .-]?\d{4}[ .-]?\d{4}|[ .-]?\d{3}[ .-]?\d{5}|[ .-]?\d{5}[ .-]?\d{3}"
            r"|(?:[ .-]\d{2}){4}))(?!\d)"
        ),
        _rule(rf"(?<!\d)({_CHINA}{_AREA}[ -]?[2-8]\d{{2,3}}[ -]\d{{4}})(?!\d)"),
        _rule(
            rf"(?<![\d-])({_CHINA}{_AREA}[ -]?[2-8]\d{{2,3}}[ -]?\d{{4}}(?:(?:[ -]|转|分机)+\d{{1,6}})?)(?!\d)"
        ),
        _rule(r"(?<!\d)([48]00[ -](?:\d{3}[ -]?\d{4}|\d{4}[ -]?\d{3})|[48]00\d{7})(?!\d)"),
        _rule(r"(?:电话|手机|座机|固话|联系|致电|拨打|[Tt]el|[Pp]hone)\D{0,4}(\d{3,4}[ -]\d{4})(?!\d)"),
        _rule(r"(?<!\d)(\d{7,})(?!\d)", _is_bare),
        _rule(rf"([{_SPOKEN}]{{7,}})"),
    ),
)

_ROOMS: Kind = (
    re.compile(r"[单门室房楼层栋幢座#]|\d-\d|(?i:room|rm|flat|apt|apartment|unit|suite)"),
    (
        _rule(
            rf"((?:(?<=[楼栋幢座院#])\s*第?|(?<!第)(?<![\d{_CN}])){_N}\s*(?:单元|门洞)"
            rf"(?:\s*-?\s*{_N}\s*[楼层])?"
            rf"(?:\s*-\s*[A-Za-z]?{_N}[A-Za-z]?(?:\s*(?:室|号|房|户))?|\s*[A-Za-z]?{_N}[A-Za-z]?\s*(?:室|号(?!楼)|房)"
            rf"|\s*[A-Za-z]?\d{{3,4}}[A-Za-z]?{_COUNTED}户?)?(?:\s*{_SIDE})?)"
        ),
        _rule(
            rf"{_BUILDING}\s*-?\s*((?:{_N}\s*-\s*)?[A-Za-z]?\d{{3,4}}[A-Za-z]?{_COUNTED}(?:\s*(?:室|号房?|房|户))?)"
        ),
        _rule(
            rf"{_BUILDING}\s*-?\s*([一二三四五六七八九][零〇一二三四五六七八九]{{2,3}}(?:\s*(?:室|号房?|房))?)"
        ),
        _rule(r"(?<![\dA-Za-z.])([A-Za-z]?\d{3,4}[A-Za-z]?\s*(?:室|号?房(?!屋)))"),
        _rule(
            r"((?<![零〇一二三四五六七八九])[一二三四五六七八九][零〇一二三四五六七八九]{2,3}\s*(?:室|号?房(?!屋)))"
        ),
        _rule(rf"{_BUILDING}\s*({_N}\s*(?:室|房(?!屋)))"),
        _rule(rf"((?<![\d{_CN}]){_N}\s*[楼层]\s*{_SIDE})"),
        _rule(r"(?<![\d.-])(\d{1,3}-\d{1,2}-\d{3,4}(?:\s*[室房])?)(?![\d-])", _is_flat),
        _rule(r"(?<!\d)(\d{1,2}门\d{3,4}(?:\s*[号室])?)(?!\d)"),
        _rule(
            r"\b((?:Room|Rm|Flat|Apt|Apartment|Unit|Suite)\b\.?\s*(?:No\.?\s*)?#?[A-Za-z]?-?\d{1,5}[A-Za-z]?)\b",
            flags=re.IGNORECASE,
        ),
    ),
)

_NO_HOUSE = "(?!楼|院|栋|幢|座|小区|线|井|门岗|桥|闸|库)"
_DAY_FOLLOWS = "(?!上午|下午|早|晚|中午|前|后|起|至|到|开|召|-|—|[(（])"
_DOORS: Kind = (
    re.compile(r"[号弄]|\d[A-Za-z]?,?\s+[A-Z]"),
    (
        _rule(
            r"(?:路|街|巷|胡同|坊|(?<=[大东西南北中])道|(?<=\d)弄|(?<=\d)条)[东西南北中]?段?\s*"
            rf"(第?[甲乙丙丁]?{_N}(?:-\d+)?\s*号{_NO_HOUSE}(?:附\s*{_N}\s*号?|之\s*{_N}|-\d+)?(?:\s*\d{{3,4}}(?!\d|年))?)"
        ),
        _rule(r"(?:[路街巷弄]|胡同)\s*(\d{1,5}\s*弄)"),
        _rule(rf"[村组队屯庄湾]\s*({_N}\s*号){_NO_HOUSE}{_DAY_FOLLOWS}"),
        _rule(
            r"(\bNo\.?\s*\d{1,5}[A-Za-z]?|\b\d{1,5}[A-Za-z]?),?\s+"
            r"(?:[A-Z][\w']*\s+){1,3}(?:Road|Rd|Street|St|Lane|Alley|Avenue|Ave)\b"
        ),
    ),
)

# Cheap, for whole columns, in the dialect of Arrow's expressions: what does not match is left alone by all rules.
_DIGIT = "[0-9０-９]"
SUSPECT = (
    rf"(?:{_DIGIT}[^0-9０-９]{{0,4}}){{6}}{_DIGIT}|[{_SPOKEN}]{{7}}"
    rf"|[0-9０-９A-Za-z{_CN}#＃]\s*[单室房号门楼层栋幢座弄#＃－–—−‐‑-]"
    r"|(?i:room|rm|flat|apt|apartment|unit|suite|no)[^0-9a-z]{0,4}[A-Za-z]?-?[0-9]|[0-9][A-Za-z]?,?\s+[A-Z]"
    rf"|[Ｒｒ][ｏｍ]|{_DIGIT}[　\s]+[ＡＢ-Ｚ]|[\x{{200B}}-\x{{200F}}\x{{2060}}\x{{FEFF}}\x{{00AD}}]"
)


def scrubbed(text: str, *, doors: bool = True) -> str:
    """The text with `***` in place of every number of a person and every room; of house numbers too with `doors`."""
    plain = text.translate(_UNSEEN)
    half = plain.translate(_HALF)
    kinds = (_NUMBERS, _ROOMS, _DOORS) if doors else (_NUMBERS, _ROOMS)
    rules = [rule for gate, rules in kinds if gate.search(half) for rule in rules]
    spans = sorted(span for rule in rules for span in _found(rule, half))
    if not spans:
        return text
    parts: list[str] = []
    end = 0
    for start, stop in spans:
        if start > end or not parts:
            parts += [plain[end:start], GONE]
        end = max(end, stop)
    return "".join([*parts, plain[end:]])


def _found(rule: Rule, half: str) -> Iterator[tuple[int, int]]:
    pattern, fits = rule
    return (found.span(1) for found in pattern.finditer(half) if fits(found))


def is_free(column: Column) -> bool:
    """Whether people write what they like there: a text that is kept and is no ID."""
    return column.kind == "text" and column.keep == "as is" and not column.is_identifier


def names_a_thing(column: Column) -> bool:
    """Whether it names a place, a team, goods or an organisation, of which a house number or a name may be part."""
    return column.name.endswith("_name")


def of_column(values: pa.Array | pa.ChunkedArray, clean: Callable[[str], str], suspect: str) -> pa.Array:
    """A column of texts with each different one that matches `suspect` as `clean` gives it; its type stays."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if pa.types.is_dictionary(values.type):
        return pa.DictionaryArray.from_arrays(values.indices, of_column(values.dictionary, clean, suspect))
    if not pa.types.is_string(values.type) or not len(values):
        return values
    where = pc.fill_null(pc.match_substring_regex(values, suspect), False)
    if not pc.any(where).as_py():
        return values
    once = lru_cache(maxsize=1 << 16)(clean)
    found = [once(text) for text in values.filter(where).to_pylist()]
    return pc.replace_with_mask(values, where, pa.array(found, pa.string()))

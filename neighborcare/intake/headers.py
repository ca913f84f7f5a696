"""Header words: how they are compared, and which words our exports use."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from neighborcare.contracts import catalogue

IGNORED = frozenset(
    {"序号", "序", "行号", "原行号", "原因", "no", "no.", "#", "index", "rowno", "originalrow", "reason"}
)
_NOISE = re.compile(r"[\s\u200b-\u200f\ufeff*_:\-.,;'\"“”‘’、。·!?#|★☆※●▲]+")
_BRACKETS = re.compile(r"[(\[{【〔<《][^)\]}】〕>》]*[)\]}】〕>》]")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
# What a header may say besides without naming another thing: how to fill it in, its unit, its shape.
_HOW = re.compile(
    r"(?!.*\d岁)(?:男/?女|必填|选填|必选|可选|单选|多选|下拉|选择|请|勿?填写?|可不填|可为空|不为空|文本|数字|格式|列表|例如|示例|样例|如|年月日|时分|精确到|单位|含|人次|"
    r"mmhg|mmol/?l|wgs-?84|cgcs2000|gcj-?02|bd-?09|国家2000|(?:高德|腾讯|百度|火星)(?:坐标)?系?|"
    r"[百千万亿]*[人户次栋个件起项元岁层套处名盏份小时分钟度]|[a-z0-9/:;\-年月日时分秒.、,至\s√×=是否有无或])*"
)
_NAMING = re.compile(r"[(\[【〔]\s*(编号|编码|代码|名称|姓名|全称)\s*[)\]】〕]")  # 网格（编号） is 网格编号
# The words over a group of columns: they gather, and add nothing to what is below them.
_GROUP = re.compile(
    r".*(信息|情况|资料|数据|内容|概况|明细|统计|登记|台账|记录|一览|栏|部分)|单位[百千万亿]?[人户元次件个]+"
)
_OTHERS = re.compile(
    r"监护|家属|亲属|子女|配偶|父母|紧急|联系人|户主|负责人|经办|填报|录入|审核"
)  # somebody else's
_GENERIC = re.compile(
    r"(列|字段|栏|栏目|项目|数据|column|col|field|f|c|v|x|var|unnamed|无标题|未命名)?[\d一二三四五六七八九十]{0,4}|[a-z]{1,2}"
)


def normal(header: str) -> str:
    """A header as it is compared: NFKC, lower case, without spaces and punctuation."""
    text = _NOISE.sub("", unicodedata.normalize("NFKC", header).casefold())
    return text or header.strip().casefold()


def readings(header: str) -> tuple[str, ...]:
    """The ways to take a header, best first: whole, with what brackets name, without brackets, then the lower part.

    What stands in brackets or above is left out only where it names nothing else: 姓名(必填), 人口情况/户数, but not
    联系电话(监护人) and 监护人/联系电话.
    """
    wide = unicodedata.normalize("NFKC", header)
    whole = (wide, _NAMING.sub(r"\1", wide), _outside(wide))
    parts = [part for part in re.split(r"[/\\\n]", wide) if normal(part)]
    tries = [text for text in (*whole, *_lower(parts)) if text]
    return tuple(dict.fromkeys(normal(text) for text in tries if normal(text)))


def _outside(wide: str) -> str:
    """Without the brackets that only say how to fill it in, or which of its names is meant."""
    return _BRACKETS.sub(lambda found: "" if _is_aside(found[0]) else found[0], wide)


def _is_aside(brackets: str) -> bool:
    return _NAMING.fullmatch(brackets) is not None or _says_how(normal(brackets[1:-1]))


def _lower(parts: list[str]) -> tuple[str, ...]:
    """The parts of a joined header that may stand for the whole: those beside others that name nothing."""
    if len(parts) < 2:
        return ()
    last = (parts[-1], _outside(parts[-1])) if all(map(_gathers, parts[:-1])) else ()
    first = (parts[0], _outside(parts[0])) if all(_says_how(normal(part)) for part in parts[1:]) else ()
    return (*last, *first)


def _gathers(part: str) -> bool:
    word = normal(_BRACKETS.sub("", part))
    if _OTHERS.search(word):
        return False
    return not _CHINESE.search(word) or _GROUP.fullmatch(word) is not None or word in _subjects()


def _says_how(word: str) -> bool:
    return not word or _HOW.fullmatch(word) is not None or not _CHINESE.search(word)


@cache
def _subjects() -> frozenset[str]:
    """The names of the exports: over a group of columns they say what the whole table is about."""
    names = (
        n
        for c in catalogue().values()
        for n in (c.label.zh, *c.synonyms, *c.label.zh.replace("与", "和").split("和"))
    )
    return frozenset(normal(name) for name in names)


def is_ignored(header: str) -> bool:
    """Whether a column carries nothing: no header, 序号, or what we ourselves wrote beside rejected rows."""
    return not header.strip() or any(word in IGNORED for word in readings(header)[:2])


def is_generic(header: str) -> bool:
    """Whether a header tells nothing of its column: 列3, Column5, F2, a number."""
    return _GENERIC.fullmatch(normal(header)) is not None


@cache
def vocabulary() -> frozenset[str]:
    """Every header word of every contract."""
    words = (
        word for contract in catalogue().values() for column in contract.columns for word in column.headers
    )
    return frozenset(normal(word) for word in words) | IGNORED


@cache
def places() -> frozenset[str]:
    """The headers under which a community, grid or street stands: only these are filled down."""
    columns = [column for contract in catalogue().values() for column in contract.columns]
    meant = [c for c in columns if c.reference in {"communities", "grids"} or c.name == "street_name"]
    return frozenset(normal(word) for column in meant for word in column.headers)


def known(header: str) -> bool:
    """Whether some contract uses that header."""
    return any(word in vocabulary() for word in readings(header))


def is_place(header: str) -> bool:
    """Whether a column says where a row belongs."""
    return any(word in places() for word in readings(header)[:2])

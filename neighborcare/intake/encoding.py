"""Bytes to text: which encoding a delimited file is in.

BOM, then UTF-16 by where its NUL bytes lie, then strict UTF-8, then GB18030 against Big5 by which of the two
reads as everyday Chinese, and Windows' Western letters where single ones stand among ASCII. Never gbk: GB18030
contains it and all that it lacks. Where two readings are as good as each other, the text says that it is unsure.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pyarrow as pa

from neighborcare.errors import Unreadable
from neighborcare.text import N_

SAMPLE = 1 << 18
READABLE = 0.6  # so much of a text in UTF-16 is printable ASCII or common Chinese
WESTERN = 0.35  # Chinese reads better than this
MARGIN = 0.12  # readings that are closer than this are equally good
SPECKS = 200  # one NUL byte in so many is dirt, more are another kind of file
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The characters that ledgers are written in; a wrong decoding gives rare ones instead.
EVERYDAY = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等"
    "部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内"
    "数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特"
    "件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东"
    "导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科"
    "张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响"
    "约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局"
    "照参红细引听该铁价严龙飞社区网格街道居户楼栋幢单元编号码姓名性别男女身份证电话住址备注序时间日期类型结果走访探访问候登记受理办结建档独居空巢"
    "孤寡失能残疾低保特困困境儿童留守妇女老人网格员志愿者调解信访纠纷邻里物业医院药店卫生服务站健康体检义诊血压血糖正常异常未遇拒访上门视频设备党员"
    "社區網格號碼樓棟類別訪視時間結果編號電話備註獨居長者個案處理調解"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text as UTF-8 bytes without a mark, and the encoding it came in; `unsure` if another would do as well."""

    text: bytes
    encoding: str
    unsure: bool = False


def decode(data: bytes) -> Decoded:
    """Text in whatever encoding an office's program wrote. Raises Unreadable for what is no text at all."""
    found = _decoded(data)
    return replace(found, text=_swept(found.text))


def _decoded(data: bytes) -> Decoded:
    for bom, name in BOMS:
        if data.startswith(bom):
            return _as(data, name) if name != "utf-8-sig" else _marked(data)
    wide = _utf16(data)
    if wide:
        return _as(data, wide)
    if specks := data.count(0):
        if specks * SPECKS > len(data):
            raise _not_text()
        data = data.replace(b"\0", b"")
    return _narrow(data)


def _swept(text: bytes) -> bytes:
    """Without the marks that joined files keep in their middle, DOS's end of file, and page feeds before a line."""
    text = text.replace(codecs.BOM_UTF8, b"") if codecs.BOM_UTF8 in text else text
    text = text.rstrip(b"\x1a") if text.endswith(b"\x1a") else text
    return re.sub(rb"(?m)^[\f\v]+", b"", text) if b"\f" in text or b"\v" in text else text


def _marked(data: bytes) -> Decoded:
    """UTF-8 with its mark, which some programs write before text that is not UTF-8."""
    body = data[3:]
    return Decoded(body, "utf-8-sig") if _is_utf8(body) else _narrow(body)


def _narrow(data: bytes) -> Decoded:
    _refuse_controls(data)
    if _is_utf8(data):
        doubtful = not data.isascii() and _may_be_chinese(data)
        return (
            Decoded(data.decode("gb18030").encode(), "gb18030", True) if doubtful else Decoded(data, "utf-8")
        )
    scores = {name: everyday(data[:SAMPLE], name) for name in ("gb18030", "big5")}
    if max(scores.values()) < WESTERN and _is_western(data[:SAMPLE]):
        return Decoded(data.decode("cp1252", errors="replace").encode(), "cp1252")
    read = {name: text for name in scores if (text := _strictly(data, name)) is not None}
    if not read:
        return _mended(data)
    best = max(read, key=lambda name: scores[name])
    unsure = len(read) > 1 and abs(scores["gb18030"] - scores["big5"]) < MARGIN
    return Decoded(read[best], best, unsure)


def _strictly(data: bytes, encoding: str) -> bytes | None:
    try:
        return data.decode(encoding).encode()
    except UnicodeDecodeError:
        return None


def _mended(data: bytes) -> Decoded:
    """Chinese with a few broken bytes (a file cut off, a cell cut in half): the rest is still worth reading."""
    best = max(("gb18030", "big5"), key=lambda name: everyday(data[:SAMPLE], name))
    text = data.decode(best, errors="replace")
    if text.count("\ufffd") * 200 > len(text) and text.count("\ufffd") > 1:
        raise _not_text()
    return Decoded(text.encode(), best, True)


def everyday(data: bytes, encoding: str) -> float:
    """How much the non-ASCII characters are everyday ones when read in that encoding: from 1 down to -2."""
    text = data.decode(encoding, errors="replace")
    foreign = [char for char in text if char > "\x7f"]
    wrong = sum(1 for char in foreign if char == "\ufffd" or "\ue000" <= char <= "\uf8ff")
    usual = sum(1.0 if char in EVERYDAY else 0.5 * (char in common()) for char in foreign)
    return (usual - 2 * wrong) / max(len(foreign), 1)


@cache
def common() -> frozenset[str]:
    """The characters that the standards put first: 3,755 simplified, 5,401 traditional, and full-width marks."""
    simple = bytes(byte for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF) for byte in (high, low))
    lows = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    full = bytes(byte for high in range(0xA4, 0xC7) for low in lows for byte in (high, low))
    marks = "，。、；：？！“”‘’（）《》【】—…·％￥　０１２３４５６７８９"
    return frozenset(simple.decode("gb18030", "ignore") + full.decode("big5", "ignore") + marks)


def _is_western(data: bytes) -> bool:
    """Whether bytes above ASCII stand alone or in pairs among letters, digits and blanks, as accents and signs do."""
    runs = re.findall(rb"[\x80-\xff]+", data)
    short = sum(len(run) <= 2 for run in runs)
    return short * 10 >= len(runs) * 9 and not re.search(rb"[\x81\x8d\x8f\x90\x9d]", data)


def _may_be_chinese(data: bytes) -> bool:
    """Whether valid UTF-8 reads better as GB18030: only pairs, which are everyday Chinese there and stand in words."""
    head = data[:SAMPLE]
    if re.search(rb"[\xe0-\xff]", head) or _strictly(data, "gb18030") is None:
        return False
    runs = re.findall(rb"[\x80-\xff]+", head)
    long = sum(len(run) >= 4 and len(run) % 2 == 0 for run in runs)
    return long * 2 >= len(runs) and everyday(head, "gb18030") > WESTERN


def _is_utf8(data: bytes) -> bool:
    """Asked of the bytes where they lie: a decoded copy of a long file would take twice its size."""
    size = np.array([0, len(data)], np.int64)
    cell = pa.Array.from_buffers(pa.large_binary(), 1, [None, pa.py_buffer(size), pa.py_buffer(data)])
    try:
        cell.cast(pa.large_string())
    except pa.ArrowInvalid:
        return False
    return True


def _utf16(data: bytes) -> str:
    """Little or big endian, where ASCII characters leave NUL bytes, by which reads as text; "" when neither does."""
    head = data[: min(SAMPLE, len(data) // 2 * 2)]
    if head.count(0) < max(1, len(head) // SPECKS):
        return ""
    usual = {name: _usual(head, name) for name in ("utf-16-le", "utf-16-be")}
    best = max(usual, key=lambda name: usual[name])
    return best if usual[best] > READABLE else ""


def _usual(data: bytes, encoding: str) -> float:
    """The share of printable ASCII and of common Chinese."""
    text = data.decode(encoding, errors="replace")
    return sum(" " <= char < "\x7f" or char in "\t\r\n" or char in common() for char in text) / max(
        len(text), 1
    )


def _as(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    if text.count("\ufffd") > 1 + len(text) // 1000:
        raise _not_text()
    body = text.replace("\0", "").encode()
    _refuse_controls(body)
    return Decoded(body, encoding)


def _refuse_controls(data: bytes) -> None:
    """Text has next to no control characters; noise has one in ten."""
    head = data[:SAMPLE]
    kept = head.translate(None, bytes([*range(9), *range(14, 27), *range(28, 32), 127]))
    if (len(head) - len(kept)) * 100 > len(head):
        raise _not_text()


def _not_text() -> Unreadable:
    return Unreadable(
        N_("“{file}” is not a table: its content is neither text nor a workbook."),
        remedy=N_("Open it in Excel or WPS and save it as .xlsx or as CSV."),
        file="",
    )

"""Bytes to text: which encoding a delimited file is in.

BOM, then UTF-16 by where its NUL bytes lie, then strict UTF-8, then GB18030 against Big5 by which of the two
reads as everyday Chinese. Never gbk: GB18030 contains it and all that it lacks.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from neighborcare.errors import Unreadable
from neighborcare.text import N_

SAMPLE = 1 << 18
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
    """A file's text as UTF-8 bytes without a mark, and the encoding it came in."""

    text: bytes
    encoding: str


def decode(data: bytes) -> Decoded:
    """Text in whatever encoding an office's program wrote. Raises Unreadable for what is no text at all."""
    for bom, name in BOMS:
        if data.startswith(bom):
            return _as(data, name) if name != "utf-8-sig" else _marked(data)
    wide = _utf16(data)
    if wide:
        return _as(data, wide)
    if data.count(0):
        raise _not_text()
    return _narrow(data)


def _marked(data: bytes) -> Decoded:
    """UTF-8 with its mark, which some programs write before text that is not UTF-8."""
    body = data[3:]
    return Decoded(body, "utf-8-sig") if _is_utf8(body) else _narrow(body)


def _narrow(data: bytes) -> Decoded:
    if _is_utf8(data):
        _refuse_controls(data)
        return Decoded(data, "utf-8")
    _refuse_controls(data)
    best = max(("gb18030", "big5"), key=lambda name: everyday(data[:SAMPLE], name))
    other = "big5" if best == "gb18030" else "gb18030"
    for name in (best, other):
        try:
            return Decoded(data.decode(name).encode(), name)
        except UnicodeDecodeError:
            continue
    return _mended(data)


def _mended(data: bytes) -> Decoded:
    """GB18030 with a few broken bytes (a file cut off, a cell cut in half): the rest is still worth reading."""
    text = data.decode("gb18030", errors="replace")
    if text.count("\ufffd") * 200 > len(text):
        raise _not_text()
    return Decoded(text.encode(), "gb18030")


def everyday(data: bytes, encoding: str) -> float:
    """The share of the non-ASCII characters that are everyday ones when read in that encoding."""
    text = data.decode(encoding, errors="replace")
    foreign = [char for char in text if char > "\x7f"]
    wrong = sum(1 for char in foreign if char == "\ufffd" or "\ue000" <= char <= "\uf8ff")
    return (sum(char in EVERYDAY for char in foreign) - 2 * wrong) / max(len(foreign), 1)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _utf16(data: bytes) -> str:
    """Little or big endian by where the NUL bytes of the ASCII characters lie; "" when it is neither."""
    head = data[:SAMPLE]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(data) % 2 or even + odd < max(2, len(head) // 100):
        return ""
    if min(even, odd) * 20 > max(even, odd):
        return ""
    name = "utf-16-le" if odd > even else "utf-16-be"
    text = head.decode(name, errors="replace")
    usual = sum(char < "\x80" or char in EVERYDAY for char in text)
    return name if usual * 2 > len(text) else ""


def _as(data: bytes, encoding: str) -> Decoded:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise _not_text() from None
    body = text.encode()
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

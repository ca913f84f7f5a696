"""Several hundred made-up office files in every encoding: nearly all right, and none wrong without saying so."""

import codecs
import random
from itertools import product

import pytest

from neighborcare.errors import Unreadable
from neighborcare.intake.encoding import decode

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英建国志华文玉秀春梅德荣福生海云金凤"
RARE = "堃喆翀玥昇淼犇羴龘䶮㛃𠮷祎旸彧赟翾頔甯橦"
ROADS = ("荔枝", "枫林", "梧桐", "白鹭", "青竹", "溪口", "石桥", "望江", "柳巷", "云台")
RESULTS = (
    "正常",
    "未遇",
    "拒访",
    "血压偏高，已转社区卫生服务站",
    "家中无人、电话未接",
    "需要助餐",
    "子女来访",
)
HEADERS = (
    "序号,社区,网格,姓名,走访时间,结果",
    "编号,居民姓名,家庭住址,联系电话,登记日期,备注",
    "社区,诉求内容,受理时间,办结时间,是否满意,备注",
)
TRADITIONAL = str.maketrans(
    "张刘陈杨赵黄吴孙马罗郑谢韩冯于萧邓许吕伟丽强军艳杰涛兰刚国华云凤荔枫桥鹭柳访时间结果号区网格编码居电话"
    "记备注诉内满与转务站压无来语议访务调儿东县乡镇种类统计单样",
    "張劉陳楊趙黃吳孫馬羅鄭謝韓馮於蕭鄧許呂偉麗強軍艷傑濤蘭剛國華雲鳳荔楓橋鷺柳訪時間結果號區網格編碼居電話"
    "記備註訴內滿與轉務站壓無來語議訪務調兒東縣鄉鎮種類統計單樣",
)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be-bom", "utf-16-le", "utf-16-be", "gb18030", "big5")
KINDS = ("long", "one row", "figures", "mostly ascii", "rare", "header alone", "traditional", "no digits")


def office_text(kind: str, seed: int) -> str:
    """One export; the same for the same kind and seed."""
    dice = random.Random(f"{kind}{seed}")  # noqa: S311
    rows = {"long": 400, "one row": 1, "header alone": 0}.get(kind, dice.randint(2, 40))
    lines = [dice.choice(HEADERS)]
    for i in range(rows):
        name = dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=dice.randint(1, 2)))
        name = dice.choice(RARE) + dice.choice(RARE) if kind == "rare" and i % 2 else name
        road = dice.choice(ROADS)
        day = f"2025-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
        match kind:
            case "figures":
                cells = [str(dice.randrange(10**6)) for _ in range(5)] + [
                    dice.choice("是否") if i % 5 else ""
                ]
            case "mostly ascii":
                cells = [
                    f"V{i:05}",
                    f"C{i % 5}",
                    "http://oa.example/visit?id=17",
                    "OK",
                    day,
                    dice.choice(("", "好")),
                ]
            case "no digits":
                cells = [road, road + "社区", name, dice.choice(RESULTS), "是", "无"]
            case _:
                cells = [str(i + 1), road + "社区", f"第{i % 9 + 1}网格", name, day, dice.choice(RESULTS)]
        lines.append(",".join(cells))
    text = "\r\n".join(lines) + "\r\n"
    return text.translate(TRADITIONAL) if kind == "traditional" else text


def encoded(text: str, encoding: str) -> bytes:
    """The bytes; Big5 is written in traditional characters, without those that it has not got."""
    if encoding == "utf-16":
        return codecs.BOM_UTF16_LE + text.encode("utf-16-le")
    if encoding == "utf-16-be-bom":
        return codecs.BOM_UTF16_BE + text.encode("utf-16-be")
    if encoding == "big5":
        return text.translate(TRADITIONAL).encode("big5", "ignore")
    return text.encode(encoding)


@pytest.mark.parametrize("kind", KINDS)
def test_every_encoding_is_told(kind: str) -> None:
    wrong, silent = [], []
    files = list(product(ENCODINGS, range(8)))
    for encoding, seed in files:
        data = encoded(office_text(kind, seed), encoding)
        said = {"utf-16-be-bom": "utf-16"}.get(encoding, encoding)
        true = data.decode(said).removeprefix("\ufeff")
        try:
            found = decode(data)
        except Unreadable:
            wrong.append((encoding, seed, "refused"))
            continue
        if found.text.decode() != true:
            wrong.append((encoding, seed, found.encoding))
            silent += [] if found.unsure else [(encoding, seed)]
    assert not silent
    assert len(wrong) * 200 <= len(files), wrong

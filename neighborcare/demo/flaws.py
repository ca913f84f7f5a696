"""What is wrong in the files, on purpose: rows that must be rejected, and lines that stand there twice.

Each flaw is a further line, made from a good one by a new key and one bad cell; so leaving it out changes nothing.
`FLAWS` counts the rejected rows of each file, `REPEATS` the exact duplicates (data/README.md lists them for people).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from neighborcare.demo.sheets import Cell, Sheet


@dataclass(frozen=True, slots=True)
class Flaw:
    """A bad line: the good line it is made from, its bad cells by header, and why it is rejected."""

    line: int
    cells: Mapping[str, Cell]
    why: str


FLAWS: Mapping[str, tuple[Flaw, ...]] = {
    "楼栋台账": (
        Flaw(100, {"纬度": 302.1234}, "纬度超出范围"),
        Flaw(900, {"80岁及以上人数": 40, "65岁及以上人数": 12}, "80 岁以上多于 65 岁以上"),
    ),
    "服务点位": (Flaw(20, {"点位类型": "便利店"}, "点位类型不在名单里"),),
    "工作力量": (Flaw(40, {"上岗日期": None}, "没有上岗日期"),),
    "重点人群_人民中社区": (Flaw(30, {"建档日期": "2024.5.6", "注销日期": "2023.5.6"}, "注销早于建档"),),
    "重点人群_景园社区": (Flaw(50, {"对象类别": "困难户"}, "类别不在名单里"),),
    "重点人群_凯旋社区": (Flaw(70, {"身份证号": "4.20222E+17"}, "身份证号精度已丢失"),),
    "走访记录_2025年8月_李子园社区": (Flaw(60, {"走访时间": "2025年8月32日"}, "日期不存在"),),
    "走访记录_2025年8月_人民中社区": (Flaw(80, {"网格": "人民中第十九网格"}, "没有这个网格"),),
    "走访记录_2025年8月_景园社区": (Flaw(400, {"处置时间": "2025-08-01 08:00"}, "处置早于走访"),),
    "走访记录_2025年8月_凯旋社区": (Flaw(90, {"档案编号": None, "户编号": None}, "没有写走访的是谁"),),
    "走访记录_2025年8月_狮子山社区": (
        Flaw(40, {"走访结果": "良"}, "结果不在名单里"),
        Flaw(120, {"走访人": "查无此人"}, "没有这个走访人"),
    ),
    "活动台账": (Flaw(200, {"计划日期": "待定"}, "不是日期"),),
    "矛盾纠纷信访台账": (
        Flaw(33, {"办结时间": "2023-07-01 10:00"}, "办结早于登记"),
        Flaw(55, {"办结时间": None, "办理结果": "调解成功"}, "有结果没有办结时间"),
    ),
    "健康服务记录": (
        Flaw(5000, {"systolic": 930}, "收缩压超出范围"),
        Flaw(9000, {"person_id": "LZY-R9999"}, "没有这个人"),
    ),
    "共建单位": (Flaw(20, {"单位类型": "饭店"}, "单位性质不在名单里"),),
    "诉求工单": (
        Flaw(120, {"办结时间": "2023/7/1 9:00"}, "办结早于受理"),
        Flaw(640, {"满意度": "还行"}, "满意度不在名单里"),
    ),
    "认领台账": (
        Flaw(60, {"认领时间": "2023-07-02 10:00"}, "认领早于前面的环节"),
        Flaw(150, {"档案编号": "LZY-R9999"}, "没有这个人"),
    ),
    "隐患整治": (Flaw(40, {"隐患类型": "墙面开裂"}, "隐患类型不在名单里"),),
    "设施改造": (
        Flaw(30, {"单位": "米"}, "单位不在名单里"),
        Flaw(90, {"完工日期": "2023.7.1"}, "完工早于开工"),
    ),
    "议事议题": (Flaw(70, {"召开日期": None}, "没有会议日期"),),
    "资金物资台账": (
        Flaw(50, {"收支": "挂账"}, "收支方向不在名单里"),
        Flaw(120, {"金额（元）": -500}, "金额小于零"),
    ),
}
REPEATS: Mapping[str, tuple[int, ...]] = {
    "重点人群_李子园社区": (12,),
    "走访记录_2025年8月_人民中社区": (15, 16, 300),
    "活动台账": (88,),
    "健康服务记录": (4000, 4001),
    "诉求工单": (33, 700),
    "资金物资台账": (10,),
    "矛盾纠纷_凯旋社区_2025年8月补报": (2,),
}


def spoil(file: str, sheet: Sheet) -> Sheet:
    """The sheet with its file's flaws and repeated lines put in. The first column is the key."""
    rows = [list(row) for row in sheet.rows]
    key = _key(sheet)
    for n, flaw in enumerate(FLAWS.get(file, ())):
        at = flaw.line % len(sheet.rows)
        row = list(sheet.rows[at])
        row[key] = f"{row[key]}{'ABC'[n]}"
        for header, value in flaw.cells.items():
            row[sheet.header.index(header)] = value
        rows.insert(at + n + 1, row)
    for line in REPEATS.get(file, ()):
        rows.append(list(sheet.rows[line % len(sheet.rows)]))
    return Sheet(sheet.header, rows)


def _key(sheet: Sheet) -> int:
    """Where the key stands: the cases begin with the community, everything else with its key."""
    return 1 if sheet.header[0] == "所属社区" else 0

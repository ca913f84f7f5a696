"""The figures that the five accounts published, as quoted; a figure is never computed from anything else."""

from __future__ import annotations

from neighborcare.demo.rows import Row, blank

PERIODS = {
    "LZY": "截至2025年8月20日",
    "RMZ": "2024年以来",
    "JY": "今年以来（原文未注明日期）",
    "KX": "启动以来（原文未注明日期）",
    "SZS": "2020年以来",
}
LETTERS = {"L": "LZY", "R": "RMZ", "J": "JY", "X": "KX", "S": "SZS"}
SIGNS = {"=": "exact", ">": "over", "≈": "approx", "~": "vague", "": None}
QUOTED = """
L1 户数 3684 户 =
L1 居民 11000 人 ≈
L1 老年人过半 - - ~
L2 空巢老人 161 人 =
L9 开办年份 2019 年 =
L13 步行时间 15 分钟 -
L14 独居老人 54 人 =
R1 活动 83 场 =
R1 服务人次 2100 人次 >
R1 解决问题 23 个 =
R2 安居改造 4 户 =
R3 改造楼栋 6 栋 =
R3 扶手 100 处 >
R3 受益老人 300 人 >
R4 讲座义诊 12 场 =
R4 服务居民 400 人次 >
R5 宣传人次 260 人次 =
R6 排查 4 次 =
R6 整改隐患 13 处 =
R7 联合整治 2 次 =
R8 清洁行动 56 次 =
R9 困境儿童 4 人 =
R10 微心愿 11 个 =
R10 受助家庭 3 户 =
R14 微项目 15 个 =
R15 充电桩 287 个 =
R16 楼道灯 50 盏 >
R17 缝补件数 100 件 >
R18 爱心物资数十份 - - ~
R19 演练人次 200 人次 >
J1 敲门轮次 1 轮 =
J1 新增建档 3 人 =
J3 结对工作人员 7 人 =
J3 独居老人 3 人 =
J11 指尖课党员 1 人 =
J12 红色包裹党员 4 人 =
X1 义诊老人 20 人 >
X1 药品 42 份 =
S1 启动年份 2020 年 -
S2 网格 6 个 =
S2 每网格干部 30 人 -
S2 每网格志愿者 120 人 -
S2 每网格工作人员 10 人 -
S3 联席会议 4 次 =
S4 协商议事 25 次 =
S5 走访家庭 480 户 =
S6 调解纠纷 42 起 =
S7 解决群众问题 28 个 =
S8 建档家庭 31 户 =
S12 帮扶力量 38 人 =
S12 独居老人 18 人 =
S14 爱心企业 9 家 =
S14 帮扶基金 30000 元 >
S15 单案调解次数 6 次 =
S20 对口帮扶 6 户 =
"""
"System, metric, value, unit, sign (domain/systems.md); - is what was not said."


def make() -> list[Row]:
    """All published figures in the order of the systems."""
    return [_row(*line.split()) for line in QUOTED.strip().splitlines()]


def _row(system: str, metric: str, value: str, unit: str, sign: str) -> Row:
    community = LETTERS[system[0]]
    return blank("published_figures") | {
        "system_id": system,
        "metric": metric,
        "community_id": community,
        "value": None if value == "-" else int(value),
        "unit": None if unit == "-" else unit,
        "qualifier": SIGNS["" if sign == "-" else sign],
        "period_text": PERIODS[community],
    }

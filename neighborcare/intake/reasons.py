"""Why a row is not taken, in both languages: the culprit and what mends it. The only place where these are worded.

`{column}` is the column's name in the reader's language, `{value}` the cell, `{detail}` a row number or a range,
`{zh}` and `{en}` the choice that there is (codes, or the ledger that is referred to).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from neighborcare.text import Label

REASONS: Mapping[str, Label] = MappingProxyType(
    {
        "missing_value": Label("“{column}”没有填，请补上", "“{column}” is empty; fill it in"),
        "not_a_date": Label(
            "“{column}”写的是“{value}”，认不出是哪一天，请写成 2025-08-20",
            "“{column}” says “{value}”, which is no date; write it as 2025-08-20",
        ),
        "two_digit_year": Label(
            "“{column}”写的是“{value}”，年份要写四位，如 2025-08-20",
            "“{column}” says “{value}”; write the year with four digits, as in 2025-08-20",
        ),
        "system_doubtful": Label(
            "“{column}”写的是 {value}，按它只有 {detail} 的点落在所属网格内，更像是 {zh}，请核对坐标系",
            "“{column}” says {value}, which puts {detail} of the points into their grids; {en} fits better; check it",
        ),
        "system_chosen": Label(
            "没有写“{column}”：按 {value} 只有 {detail} 的点落在所属网格内，已改按 {zh}记入，请在文件里写明",
            "No “{column}” is given: {value} puts {detail} of the points into their grids, so {en} is used; declare it",
        ),
        "system_open": Label(
            "按 {value} 只有 {detail} 的点落在所属网格内，换用其他坐标系也不行，请核对经纬度和网格",
            "{value} puts {detail} of the points into their grids, no other system more; check points and grids",
        ),
        "year_missing": Label(
            "“{column}”写的是“{value}”，没有写年份，请写成 2025-08-20",
            "“{column}” says “{value}”, without a year; write it as 2025-08-20",
        ),
        "order_open": Label(
            "“{column}”写的是“{value}”，分不清哪个是月、哪个是日，请写成 2025-08-20",
            "“{column}” says “{value}”; which is the month and which the day cannot be told; write it as 2025-08-20",
        ),
        "estimate": Label(
            "“{column}”写的是“{value}”，是约数，按 {detail} 记入，请尽量报准确数",
            "“{column}” says “{value}”, a rounded figure; taken as {detail}; give the exact one if you can",
        ),
        "not_a_time": Label(
            "“{column}”写的是“{value}”，不是几点几分，请写成 08:30",
            "“{column}” says “{value}”, which is no time of day; write it as 08:30",
        ),
        "day_missing": Label(
            "“{column}”写的是“{value}”，缺少具体日期，请写到日，如 2025-08-20",
            "“{column}” says “{value}”; give the day too, as in 2025-08-20",
        ),
        "in_future": Label(
            "“{column}”写的是“{value}”，晚于今天，请核对日期",
            "“{column}” says “{value}”, which is later than today; check the date",
        ),
        "not_whole": Label(
            "“{column}”写的是“{value}”，应为整数，请改成整数",
            "“{column}” says “{value}”; give a whole number",
        ),
        "not_a_number": Label(
            "“{column}”写的是“{value}”，不是数字，请只写数字",
            "“{column}” says “{value}”, which is no number; write digits only",
        ),
        "out_of_range": Label(
            "“{column}”写的是“{value}”，应在 {detail} 之间，请核对",
            "“{column}” says “{value}”; it must be within {detail}; check it",
        ),
        "not_yes_no": Label(
            "“{column}”写的是“{value}”，请写“是”或“否”",
            "“{column}” says “{value}”; write yes or no",
        ),
        "not_a_code": Label(
            "“{column}”写的是“{value}”，不在规定的选项里，请选：{zh}",
            "“{column}” says “{value}”; choose one of: {en}",
        ),
        "id_rounded": Label(
            "“{column}”的末几位已被 Excel 抹成 0，无法还原：请把该列设为“文本”格式，重新填写后再报",
            "Excel has rounded “{column}” and its last digits are lost: format the column as text and enter it again",
        ),
        "id_wrong": Label(
            "“{column}”不是有效的身份证号（位数、出生日期或校验位不对），请核对原件",
            "“{column}” is no valid identity number (length, birth date or check digit); compare it with the card",
        ),
        "unknown_reference": Label(
            "“{column}”写的是“{value}”，{zh}里没有，请核对写法，或先在{zh}里登记",
            "“{column}” says “{value}”, which “{en}” does not have; check the spelling or register it there first",
        ),
        "ambiguous_reference": Label(
            "“{column}”写的是“{value}”，{zh}里有不止一个，请改写编号",
            "“{column}” says “{value}”, of which “{en}” has more than one; give its ID",
        ),
        "reference_rejected": Label(
            "“{column}”写的是“{value}”，{zh}里的这一行没有通过检查，请先改好那一行",
            "“{column}” says “{value}”, whose own row in “{en}” was rejected; mend that row first",
        ),
        "grid_elsewhere": Label(
            "“{column}”写的是“{value}”，它不在这一行所写的社区，请核对社区和网格",
            "“{column}” says “{value}”, which is not in this row's community; check both",
        ),
        "key_conflict": Label(
            "“{column}”的“{value}”在第 {detail} 行已经用过，两行内容不同，请保留一行或改编号",
            "“{column}” “{value}” is used already in row {detail} with other content; keep one or change the ID",
        ),
        "duplicate": Label("与第 {detail} 行完全相同，只算一次", "Identical to row {detail}; counted once"),
        "erased": Label(
            "这一行说的人已应要求删除，不再记入",
            "This row is about a person who was erased on request; it is not taken again",
        ),
        "extra_cells": Label(
            "这一行的格数比表头多，多半是内容里带了分隔符，请把该格用英文双引号括起来",
            "This row has more cells than the header, most likely a delimiter inside a cell; put that cell in quotes",
        ),
        "open_quote": Label(
            "这一行有一个没有配对的英文双引号，请补上或删去",
            "This row has a quotation mark without its partner; add it or remove it",
        ),
    }
)


def reason(
    code: str, column: Label, *, value: str = "", detail: str = "", choice: Label | None = None
) -> Label:
    """A code's sentence with its culprit. `choice`: the codes to choose from, or the ledger referred to."""
    words, more = REASONS[code], choice or Label("", "")
    short = value if len(value) <= 40 else value[:39] + "…"
    return Label(
        words.zh.format(column=column.zh, value=short, detail=detail, zh=more.zh),
        words.en.format(column=column.en, value=short, detail=detail, en=more.en),
    )

"""The ledgers that one office keeps for the whole street, from partners and requests to the notes on days.

Each is one file: its name, the headers under which its columns stand, and what is written instead of codes and ids.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from neighborcare import contracts
from neighborcare.demo import delimited, sheets, workbook
from neighborcare.demo.flaws import spoil
from neighborcare.demo.plan import COMMUNITIES, grid_name
from neighborcare.demo.rows import Row
from neighborcare.demo.sheets import Style, dress, style
from neighborcare.demo.workbook import Paper

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ledger:
    """One file: dataset, name, headers (column → as written), habits, encoding ("" for a workbook), sums."""

    dataset: str
    file: str
    headers: Names
    habits: Style
    encoding: str = ""
    totals: tuple[str, ...] = ()
    above: str = "填报单位：演示街道（演示数据）"
    below: tuple[str, ...] = field(default=("填表说明：本表为演示数据，人员与单位均为虚构。",))


PLACE = {"community_id": "所属社区", "grid_id": "所属网格"}
LEDGERS = (
    Ledger(
        "partners",
        "共建单位",
        {
            "partner_id": "单位编号",
            "partner_name": "单位名称",
            "partner_type": "单位类型",
            "community_id": "所属社区",
            "agreement_date": "签约日期",
            "end_date": "到期日期",
        },
        style(
            sheets.chinese,
            words={"partner_type": {"property": "物业公司", "new_organisation": "两新"}},
        ),
    ),
    Ledger(
        "requests",
        "诉求工单",
        {
            "request_id": "工单号",
            **PLACE,
            "request_type": "诉求类型",
            "channel": "诉求来源",
            "topic": "诉求类别",
            "content": "诉求内容",
            "person_id": "档案编号",
            "household_id": "户编号",
            "created_at": "受理时间",
            "responded_at": "响应时间",
            "accepted_at": "接单时间",
            "team_name": "承办队伍",
            "due_at": "办理时限",
            "closed_at": "办结时间",
            "is_solved": "是否解决",
            "rating": "满意度",
            "repeat_of": "重复工单号",
            "resolve_level": "办理层级",
            "status": "办理状态",
            "pillar": "板块",
        },
        style(
            sheets.slashed, sheets.slashed, {"channel": {"hotline": "12345"}, "status": {"closed": "已办结"}}
        ),
        "gb18030",
    ),
    Ledger(
        "claims",
        "认领台账",
        {
            "claim_id": "认领编号",
            "community_id": "社区",
            "grid_id": "网格",
            "claim_type": "认领类型",
            "household_id": "户编号",
            "person_id": "档案编号",
            "content": "认领内容",
            "collected_at": "征集时间",
            "audited_at": "审核时间",
            "publicized_at": "公示时间",
            "published_at": "发布时间",
            "claimed_at": "认领时间",
            "partner_id": "认领单位",
            "staff_id": "认领人",
            "due_at": "兑现期限",
            "fulfilled_at": "兑现时间",
            "follow_up_count": "回访次数",
            "rating": "满意度",
            "status": "当前状态",
        },
        style(sheets.iso, sheets.iso, {"status": {"published": "待认领", "claimed": "帮扶中"}}),
    ),
    Ledger(
        "hazards",
        "隐患整治",
        {
            "hazard_id": "隐患编号",
            **PLACE,
            "inspection_id": "排查批次",
            "found_at": "发现时间",
            "hazard_type": "隐患类型",
            "level": "隐患等级",
            "owner_unit": "整改责任单位",
            "due_at": "整改时限",
            "fixed_at": "整改完成时间",
            "verified_at": "复查时间",
            "status": "整改情况",
        },
        style(
            sheets.native,
            sheets.native,
            {
                "hazard_type": {"wiring": "私拉乱接", "blocked_exit": "堵塞消防通道"},
                "level": {"low": "一般", "mid": "较大", "high": "重大"},
                "status": {"verified": "已销号"},
            },
        ),
    ),
    Ledger(
        "improvements",
        "设施改造",
        {
            "improvement_id": "项目编号",
            **PLACE,
            "type": "改造内容",
            "site": "改造地点",
            "planned_qty": "计划数",
            "done_qty": "完成数",
            "unit": "单位",
            "start_date": "开工日期",
            "done_date": "完工日期",
            "online_qty": "在线数",
            "household_count": "受益户数",
            "beneficiary_count": "受益人数",
            "partner_id": "出资单位",
            "cost": "费用（元）",
        },
        style(
            sheets.dotted,
            words={"type": {"lamp": "楼道灯", "charger": "电动车充电桩"}, "unit": {"building": "栋"}},
        ),
        totals=("费用（元）",),
    ),
    Ledger(
        "topics",
        "议事议题",
        {
            "topic_id": "议题编号",
            "community_id": "社区",
            "grid_id": "网格",
            "meeting_id": "会议编号",
            "meeting_type": "会议类型",
            "held_date": "召开日期",
            "proposer_type": "提出人",
            "title": "议题",
            "decision": "议定结果",
            "owner_unit": "责任单位",
            "due_at": "完成时限",
            "done_at": "办结时间",
            "attend_count": "参会人数",
        },
        style(sheets.chinese, sheets.chinese, {"decision": {"adopted": "通过"}}),
    ),
    Ledger(
        "funds",
        "资金物资台账",
        {
            "entry_id": "凭证号",
            "entry_date": "日期",
            "community_id": "社区",
            "direction": "收支",
            "kind": "款物",
            "partner_id": "捐赠单位",
            "claim_id": "关联认领",
            "amount": "金额（元）",
            "goods_name": "物资名称",
            "goods_qty": "数量",
        },
        style(sheets.compact),
    ),
    Ledger(
        "published_figures",
        "公开报道数据",
        {
            "system_id": "体系编号",
            "community_id": "社区",
            "metric": "指标",
            "value": "报道数值",
            "unit": "单位",
            "qualifier": "口径",
            "period_text": "报道时段",
        },
        style(words={"qualifier": {"over": "余", "vague": "概数"}}),
        "utf-8-sig",
    ),
    Ledger(
        "notes",
        "大事记",
        {"note_date": "日期", "title": "事项", "community_id": "社区"},
        style(sheets.chinese),
        "utf-8-sig",
    ),
)


def save(tables: Mapping[str, Sequence[Row]], folder: Path) -> list[Path]:
    """Writes every ledger into the folder; returns the files."""
    names = _names(tables)
    return [_save(ledger, tables[ledger.dataset], names, folder) for ledger in LEDGERS]


def _save(ledger: Ledger, rows: Sequence[Row], names: Mapping[str, Names], folder: Path) -> Path:
    key = contracts.get(ledger.dataset).key
    others = {column: written for column, written in names.items() if column not in key}
    sheet = spoil(ledger.file, dress(ledger.dataset, rows, ledger.headers, ledger.habits, others))
    if ledger.encoding:
        return delimited.save(folder, ledger.file, sheet, ledger.encoding)
    paper = Paper(f"演示街道{ledger.file}（演示数据）", ledger.above, ledger.below, ledger.totals)
    return workbook.save(folder / f"{ledger.file}.xlsx", sheet, paper)


def _names(tables: Mapping[str, Sequence[Row]]) -> Mapping[str, Names]:
    """What is written for an id: places, workers and partners by name; persons and claims by their number."""
    return {
        "community_id": {plan.id: plan.name for plan in COMMUNITIES},
        "grid_id": {str(row["grid_id"]): grid_name(str(row["grid_id"])) for row in tables["grids"]},
        "staff_id": {str(row["staff_id"]): str(row["name"]) for row in tables["staff"]},
        "partner_id": {str(row["partner_id"]): str(row["partner_name"]) for row in tables["partners"]},
    }

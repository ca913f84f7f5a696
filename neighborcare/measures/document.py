"""The data dictionary as Markdown, from the contracts and the KPI catalogue: docs/data-dictionary.md is made of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from neighborcare import contracts
from neighborcare.contracts import Check, Column, Contract, Rule
from neighborcare.contracts.template import KINDS
from neighborcare.measures import Kpi, Part, catalogue
from neighborcare.text import Label, formats

KEPT = {
    "as is": Label("", ""),
    "mask": Label("遮蔽姓名", "masked"),
    "hash": Label("只留密钥哈希", "keyed hash only"),
    "drop": Label("不留存", "not kept"),
}
SOURCES = {
    "S": Label("公开报道承诺", "promised"),
    "N": Label("国家或公开标准", "standard"),
    "T": Label("街道自定", "the office's own"),
}
WALKWAYS = Label("步行路网", "walking network")
BREAK = "<br>"


def dictionary() -> str:
    """Every export with its columns, lists and rules, then every KPI; one table each, both languages in a cell."""
    exports = [line for contract in contracts.catalogue().values() for line in _export(contract)]
    return "\n".join(["## 台账 Exports", "", *exports, "## 指标 Indicators", "", *_indicators()])


def _export(contract: Contract) -> Iterator[str]:
    yield from (f"### {_both(contract.label)} (`{contract.id}`)", "", _about(contract), "")
    rows = [_column(column) for column in contract.columns]
    yield from _table(
        ("字段 Column", "名称 Name", "类型 Type", "必填 Needed", "内容 What stands there"), rows
    )
    yield ""
    if contract.rules or contract.checks:
        yield from (f"- {_severe(rule)}{_both(rule.says)} (`{rule.holds}`)" for rule in contract.rules)
        yield from (f"- {_severe(c)}{_both(c.gist)} (`checks/{c.code}.sql`)" for c in contract.checks)
        yield ""


def _severe(broken: Rule | Check) -> str:
    return "提示 warning: " if broken.severity == "warning" else ""


def _about(contract: Contract) -> str:
    said = [_both(contract.grain)]
    if contract.when:
        said.append(f"时间列 dated by `{contract.when}`")
    if contract.snapshot:
        said.append("某日状态 a state on that day")
    return f"{'；'.join(said)}。"


def _column(column: Column) -> tuple[str, ...]:
    needed = "主键 key" if column.key else "必填 yes" if column.required else ""
    return f"`{column.name}`", _both(column.label), _type(column), needed, _content(column)


def _type(column: Column) -> str:
    if column.reference:
        return f"→ `{column.reference}`"
    unit = f" ({column.unit})" if column.unit else ""
    return f"{KINDS[column.kind].en.split(',')[0]}{unit}"


def _content(column: Column) -> str:
    said = [f"又称 also: {formats.listing(column.synonyms, 'zh-CN')}"] if column.synonyms else []
    if column.codes:
        said.append("; ".join(f"`{code.code}` {_both(code.label)}" for code in column.codes))
    if column.minimum is not None or column.maximum is not None:
        said.append(f"{_bound(column.minimum)} … {_bound(column.maximum)}")
    if column.lenient:
        said.append("查不到的只提醒 an unknown one is a warning only")
    said += [_both(label) for label in (KEPT[column.keep], column.note) if label and label.zh]
    return BREAK.join(said)


def _bound(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _indicators() -> Iterator[str]:
    head = (
        "编号 No.",
        "指标 Indicator",
        "怎么算 How it is counted",
        "目标 Target",
        "台账 Needs",
        "分项 Parts",
    )
    return _table(head, [_indicator(kpi) for kpi in catalogue().values()])


def _indicator(kpi: Kpi) -> tuple[str, ...]:
    counted = BREAK.join((kpi.definition.zh, kpi.definition.en))
    parts = "; ".join(_part(kpi, part) for part in kpi.parts)
    return kpi.id, _both(kpi.label, BREAK), counted, _target(kpi), _needs(kpi), parts


def _part(kpi: Kpi, part: Part) -> str:
    unit = "" if part.unit == kpi.unit else f" ({formats.unit_name(part.unit, 'en', 2)})"
    return f"`{part.code}` {_both(part.label)}{unit}"


def _target(kpi: Kpi) -> str:
    unit, way = (
        formats.unit_name(kpi.unit, "zh-CN", 2),
        {"up": "↑", "down": "↓", "neutral": ""}[kpi.direction],
    )
    if kpi.target is None or kpi.target_source is None:
        return f"{unit} {way}".strip()
    aim = formats.quantity(kpi.target, kpi.unit, "zh-CN")
    return f"{aim} {way}{BREAK}{_both(SOURCES[kpi.target_source], BREAK)}"


def _needs(kpi: Kpi) -> str:
    every = [f"`{name}`" for name in kpi.needs]
    either = " / ".join(f"`{name}`" for name in kpi.needs_any)
    return ", ".join([*every, *([either] if either else [])]).replace("`walkways`", _both(WALKWAYS))


def _both(label: Label, apart: str = " ") -> str:
    return label.zh if label.zh == label.en else f"{label.zh}{apart}{label.en}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows)

"""The exports as files, in the shapes and encodings in which offices send them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from neighborcare import contracts
from neighborcare.circle import coordinates
from neighborcare.demo import delimited, habits, layers, ledgers, sheets, workbook
from neighborcare.demo.flaws import spoil
from neighborcare.demo.plan import COMMUNITIES, grid_name
from neighborcare.demo.rows import Row, number, of
from neighborcare.demo.sheets import Cell, Sheet, dress, style
from neighborcare.demo.street import Street
from neighborcare.demo.workbook import Paper

AUGUST = date(2025, 8, 1)
SIGNED = (
    "填表说明：本表为演示数据，人员均为虚构。",
    "制表人：演示员甲        审核：演示员乙        填报日期：2025年9月1日",
)
UNIT = "填报单位：演示街道（演示数据）"
TYPES = {
    "VARCHAR": pa.string(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("s"),
    "BIGINT": pa.int32(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
}
Names = Mapping[str, str]


def save(street: Street, to: Path) -> list[Path]:
    """Writes everything under `to`; returns the files."""
    folder = to / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    tables = street.tables
    return [
        *_reference(tables, folder),
        *_people(tables, folder),
        *_visits(tables, folder),
        _parquet(folder, "健康服务记录", "health_services", tables["health_services"]),
        _activities(tables, folder),
        *_cases(tables, folder),
        *ledgers.save(tables, folder),
        *layers.save(street.town, to / "geography"),
    ]


def _community_names() -> Names:
    return {plan.id: plan.name for plan in COMMUNITIES}


def _grid_names(tables: Mapping[str, list[Row]]) -> Names:
    return {str(row["grid_id"]): grid_name(str(row["grid_id"])) for row in tables["grids"]}


def _staff_names(tables: Mapping[str, list[Row]]) -> Names:
    return {str(row["staff_id"]): str(row["name"]) for row in tables["staff"]}


def _places(tables: Mapping[str, list[Row]]) -> dict[str, Names]:
    return {"community_id": _community_names(), "grid_id": _grid_names(tables)}


def _reference(tables: Mapping[str, list[Row]], folder: Path) -> list[Path]:
    return [
        _communities(tables, folder),
        _grids(tables, folder),
        _population(tables, folder),
        _buildings(tables, folder),
        _points(tables, folder),
        _staff(tables, folder),
    ]


def _communities(tables: Mapping[str, list[Row]], folder: Path) -> Path:
    sheet = dress("communities", tables["communities"], habits.COMMUNITIES, style(sheets.chinese))
    sheet.rows[0][5] = "1.1万"  # as the account has it
    paper = Paper("演示街道社区基本情况表（演示数据）", UNIT, SIGNED, ("户数（户）", "常住人口（人）"))
    return workbook.save(folder / "社区基本情况.xlsx", sheet, paper)


def _grids(tables: Mapping[str, list[Row]], folder: Path) -> Path:
    names = {"community_id": _community_names(), "manager_id": _staff_names(tables)}
    sheet = dress("grids", tables["grids"], habits.GRIDS, style(), names)
    paper = Paper("演示街道网格台账（演示数据）", UNIT, SIGNED, ("户 数", "常住人口", "楼栋数（栋）"))
    return workbook.save(folder / "网格台账.xlsx", sheet, paper)


def _population(tables: Mapping[str, list[Row]], folder: Path) -> Path:
    names = {"community_id": _community_names()}
    sheet = dress("population", tables["population"], habits.POPULATION, style(sheets.iso), names)
    return delimited.save(folder, "人口年龄结构", sheet, "gb18030")


def _buildings(tables: Mapping[str, list[Row]], folder: Path) -> Path:
    """Offices read coordinates off an online map, so these are GCJ-02."""
    here = np.array([[number(row["longitude"]), number(row["latitude"])] for row in tables["buildings"]])
    shifted = np.round(coordinates.from_wgs84(here, "gcj02"), 6)
    rows = [
        {**row, "longitude": float(x), "latitude": float(y), "crs": "高德"}
        for row, (x, y) in zip(tables["buildings"], shifted, strict=True)
    ]
    sheet = dress("buildings", rows, habits.BUILDINGS, style(yes="有"), _places(tables))
    return delimited.save(folder, "楼栋台账", spoil("楼栋台账", sheet), "utf-8-sig")


def _points(tables: Mapping[str, list[Row]], folder: Path) -> Path:
    sheet = dress(
        "service_points", tables["service_points"], habits.POINTS, style(sheets.native), _places(tables)
    )
    paper = Paper("演示街道服务点位台账（演示数据）", UNIT, SIGNED)
    return workbook.save(folder / "服务点位.xlsx", spoil("服务点位", sheet), paper)


def _staff(tables: Mapping[str, list[Row]], folder: Path) -> Path:
    sheet = dress("staff", tables["staff"], habits.STAFF, style(sheets.native), _places(tables))
    paper = Paper("演示街道工作力量台账（演示数据）", UNIT, SIGNED)
    return workbook.save(folder / "工作力量.xlsx", spoil("工作力量", sheet), paper)


def _people(tables: Mapping[str, list[Row]], folder: Path) -> list[Path]:
    files = []
    buildings = {str(row["building_id"]): str(row["building_name"]) for row in tables["buildings"]}
    for plan in COMMUNITIES:
        names: dict[str, Names] = {"community_id": _community_names()}
        if plan.id in {"LZY", "RMZ", "JY"}:
            names |= {"grid_id": _grid_names(tables), "paired_staff_id": _staff_names(tables)}
        if plan.id in {"LZY", "JY"}:
            names["building_id"] = buildings
        rows = of(tables["key_people"], plan.id)
        sheet = dress("key_people", rows, habits.KEY_PEOPLE[plan.id], habits.STYLES[plan.id], names)
        file = f"重点人群_{plan.name}"
        paper = Paper(f"{plan.name}重点人群台账（演示数据）", f"填报单位：{plan.name}", SIGNED)
        files.append(workbook.save(folder / f"{file}.xlsx", spoil(file, sheet), paper))
    return files


def _visits(tables: Mapping[str, list[Row]], folder: Path) -> list[Path]:
    """The long record from the visiting system, and the last month as each community sent it."""
    rows = tables["visits"]
    before = [row for row in rows if _moment(row["visit_at"]) < AUGUST]
    recent = [row for row in rows if _moment(row["visit_at"]) >= AUGUST]
    files = [_parquet(folder, "走访记录_2023年8月至2025年7月", "visits", before)]
    for plan in COMMUNITIES:
        names: dict[str, Names] = _places(tables)
        if plan.id in {"LZY", "RMZ", "SZS"}:
            names["staff_id"] = _staff_names(tables)
        habit = habits.STYLES["RMZ" if plan.id == "JY" else plan.id]
        sheet = dress("visits", of(recent, plan.id), habits.VISITS[plan.id], habit, names)
        file = f"走访记录_2025年8月_{plan.name}"
        files.append(delimited.save(folder, file, spoil(file, sheet), "gb18030"))
    return files


def _moment(value: object) -> date:
    return value.date() if isinstance(value, datetime) else date.min


def _activities(tables: Mapping[str, list[Row]], folder: Path) -> Path:
    allies = {str(row["partner_id"]): str(row["partner_name"]) for row in tables["partners"]}
    names = {**_places(tables), "partner_id": allies}
    sheet = dress("activities", tables["activities"], habits.ACTIVITIES, style(sheets.chinese), names)
    paper = Paper("演示街道活动台账（演示数据）", UNIT, SIGNED)
    return workbook.save(folder / "活动台账.xlsx", spoil("活动台账", sheet), paper)


def _cases(tables: Mapping[str, list[Row]], folder: Path) -> list[Path]:
    """One workbook for all, grouped by community; KX's August came late, as a file of its own."""
    late = [r for r in of(tables["cases"], "KX") if _moment(r["registered_at"]) >= AUGUST]
    order = [plan.id for plan in COMMUNITIES]
    rest = [r for community in order for r in of(tables["cases"], community) if r not in late]
    sheet = dress("cases", rest, habits.CASES, style(sheets.iso), _places(tables))
    paper = Paper("矛盾纠纷信访台账（演示数据）", UNIT, SIGNED, group="所属社区")
    book = workbook.save(folder / "矛盾纠纷信访台账.xlsx", spoil("矛盾纠纷信访台账", sheet), paper)
    file = "矛盾纠纷_凯旋社区_2025年8月补报"
    tail = dress("cases", late, habits.LATE_CASES, style(sheets.slashed, sheets.slashed), _places(tables))
    return [book, delimited.save(folder, file, spoil(file, tail), "gb18030")]


def _parquet(folder: Path, name: str, dataset: str, rows: Sequence[Row]) -> Path:
    """A record as a system gives it: columns by their plain names, codes as codes, native types."""
    contract = contracts.get(dataset)
    header = tuple(column.name for column in contract.columns)
    cells: list[list[Cell]] = [[_plain(row.get(column)) for column in header] for row in rows]
    sheet = spoil(name, Sheet(header, cells))
    schema = pa.schema([(column.name, TYPES[column.stored[0][1]]) for column in contract.columns])
    columns = [
        pa.array(values, type=field.type)
        for values, field in zip(zip(*sheet.rows, strict=True), schema, strict=True)
    ]
    path = folder / f"{name}.parquet"
    pq.write_table(
        pa.Table.from_arrays(columns, schema=schema), path, compression="zstd", compression_level=12
    )
    return path


def _plain(value: object) -> Cell:
    return value if isinstance(value, bool | int | float | date) or value is None else str(value)

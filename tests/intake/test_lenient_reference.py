"""A grid whose manager the staff ledger does not know is kept: everything else hangs on the grids."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from neighborcare import generation
from neighborcare.generation import questions
from neighborcare.store import lease, manifest
from neighborcare.store.home import Home

TODAY = date(2025, 9, 1)
FILES = {
    "社区.csv": "社区编码,社区名称,统计日期,户数,常住人口\nA,甲社区,2025-08-31,100,300\n",
    "网格.csv": "网格编号,网格名称,社区,网格长,户数\nA1,一网格,A,王小明,60\nA2,二网格,A,赵无名,40\n",
    "人员.csv": "人员编号,姓名,岗位,社区,上岗日期\nS1,王小明,网格员,A,2024-01-01\n",
}


def test_an_unknown_manager_is_a_warning_and_costs_no_grid(home: Home, tmp_path: Path) -> None:
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    looked = generation.look(home, [tmp_path / name for name in FILES], today=TODAY)
    grids = next(table for table in looked.tables if table.dataset == "grids")
    assert (grids.accepted, grids.rejected) == (2, 0)
    assert [(p.row, p.value, p.code, p.severity) for p in grids.problems] == [
        (3, "赵*名", "unknown_reference", "warning")
    ]
    generation.take(home, looked, today=TODAY)
    with lease.opened(home, manifest.current(home), "analyst") as con:
        managers = dict(con.execute("SELECT grid_id, manager_id FROM grids").fetchall())
    assert managers["A1"] == "S1"
    assert "赵" not in managers["A2"]  # a name that could not be looked up is kept as a hash only
    assert questions.kpis(home, ["K07"])[0]["numerator"] == 2

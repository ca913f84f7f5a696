"""What is wrong is told by row and column; the cell itself only if it is nobody's."""

from collections.abc import Callable

import pytest

from neighborcare.intake.checking import Checked

Checks = Callable[..., list[Checked]]
PEOPLE = ["档案编号", "姓名", "身份证号", "出生年月", "人员类别", "风险等级", "联系电话", "社区", "备注"]
VISITS = ["走访编号", "走访时间", "户编号", "走访人", "走访类型", "方式", "结果", "社区", "需求"]


def person(**changes: str) -> tuple[list[str], list[list[str]]]:
    usual = dict.fromkeys(PEOPLE, "") | {
        "档案编号": "P1",
        "姓名": "王秀珍",
        "人员类别": "独居",
        "风险等级": "红",
        "社区": "C1",
    }
    return PEOPLE, [list((usual | changes).values())]


def visit(**changes: str) -> tuple[list[str], list[list[str]]]:
    usual = ["V1", "2025-08-20 09:30", "H1", "S1", "探访", "上门", "正常", "C1", ""]
    return VISITS, [list((dict(zip(VISITS, usual, strict=True)) | changes).values())]


@pytest.mark.parametrize(
    ("table", "secret", "value"),
    [
        (person(身份证号="110101199001011230"), "110101199001011230", "***"),
        (person(出生年月="1952-13-40"), "1952-13", "***"),
        (visit(走访类型="电话13800138000"), "13800138000", "电话***"),
        (visit(方式="王小二家3栋501室"), "501", "王小二家3栋***"),
        (visit(走访时间="138 0013 8000"), "8000", "***"),
    ],
)
def test_a_wrong_cell_is_told_without_what_is_somebodys(
    checks: Checks, table: tuple[list[str], list[list[str]]], secret: str, value: str
) -> None:
    (checked,) = checks(table)
    (problem,) = checked.problems
    assert problem.severity == "error"
    assert problem.value == value
    assert secret not in problem.reason.zh + problem.reason.en


def test_an_unknown_name_is_told_masked_and_a_wrong_code_as_it_stands(checks: Checks) -> None:
    staff = (["工号", "姓名", "身份", "社区", "上岗日期"], [["S1", "陈松涛", "网格员", "C1", "2024-01-01"]])
    *_, visits = checks(staff, visit(走访人="赵无名", 结果="良"))
    told = {problem.name: (problem.value, problem.reason.zh) for problem in visits.problems}
    assert told["staff_id"][0] == "赵*名"
    assert "赵无名" not in told["staff_id"][1]
    assert told["result"][0] == "良"
    assert "“良”" in told["result"][1]

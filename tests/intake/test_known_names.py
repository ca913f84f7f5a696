"""Names are found in free text by mask and keyed hash alone, and only where they stand."""

from collections.abc import Callable

import duckdb
import pyarrow as pa
import pytest

from neighborcare import contracts
from neighborcare.intake.checking import Checked
from neighborcare.intake.known_names import KnownNames, guessed, hashed, masked, without_names
from neighborcare.intake.statements import macros

SECRET = "00ff"  # noqa: S105 - of no home
NAMES = ("王秀珍", "李芳", "欧阳震华", "古丽·买买提", "张三")
Checks = Callable[..., list[Checked]]


@pytest.fixture(params=["written", "on file"])
def names(request: pytest.FixtureRequest) -> KnownNames:
    if request.param == "written":
        return KnownNames.written(SECRET, NAMES)
    plain = [name.replace("·", "") for name in NAMES]
    return KnownNames.of(SECRET, [(masked(name), hashed(SECRET, name)) for name in plain])


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("王秀珍奶奶摔倒", "王*珍奶奶摔倒"),
        ("与李芳、张三商量", "与李*、张*商量"),
        ("欧阳震华来电", "欧**华来电"),
        ("古丽·买买提的孩子", "古***提的孩子"),
        ("王秀兰和李方", "王秀兰和李方"),  # others of the same family names
        ("王先生", "王先生"),
        ("王秀", "王秀"),
        ("", ""),
    ],
)
def test_known_names_are_masked_as_in_the_ledger(names: KnownNames, said: str, kept: str) -> None:
    assert names.masked(said) == kept


def test_where_every_role_reads_nobody_is_named_at_all(names: KnownNames) -> None:
    assert names.unnamed("王秀珍家的雨棚") == "某家的雨棚"


def test_another_key_finds_nobody() -> None:
    of_others = KnownNames(
        "01", KnownNames.written(SECRET, NAMES).shapes, KnownNames.written(SECRET, NAMES).hashes
    )
    assert of_others.masked("王秀珍") == "王秀珍"


def test_together_they_know_what_each_knows() -> None:
    both = KnownNames.written(SECRET, ["王秀珍"]) | KnownNames.written(SECRET, ["李芳"])
    assert both.masked("王秀珍和李芳") == "王*珍和李*"


def test_masks_and_hashes_are_those_of_the_ledgers(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(macros())
    for name in ("王", "李芳", "王秀珍", "欧阳震华", "古丽买买提", "JohnSmith"):
        ((mask, hash_),) = con.execute(
            "SELECT nc_mask($n), nc_secret($k, $n)", {"n": name, "k": SECRET}
        ).fetchall()
        assert (masked(name), hashed(SECRET, name)) == (mask, hash_)


@pytest.mark.parametrize(
    ("dataset", "column", "kept"),
    [
        ("requests", "content", "王*珍与李*"),  # about persons: workers read it
        ("topics", "title", "某与某"),  # everybody reads it
        ("partners", "partner_name", "某与李芳"),  # two letters may be part of any name of a thing
        ("grids", "grid_name", "王秀珍与李芳"),
    ],
)
def test_what_becomes_of_a_name_depends_on_who_reads_the_column(dataset: str, column: str, kept: str) -> None:
    cells = pa.array(["王秀珍与李芳"])
    found = without_names(cells, contracts.get(dataset).column(column), KnownNames.written(SECRET, NAMES))
    assert found.to_pylist() == [kept]


def test_a_file_that_tells_a_number_is_taken_to_tell_a_name_too() -> None:
    assert guessed("王秀珍 ***.xlsx") == "王*珍 ***.xlsx"
    assert guessed("走访记录 ***.xlsx") == "走访记录 ***.xlsx"


CASES = ["案件编号", "案件类型", "纠纷类别", "当事人", "登记时间", "社区", "备注"]


def test_whoever_the_tables_name_is_not_named_in_their_free_text(
    con: duckdb.DuckDBPyConnection, checks: Checks
) -> None:
    """Parties are dropped, yet their names do not stay in the remark beside them; words that are no names do."""
    row = ["A1", "调解", "邻里", "赵小六、社区", "2025-08-01", "C1", "赵小六到社区反映，电话13800138000"]
    (cases,) = checks((CASES, [row]))
    assert con.execute(f"SELECT remark FROM {cases.table}").fetchall() == [("赵*六到社区反映，电话***",)]  # noqa: S608

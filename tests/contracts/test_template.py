from pathlib import Path

import pytest
import xlsxwriter

from neighborcare import contracts
from neighborcare.contracts.template import template
from neighborcare.intake.matching import recognise
from neighborcare.intake.raw import Limits
from neighborcare.intake.table import tables


@pytest.mark.parametrize("dataset", list(contracts.catalogue()))
def test_a_template_is_recognised_as_its_own_export(dataset: str, tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    path.write_bytes(template(contracts.get(dataset)))
    (raw,) = tables(path, Limits(), lambda step: None)
    match = recognise(raw.header)
    assert match.dataset == dataset
    assert raw.size == 0
    assert not match.unmatched
    assert not match.missing


def test_the_same_contract_gives_the_same_bytes() -> None:
    contract = contracts.get("visits")
    assert template(contract) == template(contract)


def test_it_is_a_real_workbook_with_notes() -> None:
    assert xlsxwriter.__version__
    assert template(contracts.get("visits")).startswith(b"PK")

"""The data dictionary says what the contracts and the KPI catalogue say today."""

from __future__ import annotations

from pathlib import Path

import pytest
from cogapp import Cog

from neighborcare import contracts, measures
from neighborcare.measures.document import dictionary

DOCUMENT = Path(__file__).parents[2] / "docs" / "data-dictionary.md"


def test_it_is_not_stale() -> None:
    """If it is: `make docs`, or `.venv/bin/cog -r -I . docs/data-dictionary.md`."""
    assert Cog().main(["cog", "--check", str(DOCUMENT)]) == 0


@pytest.mark.parametrize("dataset", list(contracts.catalogue()))
def test_every_export_is_there_with_its_columns(dataset: str) -> None:
    contract = contracts.get(dataset)
    section = dictionary().split(f"(`{dataset}`)")[1].split("\n### ")[0]
    for column in contract.columns:
        assert f"| `{column.name}` | {column.label.zh}" in section
        assert all(f"`{code.code}`" in section for code in column.codes)


def test_every_kpi_is_there_with_its_definition() -> None:
    said = dictionary()
    for kpi in measures.catalogue().values():
        assert f"| {kpi.id} | {kpi.label.zh}" in said
        assert kpi.definition.zh in said
        assert kpi.definition.en in said


def test_a_table_stays_a_table() -> None:
    """A bar in a definition would cut a row in two."""
    rows = [line for line in dictionary().splitlines() if line.startswith("| ")]
    assert {line.replace(r"\|", "").count("|") for line in rows} == {6, 7}

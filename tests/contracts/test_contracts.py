import pytest

from neighborcare import contracts
from neighborcare.contracts import Contract
from neighborcare.errors import NotFound
from neighborcare.intake.headers import normal
from neighborcare.intake.spelling import code_of, plain

ALL = list(contracts.catalogue().values())


@pytest.mark.parametrize("contract", ALL, ids=lambda contract: contract.id)
def test_every_spelling_of_a_code_means_that_code(contract: Contract) -> None:
    for column in contract.columns:
        for code in column.codes:
            for word in code.spellings():
                assert code_of(column, word) == code.code, (column.name, word)


@pytest.mark.parametrize("contract", ALL, ids=lambda contract: contract.id)
def test_no_spelling_means_two_codes(contract: Contract) -> None:
    for column in contract.columns:
        said: dict[str, str] = {}
        for code in column.codes:
            for word in code.spellings():
                assert said.setdefault(plain(word), code.code) == code.code, (column.name, word)


@pytest.mark.parametrize("contract", ALL, ids=lambda contract: contract.id)
def test_the_names_of_columns_are_their_own(contract: Contract) -> None:
    """A synonym may be shared (编号); the name in each language and the identifier may not."""
    names = [normal(word) for column in contract.columns for word in {normal(w) for w in column.headers[:3]}]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("contract", ALL, ids=lambda contract: contract.id)
def test_rules_speak_of_columns_that_are_kept(contract: Contract) -> None:
    kept = {name for name, _ in contract.stored}
    for rule in contract.rules:
        assert set(rule.columns) <= kept


@pytest.mark.parametrize("contract", ALL, ids=lambda contract: contract.id)
def test_key_columns_are_required(contract: Contract) -> None:
    assert contract.key
    assert all(contract.column(name).required for name in contract.key)


def test_an_unknown_dataset_is_named_with_the_known_ones() -> None:
    with pytest.raises(NotFound, match="visits"):
        contracts.get("nonsense")


def test_what_is_referred_to_comes_first() -> None:
    order = list(contracts.catalogue())
    assert order.index("communities") < order.index("grids") < order.index("visits")
    assert order.index("key_people") < order.index("visits")

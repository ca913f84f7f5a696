import pytest

from neighborcare.access.roles import LABELS, ROLES, role_of


@pytest.mark.parametrize("text", [None, "", "Leader", "administrator", "worker ", 3, ["analyst"]])
def test_an_unknown_role_gets_no_more_than_a_leader(text):
    assert role_of(text) == "leader"


def test_every_role_is_named_in_both_languages():
    assert [LABELS[role].zh != LABELS[role].en for role in ROLES] == [True] * len(ROLES)

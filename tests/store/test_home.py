"""A home is its owner's alone, and its key stays the same."""

import os

import pytest

from neighborcare.store.home import Home


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps other rights")
def test_nobody_else_may_look_into_a_home(home: Home) -> None:
    home.create()
    assert home.path.stat().st_mode & 0o077 == 0


def test_the_key_is_made_once(home: Home) -> None:
    assert home.secret() == home.secret() == Home(home.path).secret()
    assert len(home.secret()) == 32

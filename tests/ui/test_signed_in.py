"""With an account the role is the account's: no switch, no address and no widget gives another one."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from neighborcare.access.roles import ROLES
from neighborcare.access.sessions import Session
from neighborcare.errors import Forbidden
from neighborcare.privacy import views
from neighborcare.store import manifest
from neighborcare.ui import menu, session, shell
from neighborcare.ui.session import KEY, ROOT

pytestmark = [pytest.mark.demo, pytest.mark.usefixtures("at_demo")]
SECONDS = 30


@pytest.fixture
def sign_in(monkeypatch, demo_home):
    """Open the application as an account, by an address that asks for something else."""
    communities = shell._communities(demo_home, manifest.current_number(demo_home))
    own, other = list(communities)[:2]

    def arrive(role, community=None, asks="analyst"):
        account = Session("id", "zhao", role, own if community is None else community, False)
        monkeypatch.setattr(shell, "signed_in", lambda _home: account)
        app = AppTest.from_file(ROOT / "neighborcare" / "ui" / "main.py", default_timeout=SECONDS)
        app.query_params["role"] = asks
        app.query_params["community"] = other
        app.query_params["lang"] = "en"
        return app.run(), own

    return arrive


@pytest.mark.parametrize("role", ROLES)
def test_role_community_and_file_are_the_accounts(sign_in, role):
    app, own = sign_in(role)
    found = app.session_state[KEY]
    assert (found.role, found.account, found.by) == (role, "zhao", "zhao")
    assert found.file == views.file_of(role, own)
    assert not [box for box in app.selectbox if box.key in {"role", "community"}]
    assert any("zhao" in block.value for block in app.html)


@pytest.mark.parametrize("role", ["leader", "presenter", "worker"])
def test_a_page_that_is_not_the_accounts_cannot_be_opened(sign_in, role):
    app, _own = sign_in(role)
    for entry in menu.entries(shell.PAGES):
        if role not in entry.roles:
            with pytest.raises(ValueError, match=entry.address):
                app.switch_page(str(entry.path))


def test_a_worker_of_a_community_without_data_sees_nothing(sign_in):
    app, _own = sign_in("worker", community="somewhere else")
    assert KEY not in app.session_state
    assert len(app.exception) == 1
    assert '<div class="page-head">' not in "".join(block.value for block in app.html)


def test_an_administrator_sees_no_page(sign_in):
    app, _own = sign_in("administrator", asks="leader")
    assert KEY not in app.session_state
    assert len(app.exception) == 1


def test_past_the_front_door_there_is_only_the_demonstration(demo_home, home, monkeypatch):
    assert session.signed_in(demo_home) is None
    monkeypatch.setenv("NEIGHBORCARE_DEMO", "0")
    with pytest.raises(Forbidden):
        session.signed_in(home)

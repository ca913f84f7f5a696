"""Every page in both languages for every role: it draws, or it says politely that it is not for that role."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from neighborcare.access.roles import ROLES
from neighborcare.text import LANGUAGES, translator
from neighborcare.ui import menu
from neighborcare.ui.session import ROOT
from neighborcare.ui.shell import PAGES

ENTRIES = menu.entries(PAGES)
ALLOWED = [(entry, role) for entry in ENTRIES for role in ROLES if role in entry.roles]
CLOSED = [(entry, role) for entry in ENTRIES for role in ROLES if role not in entry.roles]
SECONDS = 20

pytestmark = [pytest.mark.demo, pytest.mark.usefixtures("at_demo")]


def name(value: object) -> str | None:
    return value.address if isinstance(value, menu.Entry) else None


def arrive(role: str, language: str) -> AppTest:
    app = AppTest.from_file(ROOT / "neighborcare" / "ui" / "main.py", default_timeout=SECONDS)
    app.query_params["role"] = role
    app.query_params["lang"] = language
    return app.run()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("entry", "role"), ALLOWED, ids=name)
def test_page_draws(entry, role, language):
    app = arrive(role, language)
    app.switch_page(str(entry.path)).run()
    assert [error.message for error in app.exception] == []
    assert '<div class="page-head">' in "".join(block.value for block in app.html)
    assert translator(language)("This page is not part of your work area") not in "".join(
        b.value for b in app.html
    )


@pytest.mark.parametrize("entry", ENTRIES, ids=name)
def test_page_is_named_in_chinese(entry):
    assert translator("zh-CN")(entry.title) != entry.title


@pytest.mark.parametrize(("entry", "role"), CLOSED, ids=name)
def test_closed_page_cannot_be_opened(entry, role):
    app = arrive(role, "en")
    with pytest.raises(ValueError, match=entry.address):
        app.switch_page(str(entry.path))


@pytest.mark.parametrize("entry", ENTRIES, ids=name)
def test_page_past_the_front_door_shows_nothing(entry):
    """Run as a script of its own, as an old-style page address would run it."""
    app = AppTest.from_file(entry.path, default_timeout=SECONDS).run()
    assert len(app.exception) == 1
    assert len(app.main.children) == 1

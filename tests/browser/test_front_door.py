"""Through the front door with a real browser: every page by its address, in both languages, and the closed ones."""

from __future__ import annotations

import pytest

from neighborcare.access.roles import ROLES, Role
from neighborcare.text import LANGUAGES, translator
from neighborcare.ui import menu
from neighborcare.ui.shell import PAGES

ENTRIES = menu.entries(PAGES)
CLOSED = [(entry, role) for entry in ENTRIES for role in ROLES if role not in entry.roles]
NOT_YOURS = "This page is not part of your work area"

pytestmark = [pytest.mark.browser, pytest.mark.demo]


def name(value: object) -> str | None:
    return value.address if isinstance(value, menu.Entry) else None


def titles(role: Role, language: str) -> list[str]:
    return [translator(language)(entry.title) for entry in menu.permitted(ENTRIES, role)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("entry", ENTRIES, ids=name)
def test_a_deep_link_shows_the_page_whole(server, visit, entry, language):
    role = entry.roles[0]
    screen = visit(f"{server}/{entry.address}?role={role}", locale=language)
    assert screen.failures == []
    assert screen.foreign == []
    assert screen.errors == []
    assert screen.clipped == []
    assert screen.headline != translator(language)(NOT_YOURS)
    assert screen.page.title().startswith(translator(language)(entry.title))
    assert set(titles(role, language)) >= set(screen.menu[:1])
    assert screen.page.query_selector(".st-key-lang [role=radio][aria-checked=true]").inner_text() in (
        "中文",
        "EN",
    )


@pytest.mark.parametrize(("entry", "role"), CLOSED, ids=name)
def test_a_closed_page_is_not_reached_by_its_address(server, visit, entry, role):
    screen = visit(f"{server}/{entry.address}?role={role}", locale="en")
    assert screen.headline == NOT_YOURS
    assert translator("en")(entry.title) not in screen.menu
    assert screen.foreign == []


def test_the_first_visitor_of_a_fresh_server_may_come_by_a_deep_link(fresh_server, visit):
    entry = ENTRIES[-1]
    screen = visit(f"{fresh_server}/{entry.address}?role={entry.roles[0]}", locale="en")
    assert screen.failures == []
    assert screen.page.title().startswith(entry.title)
    assert screen.menu
    assert screen.page.is_visible(".st-key-lang")


@pytest.mark.parametrize(("locale", "language"), [("zh-CN", "zh-CN"), ("zh-TW", "zh-CN"), ("en-GB", "en")])
def test_the_browser_chooses_the_language(server, visit, locale, language):
    assert visit(server, locale=locale).menu[0] == titles("leader", language)[0]


def test_the_language_switch_stays_with_the_address_over_pages(server, visit):
    screen = visit(server, locale="zh-CN")
    screen.page.click(".st-key-lang >> text=EN")
    screen.page.wait_for_selector(f"[data-testid=stTopNavLink] >> text={titles('leader', 'en')[0]}")
    second = menu.permitted(ENTRIES, "leader")[1]
    screen.page.click(f"[data-testid=stTopNavSection] >> text={menu.SECTIONS[second.section]}")
    screen.page.click(f"[role=menu] a >> text={second.title}")
    screen.page.wait_for_url(f"**/{second.address}?lang=en")
    assert screen.settle().page.title().startswith(second.title)


def test_on_a_phone_nothing_is_wider_than_the_window(server, visit):
    screen = visit(server, width=390, height=844)
    assert screen.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert screen.clipped == []

"""Every parameter of every page, and every field, filled with what attackers type: nothing comes of it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html import unescape

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from neighborcare.access import accounts
from neighborcare.access.roles import TABLE
from neighborcare.store import manifest
from neighborcare.store.home import Home
from tests.injections import CORPUS

from . import exploring, wire
from .conftest import PASSWORD, ROOT, running

pytestmark = [pytest.mark.browser, pytest.mark.demo]
ASKED = re.compile(
    r"(?:settle(?:_many)?|query_params\.get|query_params\.pop)\(\s*\"(\w+)\"|query_params\[\"(\w+)\"\]"
)
ROUNDS = 6  # reruns of a page; each puts another text into each parameter
MARKUP = [text for text in CORPUS if re.search(r"<\w", text)]
ACTIVE = [text for text in CORPUS if text.startswith(("![", "[click]", "<https:"))]


def parameters() -> list[str]:
    """Every name that a page reads from its address."""
    sources = [*(ROOT / "neighborcare" / "ui").glob("*.py"), *(ROOT / "pages").glob("*.py")]
    said = (found for path in sources for found in ASKED.findall(path.read_text(encoding="utf-8")))
    return sorted({first or second for first, second in said} - {"lang"})


@pytest.fixture(scope="module")
def home(demo_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    place = Home(tmp_path_factory.mktemp("injected") / "home")
    shutil.copytree(demo_home.path, place.path)
    accounts.add(place, "anna", "analyst", password=PASSWORD)
    return place


@pytest.fixture(scope="module")
def tab(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[wire.Tab]:
    with (
        running(home, tmp_path_factory.mktemp("console") / "console.txt") as server,
        wire.tab(server, wire.sign_in(server, "anna", PASSWORD)) as opened,
    ):
        yield opened


def faults(tab: wire.Tab) -> list[str]:
    """What a page must not tell: an exception, our "something went wrong", markup or a link out of what was typed."""
    found = []
    for kind, element in exploring.elements(tab.told):
        if kind == "exception":
            found.append(element.message)
        if kind == "html":
            found += [text for text in MARKUP if text in element.body]
        if kind == "markdown" and not element.allow_html:
            found += [text for text in ACTIVE if text in element.body]
        if kind == "markdown" and element.allow_html:
            found += [text for text in MARKUP if text in element.body]
        if kind == "alert" and "server's log" in element.body:
            found.append(element.body)
    return found


def headline(tab: wire.Tab) -> str:
    return unescape(" ".join(re.findall(r"<h1>(.*?)</h1>", tab.text)))


def test_the_table_is_long_and_the_pages_do_read_their_addresses():
    assert len(CORPUS) >= 150
    assert {"area", "kpi", "month", "grid", "role", "community"} <= set(parameters())


@pytest.mark.parametrize("page", sorted(TABLE["analyst"].pages))
def test_no_parameter_of_a_page_brings_more_or_breaks_it(tab, page):
    names, at = parameters(), sorted(TABLE["analyst"].pages).index(page)
    plain = headline(tab.open(page, locale="en"))
    assert plain
    for round_ in range(ROUNDS):
        first = (at * ROUNDS + round_) * len(names)
        asked = {name: CORPUS[(first + number) % len(CORPUS)] for number, name in enumerate(names)}
        tab.open(page, asked, locale="en")
        assert faults(tab) == []
        assert headline(tab) == plain
        assert "<strong>anna</strong>" in tab.text


@pytest.mark.parametrize("page", sorted(TABLE["analyst"].pages))
def test_no_value_that_a_widget_sends_breaks_the_page(tab, page):
    tab.open(page, locale="en")
    widgets = [
        (kind, element.id)
        for kind, element in exploring.elements(tab.told)
        if kind in {"selectbox", "radio", "button_group", "multiselect", "text_input", "text_area"}
    ]
    for round_ in range(2 if widgets else 0):
        states = []
        for number, (kind, id_) in enumerate(widgets):
            text = CORPUS[(round_ * 31 + number * 7) % len(CORPUS)]
            state = WidgetState(id=id_)
            if kind in {"button_group", "multiselect"}:
                state.string_array_value.data.append(text)
            else:
                state.string_value = text
            states.append(state)
        tab.rerun(locale="en", widgets=states)
        assert faults(tab) == []
        assert "<strong>anna</strong>" in tab.text


def test_nothing_was_published_by_all_that(tab, home, demo_home):
    tab.open("overview")
    assert manifest.current_number(home) == manifest.current_number(demo_home)

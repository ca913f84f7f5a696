"""Presenting a meeting in a real browser: full screen, keys, figures opened, claims, and how fast a slide changes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from neighborcare.report import meeting as meetings
from neighborcare.report import minutes
from neighborcare.store.home import Home
from tests.browser.conftest import serving

pytestmark = [pytest.mark.browser, pytest.mark.demo]

SMALLEST = 24  # px at a width of 1920
UNIT = "示例中学"

# The smallest text that stands on the stage, in px of the screen.
TEXTS = """() => {
  const stage = document.querySelector(".stBidiComponent > * > *").shadowRoot.querySelector(".stage");
  const read = one => one.checkVisibility({visibilityProperty: true}) && !one.closest(".unseen, .bar") &&
    [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
  const sizes = [...stage.querySelectorAll("*")].filter(read).map(one => {
    const size = parseFloat(getComputedStyle(one).fontSize);
    const svg = one.closest("svg");
    return svg ? size * svg.getBoundingClientRect().width / 1920 : size;
  });
  return Math.min(...sizes);
}"""


@pytest.fixture(scope="module")
def office(demo_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Home]]:
    """A server on a street of one's own, since claims are written down."""
    place = Home(tmp_path_factory.mktemp("office") / "home")
    shutil.copytree(demo_home.path, place.path, copy_function=os.link)
    with serving(place) as address:
        yield address, place


@pytest.fixture
def show(office, visit):
    """The presenting page at 1920 × 1080, its slides started in full screen."""
    screen = visit(f"{office[0]}/present?role=presenter", width=1920, height=1080)
    screen.page.click(".start")
    screen.page.wait_for_function("document.fullscreenElement !== null")
    yield screen
    assert screen.foreign == []
    assert screen.errors == []


def at(page: Page) -> str:
    return page.get_attribute(".stage", "data-slide") or ""


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_keys_of_keyboards_and_remote_controls_turn_the_slides(show) -> None:
    page = show.page
    places = []
    for key in (
        "PageDown",
        " ",
        "ArrowRight",
        "PageUp",
        "ArrowLeft",
        "End",
        "ArrowRight",
        "Home",
        "ArrowLeft",
    ):
        press(page, key)
        places.append(at(page))
    assert places == ["2", "3", "4", "3", "2", "10", "10", "1", "1"]
    press(page, "7", "Enter")
    assert at(page) == "7"
    press(page, ".")
    assert page.is_visible(".black")
    press(page, "ArrowRight")  # any key lights the screen again and does nothing else
    assert not page.is_visible(".black")
    assert at(page) == "7"
    press(page, "F5")
    page.wait_for_function("document.fullscreenElement === null")
    assert not page.is_visible(".stage")


def test_every_text_can_be_read_from_the_back(show) -> None:
    page = show.page
    for _ in range(10):
        assert page.evaluate(TEXTS) >= SMALLEST - 0.05
        press(page, "PageDown")
    press(page, "4", "Enter", "d")
    assert page.evaluate(TEXTS) >= SMALLEST - 0.05
    press(page, "Enter")
    assert page.evaluate(TEXTS) >= SMALLEST - 0.05
    press(page, "d", "c")
    assert page.evaluate(TEXTS) >= SMALLEST - 0.05


def test_a_figure_opens_by_community_and_by_grid_with_small_ones_hidden(show) -> None:
    page = show.page
    press(page, "4", "Enter", "d")
    page.click(".panel .row:has-text('月探访率')")
    assert page.locator(".panel .row").count() == 5
    page.click(".panel .row:has-text('景园社区')")
    assert "景园社区" in page.inner_text(".panel h2")
    assert page.locator(".panel .row b:text('不公开')").count() > 0
    press(page, "ArrowLeft", "ArrowLeft", "ArrowLeft")
    assert not page.is_visible(".panel")
    assert at(page) == "4"


def test_a_unit_claims_an_item_and_it_is_written_down(show, office) -> None:
    page = show.page
    press(page, "End", "c")
    item = page.inner_text(".panel .row.offer >> nth=0 >> .name")
    press(page, "Enter")
    page.fill(".panel input[name=unit]", UNIT)
    press(page, "Enter")
    page.wait_for_selector(f".panel .row.offer:disabled:has-text('{UNIT}')")
    assert page.evaluate("document.fullscreenElement !== null")
    (kept,) = meetings.every(office[1])
    (claimed,) = minutes.read(office[1], kept.id).claimed
    assert (claimed.item, claimed.unit) == (item, UNIT)
    assert item not in page.locator(".panel .row.offer:enabled .name").all_inner_texts()


def test_without_the_right_to_full_screen_the_slides_fill_the_window(office, visit) -> None:
    screen = visit(f"{office[0]}/present?role=leader&lang=en", width=1440, height=900, dark=True)
    screen.page.evaluate(
        "() => { Element.prototype.requestFullscreen = () => Promise.reject(new Error('no')); }"
    )
    screen.page.click(".thumb >> nth=2")
    assert at(screen.page) == "3"
    box = screen.page.locator(".stage").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 1440, "height": 900}
    assert "left" in screen.page.inner_text(".timer")
    press(screen.page, "Escape")
    assert not screen.page.is_visible(".stage")


def test_every_slide_came_before_the_first_was_shown(show) -> None:
    """The server may go away: nothing is asked for while slides turn."""
    asked: list[str] = []
    show.page.on("request", lambda request: asked.append(request.url))
    press(show.page, *["PageDown"] * 9, "d", "Enter")
    assert asked == []


def test_light_and_dark_ground_follow_the_visitor(office, visit) -> None:
    for dark, ground in ((False, "rgb(255, 255, 255)"), (True, "rgb(16, 24, 31)")):
        screen = visit(f"{office[0]}/present?role=presenter", dark=dark)
        screen.page.click(".start")
        style = screen.page.evaluate(
            "getComputedStyle(document.querySelector('.stBidiComponent > * > *').shadowRoot"
            ".querySelector('.stage')).backgroundColor"
        )
        assert style == ground

"""The gate in front of the real server: the first start on an office's data, and what no session gets of another's."""

from __future__ import annotations

import re
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from neighborcare import generation
from neighborcare.access import accounts
from neighborcare.access.entrance import COOKIE
from neighborcare.store import batches
from neighborcare.store.home import Home, sha256

from .conftest import PAGE_MS, PASSWORD, SETTLED, running

pytestmark = [pytest.mark.browser]
PLACES = "社区编码,社区名称,统计日期,户数,常住人口\nJY,甲社区,2025-07-31,100,300\n"
DOOR = "main form"


def status(address: str, method: str = "GET", **headers: str) -> int:
    """How a program is answered."""
    request = urllib.request.Request(address, method=method, headers=headers)  # noqa: S310 - our own server
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


@pytest.fixture(scope="module")
def office(demo_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on a street where four people have accounts."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copytree(demo_home.path, folder / "home")
    home = Home(folder / "home")
    for name, role in (
        ("boss", "administrator"),
        ("head", "leader"),
        ("anna", "analyst"),
        ("hall", "presenter"),
    ):
        accounts.add(home, name, role, password=PASSWORD)
    with running(home, folder / "console.txt") as address:
        yield address


@pytest.fixture
def someone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en", viewport={"width": 1440, "height": 900})
    yield context
    context.close()


@pytest.fixture
def another(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en", viewport={"width": 1440, "height": 900})
    yield context
    context.close()


def sign_in(context: BrowserContext, address: str, name: str) -> Page:
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(DOOR)
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click(f"{DOOR} button")
    return page


def settled(page: Page) -> Page:
    page.wait_for_selector(SETTLED, timeout=PAGE_MS)
    page.wait_for_load_state("networkidle", timeout=PAGE_MS)
    return page


def test_the_first_start_on_an_offices_data_leads_to_the_administrator(home, tmp_path, someone, another):
    file = tmp_path / "社区.csv"
    file.write_text(PLACES, encoding="utf-8")
    generation.take(home, generation.look(home, [file]), by="command line", today=date(2025, 9, 3))
    console = tmp_path / "console.txt"
    with running(home, console) as address:
        assert status(f"{address}/healthz") == 503
        assert status(f"{address}/_stcore/host-config") == 401
        page = someone.new_page()
        page.goto(f"{address}/coverage")
        assert page.url == f"{address}/first"
        told = console.read_text(encoding="utf-8")
        assert f"{address}/first" in told
        page.fill("#code", re.findall(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", told)[0])
        page.fill("#name", "boss")
        page.fill("#new", PASSWORD)
        page.fill("#again", PASSWORD)
        page.click(f"{DOOR} button")
        page.wait_for_url("**/users")
        page.fill("#name", "head")
        page.select_option("#role", "leader")
        page.click("text=Make the account")
        first = page.inner_text(".secret")
        theirs = another.new_page()
        theirs.goto(address)
        theirs.fill("#name", "head")
        theirs.fill("#password", first)
        theirs.click(f"{DOOR} button")
        theirs.wait_for_url("**/password")
        theirs.fill("#old", first)
        theirs.fill("#new", PASSWORD)
        theirs.fill("#again", PASSWORD)
        theirs.click(f"{DOOR} button")
        settled(theirs)
        assert theirs.inner_text(".account strong") == "head"
        assert status(f"{address}/healthz") == 200


def test_an_office_of_one_begins_with_nothing_and_stands_before_its_own_upload(home, tmp_path, someone):
    console = tmp_path / "console.txt"
    with running(home, console) as address:
        page = someone.new_page()
        page.goto(address)
        make_first(page, console, own="zhao")
        page.click("text=Load the first exports")
        settled(page)
        assert page.url.startswith(f"{address}/upload")
        assert page.inner_text(".account strong") == "zhao"
        assert not page.query_selector_all("[data-testid=stAlert]")


def test_the_first_own_file_ends_the_open_demonstration_and_nothing_of_it_is_lost(
    home, tmp_path, someone, another
):
    made_up, file, console = tmp_path / "演示.csv", tmp_path / "社区.csv", tmp_path / "console.txt"
    made_up.write_text(PLACES, encoding="utf-8")
    file.write_text(PLACES.replace("300", "310"), encoding="utf-8")
    generation.take(home, generation.look(home, [made_up]), by=generation.DEMO, today=date(2025, 9, 3))
    with running(home, console) as address:
        page = someone.new_page()
        page.goto(f"{address}/upload?role=analyst&lang=en")
        settled(page)
        beside = another.new_page()
        beside.goto(f"{address}/overview?lang=en")
        settled(beside)
        page.set_input_files("input[type=file]", file)
        page.click(".st-key-take button", timeout=PAGE_MS)
        for open_page in (page, beside):
            open_page.wait_for_url("**/first*", timeout=PAGE_MS)
        assert "all of it is kept" in page.inner_text("main")
        assert "Traceback" not in console.read_text(encoding="utf-8")
        make_first(page, console, own="zhao")
        page.click("text=To the figures")
        settled(page)
        page.goto(f"{address}/upload?lang=en")
        settled(page)
        assert page.inner_text(".page-head h1").startswith("2 files make up the data")
        assert [batch.by for batch in batches.every(home) if batch.raw == sha256(file)] == ["analyst"]


def make_first(page: Page, console: Path, own: str) -> None:
    """Fill in the page of the first accounts with the code that the console shows."""
    told = console.read_text(encoding="utf-8")
    page.fill("#code", re.findall(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", told)[0])
    page.fill("#name", "boss")
    page.fill("#own", own)
    page.fill("#new", PASSWORD)
    page.fill("#again", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("main .word:not(.bad)")


@pytest.mark.demo
def test_one_comes_back_to_the_page_that_one_asked_for_with_the_accounts_role(office, someone):
    page = settled(sign_in(someone, f"{office}/visits?role=analyst&lang=en", "head"))
    assert page.url.startswith(f"{office}/visits")
    assert page.inner_text(".account").split("\n")[0] == "head"
    assert not page.query_selector(".st-key-role")
    page.goto(f"{office}/upload?role=analyst&lang=en")
    assert settled(page).inner_text(".page-head h1") == "This page is not part of your work area"


@pytest.mark.demo
def test_an_administrator_gets_to_the_accounts_only(office, someone):
    page = sign_in(someone, f"{office}/visits", "boss")
    page.wait_for_url("**/users")
    page.goto(f"{office}/visits")
    assert page.url == f"{office}/users"


@pytest.mark.demo
def test_an_export_is_fetched_by_its_own_session_and_its_link_leads_nobody_else_anywhere(
    office, someone, another
):
    page = settled(sign_in(someone, f"{office}/visits?lang=en", "anna"))
    other = settled(sign_in(another, f"{office}/overview?lang=en", "hall"))
    button = page.locator("[data-testid=stDownloadButton] button:visible").first
    with page.expect_download(timeout=PAGE_MS) as fetched:
        button.click()
    assert Path(fetched.value.path()).stat().st_size > 0
    link = fetched.value.url
    assert "/media/" in link
    assert page.request.get(link).status == 404  # once
    assert other.request.get(link).status == 404
    assert status(link) == 401


@pytest.mark.demo
def test_an_open_page_is_taken_over_and_uploaded_into_by_nobody_else(office, someone, another):
    settled(sign_in(someone, f"{office}/overview?lang=en", "anna"))
    settled(sign_in(another, f"{office}/overview?lang=en", "hall"))
    own, theirs = (_cookie(context) for context in (someone, another))
    with _websocket(office, own) as first:
        page = _page_of(first)
        with _websocket(office, theirs, page) as stolen:
            assert _page_of(stolen) != page
        place = f"{office}/_stcore/upload_file/{page}/file"
        assert status(place, "DELETE", Cookie=theirs) == 404
        assert (
            status(place, "DELETE", Cookie=own) == 403
        )  # the place is his; Streamlit asks for its own token too
        with _websocket(office, own, page) as again:
            assert _page_of(again) == page


@pytest.mark.demo
@pytest.mark.parametrize("cookie", ["", f"{COOKIE}=made-up"])
def test_a_websocket_without_a_session_does_not_open(office, cookie):
    with pytest.raises(InvalidStatus) as refused, _websocket(office, cookie):
        pass
    assert refused.value.response.status_code == 403


@pytest.mark.demo
def test_who_signs_out_in_one_window_is_out_in_the_other(office, someone):
    page = settled(sign_in(someone, f"{office}/overview?lang=en", "head"))
    window = someone.new_page()
    window.goto(f"{office}/logout?lang=en")
    window.click("text=Sign out")
    window.wait_for_url("**/login?lang=en")
    page.wait_for_url("**/login*", timeout=PAGE_MS)


def _cookie(context: BrowserContext) -> str:
    return "; ".join(
        f"{found['name']}={found['value']}" for found in context.cookies() if found["name"] == COOKIE
    )


@contextmanager
def _websocket(office: str, cookie: str, page: str = "") -> Iterator[object]:
    """A page's websocket; `page` is the open page that it asks to take up again."""
    spoken = [Subprotocol("streamlit"), Subprotocol("none")] + ([Subprotocol(page)] if page else [])
    address = office.replace("http", "ws") + "/_stcore/stream"
    headers = {"Cookie": cookie} if cookie else {}
    with connect(
        address, subprotocols=spoken, additional_headers=headers, max_size=None, proxy=None
    ) as opened:
        yield opened


def _page_of(socket: object) -> str:
    """The id by which Streamlit knows this page: its first messages tell it."""
    from streamlit.proto.BackMsg_pb2 import BackMsg

    asked = BackMsg()
    asked.rerun_script.query_string = ""
    socket.send(asked.SerializeToString())  # type: ignore[attr-defined]
    while True:
        message = ForwardMsg()
        message.ParseFromString(socket.recv(timeout=30))  # type: ignore[attr-defined]
        if message.WhichOneof("type") == "new_session":
            return str(message.new_session.initialize.session_id)

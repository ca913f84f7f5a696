"""A headless Chromium in front of the real server, with every other host blocked and counted."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, sync_playwright

from neighborcare.store.home import Home

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
FLAGS = (
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
)
START_SECONDS = 120
PAGE_MS = 30_000
PASSWORD = "blue heron over water"  # noqa: S105 - of made-up people
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning] .page-head h1"

# Text that is cut off: the element hides what overflows and more overflows than rounding explains.
CLIPPED = """() => [...document.querySelectorAll('body *')].filter(e => {
  const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
  const box = e.getBoundingClientRect();
  // What is folded away (a phone's menu) is not cut off.
  const away = b => box.right <= b.left || box.left >= b.right;
  if (away({left: 0, right: innerWidth})) return false;
  if (!own || box.width < 2 || box.height < 2 || !e.checkVisibility({visibilityProperty: true})) return false;
  for (let a = e; a && a !== document.body; a = a.parentElement) {
    const style = getComputedStyle(a);
    if (style.overflowX === 'auto' || style.overflowX === 'scroll') return false;
    const hides = ['hidden', 'clip'].includes(style.overflowX);
    if (hides && away(a.getBoundingClientRect())) return false;
    if (hides && a === e && e.scrollWidth > e.clientWidth + 1) return true;
    if (hides && a !== e && box.right > a.getBoundingClientRect().right + 2) return true;
    if (hides && a !== e && box.left < a.getBoundingClientRect().left - 2) return true;
  }
  return box.right > innerWidth + 1 || box.left < -1;
}).map(e => e.textContent.trim().slice(0, 80))"""


@dataclass
class Screen:
    """A page as one visitor sees it, and what went wrong on the way."""

    page: Page
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def settle(self, patience_ms: float = PAGE_MS) -> Screen:
        """Wait until the script has run, the pictures are drawn and nothing is on its way."""
        self.page.wait_for_selector(SETTLED, timeout=patience_ms)
        self.page.wait_for_load_state("networkidle", timeout=PAGE_MS)
        return self

    @property
    def headline(self) -> str:
        """The page's first line."""
        return self.page.inner_text(".page-head h1")

    @property
    def menu(self) -> list[str]:
        """The menu's words, those in its overflow too far to see left out."""
        return [
            link.inner_text().strip() for link in self.page.query_selector_all("[data-testid=stTopNavLink]")
        ]

    @property
    def failures(self) -> list[str]:
        """Exceptions and our own "something went wrong"."""
        found = self.page.query_selector_all("[data-testid=stException], .st-key-failure, [role=dialog]")
        return [element.inner_text() for element in found]

    @property
    def clipped(self) -> list[str]:
        """Texts that are cut off at this window's size."""
        found: list[str] = self.page.evaluate(CLIPPED)
        return found


def chromium() -> str | None:
    """The Chromium to drive: CHROMIUM, or one on the path."""
    named = [os.environ.get("CHROMIUM", "")]
    return next((found for found in map(shutil.which, [*named, *NAMES]) if found), None)


# Not for the whole run: while Playwright is open an event loop runs in this thread, and others want their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; without one the browser tests are skipped, except in CI, where they fail."""
    path = chromium()
    if path is None:
        word = "No Chromium found: install it (apt install chromium) or name it in CHROMIUM."
        pytest.fail(word) if os.environ.get("CI") else pytest.skip(word)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield running
        running.close()


@contextmanager
def serving(home: Home, *, answers: str = "healthz") -> Iterator[str]:
    """The application as `streamlit run app.py` starts it, on a free port; gives its address."""
    with _started(home, subprocess.DEVNULL) as (port, process):
        address = f"http://localhost:{port}"
        _await(f"{address}/{answers}", process)
        yield address


@contextmanager
def running(home: Home, console: Path) -> Iterator[str]:
    """The application on a home without the demonstration; what it tells its console goes to that file."""
    with console.open("wb") as told, _started(home, told, NEIGHBORCARE_DEMO="0") as (port, process):
        address = f"http://localhost:{port}"
        _await(f"{address}/_stcore/health", process)
        yield address


@contextmanager
def _started(
    home: Home, console: int | IO[bytes], **settings: str
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "app.py",
        f"--server.port={port}",
        "--server.headless=true",
    ]
    environment = os.environ | {"NEIGHBORCARE_HOME": str(home.path)} | settings
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=console, stderr=console) as process:
        try:
            yield port, process
        finally:
            process.terminate()


def _await(address: str, process: subprocess.Popen[bytes]) -> None:
    """Ask until the answer is 200 (503 means that the first street is still being built)."""
    pause = threading.Event()
    for _ in range(START_SECONDS * 10):
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own server
                return
        except OSError as error:
            if process.poll() is not None or getattr(error, "code", 503) != 503:
                pytest.fail(f"The server could not start: {error}")
            pause.wait(0.1)
    pytest.fail(f"The server was not ready within {START_SECONDS} s.")


@pytest.fixture(scope="session")
def server(demo_home: Home) -> Iterator[str]:
    """One server on the demonstration street for all tests that do not need a fresh one."""
    with serving(demo_home) as address:
        yield address


@pytest.fixture
def fresh_server(demo_home: Home) -> Iterator[str]:
    """A server that nobody has visited."""
    with serving(demo_home) as address:
        yield address


@pytest.fixture
def building_server(home: Home) -> Iterator[str]:
    """A server on an empty home that is still building its first street."""
    with serving(home, answers="_stcore/health") as address:
        yield address


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Screen]]:
    """`visit(address, locale="zh-CN", width=1440, height=900, dark=False)`: a new visitor opens an address."""
    contexts = []

    def arrive(
        address: str,
        *,
        locale: str = "zh-CN",
        width: int = 1440,
        height: int = 900,
        dark: bool = False,
        patience_ms: float = PAGE_MS,
    ) -> Screen:
        context = browser.new_context(
            locale=locale,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        screen = Screen(context.new_page())
        own = "/".join(address.split("/")[:3]) + "/"

        def hear(message: ConsoleMessage) -> None:
            # On a deep link Streamlit looks for its server below the page's own address first, and gets a 404.
            looking = "/_stcore/" in message.location.get("url", "")
            if message.type == "error" and not looking:
                screen.errors.append(message.text)
            if "Content Security Policy" in message.text:
                screen.foreign.append(message.text)

        def guard(route: Route) -> None:
            if route.request.url.startswith((own, "data:", "blob:")):
                route.continue_()
            else:
                screen.foreign.append(route.request.url)
                route.abort()

        context.route("**/*", guard)
        screen.page.on("console", hear)
        screen.page.on("pageerror", lambda error: screen.errors.append(str(error)))
        screen.page.goto(address)
        return screen.settle(patience_ms)

    yield arrive
    for context in contexts:
        context.close()

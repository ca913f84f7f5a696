"""A browser without a screen: raw requests, and the pages' websocket spoken as Streamlit's own client speaks it.

What a browser would never send can be sent here: odd targets and methods, forged headers, forged page hashes, the
ids of other sessions. What comes back is kept as bytes.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from neighborcare.access import entrance

PATIENCE = 30.0  # seconds


@dataclass(frozen=True)
class Answer:
    """What a request brought back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for found, value in self.headers if found == name), "")

    def cookies(self) -> dict[str, str]:
        pairs = (value.split(";")[0] for found, value in self.headers if found == "set-cookie")
        return {name: value.strip('"') for name, _, value in (pair.partition("=") for pair in pairs)}


def ask(server: str, target: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
    """One request exactly as it is written here; `_` in a header's name stands for `-`."""
    parts = urlsplit(server)
    told = {"host": parts.netloc, "connection": "close"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    if body is not None:
        told.setdefault("content-length", str(len(body)))
    head = f"{method} {target} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in told.items())
    with socket.create_connection(("127.0.0.1", parts.port or 80), timeout=PATIENCE) as line:
        line.sendall(f"{head}\r\n".encode("latin-1") + (body or b""))
        return _answer(b"".join(iter(lambda: line.recv(65_536), b"")))


def _answer(came: bytes) -> Answer:
    head, _, body = came.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(": ") for line in lines)
    return Answer(int(first.split(" ")[1]), tuple((name.lower(), value) for name, _, value in pairs), body)


def form(server: str, path: str, typed: Mapping[str, str], cookie: str = "") -> Answer:
    """Open one of the lobby's pages and send its first form filled in."""
    page = ask(server, path, accept="text/html", cookie=cookie)
    proof = re.search(rb'name="form" value="([^"]+)"', page.body)
    assert proof, (path, page.status)
    own = "; ".join(filter(None, (cookie, *(f"{name}={value}" for name, value in page.cookies().items()))))
    return ask(
        server,
        path,
        "POST",
        urlencode({"form": proof[1].decode(), **typed}).encode(),
        cookie=own,
        origin=server,
        content_type="application/x-www-form-urlencoded",
    )


def sign_in(server: str, name: str, password: str) -> str:
    """The cookie of a new session."""
    answer = form(server, entrance.LOGIN, {"name": name, "password": password})
    return f"{entrance.COOKIE}={answer.cookies()[entrance.COOKIE]}"


@dataclass
class Tab:
    """One open page. `heard` are the bytes of all that its browser was told, `told` the messages of the last rerun."""

    server: str
    line: ClientConnection
    cookie: str = ""
    heard: list[bytes] = field(default_factory=list)
    told: list[ForwardMsg] = field(default_factory=list)
    id: str = ""
    page: str = ""  # the hash of the page that is shown

    def __enter__(self) -> Tab:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.line.close()

    def open(
        self, page: str = "", query: Mapping[str, str] | str = "", locale: str = "zh-CN", **more: Any
    ) -> Tab:
        """Run the page with that address (its name), as a visit by link does; gives itself."""
        asked = BackMsg()
        asked.rerun_script.page_name = page
        self.page = ""
        self._run(asked, query, locale, more)
        return self

    def rerun(self, query: Mapping[str, str] | str = "", locale: str = "zh-CN", **more: Any) -> Tab:
        """Run again what is shown, with these `widgets`; `more` are fields of the client's state, forged at will."""
        asked = BackMsg()
        asked.rerun_script.page_script_hash = self.page
        self._run(asked, query, locale, more)
        return self

    def _run(
        self, asked: BackMsg, query: Mapping[str, str] | str, locale: str, more: Mapping[str, Any]
    ) -> None:
        state = asked.rerun_script
        state.query_string = query if isinstance(query, str) else urlencode(query, quote_via=quote)
        state.context_info.locale = locale
        state.context_info.timezone = "Asia/Shanghai"
        state.context_info.url = f"{self.server}/{state.page_name}"
        for widget in more.get("widgets", ()):
            state.widget_states.widgets.append(widget)
        for name, value in more.items():
            if name != "widgets":
                setattr(state, name, value)
        self.say(asked)
        self.told = list(self._until_finished())

    def say(self, message: BackMsg) -> None:
        self.line.send(message.SerializeToString())

    def hear(self, patience: float = PATIENCE) -> ForwardMsg:
        """The next message."""
        came = self.line.recv(timeout=patience)
        assert isinstance(came, bytes)
        self.heard.append(came)
        message = ForwardMsg()
        message.ParseFromString(came)
        if message.WhichOneof("type") == "new_session":
            self.id = message.new_session.initialize.session_id
            self.page = message.new_session.page_script_hash
        return message

    def _until_finished(self) -> Iterator[ForwardMsg]:
        """All messages of one run: a run that is taken up again at once (st.rerun) goes on."""
        while True:
            message = self.hear()
            yield message
            if message.WhichOneof("type") == "script_finished" and message.script_finished != GOES_ON:
                return

    @property
    def text(self) -> str:
        """What the last rerun says, with all markup."""
        return "\n".join(str(message) for message in self.told)

    @property
    def bytes(self) -> bytes:
        """What the last rerun brought."""
        return b"\n".join(message.SerializeToString() for message in self.told)

    def fetch(self, file: str) -> Answer:
        """What a click on that download brings (`file` is the button's id of what is made when asked for)."""
        asked = BackMsg()
        request = asked.backend_operation_request
        request.request_id, request.session_id, request.deferred_file.file_id = "1", self.id, file
        self.say(asked)
        while True:
            message = self.hear()
            if message.WhichOneof("type") == "backend_operation_response":
                break
        url = message.backend_operation_response.deferred_file.url
        assert url, message
        return ask(self.server, url, cookie=self.cookie)


GOES_ON = ForwardMsg.FINISHED_EARLY_FOR_RERUN


@contextmanager
def tab(server: str, cookie: str = "", *, resume: str = "", **headers: str) -> Iterator[Tab]:
    """An open websocket; `resume` is the open page that it asks to take up again."""
    spoken = [Subprotocol("streamlit"), Subprotocol("none"), *([Subprotocol(resume)] if resume else [])]
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    with connect(
        server.replace("http", "ws", 1) + "/_stcore/stream",
        subprotocols=spoken,
        additional_headers=told | ({"Cookie": cookie} if cookie else {}),
        max_size=None,
        proxy=None,
    ) as line:
        yield Tab(server, line, cookie)

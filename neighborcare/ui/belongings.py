"""Whose a file is that waits to be fetched, or the place that an upload goes to: the session's that was told of it.

Streamlit serves `/media/<id>` to whoever names the id, and takes an upload into any page that is open. So we listen to
what each websocket tells its browser: a file may be fetched by the session that heard of it and by nobody else. What
was made to be downloaded (every export here is made when it is asked for) waits for a minute and is fetched once.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import get_instance

from neighborcare.access.entrance import SESSION

FILES, PLACES = "/media/", "/_stcore/upload_file/"
FILE = re.compile(rf"{FILES}([0-9a-f]{{16,}})[.\w]*", re.ASCII)
PLACE = re.compile(rf"{PLACES}([\w-]+)/[\w-]+", re.ASCII)
SHORT = 20_000  # bytes; a button's message is shorter
MINUTE = 60.0  # seconds that an export waits
REQUESTS = 2  # of one click: Streamlit's page looks whether the file is there, then the browser fetches it
KEPT_FILES, KEPT_SESSIONS = 2000, 500  # pictures of a session, sessions


@dataclass(slots=True)
class _Heard:
    """What one session was told of: its pages' pictures and buttons that make exports; exports, until when they wait
    and for how many requests.
    """

    pictures: OrderedDict[str, None] = field(default_factory=OrderedDict)
    buttons: OrderedDict[str, None] = field(default_factory=OrderedDict)
    exports: dict[str, tuple[float, int]] = field(default_factory=dict)


_heard: OrderedDict[str, _Heard] = OrderedDict()
_lock = threading.Lock()


def overhear(session_id: str, message: bytes) -> None:
    """Note which files a message to the session's browser names, and which button would make one."""
    told = _told(message)
    if told is None:
        return
    urls, is_export = _urls(told)
    files = {found[1] for found in map(FILE.fullmatch, urls) if found}
    button = told.delta.new_element.download_button.deferred_file_id
    if not files and not button:
        return
    now = time.monotonic()
    with _lock:
        heard = _heard.setdefault(session_id, _Heard())
        _heard.move_to_end(session_id)
        if button:
            heard.buttons[button] = None
        elif is_export:
            waiting = {file: left for file, left in heard.exports.items() if left[0] > now}
            heard.exports = waiting | dict.fromkeys(files, (now + MINUTE, REQUESTS))
        else:
            heard.pictures.update(dict.fromkeys(files))
        _shorten(heard.pictures, KEPT_FILES)
        _shorten(heard.buttons, KEPT_FILES)
        _shorten(_heard, KEPT_SESSIONS)


def owns(method: str, path: str, session_id: str) -> bool:
    """Whether what lies at the path is this session's own; True for every path that is nobody's in particular.

    Once an export was fetched, the same address leads nowhere. Nor does an address that is written in any other way
    than ours are: Streamlit would take a line's end after it for the same file.
    """
    if path.startswith(FILES):
        file = FILE.fullmatch(path)
        return file is not None and _may_fetch(file[1], session_id, is_taken=method == "GET")
    if path.startswith(PLACES):
        place = PLACE.fullmatch(path)
        return place is not None and _owner(place[1]) == session_id
    return True


def may_say(session_id: str, message: bytes) -> bool:
    """Whether a browser may say that: Streamlit makes an export for whoever names its button."""
    said = _said(message)
    button = said.backend_operation_request.deferred_file.file_id if said else ""
    with _lock:
        return not button or button in _heard.get(session_id, _Heard()).buttons


def is_deed(message: bytes) -> bool:
    """Whether a message of a browser is something that its user did: a page may also run again by itself."""
    said = _said(message)
    return (
        said is not None
        and not said.rerun_script.is_auto_rerun
        and said.WhichOneof("type") != "app_heartbeat"
    )


def farewell(address: str) -> bytes:
    """The message that sends an open page to another address of ours."""
    message = ForwardMsg()
    message.auth_redirect.url = address
    return bytes(message.SerializeToString())


def _may_fetch(file: str, session_id: str, *, is_taken: bool) -> bool:
    with _lock:
        heard = _heard.get(session_id, _Heard())
        until, requests = heard.exports.get(file, (0.0, 0))
        if is_taken and requests:
            heard.exports[file] = (until, requests - 1)
        return file in heard.pictures or (requests > 0 and until > time.monotonic())


def _told(message: bytes) -> ForwardMsg | None:
    """What a browser is told, where a file or a button may be in it."""
    if len(message) > SHORT and FILES.encode() not in message:
        return None
    told = ForwardMsg()
    try:
        told.ParseFromString(message)
    except DecodeError:
        return None
    return told


def _said(message: bytes) -> BackMsg | None:
    said = BackMsg()
    try:
        said.ParseFromString(message)
    except DecodeError:
        return None
    return said


def _urls(told: ForwardMsg) -> tuple[list[str], bool]:
    """Where Streamlit names files in a message, and whether that answers a click on a download.

    Only there: what somebody typed comes back on his page, and would otherwise make any file his.
    """
    if told.WhichOneof("type") == "backend_operation_response":
        return [told.backend_operation_response.deferred_file.url], True
    return [picture.url for picture in told.delta.new_element.imgs.imgs], False


def _owner(page: str) -> str | None:
    """The session by which the websocket of an open page came in."""
    client = get_instance().get_client(page)
    context = client.client_context if client else None
    if context is None:
        return None
    return {name.lower(): value for name, value in context.headers}.get(SESSION)


def _shorten(
    kept: OrderedDict[str, object] | OrderedDict[str, None] | OrderedDict[str, _Heard], most: int
) -> None:
    while len(kept) > most:
        kept.popitem(last=False)

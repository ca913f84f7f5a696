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
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import get_instance

from neighborcare.access.entrance import SESSION

TOLD = re.compile(rb"/media/([0-9a-f]{16,})")
MEDIA = re.compile(r"/media/(.+)")
UPLOAD = re.compile(r"/_stcore/upload_file/([^/]+)/.*")
MINUTE = 60.0  # seconds that an export waits
REQUESTS = 2  # of one click: Streamlit's page looks whether the file is there, then the browser fetches it
KEPT_FILES, KEPT_SESSIONS = 2000, 500  # pictures of a session, sessions


@dataclass(slots=True)
class _Heard:
    """What one session was told of: its pages' pictures; exports, until when they wait and for how many requests."""

    pictures: OrderedDict[str, None] = field(default_factory=OrderedDict)
    exports: dict[str, tuple[float, int]] = field(default_factory=dict)


_heard: OrderedDict[str, _Heard] = OrderedDict()
_lock = threading.Lock()


def overhear(session_id: str, message: bytes) -> None:
    """Note which files a message to the session's browser names."""
    files = {found.decode() for found in TOLD.findall(message)}
    if not files:
        return
    is_export = _is_export(message)
    now = time.monotonic()
    with _lock:
        heard = _heard.setdefault(session_id, _Heard())
        _heard.move_to_end(session_id)
        if is_export:
            waiting = {file: left for file, left in heard.exports.items() if left[0] > now}
            heard.exports = waiting | dict.fromkeys(files, (now + MINUTE, REQUESTS))
        else:
            heard.pictures.update(dict.fromkeys(files))
        _shorten(heard.pictures, KEPT_FILES)
        _shorten(_heard, KEPT_SESSIONS)


def owns(method: str, path: str, session_id: str) -> bool:
    """Whether what lies at the path is this session's own; True for every path that is nobody's in particular.

    Once an export was fetched, the same address leads nowhere.
    """
    media, upload = MEDIA.fullmatch(path), UPLOAD.fullmatch(path)
    if upload:
        return _owner(upload[1]) == session_id
    return media is None or _may_fetch(media[1].split(".")[0], session_id, is_taken=method == "GET")


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


def _is_export(message: bytes) -> bool:
    """Whether this answers a click on a download; everything else that names files is part of a page."""
    told = ForwardMsg()
    try:
        told.ParseFromString(message)
    except DecodeError:
        return False
    return bool(told.WhichOneof("type") == "backend_operation_response")


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

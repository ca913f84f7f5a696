"""The server's log tells of no person: what a message quotes, names and long numbers are left out before it is written.

Records are cleaned where they are made, so that no logger or handler of any library sees more. An exception keeps
its kind, its place in the code and its words; what the words were filled with goes.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from neighborcare.errors import UserError

GONE = "…"
# Quoted values (a cell, a key), addresses of pages with what was asked, Chinese words, e-mail addresses, and digits
# that could be a telephone's or an identity card's.
_QUERY = re.compile(r"(?<=[\w/])\?[^\s'\"<>]+")
_QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|“[^”\n]*”|‘[^’\n]*’|「[^」\n]*」|`[^`\n]*`")
_CHINESE = re.compile(
    r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff][\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff*·○]*"
)
_MAIL = re.compile(r"[\w.+-]+@[\w.-]+")
_NUMBER = re.compile(r"\d(?:[  .\-–—()（）]?\d){6,}[XxＸｘ]?")

_log = logging.getLogger("neighborcare")
_plain = logging.LogRecord


def install() -> None:
    """Clean every record of this process from now on, and let exceptions that nobody caught go through it too."""
    logging.setLogRecordFactory(_record)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable


def scrubbed(text: str) -> str:
    """A message without what could be somebody's."""
    for pattern, kept in ((_QUERY, f"?{GONE}"), (_QUOTED, f"“{GONE}”")):
        text = pattern.sub(kept, text)
    for pattern in (_MAIL, _CHINESE, _NUMBER):
        text = pattern.sub(GONE, text)
    return text


def told(error: BaseException) -> str:
    """An exception with what led to it as the log may have it: kinds, places in the code, words without values."""
    return "\n".join(_chain(error, set()))


def _chain(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and id(cause) not in seen:
        yield from _chain(cause, seen)
        yield "\nThat led to:\n"
    yield "Traceback (most recent call last):"
    yield "".join(traceback.format_tb(error.__traceback__)).rstrip("\n")
    yield f"{type(error).__module__}.{type(error).__qualname__}: {_words(error)}"
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield "\nOne of them:\n"
            yield from _chain(one, seen)


def _words(error: BaseException) -> str:
    # What a UserError's sentence is filled with (a file's name, a cell) is for its reader alone.
    return error.message if isinstance(error, UserError) else scrubbed(str(error))


def _record(*given: Any, **named: Any) -> logging.LogRecord:  # noqa: ANN401 - as logging calls it
    record = _plain(*given, **named)
    if record.name == "uvicorn.access" and isinstance(record.args, tuple):
        # Its formatter wants the five parts.
        record.args = tuple(scrubbed(part) if isinstance(part, str) else part for part in record.args)
        return record
    record.msg, record.args = scrubbed(_message(record)), ()
    if record.exc_info and record.exc_info[1] is not None:
        record.exc_text, record.exc_info = told(record.exc_info[1]), None
    return record


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        return str(record.msg)


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    _log.critical("Uncaught", exc_info=(kind, error, trace))


def _uncaught_in_thread(about: threading.ExceptHookArgs) -> None:
    if about.exc_value is not None and not isinstance(about.exc_value, SystemExit):
        _log.critical("Uncaught in a thread", exc_info=about.exc_value)


def _unraisable(about: sys.UnraisableHookArgs) -> None:
    if about.exc_value is not None:
        _log.error("Could not be raised", exc_info=about.exc_value)

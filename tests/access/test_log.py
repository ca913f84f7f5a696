"""What the server's log may say: where something failed, and nothing of whom it was about."""

import io
import logging
import sys
import threading
import tomllib
from pathlib import Path

import duckdb
import pytest
from streamlit.error_util import handle_user_script_exception
from streamlit.logger import get_logger

from neighborcare.access import log
from neighborcare.errors import UserError
from neighborcare.ui import door

# Made up; the number's check digit is wrong on purpose.
NAME, NUMBER, PHONE, ROOM = "王秀珍", "110101194403071234", "138 0013 8000", "3号楼2单元501室"
SEEDED = (NAME, NUMBER, PHONE, ROOM, "Wang Xiuzhen")


@pytest.fixture
def written(monkeypatch):
    """What every logger of the process writes, once the log is kept clean."""
    before = logging.getLogRecordFactory()
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    log.install()
    target = io.StringIO()
    handler = logging.StreamHandler(target)
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))
    loggers = [logging.getLogger(), *(get_logger(name) for name in ("streamlit.error_util", "uvicorn.error"))]
    for logger in loggers:
        logger.addHandler(handler)
    yield target
    for logger in loggers:
        logger.removeHandler(handler)
    logging.setLogRecordFactory(before)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


def assert_nobody(text):
    assert [one for one in SEEDED if one in text or one.replace(" ", "") in text] == []


@pytest.mark.parametrize(
    "error",
    [
        KeyError(NAME),
        ValueError(f"row of {NAME} ({NUMBER}) cannot be read"),
        ValueError(f"invalid literal for int() with base 10: '{PHONE}'"),
        ValueError(f"call {PHONE}, {PHONE.replace(' ', '-')} or ０１０－６２３４５６７８"),
        RuntimeError(f"name = '{NAME}' AND address = \"{ROOM}\" found nothing"),
        UserError("There is no file {file}.", file="Wang Xiuzhen.xlsx"),
    ],
)
def test_an_exception_says_where_but_not_whose(error, written):
    try:
        raise error
    except Exception as caught:
        logging.getLogger("any.library").exception("It failed for %s", NAME)
        handle_user_script_exception(caught, door.show_failure)
    text = written.getvalue()
    assert text.count("test_log.py") >= 2  # the trace is there
    assert type(error).__name__ in text
    assert_nobody(text)


def test_the_database_s_own_words_are_cleaned(written):
    con = duckdb.connect()
    con.execute("CREATE TABLE people (name VARCHAR PRIMARY KEY)")
    con.execute("INSERT INTO people VALUES (?)", [NAME])
    for question in (
        f"SELECT cast('{NUMBER}{NAME}' AS INTEGER)",
        f"INSERT INTO people VALUES ('{NAME}')",  # noqa: S608 - a bug of ours, as it would be logged
        f"SELECT * FROM people WHERE nam = '{NAME}' AND phone = {NUMBER}",  # noqa: S608
    ):
        with pytest.raises(duckdb.Error) as raised:
            con.execute(question)
        assert any(one in str(raised.value) for one in SEEDED)  # else this tests nothing
        logging.getLogger("uvicorn.error").error("failed", exc_info=raised.value)
    text = written.getvalue()
    assert "ConversionException" in text
    assert "ConstraintException" in text
    assert_nobody(text)


def test_what_led_to_it_and_groups_are_cleaned_too(written):
    try:
        try:
            int(NAME)
        except ValueError as first:
            raise ExceptionGroup(NAME, [KeyError(NUMBER), LookupError(f"'{ROOM}'")]) from first
    except ExceptionGroup as group:
        group.add_note(PHONE)
        logging.getLogger("asyncio").error("task", exc_info=group)
    text = written.getvalue()
    assert all(kind in text for kind in ("ValueError", "ExceptionGroup", "KeyError", "LookupError"))
    assert_nobody(text)


def test_what_nobody_caught_in_a_thread_is_cleaned(written, capfd):
    def fail():
        raise ValueError(NAME)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert "ValueError" in written.getvalue()
    assert_nobody(written.getvalue() + "".join(capfd.readouterr()))


def test_an_address_is_logged_without_what_was_asked(written):
    access = logging.getLogger("uvicorn.access")
    record = access.makeRecord(
        "uvicorn.access",
        logging.INFO,
        "",
        0,
        '%s - "%s %s HTTP/%s" %d',
        ("127.0.0.1:1", "GET", f"/visits?q={NAME}&phone={NUMBER}", "1.1", 200),
        None,
    )
    assert record.getMessage() == '127.0.0.1:1 - "GET /visits?… HTTP/1.1" 200'
    logging.getLogger("other").warning("GET http://localhost:8501/today?community=C1&name=%s", NAME)
    assert "today?…" in written.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "Uvicorn server started on 127.0.0.1:8501",
        "Binder Error: table list_overdue has 12 columns but 11 values were supplied",
        "generation g000012 was built in 12.5 s",
    ],
)
def test_what_is_nobody_s_stays(text):
    assert log.scrubbed(text) == text


def test_the_screen_never_shows_an_exception():
    """Streamlit's own dialog is off; the page says a sentence (`door.show_failure`)."""
    settings = tomllib.loads((Path(door.__file__).parents[2] / ".streamlit" / "config.toml").read_text())
    assert settings["client"]["showErrorDetails"] == "none"
    assert settings["logger"]["enableRich"] is False

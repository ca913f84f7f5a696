"""Files to fetch and places to upload to belong to the session that was told of them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from neighborcare.ui import belongings

FILE = "c05af54e691da24a0439100daebe0e5c"


@pytest.fixture(autouse=True)
def _nobody_heard_anything(monkeypatch):
    monkeypatch.setattr(belongings, "_heard", belongings.OrderedDict())


def picture(file=FILE):
    """A message that draws a picture."""
    message = ForwardMsg()
    message.delta.new_element.imgs.imgs.add().url = f"/media/{file}.png"
    return message.SerializeToString()


def export(file=FILE):
    """The answer to a click on a download."""
    message = ForwardMsg()
    message.backend_operation_response.deferred_file.url = f"/media/{file}.xlsx"
    return message.SerializeToString()


def fetch(session_id, file=FILE, method="GET"):
    return belongings.owns(method, f"/media/{file}.xlsx", session_id)


def test_a_picture_is_fetched_by_the_session_that_shows_it_again_and_again(monkeypatch):
    belongings.overhear("a", picture())
    later = belongings.time.monotonic() + 3600
    monkeypatch.setattr(belongings.time, "monotonic", lambda: later)
    assert [fetch("a"), fetch("a"), fetch("b")] == [True, True, False]


def test_an_export_is_fetched_once_and_by_nobody_else():
    belongings.overhear("a", export())
    assert not fetch("b")
    assert fetch("a", method="HEAD")
    looked, fetched, again = (
        fetch("a"),
        fetch("a"),
        fetch("a"),
    )  # a click asks whether it is there, and fetches
    assert [looked, fetched, again] == [True, True, False]


def test_an_export_waits_for_a_minute(monkeypatch):
    belongings.overhear("a", export())
    later = belongings.time.monotonic() + belongings.MINUTE + 1
    monkeypatch.setattr(belongings.time, "monotonic", lambda: later)
    assert not fetch("a")


def test_asked_for_again_an_export_can_be_fetched_again():
    for _ in range(2):
        belongings.overhear("a", export())
        assert [fetch("a"), fetch("a"), fetch("a")] == [True, True, False]


@pytest.mark.parametrize(
    "name", ["x/../{}", "{}/..", "../{}", "%2e%2e/{}", "", "{}.png\n", "\n{}", "{}\0", "{}\n\n"]
)
@pytest.mark.parametrize("who", ["a", "b"])
def test_no_other_spelling_leads_there(name, who):
    belongings.overhear("a", picture())
    assert not belongings.owns("GET", f"/media/{name.format(FILE)}", who)


def test_what_somebody_typed_makes_no_file_his():
    for message in (ForwardMsg(), ForwardMsg()):
        message.delta.new_element.html.body = f"<p>/media/{FILE}.png</p>"
        message.page_info_changed.query_string = f"q=/media/{FILE}.png"
        belongings.overhear("b", message.SerializeToString())
    assert not fetch("b")


def test_what_a_user_does_is_told_from_a_page_that_runs_by_itself():
    click, tick, beat = BackMsg(), BackMsg(), BackMsg()
    click.rerun_script.query_string = ""
    tick.rerun_script.is_auto_rerun = True
    beat.app_heartbeat = True
    told = [belongings.is_deed(message.SerializeToString()) for message in (click, tick, beat)]
    assert told == [True, False, False]
    assert not belongings.is_deed(b"\xff\xff")


def test_what_is_no_message_of_streamlits_opens_no_more_than_a_picture():
    belongings.overhear("a", b"\xff\xff /media/" + FILE.encode())
    assert not fetch("b")


def test_many_sessions_and_files_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(belongings, "KEPT_FILES", 3)
    monkeypatch.setattr(belongings, "KEPT_SESSIONS", 2)
    for number in range(5):
        belongings.overhear("a", picture(f"{number:032x}"))
    assert [fetch("a", f"{number:032x}") for number in range(5)] == [False, False, True, True, True]
    for session in ("b", "c"):
        belongings.overhear(session, picture())
    assert list(belongings._heard) == ["b", "c"]


def test_an_upload_goes_into_the_own_page_only(monkeypatch):
    def client(page):
        headers = [("X-NeighborCare-Session", "a")]
        return SimpleNamespace(client_context=SimpleNamespace(headers=headers)) if page == "page" else None

    monkeypatch.setattr(belongings, "get_instance", lambda: SimpleNamespace(get_client=client))
    assert belongings.owns("PUT", "/_stcore/upload_file/page/file", "a")
    assert not belongings.owns("PUT", "/_stcore/upload_file/page/file", "b")
    assert not belongings.owns("PUT", "/_stcore/upload_file/unknown/file", "a")
    for spelling in ("page/file\n", "page\n/file", "page", "page/", "", "page/file/more"):
        assert not belongings.owns("PUT", f"/_stcore/upload_file/{spelling}", "b")


@pytest.mark.parametrize(
    "path", ["/", "/static/media/font.woff2", "/app/static/style.json", "/_stcore/stream"]
)
def test_what_is_nobodys_is_everybodys(path):
    assert belongings.owns("GET", path, "a")


def test_the_farewell_sends_the_browser_to_the_door():
    message = ForwardMsg()
    message.ParseFromString(belongings.farewell("/login"))
    assert message.auth_redirect.url == "/login"


def test_an_export_is_made_for_the_session_that_has_the_button():
    button, click = ForwardMsg(), BackMsg()
    button.delta.new_element.download_button.deferred_file_id = FILE
    click.backend_operation_request.deferred_file.file_id = FILE
    belongings.overhear("a", button.SerializeToString())
    told = [belongings.may_say(session, click.SerializeToString()) for session in ("a", "b")]
    assert told == [True, False]
    assert belongings.may_say("b", BackMsg(stop_script=True).SerializeToString())

"""Failed attempts: the wait grows, ends, and tells nobody who has an account."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from neighborcare.access import attempts, moments, register
from neighborcare.access.moments import Moment


@pytest.fixture
def later(monkeypatch):
    kept = [moments.now()]
    monkeypatch.setattr(moments, "now", lambda: kept[0])

    def move(seconds):
        kept[0] = replace(kept[0], steady=kept[0].steady + seconds)

    return move


def fail(home, times, name="anna", address="10.0.0.7"):
    for _ in range(times):
        attempts.note(home, name, address)


def test_a_few_failures_cost_nothing_then_the_wait_doubles_up_to_a_limit(home, later):
    fail(home, attempts.FREE - 1)
    assert attempts.wait(home, "anna") == 0
    waits = []
    for _ in range(8):
        fail(home, 1)
        waits.append(attempts.wait(home, "Anna "))
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]


def test_a_wait_ends_by_itself(home, later):
    fail(home, attempts.FREE)
    later(29)
    assert attempts.wait(home, "anna") == pytest.approx(1)
    later(2)
    assert attempts.wait(home, "anna") == 0


def test_a_colleague_and_another_address_do_not_wait(home, later):
    fail(home, attempts.FREE + 2)
    assert attempts.wait(home, "wang", "10.0.0.7") == 0
    assert attempts.wait(home, "wang", "10.0.0.8") == 0


def test_trying_one_password_on_many_names_makes_the_address_wait(home, later):
    for number in range(attempts.FREE_ADDRESS):
        attempts.note(home, f"name{number}", "10.0.0.7")
    assert attempts.wait(home, "somebody", "10.0.0.7") == 30
    assert attempts.wait(home, "somebody", "10.0.0.8") == 0


def test_failures_are_forgotten_after_a_success_or_a_day(home, later):
    fail(home, 9)
    attempts.forget(home, "anna")
    assert attempts.wait(home, "anna") == 0
    fail(home, 9)
    later(attempts.FORGOTTEN + 1)
    fail(home, 1)
    assert attempts.wait(home, "anna") == 0


def test_what_was_typed_is_not_kept(home, later):
    attempts.note(home, "my secret password in the wrong field", "10.0.0.7")
    assert b"my secret password" not in (home.path / register.NAME).read_bytes()
    assert b"10.0.0.7" not in (home.path / register.NAME).read_bytes()


def test_another_process_counts_on_where_this_one_stopped(home):
    counting = (
        "from pathlib import Path; from neighborcare.access import attempts; from neighborcare.store.home import Home; "
        f"attempts.note(Home(Path({str(home.path)!r})), 'anna', '10.0.0.7')"
    )
    fail(home, attempts.FREE - 1)
    subprocess.run([sys.executable, "-c", counting], check=True, cwd=Path(__file__).parents[2])
    assert 25 < attempts.wait(home, "anna") <= 30
    assert attempts.wait(home, "wang") == 0


def test_setting_the_clock_back_shortens_no_wait(home, later, monkeypatch):
    fail(home, attempts.FREE)
    before = moments.now()
    restarted = Moment("another run", 1.0, before.wall - 86400)
    monkeypatch.setattr(moments, "now", lambda: restarted)
    assert attempts.wait(home, "anna") == 30  # and it runs from now on, not from a day that is still to come
    monkeypatch.setattr(moments, "now", lambda: replace(restarted, steady=31.5))
    assert attempts.wait(home, "anna") == 0
    fail(home, 1)
    assert attempts.wait(home, "anna") == 60

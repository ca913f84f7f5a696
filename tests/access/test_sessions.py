"""Sessions: found by the hash of a token, over by limits that no clock can be set against."""

from dataclasses import replace

import pytest

from neighborcare.access import moments, register, sessions


@pytest.fixture
def clock(monkeypatch):
    """A clock that only this test moves: clock(seconds), or clock.restart(wall seconds apart)."""

    class Clock:
        now = moments.now()

        def __call__(self, seconds: float) -> None:
            self.now = replace(self.now, steady=self.now.steady + seconds, wall=self.now.wall + seconds)

        def restart(self, apart: float) -> None:
            self.now = moments.Moment("another run", 1.0, self.now.wall + apart)

        def set_back(self) -> None:
            self.now = replace(self.now, wall=0.0)

    made = Clock()
    monkeypatch.setattr(moments, "now", lambda: made.now)
    return made


def begin(home, account="anna"):
    return sessions.identity(sessions.start(home, account))


def test_a_session_says_who_came_in(people):
    found = sessions.find(people, begin(people, "wang"))
    assert found is not None
    assert (found.account, found.role, found.community, found.must_change) == ("wang", "worker", "C1", False)


def test_the_home_keeps_no_token_and_its_id_opens_nothing(people):
    token = sessions.start(people, "anna")
    assert token.encode() not in (people.path / register.NAME).read_bytes()
    assert sessions.find(people, sessions.identity(sessions.identity(token))) is None
    assert sessions.find(people, token) is None


def test_half_an_hour_without_a_request_is_the_end(people, clock):
    own = begin(people)
    clock(sessions.IDLE - 1)
    assert sessions.find(people, own, is_active=True) is not None
    clock(sessions.IDLE - 1)
    assert sessions.find(people, own) is not None
    clock(2)
    assert sessions.find(people, own) is None


def test_being_looked_at_is_not_being_active(people, clock):
    own = begin(people)
    for _ in range(7):
        clock(sessions.IDLE / 6)
        found = sessions.find(people, own)
    assert found is None


def test_a_meetings_slide_may_stand_for_long(people, clock):
    own = begin(people, "hall")
    clock(sessions.IDLE * 3)
    assert sessions.find(people, own) is not None
    clock(sessions.IDLE_MEETING)
    assert sessions.find(people, own) is None


def test_after_a_working_day_the_password_is_asked_for_again_however_active_one_is(people, clock):
    own = begin(people)
    for _ in range(int(sessions.LONGEST / 1000)):
        assert sessions.find(people, own, is_active=True) is not None
        clock(1000)
    clock(1)
    assert sessions.find(people, own, is_active=True) is None


def test_setting_the_wall_clock_back_gives_no_time(people, clock):
    own = begin(people)
    clock.set_back()
    clock(sessions.IDLE + 1)
    assert sessions.find(people, own) is None


def test_a_restart_keeps_a_session_and_its_age(people, clock):
    own = begin(people)
    clock(600)
    assert sessions.find(people, own, is_active=True) is not None
    clock.restart(60)
    assert sessions.find(people, own, is_active=True) is not None
    clock(sessions.IDLE + 1)
    assert sessions.find(people, own) is None


def test_a_clock_set_back_across_a_restart_ends_the_session(people, clock):
    own = begin(people)
    clock.restart(-60)
    assert sessions.find(people, own) is None


def test_the_oldest_of_too_many_sessions_goes(people, clock):
    made = []
    for _ in range(sessions.MOST + 1):
        clock(1)
        made.append(begin(people))
    assert sessions.find(people, made[0]) is None
    assert all(sessions.find(people, one) for one in made[1:])
    assert sessions.count(people) == {"anna": sessions.MOST}

"""Passwords: what they cost, which are good enough, and one-time ones."""

import re
import time

import pytest
from argon2.profiles import RFC_9106_LOW_MEMORY

from neighborcare.access import passwords
from neighborcare.errors import UserError


@pytest.fixture
def real_costs(monkeypatch):
    passwords._nobody.cache_clear()
    monkeypatch.setattr(passwords, "HASHER", passwords.PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY))


def test_a_password_costs_an_attacker_argon2id_with_64_mib(real_costs):
    kept = passwords.hashed("blue heron over water")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.matches(kept, "blue heron over water")
    assert not passwords.matches(kept, "blue heron over water ")
    assert not passwords.is_outdated(kept)


def test_a_name_that_nobody_has_takes_as_long_as_one_that_somebody_has(real_costs):
    kept = passwords.hashed("blue heron over water")
    passwords.matches("", "warm up")
    spent = {}
    for name in (kept, ""):
        began = time.process_time()
        assert not passwords.matches(name, "a wrong password")
        spent[name] = time.process_time() - began
    assert 0.3 < spent[kept] / spent[""] < 3


def test_no_two_hashes_are_alike_and_a_broken_one_lets_nobody_in():
    assert passwords.hashed("blue heron") != passwords.hashed("blue heron")
    assert not passwords.matches("$argon2id$broken", "blue heron")


@pytest.mark.parametrize(
    "password",
    [
        *("short", "aaaaaaaaaaaaaaaa", "abababababab", "x" * 201, "wangming2025", ""),
        *(
            "1234567890",
            "13900000000",
            "Password123456",
            "qwertyuiop123",
            "woaini1234567890",
            "NeighborCare!1",
        ),
    ],
)
def test_a_weak_password_is_refused(password):
    with pytest.raises(UserError):
        passwords.check(password, "wangming")


def test_nor_does_the_very_first_name_that_nobody_has_take_longer(real_costs, monkeypatch):
    kept = passwords.hashed("blue heron over water")
    made = []
    monkeypatch.setattr(passwords, "hashed", lambda text: made.append(text) or kept)
    passwords.matches(kept, "a wrong password")
    assert len(made) == 1
    passwords.matches("", "a wrong password")
    assert len(made) == 1


@pytest.mark.parametrize("password", ["correct horse battery", "梅兰竹菊春夏秋冬东南", "tN8#kq-Zr1p"])
def test_a_good_password_is_taken(password):
    passwords.check(password, "wangming")


def test_one_time_passwords_can_be_read_out_and_differ():
    made = {passwords.one_time() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"([2-9A-HJKMNP-Z]{4}-){3}[2-9A-HJKMNP-Z]{4}", one) for one in made)

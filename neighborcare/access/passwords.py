"""Passwords: argon2id, what makes one good enough, and one-time passwords that can be read out on the telephone."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from neighborcare.errors import UserError
from neighborcare.text import N_

HASHER = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)  # 64 MiB, three passes: 0.1 s here
SHORTEST, LONGEST, DIFFERENT = 10, 200, 5
COMMON = (
    *(
        "1234567890",
        "123456789",
        "12345678",
        "123456",
        "qwertyuiop",
        "qwerty",
        "asdfgh",
        "zxcvbn",
        "1qaz2wsx",
    ),
    *("password", "passw0rd", "p@ssw0rd", "admin", "welcome", "iloveyou", "woaini", "mima", "neighborcare"),
)
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another
GROUPS, GROUP = 4, 4


def hashed(password: str) -> str:
    """The password's argon2id hash with its own salt and costs. 0.1 s of one core and 64 MiB on purpose."""
    return HASHER.hash(password)


def matches(kept: str, password: str) -> bool:
    """Whether this is the password; as slow for an account that does not exist (`kept` empty)."""
    nobodys = _nobody()  # made once, before it is known whether it is needed
    try:
        HASHER.verify(kept or nobodys, password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return bool(kept)


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with other costs than today's."""
    return HASHER.check_needs_rehash(kept)


def check(password: str, name: str) -> None:
    """Raise UserError unless the password is good enough: length counts, signs of all kinds are not asked for."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise UserError(
            N_("A password has at least {count} characters."),
            remedy=N_("Several words in a row are easy to remember."),
            count=SHORTEST,
        )
    if len(set(password)) < DIFFERENT or (len(name) > 3 and name in password.lower()) or _is_common(password):
        raise UserError(
            N_("This password is easily guessed."),
            remedy=N_("Choose one without your name in it and with more different characters."),
        )


def _is_common(password: str) -> bool:
    """Whether little is left of it without what everybody tries first; numbers alone (telephones, dates) are such."""
    left = password.lower()
    for word in COMMON:
        left = left.replace(word, "")
    return len(left) < 4 or password.isdigit()


def one_time() -> str:
    """A random password in groups (79 bits), such as 7KQF-MXW2-9RTH-P4DN."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


@cache
def _nobody() -> str:
    return hashed(secrets.token_urlsafe())

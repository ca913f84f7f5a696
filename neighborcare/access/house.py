"""How this house stands: open as a demonstration, waiting for its first administrator, or by account only."""

from __future__ import annotations

import hmac
import os
from functools import cache, cached_property, lru_cache
from ipaddress import ip_address
from typing import Literal
from unicodedata import normalize
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from neighborcare import generation
from neighborcare.access import accounts, passwords
from neighborcare.store import batches, manifest
from neighborcare.store.batches import Batch
from neighborcare.store.home import Home, sha256

Situation = Literal["demonstration", "no accounts", "accounts"]

# Whoever is sent on by another server did not necessarily come from this computer, whatever address he shows.
SENT_ON = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


class House:
    """One home as one server process serves it at `address` (the server's own; empty means to every network)."""

    def __init__(self, home: Home, address: str | None) -> None:
        self.home = home
        self.is_here_alone = _is_loopback(address or "")

    @cached_property
    def code(self) -> str:
        """What makes the first administrator: shown in the console of this process and nowhere else."""
        return passwords.one_time()[:9]

    def is_code(self, typed: str) -> bool:
        """Whether that is the console's code, however it is written."""
        plain = normalize("NFKC", typed).upper().replace("-", "").replace(" ", "").encode()
        return hmac.compare_digest(plain, self.code.replace("-", "").encode())

    def situation(self) -> Situation:
        """How it stands now. The demonstration closes as soon as an account, or data from elsewhere, is there."""
        if accounts.exist(self.home):
            return "accounts"
        is_made_up = all(map(_is_demonstration, _batches(self.home)))
        wanted = bool(_batches(self.home)) or os.environ.get("NEIGHBORCARE_DEMO") != "0"
        return "demonstration" if self.is_here_alone and wanted and is_made_up else "no accounts"

    def has_own_data(self) -> bool:
        """Whether anything was taken that is not the demonstration's."""
        return not all(map(_is_demonstration, _batches(self.home)))


def is_from_here(scope: Scope) -> bool:
    """Whether somebody at this very computer asks: by address, by the name he calls us, and sent on by nobody."""
    client = scope.get("client")
    headers = Headers(scope=scope)
    is_sent_on = any(name in headers for name in SENT_ON)
    is_near = client is not None and _is_loopback(client[0])
    return is_near and _is_loopback(_host(headers)) and not is_sent_on


def _host(headers: Headers) -> str:
    try:
        return urlsplit(f"//{headers.get('host', '')}").hostname or ""
    except ValueError:
        return ""


def _is_loopback(address: str) -> bool:
    try:
        return address == "localhost" or ip_address(address).is_loopback
    except ValueError:
        return False


def _is_demonstration(batch: Batch) -> bool:
    return batch.by == generation.DEMO or batch.raw in _samples()


def _batches(home: Home) -> tuple[Batch, ...]:
    return _read(home, manifest.current_number(home))


@lru_cache(maxsize=4)
def _read(home: Home, _generation: int) -> tuple[Batch, ...]:
    return tuple(batches.every(home))


@cache
def _samples() -> frozenset[str]:
    """The demonstration's own files, whoever loads them: they are made up."""
    folders = (generation.SAMPLES / "exports", generation.SAMPLES / "geography")
    return frozenset(sha256(path) for folder in folders for path in folder.rglob("*") if path.is_file())

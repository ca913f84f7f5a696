"""A file of entries that can only grow: each holds the hash of the one before and a seal by this home's own key.

`trail.jsonl` in the home, one JSON object a line: `n` counts from 1, `at` is UTC, `before` is the SHA-256 of the whole
line before, `seal` an HMAC-SHA-256 over all the rest of the line. The hash alone can be checked on a copy by whoever
has no key; the seal keeps whoever has the file but no key from writing the chain anew.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import os
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, Literal

import orjson

from neighborcare.store.home import Home, sync_folder

NAME = "trail.jsonl"
NOTHING = "0" * 64  # what the first entry holds as the hash before it
TORN = "trail.torn"  # an entry that names what a crash left behind
LONGEST = 4096  # bytes of one line
PATIENCE = 10.0  # seconds to wait while somebody else writes
LOOK_AGAIN = 0.005
FAR = 1 << 40  # a byte beyond any end: Windows locks ranges, and nobody shall be kept from reading

Why = Literal["unreadable", "number", "before", "seal", "torn"]
_one = threading.Lock()


class Busy(OSError):
    """Somebody else has been writing for too long."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What is to be noted: who did what, and what there is to tell of it."""

    who: str
    what: str
    detail: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the chain that could be read; `hash` is its own."""

    number: int
    at: str
    who: str
    what: str
    detail: Mapping[str, str | int]
    before: str
    seal: str
    hash: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The first place where the chain does not hold: which entry (counted by lines, from 1) and why."""

    number: int
    why: Why


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the whole chain is worth: `count` entries that hold from the start, the hash of the last of them,
    where it breaks (None: nowhere), after which entries a crash left half a line, and whether the head that
    somebody kept is in it (None: nobody named one).
    """

    count: int
    head: str
    broken: Broken | None
    torn: tuple[int, ...]
    holds_head: bool | None

    @property
    def is_whole(self) -> bool:
        """Whether nothing was changed, taken out or put in, as far as can be known."""
        return self.broken is None and self.holds_head is not False


def path(home: Home) -> Path:
    """Where the chain lies."""
    return home.path / NAME


def append(home: Home, facts: Sequence[Fact]) -> None:
    """Put entries at the end, all or none, and force them to disk. Raises OSError where that cannot be.

    One writer at a time, of all processes. What a crash left behind the last whole entry stays where it is and is
    named by an entry of its own.
    """
    with _writing(home) as file:
        size = file.seek(0, io.SEEK_END)
        last, torn = _end(file, size)
        if torn:
            mark: dict[str, str | int] = {"bytes": len(torn), "sha256": hashlib.sha256(torn).hexdigest()}
            facts = [Fact("-", TORN, mark), *facts]
        lines = [] if _ends_a_line(file, size) else [b""]
        number, before = (last.number, last.hash) if last else (0, NOTHING)
        key = _key(home)
        for fact in facts:
            number += 1
            line = _line(key, number, fact, before)
            before = hashlib.sha256(line).hexdigest()
            lines.append(line)
        _write(file, b"".join(line + b"\n" for line in lines), size)


def probe(home: Home) -> None:
    """Raises OSError where nothing could be appended now."""
    with _writing(home):
        pass


def newest_first(home: Home) -> Iterator[Entry]:
    """The entries that can be read, from the end; nothing is checked."""
    for line in _lines_backwards(path(home)):
        entry = _read(line)
        if entry is not None:
            yield entry


def head(home: Home) -> Entry | None:
    """The last entry; None while there is none."""
    return next(newest_first(home), None)


def verify(home: Home, kept_head: str = "") -> Verdict:
    """Walk the whole chain. `kept_head` is the hash of an entry that somebody wrote down elsewhere."""
    file = path(home)
    is_there = file.exists()
    walk = _Walk(_key(home) if is_there else b"", kept_head.strip().lower())
    if is_there:
        with file.open("rb") as lines:
            for line in lines:
                walk.step(line)
                if walk.broken:
                    break
    return walk.verdict()


class _Walk:
    """The state of a verification between two lines."""

    def __init__(self, key: bytes, kept_head: str) -> None:
        self.key = key
        self.kept_head = kept_head
        self.count = 0
        self.before = NOTHING
        self.broken: Broken | None = None
        self.torn: list[int] = []
        self.rest = b""  # what is no whole entry; the next one has to name it
        self.holds_head = kept_head == NOTHING

    def step(self, line: bytes) -> None:
        entry = _read(line.removesuffix(b"\n"))
        if entry is None and not self.rest:
            self.rest = line
            return
        why = self._why_not(entry, line)
        if why:
            self.broken = Broken(self.count + 1, why)
            return
        assert entry is not None  # noqa: S101 - _why_not said so
        self.count, self.before = entry.number, entry.hash
        self.holds_head = self.holds_head or entry.hash == self.kept_head

    def verdict(self) -> Verdict:
        if self.rest and not self.broken:
            if self.rest.endswith(b"\n"):
                self.broken = Broken(self.count + 1, "unreadable")
            else:
                self.torn.append(self.count)
        found = self.holds_head if self.kept_head else None
        return Verdict(self.count, self.before, self.broken, tuple(self.torn), found)

    def _why_not(self, entry: Entry | None, line: bytes) -> Why | None:
        """What is wrong with an entry where it stands; None if nothing is."""
        if entry is None:
            return "unreadable"
        if self.rest:
            if not _names(entry, self.rest):
                return "unreadable"
            self.torn.append(self.count)
            self.rest = b""
        if entry.before != self.before:
            return "before"
        if entry.number != self.count + 1:
            return "number"
        return None if _is_sealed(self.key, line.removesuffix(b"\n")) else "seal"


def _names(entry: Entry, rest: bytes) -> bool:
    """Whether the entry names half a line as what a crash left. A crash leaves no more than one line."""
    half = rest.removesuffix(b"\n")
    known = {hashlib.sha256(one).hexdigest() for one in (half, rest)}
    return entry.what == TORN and len(half) <= LONGEST and entry.detail.get("sha256") in known


def _line(key: bytes, number: int, fact: Fact, before: str) -> bytes:
    said = {
        "n": number,
        "at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "who": fact.who,
        "what": fact.what,
        "detail": dict(fact.detail),
        "before": before,
    }
    line = orjson.dumps(said | {"seal": _seal(key, said)})
    if len(line) > LONGEST:
        raise ValueError(f"An entry of {len(line)} bytes")
    return line


def _key(home: Home) -> bytes:
    return hmac.digest(home.secret(), b"trail", "sha256")


def _seal(key: bytes, said: Mapping[str, Any]) -> str:
    return hmac.new(key, orjson.dumps(said), hashlib.sha256).hexdigest()


def _is_sealed(key: bytes, line: bytes) -> bool:
    said = orjson.loads(line)
    seal = said.pop("seal")
    # Written again it must be the very line: nothing may hide in blanks or in a name that stands there twice.
    is_same = orjson.dumps(said | {"seal": seal}) == line
    return is_same and hmac.compare_digest(seal, _seal(key, said))


def _read(line: bytes) -> Entry | None:
    """The entry of a line; None where it is none."""
    try:
        said = orjson.loads(line)
        entry = Entry(
            said["n"],
            said["at"],
            said["who"],
            said["what"],
            said["detail"],
            said["before"],
            said["seal"],
            hashlib.sha256(line).hexdigest(),
        )
    except (ValueError, KeyError, TypeError):
        return None
    texts = (entry.at, entry.who, entry.what, entry.before, entry.seal)
    is_one = isinstance(entry.number, int) and isinstance(entry.detail, dict)
    return entry if is_one and all(isinstance(text, str) for text in texts) else None


def _end(file: io.FileIO, size: int) -> tuple[Entry | None, bytes]:
    """The last whole entry and what stands behind it, which a crash left there."""
    reach = 2 * LONGEST
    while True:
        start = max(size - reach, 0)
        file.seek(start)
        block = file.read(size - start)
        lines = block.splitlines(keepends=True)
        for place in range(
            len(lines) - 1, -1 if start == 0 else 0, -1
        ):  # the first may have lost its beginning
            entry = _read(lines[place].removesuffix(b"\n"))
            if entry is not None:
                return entry, b"".join(lines[place + 1 :])
        if start == 0:
            return None, block
        reach *= 4


def _ends_a_line(file: io.FileIO, size: int) -> bool:
    if not size:
        return True
    file.seek(size - 1)
    return file.read(1) == b"\n"


def _lines_backwards(file: Path) -> Iterator[bytes]:
    if not file.exists() or not file.stat().st_size:
        return
    with file.open("rb") as opened, mmap(opened.fileno(), 0, access=ACCESS_READ) as text:
        end = len(text)
        while end > 0:
            start = text.rfind(b"\n", 0, end - 1 if text[end - 1 : end] == b"\n" else end) + 1
            yield text[start:end].removesuffix(b"\n")
            end = start


def _write(file: io.FileIO, text: bytes, size: int) -> None:
    try:
        if file.write(text) != len(text):
            raise OSError("The disk took a part only")
        os.fsync(file.fileno())
    except OSError:
        with suppress(OSError):
            file.truncate(size)  # nothing was promised yet
        raise


@contextmanager
def _writing(home: Home) -> Iterator[io.FileIO]:
    """The file, open at its end, locked against every other writer."""
    home.create()
    file = path(home)
    is_new = not file.exists()
    with _one, io.FileIO(file, "ab+", opener=_private) as opened:
        _lock(opened)
        if is_new:
            sync_folder(home.path)
        yield opened


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


def _lock(file: io.FileIO) -> None:
    """Wait for the lock; it goes when the file is closed, however that comes about."""
    until = time.monotonic() + PATIENCE
    while not _is_locked(file):
        if time.monotonic() > until:
            raise Busy("The trail is being written by somebody else")
        time.sleep(LOOK_AGAIN)


def _is_locked(file: io.FileIO) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(FAR)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True

"""Read files in a child process that may die: the server does not."""

from __future__ import annotations

import json
import logging
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from neighborcare.errors import NotFound, Unreadable, UserError
from neighborcare.intake.child import too_large, unreadable
from neighborcare.intake.raw import Limits, RawTable, Skipped
from neighborcare.text import N_

log = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[2]
PULSE = 0.2  # seconds between two signs of life of a child that says nothing

Outcome = tuple[RawTable, ...] | UserError
Progress = Callable[[int, str], None]


def read(
    paths: Sequence[Path],
    *,
    limits: Limits | None = None,
    progress: Progress | None = None,
    alive: Callable[[], None] = lambda: None,
    headless: bool = False,
    folder: Path | None = None,
) -> list[Outcome]:
    """Every file's tables (one a sheet that holds any), or why the file is refused; one entry a path, in order.

    `progress(file index, step)` is told each step: "open", "decode", "read", "layout", "done". `alive()` is called
    again and again while one lasts. What either raises ends the child and the reading.
    One child reads all files; a file that kills it is refused and the rest go to a new one. A table without a header
    is refused too, unless `headless` ones are welcome. `folder` is where the child puts its tables meanwhile: one that
    somebody sweeps, should this process be killed (default: the system's).
    """
    limits = limits or Limits()
    outcomes: dict[int, Outcome] = {i: _missing(path) for i, path in enumerate(paths) if not path.is_file()}
    while waiting := [i for i in range(len(paths)) if i not in outcomes]:
        before = len(outcomes)
        for index, outcome in _round(paths, waiting, limits, progress or _silent, alive, headless, folder):
            outcomes[index] = outcome
            (progress or _silent)(index, "done")
        if len(outcomes) == before:
            outcomes[waiting[0]] = _named(unreadable(), paths[waiting[0]])
    return [outcomes[i] for i in range(len(paths))]


def _silent(_index: int, _step: str) -> None:
    """Nobody wants to know."""


def _missing(path: Path) -> UserError:
    return NotFound(N_("There is no file “{file}”."), remedy=N_("Check the path."), file=path.name)


def _named(error: UserError, path: Path) -> UserError:
    """The same error with the file's name in it."""
    return type(error)(error.message, remedy=error.remedy, **{**error.values, "file": path.name})


def _round(
    paths: Sequence[Path],
    waiting: Sequence[int],
    limits: Limits,
    progress: Progress,
    alive: Callable[[], None],
    headless: bool,
    place: Path | None,
) -> Iterator[tuple[int, Outcome]]:
    """What one child makes of the files, up to the one that ends it."""
    with tempfile.TemporaryDirectory(prefix="neighborcare-", dir=place, ignore_cleanup_errors=True) as folder:
        child = _start([(i, paths[i]) for i in waiting], folder, limits, headless)
        left = list(waiting)
        try:
            for message in _messages(child, limits.wall_seconds):
                if not message:
                    alive()
                    continue
                index = int(message["file"])
                if "step" in message:
                    progress(index, str(message["step"]))
                    continue
                left.remove(index)
                yield index, _outcome(message, paths[index])
        finally:
            child.kill()
            child.wait()
        if left:
            yield left[0], _named(_death(child.returncode), paths[left[0]])


def _start(
    files: Sequence[tuple[int, Path]], folder: str, limits: Limits, headless: bool
) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
    }
    child = subprocess.Popen(
        [sys.executable, "-m", "neighborcare.intake.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        text=True,
        encoding="utf-8",
    )
    request = {
        "files": [(i, str(path.resolve())) for i, path in files],
        "folder": folder,
        "limits": asdict(limits),
        "headless": headless,
    }
    assert child.stdin  # noqa: S101 - piped above
    child.stdin.write(json.dumps(request) + "\n")
    child.stdin.close()
    return child


def _messages(child: subprocess.Popen[str], wall_seconds: float) -> Iterator[Mapping[str, Any]]:
    """The child's lines until it ends, or until one file took too long (then it is killed).

    While it is silent an empty message comes every PULSE, so that whoever waits can say that he no longer does.
    """
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_pump, args=(child.stdout, lines), daemon=True).start()
    until = time.monotonic() + wall_seconds
    while True:
        try:
            line = lines.get(timeout=min(PULSE, max(0.0, until - time.monotonic())))
        except queue.Empty:
            if time.monotonic() >= until:
                child.kill()
                return
            yield {}
            continue
        if not line:
            child.wait()
            return
        message = json.loads(line)
        if "step" not in message:
            until = time.monotonic() + wall_seconds
        yield message


def _pump(stream: IO[str], lines: queue.SimpleQueue[str]) -> None:
    with stream:
        for line in stream:
            lines.put(line)
    lines.put("")


def _outcome(message: Mapping[str, Any], path: Path) -> Outcome:
    error = message.get("error")
    if error:
        if error["detail"]:
            log.info("a file cannot be read: %s", error["detail"])
        return _named(Unreadable(error["message"], remedy=error["remedy"], **error["values"]), path)
    return tuple(_received(item, path) for item in message["tables"])


def _received(item: Mapping[str, Any], path: Path) -> RawTable:
    return RawTable(
        file=path,
        sheet=item["sheet"],
        encoding=item["encoding"],
        delimiter=item["delimiter"],
        header=tuple(item["header"]),
        table=_mapped(item["path"]),
        lines=item["lines"],
        title=item["title"],
        flaws=dict(item["flaws"]),
        titles=tuple(item["titles"]),
        sections=dict(item["sections"]),
        names=tuple(tuple(parts) for parts in item["names"]),
        warnings=tuple(item["warnings"]),
        skipped=tuple(Skipped(**sheet) for sheet in item["skipped"]),
    )


def _mapped(path: str) -> pa.Table:
    """The child's table: mapped where a file may be deleted while it is mapped, else copied."""
    source = pa.OSFile(path) if sys.platform == "win32" else pa.memory_map(path)
    return pa.ipc.open_file(source).read_all()


def _death(code: int | None) -> UserError:
    """Why the child died: too long (killed by us or by its limit), or too much memory."""
    slow = {-int(getattr(signal, name)) for name in ("SIGXCPU", "SIGKILL") if hasattr(signal, name)} | {1}
    if code in slow:
        return Unreadable(
            N_("“{file}” took too long to read."), remedy=N_("Split it by month and send the parts."), file=""
        )
    return too_large()

"""Work under way lies in folders that go with the process that made them, however that ended."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from neighborcare.store import staging, taking
from neighborcare.store.home import Home

ROOT = Path(__file__).parents[2]
HOLD = """
import sys, time
from pathlib import Path
from neighborcare.store import staging
from neighborcare.store.home import Home
print(staging.begin(Home(Path(sys.argv[1]))), flush=True)
time.sleep(60)
"""
needs_locks = pytest.mark.skipif(os.name == "nt", reason="Windows has no such locks; a day's age decides")


def names(home: Home) -> list[str]:
    return sorted(folder.name for folder in home.staging.iterdir())


def test_a_folder_is_the_owners_alone_and_goes_when_removed(home: Home) -> None:
    folder = staging.begin(home, "dropped")
    assert folder.name.startswith("dropped-")
    if os.name != "nt":
        assert folder.stat().st_mode & 0o077 == 0
    shutil.rmtree(folder)
    assert names(home) == []


@needs_locks
def test_what_somebody_works_in_is_not_swept(home: Home) -> None:
    mine = staging.begin(home)
    staging.sweep(home)
    assert names(home) == [mine.name]


@needs_locks
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_what_a_killed_process_left_is_swept_and_not_before(home: Home, end: signal.Signals) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home.path)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert worker.stdout is not None
    folder = Path(worker.stdout.readline().strip())
    (folder / "rows.parquet").write_bytes(b"PAR1")
    staging.sweep(home)
    assert names(home) == [folder.name]
    worker.send_signal(end)
    worker.communicate()
    staging.sweep(home)
    assert names(home) == []


def test_a_folder_that_is_only_being_made_is_left_for_a_day(home: Home) -> None:
    old, young = home.staging / ".new-1", home.staging / ".new-2"
    old.mkdir(parents=True)
    young.mkdir()
    os.utime(old, (time.time() - 2 * staging.STALE_SECONDS,) * 2)
    staging.sweep(home)
    assert names(home) == [".new-2"]


def test_what_a_child_reads_lies_in_the_home_and_goes_with_the_look(home: Home, tmp_path: Path) -> None:
    """Were this process killed, the next start would find it there."""
    file = tmp_path / "社区.csv"
    file.write_text(
        "社区编码,社区名称,统计日期,户数,常住人口\nA,甲社区,2025-08-31,100,300\n", encoding="utf-8"
    )
    seen: list[str] = []

    def watch(_step: str, _share: float) -> None:
        seen.extend(path.name for path in home.staging.glob("look-*/neighborcare-*"))

    looked = taking.look(home, [file], progress=watch)
    assert seen
    assert not list(looked.folder.glob("neighborcare-*"))
    assert looked.folder.stat().st_mode & 0o077 == 0
    looked.leave()
    assert not list(home.staging.iterdir())

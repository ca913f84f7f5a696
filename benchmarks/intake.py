"""Intake of a long file against DuckDB's own `read_csv` → Parquet of the same file.

`python -m benchmarks.intake [--rows 500000] [--encoding utf-8]` prints CPU seconds, rows per second and the ratio.
The intake side does all of it: child process, decoding, layout, types, codes, references, duplicates, Parquet.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb

from neighborcare import contracts
from neighborcare.intake.checking import check
from neighborcare.intake.matching import recognise
from neighborcare.intake.reading import read
from neighborcare.intake.settling import write_accepted

HEADER = "走访编号,走访时间,档案编号,走访人,走访类型,方式,结果,社区,网格,备注"
TYPES = ("探访", "每日问候", "敲门", "唠家常")
RESULTS = ("正常", "正常", "正常", "未遇", "异常")


def make(path: Path, rows: int, encoding: str) -> None:
    """A visits ledger of made-up rows, one in a thousand of them wrong."""
    dice = random.Random(20250831)  # noqa: S311
    start = datetime(2023, 8, 1, 8)
    with path.open("w", encoding=encoding, newline="\n") as file:
        file.write(HEADER + "\n")
        for i in range(rows):
            grid, when = dice.randrange(30), start + timedelta(minutes=dice.randrange(1_000_000))
            at = "2025-02-30" if i % 1000 == 999 else f"{when:%Y-%m-%d %H:%M}"
            file.write(
                f"V{i:07},{at},P{dice.randrange(3000):05},S{grid:03},{dice.choice(TYPES)},上门,"
                f"{dice.choice(RESULTS)},C{grid // 6},G{grid:02},\n"
            )


def bare(path: Path, out: Path) -> None:
    """What DuckDB needs for the file alone."""
    with duckdb.connect(config={"threads": 2}) as con:
        con.read_csv(str(path)).write_parquet(str(out))


def intake(path: Path, out: Path) -> None:
    """The whole intake, with references to 3000 people, 30 workers, 30 grids and 5 communities."""
    with duckdb.connect(config={"threads": 2}) as con:
        _known(con)
        (outcome,) = read([path])
        assert not isinstance(outcome, Exception), outcome
        (raw,) = outcome
        match = recognise(raw.header)
        known = {name: f"known_{name}" for name in ("communities", "grids", "staff", "key_people")}
        contract = contracts.get(match.dataset)
        checked = check(
            con, contract, raw, match, table="new", known=known, hash_key=b"bench", today=date(2025, 9, 1)
        )
        assert checked.read == checked.accepted + checked.rejected + checked.duplicate
        write_accepted(con, checked, out)


def _known(con: duckdb.DuckDBPyConnection) -> None:
    shapes = {
        "communities": ("C%d", 5),
        "grids": ("G%02d", 30),
        "staff": ("S%03d", 30),
        "key_people": ("P%05d", 3000),
    }
    for name, (shape, count) in shapes.items():
        community = "printf('C%d', i // 6)" if name == "grids" else "NULL"
        con.execute(
            f"CREATE TABLE known_{name} AS SELECT printf('{shape}', i) AS id, NULL::VARCHAR AS name, "
            f"NULL::VARCHAR AS name_hash, {community}::VARCHAR AS community_id FROM range({count}) AS v(i)"
        )


def peak(work: Callable[[Path, Path], None], path: Path, out: Path) -> int:
    """MB that this process and its children hold at once at the worst moment, sampled while it works."""
    found = [0]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            found[0] = max(found[0], sum(_resident(pid) for pid in (os.getpid(), *_children(os.getpid()))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        work(path, out)
    finally:
        done.set()
        watcher.join()
    return found[0] >> 20


def _resident(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            found += [int(child) for child in (task / "children").read_text().split()]
        except OSError:
            continue
    return found


def cost(work: Callable[[Path, Path], None], path: Path, out: Path) -> float:
    """Processor seconds of this process and its children: what others do on the machine does not count."""
    before = os.times()
    work(path, out)
    return sum(os.times()[:4]) - sum(before[:4])


def main() -> None:
    """Measure both on the same file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--encoding", default="utf-8")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "visits.csv"
        make(path, asked.rows, asked.encoding)
        print(f"peak memory      {peak(intake, path, Path(folder) / 'ours.parquet'):7} MB, both processes")
        ours = min(cost(intake, path, Path(folder) / "ours.parquet") for _ in range(3))
        print(f"intake           {ours:7.2f} CPU s  {asked.rows / ours:12,.0f} rows/s")
        if asked.encoding == "utf-8":
            theirs = min(cost(bare, path, Path(folder) / "bare.parquet") for _ in range(3))
            print(f"CSV to Parquet   {theirs:7.2f} CPU s  {asked.rows / theirs:12,.0f} rows/s")
            print(f"ratio            {ours / theirs:7.2f}")


if __name__ == "__main__":
    main()

"""The whole pack of a meeting against the figures that it is made of, asked as the command `kpi` asks them.

PYTHONPATH=. python benchmarks/meeting.py [--home DIR] — a loaded home (default: data/var); goal: under 15 s.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from neighborcare.generation import questions
from neighborcare.report import pack
from neighborcare.store import lease
from neighborcare.store.home import Home
from neighborcare.text import LANGUAGES

GOAL = 15.0


def seconds(work: Callable[[], object]) -> float:
    """How long it takes by the clock."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    """Print both and their ratio."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", default="data/var")
    home = Home(Path(parser.parse_args().home))
    with lease.Reader(home).lease("presenter") as (con, _made):
        [(month,)] = con.execute("SELECT max(month) FROM months").fetchall()
    floor = seconds(lambda: questions.kpis(home, []))

    def whole() -> None:
        with tempfile.TemporaryDirectory() as folder:
            _meeting, told = pack.arrange(home, month=month)
            pack.write(told[LANGUAGES[0]], Path(folder))

    ours = seconds(whole)
    print(f"all figures of the month  {floor:6.2f} s")
    print(f"the pack (4 files)        {ours:6.2f} s   {ours / floor:.1f} x   goal under {GOAL:.0f} s")


if __name__ == "__main__":
    main()

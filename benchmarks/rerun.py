"""How long a rerun of a page takes, as a multiple of an empty Streamlit page in the same run.

    PYTHONPATH=. python benchmarks/rerun.py [--home DIR] [--reruns 30] [--sessions 20]

Both servers are real (`streamlit run`), both tuned alike (warm imports, frozen heap, no collection after a rerun);
each session is a websocket that asks for a rerun and waits until the script is finished and all its messages
have come. Streamlit's own protocol messages are used, no browser.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.typing import Origin, Subprotocol

from neighborcare import generation
from neighborcare.store.home import Home

ROOT = Path(__file__).parents[1]
EMPTY = """
from pathlib import Path
import streamlit as st
from neighborcare.ui import door
app = st.App(Path(__file__).parent / "page.py", lifespan=door.lifespan)
"""
PAGES = ("", "coverage")


@contextmanager
def serving(folder: Path, home: Path) -> Iterator[int]:
    """`streamlit run app.py` in that folder, with the product's configuration; gives its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    environment = os.environ | {"NEIGHBORCARE_HOME": str(home), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            for _ in range(600):
                try:
                    urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=2)
                    break
                except OSError:
                    time.sleep(0.1)
            yield port
        finally:
            process.terminate()


async def visit(port: int, page: str, reruns: int) -> list[float]:
    """Milliseconds of each rerun of one session, its first run left out."""
    address = f"ws://localhost:{port}/_stcore/stream"
    own = Origin(f"http://localhost:{port}")
    async with websockets.connect(
        address, subprotocols=[Subprotocol("streamlit")], max_size=None, origin=own
    ) as line_:
        times = []
        for _ in range(reruns + 3):
            message = BackMsg()
            message.rerun_script.query_string = ""
            message.rerun_script.page_name = page
            started = time.perf_counter()
            await line_.send(message.SerializeToString())
            while True:
                answer = ForwardMsg()
                answer.ParseFromString(await line_.recv())
                if answer.WhichOneof("type") == "script_finished":
                    break
            times.append((time.perf_counter() - started) * 1000)
        return times[3:]


async def together(port: int, page: str, sessions: int, reruns: int) -> list[float]:
    """All reruns of several sessions that ask at the same time."""
    found = await asyncio.gather(*(visit(port, page, reruns) for _ in range(sessions)))
    return [time_ for times in found for time_ in times]


def main() -> None:
    """Print a table of medians, 95th percentiles and ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path)
    parser.add_argument("--reruns", type=int, default=30)
    parser.add_argument("--sessions", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = options.home or Path(temporary) / "home"
        generation.ensure_demo(Home(home), lambda _step, _share: None)
        floor = Path(temporary) / "empty"
        (floor / ".streamlit").mkdir(parents=True)
        (floor / ".streamlit" / "config.toml").write_text((ROOT / ".streamlit" / "config.toml").read_text())
        (floor / "app.py").write_text(EMPTY)
        (floor / "page.py").write_text("import streamlit as st\nst.write('empty')\n")
        with serving(floor, home) as empty, serving(ROOT, home) as product:
            print(
                f"{'page':<12}{'sessions':>9}{'p50 ms':>9}{'p95 ms':>9}{'× empty p50':>13}{'× empty p95':>13}"
            )
            for sessions in (1, options.sessions):
                base = measure(empty, "", sessions, options.reruns)
                row("(empty)", sessions, base, base)
                for page in PAGES:
                    row(page or "overview", sessions, measure(product, page, sessions, options.reruns), base)


def measure(port: int, page: str, sessions: int, reruns: int) -> tuple[float, float]:
    """(median, 95th percentile) in milliseconds."""
    times = asyncio.run(together(port, page, sessions, reruns))
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def row(name: str, sessions: int, found: tuple[float, float], base: tuple[float, float]) -> None:
    """One row of the table."""
    ratios = f"{found[0] / base[0]:>13.1f}{found[1] / base[1]:>13.1f}"
    print(f"{name:<12}{sessions:>9}{found[0]:>9.1f}{found[1]:>9.1f}{ratios}", flush=True)


if __name__ == "__main__":
    main()

"""Maps are read in a child process too: a hostile one may break its parser, not the server.

`read_apart` is the parent's side; `main` the child's, started as `python -m neighborcare.intake.map_child`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from neighborcare.errors import Unreadable, UserError
from neighborcare.intake import child
from neighborcare.intake.checking import Problem
from neighborcare.intake.geography import GeoLayer, read_layer
from neighborcare.intake.grid_borders import check_grids
from neighborcare.intake.raw import Limits
from neighborcare.text import Label

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A map to read: what is said of it, and the Parquet file for its features."""

    path: Path
    out: Path
    layer: str | None = None
    crs: str | None = None


@dataclass(frozen=True, slots=True)
class LayerRead:
    """What a map file held: counts of features (read = accepted + left_out + rejected) and what was wrong.

    The accepted features stand in the Parquet file that was asked for, with `crs` and `drawn` as its metadata.
    """

    layer: str
    crs: str
    read: int
    accepted: int
    left_out: int
    rejected: int
    problems: tuple[Problem, ...]


def read_apart(maps: Sequence[Wanted], limits: Limits | None = None) -> list[LayerRead]:
    """Read maps in one child process (its start costs more than a usual map). Raises UserError for a bad one."""
    limits = limits or Limits()
    files = [{"path": str(m.path.resolve()), "out": str(m.out), "layer": m.layer, "crs": m.crs} for m in maps]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "neighborcare.intake.map_child"],
            input=json.dumps({"files": files, "limits": asdict(limits)}),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            timeout=limits.wall_seconds,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        )
        lines = done.stdout.splitlines()
    except subprocess.TimeoutExpired:
        lines = []
    answers = [json.loads(line) for line in lines] + [child.refusal(child.unreadable())]
    return [_received(answer, wanted.path) for answer, wanted in zip(answers, maps, strict=False)]


def _received(answer: Mapping[str, Any], path: Path) -> LayerRead:
    if "error" in answer:
        error = answer["error"]
        raise Unreadable(error["message"], remedy=error["remedy"], **{**error["values"], "file": path.name})
    problems = [Problem(**{**item, "reason": Label(**item["reason"])}) for item in answer["problems"]]
    return LayerRead(**{**answer, "problems": tuple(problems)})


def main() -> None:
    """Answer one request on standard input with one line of JSON a map, up to the first that is refused."""
    request = json.loads(sys.stdin.read())
    limits = Limits(**request["limits"])
    child.limit_memory(limits.memory_mb)
    child.limit_time(limits.cpu_seconds)
    for file in request["files"]:
        answer = _answer(file)
        sys.stdout.write(json.dumps(answer, ensure_ascii=True) + "\n")
        sys.stdout.flush()
        if "error" in answer:
            return


def _answer(request: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        found = read_layer(Path(request["path"]), request["layer"], request["crs"])
        _keep(found, Path(request["out"]))
    except UserError as error:
        return child.refusal(error)
    except Exception as error:  # map parsers fail in any way on hostile files
        return child.refusal(child.unreadable(), f"{type(error).__name__}: {error}")
    return {
        "layer": found.layer,
        "crs": found.crs,
        "read": found.read,
        "accepted": len(found.rows),
        "left_out": found.left_out,
        "rejected": found.rejected,
        "problems": [asdict(problem) for problem in (*found.problems, *_of_borders(found))],
    }


def _of_borders(found: GeoLayer) -> list[Problem]:
    """Grids drawn twice, into each other or crossing themselves: told as warnings, for each is still a grid."""
    if found.layer != "grids":
        return []
    ids = [str(grid) for grid in found.properties["grid_id"]]
    row_of = dict(zip(ids, found.rows.tolist(), strict=True))
    # Compared as they stand in the file: all four systems keep neighbours neighbours.
    return [
        Problem(row_of[p.grids[0]], "geometry", "geometry", "、".join(p.grids), p.code, p.reason, "warning")
        for p in check_grids(ids, found.geometry)
    ]


def _keep(found: GeoLayer, out: Path) -> None:
    meta = {"crs": found.crs, "drawn": "yes" if found.drawn else "no"}
    pq.write_table(found.to_table().replace_schema_metadata(meta), out, compression="zstd")


if __name__ == "__main__":
    main()

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
from typing import Any, Literal

import pyarrow.parquet as pq
import shapely

from neighborcare.errors import Unreadable, UserError
from neighborcare.intake import child
from neighborcare.intake.checking import Problem
from neighborcare.intake.geography import GeoLayer, read_layer
from neighborcare.intake.grid_borders import Finding, check_grids
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

    `findings` are what somebody should look at, each among the `problems` as a warning too; their shapes are in `crs`.
    The accepted features stand in the Parquet file that was asked for, with `crs` and `drawn` as its metadata.
    """

    layer: str
    crs: str
    crs_from: Literal["said", "file", "assumed"]
    read: int
    accepted: int
    left_out: int
    rejected: int
    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...] = ()


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
    findings = [_finding(item) for item in answer["findings"]]
    return LayerRead(**{**answer, "problems": tuple(problems), "findings": tuple(findings)})


def _finding(item: Mapping[str, Any]) -> Finding:
    shape = shapely.from_wkb(item["shape"]) if item["shape"] else None
    return Finding(**{**item, "ids": tuple(item["ids"]), "reason": Label(**item["reason"]), "shape": shape})


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
    findings = [*found.findings, *_of_borders(found)]
    return {
        "layer": found.layer,
        "crs": found.crs,
        "crs_from": found.crs_from,
        "read": found.read,
        "accepted": len(found.rows),
        "left_out": found.left_out,
        "rejected": found.rejected,
        "problems": [asdict(problem) for problem in (*found.problems, *_as_problems(found, findings))],
        "findings": [_sent(finding) for finding in findings],
    }


def _of_borders(found: GeoLayer) -> list[Finding]:
    """Grids drawn twice, into each other or with ground between them: each is still a grid."""
    if found.layer != "grids":
        return []
    # Compared as they stand in the file: all four systems keep neighbours neighbours.
    return check_grids([str(grid) for grid in found.properties["grid_id"]], found.geometry)


def _as_problems(found: GeoLayer, findings: Sequence[Finding]) -> list[Problem]:
    """Findings with the row of the (first) feature that they are about."""
    ids = found.properties.get("grid_id", [])
    row_of = {str(name): row for name, row in zip(ids, found.rows.tolist(), strict=False)}
    return [
        Problem(
            row_of.get(f.ids[0]) or int(f.ids[0]),
            "geometry",
            "geometry",
            "、".join(f.ids),
            f.code,
            f.reason,
            f.severity,
        )
        for f in findings
    ]


def _sent(finding: Finding) -> dict[str, Any]:
    """A finding as JSON. asdict would copy the shape piece by piece."""
    shape = None if finding.shape is None else shapely.to_wkb(finding.shape, hex=True)
    return {
        "code": finding.code,
        "ids": finding.ids,
        "reason": asdict(finding.reason),
        "shape": shape,
        "area_m2": finding.area_m2,
        "severity": finding.severity,
    }


def _keep(found: GeoLayer, out: Path) -> None:
    meta = {"crs": found.crs, "drawn": "yes" if found.drawn else "no"}
    pq.write_table(found.to_table().replace_schema_metadata(meta), out, compression="zstd")


if __name__ == "__main__":
    main()

"""The child process: reads files that nobody vouches for, within limits, and tells its parent in lines of JSON.

Started by reading.py as `python -m neighborcare.intake.child`; the request comes on standard input.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any

import pyarrow as pa

from neighborcare.errors import Unreadable, UserError
from neighborcare.intake.different import encoded
from neighborcare.intake.raw import Limits, RawTable
from neighborcare.intake.table import tables
from neighborcare.text import N_


class _NoPandas(MetaPathFinder):
    """pyarrow loads pandas, if it can, on the first `pa.array`, for nothing: half a second and 60 MB a child."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def main() -> None:
    """Answer one request: {"files": [[index, path], …], "folder": where tables go, "limits": {…}, "headless": …}."""
    sys.meta_path.insert(0, _NoPandas())
    request = json.loads(sys.stdin.readline())
    limits = Limits(**request["limits"])
    limit_memory(limits.memory_mb)
    gc.disable()  # millions of cells are no cycles: looking for some costs half as much again as the reading
    for index, name in request["files"]:
        gc.collect()
        limit_time(limits.cpu_seconds)
        _tell(
            index, **_answer(index, Path(name), Path(request["folder"]), limits, headless=request["headless"])
        )


def _answer(index: int, path: Path, folder: Path, limits: Limits, *, headless: bool) -> Mapping[str, Any]:
    try:
        found = tables(path, limits, lambda step: _tell(index, step=step), headless=headless)
        return {"tables": [_handed_over(raw, folder / f"{index}-{i}.arrow") for i, raw in enumerate(found)]}
    except UserError as error:
        return refusal(error)
    except MemoryError:
        return refusal(too_large())
    except Exception as error:
        return refusal(unreadable(), f"{type(error).__name__}: {error}")


def _handed_over(raw: RawTable, path: Path) -> Mapping[str, Any]:
    """Write the cells where the parent can map them; the rest goes along as JSON."""
    cells = encoded(raw.table)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, cells.schema) as writer:
        writer.write_table(cells)
    return {
        "path": str(path),
        "sheet": raw.sheet,
        "encoding": raw.encoding,
        "delimiter": raw.delimiter,
        "header": raw.header,
        "lines": dict(raw.lines),
        "title": raw.title,
        "flaws": list(raw.flaws.items()),
        "titles": raw.titles,
        "sections": list(raw.sections.items()),
        "names": raw.names,
        "warnings": raw.warnings,
        "skipped": [asdict(sheet) for sheet in raw.skipped],
    }


def refusal(error: UserError, detail: str = "") -> Mapping[str, Any]:
    """A refusal as JSON; the detail is for the log."""
    values = {
        key: value if isinstance(value, int | float) else str(value) for key, value in error.values.items()
    }
    return {
        "error": {"message": error.message, "remedy": error.remedy, "values": values, "detail": detail[:500]}
    }


def unreadable() -> Unreadable:
    """The refusal of a file that broke its reader."""
    return Unreadable(
        N_("“{file}” is broken and cannot be read."),
        remedy=N_("Open it in Excel or WPS and save it as .xlsx or as CSV."),
        file="",
    )


def too_large() -> Unreadable:
    """The refusal of a file that needs more memory than it may have."""
    return Unreadable(
        N_("“{file}” needs more memory than a table may."),
        remedy=N_("Copy the table into a new workbook and save that as .xlsx, or split it by month."),
        file="",
    )


def _tell(index: int, **what: object) -> None:
    sys.stdout.write(json.dumps({"file": index, **what}, ensure_ascii=True) + "\n")
    sys.stdout.flush()


def limit_memory(megabytes: int) -> None:
    """Let this process have no more memory (POSIX)."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_time(seconds: int) -> None:
    """Processor time for one file: what was used so far plus the allowance."""
    if sys.platform == "win32":
        return
    import resource
    import time

    allowed = int(time.process_time()) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    main()

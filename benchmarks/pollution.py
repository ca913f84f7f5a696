"""How well polluted files are read without a hint, beside what the usual readers make of them.

`python -m benchmarks.pollution [--kinds]` makes every file of benchmarks/polluters.py, reads it with each system and
scores it as the Pollock benchmark does: success, and precision, recall and F1 of header, records and cells against
the clean table, ten figures between 0 and 1 a file, here given as their mean. Records are compared without regard to
where their cells are cut, cells without regard to where they stand, as Pollock does.
"""

from __future__ import annotations

import argparse
import csv
import io
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from math import isnan
from pathlib import Path
from statistics import fmean

import duckdb
import pandas as pd

from benchmarks.polluters import Rows, Sample, samples
from neighborcare.errors import UserError
from neighborcare.intake import peek, reading

Table = list[list[str]] | None  # all lines, the header first; None: refused


def score(sample: Sample, table: Table) -> float:
    """The mean of Pollock's ten figures. A table without a header is compared line by line."""
    if table is None:
        return 0.0
    truth = [sample.header, *sample.rows] if sample.header else sample.rows
    if not truth:
        return 1.0
    figures = [1.0]
    figures += _measures(list(map(_normal, truth[0])), list(map(_normal, table[0] if table else [])))
    figures += _measures(_records(truth[1:]), _records(table[1:]))
    cells = ([_normal(cell) for row in lines for cell in row] for lines in (truth, table))
    figures += _measures(*cells)
    return fmean(figures)


def _records(rows: Rows) -> list[str]:
    return ["".join(map(_normal, row)) for row in rows]


def _measures(truth: Sequence[str], got: Sequence[str]) -> list[float]:
    """Precision, recall and F1 of a bag; of nothing they are 1."""
    if not truth:
        return [1.0, 1.0, 1.0]
    same = (Counter(truth) & Counter(got)).total()
    if not same:
        return [0.0, 0.0, 0.0]
    ours, theirs = same / len(truth), same / len(got)
    return [ours, theirs, 2 * ours * theirs / (ours + theirs)]


def _normal(cell: str) -> str:
    """A cell as it is compared: numbers by value, words without regard to case."""
    try:
        number = float(cell)
    except ValueError:
        return cell.replace("\r\n", "\n").lower()
    return cell.lower() if isnan(number) else str(number)


def by_peek(paths: Sequence[Path]) -> list[Table]:
    """Our own reader, in its child."""
    found: list[Table] = []
    for path, outcome in zip(paths, reading.read(paths, headless=True), strict=True):
        if isinstance(outcome, UserError):
            found.append([] if path.stat().st_size == 0 else None)
            continue
        raw = max(outcome, key=lambda one: one.size)
        header = [" ".join(parts) for parts in raw.names[: len(raw.header)]]
        found.append([header, *peek.rows(raw)] if header else peek.rows(raw))
    return found


def _each(read: Callable[[Path], Rows]) -> Callable[[Sequence[Path]], list[Table]]:
    def read_all(paths: Sequence[Path]) -> list[Table]:
        found: list[Table] = []
        for path in paths:
            try:
                found.append(read(path) if path.stat().st_size else [])
            except Exception:  # whatever a reader raises, it did not read the file
                found.append(None)
        return found

    return read_all


def by_sniffer(path: Path) -> Rows:
    """Python's own: the dialect guessed, the rest as it comes."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        text = file.read()
    try:
        dialect: type[csv.Dialect] | str = csv.Sniffer().sniff(text[:65536])
    except csv.Error:
        dialect = "excel"
    return list(csv.reader(io.StringIO(text, newline=""), dialect))


def _frame(frame: pd.DataFrame) -> Rows:
    return [list(map(str, frame.columns)), *(list(map(str, row)) for row in frame.itertuples(index=False))]


def by_pandas(path: Path) -> Rows:
    """pandas as it is called without arguments, values kept as text."""
    return _frame(pd.read_csv(path, dtype=str, keep_default_na=False))


def by_pandas_python(path: Path) -> Rows:
    """pandas with the engine that guesses the delimiter."""
    return _frame(
        pd.read_csv(path, dtype=str, keep_default_na=False, sep=None, engine="python", on_bad_lines="skip")
    )


def by_duckdb(path: Path) -> Rows:
    """DuckDB's sniffer, told to be lenient."""
    with duckdb.connect() as con:
        read = con.read_csv(
            str(path), all_varchar=True, ignore_errors=True, null_padding=True, strict_mode=False
        )
        rows = [["" if cell is None else str(cell) for cell in row] for row in read.fetchall()]
        names = list(read.columns)
    return rows if names and names[0] in {"column0", "column00"} else [names, *rows]


SYSTEMS: dict[str, Callable[[Sequence[Path]], list[Table]]] = {
    "peek": by_peek,
    "DuckDB sniffer": _each(by_duckdb),
    "pandas": _each(by_pandas),
    "pandas, python engine": _each(by_pandas_python),
    "csv.Sniffer": _each(by_sniffer),
}


def scores(made: Sequence[Sample]) -> dict[str, list[float]]:
    """Each system's score a file."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{i:05}.csv" for i in range(len(made))]
        for path, sample in zip(paths, made, strict=True):
            path.write_bytes(sample.data)
        return {
            name: [score(sample, table) for sample, table in zip(made, read(paths), strict=True)]
            for name, read in SYSTEMS.items()
        }


def main() -> None:
    """Print the mean a system over all files, over all kinds, and the kinds that we read worst."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kinds", action="store_true", help="every kind, not only the worst")
    asked = parser.parse_args()
    made = list(samples())
    found = scores(made)
    kinds: dict[str, list[int]] = defaultdict(list)
    for i, sample in enumerate(made):
        kinds[sample.kind].append(i)
    print(f"{len(made)} files, {len(kinds)} kinds")
    by_kind = {
        name: {kind: fmean(all_[i] for i in at) for kind, at in kinds.items()} for name, all_ in found.items()
    }
    for name, all_ in found.items():
        print(f"{name:24} files {fmean(all_):.4f}   kinds {fmean(by_kind[name].values()):.4f}")
    order = sorted(kinds, key=lambda kind: by_kind["peek"][kind])
    for kind in order if asked.kinds else order[:15]:
        print(f"  {kind:36}" + "".join(f"{by_kind[name][kind]:8.3f}" for name in SYSTEMS))


if __name__ == "__main__":
    main()

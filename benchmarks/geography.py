"""Reading an OpenStreetMap extract against bare osmium: processor seconds, the walking network built as well.

`PYTHONPATH=. python benchmarks/geography.py [EXTRACT] [--side 300]` without an extract makes a town of side × side
corners with a building in every block, which osmium writes to a file. The floor is osmium alone going over everything
in it, with the locations of nodes; a harder one is osmium making a line of every way with a `highway`.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import osmium
import osmium.osm.mutable as osm

from neighborcare.circle.network import from_lines
from neighborcare.intake.geography import read_layer

KINDS = ("residential", "footway", "service", "steps", "secondary", "motorway")


def make(path: Path, side: int) -> None:
    """A made-up town: a bent lattice of streets, ways of ten nodes with names, and buildings."""
    dice = np.random.default_rng(1)
    with osmium.SimpleWriter(str(path)) as writer:
        x, y = np.meshgrid(np.arange(side * 3), np.arange(side), indexing="ij")
        lon = 113.5 + (x + dice.uniform(-0.2, 0.2, x.shape)) * 0.0003
        lat = 30.2 + (y + dice.uniform(-0.2, 0.2, y.shape)) * 0.0009
        for i, place in enumerate(zip(lon.ravel().tolist(), lat.ravel().tolist(), strict=True), start=1):
            gate = {"barrier": "gate", "access": "private"} if i % 997 == 0 else {}
            writer.add_node(osm.Node(id=i, location=place, tags=gate))
        number = np.arange(1, side * side * 3 + 1).reshape(side * 3, side)
        ways = [number[a : a + 10, b].tolist() for b in range(side) for a in range(0, side * 3 - 1, 9)]
        ways += [number[a, b : b + 10].tolist() for a in range(0, side * 3, 3) for b in range(0, side - 1, 9)]
        for i, nodes in enumerate(ways, start=1):
            tags = {
                "highway": KINDS[int(dice.integers(0, 40)) % 6 if i % 5 == 0 else 0],
                "name": f"演示路{i % 700}",
            }
            writer.add_way(osm.Way(id=i, nodes=nodes, tags=tags))
        corners = number[:-1:3, :-1].ravel().tolist()
        for i, corner in enumerate(corners, start=len(ways) + 1):
            ring = [corner, corner + side, corner + side + 1, corner + 1, corner]
            writer.add_way(osm.Way(id=i, nodes=ring, tags={"building": "residential"}))


def bare(path: Path) -> int:
    """osmium alone: everything in the file, with the locations of nodes."""
    return sum(1 for _ in osmium.FileProcessor(str(path)).with_locations())


def lines(path: Path) -> int:
    """osmium alone: every way with a `highway` as a line."""
    factory, count = osmium.geom.WKBFactory(), 0
    ways = osmium.FileProcessor(str(path)).with_locations()
    ways = ways.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
    for way in ways.with_filter(osmium.filter.KeyFilter("highway")):
        try:
            count += bool(isinstance(way, osmium.osm.Way) and factory.create_linestring(way))
        except RuntimeError:
            continue
    return count


def cost(work: Callable[[], object], times: int = 3) -> float:
    """The least processor seconds of a few runs."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent)


def report(path: Path) -> None:
    """Print the table for one extract."""
    floor = cost(lambda: bare(path))
    print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB, {lines(path):,} ways")
    print(f"  {'bare osmium':34} {floor:7.3f} CPU s")
    layer = read_layer(path)
    rows = [
        ("lines of osmium alone", cost(lambda: lines(path))),
        ("walkways read", cost(lambda: read_layer(path))),
        ("walkways as rows", cost(layer.to_table)),
        ("network built", cost(lambda: from_lines(layer.geometry, drawn=False))),
        ("roads read", cost(lambda: read_layer(path, "roads"))),
        ("buildings read", cost(lambda: read_layer(path, "buildings"))),
    ]
    for name, spent in rows:
        print(f"  {name:34} {spent:7.3f} CPU s {spent / floor:7.2f} x bare")


def main() -> None:
    """Measure one extract, or a town made for it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("extract", nargs="?", type=Path)
    options.add_argument("--side", type=int, default=300)
    asked = options.parse_args()
    if asked.extract:
        report(asked.extract)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "town.osm.pbf"
        make(path, asked.side)
        report(path)


if __name__ == "__main__":
    main()

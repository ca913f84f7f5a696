"""Our reach against the bare Dijkstra runs that it needs, on a made-up city in memory.

    PYTHONPATH=. python benchmarks/circle.py [--side 447] [--homes 100000] [--services 200] [--types 8]

A lattice of `side` x `side` corners, bent and thinned, with diagonals; services are dealt out to types. "Bare" is one
`scipy.sparse.csgraph.dijkstra(min_only=True)` a type from its services' nearest corners on the same matrix. Processor
seconds: what others do on the machine does not count.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
from scipy.sparse.csgraph import dijkstra

from neighborcare.circle.coordinates import Floats, Integers
from neighborcare.circle.isochrone import bands
from neighborcare.circle.network import Network, build
from neighborcare.circle.snapping import snap
from neighborcare.circle.town import Town

BLOCK = 0.0008  # degrees, about 80 m


def city(side: int, seed: int = 1) -> tuple[Floats, Integers, Integers]:
    """Nodes (side * side, 2) and edges of a bent lattice with a tenth of its streets missing."""
    dice = np.random.default_rng(seed)
    y, x = np.mgrid[0:side, 0:side]
    nodes = np.column_stack([x.ravel(), y.ravel()]) + dice.uniform(-0.3, 0.3, (side * side, 2))
    number = np.arange(side * side).reshape(side, side)
    steps = [
        (number[:, :-1], number[:, 1:]),
        (number[:-1], number[1:]),
        (number[:-1, :-1], number[1:, 1:]),
    ]
    u, v = (np.concatenate([pair[end].ravel() for pair in steps]) for end in (0, 1))
    keep = dice.random(len(u)) > np.where(np.arange(len(u)) < 2 * side * (side - 1), 0.1, 0.5)
    return np.array([113.5, 30.2]) + nodes * BLOCK, u[keep], v[keep]


def seconds(work: Callable[[], object], times: int = 5) -> float:
    """The median of several runs, processor time."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return float(np.median(spent))


def report(network: Network, homes: Floats, services: Floats, types: int) -> list[tuple[str, float]]:
    """(what, seconds) of each step; services are dealt out to so many types."""
    dealt = [services[i::types] for i in range(types)]
    corners = [np.unique(network.u[there.edge[there.located]]) for there in (snap(network, s) for s in dealt)]
    town = Town(network, homes)
    start = time.process_time()
    town.doors  # noqa: B018
    snapping = time.process_time() - start
    there = snap(network, services)

    def bare() -> None:
        for some in corners:
            dijkstra(network.matrix, directed=True, indices=some, min_only=True)

    def ours() -> None:
        for some in dealt:
            town.nearest(some)

    return [
        (f"bare Dijkstra, {types} types", seconds(bare)),
        (f"our reach, {types} types", seconds(ours)),
        ("snapping all homes", snapping),
        ("bands for drawing", seconds(lambda: bands(network, there, 0.9), 1)),
    ]


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--side", type=int, default=447)
    options.add_argument("--homes", type=int, default=100_000)
    options.add_argument("--services", type=int, default=200)
    options.add_argument("--types", type=int, default=8)
    chosen = options.parse_args()
    nodes, u, v = city(chosen.side)
    start = time.process_time()
    network = build(nodes, u, v, np.zeros(len(u), dtype=bool))
    print(
        network.matrix.nnz // 2, "edges", len(network.nodes), "nodes", int(network.in_main.sum()), "in main"
    )
    print(f"{'building the network':28} {time.process_time() - start:8.3f} s")
    dice = np.random.default_rng(2)
    low, span = nodes.min(axis=0), np.ptp(nodes, axis=0)
    homes = low + dice.random((chosen.homes, 2)) * span
    rows = report(network, homes, low + dice.random((chosen.services, 2)) * span, chosen.types)
    for name, spent in rows:
        print(f"{name:28} {spent:8.3f} s {spent / rows[0][1]:7.2f} x bare")


if __name__ == "__main__":
    main()

"""How long the proof of the best posts takes: 2,000 demands × 500 sites, up to 5 posts.

`PYTHONPATH=. python benchmarks/siting.py` prints seconds and gap for made-up streets: homes anywhere, or in clusters
as estates are; everybody counting alike, or some more than others.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from neighborcare.circle.coordinates import Flags, Floats
from neighborcare.circle.siting import Picked, cover, walk

SIDE_M = 6000.0
REACH_M = 800.0


def street(demands: int, sites: int, seed: int, *, clustered: bool) -> Floats:
    """(demands, sites) metres as the crow flies, times what streets add."""
    dice = np.random.default_rng(seed)
    if clustered:
        middles = dice.random((25, 2)) * SIDE_M
        homes = middles[dice.integers(0, 25, demands)] + dice.normal(0, 250, (demands, 2))
        places = middles[dice.integers(0, 25, sites)] + dice.normal(0, 350, (sites, 2))
    else:
        homes, places = dice.random((demands, 2)) * SIDE_M, dice.random((sites, 2)) * SIDE_M
    apart = homes[:, None, :] - places[None, :, :]
    return np.asarray(1.3 * np.hypot(apart[..., 0], apart[..., 1]))


def weights(demands: int, seed: int, *, alike: bool) -> Floats:
    """How much each demand counts."""
    dice = np.random.default_rng(seed + 1)
    return (
        np.ones(demands) if alike else dice.integers(1, 30, demands) * dice.choice([1.0, 1.5, 2.0], demands)
    )


def measured(within: Flags, weight: Floats, posts: int) -> tuple[float, Picked]:
    """(seconds, the choice)."""
    start = time.perf_counter()
    picked = cover(within, weight, posts)[0]
    return time.perf_counter() - start, picked


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--demands", type=int, default=2000)
    options.add_argument("--sites", type=int, default=500)
    options.add_argument("--seeds", type=int, default=3)
    options.add_argument("--reach", type=float, default=REACH_M, help="metres")
    asked = options.parse_args()
    for clustered in (False, True):
        for alike in (True, False):
            for posts in range(1, 6):
                spent, gaps = [], []
                for seed in range(asked.seeds):
                    metres = street(asked.demands, asked.sites, seed, clustered=clustered)
                    seconds, picked = measured(
                        metres <= asked.reach, weights(asked.demands, seed, alike=alike), posts
                    )
                    spent.append(seconds)
                    gaps.append(picked.gap or 0.0)
                kind = f"{'clusters' if clustered else 'anywhere'}, {'alike' if alike else 'weighted'}"
                print(f"cover {kind:22} p={posts} worst {max(spent):6.2f} s  gap {max(gaps):.1e}")
    metres = street(asked.demands, asked.sites, 0, clustered=True)
    far = np.full(asked.demands, 3000.0)
    for posts in (1, 2, 5):
        start = time.perf_counter()
        picked = walk(metres, weights(asked.demands, 0, alike=False), posts, already=far)[0]
        print(
            f"walk p={posts} {time.perf_counter() - start:6.2f} s  {'proven' if picked.is_proven else 'heuristic'}"
        )


if __name__ == "__main__":
    main()

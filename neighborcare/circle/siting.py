"""Where posts would do most: the best few of many sites, and the proof that there is no better.

Two questions. `cover`: most weight within reach (maximal covering location problem, Church & ReVelle 1974), solved
exactly as an integer programme. `walk`: least walking over all (p-median, Hakimi 1964), tried out completely where
that is possible and improved by interchange (Teitz & Bart 1968) where it is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack

from neighborcare.circle.coordinates import Flags, Floats, Integers

SECONDS = 10.0  # how long the solver may look for a proof
PROVEN = 1e-9
TRIED_OUT = 3e8  # comparisons that may be spent on trying every choice: about a second
SOON_TRIED_OUT = 3e7
STEPS, PATIENCE = 400, 15  # of the subgradient
STARTS = 8  # of the interchange
_BLOCK = 4e6  # numbers held at once while doing so


@dataclass(frozen=True, slots=True)
class Picked:
    """Sites (their positions, rising), what they bring, and how far from the best that may be.

    value: weight covered, or weight × cost that remains. gap: 0 where no better choice exists, else the share by which
    the best might be better (None: not known).
    """

    sites: tuple[int, ...]
    value: float
    gap: float | None

    @property
    def is_proven(self) -> bool:
        """Whether there is no better choice."""
        return self.gap is not None and self.gap <= PROVEN


def cover(
    within: Flags, weight: Floats, posts: int, *, choices: int = 1, seconds: float = SECONDS
) -> list[Picked]:
    """The best `choices` distinct sets of so many sites by the weight that has at least one of them within reach.

    within: (n demands, m sites); weight: (n,) not negative. Best first, fewer where fewer exist; of fewer sites than
    posts all are taken.
    """
    within, weight = _merged(within, weight)
    posts = min(posts, within.shape[1])
    sets = comb(within.shape[1], posts) if posts else 0
    if sets * len(weight) <= SOON_TRIED_OUT:
        # Few sets are tried out at once, and the solver needs longest for the easiest question, the one best site.
        left = _tried_out(_missed(within), weight, posts, min(choices, sets)) if posts else []
        return [Picked(one.sites, float(weight.sum()) - one.value, 0.0) for one in left]
    outlook, starts = _outlook(within, weight, posts)
    found: list[Picked] = []
    while len(found) < min(choices, sets):
        picked = _next_best(within, weight, posts, [one.sites for one in found], outlook, starts, seconds)
        if picked is None:
            break
        found.append(picked)
    return found


def cover_with_fewest(within: Flags, weight: Floats, posts: int, *, choices: int = 1) -> list[Picked]:
    """`cover` with as few sites as bring as much: where so many reach all that any site reaches, fewer may do."""
    found = cover(within, weight, posts, choices=choices)
    whole = float(weight[within.any(axis=1)].sum()) * (1.0 - PROVEN)
    count = needed = len(found[0].sites) if found else 0
    while needed > 1 and found[0].value >= whole:
        fewer = cover(within, weight, needed - 1)
        if not fewer or fewer[0].value < whole:
            break
        needed -= 1
    return found if needed == count else cover(within, weight, needed, choices=choices)


def walk(cost: Floats, weight: Floats, posts: int, *, already: Floats, choices: int = 1) -> list[Picked]:
    """The best `choices` distinct sets of so many sites by the sum of weight × cost to the nearest.

    cost: (n, m) to each site; already: (n,) to what is there; both finite. Exact where every set can be tried out
    (gap 0), else the best that interchange finds (gap None).
    """
    cost = np.minimum(cost, already[:, None])
    posts = min(posts, cost.shape[1])
    if not posts:
        return []
    sets = comb(cost.shape[1], posts)
    if sets * len(weight) <= TRIED_OUT:
        return _tried_out(cost, weight, posts, min(choices, sets))
    return _interchanged(cost, weight, posts, already, choices)


def _merged(within: Flags, weight: Floats) -> tuple[Flags, Floats]:
    """Demands that the same sites reach are one; those that none reaches are nobody's."""
    useful = np.flatnonzero(within.any(axis=1) & (weight > 0))
    packed = np.packbits(within[useful], axis=1)
    _, first, same = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    sums = np.bincount(same.reshape(-1), weights=weight[useful], minlength=len(first))
    return within[useful][first], sums.astype(np.float64)


def _next_best(
    within: Flags,
    weight: Floats,
    posts: int,
    others: Sequence[tuple[int, ...]],
    outlook: Floats,
    starts: Sequence[Sequence[int]],
    seconds: float,
) -> Picked | None:
    """The best set that is none of the others; None where the solver finds none in time.

    A set found by interchange comes first: sites without which nothing better can be had need not go to the solver.
    """
    nothing = np.ones(len(weight))
    known = _interchanged(_missed(within), weight, posts, nothing, len(others) + 1, starts)
    least = next((one for one in known if one.sites not in others), None)
    value = -np.inf if least is None else float(weight.sum()) - least.value
    hopeful = outlook > value + PROVEN * max(value, 1.0)
    hopeful[[site for sites in ((least.sites if least else ()), *others) for site in sites]] = True
    site = np.flatnonzero(hopeful)
    place = {int(one): i for i, one in enumerate(site)}
    some, some_weight = _merged(within[:, site], weight)
    solved = _covering(some, some_weight, posts, [[place[one] for one in sites] for sites in others], seconds)
    if solved is None or (least is not None and solved.value < value):
        return (
            None
            if least is None
            else Picked(least.sites, value, 0.0 if solved and solved.is_proven else None)
        )
    return Picked(tuple(site[list(solved.sites)].tolist()), solved.value, solved.gap)


def _missed(within: Flags) -> Floats:
    """The question of covering as one of walking: 1 for what a site does not reach."""
    return 1.0 - within.astype(np.float64)


def _covering(
    within: Flags, weight: Floats, posts: int, others: Sequence[Sequence[int]], seconds: float
) -> Picked | None:
    """The best set that is none of the others, by integer programming; None where none is found in time.

    Variables: a site is taken (whole), a demand is covered (any share, which ends up 0 or 1 by itself).
    """
    demands, sites = within.shape
    reached = hstack([csr_array(within.astype(np.float64)), -eye_array(demands)], format="csr")
    rules = [
        LinearConstraint(reached, lb=0.0),
        LinearConstraint(_row(range(sites), sites + demands), lb=posts, ub=posts),
        *(LinearConstraint(_row(chosen, sites + demands), ub=posts - 1) for chosen in others),
    ]
    solved = milp(
        np.concatenate([np.zeros(sites), -weight]),
        integrality=np.concatenate([np.ones(sites), np.zeros(demands)]),
        bounds=Bounds(0.0, 1.0),
        constraints=rules,
        options={"mip_rel_gap": 0.0, "time_limit": seconds},
    )
    if solved.x is None:
        return None
    chosen = np.sort(np.argsort(-solved.x[:sites], kind="stable")[:posts])
    value = float(weight[within[:, chosen].any(axis=1)].sum())
    # The solver proves within its own tolerance: what is left below that is its rounding.
    bound = value if solved.status == 0 else -float(solved.mip_dual_bound)
    gap = max(bound - value, 0.0) / max(value, 1e-12)
    return Picked(tuple(chosen.tolist()), value, gap if np.isfinite(gap) else None)


def _outlook(within: Flags, weight: Floats, posts: int) -> tuple[Floats, list[list[int]]]:
    """((m,) what any set with that site can cover at most, a few sets that look good).

    Lagrangian relaxation of "a demand is covered only by a site that is taken" (Galvão & ReVelle 1996): a price for
    every demand, moved along the subgradient; every price gives a bound, and the least of each site's is kept.
    """
    reached = csr_array(within.astype(np.float64))
    back = csr_array(reached.T)
    price = weight / np.maximum(np.asarray(reached.sum(axis=1)).reshape(-1), 1.0)
    best, outlook, stride, since = np.inf, np.full(within.shape[1], np.inf), 1.0, 0
    tried: dict[tuple[int, ...], float] = {}
    goal = (
        float(weight.sum()) - _interchanged(_missed(within), weight, posts, np.ones(len(weight)), 1)[0].value
    )
    for _ in range(STEPS):
        worth = np.asarray(back @ price, dtype=np.float64)
        order = np.argsort(-worth, kind="stable")
        taken = order[:posts]
        bound = float(np.maximum(weight - price, 0.0).sum() + worth[taken].sum())
        outlook = np.minimum(outlook, bound - np.maximum(worth[taken[-1]] - worth, 0.0))
        since = 0 if bound < best * (1 - 1e-5) else since + 1
        best = min(best, bound)
        count = np.asarray(within[:, taken].sum(axis=1))
        tried[tuple(sorted(taken.tolist()))] = float(weight[count > 0].sum())
        if since == PATIENCE:
            stride, since = stride / 2.0, 0
        slope: Floats = (price < weight).astype(np.float64) - count
        square = float(slope @ slope)
        if best - goal <= PROVEN * goal or square == 0.0:
            break
        price = np.clip(price + stride * (bound - goal) / square * slope, 0.0, weight)
    good = sorted(tried, key=lambda sites: (-tried[sites], sites))[:STARTS]
    return outlook, [list(sites) for sites in good]


def _row(columns: Sequence[int], width: int) -> csr_array[np.float64, tuple[int, int]]:
    names = np.asarray(columns, dtype=np.int64)
    return csr_array((np.ones(len(names)), (np.zeros(len(names), dtype=np.int64), names)), shape=(1, width))


def _tried_out(cost: Floats, weight: Floats, posts: int, choices: int) -> list[Picked]:
    """Every set of sites, the best of them first."""
    best: list[tuple[float, tuple[int, ...]]] = []
    for sets, values in _every(cost, weight, posts):
        order = np.argsort(values, kind="stable")[:choices]
        best += [(float(values[i]), tuple(sets[i].tolist())) for i in order]
        best = sorted(best)[:choices]
    return [Picked(sites, value, 0.0) for value, sites in best]


def _every(cost: Floats, weight: Floats, posts: int) -> Iterator[tuple[Integers, Floats]]:
    """(sets (k, posts), their weighted costs (k,)): all sets that begin alike at once."""
    sites = cost.shape[1]
    wide = max(int(_BLOCK // max(len(cost), 1)), 1)
    for begin in combinations(range(sites), posts - 1):
        near = cost[:, list(begin)].min(axis=1) if begin else np.full(len(cost), np.inf)
        first = begin[-1] + 1 if begin else 0
        for low in range(first, sites, wide):
            last = np.arange(low, min(low + wide, sites))
            values = weight @ np.minimum(near[:, None], cost[:, last])
            yield np.column_stack([np.tile(begin, (len(last), 1)), last]).astype(np.int64), values


def _interchanged(
    cost: Floats,
    weight: Floats,
    posts: int,
    already: Floats,
    choices: int,
    starts: Sequence[Sequence[int]] = (),
) -> list[Picked]:
    """The best sets met on the way from the greedy choice, and from other starts, to where no exchange helps."""
    known: dict[tuple[int, ...], float] = {}
    for start in (_greedy(cost, weight, posts, already), *starts):
        _improve(cost, weight, already, list(start), choices, known)
    ranked = sorted(known.items(), key=lambda item: (item[1], item[0]))
    return [Picked(sites, total, None) for sites, total in ranked[:choices]]


def _improve(
    cost: Floats,
    weight: Floats,
    already: Floats,
    chosen: list[int],
    choices: int,
    known: dict[tuple[int, ...], float],
) -> None:
    """Make the best exchange of one site for another as long as there is a better one; `known` keeps what was met."""
    value = float(weight @ cost[:, chosen].min(axis=1))
    while True:
        known[tuple(sorted(chosen))] = value
        around = _neighbours(cost, weight, chosen, already)
        sites, better = around[0] if around else ((), np.inf)
        if better >= value * (1.0 - 1e-12):
            for others, other in around[:choices]:
                known.setdefault(others, other)
            return
        chosen, value = list(sites), better


def _greedy(cost: Floats, weight: Floats, posts: int, already: Floats) -> list[int]:
    chosen: list[int] = []
    near = already
    for _ in range(posts):
        values = weight @ np.minimum(near[:, None], cost)
        values[chosen] = np.inf
        chosen.append(int(np.argmin(values)))
        near = np.minimum(near, cost[:, chosen[-1]])
    return chosen


def _neighbours(
    cost: Floats, weight: Floats, chosen: Sequence[int], already: Floats
) -> list[tuple[tuple[int, ...], float]]:
    """The few best sets that differ in one site."""
    found = []
    for out in chosen:
        stay = [site for site in chosen if site != out]
        near = cost[:, stay].min(axis=1) if stay else already
        values = weight @ np.minimum(near[:, None], cost)
        values[list(chosen)] = np.inf
        order = np.argsort(values, kind="stable")[:4]
        found += [(tuple(sorted([*stay, int(i)])), float(values[i])) for i in order if np.isfinite(values[i])]
    return sorted(found, key=lambda item: (item[1], item[0]))

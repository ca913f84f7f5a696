"""Places for people: the enhanced two-step floating catchment area (E2SFCA).

First every service's places are shared among the people who can walk to it, near ones counting more; then everybody
adds up the shares of the services in reach. R_j = S_j / sum_k P_k w(d_kj), A_i = sum_j R_j w(d_ij). Luo & Qi, Health &
Place 15 (2009) 1100-1107, with weights by zone; Dai, Health & Place 16 (2010) 1038-1052, with a Gaussian.
It says how many places there are for a person, not whether anybody can walk there: it stands beside coverage.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from neighborcare.circle.coordinates import Floats

Decay = Literal["gaussian", "steps"]
ZONES = ((1 / 3, 1.0), (2 / 3, 0.68), (1.0, 0.22))  # Luo & Qi's slow decay over three zones of equal width


@dataclass(frozen=True, eq=False)
class Shares:
    """access: (n,) places a person; demand: (m,) people that each service is shared by, weighted; ratio: (m,) places
    for each of them (0 where nobody is in reach).
    """

    access: Floats
    demand: Floats
    ratio: Floats


def weight(minutes: Floats, limit: float, decay: Decay = "gaussian") -> Floats:
    """How much a walk of so many minutes counts: 1 at the door, 0 beyond the limit (or without a path)."""
    share = np.asarray(minutes, dtype=np.float64) / limit
    with np.errstate(invalid="ignore"):
        within = share <= 1.0
    if decay == "gaussian":
        edge = np.exp(-0.5)
        counts = (np.exp(-0.5 * np.where(within, share, 1.0) ** 2) - edge) / (1.0 - edge)
    else:
        counts = np.select([share <= zone for zone, _ in ZONES], [value for _, value in ZONES], 0.0)
    return np.where(within, counts, 0.0)


def shares(weights: Floats, people: Floats, places: Floats) -> Shares:
    """weights: (n, m) of `weight`; people: (n,) at each home; places: (m,) of each service."""
    demand = people @ weights
    ratio = np.divide(places, demand, out=np.zeros(len(places)), where=demand > 0)
    return Shares(weights @ ratio, demand, ratio)

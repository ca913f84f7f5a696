"""Seeded chance: every topic draws from its own stream, so that changing one does not change the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")


def stream(seed: int, topic: str) -> np.random.Generator:
    """The random numbers of one topic under one seed."""
    return np.random.default_rng([seed, *topic.encode()])


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers that add up to `total` in proportion to `weights` (largest remainders)."""
    scale = total / sum(weights)
    exact = [weight * scale for weight in weights]
    whole = [int(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda i: (whole[i] - exact[i], i))
    for i in order[: total - sum(whole)]:
        whole[i] += 1
    return whole


def pick(rng: np.random.Generator, weighted: dict[T, float]) -> T:
    """One of the keys, by weight."""
    mark = float(rng.random()) * sum(weighted.values())
    for key, weight in weighted.items():
        mark -= weight
        if mark < 0:
            return key
    return key


def some(rng: np.random.Generator, items: Sequence[T], count: int) -> list[T]:
    """`count` different items in their old order."""
    return [items[i] for i in sorted(rng.choice(len(items), size=count, replace=False))]


def in_pairs(text: str) -> list[str]:
    """The text cut into words of two characters."""
    return [text[i : i + 2] for i in range(0, len(text), 2)]

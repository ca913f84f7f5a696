"""Batches are listed in the order of taking, whatever their names are."""

from collections.abc import Callable
from datetime import date

import pytest

from neighborcare.store import batches, manifest
from neighborcare.store.batches import Batch
from neighborcare.store.home import Home
from neighborcare.store.manifest import Manifest

Put = Callable[..., Batch]


def publish(home: Home, number: int, *names: str) -> None:
    action = manifest.action("load", names[-1:], "test")
    manifest.publish(home, Manifest(number, names, date(2025, 8, 31), action, {}, "2025-09-01"))


@pytest.mark.parametrize("later_first", [False, True])
def test_batches_of_one_second_keep_the_order_of_taking(home: Home, put: Put, later_first: bool) -> None:
    made = sorted(
        (put("communities", [{"community_id": name, "community_name": name}]).id for name in "AB"),
        reverse=later_first,
    )
    publish(home, 1, made[0])
    publish(home, 2, *made)
    publish(home, 3, made[1])  # the first was undone
    assert [batch.id for batch in batches.every(home)] == made


def test_a_batch_that_no_manifest_names_is_not_there(home: Home, put: Put) -> None:
    put("communities", [{"community_id": "A", "community_name": "A"}])
    assert batches.every(home) == []

"""Publishing: one step, one winner, nothing half seen."""

import threading
from datetime import date

import pytest

from neighborcare.errors import NotFound
from neighborcare.store import manifest
from neighborcare.store.home import Home
from neighborcare.store.manifest import Manifest, Outdated


def made(number: int, *names: str) -> Manifest:
    return Manifest(
        number, names, date(2025, 8, 31), manifest.action("load", names, "test"), {}, "2025-09-01"
    )


def test_what_was_published_is_what_is_read(home: Home) -> None:
    assert manifest.current(home) == manifest.EMPTY
    manifest.publish(home, made(1, "a"))
    manifest.publish(home, made(2, "a", "b"))
    assert manifest.current(home).batches == ("a", "b")
    assert manifest.read(home, 1).batches == ("a",)
    assert [entry.number for entry in manifest.history(home)] == [2, 1]


def test_a_number_is_given_once(home: Home) -> None:
    manifest.publish(home, made(1, "a"))
    with pytest.raises(Outdated):
        manifest.publish(home, made(1, "b"))
    assert manifest.current(home).batches == ("a",)
    assert [path.name for path in home.manifests.iterdir()] == ["000001.json"]


def test_of_many_writers_every_one_ends_up_in_the_chain(home: Home) -> None:
    def add(name: str) -> None:
        while True:
            base = manifest.current(home)
            try:
                manifest.publish(home, made(base.number + 1, *base.batches, name))
                return
            except Outdated:
                continue

    writers = [threading.Thread(target=add, args=(f"w{i}",)) for i in range(12)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(manifest.current(home).batches) == sorted(f"w{i}" for i in range(12))
    assert manifest.current(home).number == 12


def test_an_unknown_generation_is_named(home: Home) -> None:
    with pytest.raises(NotFound, match="7"):
        manifest.read(home, 7)

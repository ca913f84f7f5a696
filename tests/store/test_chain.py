"""The chain of entries: what is appended stays, and what is done to the file behind its back is named."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from neighborcare.store import chain
from neighborcare.store.chain import Broken, Fact
from neighborcare.store.home import Home

ROOT = Path(__file__).parents[2]


def append(home, *whats, who="anna"):
    chain.append(home, [Fact(who, what, {"n": place}) for place, what in enumerate(whats)])


def lines(home):
    return chain.path(home).read_bytes().splitlines(keepends=True)


def rewrite(home, new):
    chain.path(home).write_bytes(b"".join(new))


@pytest.fixture
def four(home):
    """A chain of four entries."""
    append(home, "a", "b")
    append(home, "c")
    append(home, "d")
    return home


def test_entries_are_numbered_and_follow_each_other(four):
    found = list(chain.newest_first(four))
    assert [(entry.number, entry.what) for entry in found] == [(4, "d"), (3, "c"), (2, "b"), (1, "a")]
    assert [entry.before for entry in found] == [entry.hash for entry in found[1:]] + [chain.NOTHING]
    verdict = chain.verify(four)
    assert (verdict.count, verdict.head, verdict.broken, verdict.is_whole) == (4, found[0].hash, None, True)


def test_an_empty_home_has_a_whole_chain_of_nothing_and_gets_no_file_by_looking(home):
    assert chain.verify(home) == chain.Verdict(0, chain.NOTHING, None, (), None)
    assert chain.head(home) is None
    assert not home.path.exists()


def test_only_the_owner_may_read_it(four):
    assert chain.path(four).stat().st_mode & 0o777 == 0o600


def test_the_chain_can_be_followed_without_the_key(four):
    """Whoever has a copy and no key can still see that each line follows from the one before."""
    import hashlib

    before = chain.NOTHING
    for line in lines(four):
        assert json.loads(line)["before"] == before
        before = hashlib.sha256(line.rstrip(b"\n")).hexdigest()


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("key", ["n", "at", "who", "what", "detail", "before", "seal"])
def test_a_changed_entry_is_named(four, place, key):
    found = lines(four)
    said = json.loads(found[place])
    said[key] = {"n": 99} if key == "detail" else said[key] + (1 if key == "n" else "x")
    found[place] = json.dumps(said, separators=(",", ":")).encode() + b"\n"
    rewrite(four, found)
    verdict = chain.verify(four)
    assert verdict.broken is not None
    assert verdict.broken.number == place + 1
    assert not verdict.is_whole


def test_what_is_taken_out_put_in_or_swapped_is_named(four):
    found = lines(four)
    rewrite(four, [found[0], *found[2:]])
    assert chain.verify(four).broken == Broken(2, "before")
    rewrite(four, [found[0], found[1], found[1], *found[2:]])
    assert chain.verify(four).broken == Broken(3, "before")
    rewrite(four, [found[0], found[2], found[1], found[3]])
    assert chain.verify(four).broken == Broken(2, "before")
    rewrite(four, found[1:])
    assert chain.verify(four).broken == Broken(1, "before")


def test_blanks_and_repeated_names_hide_nothing(four):
    found = lines(four)
    found[3] = found[3].replace(b'{"n":4,', b'{"n":4,"who":"boss",')
    rewrite(four, found)
    assert chain.verify(four).broken == Broken(4, "seal")
    rewrite(
        four, [*found[:3], lines(four)[3].replace(b'"who":"boss",', b"").replace(b'{"n":4,', b'{"n": 4,')]
    )
    assert chain.verify(four).broken == Broken(4, "seal")


def test_a_chain_made_anew_with_another_key_is_named_at_its_first_entry(four, tmp_path):
    other = Home(tmp_path / "other")
    append(other, "a", "b", "c", "d")
    chain.path(four).write_bytes(chain.path(other).read_bytes())
    assert chain.verify(four).broken == Broken(1, "seal")


def test_entries_cut_off_at_the_end_are_seen_against_a_head_that_was_kept(four):
    head = chain.head(four).hash
    assert chain.verify(four, head).holds_head is True
    append(four, "e")
    assert chain.verify(four, head.upper()).is_whole  # however it was written down
    rewrite(four, lines(four)[:3])
    alone, against = chain.verify(four), chain.verify(four, head)
    assert alone.is_whole  # nobody could know
    assert (against.broken, against.holds_head, against.is_whole) == (None, False, False)
    append(four, "f")  # going on does not heal it
    assert not chain.verify(four, head).is_whole


def test_a_file_that_is_gone_does_not_hold_the_head(four):
    head = chain.head(four).hash
    chain.path(four).unlink()
    assert not chain.verify(four, head).is_whole


@pytest.mark.parametrize("cut", [1, 5, 40, 120])
def test_a_line_that_a_crash_cut_off_is_named_and_stops_nobody(four, cut):
    whole = lines(four)
    rewrite(four, [*whole[:3], whole[3][:-cut]])
    said = chain.verify(four)
    kept = 4 if cut == 1 else 3  # only its line end was lost
    assert (said.count, said.broken, said.torn) == (kept, None, () if cut == 1 else (3,))
    append(four, "e")
    after = chain.verify(four)
    assert (after.broken, after.torn) == (None, said.torn)
    assert next(chain.newest_first(four)).what == "e"
    if cut > 1:
        torn = next(entry for entry in chain.newest_first(four) if entry.what == chain.TORN)
        assert torn.detail["bytes"] == len(whole[3]) - cut


def test_rubbish_that_no_crash_leaves_stops_nobody_and_is_named_for_good(four):
    whole = lines(four)
    for rubbish in (b"\0" * 10 + b"\nmore\n", b"x" * (chain.LONGEST + 1)):
        rewrite(four, [*whole, rubbish])
        append(four, "e")
        assert chain.verify(four).broken == Broken(5, "unreadable")
        assert next(chain.newest_first(four)).what == "e"


def test_the_first_entry_may_be_torn_too(home):
    home.create()
    chain.path(home).write_bytes(b'{"n":1,')
    append(home, "a")
    assert [entry.what for entry in chain.newest_first(home)] == ["a", chain.TORN]
    assert chain.verify(home).is_whole


def test_where_the_disk_is_full_nothing_half_stays(four, monkeypatch):
    before = chain.path(four).read_bytes()

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            append(four, "e")
    assert chain.path(four).read_bytes() == before
    append(four, "f")
    assert chain.verify(four).count == 5


def test_threads_lose_nothing(home):
    def write(name):
        for place in range(25):
            append(home, f"{name}{place}", who=name)

    threads = [threading.Thread(target=write, args=(f"t{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert chain.verify(home).count == 150
    assert {entry.what for entry in chain.newest_first(home)} == {
        f"t{n}{p}" for n in range(6) for p in range(25)
    }


WRITER = """
import sys
from pathlib import Path
from neighborcare.store import chain
from neighborcare.store.home import Home
for place in range(40):
    chain.append(Home(Path(sys.argv[1])), [chain.Fact(sys.argv[2], f"w{place}", {})])
"""


def test_processes_lose_nothing_and_one_that_is_killed_leaves_the_lock(home):
    def begin(name):
        return subprocess.Popen([sys.executable, "-c", WRITER, str(home.path), name], cwd=ROOT)

    writers, victim = [begin(name) for name in ("p1", "p2", "p3")], begin("victim")
    while not any(entry.who == "victim" for entry in chain.newest_first(home)):
        assert victim.poll() is None or any(entry.who == "victim" for entry in chain.newest_first(home))
    victim.kill()
    victim.wait()
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0, 0]
    found = list(chain.newest_first(home))
    assert chain.verify(home).is_whole
    for name in ("p1", "p2", "p3"):
        assert [entry.what for entry in reversed(found) if entry.who == name] == [f"w{n}" for n in range(40)]


def test_who_waits_too_long_is_told(four, monkeypatch):
    monkeypatch.setattr(chain, "PATIENCE", 0.02)
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import fcntl, sys; f = open(sys.argv[1]); fcntl.flock(f, fcntl.LOCK_EX); print(1, flush=True); input()",
            str(chain.path(four)),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    with holder:
        holder.stdout.readline()
        with pytest.raises(chain.Busy):
            append(four, "e")
        holder.stdin.write(b"\n")
    assert chain.verify(four).count == 4

"""Every byte that a meeting's and a leader's browser are told, and every export, over a street of signs.

`seeded` puts a sign into everything personal, `exploring` opens every page and tries what it offers, `unpacking` reads
documents, archives and escapes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from neighborcare.access import accounts
from neighborcare.access.roles import TABLE, Role

from . import exploring, seeded, unpacking, wire
from .conftest import PASSWORD, running
from .seeded import Seeded

pytestmark = [pytest.mark.browser]
FOLLOW_UP = (
    "circle",
    "coverage",
    "files",
    "overview",
    "requests",
    "siting",
    "visits",
)  # with a leader's lists
NUMBERS = ("1990000", "99999919510221")  # telephones and identity numbers, whole or in part


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Seeded:
    made = seeded.street(tmp_path_factory.mktemp("seeded"))
    for name, role in (("head", "leader"), ("hall", "presenter")):
        accounts.add(made.home, name, role, password=PASSWORD)
    return made


@pytest.fixture(scope="module")
def server(street: Seeded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(street.home, tmp_path_factory.mktemp("console") / "console.txt") as address:
        yield address


@pytest.fixture(scope="module", params=["presenter", "leader"])
def told(request: pytest.FixtureRequest, server: str) -> tuple[Role, dict[str, list[bytes]]]:
    """The role, and by page all that its browser was told and fetched."""
    role: Role = request.param
    cookie = wire.sign_in(server, {"presenter": "hall", "leader": "head"}[role], PASSWORD)
    return role, {page: list(_all(server, cookie, page)) for page in sorted(TABLE[role].pages)}


def _all(server: str, cookie: str, page: str) -> Iterator[bytes]:
    with wire.tab(server, cookie) as tab:
        for export in exploring.everything(tab, page):
            assert export.status == 200
            yield export.body
        tab.open(page, locale="en")
        yield from tab.heard


def leaks(told: dict[str, list[bytes]], signs: Iterable[str]) -> list[str]:
    """The first place of each sign on each page."""
    looked_for, seen = list(signs), dict[tuple[str, str], str]()
    for page, came in told.items():
        for text in (text for data in came for text in unpacking.texts(data)):
            for where in seeded.found(text, looked_for):
                seen.setdefault((page, where.split(":")[0]), f"{page} {where}")
    return list(seen.values())


def test_much_was_told_and_fetched(told):
    _role, pages = told
    assert sum(map(len, pages.values())) > 10_000
    assert (
        sum(data[:4] == b"PK\x03\x04" for came in pages.values() for data in came) > 20
    )  # workbooks, decks, briefs


def test_no_number_no_door_and_no_word_of_anybody_comes_out(told, street):
    _role, pages = told
    assert leaks(pages, (*street.signs.numbers, *NUMBERS, seeded.DOOR, seeded.WORDS, street.signs.file)) == []


def test_no_id_of_a_person_a_household_or_a_case_comes_out(told):
    role, pages = told
    ids = {sign for column, sign in seeded.IDS.items() if column in TABLE[role].without}
    assert {"RZZQ", "HZZQ", "CZZQ"} <= ids
    assert leaks(pages, ids) == []


def test_nobody_is_named_in_full_and_no_minor_at_all(told, street):
    _role, pages = told
    assert leaks(pages, (*street.signs.names, seeded.YOUNG)) == []


def test_a_meeting_names_nobody_and_a_leader_residents_in_follow_up_lists_only(told):
    role, pages = told
    if role == "presenter":
        assert leaks(pages, [seeded.GROWN, seeded.WORKER]) == []
    else:
        others = {page: came for page, came in pages.items() if page not in FOLLOW_UP}
        assert leaks(others, [seeded.GROWN]) == []

"""How the house stands: open only as a demonstration on its own computer."""

from datetime import date

import pytest

from neighborcare import generation
from neighborcare.access import accounts, house
from neighborcare.access.house import House, is_from_here
from neighborcare.store import batches

HERE, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104 - that is what is tested
STAFF = "工号,姓名,身份,社区,上岗日期\nW1,陈某松,网格员,甲社区,2023-01-01\n"
PLACES = "社区编码,社区名称,统计日期,户数,常住人口\nJY,甲社区,2025-07-31,100,300\n"


@pytest.fixture
def take(home, tmp_path):
    """Take one made-up export as that user."""

    def taken(by, text=PLACES):
        file = tmp_path / f"{by}.csv"
        file.write_text(text, encoding="utf-8")
        generation.take(home, generation.look(home, [file]), by=by, today=date(2025, 9, 3))

    return taken


def test_an_empty_home_opens_as_the_demonstration_that_it_will_be(home):
    assert House(home, HERE).situation() == "demonstration"


def test_an_office_that_begins_without_the_demonstration_makes_its_administrator_first(home, monkeypatch):
    monkeypatch.setenv("NEIGHBORCARE_DEMO", "0")
    assert House(home, HERE).situation() == "no accounts"


@pytest.mark.parametrize("address", [EVERYWHERE, "", None, "10.0.0.1", "::", "street.example"])
def test_a_server_that_others_can_reach_is_no_demonstration(home, address):
    assert House(home, address).situation() == "no accounts"


@pytest.mark.parametrize("address", [HERE, "localhost", "::1", "127.0.0.9"])
def test_a_server_on_its_own_computer_may_be_one(home, address):
    assert House(home, address).situation() == "demonstration"


def test_an_account_closes_the_demonstration_at_once(home):
    opened = House(home, HERE)
    assert opened.situation() == "demonstration"
    accounts.add(home, "boss", "administrator")
    assert opened.situation() == "accounts"


def test_data_from_elsewhere_closes_a_running_demonstration(home, take):
    opened = House(home, HERE)
    take("demo")
    assert opened.situation() == "demonstration"
    take("command line", STAFF)
    assert opened.situation() == "no accounts"


def test_what_a_visitor_takes_in_himself_closes_it_too(home, take):
    opened = House(home, HERE)
    take("demo")
    assert not opened.has_own_data()
    take("analyst", STAFF)
    assert opened.situation() == "no accounts"
    assert opened.has_own_data()


def test_the_demonstrations_own_files_are_made_up_whoever_loads_them(home, take, monkeypatch):
    take("command line")
    (own,) = batches.every(home)
    assert House(home, HERE).situation() == "no accounts"
    monkeypatch.setattr(house, "_samples", lambda: frozenset({own.raw}))
    assert House(home, HERE).situation() == "demonstration"


def test_the_samples_are_the_repositorys_and_no_homes():
    names = {path.name for path in (generation.SAMPLES / "exports").iterdir()}
    assert names
    assert len(house._samples()) >= len(names)


@pytest.mark.parametrize(
    ("client", "host", "more", "here"),
    [
        ("127.0.0.1", "localhost:8501", {}, True),
        ("::1", "[::1]:8501", {}, True),
        ("127.0.0.1", "127.0.0.1", {}, True),
        ("10.0.0.7", "localhost:8501", {}, False),
        ("127.0.0.1", "street.example", {}, False),
        ("127.0.0.1", "localhost.evil.example:8501", {}, False),
        ("127.0.0.1", "localhost:8501", {"x-forwarded-for": "127.0.0.1"}, False),
        ("127.0.0.1", "localhost:8501", {"via": "1.1 proxy"}, False),
        ("127.0.0.1", "localhost:8501", {"forwarded": "for=10.0.0.7"}, False),
        ("127.0.0.1", "[::1", {}, False),
        ("127.0.0.1", "", {}, False),
    ],
)
def test_from_here_is_who_sits_at_this_computer_and_calls_it_so(client, host, more, here):
    headers = [(name.encode(), value.encode()) for name, value in ({"host": host} | more).items()]
    assert is_from_here({"type": "http", "client": (client, 5), "headers": headers}) is here


def test_without_a_client_nobody_is_here():
    assert not is_from_here({"type": "http", "client": None, "headers": [(b"host", b"localhost")]})


def test_the_code_is_of_this_process_and_may_be_typed_in_any_way(home):
    own, other = House(home, HERE), House(home, HERE)
    assert own.is_code(own.code)
    assert own.is_code(f" {own.code.lower().replace('-', ' ')} ")
    assert own.is_code("".join(chr(ord(sign) + 0xFEE0) for sign in own.code))  # typed full-width
    assert not own.is_code("")
    assert not own.is_code(own.code[:-1])
    assert own.code == own.code != other.code

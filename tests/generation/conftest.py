"""A small office: two communities and two workers of a made-up street, and visits written as they arrive."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from neighborcare import generation
from neighborcare.generation import Loaded
from neighborcare.store.home import Home

TODAY = date(2025, 9, 3)
COMMUNITIES = (
    "社区编码,社区名称,统计日期,总户数,常住人口\n"
    "JY,甲社区,2025-07-31,1200,3100\nYS,乙社区,2025-07-31,900,2000\n"
)
STAFF = (
    "工号,姓名,身份,社区,上岗日期\nW1,陈松涛,网格员,甲社区,2023-08-01\nW2,周月影,网格员,乙社区,2023-08-01\n"
)
VISITS = "走访编号,走访日期,社区,户编号,走访人,走访类型,走访方式,走访结果\n"

Write = Callable[..., Path]
Take = Callable[..., Loaded]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """`write(name, *lines)` puts a file of visits down; a name that is known already is written over."""

    def put(name: str, *lines: str, text: str = VISITS) -> Path:
        path = tmp_path / name
        path.write_text(text + "".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    return put


@pytest.fixture
def take(home: Home) -> Take:
    """`take(*files)` looks at files and takes their good rows on `today`."""

    def taken(*files: Path, today: date = TODAY) -> Loaded:
        return generation.take(home, generation.look(home, files, today=today), by="tester", today=today)

    return taken


@pytest.fixture(scope="session")
def _office(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Made once a run; tests get copies."""
    folder = tmp_path_factory.mktemp("office")
    for name, text in (("社区.csv", COMMUNITIES), ("人员.csv", STAFF)):
        (folder / name).write_text(text, encoding="utf-8")
    home = Home(folder / "home")
    looked = generation.look(home, [folder / "社区.csv", folder / "人员.csv"], today=TODAY)
    generation.take(home, looked, by="tester", today=TODAY)
    return home


@pytest.fixture
def office(_office: Home, home: Home) -> Home:
    """A home with the two communities and their workers."""
    shutil.copytree(_office.path, home.path)
    return home


def visit(number: int, day: str = "2025-08-20", result: str = "正常", place: str = "甲社区") -> str:
    """One visit as a line of the file."""
    who = "W1" if place == "甲社区" else "W2"
    return f"V{number},{day},{place},H{number},{who},探访,上门,{result}"

"""Dropped files: in a private folder under harmless names, and gone when nobody wants them any more."""

from __future__ import annotations

import gc
import os
from dataclasses import dataclass

import pytest

from neighborcare.store.home import Home
from neighborcare.ui import delivery


@dataclass
class Sent:
    """What a browser sends."""

    name: str
    content: bytes = b"a,b\n1,2\n"

    def getvalue(self) -> bytes:
        """Its bytes."""
        return self.content


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("走访记录（8月）.csv", "走访记录（8月）.csv"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\系统.xlsx", "系统.xlsx"),
        ("a\x00b\nc.csv", "a_b_c.csv"),
        ("..", "_"),
        ("", "_"),
        ("网" * 300 + ".xlsx", "网" * 80 + ".xlsx"),
    ],
)
def test_a_name_is_text_only(name: str, kept: str) -> None:
    assert delivery.safe_name(name) == kept


def test_files_lie_in_a_private_folder(home: Home) -> None:
    put = delivery.put_down(home, [Sent("甲.csv"), Sent("../乙.geojson")])
    assert all(path.resolve().is_relative_to(home.staging.resolve()) for path in put.files)
    assert [path.name for path in put.tables] == ["甲.csv"]
    assert [path.name for path in put.maps] == ["乙.geojson"]
    if os.name != "nt":
        assert put.folder.stat().st_mode & 0o077 == 0
        assert all(path.stat().st_mode & 0o077 == 0 for path in put.files)


def test_two_files_of_one_name_are_two_files(home: Home) -> None:
    put = delivery.put_down(home, [Sent("走访.csv", b"first"), Sent("走访.csv", b"second")])
    assert [path.read_bytes() for path in put.tables] == [b"first", b"second"]


def test_parts_of_a_shapefile_lie_side_by_side(home: Home) -> None:
    put = delivery.put_down(home, [Sent("网格.shx"), Sent("别的.csv"), Sent("网格.shp"), Sent("网格.dbf")])
    (shape,) = put.maps
    assert sorted(path.name for path in shape.parent.iterdir()) == ["网格.dbf", "网格.shp", "网格.shx"]


def test_files_go_when_they_are_left(home: Home) -> None:
    put = delivery.put_down(home, [Sent("甲.csv")])
    put.leave()
    assert list(home.staging.iterdir()) == []


def test_files_go_with_the_visitor(home: Home) -> None:
    put = delivery.put_down(home, [Sent("甲.csv")])
    assert put.tables[0].exists()
    del put
    gc.collect()
    assert list(home.staging.iterdir()) == []

"""The circle on real streets: a walking network from an OpenStreetMap extract, taken like any file.

The homes and services on it are made up; who is within reach is checked by a second router that shares no code.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from datetime import date
from itertools import pairwise
from math import asin, cos, hypot, inf, radians, sin, sqrt
from pathlib import Path

import osmium
import pytest

from neighborcare import generation
from neighborcare.generation import circle_questions
from neighborcare.measures.walking import Question
from neighborcare.store.home import Home

EXTRACT = Path(__file__).parents[3] / "shared" / "data" / "nctu_hsinchu.osm.pbf"
TODAY = date(2025, 9, 1)

pytestmark = pytest.mark.skipif(not EXTRACT.exists(), reason="the shared data is not beside this checkout")


def write(folder: Path, rows: list[tuple[float, float]]) -> list[Path]:
    """Communities, grids, buildings every few hundred metres, one health station, as CSV exports."""
    lines = {
        "社区.csv": ["社区编码,社区名称,统计日期,户数,常住人口", "A,甲社区,2025-08-31,100,300"],
        "网格.csv": ["网格编号,网格名称,社区,户数", "A1,一网格,A,100"],
        "楼栋.csv": ["楼栋编号,楼栋,社区,网格,经度,纬度,坐标系,60岁以上老人,65岁以上老人,80岁以上老人"]
        + [f"B{i},{i}号楼,A,A1,{lon:.6f},{lat:.6f},WGS84,4,3,1" for i, (lon, lat) in enumerate(rows)],
        "点位.csv": [
            "点位编号,点位名称,点位类型,社区,网格,经度,纬度,坐标系",
            f"S1,甲站,卫生服务站,A,A1,{rows[0][0]:.6f},{rows[0][1]:.6f},WGS84",
        ],
    }
    for name, content in lines.items():
        (folder / name).write_text("\n".join(content), encoding="utf-8-sig")
    return [folder / name for name in lines]


def test_circle_on_a_real_network_agrees_with_an_independent_router(home: Home, tmp_path: Path) -> None:
    layer = generation.take_geography(home, EXTRACT).tables[0]
    assert layer.dataset == "geo:walkways"
    streets = Streets(EXTRACT)
    chosen = streets.doors(400)
    looked = generation.look(home, write(tmp_path, chosen), today=TODAY)
    taken = generation.take(home, looked, today=TODAY)
    assert [table.rejected for table in taken.tables] == [0, 0, 0, 0]

    (row,) = circle_questions.circle(home, Question())
    slow = streets.metres(chosen, service=chosen[0])
    covered = sum(2 * (m / 0.9 <= 900) + (m / 0.75 <= 900) for m in slow)
    assert row["elders"] == 3 * len(chosen)
    assert 0.1 < row["covered"] / row["elders"] < 0.9
    assert abs(row["covered"] - covered) <= 0.01 * row["elders"]


class Streets:
    """A second router that shares nothing with the first: raw ways, great circles, a heap, doors beside streets.

    Its rules of access are written down again from the wiki, for the tags that this extract has.
    """

    NOT_ON_FOOT = frozenset({"motorway", "motorway_link", "trunk", "trunk_link", "proposed", "construction"})

    def __init__(self, path: Path) -> None:
        self.steps: list[tuple[int, int]] = []
        self.place: dict[int, tuple[float, float]] = {}
        shut = set()
        for part in osmium.FileProcessor(str(path)).with_locations():
            tags = {tag.k: tag.v for tag in part.tags}
            if isinstance(part, osmium.osm.Node) and "barrier" in tags and self._is_private(tags):
                shut.add(part.id)
            if isinstance(part, osmium.osm.Way) and "highway" in tags and self._on_foot(tags):
                refs = [(node.ref, node.lon, node.lat) for node in part.nodes if node.location.valid()]
                self.place |= {ref: (lon, lat) for ref, lon, lat in refs}
                self.steps += [(a[0], b[0]) for a, b in pairwise(refs)]
        self.shut = shut
        self.steps = self._connected(self.steps)

    @staticmethod
    def _is_private(tags: dict[str, str]) -> bool:
        said = tags.get("foot") or tags.get("access") or "yes"
        return said in ("no", "private", "military")

    def _on_foot(self, tags: dict[str, str]) -> bool:
        if tags["highway"] in self.NOT_ON_FOOT:
            return False
        return not self._is_private(tags)

    def _connected(self, steps: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The largest part that hangs together without passing a closed gate."""
        around: dict[int, set[int]] = defaultdict(set)
        for a, b in steps:
            if a not in self.shut and b not in self.shut:
                around[a].add(b)
                around[b].add(a)
        left, best = set(around), set[int]()
        while left:
            found, waiting = set[int](), [left.pop()]
            while waiting:
                node = waiting.pop()
                if node not in found:
                    found.add(node)
                    waiting += around[node]
            left -= found
            best = max(best, found, key=len)
        return [(a, b) for a, b in steps if a in best and b in best]

    def doors(self, count: int) -> list[tuple[float, float]]:
        """Places ten metres or so beside streets, spread over all of them."""
        found = []
        for a, b in self.steps[:: max(len(self.steps) // count, 1)]:
            (x, y), (u, v) = self.place[a], self.place[b]
            found.append((round((x + u) / 2 + 6e-5, 7), round((y + v) / 2 + 6e-5, 7)))
        return found

    def metres(self, homes: list[tuple[float, float]], service: tuple[float, float]) -> list[float]:
        """Each home's walk to the service: to the nearest street, along streets, and from the street."""
        around: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for a, b in self.steps:
            far = haversine(self.place[a], self.place[b])
            around[a].append((b, far))
            around[b].append((a, far))
        (start, end), share, off = self._street(service)
        length = haversine(self.place[start], self.place[end])
        best: dict[int, float] = {}
        waiting = [(off + share * length, start), (off + (1 - share) * length, end)]
        heapq.heapify(waiting)
        while waiting:
            metres, node = heapq.heappop(waiting)
            if node not in best:
                best[node] = metres
                for other, step in around[node]:
                    heapq.heappush(waiting, (metres + step, other))
        found = []
        for home in homes:
            (a, b), part, beside = self._street(home)
            far = haversine(self.place[a], self.place[b])
            walks = [best[a] + part * far, best[b] + (1 - part) * far]
            if {a, b} == {start, end}:
                same = part if a == start else 1 - part
                walks.append(abs(same - share) * far + off)
            found.append(min(walks) + beside)
        return found

    def _street(self, door: tuple[float, float]) -> tuple[tuple[int, int], float, float]:
        """(the nearest street's two corners, the share along it, metres to it), looking at every one of them."""
        shrink = cos(radians(door[1]))
        best: tuple[float, tuple[int, int], float] = (inf, (0, 0), 0.0)
        for a, b in self.steps:
            (x, y), (u, v) = self.place[a], self.place[b]
            dx, dy = (u - x) * shrink, v - y
            px, py = (door[0] - x) * shrink, door[1] - y
            share = min(max((px * dx + py * dy) / max(dx * dx + dy * dy, 1e-18), 0.0), 1.0)
            apart = hypot(px - share * dx, py - share * dy) * 111_195.0
            best = min(best, (apart, (a, b), share))
        return best[1], best[2], best[0]


def haversine(one: tuple[float, float], two: tuple[float, float]) -> float:
    """Metres on a sphere of 6,371 km."""
    lon1, lat1, lon2, lat2 = map(radians, (*one, *two))
    h = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6_371_008.8 * asin(sqrt(h))

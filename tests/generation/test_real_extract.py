"""The circle on real streets: a walking network from an OpenStreetMap extract, taken like any file.

The homes and services on it are made up; the shortest walks are checked by a second, plain Dijkstra.
"""

from __future__ import annotations

import heapq
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from neighborcare import generation
from neighborcare.circle.network import Network, from_tables
from neighborcare.circle.snapping import snap
from neighborcare.generation import questions
from neighborcare.store import lease, manifest
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


def test_circle_on_a_real_network(home: Home, tmp_path: Path) -> None:
    layer = generation.take_geography(home, EXTRACT).tables[0]
    assert layer.dataset == "geo:walkways"
    with lease.opened(home, manifest.current(home), "analyst") as con:
        nodes = con.execute("SELECT lon, lat FROM network_nodes").fetchall()
    chosen = [nodes[i] for i in range(0, len(nodes), len(nodes) // 60)]
    looked = generation.look(home, write(tmp_path, chosen), today=TODAY)
    taken = generation.take(home, looked, today=TODAY)
    assert [table.rejected for table in taken.tables] == [0, 0, 0, 0]

    with lease.opened(home, manifest.current(home), "analyst") as con:
        walk = dict(con.execute("SELECT building_id, metres FROM walk").fetchall())
        nodes_table = con.sql("SELECT * FROM network_nodes").to_arrow_table()
        edges_table = con.sql("SELECT * FROM network_edges").to_arrow_table()
    network = from_tables(nodes_table, edges_table)
    slow = plain_walks(network, chosen)
    assert walk.keys() == slow.keys()
    assert len(walk) > 50
    for building, metres in walk.items():
        assert metres == pytest.approx(slow[building], abs=0.5)

    row = questions.circle(home)[0]
    within = {b: [m / pace / 60 <= 15 for pace in (0.9, 0.75)] for b, m in walk.items()}
    assert row["elders"] == 3 * len(chosen)
    assert row["covered"] == sum(2 * young + old for young, old in within.values())


def plain_walks(network: Network, homes: list[tuple[float, float]]) -> dict[str, float]:
    """Metres from each home to the first one's door: a heap, a dictionary, and no shortcuts."""
    at = snap(network, np.array(homes))

    def ends(i: int) -> list[tuple[int, float]]:
        edge, share = int(at.edge[i]), float(at.fraction[i])
        length, off = float(network.length_m[edge]), float(at.distance_m[i])
        return [
            (int(network.u[edge]), off + share * length),
            (int(network.v[edge]), off + (1 - share) * length),
        ]

    best = plain_dijkstra(network, ends(0))
    found = {}
    for i in np.flatnonzero(at.located).tolist():
        walks = [metres + best[node] for node, metres in ends(i) if node in best]
        if at.edge[i] == at.edge[0]:
            apart = abs(at.fraction[i] - at.fraction[0]) * network.length_m[at.edge[0]]
            walks.append(float(apart + at.distance_m[i] + at.distance_m[0]))
        if walks:
            found[f"B{i}"] = min(walks)
    return found


def plain_dijkstra(network: Network, starts: list[tuple[int, float]]) -> dict[int, float]:
    around: dict[int, list[tuple[int, float]]] = {}
    for u, v, metres in zip(network.u.tolist(), network.v.tolist(), network.length_m.tolist(), strict=True):
        around.setdefault(u, []).append((v, metres))
        around.setdefault(v, []).append((u, metres))
    best: dict[int, float] = {}
    waiting = [(metres, node) for node, metres in starts]
    heapq.heapify(waiting)
    while waiting:
        metres, node = heapq.heappop(waiting)
        if node not in best:
            best[node] = metres
            for other, step in around.get(node, []):
                heapq.heappush(waiting, (metres + step, other))
    return best

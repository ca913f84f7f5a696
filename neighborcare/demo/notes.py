"""The office's notes on days: what happened that a course of months ought to be read with. All of it is made up."""

from __future__ import annotations

from datetime import date

from neighborcare.demo.rows import Row, blank

EVENTS = """
2023-08-14 - 高温慰问，送清凉到户
2023-10-16 KX 居民议事周启动
2024-01-22 - 寒潮低温，独居老人加密探访
2024-03-04 LZY 入户摸底启动
2024-06-03 - 安全生产月
2024-07-19 - 暴雨内涝，低洼楼栋转移
2024-09-06 - 台风影响，户外活动停办
2025-01-24 - 春节走访慰问
2025-03-03 JY 敲门行动启动
2025-06-02 - 安全生产月
2025-07-22 - 高温橙色预警，入户改电话问候
"""
"Day, community (- is the whole street), what happened."


def make() -> list[Row]:
    """All notes by day."""
    return [_row(*line.split(maxsplit=2)) for line in EVENTS.strip().splitlines()]


def _row(day: str, community: str, title: str) -> Row:
    return blank("notes") | {
        "note_date": date.fromisoformat(day),
        "title": title,
        "community_id": None if community == "-" else community,
    }

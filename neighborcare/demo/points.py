"""Where help is to be had: health stations, Health Day posts, a hospital, and the other service points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Spot:
    """One service point, in metres from the town's centre."""

    type: str
    name: str
    community: str
    x: float
    y: float
    weekdays: tuple[int, ...] = ()
    opens: str = "08:30"
    closes: str = "17:30"
    capacity: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None


WORKDAYS = (1, 2, 3, 4, 5)
THURSDAY = (4,)
POINTS = (
    Spot(
        "health_station", "李子园社区卫生服务站", "LZY", -960, 470, capacity=80, valid_from=date(2016, 5, 1)
    ),
    Spot("health_station", "人民中社区卫生服务站", "RMZ", 60, 760, capacity=90, valid_from=date(2015, 3, 1)),
    Spot("health_station", "景园社区卫生服务站", "JY", 1010, 640, capacity=70, valid_from=date(2018, 9, 1)),
    Spot("health_station", "凯旋社区卫生服务站", "KX", -420, -760, capacity=85, valid_from=date(2017, 6, 1)),
    Spot(
        "health_station", "狮子山社区卫生服务站", "SZS", 820, -930, capacity=50, valid_from=date(2024, 9, 2)
    ),
    Spot("hospital", "清水河医院（演示）", "RMZ", 330, 330, opens="00:00", closes="23:59", capacity=600),
    Spot("health_day_post", "李子园健康日点（社区广场）", "LZY", -1000, -110, THURSDAY, "08:30", "11:30", 60),
    Spot("health_day_post", "李子园健康日点（东门）", "LZY", -930, 820, THURSDAY, "08:30", "11:30", 40),
    Spot("health_day_post", "景园健康日点", "JY", 1200, 260, THURSDAY, "09:00", "11:30", 50),
    Spot("health_day_post", "凯旋健康日点", "KX", -640, -760, THURSDAY, "09:00", "11:00", 50),
    Spot("health_day_post", "狮子山健康日点", "SZS", 480, -930, THURSDAY, "09:00", "11:00", 40),
    Spot("pharmacy", "春和药店", "LZY", -760, 380, opens="08:00", closes="21:00"),
    Spot("pharmacy", "石桥药店", "RMZ", -180, 620, opens="08:00", closes="21:30"),
    Spot("pharmacy", "望江药店", "KX", -520, -640, opens="08:00", closes="21:00"),
    Spot("pharmacy", "东港药店", "JY", 1130, 420, opens="08:00", closes="21:00"),
    Spot(
        "pharmacy", "山脚药店", "SZS", 1120, -640, opens="08:30", closes="20:30", valid_to=date(2025, 3, 31)
    ),
    Spot("elder_home", "李子园老年人之家", "LZY", -1080, 330, capacity=60),
    Spot("elder_home", "凯旋老年人之家", "KX", -380, -560, capacity=45),
    Spot("elder_home", "人民中老年人之家", "RMZ", 220, 900, capacity=50),
    Spot("canteen", "李子园长者食堂", "LZY", -900, 260, WORKDAYS, "10:30", "13:00", 120),
    Spot("canteen", "人民中长者食堂", "RMZ", -40, 410, WORKDAYS, "10:30", "13:00", 150),
    Spot("canteen", "景园助餐点", "JY", 900, 330, WORKDAYS, "11:00", "12:30", 60),
    Spot("canteen", "狮子山助餐点", "SZS", 980, -880, WORKDAYS, "11:00", "12:30", 50, date(2024, 3, 1)),
    Spot("mediation_room", "李子园邻里调解室", "LZY", -940, 440, WORKDAYS, "09:00", "17:00"),
    Spot("mediation_room", "人民中调解室", "RMZ", 90, 700, WORKDAYS, "09:00", "17:00"),
    Spot("mediation_room", "景园调解室", "JY", 980, 610, WORKDAYS, "09:00", "17:00"),
    Spot("mediation_room", "凯旋调解室", "KX", -450, -720, WORKDAYS, "09:00", "17:00"),
    Spot("mediation_room", "狮子山调解室", "SZS", 840, -900, WORKDAYS, "09:00", "17:00"),
    Spot("venue", "李子园党群服务中心", "LZY", -930, 480, capacity=200),
    Spot("venue", "人民中党群服务中心", "RMZ", 40, 730, capacity=180),
    Spot("venue", "景园党群服务中心", "JY", 1000, 660, capacity=150),
    Spot("venue", "凯旋文化活动中心", "KX", -430, -700, capacity=160),
    Spot("venue", "狮子山党群服务中心", "SZS", 860, -910, capacity=120),
)

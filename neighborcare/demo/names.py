"""Made-up people: names from common characters, identity numbers of a region that does not exist, dead phones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙朱胡郭何林罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅"
    "沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石"
)
MALE = "福贵德顺厚安庆余守勤正茂有田长根水生木兴和平春阳志远大川立冬松柏家宝全喜"
FEMALE = "秀珍桂兰玉梅春香菊英巧云素芬月娥翠莲金凤腊小满红霞淑贞银杏彩虹荷香美琴雪"
REGION = "999999"
"No region has this code, so no identity number here can be anybody's."
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def people(rng: np.random.Generator, taken: set[str]) -> Iterator[tuple[str, str]]:
    """(name, sex) without end; no name twice among `taken`."""
    while True:
        sex = "female" if rng.random() < 0.55 else "male"
        name = named(rng, sex)
        if name not in taken:
            taken.add(name)
            yield name, sex


def named(rng: np.random.Generator, sex: str) -> str:
    """A name of three characters."""
    given = FEMALE if sex == "female" else MALE
    a, b = (given[int(rng.integers(len(given)))] for _ in range(2))
    return SURNAMES[int(rng.integers(len(SURNAMES)))] + a + b


def identity_number(born: date, serial: int, sex: str) -> str:
    """18 characters with a valid check digit and an impossible region; the last serial digit is odd for men."""
    order = serial % 500 * 2 + (sex == "male")
    body = f"{REGION}{born:%Y%m%d}{order % 1000:03d}"
    return body + check_digit(body)


def check_digit(body: str) -> str:
    """GB 11643: the check character of the first 17 digits."""
    return "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def phone(serial: int) -> str:
    """A number that is not given out to anybody."""
    return f"1990000{serial % 10000:04d}"

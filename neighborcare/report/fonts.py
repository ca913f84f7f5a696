"""Fonts by name. None is shipped: a deck names those that an office has, a PDF embeds what this machine has.

A PDF keeps only the letters that it uses.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont, TTLibError

from neighborcare.errors import UserError
from neighborcare.text import N_

# As they are named in files; the office's own come first, what every Linux has last.
SCREEN = "Microsoft YaHei"
TITLE, TITLE_ELSE = "方正小标宋简体", "SimSun"
BODY, BODY_ELSE = "仿宋_GB2312", "FangSong"
HEADING = "黑体"
WANTED = (
    ("msyh.ttc", "Microsoft YaHei"),
    ("msyh.ttf", "Microsoft YaHei"),
    ("NotoSansCJK-Regular.ttc", "Noto Sans CJK SC"),
    ("NotoSansSC-Regular.otf", "Noto Sans SC"),
    ("NotoSansSC-Regular.ttf", "Noto Sans SC"),
    ("SourceHanSansSC-Regular.otf", "Source Han Sans SC"),
    ("SourceHanSans-Regular.ttc", "Source Han Sans SC"),
    ("PingFang.ttc", "PingFang SC"),
    ("Hiragino Sans GB.ttc", "Hiragino Sans GB W3"),
    ("simhei.ttf", "SimHei"),
    ("simsun.ttc", "SimSun"),
    ("wqy-zenhei.ttc", "WenQuanYi Zen Hei"),
    ("wqy-microhei.ttc", "WenQuanYi Micro Hei"),
    ("DroidSansFallbackFull.ttf", "Droid Sans Fallback"),
)


@dataclass(frozen=True, slots=True)
class Face:
    """A font file and which of its faces; `bold` another file of the same family or None."""

    path: Path
    number: int = 0
    bold: Path | None = None


def folders() -> list[Path]:
    """Where this machine keeps fonts."""
    home = Path.home()
    if sys.platform == "win32":
        own = Path(os.environ.get("LOCALAPPDATA", home)) / "Microsoft" / "Windows" / "Fonts"
        return [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts", own]
    found = ["/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts"]
    return [
        *map(Path, found),
        home / ".fonts",
        home / ".local" / "share" / "fonts",
        home / "Library" / "Fonts",
    ]


@cache
def chinese() -> Face:
    """The first font of `WANTED` that this machine has. Raises UserError where it has none."""
    known = {path.name: path for path in _files()}
    for name, family in WANTED:
        if name in known:
            bold = known.get(name.replace("Regular", "Bold").replace("msyh.", "msyhbd."))
            path = known[name]
            return Face(path, _number(path, family), bold if bold != path else None)
    raise UserError(
        N_("This machine has no Chinese font, so no PDF can be made."),
        remedy=N_(
            "Install one, such as Noto Sans CJK, or take the deck and let PowerPoint or WPS save it as PDF."
        ),
    )


def _files() -> Iterator[Path]:
    for folder in folders():
        if folder.is_dir():
            yield from (path for path in sorted(folder.rglob("*")) if path.suffix in (".ttc", ".ttf", ".otf"))


def _number(path: Path, family: str) -> int:
    """Which face of a collection is that family's; the first where none says so."""
    if path.suffix != ".ttc":
        return 0
    try:
        with TTCollection(path, lazy=True) as faces:
            return next((index for index, face in enumerate(faces) if _family(face) == family), 0)
    except (TTLibError, OSError):
        return 0


def _family(face: TTFont) -> str:
    return str(face["name"].getDebugName(1) or "")

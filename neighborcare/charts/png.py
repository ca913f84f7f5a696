"""SVG text as a sharp PNG that a document places at its true size."""

from __future__ import annotations

import struct
import zlib

import resvg_py

DPI = 300
PX_AN_INCH = 96  # CSS: what an SVG's px are
_METRE = 39.3701  # inches
_HEADER = 33  # bytes of a PNG's signature and its first chunk


def png(svg: str, dpi: int = DPI) -> bytes:
    """The drawing at `dpi` dots an inch, with that number written in it. System fonts give the Chinese."""
    picture = resvg_py.svg_to_bytes(svg_string=svg, zoom=dpi / PX_AN_INCH, dpi=PX_AN_INCH)
    return picture[:_HEADER] + _resolution(dpi) + picture[_HEADER:]


def _resolution(dpi: int) -> bytes:
    """The chunk pHYs: dots a metre, which word processors read the size from."""
    dots = round(dpi * _METRE)
    body = b"pHYs" + struct.pack(">IIB", dots, dots, 1)
    return struct.pack(">I", 9) + body + struct.pack(">I", zlib.crc32(body))

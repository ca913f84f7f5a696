"""Every text that stands in some bytes, however it is packed there."""

from __future__ import annotations

import base64
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator

import pyarrow.parquet as pq

ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
PACKED = re.compile(rb"[A-Za-z0-9+/]{200,}={0,2}")
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
GLYPHS = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
ENTITY = re.compile(r"&#(x?)([0-9a-fA-F]+);")


def texts(data: bytes) -> Iterator[str]:
    """The bytes as text, and what is packed in them: archives, documents, compressed streams, encodings of signs."""
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                yield entry.filename
                yield from texts(archive.read(entry))
        return
    if data[:4] == b"PAR1":
        yield str(pq.read_table(io.BytesIO(data)).to_pylist())
        return
    if data[:2] == b"\x1f\x8b":
        yield from texts(gzip.decompress(data))
        return
    if data[:5] == b"%PDF-":
        yield from _of_pdf(data)
    yield from _of_plain(data)


def _of_plain(data: bytes) -> Iterator[str]:
    plain = data.decode("utf-8", "ignore")
    yield plain
    if "\\u" in plain:
        yield ESCAPED.sub(lambda found: chr(int(found[1], 16)), plain)
    if "&#" in plain:
        yield ENTITY.sub(lambda found: chr(int(found[2], 16 if found[1] else 10) % 0x110000), plain)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield data.decode("utf-16", "ignore")
    for packed in PACKED.findall(data):
        whole = packed[: len(packed) // 4 * 4]
        yield from texts(base64.b64decode(whole))


def _of_pdf(data: bytes) -> Iterator[str]:
    """A page's text is glyph numbers; the fonts' own tables say which signs they are, in the order of first use."""
    for stream in STREAM.findall(data):
        try:
            inside = zlib.decompress(stream)
        except zlib.error:
            inside = stream
        yield inside.decode("latin-1")
        yield inside.decode("utf-16-be", "ignore")
        if b"beginbfchar" in inside or b"beginbfrange" in inside:
            codes = (bytes.fromhex(found[1].decode()) for found in GLYPHS.findall(inside))
            yield "".join(code.decode("utf-16-be", "ignore") for code in codes)

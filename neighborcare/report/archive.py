"""Office files whose bytes depend on their content alone: the day of the meeting instead of the moment of writing."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

_MOMENTS = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


def steady(content: bytes, day: date) -> bytes:
    """The same archive with all its times set to that day, also in the workbooks behind its charts."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith(".xlsx"):
                part = steady(part, day)
            elif name == "docProps/core.xml":
                part = _MOMENTS.sub(rb"\g<1>" + f"{day}T00:00:00Z".encode() + rb"\g<3>", part)
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(entry, part)
    return made.getvalue()

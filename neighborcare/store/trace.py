"""What tells of one person wherever it stands: the ID, the identity number, the name; found in any text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from neighborcare.intake.known_names import KnownNames, hashed
from neighborcare.intake.raw import RawTable
from neighborcare.intake.scrubbing import GONE

_NUMBER = re.compile(r"(?<!\d)[1-9](?:[ -]?\d){13}(?:[ -]?\d){0,2}[ -]?[\dXx]?(?:[ -]?[\dXx])?(?![\dA-Za-z])")
_LONG_NUMBER = "[0-9](?:[ -]?[0-9]){13}"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_DISTINCT = 3  # letters from which a masked name tells one person well enough to be taken out of a text


@dataclass(frozen=True)
class Trace:
    """A person by stored ID, masked names, and the keyed hashes of names and identity numbers.

    `secret` is the key of the hashes, in hexadecimal.
    """

    id: str
    secret: str
    masks: frozenset[tuple[str, str]] = frozenset()
    numbers: frozenset[str] = frozenset()

    @property
    def ids(self) -> tuple[str, ...]:
        """The person's ID, and what references by a name that nobody knew were kept as."""
        return (self.id, *sorted(f"~{hashed_name[:16]}" for _, hashed_name in self.masks))

    @cached_property
    def names(self) -> KnownNames:
        """The names, to be found in texts."""
        return KnownNames.of(self.secret, self.masks)

    @cached_property
    def _tokens(self) -> re.Pattern[str]:
        words = "|".join(re.escape(word) for word in self.ids)
        return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])")

    @cached_property
    def _masked(self) -> re.Pattern[str] | None:
        masks = sorted({mask for mask, _ in self.masks if len(mask) >= _DISTINCT})
        return re.compile("|".join(map(re.escape, masks))) if masks else None

    def cleaned(self, text: str) -> str:
        """The text with `***` for whatever tells of the person, a masked name of three letters and more included."""
        for start, end in reversed(list(self.names.spans(text))):
            text = text[:start] + GONE + text[end:]
        text = _NUMBER.sub(lambda found: GONE if self._is_own(found[0]) else found[0], text)
        text = self._tokens.sub(GONE, text)
        return self._masked.sub(GONE, text) if self._masked else text

    def is_in(self, text: str) -> bool:
        """Whether the text tells of the person: by name, number or ID."""
        if self._tokens.search(text) or any(self.names.spans(text)):
            return True
        return any(self._is_own(found[0]) for found in _NUMBER.finditer(text))

    def _is_own(self, number: str) -> bool:
        places = re.sub(r"[^\dXx]", "", number).upper()
        if f"~{hashed(self.secret, places)[:16]}" == self.id:
            return True
        if len(places) == 15:
            body = f"{places[:6]}19{places[6:]}"
            places = body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]
        return hashed(self.secret, places) in self.numbers

    @cached_property
    def suspect(self) -> str:
        """A pattern (Arrow's dialect) of texts that may tell of the person."""
        parts = [re.escape(word) for word in self.ids]
        parts += [part for part in (self.names.suspect, _LONG_NUMBER) if part]
        parts += [re.escape(mask) for mask, _ in self.masks if len(mask) >= _DISTINCT]
        return "|".join(parts)

    def rows(self, table: pa.Table) -> set[int]:
        """The places of a table's rows of which any cell tells of the person."""
        found: set[int] = set()
        for column in table.columns:
            found |= self._cells(column)
        return found

    def _cells(self, column: pa.ChunkedArray) -> set[int]:
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        if not pa.types.is_string(column.type):
            return set()
        where = pc.fill_null(pc.match_substring_regex(column, self.suspect), False)
        places = pc.indices_nonzero(where).to_pylist()
        return {
            at for at, text in zip(places, column.filter(where).to_pylist(), strict=True) if self.is_in(text)
        }

    def is_in_file(self, tables: Iterable[RawTable]) -> bool:
        """Whether any cell, title or name of a file's tables tells of the person."""
        for raw in tables:
            beside = [raw.title, raw.sheet or "", *raw.titles, *raw.sections.values(), *raw.header]
            if any(map(self.is_in, beside)) or self.rows(raw.table):
                return True
        return False

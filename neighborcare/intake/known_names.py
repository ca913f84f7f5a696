"""Names of known persons in free text: found by their keyed hashes, for the names themselves are not kept.

Of a person on file there is a masked name (王*珍) and the keyed hash of the whole. The mask says where in a text a
name may stand, the hash whether it does; what is found is masked there as in the ledger.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

import pyarrow as pa
import pyarrow.compute as pc

from neighborcare.contracts import Column
from neighborcare.intake import scrubbing
from neighborcare.intake.parcel import Parcel
from neighborcare.intake.spelling import is_blank

PEOPLE = frozenset({"staff", "key_people"})
"Whose rows are persons, with a name by which others may refer to them."

PLACES = frozenset({"community_name", "street_name", "grid_name"})
SOMEBODY = "某"
LONGEST = 24  # letters of a name that is written out in full
_LONG = 5  # from here on a mask does not tell how long the name is
_BLANK = re.compile(r"[\s·•．]+")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|（[^）]*）")
_APART = re.compile(r"[、,，;；/|&＋+\s]+|[和与及跟]")
_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{2,}·[\u4e00-\u9fff·]{2,}")
_WORD = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff])")
_CHINESE = "[\\x{4e00}-\\x{9fff}]"

# The family names of nearly everybody: a cell of a column without a ledger is a name only if it begins with one.
_FAMILY = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪"
    "廖石金韦贾夏傅邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章"
    "鲁岳翟申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉翁蓝骆路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤"
    "阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖"
    "巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢谌奚阎涂欧阳上官诸葛司马"
)

Shapes = Mapping[str, frozenset[tuple[int, str]]]


@dataclass(frozen=True)
class KnownNames:
    """Names by what their masks say (`shapes`: first letter → lengths, 5 for more, and last letters) and by hash.

    `secret` is the key of the hashes, in hexadecimal.
    """

    secret: str
    shapes: Shapes = field(default_factory=dict)
    hashes: frozenset[str] = frozenset()
    _said: dict[str, bool] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, secret: str, masked: Iterable[tuple[str | None, str | None]]) -> KnownNames:
        """Of persons on file: pairs of masked name and hash."""
        shapes: dict[str, set[tuple[int, str]]] = {}
        hashes = set()
        for mask, hashed in masked:
            if mask and hashed and len(mask) > 1 and mask[0] != "*":
                shapes.setdefault(mask[0], set()).add(_shape(mask))
                hashes.add(hashed)
        return cls(secret, {first: frozenset(found) for first, found in shapes.items()}, frozenset(hashes))

    @classmethod
    def written(cls, secret: str, names: Iterable[str]) -> KnownNames:
        """Of names written out in full."""
        plain = {_BLANK.sub("", name) for name in names}
        return cls.of(secret, ((masked(name), hashed(secret, name)) for name in plain))

    def __or__(self, other: KnownNames) -> KnownNames:
        none: frozenset[tuple[int, str]] = frozenset()
        first = set(self.shapes) | set(other.shapes)
        shapes = {letter: self.shapes.get(letter, none) | other.shapes.get(letter, none) for letter in first}
        return KnownNames(self.secret, shapes, self.hashes | other.hashes)

    @cached_property
    def suspect(self) -> str:
        """A pattern (Arrow's dialect) of texts in which one of the names may stand; "" without any."""
        letters = "".join(re.escape(letter) for letter in sorted(self.shapes) if letter.isalpha())
        return f"[{letters}]" if letters else ""

    @cached_property
    def longer(self) -> KnownNames:
        """Those of three letters and more."""
        shapes = {
            first: frozenset(shape for shape in found if shape[0] > 2) for first, found in self.shapes.items()
        }
        return KnownNames(
            self.secret, {first: found for first, found in shapes.items() if found}, self.hashes
        )

    def masked(self, text: str) -> str:
        """The text with every known name masked, as the ledgers do."""
        return self._without(text, lambda name: masked(_BLANK.sub("", name)))

    def unnamed(self, text: str) -> str:
        """The text with 某 (somebody) for every known name."""
        return self._without(text, lambda name: SOMEBODY)

    def _without(self, text: str, instead: Callable[[str], str]) -> str:
        for start, end in reversed(list(self.spans(text))):
            text = text[:start] + instead(text[start:end]) + text[end:]
        return text

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where known names stand in a text, from left to right."""
        at = 0
        while at < len(text):
            end = self._ends(text, at) if text[at] in self.shapes else None
            if end is not None:
                yield at, end
            at = end or at + 1

    def _ends(self, text: str, at: int) -> int | None:
        """Where the longest known name ends that begins there."""
        for length, last in sorted(self.shapes[text[at]], reverse=True):
            ends = (
                range(min(at + LONGEST, len(text)), at + _LONG - 1, -1) if length == _LONG else (at + length,)
            )
            for end in ends:
                if end <= len(text) and (not last or text[end - 1] == last) and self._is_known(text[at:end]):
                    return end
        return None

    def _is_known(self, piece: str) -> bool:
        found = self._said.get(piece)
        if found is None:
            if len(self._said) > 1 << 18:
                self._said.clear()
            found = self._said[piece] = hashed(self.secret, _BLANK.sub("", piece)) in self.hashes
        return found


def scrubbed_column(values: pa.Array | pa.ChunkedArray, column: Column, names: KnownNames) -> pa.Array:
    """A column of free text as it may be kept: no number, no door, no known name.

    A key keeps its names here (with more names known it would be another key); they go when figures are built.
    """
    clean = partial(scrubbing.scrubbed, doors=not scrubbing.names_a_thing(column))
    values = scrubbing.of_column(values, clean, scrubbing.SUSPECT)
    return values if column.key else without_names(values, column, names)


def without_names(values: pa.Array | pa.ChunkedArray, column: Column, names: KnownNames) -> pa.Array:
    """A column of free text without known names: masked where it is about persons, else 某, for every role reads it.

    What names a thing loses names of three letters and more (王秀珍超市), places none (平安 is in many a grid's name).
    """
    if not names.suspect or column.name in PLACES:
        return values
    if scrubbing.names_a_thing(column):
        return scrubbing.of_column(values, names.longer.unnamed, names.suspect)
    return scrubbing.of_column(values, names.masked if column.personal else names.unnamed, names.suspect)


def hashed(secret: str, text: str) -> str:
    """The keyed hash that the ledgers keep of a name (`nc_secret` of conversion.sql)."""
    inner = hashlib.sha256((secret + text).encode()).hexdigest()
    return hashlib.sha256((secret + inner).encode()).hexdigest()[:32]


def masked(name: str) -> str:
    """A name as the ledgers keep it (`nc_mask` of conversion.sql)."""
    if len(name) < 2:
        return "*"
    return name[0] + "*" if len(name) == 2 else name[0] + "*" * min(len(name) - 2, 3) + name[-1]


def guessed(text: str) -> str:
    """A text that is likely to name a person nobody knows yet, with every word masked that looks like a name."""
    return _WORD.sub(lambda found: masked(found[0]) if found[0][0] in _FAMILY else found[0], text)


def _shape(mask: str) -> tuple[int, str]:
    """Length (5 for more) and last letter ("" where it is masked)."""
    return (2, "") if len(mask) == 2 else (min(len(mask), _LONG), mask[-1])


def is_written(column: Column) -> bool:
    """Whether a reference to a thing that nobody knows is kept as written, so that it may say anything."""
    return column.kind == "reference" and column.lenient and column.reference not in PEOPLE


def scrubbed_reference(cells: Iterable[str], names: KnownNames) -> dict[str, str]:
    """What such references may be kept as, by how they are written; the things' own names are kept alike."""
    return {cell: names.longer.unnamed(scrubbing.scrubbed(cell, doors=False)) for cell in cells}


def said_in(secret: str, parcels: Sequence[Parcel]) -> KnownNames:
    """The names that these tables tell themselves: of persons, of those they refer to, of guardians and parties."""
    names: set[str] = set()
    for parcel in parcels:
        for name, position in parcel.match.columns.items():
            column = parcel.contract.column(name)
            if _tells_names(column):
                cells = _different(parcel.raw.table[f"c{position}"])
                names |= {
                    piece for cell in cells for piece in _names_in(cell, is_ledger=column.keep == "mask")
                }
    return KnownNames.written(secret, names)


def _tells_names(column: Column) -> bool:
    is_named = column.name in {"guardian", "parties"} and column.keep == "drop"
    return column.keep == "mask" or column.reference in PEOPLE or is_named


def _different(column: pa.ChunkedArray) -> list[str]:
    if pa.types.is_dictionary(column.type):
        column = pc.unique(column).cast(column.type.value_type)
    if not pa.types.is_string(column.type):
        return []
    chinese = column.filter(pc.fill_null(pc.match_substring_regex(column, _CHINESE), False))
    found: list[str] = pc.unique(chinese).to_pylist()
    return found


def _names_in(cell: str, *, is_ledger: bool) -> Iterator[str]:
    """A ledger's cell is a name; in others each part is one that begins with a family name."""
    plain = _BRACKETS.sub("", cell).strip()
    if is_ledger:
        bare = _BLANK.sub("", plain)
        if len(bare) > 1 and bare[0].isalpha() and not is_blank(bare):
            yield bare
        return
    for piece in _APART.split(plain):
        if _NAME.fullmatch(piece) and piece[0] in _FAMILY:
            yield piece

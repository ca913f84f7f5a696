"""What one row below a header is: data, unless something speaks against it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from neighborcare.intake.cells import is_value, kind
from neighborcare.intake.topping import Rows, filled, labelled

_SUM = re.compile(
    r"^.{0,12}?(?:合\s*计|小\s*计|总\s*计|共\s*计|累\s*计|平\s*均(?:\s*[值数])?|均\s*值)(?:\s*[(（].{0,8}[)）])?\s*[:：]?\s*[\d,，.]*\s*[万余]?[人户件起次个栋名位元行条项处份盏场]{0,2}$"
    r"|^其\s*中\s*[:：、]?.{0,12}$"
    r"|^(?:sub\s*|grand\s*)?total\s*:?$",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"^\s*[（(\[【*※]*\s*(?:(?:注|附|附注|备注|说明|填表说明|填写说明|填报说明)\s*(?:[\d一二三四五]?\s*[:：.、）)】\]]|\d)"
    r"|(?:填表|制表|填报|报送|审核|审批|复核|校对|经办|统计|负责|单位负责|分管)(?:人|者|员|单位|日期|时间|领导|人员|人签字)?\s*(?:[（(].{0,8}[）)])?\s*(?:[:：]|$)"
    r"|(?:联系人|联系电话|日期|盖章|签字|签名|单位|单位盖章|数据来源|资料来源|打印时间|导出时间)\s*(?:[（(].{0,8}[）)])?\s*[:：]"
    r"|(?:foot-?note|note|source|prepared by|reviewed by|signed)s?\s*(?:\d{0,2}\s*[:：]|$))",
    re.IGNORECASE,
)
_WORDS = re.compile(r".*[:：].*|[^0-9A-Za-z]*[\u4e00-\u9fff][^0-9A-Za-z]*")
_PAGE = re.compile(r"[-—\s]*第\s*\d+\s*页.{0,12}")
_BARE_SUM = re.compile(r"[合小总共累]\s*计|平\s*均")
MAYBE = (
    r"^\s+$|(?i:total)|^[-—\s]*第\s*\d+\s*页|^[（(\[【*※\s]*(注|说明|备注|附|填表|制表|审核|数据来源|单位)"
)


def is_note(cell: str) -> bool:
    """Whether a cell begins a remark or a signature."""
    return bool(_NOTE.match(cell))


@dataclass(frozen=True, slots=True)
class Judge:
    """Tells rows apart: by the header, by how many cells a row of data `usual`ly fills, by its first column.

    `known`: the table is one of our exports, of which a total in English or a community's name alone is no row.
    """

    header: Sequence[str]
    usual: float
    keyed: bool  # the first column holds numbers, dates or codes
    known: bool

    @classmethod
    def of(cls, header: Sequence[str], rows: Rows, *, known: bool) -> Judge:
        """Learnt from the first rows; sums and signatures, which fill few cells, are left out."""
        fills = [len(filled(row)) for row in rows]
        first = [kind(row[0]) for row in rows if row and row[0].strip()]
        keyed = sum(what in {"number", "date", "code"} for what in first) * 5 >= len(first) * 4
        return cls(header, median(count for count in fills if 2 * count > max(fills)), keyed, known)

    def kind_of(self, row: Sequence[str], tail: bool) -> str:
        """The class of one row; `tail`: nothing but remarks and sums stand below it."""
        cells = filled(row)
        if not cells:
            return "blank"
        if self._repeats(row):
            return "header"
        if self._is_sum(row):
            return "subtotal"
        few = len(cells) <= max(2, self.usual / 3) and len(cells) < self.usual
        if (few and is_note(cells[0])) or (tail and self._is_signed(cells)):
            return "note"
        if few and len(cells) == 1 and len(row) >= 4 and self._is_remark(cells[0].strip(), tail):
            return "note" if tail else "title"
        return "data"

    def _is_remark(self, cell: str, tail: bool) -> bool:
        """A lone cell: below the table words or a date, within it the name of a place as a heading.

        A number or letters alone may be the key of an unfinished row: that stays a row and is told.
        """
        if _PAGE.fullmatch(cell):
            return True
        if not self.known:
            return tail and (self.keyed or len(cell) > 60) and kind(cell) == "words" and len(cell) > 3
        if tail:
            return len(cell) > 12 or bool(_WORDS.fullmatch(cell)) or kind(cell) == "date"
        return bool(re.search(r"(社区|网格)$", cell)) or len(cell) > 24

    def _is_signed(self, cells: Sequence[str]) -> bool:
        """Signatures under one of our exports: who filled it in, who checked it, when; each beside its name."""
        said = [is_note(cell) or labelled(cell) for cell in cells]
        return self.known and said[0] and sum(said) * 2 >= len(said) and len(cells) < self.usual

    def _repeats(self, row: Sequence[str]) -> bool:
        same = sum(
            bool(cell.strip()) and cell.strip() == name for cell, name in zip(row, self.header, strict=False)
        )
        return same >= 2 and same * 10 >= len(filled(row)) * 8

    def _is_sum(self, row: Sequence[str]) -> bool:
        """A word for a sum, at most three cells before it, and nothing but figures behind it.

        Where the bare word comes first, a remark or a date may stand among the figures too.
        """
        cells = [cell.strip() for cell in filled(row)]
        if cells and _BARE_SUM.fullmatch(cells[0]):
            figures = sum(is_value(cell) for cell in cells[1:])
            return figures * 2 >= len(cells) - 1
        for i, cell in enumerate(cells[:4]):
            if _SUM.match(cell) and (self.known or not cell.isascii()):
                return all(
                    is_value(rest) or rest in {"—", "-", "/"} or _SUM.match(rest) for rest in cells[i + 1 :]
                )
        return False

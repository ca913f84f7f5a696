"""The brief as a document after the habits of GB/T 9704: A4, 37 and 28 mm, red masthead, 16-point body, — 1 —."""

from __future__ import annotations

import io
from datetime import datetime, time

from docx import Document
from docx.document import Document as Letter
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import _Footer
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import Table as NativeTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from neighborcare.report import archive, fonts
from neighborcare.report.meeting import Story
from neighborcare.report.slides import Brief, Table
from neighborcare.report.typeset import measure

RED = RGBColor(0xD9, 0x00, 0x00)
PAGE = (Mm(210), Mm(297))
TOP, LEFT = Mm(37), Mm(28)
RIGHT, BOTTOM = Mm(210 - 28 - 156), Mm(297 - 37 - 225)  # leaves a block of 156 × 225 mm
LINE = Pt(28)  # 22 lines on a page
_BODY, _SMALL = 16, 10.5
_SHORT = 6  # signs of a cell that 12 points leave on one line


def content(story: Story) -> bytes:
    """The brief of a story as .docx."""
    brief = story.brief
    made = Document()
    _page(made)
    _masthead(made, brief)
    _title(made, brief.title)
    _paragraph(made, brief.overall)
    for section in brief.sections:
        _paragraph(made, section.heading, font=fonts.HEADING)
        made.paragraphs[-1].paragraph_format.keep_with_next = True
        for text in section.paragraphs:
            _paragraph(made, text)
        if section.table:
            _table(made, section.table)
    _paragraph(made, brief.annex.heading, font=fonts.HEADING, indent=False)
    made.paragraphs[-1].paragraph_format.page_break_before = True
    if brief.annex.table:
        _table(made, brief.annex.table)
    for text in (*brief.source.split("\n"), *brief.annex.paragraphs):
        _paragraph(made, text, size=_SMALL, line=Pt(16), indent=False)
    _describe(made, story)
    file = io.BytesIO()
    made.save(file)
    return archive.steady(file.getvalue(), story.meeting.day)


def _describe(made: Letter, story: Story) -> None:
    properties = made.core_properties
    properties.title, properties.author, properties.language = (
        story.brief.title,
        story.brief.unit,
        story.language,
    )
    properties.comments, properties.last_modified_by = "", story.brief.unit
    properties.created = properties.modified = datetime.combine(story.meeting.day, time())
    for part in made.part.package.iter_parts():
        if str(part.partname).endswith("fontTable.xml"):
            part._blob = _with_fallbacks(part.blob)


def _with_fallbacks(table: bytes) -> bytes:
    """The font table with what stands in where an office's font is missing."""
    pairs = ((fonts.TITLE, fonts.TITLE_ELSE), (fonts.BODY, fonts.BODY_ELSE), (fonts.HEADING, "SimHei"))
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>' for name, other in pairs
    )
    return table.replace(b"</w:fonts>", f"{entries}</w:fonts>".encode())


def _page(made: Letter) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = PAGE
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        TOP,
        BOTTOM,
        LEFT,
        RIGHT,
    )
    section.footer_distance = Mm(25)
    made.settings.odd_and_even_pages_header_footer = True
    _number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)


def _number(footer: _Footer, side: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 —, outside on both pages."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    _run(paragraph, "— ", "SimSun", 14)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = OxmlElement("w:r")
    size = OxmlElement("w:rPr")
    half = OxmlElement("w:sz")
    half.set(qn("w:val"), "28")
    size.append(half)
    text = OxmlElement("w:t")
    text.text = "1"
    run.extend((size, text))
    field.append(run)
    paragraph._p.append(field)
    _run(paragraph, " —", "SimSun", 14)


def _masthead(made: Letter, brief: Brief) -> None:
    """The name in red, the issue, and unit and day over the red line."""
    _centred(made, brief.masthead, fonts.TITLE, 44, RED, Pt(60))
    _centred(made, brief.issue, fonts.BODY, _BODY, None, LINE)
    paragraph = made.add_paragraph()
    _spaced(paragraph, LINE)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(156), 2)
    _run(paragraph, f"{brief.unit}\t{brief.day}", fonts.BODY, _BODY)
    _underline(paragraph)
    _spaced(made.add_paragraph(), Pt(14))


def _underline(paragraph: Paragraph) -> None:
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "18"), ("space", "4"), ("color", "D90000")):
        line.set(qn(f"w:{key}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _title(made: Letter, text: str) -> None:
    _centred(made, text, fonts.TITLE, 22, None, Pt(34))
    _spaced(made.add_paragraph(), Pt(14))


def _centred(made: Letter, text: str, font: str, size: float, colour: RGBColor | None, line: Length) -> None:
    paragraph = made.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _spaced(paragraph, line)
    _run(paragraph, text, font, size, colour)


def _paragraph(
    made: Letter,
    text: str,
    *,
    font: str = fonts.BODY,
    size: float = _BODY,
    line: Length = LINE,
    indent: bool = True,
) -> None:
    paragraph = made.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    _spaced(paragraph, line)
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(size * 2)
    _run(paragraph, text, font, size)


def _spaced(paragraph: Paragraph, line: Length) -> None:
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, line


def _table(made: Letter, table: Table) -> None:
    if not table.rows:
        return
    native = made.add_table(rows=0, cols=len(table.heads), style="Table Grid")
    native.alignment, native.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    widths = _shares(table)
    size = _SMALL if max(len(text) for row in table.rows for text in row) > _SHORT else 12
    for line, row in enumerate((table.heads, *table.rows)):
        added = native.add_row()
        added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        cells = added.cells
        for index, text in enumerate(row):
            cells[index].width = Mm(156 * widths[index] / sum(widths))
            _cell(cells[index], text, table.numeric[index] and line > 0, size, head=line == 0)
    for column, width in zip(native.columns, widths, strict=True):
        column.width = Mm(156 * width / sum(widths))
    _repeat_head(native)
    _spaced(made.add_paragraph(), Pt(12))


def _shares(table: Table) -> list[float]:
    """How wide the columns are to each other: by their longest text; a head may take two lines."""
    longest = [max(measure(text, 1) for text in column) for column in zip(*table.rows, strict=True)]
    return [max(cells, measure(head, 1) / 2) + 2 for head, cells in zip(table.heads, longest, strict=True)]


def _cell(cell: _Cell, text: str, right: bool, size: float, *, head: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
    if head:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _spaced(paragraph, Pt(18))
    _run(paragraph, text, fonts.HEADING if head else fonts.BODY, size)


def _repeat_head(native: NativeTable) -> None:
    """The head stands on every page that the table reaches."""
    mark = OxmlElement("w:tblHeader")
    native.rows[0]._tr.get_or_add_trPr().append(mark)


def _run(paragraph: Paragraph, text: str, font: str, size: float, colour: RGBColor | None = None) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = "Times New Roman", Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if colour is not None:
        run.font.color.rgb = colour

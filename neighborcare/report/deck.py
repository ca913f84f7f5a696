"""The deck: native titles, charts, tables and maps that can be edited, with notes and alt texts.

16 : 9, or in the office's own template: its first layout with a title and nothing else, its size, fonts and ground.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, time
from zipfile import BadZipFile

from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.exc import PackageNotFoundError
from pptx.presentation import Presentation as Deck
from pptx.shapes.group import GroupShape
from pptx.slide import SlideLayout
from pptx.table import _Cell
from pptx.util import Emu, Pt

from neighborcare.charts.palette import LIGHT, VERMILION
from neighborcare.errors import UserError
from neighborcare.report import archive, deck_chart, drawing
from neighborcare.report.marks import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH
from neighborcare.report.meeting import Story
from neighborcare.report.native import Page, fill, named, no_margins, put, rgb, write
from neighborcare.report.plane import ink_on, plane_of
from neighborcare.report.slides import Bullets, Chart, GridMap, Slide, Table
from neighborcare.report.typeset import SLACK
from neighborcare.text import N_

_EMU = 6350  # of a px: 1920 px are 13⅓ inches
_TINTS = {"good": LIGHT.good, "watch": LIGHT.watch_text, "bad": LIGHT.bad}


def content(story: Story, template: bytes | None = None) -> bytes:
    """The deck of a story. Raises UserError for a template that is no presentation."""
    made = _opened(template)
    for number, slide in enumerate(story.slides, 1):
        place = f"{number} / {len(story.slides)}"
        _slide(made, slide, place, story.language, branded=template is not None)
    properties = made.core_properties
    properties.title, properties.author, properties.language = (
        story.brief.title,
        story.brief.unit,
        story.language,
    )
    properties.created = properties.modified = datetime.combine(story.meeting.day, time())
    properties.last_modified_by = story.brief.unit
    file = io.BytesIO()
    made.save(file)
    return archive.steady(file.getvalue(), story.meeting.day)


def _opened(template: bytes | None) -> Deck:
    if template is None:
        made = Presentation()
        made.slide_width, made.slide_height = Emu(WIDTH * _EMU), Emu(HEIGHT * _EMU)
        return made
    try:
        made = Presentation(io.BytesIO(template))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError) as error:
        raise UserError(
            N_("The template is no PowerPoint file."),
            remedy=N_("Give a .pptx file; save a .potx or .ppt as .pptx."),
        ) from error
    listed = made.slides._sldIdLst
    for entry in list(listed):  # the template's own slides are examples
        made.part.drop_rel(entry.rId)
        listed.remove(entry)
    return made


def _layout(made: Deck) -> SlideLayout:
    """A layout with a title and as little else as there is."""
    titled = [
        one
        for one in made.slide_layouts
        if any(p.placeholder_format.type in (1, 3) for p in one.placeholders)
    ]
    return min(titled or list(made.slide_layouts), key=lambda one: len(one.placeholders))


def _slide(made: Deck, slide: Slide, number: str, language: str, *, branded: bool) -> None:
    new = made.slides.add_slide(_layout(made))
    scale = (made.slide_width or WIDTH * _EMU) / WIDTH
    for placeholder in list(new.placeholders):
        if placeholder != new.shapes.title:
            placeholder._element.getparent().remove(placeholder._element)
    page = Page(new, scale, branded, language)
    if not branded:
        line = new.shapes.add_shape(MSO_SHAPE.RECTANGLE, *page.box(0, 0, WIDTH, 8))
        fill(line, VERMILION)
        named(line, "", "")
    _title(page, slide)
    write(page, (LEFT, 48, RIGHT - LEFT, 52), slide.kicker, 30, LIGHT.brand, bold=True)
    _draw(page, slide)
    write(
        page,
        (LEFT, 976, RIGHT - LEFT - 120, 100),
        "\n".join(drawing.foot_lines(slide)),
        24,
        LIGHT.muted,
        top=True,
    )
    write(page, (RIGHT - 160, 976, 160, 40), number, 24, LIGHT.muted, right=True, top=True)
    new.notes_slide.notes_text_frame.text = slide.notes


def _title(page: Page, slide: Slide) -> None:
    size, _lines = drawing.title_lines(slide, SLACK)
    title = page.slide.shapes.title
    if title is None:
        write(page, (LEFT, 100, RIGHT - LEFT, 220), slide.title, size, LIGHT.ink, bold=True, top=True)
        return
    title.left, title.top, title.width, title.height = page.box(LEFT, 104, RIGHT - LEFT, 220)
    frame = title.text_frame
    frame.vertical_anchor, frame.word_wrap = MSO_ANCHOR.TOP, True
    no_margins(frame)
    frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    put(page, frame.paragraphs[0], slide.title, size, LIGHT.ink, bold=True)


def _draw(page: Page, slide: Slide) -> None:
    body = slide.body
    caption = "" if isinstance(body, Bullets) else body.caption
    top = TOP
    if caption and not isinstance(body, GridMap):
        write(page, (LEFT, TOP - 4, 1200, 44), caption, 28, LIGHT.muted)
        top += 52
    match body:
        case Table() as table:
            _table(page, table, top, slide.alt)
        case Chart() as chart:
            deck_chart.add(page, chart, top, slide.alt)
        case GridMap() as drawn:
            _map(page, drawn, slide.alt)
        case Bullets() as bullets:
            write(
                page,
                (LEFT, top, RIGHT - LEFT, 560),
                "\n".join(f"• {item}" for item in bullets.items),
                38,
                LIGHT.ink,
                top=True,
            )


def _table(page: Page, table: Table, top: float, alt: str) -> None:
    rows = (table.heads, *table.rows)
    size: float
    high = min(76.0, (BOTTOM - top) / len(rows))
    size = 32 if high >= 60 else 28 if high >= 46 else 24
    size, widths = drawing.columns(table, RIGHT - LEFT, size)
    frame = page.slide.shapes.add_table(
        len(rows), len(table.heads), *page.box(LEFT, top, RIGHT - LEFT, high * len(rows))
    )
    named(frame, table.caption, alt)
    native = frame.table
    native.horz_banding = False
    for index, width in enumerate(widths):
        native.columns[index].width = Emu(round(width * page.scale))
    for line, row in enumerate(rows):
        native.rows[line].height = Emu(round(high * page.scale))
        state = table.states[line - 1] if line and table.states else ""
        for column, text in enumerate(row):
            last = column == len(row) - 1
            colour = LIGHT.muted if not line else _TINTS.get(state, LIGHT.ink) if last else LIGHT.ink
            _cell(page, native.cell(line, column), text, size, colour, table.numeric[column], head=not line)


def _cell(page: Page, cell: _Cell, text: str, size: float, colour: str, right: bool, *, head: bool) -> None:
    cell.fill.solid()
    cell.fill.fore_color.rgb = rgb(LIGHT.card if head else LIGHT.ground)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_top = cell.margin_bottom = Emu(0)
    cell.margin_left = cell.margin_right = Emu(round(12 * page.scale))
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    put(page, paragraph, text, size, colour, bold=head)


def _map(page: Page, drawn: GridMap, alt: str) -> None:
    """Every grid a shape of its own, in one group; its figure in a text box on it."""
    plane = plane_of(drawn, (LEFT, TOP, 1360, BOTTOM))
    group = page.slide.shapes.add_group_shape()
    for area in drawn.areas:
        for ring in area.rings:
            _polygon(page, group, [plane.at(*point) for point in ring], area.colour, area.name, area.text)
    named(group, drawn.caption, alt)
    for area in drawn.areas:
        place = plane.label(area.rings, area.text)
        if place is not None:
            x, y = place
            write(
                page,
                (x - 60, y - 20, 120, 40),
                area.text,
                24,
                ink_on(area.colour),
                bold=True,
                centre=True,
            )
    write(page, (1400, TOP, 440, 44), drawn.caption, 28, LIGHT.muted)
    for index, (colour, text) in enumerate(drawn.legend):
        y = TOP + 66 + index * 52
        fill(page.slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *page.box(1400, y, 36, 36)), colour)
        write(page, (1450, y - 4, 390, 44), text, 28, LIGHT.ink)


def _polygon(
    page: Page, group: GroupShape, points: Sequence[tuple[float, float]], colour: str, name: str, text: str
) -> None:
    scaled = [(round(x * page.scale), round(y * page.scale)) for x, y in points]
    builder = group.shapes.build_freeform(*scaled[0], scale=1.0)
    builder.add_line_segments(scaled[1:], close=True)
    shape = builder.convert_to_shape()
    fill(shape, colour)
    shape.line.color.rgb, shape.line.width = rgb(LIGHT.ground), Pt(1.5)
    named(shape, name, f"{name} {text}".strip())

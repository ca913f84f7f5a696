"""Native shapes of a deck: text boxes, fills, names and alt texts, placed in px of 1920 × 1080."""

from __future__ import annotations

from dataclasses import dataclass

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.shapes.autoshape import Shape
from pptx.shapes.base import BaseShape
from pptx.slide import Slide as NativeSlide
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Emu, Pt

from neighborcare.report import fonts


@dataclass(frozen=True, slots=True)
class Page:
    """One slide being made: its shapes, how many EMU a px is, and the frame of its body in px."""

    slide: NativeSlide
    scale: float
    branded: bool  # in the office's own template
    language: str

    def box(self, x: float, y: float, width: float, height: float) -> tuple[Emu, Emu, Emu, Emu]:
        """A place on the slide."""
        x, y, width, height = (Emu(round(value * self.scale)) for value in (x, y, width, height))
        return x, y, width, height

    def size(self, px: float) -> Pt:
        """A text's size in points."""
        return Pt(round(px * self.scale / 12700 * 2) / 2)


def write(
    page: Page,
    place: tuple[float, float, float, float],
    text: str,
    size: float,
    colour: str,
    *,
    bold: bool = False,
    right: bool = False,
    centre: bool = False,
    top: bool = False,
) -> None:
    """A text box at a place (left, top, width, height in px), a paragraph a line."""
    frame = page.slide.shapes.add_textbox(*page.box(*place)).text_frame
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.TOP if top else MSO_ANCHOR.MIDDLE
    no_margins(frame)
    for index, line in enumerate(text.split("\n")):
        paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.CENTER if centre else PP_ALIGN.LEFT
        put(page, paragraph, line, size, colour, bold=bold)


def put(
    page: Page, paragraph: _Paragraph, text: str, size: float, colour: str, *, bold: bool = False
) -> None:
    """A run of text of that size (px) and colour at the end of a paragraph."""
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold = page.size(size), bold
    run.font.color.rgb = rgb(colour)
    if not page.branded:
        run.font.name = fonts.SCREEN
        east = run._r.get_or_add_rPr().makeelement(qn("a:ea"), {"typeface": fonts.SCREEN})
        run._r.get_or_add_rPr().find(qn("a:latin")).addnext(east)


def no_margins(frame: TextFrame) -> None:
    """Text begins where its box does."""
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)


def fill(shape: Shape, colour: str) -> None:
    """A plain fill, without the theme's border and shadow."""
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(colour)
    shape.line.fill.background()
    style = shape._element.find(qn("p:style"))  # the theme's shadow and border
    if style is not None:
        shape._element.remove(style)


def named(shape: BaseShape, name: str, alt: str) -> None:
    """Its name in the selection pane and its alt text; an ornament has neither."""
    if name:
        shape.name = name
    shape._element._nvXxPr.cNvPr.set("descr", alt)


def rgb(colour: str) -> RGBColor:
    """A "#RRGGBB" colour."""
    return RGBColor.from_string(colour.removeprefix("#"))

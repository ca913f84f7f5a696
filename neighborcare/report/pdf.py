"""The deck as PDF, without an office suite: the drawing of each slide on a page of 1920 × 1080.

The Chinese font is this machine's own; only the letters in use are embedded.
"""

from __future__ import annotations

from datetime import UTC, datetime, time

from fpdf import FPDF

from neighborcare.charts.palette import Look, rgb
from neighborcare.report import fonts
from neighborcare.report.drawing import lay_out
from neighborcare.report.marks import HEIGHT, WIDTH, Box, Line, Mark, Shape, Words
from neighborcare.report.meeting import Story

FAMILY = "chinese"
_POINT = 0.5  # PDF points a px: a page of 960 × 540 points, as wide as a deck's 13⅓ inches


def content(story: Story) -> bytes:
    """The slides of a story. Raises UserError where this machine has no Chinese font."""
    face = fonts.chinese()
    made = FPDF(unit="pt", format=(HEIGHT * _POINT, WIDTH * _POINT), orientation="landscape")
    made.set_auto_page_break(False)
    made.set_creation_date(datetime.combine(story.meeting.day, time(), UTC))
    made.set_title(f"{story.brief.title}")
    made.set_lang(story.language)
    made.add_font(FAMILY, "", face.path, collection_font_number=face.number)
    made.add_font(FAMILY, "B", face.bold or face.path, collection_font_number=face.number)
    for number, slide in enumerate(story.slides, 1):
        made.add_page()
        for mark in lay_out(slide, number, len(story.slides), Look(story.language, text=24)):
            _draw(made, mark)
    return bytes(made.output())


def _draw(page: FPDF, mark: Mark) -> None:
    match mark:
        case Box():
            page.set_fill_color(*rgb(mark.colour)[:3])
            x, y, width, height = (value * _POINT for value in (mark.x, mark.y, mark.width, mark.height))
            page.rect(x, y, width, height, style="F")
        case Line():
            _line(page, mark)
        case Shape():
            page.set_fill_color(*rgb(mark.colour)[:3])
            page.set_draw_color(*rgb(mark.border)[:3])
            page.set_line_width(1.5)
            page.polygon([(x * _POINT, y * _POINT) for x, y in mark.points], style="DF")
        case Words():
            _words(page, mark)


def _line(page: FPDF, mark: Line) -> None:
    page.set_draw_color(*rgb(mark.colour)[:3])
    page.set_line_width(mark.width * _POINT)
    if mark.dashed:
        page.set_dash_pattern(dash=7, gap=5)
    page.polyline([(x * _POINT, y * _POINT) for x, y in mark.points])
    page.set_dash_pattern()


def _words(page: FPDF, mark: Words) -> None:
    page.set_font(FAMILY, "B" if mark.bold else "", mark.size * _POINT)
    page.set_text_color(*rgb(mark.colour)[:3])
    back = {"start": 0.0, "middle": 0.5, "end": 1.0}[mark.anchor]
    page.text(mark.x * _POINT - back * page.get_string_width(mark.text), mark.y * _POINT, mark.text)

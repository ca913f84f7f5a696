"""Native charts of a deck, which can be edited: their numbers lie in a workbook behind each."""

from __future__ import annotations

from pptx.chart.chart import Chart as NativeChart
from pptx.chart.data import CategoryChartData
from pptx.chart.series import BarSeries, LineSeries
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.util import Pt

from neighborcare.charts.palette import LIGHT
from neighborcare.report import chart_drawing
from neighborcare.report.marks import BOTTOM, LEFT, RIGHT
from neighborcare.report.native import Page, named, rgb
from neighborcare.report.slides import Chart

_FORMATS = {"percent": "0.0%"}


def add(page: Page, chart: Chart, top: float, alt: str) -> None:
    """A chart of the slide as a native one over the body's frame; `alt` is its alt text."""
    if not chart.categories:
        return
    kinds = {
        "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
        "bar": XL_CHART_TYPE.BAR_CLUSTERED,
        "line": XL_CHART_TYPE.LINE_MARKERS,
    }
    data = CategoryChartData(number_format=_FORMATS.get(chart.unit, "General"))
    data.categories = chart_drawing.category_names(chart, page.language)
    for series in chart.series:
        data.add_series(series.name, series.values)
    if chart.target is not None:
        data.add_series(chart.target_name, [chart.target] * len(chart.categories))
    frame = page.slide.shapes.add_chart(
        kinds[chart.kind], *page.box(LEFT, top, RIGHT - LEFT, BOTTOM - top), data
    )
    named(frame, chart.caption, alt)
    _style_chart(page, frame.chart, chart)


def _style_chart(page: Page, native: NativeChart, chart: Chart) -> None:
    native.font.size = page.size(24)
    native.has_title = False
    native.font.color.rgb = rgb(LIGHT.ink)
    native.has_legend = len(native.plots[0].series) > 1
    if native.has_legend:
        native.legend.position, native.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    native.value_axis.visible = False
    native.value_axis.has_major_gridlines = False
    native.category_axis.format.line.color.rgb = rgb(LIGHT.rule)
    native.category_axis.tick_labels.font.size = page.size(24)
    if chart.kind == "bar":
        native.category_axis.reverse_order = True
    else:
        _scale(native, chart)
    plot = native.plots[0]
    if chart.kind != "line":
        plot.gap_width, plot.overlap = 60, 0
    first = LIGHT.soft if chart.kind == "column" else LIGHT.brand
    colours = (first, LIGHT.watch if chart.target is not None else LIGHT.soft)
    for index, (series, colour) in enumerate(zip(plot.series, colours, strict=False)):
        _series(page, series, colour, chart, labelled=index == 0)


def _scale(native: NativeChart, chart: Chart) -> None:
    values = [value for value in chart.series[0].values if value is not None]
    if values:
        low, high = chart_drawing.span(chart, values)
        native.value_axis.minimum_scale, native.value_axis.maximum_scale = round(low, 4), round(high, 4)


def _series(page: Page, series: BarSeries | LineSeries, colour: str, chart: Chart, *, labelled: bool) -> None:
    if isinstance(series, LineSeries):
        series.smooth = False
        series.format.line.color.rgb = rgb(colour)
        series.format.line.width = Pt(2.5)
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = rgb(colour)
        series.marker.format.line.color.rgb = rgb(colour)
        series.marker.size = 7 if labelled else 2
    else:
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(colour)
        series.invert_if_negative = False
        if chart.kind == "column" and labelled:
            newest = series.points[len(chart.categories) - 1].format.fill
            newest.solid()
            newest.fore_color.rgb = rgb(LIGHT.brand)
    labels = series.data_labels
    labels.show_value = labelled
    if labelled:
        labels.number_format, labels.number_format_is_linked = _FORMATS.get(chart.unit, "#,##0.##"), False
        if all(value is None or float(value).is_integer() for value in chart.series[0].values):
            labels.number_format = "#,##0"
        labels.position = XL_LABEL_POSITION.ABOVE if chart.kind == "line" else XL_LABEL_POSITION.OUTSIDE_END
        labels.font.size, labels.font.color.rgb = page.size(24), rgb(LIGHT.ink)

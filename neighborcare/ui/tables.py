"""Tables: sorted, filtered and frozen by Streamlit's own, with a download that no spreadsheet can be hurt by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any, Literal

import pyarrow as pa
import streamlit as st
import xlsxwriter

from neighborcare.intake.rejects import guarded
from neighborcare.text import N_, formats, translator
from neighborcare.ui import exports
from neighborcare.ui.session import Session

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(
    session: Session,
    columns: Mapping[str, Sequence[Any]],
    *,
    key: str,
    config: Mapping[str, Any] | None = None,
    height: int | Literal["content"] | None = None,
    download: bool = True,
) -> None:
    """A table of columns by their screen names; its first column stays in sight. An empty one says so.

    `config` says how numbers are written (see `written`).
    """
    _ = translator(session.language)
    if not any(len(values) for values in columns.values()):
        st.caption(_(N_("Nothing here.")))
        return
    first = next(iter(columns))
    table, settings = made(columns, {first: st.column_config.Column(pinned=True), **(config or {})})
    st.dataframe(
        table,
        key=key,
        hide_index=True,
        column_config=settings,
        height=height or "auto",
        placeholder=formats.NOTHING,
    )
    if download:
        save(session, columns, key=key)


def pick(
    columns: Mapping[str, Sequence[Any]],
    *,
    key: str,
    on_pick: Callable[[int], object],
    height: int | None = None,
) -> None:
    """A table that a row is opened from: `on_pick(row)` is called before the script runs again."""

    def picked() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows:
            on_pick(rows[0])

    st.dataframe(
        made(columns, {})[0],
        key=key,
        hide_index=True,
        height=height or "auto",
        on_select=picked,
        selection_mode="single-row",
        placeholder=formats.NOTHING,
    )


def made(columns: Mapping[str, Sequence[Any]], config: Mapping[str, Any]) -> tuple[pa.Table, dict[str, Any]]:
    """The columns as `st.dataframe` takes them, with their configuration.

    Numbers stay numbers, so that they sort. Where a word stands among them (`formats.hidden`) they become text that
    is written and sorted alike.
    """
    worded = {
        name: _worded(values)
        for name, values in columns.items()
        if _has_words(values, is_numeric=_is_for_numbers(config.get(name)))
    }
    settings = {**config, **{name: _beside_numbers(config.get(name)) for name in worded}}
    return pa.table({name: _array(worded.get(name, values)) for name, values in columns.items()}), settings


def save(session: Session, columns: Mapping[str, Sequence[Any]], *, key: str) -> None:
    """A button that gives the columns as a workbook; it is made when asked for."""
    exports.button(
        session,
        translator(session.language)(N_("Download as Excel")),
        lambda: workbook(columns),
        file=f"{key}.xlsx",
        mime=XLSX,
        what=key,
        rows=max((len(values) for values in columns.values()), default=0),
        key=f"{key}_download",
        style="tertiary",
    )


def written(unit: str, language: str, name: str) -> tuple[str, Any]:
    """(header with its unit, column configuration) for numbers of a unit; fill the column with `amount`."""
    mark = "%" if unit == "percent" else formats.unit_name(unit, language)
    header = f"{name} ({mark})" if language == "en" else f"{name}（{mark}）"
    plain = st.column_config.NumberColumn(format="%.1f" if unit in ("percent", "ratio") else "localized")
    return (header if mark else name), plain


def amount(value: float | None, unit: str) -> float | None:
    """A number as it stands in such a column: rates by the hundred, never rounded up to all of it."""
    if value is None or unit != "percent":
        return value
    return min(value * 100, 99.9) if value < 1 else value * 100


def workbook(columns: Mapping[str, Sequence[Any]]) -> bytes:
    """The columns as an .xlsx; text that a spreadsheet would run as a formula is defused."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        times = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for place, (name, values) in enumerate(columns.items()):
            sheet.write_string(0, place, guarded(name), bold)
            for line, value in enumerate(values, start=1):
                _write(sheet, line, place, value, (days, times))
        sheet.freeze_panes(1, 1)
        sheet.autofit()
    return target.getvalue()


def _has_words(values: Sequence[Any], *, is_numeric: bool) -> bool:
    """Whether words stand among numbers, or where numbers should."""
    numeric = is_numeric or any(_is_number(value) for value in values)
    return numeric and any(isinstance(value, str) for value in values)


def _is_for_numbers(setting: Any) -> bool:  # noqa: ANN401 - Streamlit's column configurations are plain dictionaries
    return bool(setting) and (setting.get("type_config") or {}).get("type") == "number"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _worded(values: Sequence[Any]) -> list[str | None]:
    """Numbers as text of one width, so that text sorts as the numbers do; words as they are."""
    whole = all(float(value).is_integer() for value in values if _is_number(value))
    said = [_written(value, whole=whole) if _is_number(value) else value for value in values]
    width = max((len(text) for text, value in zip(said, values, strict=True) if _is_number(value)), default=0)
    return [
        text.rjust(width) if _is_number(value) else text for text, value in zip(said, values, strict=True)
    ]


def _written(value: float, *, whole: bool) -> str:
    return formats.number(value) if whole else f"{value:,.1f}"


def _beside_numbers(setting: Any) -> Any:  # noqa: ANN401 - Streamlit's column configurations are plain dictionaries
    """A column of such text: as wide as the numbers' own, and to the right as they are."""
    return st.column_config.TextColumn(alignment="right", width=(setting or {}).get("width"))


def _array(values: Sequence[Any]) -> pa.Array:
    """As Arrow holds it; a column of several kinds becomes text."""
    try:
        return pa.array(list(values))
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.array([None if value is None else str(value) for value in values])


def _write(sheet: Any, line: int, place: int, value: object, formats_: tuple[Any, Any]) -> None:  # noqa: ANN401
    if value is None or value != value:  # noqa: PLR0124 - NaN is what is not itself
        return
    if isinstance(value, bool | int | float):
        sheet.write(line, place, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(line, place, value, formats_[1])
    elif isinstance(value, date):
        sheet.write_datetime(line, place, datetime(value.year, value.month, value.day), formats_[0])
    else:
        sheet.write_string(line, place, guarded(str(value)))

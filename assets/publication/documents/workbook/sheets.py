"""Writing one attachment as an office prints it: title, unit, header, rows by group with 小计 and 合计, print set-up."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from typing import Any

import pandas as pd
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from schemas.addresses import column_letters
from schemas.quoting import inert
from schemas.rounding import exact, half_up
from schemas.typography import chinese

YI, WAN = 100_000_000, 10_000
_FORMATS = {
    "yi": "#,##0.00",
    "wan": "#,##0.00",
    "whole_wan": "#,##0",
    "count": "#,##0",
    "part": "#,##0.0###",
    "int": "#,##0",
    "pct": "0.0%",
    "points": "0.0",
    "score": "0.000",
    "text": "@",
    "centre": "@",
}
_SCALE = {"yi": (YI, 8), "wan": (WAN, 4), "whole_wan": (WAN, 4)}
_TEXT = ("text", "centre")
_PAGE_PIXELS, _WIDEST = 1010, 1.9  # A4 landscape within its margins; how far a narrow table is spread out
_LINE_POINTS, _ROW_POINTS = 14.0, 18.0


@dataclass(frozen=True)
class SheetColumn:
    """A column of a printed table. `kind`: text, centre, yi, wan, whole_wan, count, int, pct, points, score; `over`: the
    heading that stands above it and its neighbours; `adds`: 小计 and 合计 are the sums of the units."""

    label: str
    field: str
    kind: str = "text"
    width: float = 10
    over: str = ""
    adds: bool = False


class Formats:
    """The workbook's cell formats: rows told apart by weight, slant and rules too, so that they survive black and white."""

    def __init__(self, book: Workbook, title_mark: str = "") -> None:
        self.book, self.title_mark = book, title_mark  # after every title: what the month lacks
        self._made: dict[tuple[str, str], Any] = {}
        self.contents: list[tuple[str, str]] = []  # (sheet, title) in the order they were begun
        song = {"font_name": "宋体", "valign": "vcenter"}
        self.title = book.add_format({"font_size": 18, "align": "center", "valign": "vcenter", "font_name": "黑体"})
        self.note = book.add_format({**song, "font_size": 10})
        self.unit = book.add_format({**song, "font_size": 10, "align": "right"})
        self.foot = book.add_format({**song, "font_size": 9, "text_wrap": True})
        self.link = book.add_format({**song, "font_size": 11, "border": 1, "font_color": "#1F4E79", "underline": 1})
        self.head = book.add_format(
            {
                **song,
                "font_name": "黑体",
                "border": 1,
                "align": "center",
                "text_wrap": True,
                "bg_color": "#E3EAF0",
                "font_size": 10,
            }
        )

    def of(self, kind: str, row: str = "plain") -> Any:
        """Format of a cell by kind and row: plain, section, subtotal, total, behind."""
        if (kind, row) not in self._made:
            align = {"text": "left", "centre": "center", "int": "center"}.get(kind, "right")
            form: dict[str, Any] = {
                "border": 1,
                "font_size": 10,
                "font_name": "宋体",
                "valign": "vcenter",
                "num_format": _FORMATS[kind],
                "align": align,
            }
            if kind in _TEXT:
                form["text_wrap"] = True
            form |= {
                "section": {"font_name": "黑体", "bg_color": "#F3F6F8", "align": "left", "text_wrap": False},
                "subtotal": {"bold": True, "bg_color": "#F0F0F0"},
                "section_sum": {"italic": True, "bg_color": "#F8F8F8"},
                "total": {"bold": True, "bg_color": "#DDDDDD", "top": 2, "bottom": 2},
                "behind": {"bold": True, "italic": True, "bg_color": "#FBE9DC"},
            }.get(row, {})
            self._made[(kind, row)] = self.book.add_format(form)
        return self._made[(kind, row)]


def cell_number(value: Any, kind: str) -> float | int | None:
    """What the cell holds: yuan exactly in 亿元 or 万元, a ratio as it is; None for an unknown value."""
    if value is None or pd.isna(value):
        return None
    if kind in _SCALE:
        scale, places = _SCALE[kind]
        return float(half_up(exact(value if isinstance(value, int) else float(value)) / scale, places))
    if kind == "count":
        return float(half_up(exact(float(value)), 4))  # a shared project counts in part, to four places
    if kind == "points":
        return float(exact(float(value)) * 100)
    return float(value)


def text_width(text: str) -> int:
    """Columns of a fixed-width print: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


class SheetTable:
    """One sheet being written, from its title down. `stamp`: left of the unit line (whose, which months, what status)."""

    def __init__(
        self,
        book: Workbook,
        formats: Formats,
        name: str,
        title: str,
        stamp: str,
        unit: str,
        columns: tuple[SheetColumn, ...],
    ) -> None:
        self.sheet: Worksheet = book.add_worksheet(name)
        self.formats, self.columns, self.name, self.title = formats, columns, name, chinese(title + formats.title_mark)
        formats.contents.append((name, self.title))
        self.last = len(columns) - 1
        self.widths = _spread(columns)
        for index, width in enumerate(self.widths):
            self.sheet.set_column(index, index, width)
        self.sheet.merge_range(0, 0, 0, max(1, self.last), self.title, formats.title)
        self.sheet.set_row(0, 36)
        self.sheet.write_string(1, 0, chinese(stamp), formats.note)
        if unit:
            self.sheet.write_string(1, max(1, self.last), chinese(f"单位：{unit}"), formats.unit)
        self.sheet.set_row(1, 18)
        self.at = self.first = 2 + self._head()

    def _head(self) -> int:
        """Writes the header; how many rows it takes."""
        rows = 2 if any(column.over for column in self.columns) else 1
        for row in range(rows):
            self.sheet.set_row(2 + row, 32 if row == rows - 1 else 22)
        index = 0
        while index <= self.last:
            column = self.columns[index]
            if not column.over:
                if rows == 2:
                    self.sheet.merge_range(2, index, 3, index, chinese(column.label), self.formats.head)
                else:
                    self.sheet.write_string(2, index, chinese(column.label), self.formats.head)
                index += 1
                continue
            end = index
            while end < self.last and self.columns[end + 1].over == column.over:
                end += 1
            if end > index:
                self.sheet.merge_range(2, index, 2, end, chinese(column.over), self.formats.head)
            else:
                self.sheet.write_string(2, index, chinese(column.over), self.formats.head)
            for under in range(index, end + 1):
                self.sheet.write_string(3, under, chinese(self.columns[under].label), self.formats.head)
            index = end + 1
        return rows

    def section(self, words: str) -> None:
        """A heading within the table, over its whole width."""
        self.sheet.merge_range(
            self.at, 0, self.at, max(1, self.last), chinese(words), self.formats.of("text", "section")
        )
        self.sheet.set_row(self.at, _ROW_POINTS)
        self.at += 1

    def add(self, row: dict[str, Any], kind: str = "plain", sums: dict[str, str] | None = None) -> int:
        """Writes a row; `sums`: field → formula pattern, {c} the column letter; `_kinds` in the row: field → kind of this
        row's cell. Returns its row number."""
        lines = 1
        for index, column in enumerate(self.columns):
            shape = row.get("_kinds", {}).get(column.field, column.kind)
            value = row.get(column.field)
            if shape in _TEXT:
                words = "" if value is None or pd.isna(value) else inert(str(value))
                lines = max(lines, math.ceil(text_width(words) / max(1.0, self.widths[index] * 1.04)))
                self.sheet.write_string(self.at, index, words, self.formats.of(shape, kind))
                continue
            self._number(index, cell_number(value, shape), shape, kind, (sums or {}).get(column.field))
        self.sheet.set_row(self.at, max(_ROW_POINTS, _LINE_POINTS * lines + 3))
        self.at += 1
        return self.at - 1

    def _number(self, index: int, held: float | None, shape: str, kind: str, formula: str | None) -> None:
        if held is None:
            self.sheet.write_string(self.at, index, "—", self.formats.of("centre", kind))
            return
        form = self.formats.of("part" if shape == "count" and not float(held).is_integer() else shape, kind)
        if formula:
            self.sheet.write_formula(self.at, index, formula.format(c=column_letters(index)), form, held)
        else:
            self.sheet.write_number(self.at, index, held, form)

    def close(self, stamp: str, notes: list[str] | None = None) -> None:
        """Notes below, A4 landscape, header on every page, print area, foot of the page with `stamp`."""
        for at, words in enumerate(notes or []):
            words = f"{'注：' if at == 0 else '  '}{at + 1}.{words}" if len(notes or []) > 1 else f"注：{words}"
            self.sheet.merge_range(self.at, 0, self.at, max(1, self.last), chinese(words), self.formats.foot)
            lines = math.ceil(text_width(words) / max(1.0, sum(self.widths) * 1.1))
            self.sheet.set_row(self.at, 13.0 * lines + 3)
            self.at += 1
        print_setup(self.sheet, stamp, self.at - 1, max(1, self.last))
        self.sheet.repeat_rows(0, self.first - 1)
        self.sheet.freeze_panes(self.first, 1)


def print_setup(sheet: Worksheet, stamp: str, last_row: int, last_column: int) -> None:
    """A4 landscape, one page wide, centred, numbered — 1 —, with the stamp at the foot."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.print_area(0, 0, max(last_row, 3), last_column)
    sheet.set_footer(f'&L&"宋体,常规"&9{stamp.replace("&", "&&")}&R&"宋体,常规"&12— &P —')
    sheet.hide_gridlines(2)


def _spread(columns: tuple[SheetColumn, ...]) -> list[float]:
    """The columns' widths, spread to the page's width where the table is narrower."""
    pixels = sum(column.width * 7 + 5 for column in columns)
    factor = min(_WIDEST, max(1.0, _PAGE_PIXELS / pixels))
    return [int(column.width * factor * 10) / 10 for column in columns]

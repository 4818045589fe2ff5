"""Writing one attachment as an office prints it: title, unit line, header, rows by group with 小计 and 合计, print set-up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from schemas.rounding import exact, half_up

YI, WAN = 100_000_000, 10_000
_FORMATS = {
    "yi": "#,##0.00",
    "wan": "#,##0.0",
    "count": "#,##0.##",
    "int": "#,##0",
    "pct": "0.0%",
    "score": "0.000",
    "text": "@",
}
_SCALE = {"yi": (YI, 8), "wan": (WAN, 4)}


@dataclass(frozen=True)
class Column:
    """A column of a printed table. `kind`: text, yi, wan, count, int, pct, score."""

    label: str
    field: str
    kind: str = "text"
    width: float = 12
    adds: bool = False  # the total is the sum of the units above it


class Formats:
    """The workbook's cell formats: rows told apart by weight and pattern too, so that they survive black and white."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self._made: dict[tuple[str, str], Any] = {}
        self.title = book.add_format(
            {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter", "font_name": "黑体"}
        )
        self.note = book.add_format({"font_size": 9, "font_name": "宋体", "valign": "vcenter"})
        self.head = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True,
                                     "bg_color": "#DCE6EE", "font_size": 10, "font_name": "宋体"})  # fmt: skip

    def of(self, kind: str, row: str = "plain") -> Any:
        """Format of a cell by kind and row: plain, subtotal, total, behind."""
        if (kind, row) not in self._made:
            form: dict[str, Any] = {"border": 1, "font_size": 10, "font_name": "宋体", "valign": "vcenter",
                                    "num_format": _FORMATS[kind], "align": "left" if kind == "text" else "right"}  # fmt: skip
            if kind == "text":
                form["text_wrap"] = True
            if row == "subtotal":
                form |= {"bold": True, "bg_color": "#EEF2F5", "top": 2}
            if row == "total":
                form |= {"bold": True, "bg_color": "#DCE6EE", "top": 6}
            if row == "behind":
                form |= {"bold": True, "italic": True, "pattern": 17, "fg_color": "#F2C9A5", "bg_color": "#FFFFFF"}
            self._made[(kind, row)] = self.book.add_format(form)
        return self._made[(kind, row)]


def number(value: Any, kind: str) -> float | int | None:
    """What the cell holds: yuan exactly in 亿元 or 万元, a ratio as it is; None for an unknown value."""
    if value is None or pd.isna(value):
        return None
    if kind in _SCALE:
        scale, places = _SCALE[kind]
        return float(half_up(exact(value if isinstance(value, int) else float(value)) / scale, places))
    return float(value)


class Table:
    """One sheet being written, from its title down."""

    def __init__(
        self, book: Workbook, formats: Formats, name: str, title: str, note: str, columns: tuple[Column, ...]
    ) -> None:
        self.sheet: Worksheet = book.add_worksheet(name)
        self.formats, self.columns, self.at, self.name = formats, columns, 3, name
        self.first = 3
        last = len(columns) - 1
        self.sheet.merge_range(0, 0, 0, last, title, formats.title)
        self.sheet.set_row(0, 30)
        self.sheet.write_string(1, 0, note, formats.note)
        for index, column in enumerate(columns):
            self.sheet.set_column(index, index, column.width)
            self.sheet.write_string(2, index, column.label, formats.head)
        self.sheet.set_row(2, 32)

    def add(self, row: dict[str, Any], kind: str = "plain", sums: dict[str, str] | None = None) -> int:
        """Writes a row; `sums`: field → formula pattern, {c} the column letter. Returns its row number."""
        for index, column in enumerate(self.columns):
            value = row.get(column.field)
            form = self.formats.of(column.kind, kind)
            if column.kind == "text":
                self.sheet.write_string(self.at, index, "" if value is None or pd.isna(value) else str(value), form)
                continue
            held = number(value, column.kind)
            if column.field == "mark":
                self.sheet.write_string(self.at, index, str(value or ""), form)
            elif held is None:
                self.sheet.write_string(self.at, index, "—", form)
            elif sums and column.field in sums:
                self.sheet.write_formula(self.at, index, sums[column.field].format(c=xl_col_to_name(index)), form, held)
            else:
                self.sheet.write_number(self.at, index, held, form)
        self.at += 1
        return self.at - 1

    @property
    def pixels(self) -> int:
        """How wide the printed columns are."""
        return int(sum(column.width * 7 + 5 for column in self.columns))

    def close(self, footnote: str = "", chart_rows: int = 0) -> None:
        """Footnote, A4 landscape, repeated header, print area."""
        last = len(self.columns) - 1
        if footnote:
            self.sheet.write_string(self.at, 0, footnote, self.formats.note)
        bottom = self.at + (1 if footnote else 0) + chart_rows
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        self.sheet.fit_to_pages(1, 1 if chart_rows else 0)
        self.sheet.repeat_rows(2)
        self.sheet.print_area(0, 0, max(bottom, self.at), last)
        self.sheet.freeze_panes(3, 1)
        self.sheet.set_footer("&C— &P —")

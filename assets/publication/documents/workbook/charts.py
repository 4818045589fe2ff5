"""Native Excel charts: patterns and markers besides colour, so that a black-and-white print still tells series apart."""

from __future__ import annotations

from typing import Any

from assets.publication.documents.workbook.sheets import Table

_INK, _PALE = "#1F4E79", "#8AA9C4"


def bars(book: Any, table: Table, rows: list[int], column: int, title: str, line: float | None = None) -> None:
    """Columns of one column of the table below it; `line`: the mark to reach (1 = 序时)."""
    chart = book.add_chart({"type": "column"})
    first, last = rows[0], rows[-1]
    chart.add_series({
        "name": title, "categories": [table.name, first, 0, last, 0], "values": [table.name, first, column, last, column],
        "pattern": {"pattern": "wide_upward_diagonal", "fg_color": _INK, "bg_color": "#DCE6EE"}, "border": {"color": _INK},
        "gap": 60,
    })  # fmt: skip
    chart.set_title({"name": title, "name_font": {"size": 11}})
    chart.set_legend({"none": True})
    chart.set_x_axis({"num_font": {"size": 8}})
    chart.set_y_axis({"min": 0, "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}})
    if line is not None:
        chart.combine(_mark(book, table, first, last, line))
    chart.set_size({"width": max(480, table.pixels - 10), "height": 330})
    table.sheet.insert_chart(table.at + 2, 0, chart, {"description": title})


def _mark(book: Any, table: Table, first: int, last: int, line: float) -> Any:
    """The line to reach; its values stand beyond the print area."""
    beside = len(table.columns) + 1
    for row in range(first, last + 1):
        table.sheet.write_number(row, beside, line)
    table.sheet.set_column(beside, beside, None, None, {"hidden": False})
    mark = book.add_chart({"type": "line"})
    mark.add_series({
        "name": "序时", "categories": [table.name, first, 0, last, 0], "values": [table.name, first, beside, last, beside],
        "line": {"color": "#8A3B00", "width": 1.75, "dash_type": "dash"},
    })  # fmt: skip
    return mark


def trend_chart(book: Any, table: Table, rows: list[int]) -> None:
    """This year and last by month, told apart by marker and dash."""
    chart = book.add_chart({"type": "line"})
    for column, name, dash, marker in ((1, "本年累计", "solid", "circle"), (2, "上年同期", "dash", "diamond")):
        chart.add_series({
            "name": name, "categories": [table.name, rows[0], 0, rows[-1], 0],
            "values": [table.name, rows[0], column, rows[-1], column],
            "line": {"color": _INK if column == 1 else _PALE, "dash_type": dash, "width": 2},
            "marker": {"type": marker, "size": 7},
        })  # fmt: skip
    chart.set_title({"name": "区外项目到位资金累计(亿元)", "name_font": {"size": 11}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": max(480, table.pixels - 10), "height": 330})
    table.sheet.insert_chart(table.at + 2, 0, chart, {"description": "本年与上年同期分月走势"})

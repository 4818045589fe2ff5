"""图1 and 图2: four native charts, two a page, their numbers beside the print area. Patterns, markers and dashes besides colour, so
that a black-and-white print still tells series apart."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assets.publication.documents.figures import display_text
from assets.publication.documents.view import ReleaseView
from assets.publication.documents.workbook.lists import chain_rows
from assets.publication.documents.workbook.sheets import Formats, cell_number, print_setup
from schemas.months import month_label, span_label
from schemas.typography import chinese

_INK, _PALE, _WARN, _PAPER = "#1F4E79", "#8AA9C4", "#8A3B00", "#FFFFFF"
_BESIDE, _COLUMNS, _WIDTH, _HEIGHT = (
    16,
    12,
    1008,
    350,
)  # where the numbers stand; the printed page in columns and pixels
FUNNEL = (("签约", "signed_100m"), ("开工", "signed_100m_started"), ("投产", "signed_100m_completed"))


class ChartSheet:
    """A page of charts; each chart's numbers are written to the right of the print area under its title."""

    def __init__(self, view: ReleaseView, book: Any, formats: Formats, name: str, holds: str) -> None:
        self.view, self.book, self.formats, self.name = view, book, formats, name
        self.sheet = book.add_worksheet(name)
        formats.contents.append((name, holds))
        self.beside = _BESIDE
        for index in range(_COLUMNS):
            self.sheet.set_column(index, index, 11.3)
        self.sheet.merge_range(0, 0, 0, _COLUMNS - 1, f"{span_label(view.month)}{holds}", formats.title)
        self.sheet.set_row(0, 36)

    def numbers(self, heads: list[str], rows: list[list[Any]]) -> tuple[int, int, int]:
        """Writes a block; (its first column, first and last row)."""
        first = self.beside
        for at, head in enumerate(heads):
            self.sheet.write_string(1, first + at, chinese(head), self.formats.note)
        for line, row in enumerate(rows, 2):
            for at, value in enumerate(row):
                if isinstance(value, str):
                    self.sheet.write_string(line, first + at, value, self.formats.note)
                elif value is not None and not pd.isna(value):
                    self.sheet.write_number(line, first + at, float(value), self.formats.note)
        self.beside += len(heads) + 1
        return first, 2, 1 + len(rows)

    def place(self, chart: Any, title: str, row: int) -> None:
        """Puts a chart over the page's width."""
        chart.set_title({"name": chinese(title), "name_font": {"name": "黑体", "size": 12, "bold": False}})
        chart.set_size({"width": _WIDTH, "height": _HEIGHT})
        chart.set_chartarea({"border": {"color": "#BBBBBB"}})
        self.sheet.insert_chart(row, 0, chart, {"description": chinese(title), "object_position": 2})

    def ranges(self, block: tuple[int, int, int], column: int) -> dict[str, list[Any]]:
        first, top, bottom = block
        return {
            "categories": [self.name, top, first, bottom, first],
            "values": [self.name, top, first + column, bottom, first + column],
        }


def print_charts(view: ReleaseView, book: Any, formats: Formats, stamp: str) -> None:
    """Units against schedule and the year by month on the first page; chains and the funnel on the second."""
    for name, holds, charts in (
        ("图1 进度和走势", "完成序时进度和分月走势图", (_units, _months)),
        ("图2 产业链和推进", "产业链和项目推进图", (_chains, _funnel)),
    ):
        page = ChartSheet(view, book, formats, name, holds)
        for at, chart in enumerate(charts):
            chart(page, 1 + 18 * at)
        print_setup(page.sheet, stamp, 37, _COLUMNS - 1)
        page.sheet.fit_to_pages(1, 1)


def _units(page: ChartSheet, row: int) -> None:
    view = page.view
    rows = [
        [
            view.name_of(unit) + view.extent.beside(unit),
            view.metric("funds_out_of_district", "schedule_progress", unit),
            1.0,
        ]
        for _, _, units in view.groups()
        for unit in units
    ]
    if not rows:
        return
    block = page.numbers(["单位", "完成序时进度", "序时"], rows)
    chart = page.book.add_chart({"type": "column"})
    behind = [
        {
            "pattern": {"pattern": "wide_upward_diagonal", "fg_color": _WARN, "bg_color": _PAPER},
            "border": {"color": _WARN},
        }
        if r[1] is not None and r[1] < 1
        else None
        for r in rows
    ]
    chart.add_series(
        {
            "name": "完成序时进度",
            **page.ranges(block, 1),
            "fill": {"color": _INK},
            "border": {"color": _INK},
            "gap": 70,
            "points": behind,
            "data_labels": {"value": True, "num_format": "0%", "font": {"size": 8}},
        }
    )
    line = page.book.add_chart({"type": "line"})
    line.add_series(
        {"name": "序时", **page.ranges(block, 2), "line": {"color": _WARN, "width": 1.75, "dash_type": "dash"}}
    )
    chart.combine(line)
    chart.set_legend({"none": True})
    chart.set_x_axis({"num_font": {"name": "宋体", "size": 8}})
    chart.set_y_axis(
        {
            "min": 0,
            "num_format": "0%",
            "num_font": {"size": 8},
            "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}},
        }
    )
    page.place(
        chart,
        f"各单位区外项目到位资金完成序时进度（截至{month_label(view.month)}，虚线为100%，斜纹为{'未完成年度目标' if view.is_december else '未达序时'}）",
        row,
    )


def _months(page: ChartSheet, row: int) -> None:
    view = page.view
    rows = [
        [f"{int(month[5:])}月", cell_number(now, "yi"), cell_number(prior, "yi")]
        for month, now, prior, _ in months_of_year(view)
    ]
    block = page.numbers(["月份", f"{view.year}年（亿元）", f"{view.year - 1}年（亿元）"], rows)
    chart = page.book.add_chart({"type": "line"})
    for column, name, dash, marker, colour in (
        (1, f"{view.year}年", "solid", "circle", _INK),
        (2, f"{view.year - 1}年", "dash", "diamond", _PALE),
    ):
        chart.add_series(
            {
                "name": name,
                **page.ranges(block, column),
                "line": {"color": colour, "dash_type": dash, "width": 2.25},
                "marker": {"type": marker, "size": 7, "fill": {"color": colour}, "border": {"color": colour}},
            }
        )
    chart.set_legend({"position": "bottom"})
    chart.set_x_axis({"num_font": {"name": "宋体", "size": 9}})
    chart.set_y_axis({"min": 0, "num_format": "0", "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}})
    page.place(chart, "区外项目到位资金本年与上年各月累计（亿元）", row)


def months_of_year(view: ReleaseView) -> list[tuple[str, Any, Any, Any]]:
    """(month, this year's cumulative, the same period's, the month's own) from January to the month."""
    columns = [
        dict(view.trend("funds_out_of_district", column, view.month_number))
        for column in ("ytd_value", "prior_ytd_value", "month_value")
    ]
    return [(month, columns[0][month], columns[1][month], columns[2][month]) for month in columns[0]]


def _chains(page: ChartSheet, row: int) -> None:
    rows = [
        [f"{r['chain_name']} {display_text(r['projects'], '个')}", cell_number(r["investment_yuan"], "yi")]
        for r in chain_rows(page.view)
    ]
    if not rows:
        return
    block = page.numbers(["产业链", "总投资（亿元）"], rows)
    chart = page.book.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": "总投资（亿元）",
            **page.ranges(block, 1),
            "fill": {"color": _INK},
            "border": {"color": _INK},
            "gap": 80,
            "data_labels": {"value": True, "num_format": "0.00", "font": {"size": 9}},
        }
    )
    chart.set_legend({"none": True})
    chart.set_x_axis({"num_font": {"name": "宋体", "size": 9}})
    chart.set_y_axis({"min": 0, "num_format": "0", "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}})
    page.place(chart, "亿元以上签约项目分产业链总投资（亿元）和项目数", row)


def _funnel(page: ChartSheet, row: int) -> None:
    """Centred bars: an unpainted series holds them in the middle."""
    values = [(label, float(page.view.metric(code, "ytd_value") or 0)) for label, code in FUNNEL]
    most = max(value for _, value in values) or 1.0
    block = page.numbers(["阶段", "留白", "个数"], [[label, (most - value) / 2, value] for label, value in values])
    chart = page.book.add_chart({"type": "bar", "subtype": "stacked"})
    chart.add_series(
        {"name": "留白", **page.ranges(block, 1), "fill": {"none": True}, "border": {"none": True}, "gap": 25}
    )
    chart.add_series(
        {
            "name": "个数",
            **page.ranges(block, 2),
            "fill": {"color": _INK},
            "border": {"color": _INK},
            "data_labels": {
                "value": True,
                "num_format": '0.##"个"' if any(v % 1 for _, v in values) else '0"个"',
                "position": "center",
                "font": {"color": _PAPER, "size": 12, "bold": True},
            },
        }
    )
    chart.set_legend({"none": True})
    chart.set_x_axis({"visible": False, "min": 0, "max": most, "major_gridlines": {"visible": False}})
    chart.set_y_axis(
        {"reverse": True, "num_font": {"name": "宋体", "size": 11}, "line": {"none": True}, "major_tick_mark": "none"}
    )
    page.place(chart, f"{page.view.year}年签约的亿元以上项目：签约→开工→投产", row)

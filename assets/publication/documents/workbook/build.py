"""report.xlsx: the month's attachments as an office prints them, with native charts; every number is a number."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import xlsxwriter

from assets.publication.documents.view import ReleaseView
from assets.publication.documents.workbook.by_unit import print_units
from assets.publication.documents.workbook.charts import months_of_year, print_charts
from assets.publication.documents.workbook.front import begin_explanation, finish_explanation, print_main_metrics
from assets.publication.documents.workbook.lists import (
    print_chains,
    print_events,
    print_origins,
    print_projects,
    print_recognitions,
    print_supervision,
)
from assets.publication.documents.workbook.scores import print_scores
from assets.publication.documents.workbook.sheets import Formats, SheetColumn, SheetTable
from assets.publication.documents.workbook.unit_sheets import unit_sheets
from schemas.months import span_label
from schemas.typography import chinese

_ALL_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def report_workbook(view: ReleaseView) -> bytes:
    """The workbook's bytes; the same release gives the same bytes."""
    raw = io.BytesIO()
    book = xlsxwriter.Workbook(raw, _ALL_TEXT)
    made = datetime.fromisoformat(str(view.release["published_at"]))
    title = f"{view.district.district.name}{span_label(view.month)}招商引资统计报表"
    book.set_properties({"title": title, "created": made})
    formats, stamp = Formats(book, view.extent.title_mark), _stamp(view)
    cover = begin_explanation(view, book, formats, stamp)
    _print_all(view, book, formats, stamp)
    finish_explanation(cover, formats, stamp)
    book.close()
    return raw.getvalue()


def _stamp(view: ReleaseView) -> str:
    """Whose figures, up to when, how final: on every sheet and at the foot of every page."""
    state = view.extent.state
    parts = (
        view.district.district.name,
        span_label(view.month),
        "认定口径",
        state,
        f"第{view.release['revision']}次发布",
    )
    return chinese("\u3000".join(parts))


def _print_all(view: ReleaseView, book: Any, formats: Formats, stamp: str) -> None:
    """The sheets in the order of the attachments."""
    of_units = unit_sheets(view)

    def units(*names: str) -> None:
        for name in names:
            print_units(view, book, formats, of_units[name], stamp)

    print_charts(view, book, formats, stamp)
    print_main_metrics(view, book, formats, stamp)
    units("附2-1 区外到位", "附2-2 工业到位", "附2-3 省外亿元到位", "附3 亿元以上项目")
    print_chains(view, book, formats, stamp)
    units("附5 投资规模")
    print_origins(view, book, formats, stamp)
    print_projects(view, book, formats, stamp)
    print_events(view, book, formats, stamp)
    units("附9 外资", "附10 外出招商")
    print_supervision(view, book, formats, stamp)
    print_scores(view, book, formats, stamp)
    units("附13-1 人才")
    print_recognitions(view, book, formats, stamp)
    units("附14 企业走访", "附15 数据质量")
    _print_months(view, book, formats, stamp)


def _print_months(view: ReleaseView, book: Any, formats: Formats, stamp: str) -> None:
    """附16: the district's funds month by month beside last year's."""
    columns = (
        SheetColumn("月份", "month", "centre", 12),
        SheetColumn("本月", "flow", "yi", 14),
        SheetColumn("本年累计", "now", "yi", 14),
        SheetColumn("上年同期累计", "prior", "yi", 14),
        SheetColumn("累计同比", "yoy", "pct", 12),
    )
    table = SheetTable(
        book, formats, "附16 分月走势", f"{view.year}年区外项目到位资金分月情况表", stamp, "亿元", columns
    )
    yoy = dict(view.trend("funds_out_of_district", "yoy", view.month_number))
    alike = dict(view.trend("funds_out_of_district", "comparable_prior_ytd_value", view.month_number))
    apart = False
    for month, now, prior, flow in months_of_year(view):
        then = prior if alike[month] is None else alike[month]  # what the growth compares with
        apart |= then != prior
        table.add({"month": f"{int(month[5:])}月", "now": now, "prior": then, "flow": flow, "yoy": yoy[month]})
    notes = ["各月为该月当前发布的数；本月数为当月累计减上月累计，可能因核减、认定为负。"]
    table.close(stamp, notes + (["有缺数单位的月份，上年同期累计不含缺数单位，为同口径数。"] if apart else []))

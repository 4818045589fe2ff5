"""A township's workbook as a file: the layout of template 2025.1, written by XlsxWriter. No figure is made here."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter

from samples.names import title
from samples.sheets import Content, Row
from schemas.form.sheets import TEMPLATE_VERSION
from schemas.months import month_label

_WIDE = frozenset(("项目名称", "项目公司", "投资方", "统一社会信用代码", "项目代码", "企业名称", "反映问题", "备注", "用人单位", "证件号码",
                   "依托单位", "名称", "说明", "政策名称", "文号", "凭证号"))  # fmt: skip
PROJECT_HEADERS = (
    "序号", "项目编号", "项目名称", "项目代码", "项目公司", "统一社会信用代码", "投资方", "投资方所在地", "所属产业链", "是否工业项目",
    "建设性质", "总投资(万元)", "签约日期", "签约活动", "开工日期", "投产日期", "项目阶段", "共同引进单位", "本单位占比(%)", "备注",
)  # fmt: skip
FUND_HEADERS = (
    "序号", "项目编号", "项目名称", "上年末累计到位", "本月到位", "本年累计到位", "历史累计到位", "其中:固定资产投资",
    "其中:外资(万美元)", "凭证类型", "凭证号", "备注",
)  # fmt: skip
FUND_BAND = ("到位资金(万元)", 3, 7)
LIST_HEADERS: dict[str, tuple[str, ...]] = {
    "人才需求": ("用人单位", "单位性质", "所属产业链", "岗位名称", "需求人数", "学历要求", "备注"),
    "人才奖补": ("姓名", "证件号码", "用人单位", "引进年度", "政策名称", "兑现金额(万元)", "兑现日期", "备注"),
    "平台称号": ("名称", "类别", "级别", "计量单位", "数量", "依托单位", "文号", "备注"),
    "企业走访": ("走访日期", "企业名称", "走访人", "反映问题", "问题类别", "办理状态", "办结日期", "备注"),
    "招商活动": ("日期", "类型", "地点", "带队领导", "对接企业数", "参加人数", "有效线索数", "备注"),
}  # fmt: skip
EXPLANATION_HEADERS = ("规则编号", "工作表", "项目编号", "说明")
_SUMMED = {
    "项目台账": (11,), "到位资金": (3, 4, 5, 6, 7, 8), "人才需求": (4,), "人才奖补": (5,), "平台称号": (), "企业走访": (),
    "招商活动": (4, 5, 6), "情况说明": (),
}  # fmt: skip


def write_workbook(path: Path, content: Content, constant_memory: bool = False) -> Path:
    """Writes the content. The same content gives the same bytes."""
    options: dict[str, Any] = {"constant_memory": True} if constant_memory else {"in_memory": True}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({
            "author": content.staff.filler, "title": f"{content.unit.name}{month_label(content.month)}统计月报",
            "created": datetime.combine(content.filled_on, time(9, 30)),
        })  # fmt: skip
        writer = _Writer(book, content)
        writer.cover()
        writer.table("项目台账", "招商引资项目台账", PROJECT_HEADERS, content.projects)
        writer.table("到位资金", "到位资金情况月报表", FUND_HEADERS, content.funds, FUND_BAND)
        for name, headers in LIST_HEADERS.items():
            writer.table(name, f"{name}情况表", headers, content.lists[name])
        if content.explanations:
            writer.table("情况说明", "统计数据情况说明", EXPLANATION_HEADERS, content.explanations)
    return path


class _Writer:
    """One workbook being written."""

    def __init__(self, book: xlsxwriter.Workbook, content: Content) -> None:
        self.book, self.content = book, content
        font = {"font_name": "宋体", "font_size": 10}
        centre = {"align": "center", "valign": "vcenter"}
        self.title = book.add_format({"font_name": "黑体", "font_size": 16, "bold": True, **centre})
        self.head = book.add_format(
            {**font, **centre, "bold": True, "border": 1, "text_wrap": True, "bg_color": "#E8EEF4"}
        )
        self.cell = book.add_format({**font, "border": 1})
        self.number = book.add_format({**font, "border": 1, "num_format": "General"})
        self.day = book.add_format({**font, "border": 1, "num_format": "yyyy-mm-dd"})
        self.plain = book.add_format(font)

    def cover(self) -> None:
        """封面: labels and values."""
        content, staff = self.content, self.content.staff
        sheet = self.book.add_worksheet("封面")
        sheet.set_column(0, 1, 28)
        sheet.merge_range(0, 0, 0, 1, title(month_label(content.month), "招商引资统计月报"), self.title)
        pairs = (
            ("填报单位", content.unit.on_forms), ("填报月份", month_label(content.cover_month or content.month)), ("填报人", staff.filler),
            ("审核人", staff.reviewer), ("单位负责人", staff.head), ("联系电话", staff.phone), ("填报日期", content.filled_on),
            ("本月无变动", "是" if content.no_change else "否"), ("模板版本", TEMPLATE_VERSION),
        )  # fmt: skip
        for i, (label, value) in enumerate(pairs, 2):
            sheet.write_string(i, 0, label, self.head)
            self._write(sheet, i, 1, value)

    def table(
        self,
        name: str,
        subject: str,
        headers: tuple[str, ...],
        rows: list[Row],
        band: tuple[str, int, int] | None = None,
    ) -> None:
        """A data sheet: title, unit line, headers, rows, 合计, foot lines."""
        content = self.content
        sheet = self.book.add_worksheet(name)
        width = len(headers) - 1
        sheet.merge_range(0, 0, 0, width, title(month_label(content.month), subject), self.title)
        line = f"填报单位:{content.unit.on_forms}  填报月份:{month_label(content.month)}  单位:万元"
        sheet.merge_range(1, 0, 1, width, line, self.plain)
        top = self._headers(sheet, headers, band)
        for col, header in enumerate(headers):
            sheet.set_column(col, col, 24 if header in _WIDE else 12)
        for i, row in enumerate(rows):
            for col, value in enumerate(row):
                self._write(sheet, top + i, col, value)
        end = top + len(rows)
        if name != "情况说明":
            self._total(sheet, name, width, top, end, rows)
            end += 1
        staff = content.staff
        sheet.write_string(
            end, 0, f"填报人:{staff.filler}  审核人:{staff.reviewer}  单位负责人:{staff.head}", self.plain
        )
        sheet.write_string(end + 1, 0, "注:本表按月累计填报,金额保留两位小数。", self.plain)
        sheet.freeze_panes(top, 0)

    def _headers(self, sheet: Any, headers: tuple[str, ...], band: tuple[str, int, int] | None) -> int:
        """One header row, or two where a band spans the money; returns the first row of data."""
        words = [self.content.header_words.get(header, header) for header in headers]
        if band is None:
            for col, word in enumerate(words):
                sheet.write_string(2, col, word, self.head)
            return 3
        label, first, last = band
        for col, word in enumerate(words):
            if first <= col <= last:
                sheet.write_string(3, col, word, self.head)
            else:
                sheet.merge_range(2, col, 3, col, word, self.head)
        sheet.merge_range(2, first, 2, last, label, self.head)
        return 4

    def _total(self, sheet: Any, name: str, width: int, top: int, end: int, rows: list[Row]) -> None:
        for col in range(width + 1):
            sheet.write_blank(end, col, None, self.cell)
        sheet.write_string(end, 0, "合计", self.cell)
        for col in _SUMMED[name]:
            hundredths = sum(_hundredths(row[col]) for row in rows)
            value = hundredths // 100 if hundredths % 100 == 0 else hundredths / 100
            letter = chr(ord("A") + col)
            if rows:
                sheet.write_formula(end, col, f"=SUM({letter}{top + 1}:{letter}{end})", self.number, value)
            else:
                sheet.write_number(end, col, 0, self.number)

    def _write(self, sheet: Any, row: int, col: int, value: Any) -> None:
        if value is None:
            sheet.write_blank(row, col, None, self.cell)
        elif isinstance(value, str):
            sheet.write_string(row, col, value, self.cell)
        elif isinstance(value, date):
            sheet.write_datetime(row, col, datetime.combine(value, time()), self.day)
        else:
            sheet.write_number(row, col, value, self.number)


def _hundredths(value: Any) -> int:
    """A cell's number in hundredths, blank as 0."""
    return round((value or 0) * 100)

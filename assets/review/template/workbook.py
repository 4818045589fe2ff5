"""Next month's workbook of a unit: the form filled with what is known, so that only changes are typed.

Template 2025.1 as schemas/form/sheets.py describes it. Headings, codes and sums are protected (no password); sums are
formulas that carry their values, so that the workbook reads the same whether or not a program has calculated it.
"""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter

from assets.intake.office.model import Reference
from assets.intake.office.units import UnitRegister
from assets.review.template.carried import Carried, Cell, Row, carried_over
from assets.review.template.choices import Choices, Lists, rule_of
from schemas.addresses import cell_address, column_letters
from schemas.form.sheets import COVER, DATA_SHEETS, LISTS, TEMPLATE_VERSION, Field, Sheet
from schemas.history import History
from schemas.months import last_day, month_label, shift
from schemas.rounding import exact, half_up
from schemas.typography import chinese

MARKER = "zhaoyin_template"  # a defined name: this workbook's formulas are the template's own
_SPARE = {"project": 12, "fund": 12, "explanation": 15}
_SPARE_LIST = 40
_TITLES = {"project": "招商引资项目台账", "fund": "到位资金情况月报表", "explanation": "统计数据情况说明"}
_BAND = ("arrived_before_year", "fixed_asset_ytd", "到位资金(万元)")
_LETTERS = {
    "(万元)": {("project", "total_investment"), ("talent_subsidy", "subsidy")},
    "(万美元)": {("fund", "arrived_usd_ytd")},
    "(%)": {("project", "own_share")},
}
_WIDE = frozenset((
    "project_name", "company_name", "investor_name", "company_uscc", "approval_code", "note", "employer", "person_id",
    "host", "issue", "text", "policy_name", "document_no", "evidence_ref", "name", "place",
))  # fmt: skip
_SUMMED = {
    "project": ("total_investment",),
    "talent_demand": ("posts_wanted",),
    "talent_subsidy": ("subsidy",),
    "fund": (
        "arrived_before_year",
        "arrived_month",
        "arrived_ytd",
        "arrived_total",
        "fixed_asset_ytd",
        "arrived_usd_ytd",
    ),
    "activity": ("companies_met", "people", "leads"),
}


def template_name(unit_name: str, month: str) -> str:
    return f"{unit_name}{month_label(month)}招商引资统计月报.xlsx"


def write_template(path: Path, unit: str, month: str, reference: Reference, history: History) -> Path:
    """Writes the workbook `unit` starts `month` with. The same state gives the same bytes."""
    carried = carried_over(unit, month, reference, history)
    register = UnitRegister(reference)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    with xlsxwriter.Workbook(
        str(part), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    ) as book:
        book.set_properties(
            {
                "title": f"{register.name(unit)}{month_label(month)}统计月报",
                "created": datetime.combine(last_day(month), time()),
            }
        )
        book.define_name(MARKER, f'="{TEMPLATE_VERSION}"')
        form = _Form(book, unit, month, reference, register, carried)
        form.cover()
        form.projects()
        form.funds()
        for kind in LISTS:
            form.list_sheet(kind)
        form.list_sheet("explanation")
        form.choices.write()
    part.replace(path)
    return path


class _Form:
    """One workbook being written."""

    def __init__(
        self, book: Any, unit: str, month: str, reference: Reference, register: UnitRegister, carried: Carried
    ) -> None:
        self.book, self.month, self.carried = book, month, carried
        self.unit_name, self.district = register.name(unit), reference.district.district.name
        base = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
        self.title = book.add_format({"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"})
        self.head = book.add_format(
            {**base, "bold": True, "align": "center", "border": 1, "text_wrap": True, "bg_color": "#E8EEF4"}
        )
        self.line = book.add_format(base)
        self.grey = book.add_format({**base, "font_color": "#999999"})
        self._base = base
        self._looks: dict[tuple[bool, str], Any] = {}
        self.cover_sheet = book.add_worksheet(COVER.title)
        self.choices = Choices(self.cover_sheet, self.grey)
        chains = [str(name) for name in reference.industry_chains["chain_name"]]
        others = [register.name(code) for code in register.expected(month) if code != unit]
        self.lists: Lists = {
            ("project", "industry_chain"): chains,
            ("project", "partner_unit"): others,
        }

    def look(self, locked: bool, kind: str) -> Any:
        """The style of a data cell: calculated and known cells grey and locked, the others open."""
        if (locked, kind) not in self._looks:
            formats = {"date": "yyyy-mm-dd", "code": "@", "text": "General"}
            style = {**self._base, "border": 1, "locked": locked, "num_format": formats.get(kind, "General")}
            if locked:
                style["bg_color"] = "#F2F2F2"
            self._looks[(locked, kind)] = self.book.add_format(style)
        return self._looks[(locked, kind)]

    # --- sheets -----------------------------------------------------------------------------------------------------
    def cover(self) -> None:
        """封面: unit, month and version printed, the rest to fill in."""
        sheet = self.cover_sheet
        sheet.set_column(0, 1, 30)
        sheet.merge_range(0, 0, 0, 1, f"{self.district}{month_label(self.month)}招商引资统计月报", self.title)
        known: dict[str, str] = {
            "unit_name": self.unit_name,
            "month": month_label(self.month),
            "no_change": "否",
            "template_version": TEMPLATE_VERSION,
        }
        for row, item in enumerate(COVER.fields, 2):
            sheet.write_string(row, 0, item.header, self.head)
            locked = item.name in ("unit_name", "month", "template_version")
            self._write(
                sheet, row, 1, known.get(item.name), self.look(locked, "date" if item.kind == "date" else "code")
            )
            if item.name == "no_change":
                sheet.data_validation(row, 1, row, 1, self.choices.rule(("是", "否"), "本月各表均无变动时选“是”"))
        notes = f"注：{self._since()}灰色单元格由系统填列或自动计算，白色单元格只填有变动的内容。"
        sheet.write_string(13, 0, chinese(notes), self.line)
        sheet.protect("", {"format_columns": True})

    def _since(self) -> str:
        """What was carried over: of which month, and what to do where the unit has not reported it."""
        since, reported = self.carried.since, self.carried.reported
        if since and reported and reported < since:
            missing = shift(reported, 1)
            span = month_label(missing) if missing == since else f"{month_label(missing)}至{month_label(since)}"
            return (
                f"本单位{span}未报，以下结转的是{month_label(reported)}数据，上年末累计、本年累计均以此为起点；"
                f"请先补报{span}月报，由区里重开入账后另发模板。"
            )
        return f"已结转{month_label(since)}数据。" if since else ""

    def projects(self) -> None:
        """项目台账: carried projects, then blank rows with the next free codes to choose from. A first workbook takes
        codes of earlier years, too: its projects were signed before."""
        codes, first = self.carried.free_codes, not self.carried.projects
        notes = [f"注：新签约项目依次使用编号：{'、'.join(codes)}。项目编号终身不变。"]
        if first:
            form = codes[0].rsplit("-", 2)[0]
            notes.append(
                f"注：首次填报时已有的项目，按“{form}-签约年份-三位序号”编号，如 {form}-{int(self.month[:4]) - 1}-001，"
                "各年从 001 起，每个项目一个，以后不变。"
            )
        else:
            self.lists[("project", "project_code")] = codes
        self._table(DATA_SHEETS["project"], self.carried.projects, ("project_code",), notes)

    def funds(self) -> None:
        """到位资金: 本月到位 is typed; 本年累计 and 历史累计 follow."""
        notes = [
            "注：已列项目只填本月到位及凭证，本年累计、历史累计自动计算；新增项目先在项目台账登记，再在空行选项目编号，各列均须填写。",
            "注：核减填负数，并在备注写明“核减”和原因。固定资产投资、外资填本年累计数。",
        ]
        locked = ("project_code", "project_name", "arrived_before_year", "arrived_ytd", "arrived_total")
        self._table(DATA_SHEETS["fund"], self.carried.funds, locked, notes)

    def list_sheet(self, kind: str) -> None:
        notes = (
            ["注：规则编号见退回说明；项目编号为空的，说明适用于整张表。"]
            if kind == "explanation"
            else ["注：本表为本年累计，在已有各行之后续填。"]
        )
        self._table(DATA_SHEETS[kind], self.carried.lists.get(kind, []), (), notes)

    def _table(self, form: Sheet, rows: list[Row], locked: tuple[str, ...], notes: list[str]) -> None:
        sheet = self.book.add_worksheet(form.title)
        width = len(form.fields) - 1
        subject = _TITLES.get(form.kind, f"{form.title}情况表")
        sheet.merge_range(0, 0, 0, width, f"{self.district}{month_label(self.month)}{subject}", self.title)
        line = f"填报单位：{self.unit_name}  填报月份：{month_label(self.month)}  单位：万元"
        sheet.merge_range(1, 0, 1, width, chinese(line), self.line)
        top = self._headers(sheet, form)
        end = top + len(rows) + _SPARE.get(form.kind, _SPARE_LIST)
        for row in range(top, end):
            values = rows[row - top] if row < top + len(rows) else None
            self._row(sheet, form, row, row - top + 1, values, locked)
        for column, item in enumerate(form.fields):
            rule = rule_of(form, item, self.lists, self.choices, self._codes(), last_day(self.month))
            first = top + len(rows) if item.name == "project_code" else top  # codes already carried are locked
            if rule:
                sheet.data_validation(first, column, end - 1, column, rule)
        if form.kind != "explanation":
            self._total(sheet, form, top, end, rows)
            end += 1
        sheet.write_string(end, 0, "填报人：          审核人：          单位负责人：", self.line)
        for number, note in enumerate(notes, 1):
            sheet.write_string(end + number, 0, chinese(note), self.line)
        sheet.freeze_panes(top, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.protect(
            "",
            {"format_columns": True, "format_rows": True, "insert_rows": True, "delete_rows": True, "autofilter": True},
        )

    def _headers(self, sheet: Any, form: Sheet) -> int:
        """One header row, two where the money is spanned; the first row of data."""
        words = [_header(form, item) for item in form.fields]
        for column, item in enumerate(form.fields):
            sheet.set_column(column, column, 22 if item.name in _WIDE else 6 if item.name == "seq" else 13)
        if form.kind != "fund":
            for column, text in enumerate(words):
                sheet.write_string(2, column, text, self.head)
            return 3
        names = [item.name for item in form.fields]
        first, last = names.index(_BAND[0]), names.index(_BAND[1])
        sheet.merge_range(2, first, 2, last, _BAND[2], self.head)
        for column, text in enumerate(words):
            if first <= column <= last:
                sheet.write_string(3, column, text, self.head)
            else:
                sheet.merge_range(2, column, 3, column, text, self.head)
        return 4

    def _row(self, sheet: Any, form: Sheet, row: int, number: int, values: Row | None, locked: tuple[str, ...]) -> None:
        for column, item in enumerate(form.fields):
            closed = values is not None and item.name in locked
            look = self.look(
                closed, "date" if item.kind == "date" else "code" if item.kind in ("code", "name") else "text"
            )
            if values is None:
                sheet.write_blank(row, column, None, look)
            elif item.name == "seq":
                sheet.write_number(row, column, number, look)
            elif form.kind == "fund" and item.name in ("arrived_ytd", "arrived_total"):
                sheet.write_formula(row, column, self._sum_of_row(item.name, row, values), look, values[item.name])
            else:
                self._write(sheet, row, column, values.get(item.name), look)

    def _sum_of_row(self, name: str, row: int, values: Row) -> str:
        """本年累计 = last month's + 本月; 历史累计 = 上年末 + 本年累计. Rounded to the yuan: a sum of decimals is
        exact."""
        before, month, ytd = (
            self._fund_cell(each, row) for each in ("arrived_before_year", "arrived_month", "arrived_ytd")
        )
        if name == "arrived_total":
            return f"=ROUND({before}+{ytd},4)"
        return f"=ROUND({self.carried.ytd_before[str(values['project_code'])]}+{month},4)"

    @staticmethod
    def _fund_cell(name: str, row: int) -> str:
        names = [item.name for item in DATA_SHEETS["fund"].fields]
        return cell_address(row, names.index(name))

    def _total(self, sheet: Any, form: Sheet, top: int, end: int, rows: list[Row]) -> None:
        look = self.look(True, "text")
        for column, item in enumerate(form.fields):
            if column == 0:
                sheet.write_string(end, 0, "合计", look)
            elif item.name in _SUMMED.get(form.kind, ()):
                letter = column_letters(column)
                total = half_up(sum(exact(row.get(item.name) or 0) for row in rows), 4)  # type: ignore[arg-type, misc]
                sheet.write_formula(end, column, f"=ROUND(SUM({letter}{top + 1}:{letter}{end}),4)", look, float(total))
            else:
                sheet.write_blank(end, column, None, look)

    def _codes(self) -> str:
        return f"=项目台账!$B$4:$B${3 + len(self.carried.projects) + _SPARE['project']}"

    def _write(self, sheet: Any, row: int, column: int, value: Cell, look: Any) -> None:
        if value is None:
            sheet.write_blank(row, column, None, look)
        elif isinstance(value, str):
            sheet.write_string(row, column, value, look)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, datetime.combine(value, time()), look)
        else:
            sheet.write_number(row, column, value, look)


def _header(form: Sheet, item: Field) -> str:
    unit = next((text for text, places in _LETTERS.items() if (form.kind, item.name) in places), "")
    return f"{item.header}{unit}"

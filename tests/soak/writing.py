"""A story's files as real ones: the district's folder, and each submission as a workbook in one of many layouts."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

from tests.soak.story import CHAINS, District, File, Office, Row

_BEIJING = timedelta(hours=8)
_EPOCH = datetime(1970, 1, 1)
_PROJECT = (
    "序号", "项目编号", "项目名称", "项目代码", "项目公司", "统一社会信用代码", "投资方", "投资方所在地", "所属产业链", "是否工业项目",
    "建设性质", "总投资", "签约日期", "签约活动", "开工日期", "投产日期", "项目阶段", "共同引进单位", "本单位占比(%)", "备注",
)  # fmt: skip
_FUND = (
    "序号", "项目编号", "项目名称", "上年末累计到位", "本月到位", "本年累计到位", "历史累计到位", "其中:固定资产投资", "其中:外资(万美元)",
    "凭证类型", "凭证号", "备注",
)  # fmt: skip
_LISTS: dict[str, tuple[str, ...]] = {
    "人才需求": ("用人单位", "单位性质", "所属产业链", "岗位名称", "需求人数", "学历要求", "备注"),
    "人才奖补": ("姓名", "证件号码", "用人单位", "引进年度", "政策名称", "兑现金额(万元)", "兑现日期", "备注"),
    "平台称号": ("名称", "类别", "级别", "计量单位", "数量", "依托单位", "文号", "备注"),
    "企业走访": ("走访日期", "企业名称", "走访人", "反映问题", "问题类别", "办理状态", "办结日期", "备注"),
    "招商活动": ("日期", "类型", "地点", "带队领导", "对接企业数", "参加人数", "有效线索数", "备注"),
}
_OTHER_WORDS = {
    "总投资": "协议总投资", "签约日期": "签约时间", "项目阶段": "建设阶段", "投资方所在地": "资金来源地", "本年累计到位": "今年累计到位",
    "本月到位": "当月到位", "历史累计到位": "自开工累计到位", "上年末累计到位": "上年底累计到位", "走访日期": "走访时间", "有效线索数": "线索数",
}  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """How a submission is written; none of it may change a figure. `unit`: 万元 · 亿元 · 元; `container`: xlsx · zip
    (csv sheets) · folder (csv sheets)."""

    unit: str = "万元"
    container: str = "xlsx"
    shuffled: int = 0
    other_words: bool = False
    renamed: bool = False


PLAIN = Layout()


def any_layout(rng: Random, renamed: bool) -> Layout:
    return Layout(
        rng.choice(("万元", "亿元", "元")), rng.choice(("xlsx", "xlsx", "zip", "folder")), rng.randrange(1, 10**6),
        rng.random() < 0.5, renamed,
    )  # fmt: skip


# --- the submission ---------------------------------------------------------------------------------------------------
def write_submission(inbox: Path, file: File, district: District, layout: Layout = PLAIN) -> list[Path]:
    """Writes the file below the inbox with its time of arrival; the paths made."""
    stem = Path(file.name).stem
    if layout.renamed and file.kind != "broken":  # the order of the names stays: it decides between files of one minute
        stem = f"来件{file.month}{file.received:%m%d%H%M}{stem[len(stem.split('_')[0]) :]}"
    if file.kind == "broken":
        return [_placed(inbox / file.name, b"PK\x03\x04 not a workbook", file.received)]
    sheets = _sheets(file, district, layout)
    if layout.container == "xlsx":
        return [
            _placed(
                inbox / f"{stem}-{file.unit}.xlsx" if layout.renamed else inbox / file.name,
                _workbook(sheets, file),
                file.received,
            )
        ]
    texts = {f"{name}.csv": _csv_text(rows) for name, rows in sheets.items()}
    if layout.container == "folder":
        return [_placed(inbox / f"{stem}-{file.unit}" / name, data, file.received) for name, data in texts.items()]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in texts.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return [_placed(inbox / f"{stem}-{file.unit}.zip", packed.getvalue(), file.received)]


def _placed(path: Path, data: bytes, received: datetime) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    stamp = (received - _BEIJING - _EPOCH).total_seconds()
    os.utime(path, (stamp, stamp))
    return path


def _sheets(file: File, district: District, layout: Layout) -> dict[str, list[list[Any]]]:
    """Sheet name → its rows as cells."""
    rng = Random(layout.shuffled)
    name, year, month = district.unit(file.unit).name, file.month[:4], int(file.month[5:])
    line = f"填报单位:{name}  填报月份:{year}年{month}月  单位:{layout.unit}"
    cover = [
        [f"{year}年{month}月招商引资统计月报"], [], ["填报单位", name], ["填报月份", f"{year}年{month}月"], ["填报人", "甲某"],
        ["审核人", "乙某"], ["单位负责人", "丙某"], ["联系电话", "0561-3020000"], ["填报日期", file.received.date()],
        ["本月无变动", "是" if file.kind == "nil" else "否"], ["模板版本", "2025.1"],
    ]  # fmt: skip
    rows = _shuffled(file.rows, layout, rng)
    projects = [_project_cells(at, row, file, district, layout.unit) for at, row in enumerate(rows, 1)]
    paid = _shuffled([row for row in rows if row.paid], layout, rng)
    funds = [_fund_cells(at, row, file, layout.unit) for at, row in enumerate(paid, 1)]
    funds += [[len(funds) + 1, m.project, "无此项目", None, _shown(1, layout.unit), _shown(1, layout.unit), None, None, None, None, "PZ1", None]
              for m in file.mistakes if m.rule == "C121"]  # fmt: skip
    band: list[Any] = [*_FUND[:3], f"到位资金({layout.unit})", None, None, None, None, *_FUND[8:]]
    money_words = [None, None, None, *_words(_FUND[3:8], layout), None, None, None, None]
    sheets = {
        "封面": cover,
        "项目台账": [["招商引资项目台账"], [line], _words(_PROJECT, layout), *projects, _total(projects, (11,), len(_PROJECT))],
        "到位资金": [["到位资金情况月报表"], [line], band, money_words, *funds, _total(funds, (3, 4, 5, 6, 7, 8), len(_FUND))],
    }  # fmt: skip
    for title, cells in _list_cells(file).items():
        sheets[title] = [
            [f"{title}情况表"], [line.replace(layout.unit, "万元")], _words(_LISTS[title], layout), *_shuffled(cells, layout, rng),
        ]  # fmt: skip
    for title in list(sheets)[1:]:
        sheets[title].append(["填报人:甲某  审核人:乙某  单位负责人:丙某"])
    return sheets


def _shuffled(rows: Iterable[Any], layout: Layout, rng: Random) -> list[Any]:
    mixed = list(rows)
    if layout.shuffled:
        rng.shuffle(mixed)
    return mixed


def _words(headers: Iterable[str], layout: Layout) -> list[Any]:
    return [_OTHER_WORDS.get(word, word) if layout.other_words else word for word in headers]


def _shown(yuan: int, unit: str) -> float | int:
    """Yuan as a cell of the form's unit; the shortest decimal text is exact."""
    value = Decimal(yuan) / {"元": 1, "万元": 10_000, "亿元": 100_000_000}[unit]
    return int(value) if value == value.to_integral_value() else float(value)


def _project_cells(at: int, row: Row, file: File, district: District, unit: str) -> list[Any]:
    wrong = {mistake.rule for mistake in file.mistakes if mistake.project == row.code and mistake.sheet == "项目台账"}
    return [
        at, row.code, row.name, None, f"{row.name}公司", None, f"{row.name}投资方", "火星" if "C113" in wrong else row.origin,
        CHAINS[row.chain], "是" if row.industrial else "否", "新建", _shown(row.total, unit),
        row.signed.replace(year=row.signed.year + 3) if "C105" in wrong else row.signed, None, row.started, row.completed,
        None if "C102" in wrong else row.stage, district.unit(row.partner).name if row.partner else None,
        0.6 if "C119" in wrong else float(row.share), row.note or None,
    ]  # fmt: skip


def _fund_cells(at: int, row: Row, file: File, unit: str) -> list[Any]:
    wrong = {mistake.rule for mistake in file.mistakes if mistake.project == row.code and mistake.sheet == "到位资金"}
    return [
        at, row.code, row.name, _shown(row.before, unit), _shown(row.month, unit), "待定" if "C101" in wrong else _shown(row.ytd, unit),
        _shown(row.arrived_total, unit), _shown(row.fixed, unit), _shown(row.usd, "万元"), "银行进账单", "PZ001" if row.month > 0 else None,
        row.fund_note or None,
    ]  # fmt: skip


def _total(rows: list[list[Any]], columns: tuple[int, ...], width: int) -> list[Any]:
    cells: list[Any] = ["合计", *[None] * (width - 1)]
    for column in columns:
        numbers = [Decimal(repr(row[column])) for row in rows if isinstance(row[column], (int, float))]
        known = all(isinstance(row[column], (int, float)) for row in rows if row[column] is not None)
        cells[column] = float(sum(numbers, Decimal(0))) if known else None
    return cells


def _list_cells(file: File) -> dict[str, list[list[Any]]]:
    return {
        "人才需求": [[p.employer, "企业", "新材料", "工程师", p.wanted, "本科", None] for p in file.posts],
        "人才奖补": [], "平台称号": [],
        "企业走访": [
            [v.on, v.company, "甲某", v.issue, "用工" if v.issue != "无" else None, ("已办结" if v.resolved else "办理中") if v.issue != "无" else None,
             v.on if v.resolved and v.issue != "无" else None, None] for v in file.visits
        ],
        "招商活动": [[a.on, a.kind, "上海", "丙某", 1, a.people, a.leads, None] for a in file.activities],
    }  # fmt: skip


def _workbook(sheets: dict[str, list[list[Any]]], file: File) -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        book.set_properties({"author": file.unit, "created": file.received})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(r, c, datetime.combine(value, time()), day)
                    elif value is not None:
                        sheet.write(r, c, value)
            if name != "封面":
                width = len(rows[2]) - 1
                sheet.merge_range(0, 0, 0, width, rows[0][0])
                sheet.merge_range(1, 0, 1, width, rows[1][0])
            if name == "到位资金":
                sheet.merge_range(2, 3, 2, 7, rows[2][3])
                for c in (0, 1, 2, 8, 9, 10, 11):
                    sheet.merge_range(2, c, 3, c, rows[2][c])
    return data.getvalue()


def _csv_text(rows: list[list[Any]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["" if value is None else _plain(value) for value in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def _plain(value: Any) -> str:
    return format(Decimal(repr(value)), "f") if isinstance(value, float) else str(value)


# --- the office's files ----------------------------------------------------------------------------------------------
def write_district(home: Path, district: District, years: Iterable[int]) -> None:
    """district.yaml, units.csv, industry_chains.csv and the rulebooks."""
    groups = ", ".join(f"{key}: {label}" for key, label in district.groups.items())
    text = f"""district: {{name: 濉阳市梅山区, division_code: "340602", city: 濉阳市, province: 安徽省}}
groups: {{{groups}}}
calendar: {{submit_by_day: {district.submit_by}, late_until_day: {district.late_until}, close_day: {district.close}, workdays: {str(district.workdays).lower()}}}
policies: {{on_error: {district.on_error}, unverified: {district.unverified}, missing: {district.missing}, timeliness: {district.timeliness}}}
"""
    (home / "inbox").mkdir(parents=True, exist_ok=True)
    (home / "district.yaml").write_text(text, encoding="utf-8")
    _csv(
        home, "units", ("unit_code", "unit_name", "aliases", "unit_group", "active_from", "active_to", "successor_code"),
        [(u.code, u.name, "", u.group, u.since, u.until, u.heir) for u in district.units],
    )  # fmt: skip
    _csv(home, "industry_chains", ("chain_code", "chain_name", "aliases", "sort_order"),
         [(code, name, "", at) for at, (code, name) in enumerate(CHAINS.items(), 1)])  # fmt: skip
    if district.rulebook:
        (home / "rulebooks").mkdir(exist_ok=True)
        for year in years:
            (home / "rulebooks" / f"{year}.yaml").write_text(rulebook_text(year, district), encoding="utf-8")


def rulebook_text(year: int, district: District) -> str:
    """A tiny 考核办法: a ratio, a mix, deductions for reporting, a bonus a project."""

    def weights(points: int) -> str:
        return "{" + ", ".join(f"{group}: {points}" for group in district.groups) + "}"

    return f"""title: 濉阳市梅山区{year}年招商引资考核办法
document: 梅招发〔{year}〕3号
months: {{from: {year}-01, to: {year}-12}}
rounding: {{step: item, places: 3}}
missing_indicator: zero
items:
  - {{code: funds, label: 区外项目到位资金, clause: 第四条(一), method: ratio, metric: funds_out_of_district, cap: 1.2, weight: {weights(60)}}}
  - {{code: signed, label: 签约亿元以上项目, clause: 第四条(二), method: mix, count: signed_100m, amount: signed_100m_amount, alpha: 0.5, beta: 0.5, cap: 1, weight: {weights(30)}}}
  - {{code: reporting, label: 信息报送, clause: 第四条(三), method: deduct_per_event, start: weight, events: {{returned: 0.7}}, floor: 0, weight: {weights(10)}}}
bonus:
  cap: 5
  items:
    - {{code: big_started, label: 十亿元以上项目开工, clause: 第六条(一), per: project, where: {{total_investment_yuan: {{ge: 1000000000}}, started: true}}, points: 4, share: true}}
"""


def write_office(home: Path, office: Office) -> None:
    """The reference files that change in a story."""
    _csv(home, "verifications", ("month", "project_code", "verified_ytd", "counted", "reason", "verified_by", "verified_on"),
         [(v.month, v.project, "" if v.amount is None else _wan(v.amount), {None: "", True: "是", False: "否"}[v.counted], "核实", "区招商办", f"{v.month}-28")
          for v in office.verifications])  # fmt: skip
    _csv(home, "targets", ("year", "unit_code", "metric_code", "annual_target", "effective_from"),
         [(t.year, t.unit, t.metric, _amount(t.metric, t.value), t.since) for t in office.targets])  # fmt: skip
    _csv(home, "prior_year", ("month", "unit_code", "metric_code", "caliber", "ytd_value", "note"),
         [(p.month, p.unit, p.metric, p.caliber, _amount(p.metric, p.value), "") for p in office.priors])  # fmt: skip
    _csv(home, "exemptions", ("unit_code", "project_code", "rule_code", "from_month", "to_month", "reason", "approved_by"),
         [(e.unit, e.project, e.rule, e.first, e.last, "经核实属实", "区招商办") for e in office.exemptions])  # fmt: skip


def is_money(metric: str) -> bool:
    return metric.startswith("funds") or metric == "signed_100m_amount"


def _amount(metric: str, value: int) -> str:
    return _wan(value) if is_money(metric) else str(value)


def _wan(yuan: int) -> str:
    return format(Decimal(yuan) / 10_000, "f")


def _csv(home: Path, name: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    (home / "reference").mkdir(parents=True, exist_ok=True)
    with (home / "reference" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])

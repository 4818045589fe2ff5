"""The attachments that list the units: funds, projects, sizes, foreign capital, activities, talents, visits, reporting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assets.publication.documents.view import ReleaseView
from assets.publication.documents.words import moment_text
from assets.publication.documents.workbook.by_unit import Row, UnitSheet
from assets.publication.documents.workbook.sheets import SheetColumn as C
from assets.publication.documents.workbook.sizes import SizeRows
from schemas.months import span_label
from schemas.words import ERRORS, FIGURES, SUBMISSION_STATUSES, WARNINGS

FUNDS = (
    ("out_of_district", "附2-1 区外到位", "区外项目到位资金"),
    ("industrial", "附2-2 工业到位", "工业项目到位资金"),
    ("out_of_province_100m", "附2-3 省外亿元到位", "省外亿元以上项目到位资金"),
)


def unit_sheets(view: ReleaseView) -> dict[str, UnitSheet]:
    """Sheet name → table, in the order they are printed (lists of projects and scores stand between them)."""
    span = span_label(view.month)
    sheets = [
        *(_funds(view, span, *each) for each in FUNDS),
        _projects(span),
        _sizes(span),
        _foreign(view, span),
        _activities(span),
        _talents(span),
        _visits(span),
        _reporting(view),
    ]
    return {sheet.name: sheet for sheet in sheets}


def _funds(view: ReleaseView, span: str, key: str, name: str, title: str) -> UnitSheet:
    at = lambda part: f"{key}_{part}"  # noqa: E731
    columns = (
        C("年度目标", at("target_yuan"), "yi", adds=True),
        C("本月", at("month_yuan"), "yi", adds=True),
        C(f"{span[5:]}累计", at("ytd_yuan"), "yi", 11, adds=True),
        C(view.prior_word, "prior", "yi", 11, adds=True),
        C("同比", "growth", "pct", 9),
        C("完成率", at("completion"), "pct", 9),
        C("完成序时进度", at("schedule_progress"), "pct", 11),
        C("超（欠）进度（百分点）", "gap", "points", 11),
        C("位次", at("rank"), "int", 7),
    )
    metric = f"funds_{key}"

    def row(view: ReleaseView, code: str) -> Row:
        return {
            **_fund_row(view, code),
            "gap": view.metric(metric, "schedule_gap", code),
            "prior": view.metric(metric, view.prior_column, code),
            "growth": view.growth_of(metric, code),
        }

    return UnitSheet(
        name,
        f"各单位{span}{title}完成情况表",
        "亿元",
        columns,
        row,
        at("schedule_progress"),
        ("位次为本类别内按完成序时进度排名。",),
        (metric,),
    )


def _fund_row(view: ReleaseView, code: str) -> Row:
    rows = view.records("fund_arrival", code)
    return rows[0] if rows else {}


def _of_metrics(fields: dict[str, tuple[str, str]]) -> Callable[[ReleaseView, str], Row]:
    """field → (metric, column): a row of report_metric's values."""

    def value(view: ReleaseView, metric: str, column: str, code: str) -> Any:
        if column == "yoy":
            return view.growth_of(metric, code)
        if column == "rank" and not view.metric(metric, "ytd_value", code):
            return None  # nothing done is no place
        return view.metric(metric, column, code)

    return lambda view, code: {name: value(view, metric, column, code) for name, (metric, column) in fields.items()}


def _projects(span: str) -> UnitSheet:
    fields: dict[str, tuple[str, str]] = {}
    columns: list[C] = []
    for over, metric in (
        ("新签约亿元以上项目", "signed_100m"),
        ("新开工亿元以上项目", "started_100m"),
        ("新投产项目", "completed_projects"),
    ):
        for label, part, kind in (
            ("任务", "annual_target", "count"),
            ("完成", "ytd_value", "count"),
            ("完成率", "completion", "pct"),
        ):
            fields[f"{metric}.{part}"] = (metric, part)
            columns.append(C(label, f"{metric}.{part}", kind, 8 if kind == "pct" else 7, over, adds=kind == "count"))
    over = "当年签约的亿元以上项目"
    for label, name, metric, kind in (
        ("签约总金额", "amount", "signed_100m_amount", "yi"),
        ("已开工", "started", "signed_100m_started", "count"),
        ("已投产", "completed", "signed_100m_completed", "count"),
        ("开工率", "start_rate", "start_rate", "pct"),
        ("累计到位", "funds", "signed_100m_funds", "yi"),
    ):
        fields[name] = (metric, "ytd_value")
        columns.append(C(label, name, kind, 10 if kind == "yi" else 8, over, adds=kind != "pct"))
    fields["rank"] = ("signed_100m", "rank")
    columns.append(C("签约位次", "rank", "int", 6))
    notes = (
        "共同引进的项目按比例计入各单位；完成率为占年度任务的比重；累计到位为其中已开工项目的累计到位资金（亿元）。",
    )
    return UnitSheet(
        "附3 亿元以上项目",
        f"{span}亿元以上项目签约、开工、投产情况表",
        "个、亿元",
        tuple(columns),
        _of_metrics(fields),
        "",
        notes,
        ("signed_100m", "started_100m", "completed_projects"),
    )


def _sizes(span: str) -> UnitSheet:
    columns: list[C] = []
    for over, key, parts in (
        ("合计", "all", "nif"),
        ("亿元以上", "100m", "nif"),
        ("其中（个数）", "finer", "abc"),
        ("5000万元—1亿元", "50m", "nif"),
        ("1000万元—5000万元", "10m", "nif"),
    ):
        for part in parts:
            label, kind, width = {
                "n": ("个数", "count", 6),
                "i": ("总投资", "yi", 8),
                "f": ("本年到位", "yi", 8),
                "a": ("1—5亿元", "count", 7),
                "b": ("5—10亿元", "count", 7),
                "c": ("10亿元以上", "count", 8),
            }[part]
            columns.append(C(label, f"{key}.{part}", kind, width, over, adds=True))
    notes = ("统计范围为当年签约、计划总投资1000万元（含）以上的区外项目；各档互不重复，下限含、上限不含。",)
    return UnitSheet(
        "附5 投资规模", f"{span}引进项目按投资规模分组情况表", "个、亿元", tuple(columns), SizeRows(), "", notes
    )


def _foreign(view: ReleaseView, span: str) -> UnitSheet:
    columns: list[C] = []
    fields: dict[str, tuple[str, str]] = {}
    for over, metric, kind in (
        ("实际利用外资（万美元）", "foreign_capital_usd", "whole_wan"),
        ("境外项目到位资金（亿元）", "funds_overseas", "yi"),
    ):
        parts = [
            ("本月", "month_value", kind),
            ("累计", "ytd_value", kind),
            (view.prior_word, view.prior_column, kind),
            ("同比", "yoy", "pct"),
        ]
        if metric == "foreign_capital_usd":
            parts = [("年度目标", "annual_target", kind), *parts, ("完成率", "completion", "pct")]
        for label, part, shape in parts:
            fields[f"{metric}.{part}"] = (metric, part)
            columns.append(C(label, f"{metric}.{part}", shape, 9, over, adds=shape != "pct"))
    return UnitSheet(
        "附9 外资",
        f"各单位{span}利用外资情况表",
        "万美元、亿元",
        tuple(columns),
        _of_metrics(fields),
        "",
        ("境外含港澳台；外资按到账美元统计。",),
    )


def _activities(span: str) -> UnitSheet:
    wanted = (
        ("trip", "外出招商", (("批次", "times"), ("人次", "people"), ("对接企业", "companies_met"))),
        ("reception", "接待客商", (("批次", "times"), ("人次", "people"))),
        ("promotion", "推介会", (("场次", "times"),)),
        ("fair", "展会论坛", (("场次", "times"),)),
        ("association", "商会协会", (("次数", "times"),)),
        ("online", "云招商", (("次数", "times"),)),
        ("study_tour", "考察学习", (("批次", "times"),)),
        ("training", "培训", (("期数", "times"), ("人次", "people"))),
    )
    columns = [C("任务", "target", "count", 6, "外出招商", adds=True)]
    columns += [
        C(label, f"{kind}.{part}", "count", 7, over, adds=True) for kind, over, parts in wanted for label, part in parts
    ]
    columns.append(C("有效线索（条）", "leads", "count", 8, adds=True))

    def row(view: ReleaseView, code: str) -> Row:
        found = {
            (r["activity_kind"], part): r[part]
            for r in view.records("activity", code)
            for part in ("times", "people", "companies_met")
        }
        told: Row = {f"{kind}.{part}": found.get((kind, part)) for kind, _, parts in wanted for _, part in parts}
        return {
            **told,
            "target": view.metric("trips", "annual_target", code),
            "leads": view.metric("leads", "ytd_value", code),
        }

    return UnitSheet(
        "附10 外出招商",
        f"各单位{span}招商活动情况表",
        "见表头",
        tuple(columns),
        row,
        "",
        ("几个单位共同外出的，各单位各计一次，合计按全区口径。",),
    )


def _talents(span: str) -> UnitSheet:
    columns = (
        C("单位数", "employers", "count", 9, "急需紧缺人才征集", adds=True),
        C("其中企业", "employers_enterprise", "count", 9, "急需紧缺人才征集", adds=True),
        C("其中事业单位", "employers_institution", "count", 11, "急需紧缺人才征集", adds=True),
        C("需求人数", "posts_wanted", "count", 9, "急需紧缺人才征集", adds=True),
        C("兑现人数", "subsidised_people", "count", 9, "奖补兑现", adds=True),
        C("兑现金额（万元）", "subsidy_yuan", "wan", 12, "奖补兑现", adds=True),
    )

    def row(view: ReleaseView, code: str) -> Row:
        return next((row for row in view.records("talent", code) if row["cohort_year"] == "ALL"), {})

    return UnitSheet(
        "附13-1 人才", f"各单位{span}招才引智情况表", "家、人、万元", columns, row, "", ("单位和人员均不重复计算。",)
    )


def _visits(span: str) -> UnitSheet:
    columns = (
        C("走访次数", "visits", "count", adds=True),
        C("走访企业（家）", "companies", "count", 12, adds=True),
        C("收集问题", "issues_raised", "count", adds=True),
        C("已办结", "issues_resolved", "count", adds=True),
        C("超期未办结", "issues_overdue", "count", 12, adds=True),
        C("办结率", "resolution_rate", "pct"),
    )

    def row(view: ReleaseView, code: str) -> Row:
        return next(iter(view.records("visit", code)), {})

    return UnitSheet(
        "附14 企业走访",
        f"各单位{span}企业走访及问题办结情况表",
        "次、家、个",
        columns,
        row,
        "",
        ("走访企业不重复计算。",),
    )


def _reporting(view: ReleaseView) -> UnitSheet:
    month = f"{view.month_number}月报表"
    columns = (
        C("状态", "status", "centre", 9, month),
        C("数据", "figures", "centre", 9, month),
        C("收到时间", "received", "centre", 15, month),
        C("是否按时", "punctual", "centre", 7, month),
        C("迟报（工作日）", "late_days", "count", 8, month),
        C("报送次数", "revision", "count", 6, month),
        C("入账行数", "rows_loaded", "count", 7, month, adds=True),
        C(ERRORS, "errors", "count", 7, month, adds=True),
        C(WARNINGS, "warnings", "count", 7, month, adds=True),
        C("按时报送率", "on_time_rate", "pct", 8, "本年累计"),
        C("退回次数", "returned", "count", 6, "本年累计", adds=True),
    )
    return UnitSheet(
        "附15 数据质量",
        f"{view.year}年{view.month_number}月数据报送质量情况表",
        "",
        columns,
        _reporting_row,
        "",
        ("迟报按首次合格报送时间计算；退回次数为本年各月报表被退回的次数。",),
    )


def _reporting_row(view: ReleaseView, code: str) -> Row:
    told: Row = {
        "on_time_rate": view.metric("on_time_rate", "ytd_value", code),
        "returned": view.metric("returned_count", "ytd_value", code),
    }
    rows = view.records("submission", code)
    if not rows:
        return told
    row: dict[str, Any] = rows[0]
    punctual = row["on_time"]
    return {
        **row,
        **told,
        "status": SUBMISSION_STATUSES.get(row["status"], row["status"]),
        "figures": FIGURES.get(row["figures"], ""),
        "received": moment_text(row["received_at"]),
        "punctual": "—" if _blank(punctual) else "是" if punctual else "否",
    }


def _blank(value: Any) -> bool:
    return value is None or value != value or str(value) == "<NA>"

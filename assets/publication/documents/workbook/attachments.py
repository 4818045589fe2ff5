"""The attachments that print one published table: their columns in the office's words, and their rows in order."""

from __future__ import annotations

from typing import Any

from assets.publication.documents.view import ReleaseView
from assets.publication.documents.workbook.sheets import Column as C  # noqa: N817 - a table of columns reads better short
from schemas.codes.lists import CHOICES, SIZE_BANDS
from schemas.codes.places import ORIGIN_SCOPES

STATUS = {"accepted": "已采用", "needs_explanation": "待说明", "nil": "零报送", "returned": "已退回", "unreadable": "无法读取",
          "missing": "未报", "late_closed": "关账后报送"}  # fmt: skip
COLOURS = {"red": "红牌", "yellow": "黄牌", "blue": "蓝牌"}
Attachment = tuple[str, str, str, tuple[C, ...], str, tuple[int, str] | None]

ATTACHMENTS: tuple[Attachment, ...] = (
    ("附6 产业链", "亿元以上签约项目分产业链情况表", "个、亿元", (C("产业链", "chain_name", width=28), C("项目数", "projects", "count"),
     C("占比", "share_of_projects", "pct"), C("总投资", "investment_yuan", "yi"), C("占比", "share_of_investment", "pct"),
     C("开工", "started", "count"), C("投产", "completed", "count"), C("累计到位", "arrived_yuan", "yi")), "industry_chain", (3, "分产业链总投资(亿元)")),
    ("附7 投资规模", "引进项目按规模分组表", "个、亿元", (C("规模", "label", width=24), C("项目数", "projects", "count"),
     C("总投资", "investment_yuan", "yi"), C("本年到位", "arrived_ytd_yuan", "yi")), "size_band", None),
    ("附8 签约开工投产", "亿元以上签约项目推进情况表", "个", (C("阶段", "label", width=40), C("项目数", "projects", "count", 40)), "funnel", (1, "签约→开工→投产(个)")),
    ("附9 资金来源地", "到位资金来源地情况表", "个、亿元", (C("来源", "scope", width=14), C("省份(国家、地区)", "province", width=24), C("板块", "region_block"),
     C("项目数", "projects", "count"), C("本年到位", "arrived_ytd_yuan", "yi")), "origin", None),
    ("附10 项目明细", "本年签约、开工、投产项目明细表", "万元", (C("项目编号", "project_code", width=16), C("单位", "unit", width=18), C("项目名称", "project_name", width=30),
     C("投资方", "investor_name", width=26), C("总投资", "total_investment_yuan", "wan"), C("阶段", "stage_word", width=8), C("签约", "signed_on", width=11),
     C("开工", "started_on", width=11), C("投产", "completed_on", width=11), C("本年累计到位", "verified_ytd_yuan", "wan")), "project", None),
    ("附11 考核得分", "考核得分及排名表", "分", (C("类别", "group", width=10), C("单位", "unit_name", width=24), C("基础得分", "base_score", "score"), C("加分", "bonus", "score"),
     C("减分", "deduction", "score"), C("总分", "total_score", "score"), C("位次", "rank_in_group", "int", 8), C("位次变化", "rank_change", "int", 9),
     C("与上一位差距", "gap_to_next", "score")), "assessment", None),
    ("附12 督办清单", "督办事项清单", "", (C("编号", "item_id", width=18), C("牌色", "colour_word", width=8), C("单位", "unit", width=18), C("类型", "kind", width=16),
     C("标准", "threshold", width=20), C("实际", "actual", width=24), C("首次月份", "first_month", width=10), C("持续月数", "months_open", "int", 9)), "supervision", None),
    ("附13 人才与服务", "人才、平台称号及企业走访情况表", "见表", (C("事项", "item", width=40), C("数量", "quantity", "count"), C("单位", "word", width=10)), "services", None),
    ("附14 报送情况", "数据报送质量情况表", "", (C("单位", "unit", width=24), C("状态", "status_word", width=12), C("收到时间", "received_at", width=20), C("是否按时", "punctual", width=10),
     C("迟报工作日", "late_days", "int", 11), C("报送次数", "revision", "int", 9), C("未解决错误", "errors", "int", 11), C("未说明疑点", "warnings", "int", 11)), "submission", None),
)  # fmt: skip


def attachment_rows(view: ReleaseView, name: str) -> list[dict[str, Any]]:
    """The rows of an attachment, in the order they are printed."""
    makers = {
        "funnel": _funnel,
        "project": _projects,
        "services": _services,
        "size_band": _bands,
        "industry_chain": _chains,
    }
    if name in makers:
        return makers[name](view)
    frame = view.table(name)
    if "caliber" in frame:
        frame = frame[frame["caliber"] == "verified"]
    rows = frame.to_dict("records")
    if name == "assessment":
        order = list(view.district.groups)
        rows.sort(key=lambda r: (order.index(r["unit_group"]) if r["unit_group"] in order else 9, r["rank_in_group"]))
    if name == "submission":
        place = {unit: at for at, unit in enumerate(view.units)}
        rows.sort(key=lambda r: place.get(r["unit_code"], 99))
    if name == "supervision":
        rows = [r for r in rows if not isinstance(r["cleared_month"], str)]
    return [_worded(view, row) for row in rows]


def _worded(view: ReleaseView, row: dict[str, Any]) -> dict[str, Any]:
    words = {"unit": view.name_of(row.get("unit_code"))}
    if "origin_scope" in row and "province" in row:
        words["scope"] = ORIGIN_SCOPES.get(row["origin_scope"], row["origin_scope"])
    if "total_score" in row:
        words["group"] = view.district.groups.get(row["unit_group"], row["unit_group"])
    if "on_time" in row:
        words["status_word"] = STATUS.get(row["status"], row["status"])
        words["punctual"] = "是" if row["on_time"] is True else "否" if row["on_time"] is False else "—"
    if "colour" in row:
        words["colour_word"] = COLOURS.get(row["colour"], row["colour"])
    return {**row, **words}


def _chains(view: ReleaseView) -> list[dict[str, Any]]:
    order = {code: at for at, code in enumerate(view.chains)}
    return sorted(
        view.all_rows("industry_chain").to_dict("records"),
        key=lambda r: (order.get(r["chain_code"], 99), r["chain_code"]),
    )


def _bands(view: ReleaseView) -> list[dict[str, Any]]:
    rows = {r["size_band"]: r for r in view.all_rows("size_band").to_dict("records")}
    return [{**rows[code], "label": label} for code, label, _ in SIZE_BANDS if code in rows]


def _funnel(view: ReleaseView) -> list[dict[str, Any]]:
    steps = (("签约", "signed_100m"), ("其中:开工", "signed_100m_started"), ("其中:投产", "signed_100m_completed"))
    return [{"label": label, "projects": view.metric(code, "ytd_value")} for label, code in steps]


def _projects(view: ReleaseView) -> list[dict[str, Any]]:
    rows = view.table("project").to_dict("records")
    year = str(view.year)
    dated = ("signed_on", "started_on", "completed_on")
    this_year = [r for r in rows if any(isinstance(r[d], str) and r[d][:4] == year for d in dated)]
    return [
        {**r, "unit": view.name_of(r["unit_code"]), "stage_word": CHOICES["stage"].get(r["stage"], (r["stage"],))[0]}
        for r in this_year
    ]


def _services(view: ReleaseView) -> list[dict[str, Any]]:
    found = [
        (view.metric(code, "metric_label"), view.metric(code, "ytd_value"), word)
        for code, word in (("talent_employers", "家"), ("talent_posts_wanted", "人"), ("talent_subsidised", "人"), ("visits", "次"),
                           ("visited_companies", "家"), ("issues_raised", "个"), ("issues_resolved", "个"), ("trainings", "期"),
                           ("trainees", "人次"), ("trips", "批次"), ("receptions", "批次"), ("promotions", "场"), ("leads", "条"))
    ]  # fmt: skip
    kept = view.all_rows("recognition")
    found += [(f"{r.level}级:{r.category}", r.quantity, r.count_unit) for r in kept.itertuples()]
    return [{"item": label, "quantity": value, "word": word} for label, value, word in found if label]

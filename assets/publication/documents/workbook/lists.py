"""The attachments that list something other than units: chains, origins, projects, signing events, supervision, recognitions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from assets.publication.documents.view import VERIFIED, ReleaseView
from assets.publication.documents.words import COLOURS, kind_word, scope_word, stage_word
from assets.publication.documents.workbook.sheets import Formats, SheetTable
from assets.publication.documents.workbook.sheets import SheetColumn as C
from assets.publication.documents.workbook.sizes import introduced
from schemas.months import month_label, span_label

Printer = Callable[[ReleaseView, Any, Formats, str], None]
NOTHING = "本期无此类事项。"
SCOPES = ("in_city", "in_province", "out_of_province", "overseas")


def chain_rows(view: ReleaseView, unit: str = "ALL") -> list[dict[str, Any]]:
    """report_industry_chain in the office's order."""
    order = {code: at for at, code in enumerate(view.chains)}
    rows = view.all_rows("industry_chain", unit).to_dict("records")
    return sorted(rows, key=lambda r: (order.get(r["chain_code"], 99), r["chain_code"]))


def print_chains(view: ReleaseView, book: Any, formats: Formats, stamp: str) -> None:
    """附4: the signed_100m of the year by chain; the sums are formulas."""
    columns = (
        C("产业链", "chain_name", width=26),
        C("项目数", "projects", "count"),
        C("占比", "share_of_projects", "pct"),
        C("总投资", "investment_yuan", "yi", 12),
        C("占比", "share_of_investment", "pct"),
        C("其中开工", "started", "count"),
        C("其中投产", "completed", "count"),
        C("累计到位", "arrived_yuan", "yi", 12),
    )
    table = SheetTable(
        book,
        formats,
        "附4 产业链",
        f"{span_label(view.month)}亿元以上签约项目分产业链情况表",
        stamp,
        "个、亿元",
        columns,
    )
    rows = chain_rows(view)
    first = table.at + 1
    for row in rows:
        table.add(row)
    if rows:
        fields = (
            "projects",
            "share_of_projects",
            "investment_yuan",
            "share_of_investment",
            "started",
            "completed",
            "arrived_yuan",
        )
        whole = {name: sum(row[name] for row in rows if not pd.isna(row[name])) for name in fields}
        table.add(
            {**whole, "chain_name": "合计"}, "total", dict.fromkeys(fields, f"=SUM({{c}}{first}:{{c}}{table.at})")
        )
    table.close(stamp, ["统计范围为当年签约的亿元以上项目；开工含在建和投产。"] if rows else [NOTHING])


def origin_rows(view: ReleaseView) -> list[dict[str, Any]]:
    """Out-of-district origins: by scope, within 省外 by block with 沪苏浙 first, then by money."""
    rows = [
        r for r in view.table("origin").to_dict("records") if r["caliber"] == VERIFIED and r["origin_scope"] in SCOPES
    ]
    return sorted(
        rows, key=lambda r: (SCOPES.index(r["origin_scope"]), r["region_block"] != "沪苏浙", -r["arrived_ytd_yuan"])
    )


def print_origins(view: ReleaseView, book: Any, formats: Formats, stamp: str) -> None:
    """附6: where the year's money comes from; 省外 with the 沪苏浙 block apart; 占比 of the out-of-district total."""
    columns = (
        C("来源", "scope", "centre", 14),
        C("省份（国家、地区）", "province", "text", 26),
        C("区域板块", "region_block", "centre", 14),
        C("项目数", "projects", "count", 12),
        C("本年到位资金", "arrived_ytd_yuan", "yi", 16),
        C("占比", "share", "pct", 12),
    )
    table = SheetTable(
        book, formats, "附6 资金来源地", f"{span_label(view.month)}到位资金来源地情况表", stamp, "个、亿元", columns
    )
    rows = origin_rows(view)
    whole = sum(row["arrived_ytd_yuan"] for row in rows)
    share = lambda money: money / whole if whole > 0 else None  # noqa: E731
    subtotals: list[int] = []
    for scope in SCOPES:
        of_scope = [row for row in rows if row["origin_scope"] == scope]
        first = table.at + 1
        for row in of_scope:
            table.add({**row, "scope": scope_word(scope), "share": share(row["arrived_ytd_yuan"])})
        if of_scope:
            sums = dict.fromkeys(("projects", "arrived_ytd_yuan"), f"=SUM({{c}}{first}:{{c}}{table.at})")
            subtotals.append(table.add(_origin_sum(of_scope, f"{scope_word(scope)}小计", share), "subtotal", sums) + 1)
        near = [row for row in of_scope if row["region_block"] == "沪苏浙"]
        if near:
            sums = {
                name: f"=SUM({{c}}{first}:{{c}}{first + len(near) - 1})" for name in ("projects", "arrived_ytd_yuan")
            }
            table.add(_origin_sum(near, "其中：沪苏浙", share), "section_sum", sums)
    if subtotals:
        cells = ",".join(f"{{c}}{line}" for line in subtotals)
        table.add(
            _origin_sum(rows, "合计", share), "total", dict.fromkeys(("projects", "arrived_ytd_yuan"), f"=SUM({cells})")
        )
    notes = ["按实际投资方所在地统计，不看项目公司注册地；占比为占区外项目到位资金的比重。"]
    local = [
        row
        for row in view.table("origin").to_dict("records")
        if row["caliber"] == VERIFIED and row["origin_scope"] == "local"
    ]
    table.close(
        stamp,
        [*notes, *(["区内投资项目的到位资金不属于区外资金，不列入本表。"] if local else [])] if rows else [NOTHING],
    )


def _origin_sum(rows: list[dict[str, Any]], name: str, share: Callable[[int], float | None]) -> dict[str, Any]:
    money = sum(row["arrived_ytd_yuan"] for row in rows)
    return {
        "scope": name,
        "projects": sum(row["projects"] for row in rows),
        "arrived_ytd_yuan": money,
        "share": share(money),
    }


_PROJECT_COLUMNS = (
    C("序号", "number", "int", 5), C("项目名称", "project_name", "text", 34), C("引进单位", "unit", "text", 18), C("共同引进单位", "partner", "text", 14),
    C("投资方", "investor_name", "text", 26), C("投资方所在地", "origin", "text", 14), C("产业链", "chain", "text", 16), C("总投资", "total_investment_yuan", "yi", 9),
    C("{date}", "date", "centre", 11), C("目前阶段", "stage", "centre", 8), C("本年到位", "verified_ytd_yuan", "yi", 9),
)  # fmt: skip


def project_list(view: ReleaseView, kind: str) -> list[dict[str, Any]]:
    """The published projects behind projects_introduced (signed), started_100m (started) and completed_projects (completed),
    the largest first."""
    if kind == "signed":
        rows = introduced(view)
    else:
        rows = view.table("project")
        dated = rows[f"{kind}_on"].astype(str).str[:4] == str(view.year)
        kept = (
            (rows["origin_scope"] != "local")
            & (rows["stage"] != "terminated")
            & rows["counted"].fillna(True).astype(bool)
        )
        rows = rows[dated & kept]
        if kind == "started":
            rows = rows[rows["total_investment_yuan"].fillna(0) >= 100_000_000]
    rows = rows.sort_values(["total_investment_yuan", "project_code"], ascending=[False, True], kind="stable")
    chains = {r["chain_code"]: r["chain_name"] for r in view.all_rows("industry_chain").to_dict("records")}
    return [
        {
            **row,
            "number": at,
            "unit": view.name_of(row["unit_code"]),
            "date": row[f"{kind}_on"],
            "stage": stage_word(row["stage"]),
            "partner": view.name_of(row["partner_unit_code"]) if isinstance(row["partner_unit_code"], str) else "",
            "origin": _origin(row),
            "chain": chains.get(row["industry_chain"], ""),
        }
        for at, row in enumerate(rows.to_dict("records"), 1)
    ]


def _origin(row: dict[str, Any]) -> str:
    """The place as the township wrote it; the province where it wrote a division code."""
    written = str(row["investor_origin"] or "")
    return str(row["origin_province"] or written) if written.isdigit() else written


def print_projects(view: ReleaseView, book: Any, formats: Formats, stamp: str) -> None:
    """附7-1 to 附7-3: one row a project, the sum of investment and of the year's money below."""
    for number, kind, title, what in (
        (1, "signed", "新签约", "当年签约、计划总投资1000万元（含）以上的区外项目"),
        (2, "started", "新开工", "当年开工的亿元以上区外项目，不论何年签约"),
        (3, "completed", "新投产", "当年投产的区外项目，不论何年签约"),
    ):
        columns = tuple(C(c.label.format(date=f"{title[1:]}日期"), c.field, c.kind, c.width) for c in _PROJECT_COLUMNS)
        table = SheetTable(
            book,
            formats,
            f"附7-{number} {title}项目",
            f"{span_label(view.month)}{title}项目明细表",
            stamp,
            "亿元",
            columns,
        )
        rows = project_list(view, kind)
        first = table.at + 1
        for row in rows:
            table.add(row)
        if rows:
            fields = ("total_investment_yuan", "verified_ytd_yuan")
            whole = {name: sum(row[name] for row in rows if not pd.isna(row[name])) for name in fields}
            table.add(
                {**whole, "project_name": f"合计{len(rows)}个"},
                "total",
                dict.fromkeys(fields, f"=SUM({{c}}{first}:{{c}}{table.at})"),
            )
        table.close(stamp, [f"本表列{what}，按总投资由大到小排列；已终止的不列。"] if rows else [NOTHING])


def print_events(view: ReleaseView, book: Any, formats: Formats, stamp: str) -> None:
    """附8: the events' own count beside what the ledger holds of them, and how far those are."""
    columns = (
        C("活动名称", "event_name", "text", 26),
        C("签约项目", "signed_projects", "count", 8, "活动公布数"),
        C("签约金额", "signed_amount_yuan", "yi", 9, "活动公布数"),
        C("项目数", "ledger_projects", "count", 8, "其中：台账亿元以上项目"),
        C("总投资", "ledger_amount_yuan", "yi", 9, "其中：台账亿元以上项目"),
        C("已开工", "started", "count", 8, "其中：台账亿元以上项目"),
        C("开工率", "start_rate", "pct", 8, "其中：台账亿元以上项目"),
        C("累计到位", "arrived", "yi", 9, "其中：台账亿元以上项目"),
        C("资金到位率", "arrival_rate", "pct", 9, "其中：台账亿元以上项目"),
        C("重点项目", "highlights", "text", 28),
        C("口径说明", "word", "text", 22),
    )
    table = SheetTable(
        book, formats, "附8 展会签约", f"{view.year}年展会、大会集中签约项目推进情况表", stamp, "个、亿元", columns
    )
    rows = [row for row in view.table("event").to_dict("records") if int(row["year"]) == view.year]
    for row in rows:
        table.add({**row, **_event_progress(view, row["event_name"])} | _event_word(row))
    table.close(
        stamp,
        ["活动公布数由主办方统计，含框架协议等，与台账口径不同，不相加减；开工率、资金到位率以台账项目计算。"]
        if rows
        else [NOTHING],
    )


def _event_word(row: dict[str, Any]) -> dict[str, str]:
    if pd.isna(row["feasible"]) or bool(row["feasible"]):
        return {"word": ""}
    return {"word": "活动公布数不能全部包含在台账亿元以上项目之内"}


def _event_progress(view: ReleaseView, name: str) -> dict[str, Any]:
    rows = introduced(view)
    rows = rows[(rows["signing_event"] == name) & (rows["total_investment_yuan"] >= 100_000_000)]
    if not len(rows):
        return {"started": None, "start_rate": None, "arrived": None, "arrival_rate": None}
    started = int(rows["stage"].isin(["building", "completed"]).sum())
    arrived = int((rows["arrived_before_year_yuan"].fillna(0) + rows["verified_ytd_yuan"].fillna(0)).sum())
    return {
        "started": started,
        "start_rate": started / len(rows),
        "arrived": arrived,
        "arrival_rate": arrived / int(rows["total_investment_yuan"].sum()),
    }


def supervision_rows(view: ReleaseView, cleared: bool = False) -> list[dict[str, Any]]:
    """Open matters, red before yellow before blue, the oldest first; or those cleared this month. `project`: its name."""
    names = dict(view.table("project")[["project_code", "project_name"]].itertuples(index=False, name=None))
    rows = [r for r in view.table("supervision").to_dict("records") if isinstance(r["cleared_month"], str) == cleared]
    if cleared:
        rows = [r for r in rows if r["cleared_month"] == view.month]
    order = list(COLOURS)
    rows.sort(key=lambda r: (order.index(r["colour"]) if r["colour"] in order else 9, r["first_month"], r["item_id"]))
    return [
        {
            **r,
            "number": at,
            "unit": view.name_of(r["unit_code"]),
            "colour_word": COLOURS.get(r["colour"], r["colour"]),
            "kind_word": kind_word(r["kind"], view.is_december),
            "project": names.get(r["project_code"])
            or ("" if not isinstance(r["project_code"], str) else r["project_code"]),
        }
        for at, r in enumerate(rows, 1)
    ]


def print_supervision(view: ReleaseView, book: Any, formats: Formats, stamp: str) -> None:
    """附11: open matters by colour, then those cleared this month with the reason."""
    columns = (
        C("序号", "number", "int", 5),
        C("牌色", "colour_word", "centre", 7),
        C("责任单位", "unit", "text", 18),
        C("项目", "project", "text", 32),
        C("督办事项", "kind_word", "text", 14),
        C("标准", "threshold", "text", 20),
        C("实际情况", "actual", "text", 28),
        C("首次列入", "first_month", "centre", 9),
        C("持续月数", "months_open", "int", 7),
        C("销号依据", "cleared_reason", "text", 24),
    )
    table = SheetTable(book, formats, "附11 督办清单", f"{month_label(view.month)}督办事项清单", stamp, "", columns)
    for cleared, heading in ((False, "一、在督事项"), (True, "二、本月销号事项")):
        rows = supervision_rows(view, cleared)
        table.section(f"{heading}（{len(rows)}件）" if rows else f"{heading}：无")
        for row in rows:
            table.add(row, "behind" if row["colour"] == "red" and not cleared else "plain")
    table.close(stamp, ["红牌事项加粗斜体、加底色；到期未整改的逐级升色（蓝、黄、红）。"])


def print_recognitions(view: ReleaseView, book: Any, formats: Formats, stamp: str) -> None:
    """附13-2: 个 and 人 stay apart and are never added."""
    columns = (
        C("级别", "level", "centre", 12),
        C("平台、团队、称号", "category", "text", 40),
        C("数量", "quantity", "count", 12),
        C("单位", "count_unit", "centre", 10),
        C("申报（依托）单位所在地", "units", "text", 60),
    )
    table = SheetTable(
        book, formats, "附13-2 平台称号", f"{span_label(view.month)}人才平台、团队和称号情况表", stamp, "", columns
    )
    frame = view.table("recognition")
    levels = ["国家", "省", "市", "区"]
    rows = sorted(
        view.all_rows("recognition").to_dict("records"),
        key=lambda r: (levels.index(r["level"]) if r["level"] in levels else 9, r["category"]),
    )
    for row in rows:
        here = frame[
            (frame["category"] == row["category"])
            & (frame["level"] == row["level"])
            & (frame["count_unit"] == row["count_unit"])
            & frame["unit_code"].isin(view.units)
        ]
        words = "、".join(
            f"{view.name_of(r.unit_code)}{r.quantity}{r.count_unit}" for r in here.itertuples() if r.quantity
        )
        table.add({**row, "units": words})
    table.close(stamp, ["个和人不相加。"] if rows else [NOTHING])

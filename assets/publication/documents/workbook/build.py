"""report.xlsx: the month's attachments as an office prints them, with native charts; every number is a number."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pandas as pd
import xlsxwriter

from assets.publication.documents.figures import shown
from assets.publication.documents.view import ReleaseView
from assets.publication.documents.workbook.charts import bars, trend_chart
from assets.publication.documents.workbook.sheets import Column, Formats, Table
from schemas.months import month_label, span_label

_FUNDS = (("out_of_district", "附2 区外到位资金", "区外项目到位资金"), ("industrial", "附3 工业到位资金", "工业项目到位资金"),
          ("out_of_province_100m", "附4 省外亿元到位资金", "省外亿元以上项目到位资金"))  # fmt: skip
_METRIC_KIND = {"yuan": "yi", "usd": "wan", "count": "count", "ratio": "pct"}
_UNIT_WORD = {"yuan": "亿元", "usd": "万美元", "count": "个(次、人)", "ratio": "%"}


def report_workbook(view: ReleaseView) -> bytes:
    """The workbook's bytes; the same release gives the same bytes."""
    raw = io.BytesIO()
    book = xlsxwriter.Workbook(raw, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    made = datetime.fromisoformat(str(view.release["published_at"]))
    book.set_properties(
        {"title": f"{view.district.district.name}{span_label(view.month)}招商引资统计报表", "created": made}
    )
    formats = Formats(book)
    _explanation(view, book, formats)
    _main_metrics(view, book, formats)
    for key, sheet, title in _FUNDS:
        _funds(view, book, formats, key, sheet, title)
    _projects_by_unit(view, book, formats)
    _simple_tables(view, book, formats)
    _trend(view, book, formats)
    book.close()
    return raw.getvalue()


def _heading(view: ReleaseView, unit: str) -> str:
    status = "快报,以定稿为准" if view.is_provisional else "定稿"
    return f"{view.district.district.name} {span_label(view.month)} 口径:认定 单位:{unit} {status} 第{view.release['revision']}次发布"


def _explanation(view: ReleaseView, book: Any, formats: Formats) -> None:
    release = view.release
    table = Table(book, formats, "说明", f"{span_label(view.month)}招商引资统计报表说明", _heading(view, "见各表"),
                  (Column("事项", "item", width=24), Column("说明", "words", width=110)))  # fmt: skip
    lines = [
        ("数据截至", f"{month_label(view.month)}底;累计数为{span_label(view.month)}"),
        ("发布", f"第{release['revision']}次发布,{'快报' if view.is_provisional else '定稿'},{release['published_at']}"),
        ("覆盖", f"应报{release['units_expected']}家,当期{release['units_current']}家,沿用{release['units_carried']}家,缺数{release['units_missing']}家"),
        ("考核办法", f"{view.rulebook_title}{view.rulebook_document}" or "无"),
        ("完成率", "本年累计÷年度目标"), ("完成序时进度", "本年累计÷(年度目标×序时进度);与截至月份同时使用"),
        ("同比", "本年累计÷上年同期−1;上年同期不大于零时以“—”表示"), ("位次", "各类别内按完成序时进度排名,并列同位"),
        ("亿元以上项目", "计划总投资一亿元(含)以上;各规模档互不重复"), ("前期", "已签约及办理前期手续的项目"),
        ("标记", "“▼”并加斜体底纹的为未达序时进度;小计、合计以加粗和上边线区别,黑白打印可辨"),
        ("合计", "小计、合计为公式,按各单位相加;比率由未经四舍五入的合计计算"),
    ]  # fmt: skip
    for item, words in lines:
        table.add({"item": item, "words": words})
    table.close()


def _main_metrics(view: ReleaseView, book: Any, formats: Formats) -> None:
    columns = (Column("指标", "metric_label", width=30), Column("单位", "word", width=10), Column("年度目标", "annual_target", "score"),
               Column("本月", "month_value", "score"), Column("本年累计", "ytd_value", "score"),
               Column("上年同期", "prior_ytd_value", "score"), Column("同比", "yoy", "pct"), Column("完成率", "completion", "pct"),
               Column("完成序时进度", "schedule_progress", "pct"))  # fmt: skip
    table = Table(
        book,
        formats,
        "附1 主要指标",
        f"全区{span_label(view.month)}招商引资主要指标完成情况表",
        _heading(view, "见表"),
        columns,
    )
    for row in view.all_rows("metric").to_dict("records"):
        kind = _METRIC_KIND[row["value_unit"]]
        kinds = {c.field: Column(c.label, c.field, kind if c.kind == "score" else c.kind, c.width) for c in columns}
        table.columns = tuple(kinds[c.field] for c in columns)
        table.add({**row, "word": _UNIT_WORD[row["value_unit"]]})
    table.columns = columns
    table.close()


def _funds(view: ReleaseView, book: Any, formats: Formats, key: str, sheet: str, title: str) -> None:
    at = lambda name: f"{key}_{name}"  # noqa: E731
    columns = (Column("单位", "unit_name", width=24), Column("年度目标", at("target_yuan"), "yi", adds=True),
               Column("本月", at("month_yuan"), "yi", adds=True), Column("本年累计", at("ytd_yuan"), "yi", adds=True),
               Column("上年同期", at("prior_ytd_yuan"), "yi", adds=True), Column("同比", at("yoy"), "pct"),
               Column("完成率", at("completion"), "pct"), Column("完成序时进度", at("schedule_progress"), "pct"),
               Column("位次", at("rank"), "int", 8), Column("标记", "mark", "text", 8))  # fmt: skip
    name = f"各镇街、开发区{span_label(view.month)}{title}完成情况表"
    table = Table(book, formats, sheet, name, _heading(view, "亿元"), columns)
    frame = view.table("fund_arrival")
    rows = {r["unit_code"]: r for r in frame[frame["caliber"] == "verified"].to_dict("records")}
    plotted, subtotals = [], []
    for code, label, units in view.groups():
        first = table.at
        for unit in units:
            row = rows[unit]
            progress = row[at("schedule_progress")]
            behind = progress is not None and progress == progress and progress < 1
            plotted.append(table.add({**row, "mark": "▼" if behind else ""}, "behind" if behind else "plain"))
        pattern = f"=SUM({{c}}{first + 1}:{{c}}{table.at})"
        subtotals.append(
            table.add(
                {**rows[f"GROUP:{code}"], "unit_name": f"{label}小计"},
                "subtotal",
                _if_adds(rows, units, f"GROUP:{code}", key, pattern),
            )
        )
    if "ALL" in rows and subtotals:
        every = [unit for _, _, units in view.groups() for unit in units]
        pattern = "=" + "+".join(f"{{c}}{line + 1}" for line in subtotals)
        table.add({**rows["ALL"], "unit_name": "合计"}, "total", _if_adds(rows, every, "ALL", key, pattern))
    table.close("注:合计目标单独下达的,以下达数为准。“▼”为未达序时进度。", 20)
    if plotted:
        bars(book, table, plotted, 7, f"完成序时进度({month_label(view.month)})", line=1.0)


def _if_adds(rows: dict[str, Any], units: list[str], total: str, key: str, pattern: str) -> dict[str, str]:
    """Field → formula of the columns whose units really sum to the published total; the others keep the published number
    (a district's target of its own, a restated base)."""
    found = {}
    for name in ("target_yuan", "month_yuan", "ytd_yuan", "prior_ytd_yuan"):
        values = [rows[unit][f"{key}_{name}"] for unit in units]
        whole = rows[total][f"{key}_{name}"]
        known = not any(_missing(value) for value in [*values, whole])
        if known and sum(int(value) for value in values) == int(whole):
            found[f"{key}_{name}"] = pattern
    return found


def _missing(value: Any) -> bool:
    return value is None or bool(pd.isna(value))


def _projects_by_unit(view: ReleaseView, book: Any, formats: Formats) -> None:
    codes = ("signed_100m", "signed_100m_amount", "signed_100m_started", "signed_100m_completed", "signed_100m_funds")
    labels = ("签约", "签约总金额(亿元)", "开工", "投产", "累计到位(亿元)")
    columns = (Column("单位", "name", width=24), Column("签约任务", "target", "count"),
               *(Column(label, code, "yi" if "amount" in code or "funds" in code else "count", 13) for label, code in zip(labels, codes, strict=True)),
               Column("签约完成序时进度", "schedule", "pct", 14), Column("位次", "rank", "int", 8))  # fmt: skip
    table = Table(
        book,
        formats,
        "附5 亿元以上项目",
        f"{span_label(view.month)}亿元以上项目签约、开工、投产情况表",
        _heading(view, "个、亿元"),
        columns,
    )

    def line(unit: str, name: str, kind: str) -> int:
        row = {code: view.metric(code, "ytd_value", unit) for code in codes}
        more = {"target": "annual_target", "schedule": "schedule_progress", "rank": "rank"}
        return table.add(
            {"name": name, **row, **{k: view.metric("signed_100m", c, unit) for k, c in more.items()}}, kind
        )

    for code, label, units in view.groups():
        for unit in units:
            line(unit, view.name_of(unit), "plain")
        line(f"GROUP:{code}", f"{label}小计", "subtotal")
    line("ALL", "合计", "total")
    table.close()


def _simple_tables(view: ReleaseView, book: Any, formats: Formats) -> None:
    """The attachments that are a published table in the office's words."""
    from assets.publication.documents.workbook.attachments import ATTACHMENTS, attachment_rows

    for name, title, unit, columns, table_name, chart in ATTACHMENTS:
        table = Table(book, formats, name, f"{span_label(view.month)}{title}", _heading(view, unit), columns)
        lines = [table.add(row) for row in attachment_rows(view, table_name)]
        table.close("" if lines else "本期无", 20 if chart else 0)
        if chart and lines:
            bars(book, table, lines, chart[0], chart[1])


def _trend(view: ReleaseView, book: Any, formats: Formats) -> None:
    columns = (
        Column("月份", "month", width=20),
        Column("本年累计", "this", "yi", 24),
        Column("上年同期", "last", "yi", 24),
        Column("本月", "flow", "yi", 24),
    )
    table = Table(
        book, formats, "附15 分月走势", f"{view.year}年区外项目到位资金分月情况表", _heading(view, "亿元"), columns
    )
    now = view.trend("funds_out_of_district", "ytd_value", view.month_number)
    prior = dict(view.trend("funds_out_of_district", "prior_ytd_value", view.month_number))
    flow = dict(view.trend("funds_out_of_district", "month_value", view.month_number))
    lines = [
        table.add({"month": f"{int(month[5:])}月", "this": value, "last": prior[month], "flow": flow[month]})
        for month, value in now
    ]
    table.close(f"截至{month_label(view.month)},累计{shown(now[-1][1], '亿元2')}", 20)
    trend_chart(book, table, lines)

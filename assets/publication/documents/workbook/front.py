"""说明 and 附1: what the workbook holds and how its figures are meant; the district's metrics under their headings."""

from __future__ import annotations

from typing import Any

from assets.publication.documents.comparability import comparability_plain
from assets.publication.documents.metric_words import counting_word, in_sections
from assets.publication.documents.view import ReleaseView
from assets.publication.documents.words import moment_text
from assets.publication.documents.workbook.sheets import Formats, SheetTable
from assets.publication.documents.workbook.sheets import SheetColumn as C
from schemas.months import last_day, span_label
from schemas.typography import chinese

_KINDS = {"亿元": "yi", "万元": "wan", "万美元": "whole_wan", "%": "pct"}


def begin_explanation(view: ReleaseView, book: Any, formats: Formats, stamp: str) -> SheetTable:
    """说明: as-of month, status, coverage, definitions. The list of sheets follows when they are there."""
    table = SheetTable(
        book,
        formats,
        "说明",
        f"{view.district.district.name}{span_label(view.month)}招商引资统计报表",
        stamp,
        "",
        (C("事项", "item", "text", 22), C("说明", "words", "text", 112)),
    )
    table.section("一、本期情况")
    for item, words in _status(view):
        table.add({"item": item, "words": chinese(words)})
    table.section("二、指标解释")
    for item, words in _definitions(view):
        table.add({"item": item, "words": chinese(words)})
    return table


def finish_explanation(table: SheetTable, formats: Formats, stamp: str) -> None:
    """The list of sheets, each a link."""
    table.section("三、目录（点击表名可到该表）")
    for name, title in formats.contents[1:]:
        row = table.add({"item": "", "words": title})
        table.sheet.write_url(row, 0, f"internal:'{name}'!A1", formats.link, name)
    table.close(stamp)


def _status(view: ReleaseView) -> list[tuple[str, str]]:
    release = view.release
    end = last_day(view.month)
    state = "快报，以定稿为准" if view.is_provisional else "定稿"
    lines = [
        ("数据截至", f"{end.year}年{end.month}月{end.day}日；累计数为{span_label(view.month)}"),
        ("发布状态", f"{state}；第{release['revision']}次发布，{moment_text(release['published_at'])}"),
        ("覆盖情况", view.coverage_words()),
        ("统计口径", "认定数（经核定的到位资金和项目）；上报数见数据表"),
        (
            "考核办法",
            f"《{view.rulebook_title}》{view.rulebook_document}" if view.rulebook_title else "本月没有有效的考核办法",
        ),
    ]
    if view.chain_words():
        lines.append(("发布链", view.chain_words()))
    if words := comparability_plain(view):
        lines.append(("可比情况", words))
    if view.extent.has_gaps and not view.is_provisional:
        same = "同口径（不含缺数单位的上年同期）" if view.prior_column != "prior_ytd_value" else "已报数"
        carried = "；沿用上次数的单位当月数为零，不作同比" if view.extent.carried() else ""
        lines.append(("数据不全", f"{view.extent.lacking()}；小计、合计的同比按{same}计算{carried}"))
    if view.is_partial("ALL"):
        lines.append(
            (
                "不低于",
                "尚有单位未报或沿用上次数，小计、合计及由其计算的完成率、同比为已报数，定稿只增不减，不作排名依据",
            )
        )
    return lines


def _definitions(view: ReleaseView) -> list[tuple[str, str]]:
    progress = f"{view.month_number}/12"
    return [
        ("到位资金", "投资方所在地在区外的项目，本年1月至报告月累计实际到位的资金"),
        ("省外亿元以上项目", "投资方所在地在省外（不含境外）、计划总投资1亿元（含）以上的项目"),
        (
            "引进项目",
            "当年签约、计划总投资1000万元（含）以上的区外项目，终止的不计；亿元以上、5000万元—1亿元、1000万元—5000万元三档互不重复",
        ),
        ("阶段", "签约和前期为未开工；在建、投产为已开工"),
        ("完成率", "本年累计÷年度目标"),
        (
            "完成序时进度",
            f"本年累计÷（年度目标×序时比例）；截至{view.month_number}月，均衡安排的目标序时比例为{progress}",
        ),
        ("超（欠）进度", f"完成率减去时间进度（{progress}），单位为百分点，负数为欠进度"),
        ("同比", "本年累计÷上年同期−1；上年同期为零、为负或无数的，以“—”表示"),
        ("位次", "在本类别（镇、街道、开发区）内按完成序时进度排名，并列同位"),
        (
            "计量单位",
            "亿元、万元由元换算；各比率由未经四舍五入的数计算，表内显示位数为四舍五入结果，单元格内保留全部位数",
        ),
        ("小计、合计", "为公式，由各单位相加；与各单位之和不等的（单独下达的目标、重报的基数）列公布数"),
    ]


def print_main_metrics(view: ReleaseView, book: Any, formats: Formats, stamp: str) -> None:
    """附1: every metric of the district, the office's own among them."""
    columns = (
        C("指标", "metric_label", "text", 32),
        C("计量单位", "word", "centre", 8),
        C("年度目标", "annual_target", "yi", 11),
        C("本月", "month_value", "yi", 10),
        C(f"{span_label(view.month)[5:]}累计", "ytd_value", "yi", 12),
        C(view.prior_word, view.prior_column, "yi", 13),
        C("同比", "yoy", "pct", 9),
        C("比上年同期（百分点）", "change_points", "points", 11),
        C("完成率", "completion", "pct", 9),
        C("完成序时进度", "schedule_progress", "pct", 11),
    )
    more = view.extent.beside("ALL")
    table = SheetTable(
        book, formats, "附1 主要指标", f"全区{span_label(view.month)}招商引资主要指标完成情况表", stamp, "见表", columns
    )
    rows = {row["metric_code"]: row for row in view.all_rows("metric").to_dict("records")}
    for heading, codes in in_sections(list(rows)):
        table.section(heading + (more if more and heading == "到位资金" else ""))
        for code in codes:
            row = rows[code]
            word = counting_word(code, row["value_unit"])
            kind = _KINDS.get(word, "count")
            kinds = dict.fromkeys(("annual_target", "month_value", "ytd_value", view.prior_column), kind)
            table.add({**row, "word": word, "_kinds": kinds})
    table.close(stamp, ["比率类指标（开工率、办结率等）不计算同比，列比上年同期增减的百分点；“—”为无目标或无可比数。"])

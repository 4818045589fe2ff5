"""The sections of the dashboard as HTML, each from its part of the data."""

from __future__ import annotations

from html import escape
from typing import Any

from assets.publication.documents.dashboard.drawing import bar, funnel_svg, trend_svg
from assets.publication.documents.dashboard.html_table import Cell, Markup, heading, html_table, line, whole_table
from assets.publication.documents.figures import display_text
from assets.publication.provisional import AT_LEAST
from schemas.words import ERRORS, FIGURES, WARNINGS

_FINDINGS_SHOWN = 200


class FigureLinks:
    """The figures one can click; the page carries their sources once, in order."""

    def __init__(self) -> None:
        self.kept: list[dict[str, Any]] = []

    def button(self, figure: dict[str, Any], prefix: str = "") -> str:
        """The figure as a button; plain text where it has no value."""
        if figure["text"] == "—":
            return "—"
        self.kept.append(
            {name: figure[name] for name in ("label", "text", "where", "cells", "sources") if name in figure}
        )
        before = f'<span class="least">{prefix}</span>' if prefix else ""
        return f'{before}<button type="button" class="figure" data-figure="{len(self.kept) - 1}" aria-haspopup="dialog">{escape(figure["text"])}</button>'


def section(key: str, title: str, body: str, lead: str = "") -> str:
    """A titled section; `lead`: a sentence below the title."""
    said = f'<p class="lead">{escape(lead)}</p>' if lead else ""
    return f'<section id="{key}" aria-labelledby="{key}-h"><h2 id="{key}-h">{escape(title)}</h2>{said}{body}</section>'


def glance(data: dict[str, Any], figures: FigureLinks) -> str:
    """The main metrics as cards, then where to look."""
    month = data["head"]["month"]
    cards = "".join(_card(card, figures, data["head"]) for card in data["glance"])
    behind = [
        unit["name"]
        for group in data["units"]
        for unit in group["units"]
        if unit["progress"] is not None and unit["progress"] < 1
    ]
    red = sum(row[1] == "红牌" for row in data["supervision"])
    sent = sum(row[3] == FIGURES["current"] for row in data["submissions"])
    facts = (
        ("#submissions", "采用当月数", f"{sent}/{len(data['submissions'])}家"),
        ("#units", data["head"]["unmet"], f"{len(behind)}家" if data["head"]["has_targets"] else "未下达目标"),
        ("#supervision", "红牌督办", f"{red}件"),
        ("#findings", "未解决问题", f"{len(data['findings'])}个"),
    )
    tiles = "".join(f'<li><a href="{href}"><span>{label}</span><b>{text}</b></a></li>' for href, label, text in facts)
    return section(
        "glance",
        f"本月总览{head_mark(data)}",
        f'<ul class="cards">{cards}</ul><ul class="facts">{tiles}</ul>',
        f"累计数截至{month}底；点数字可看来源单元格。",
    )


def head_mark(data: dict[str, Any]) -> str:
    """（缺数1家、沿用上次数2家） after the title of a section whose totals lack units."""
    return str(data["head"]["title_mark"])


def _card(card: dict[str, Any], figures: FigureLinks, head: dict[str, Any]) -> str:
    progress = ""
    if card["progress"] is not None:
        state = head["unmet"] if card["behind"] else "达到序时"
        progress = (
            f"<p>完成序时进度<b>{card['schedule']}</b>{'▼' if card['behind'] else ''}</p>"
            f'<div title="{state}">{bar(card["progress"] / 1.5, card["behind"], 1 / 1.5)}</div>'
        )
    prefix = AT_LEAST if head["partial"] else ""
    lacks = f'<p class="lacks">{escape(head["title_mark"])}</p>' if head["title_mark"] else ""
    return (
        f'<li class="{"behind" if card["behind"] else ""}"><h3>{escape(card["label"])}</h3><div class="big">{figures.button(card, prefix)}</div>{lacks}'
        f"<p>{card['yoy']}</p>{progress}<p>截至{head['month'][5:]},{card['target']}</p><p>本月{card['month']}</p></li>"
    )


def units(data: dict[str, Any], figures: FigureLinks) -> str:
    """Every unit against its schedule, by group."""
    rows = [unit for group in data["units"] for unit in [*group["units"], group["whole"]]]
    most = max([unit["progress"] or 0 for unit in rows] + [1.2])
    heads = ("单位", "本年累计", "年度目标", "完成序时进度", "对照序时", "同比", "位次")
    lines: list[str] = []
    for group in data["units"]:
        lines.append(heading(group["label"], len(heads)))
        lines += [_unit_line(unit, figures, most, heads) for unit in group["units"]]
        lines.append(_unit_line(group["whole"], figures, most, heads, "whole"))
    lead = f"区外项目到位资金，截至{data['head']['month']}底；竖线为序时进度100%\uff0c▼为{data['head']['unmet']}。{data['head']['targets']}"
    return section(
        "units",
        f"各单位对照序时{head_mark(data)}",
        whole_table("各单位区外项目到位资金完成情况", heads, lines, style="units"),
        lead,
    )


def _unit_line(unit: dict[str, Any], figures: FigureLinks, most: float, heads: tuple[str, ...], style: str = "") -> str:
    progress = unit["progress"]
    behind = progress is not None and progress < 1
    name = escape(unit["name"]) + (f' <span class="tag">{unit["mark"]}</span>' if unit["mark"] else "")
    cells: list[Cell] = [
        Markup(name),
        Markup(figures.button(unit["figure"]), "n"),
        Markup(unit["target"], "n"),
        Markup(f"<b>{unit['progress_text']}</b>{' ▼' if behind else ''}", "n late" if behind else "n"),
        Markup(bar((progress or 0) / most, behind, 1 / most), "wide"),
        Markup(unit["yoy"], "n"),
        Markup(unit["rank"], "n"),
    ]
    return line(cells, heads, style)


def trend(data: dict[str, Any]) -> str:
    """Two years by month, and the numbers behind."""
    yi = lambda value: display_text(None if value is None else value * 1e8, "亿元2-")  # noqa: E731
    rows: list[list[Cell]] = [
        [month, Markup(yi(now), "n"), Markup(yi(prior), "n")] for month, now, prior in data["trend"]
    ]
    numbers = html_table("区外项目到位资金各月累计（亿元）", ("月份", "当年累计", "上年同期"), rows, style="plain")
    return section(
        "trend", "两年走势", f"{trend_svg(data['trend'])}<details><summary>各月数字</summary>{numbers}</details>"
    )


def funnel(data: dict[str, Any], figures: FigureLinks) -> str:
    """签约 → 开工 → 投产, and what each is of the signed ones."""
    steps = data["funnel"]
    signed = steps[0]["value"]
    drawing = funnel_svg([(step["name"], step["figure"]["text"], step["value"]) for step in steps])
    rows: list[list[Cell]] = [
        [
            step["name"],
            Markup(figures.button(step["figure"]), "n"),
            Markup(display_text(step["value"] / signed if signed > 0 else None, "%1"), "n"),
        ]
        for step in steps
    ]
    numbers = html_table("当年签约的亿元以上项目", ("阶段", "项目数", "占签约"), rows, style="plain")
    return section(
        "funnel",
        f"签约→开工→投产{head_mark(data)}",
        f'<div class="two"><figure>{drawing}</figure>{numbers}</div>',
        "当年签约的亿元以上项目，开工含已投产。",
    )


def chains_section(data: dict[str, Any], figures: FigureLinks) -> str:
    """The year's signed projects by chain."""
    most = max([row["value"] for row in data["chains"]] + [1.0])
    rows: list[list[Cell]] = [
        [
            row["name"],
            Markup(bar(row["value"] / most), "wide"),
            Markup(figures.button(row["figure"]), "n"),
            Markup(row["share"], "n"),
            Markup(figures.button(row["projects"]), "n"),
        ]
        for row in data["chains"]
    ]
    return section(
        "chains",
        f"产业链{head_mark(data)}",
        html_table("当年签约亿元以上项目分产业链", ("产业链", "图示", "总投资", "占比", "项目数"), rows),
        "当年签约的亿元以上项目。",
    )


def origins_section(data: dict[str, Any], figures: FigureLinks) -> str:
    """Where the year's money came from, the largest first."""
    most = max([row["value"] for row in data["origins"]] + [1.0])
    whole = sum(row["value"] for row in data["origins"])
    near = sum(row["value"] for row in data["origins"] if row["block"] == "沪苏浙")
    lead = (
        f"区外项目到位资金按实际投资方所在地；沪苏浙合计{display_text(int(near), '亿元2')}，占{display_text(near / whole, '%1')}。"
        if whole > 0
        else ""
    )
    rows: list[list[Cell]] = [
        [
            row["name"],
            row["scope"],
            Markup(bar(row["value"] / most), "wide"),
            Markup(figures.button(row["figure"]), "n"),
            Markup(row["projects"], "n"),
        ]
        for row in data["origins"]
    ]
    return section(
        "origins",
        f"资金来源地{head_mark(data)}",
        html_table("本年到位资金来源地", ("来源地", "层级", "图示", "到位资金", "项目数"), rows),
        lead,
    )


def scores_section(data: dict[str, Any]) -> str:
    """A card a unit, best first within its group; opened, it says how every point came about."""
    if not data["scores"]:
        return section("scores", "考核得分", '<p class="nothing">本月没有有效的考核办法，未计分。</p>')
    groups = "".join(
        f'<div class="ranked"><h3>{escape(group["label"])}</h3><ol>{"".join(_score(unit) for unit in group["units"])}</ol></div>'
        for group in data["scores"]
    )
    return section("scores", "考核得分", f'<div class="groups">{groups}</div>', "点单位可看每项得分的依据和步骤。")


def _score(unit: dict[str, Any]) -> str:
    heads = ("考核项目", "得分", "权重", "得分占权重", "计分说明")
    rows: list[list[Cell]] = [
        [
            item["label"],
            Markup(f"<b>{item['score']}</b>", "n"),
            Markup(item["weight"], "n"),
            Markup(bar((item["share"] or 0) / 1.2, item["share"] is not None and item["share"] < 1, 1 / 1.2), "short")
            if item["share"] is not None
            else "—",
            item["why"],
        ]
        for item in unit["items"]
    ]
    said = "。".join(part for part in (unit["parts"], unit["gap"], "一票否决" if unit["vetoed"] else "") if part)
    return (
        f'<li><details><summary><span class="rank">{unit["rank"]}</span><b>{escape(unit["name"])}</b><span class="moved">{unit["moved"]}</span><strong>{unit["total"]}</strong></summary>'
        f"<p>{said}。</p>{html_table(unit['name'] + '得分明细', heads, rows, style='why')}</details></li>"
    )


def submissions(data: dict[str, Any]) -> str:
    """Who sent what, when."""
    heads = ("单位", "类别", "状态", "数据", "收到时间", "按时", ERRORS, WARNINGS)
    lines = [line(list(row), heads, "" if row[3] == FIGURES["current"] else "late") for row in data["submissions"]]
    return section(
        "submissions",
        "报送情况",
        whole_table("各单位报送状态", heads, lines, style="sent"),
        data["head"]["coverage"] + "。",
    )


def findings(data: dict[str, Any]) -> str:
    """Open findings, those that move a published figure first."""
    rows = data["findings"]
    counts = {word: sum(row[1] == word for row in rows) for word in ("影响公布数", "未判定", "不影响公布数")}
    lead = "、".join(f"{word}{count}个" for word, count in counts.items() if count)
    if len(rows) > _FINDINGS_SHOWN:
        lead += f"；此处列前{_FINDINGS_SHOWN}个，其余见 report_finding 表"
    heads = ("单位", "影响", "程度", "规则", "说明", "位置")
    shown_rows = [line(list(row), heads, "late" if row[1] == "影响公布数" else "") for row in rows[:_FINDINGS_SHOWN]]
    return section(
        "findings",
        "未解决问题",
        whole_table("未解决问题，影响公布数的在前", heads, shown_rows, "没有未解决问题", "long"),
        f"{lead}。" if lead else "",
    )


def supervision(data: dict[str, Any]) -> str:
    """Open matters, red first."""
    heads = ("责任单位", "牌色", "督办事项", "项目", "标准", "实际情况", "已持续")
    colour = {"红牌": "red", "黄牌": "yellow", "蓝牌": "blue"}
    lines = [
        line(
            [row[0], Markup(f'<span class="card-{colour.get(row[1], "blue")}">{escape(row[1])}</span>'), *row[2:]],
            heads,
        )
        for row in data["supervision"]
    ]
    return section("supervision", "督办事项", whole_table("在督事项，红牌在前", heads, lines, "没有在督事项", "long"))

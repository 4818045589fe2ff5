"""dashboard.html: one file, nothing fetched; the page is drawn by Python, its script only opens and closes."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

from assets.publication.documents.dashboard.data import dashboard_data
from assets.publication.documents.dashboard.drawing import funnel_svg, trend_svg
from assets.publication.documents.view import ReleaseView
from schemas.typography import chinese

_HERE = Path(__file__).parent


def dashboard_page(view: ReleaseView) -> str:
    """The whole page."""
    data = dashboard_data(view)
    head = data["head"]
    figures: list[dict[str, Any]] = []
    sections = [
        _glance(data, figures), _units(data, figures),
        _section("trend", "两年走势", trend_svg(data["trend"]) + _trend_table(data["trend"])),
        _section("funnel", "签约→开工→投产", funnel_svg(data["funnel"])),
        _section("chains", "产业链", _bars("亿元以上签约项目分产业链总投资", [(n, f"{c} · {t}", v) for n, c, t, v in data["chains"]])),
        _section("origins", "资金来源地", _bars("本年到位资金来源", [(f"{s} {p}", t, v) for s, p, t, v in data["origins"]])),
        _scores(data),
        _section("submissions", "报送情况", _table("各单位报送状态", ("单位", "状态", "数据", "收到时间", "按时", "错误", "疑点"), data["submissions"])),
        _section("findings", "未解决问题", _table("按是否影响公布数排列", ("影响", "程度", "规则", "单位", "说明", "位置"), data["findings"], "没有未解决问题")),
        _section("supervision", "督办事项", _table("在督事项", ("牌色", "单位", "类型", "标准", "实际", "持续"), data["supervision"], "没有在督事项")),
    ]  # fmt: skip
    flag = (
        f'<p class="flag" role="status">快报 · {escape(head["coverage"])} · 数据以定稿为准</p>'
        if head["provisional"]
        else ""
    )
    embedded = json.dumps(figures, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028")
    return chinese_page(f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><title>{escape(head["title"])} {head["span"]}</title>
<style>{(_HERE / "dashboard.css").read_text("utf-8")}</style></head>
<body class="{"provisional" if head["provisional"] else "final"}"><a class="skip" href="#main">跳到正文</a>
<header><p class="kicker">{"快报" if head["provisional"] else "定稿"} · 第{head["revision"]}次发布 · {head["published"]}</p>
<h1>{escape(head["title"])}<span>{head["span"]}</span></h1><p class="cover">{escape(head["coverage"])}</p>{flag}{_nav()}</header>
<main id="main">{"".join(sections)}</main>
<footer><p>口径:认定。比率由未经四舍五入的数计算。点击带下划线的数字,可看到它来自哪个文件、工作表和单元格。</p></footer>
<dialog id="source" aria-labelledby="source-title"><h2 id="source-title"></h2><div id="source-body"></div>
<button type="button" id="source-close">关闭</button></dialog>
<script type="application/json" id="figures">{embedded}</script>
<script>{(_HERE / "dashboard.js").read_text("utf-8")}</script></body></html>
""")


def chinese_page(page: str) -> str:
    """Full-width punctuation in the words between tags; styles and scripts as they are."""
    start, end = page.index("<body"), page.index('<script type="application/json"')
    return (
        page[:start]
        + "".join(part if part.startswith("<") else chinese(part) for part in _parts(page[start:end]))
        + page[end:]
    )


def _parts(page: str) -> list[str]:
    import re

    return re.split(r"(<[^>]*>)", page)


def _nav() -> str:
    names = (("glance", "总览"), ("units", "各单位"), ("trend", "走势"), ("chains", "产业链"), ("origins", "来源地"), ("scores", "考核"),
             ("submissions", "报送"), ("findings", "问题"), ("supervision", "督办"))  # fmt: skip
    return (
        '<nav aria-label="本页"><ul>'
        + "".join(f'<li><a href="#{key}">{name}</a></li>' for key, name in names)
        + "</ul></nav>"
    )


def _section(key: str, title: str, body: str) -> str:
    return f'<section id="{key}" aria-labelledby="{key}-h"><h2 id="{key}-h">{escape(title)}</h2>{body}</section>'


def _button(figure: dict[str, Any], figures: list[dict[str, Any]]) -> str:
    figures.append({name: figure[name] for name in ("label", "text", "where", "cells", "sources") if name in figure})
    return f'<button type="button" class="figure" data-figure="{len(figures) - 1}" aria-haspopup="dialog">{escape(figure["text"])}</button>'


def _glance(data: dict[str, Any], figures: list[dict[str, Any]]) -> str:
    cards = "".join(
        f'<li class="{"behind" if card["behind"] else ""}"><h3>{escape(card["label"])}</h3>{_button(card, figures)}'
        f'<p>{escape(card["yoy"])}</p><p>{escape(card["schedule"])}{" ▼" if card["behind"] else ""}</p><p class="month">本月 {escape(card["month"])}</p></li>'
        for card in data["glance"]
    )
    return _section("glance", "本月总览", f'<ul class="cards">{cards}</ul>')


def _units(data: dict[str, Any], figures: list[dict[str, Any]]) -> str:
    most = max([row["progress"] or 0 for row in data["units"]] + [1.2])
    lines = []
    for row in data["units"]:
        share = min(100.0, 100 * (row["progress"] or 0) / most)
        behind = row["progress"] is not None and row["progress"] < 1
        bar = f'<svg class="bar{" behind" if behind else ""}" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width="{share:.2f}" height="10"/><path d="M{100 / most:.2f} 0V10"/></svg>'
        lines.append(
            f'<tr><td>{escape(row["group"])}</td><th scope="row">{escape(row["name"])}</th><td class="n">{_button(row["figure"], figures)}</td>'
            f'<td class="n">{row["target"]}</td><td class="n">{row["progress_text"]}{" ▼" if behind else ""}</td><td class="wide">{bar}</td>'
            f'<td class="n">{row["yoy"]}</td><td class="n">{row["rank"]}</td></tr>'
        )
    heads = ("类别", "单位", "本年累计", "年度目标", "完成序时进度", "对照序时(竖线为百分之百)", "同比", "位次")
    head = "".join(f'<th scope="col">{each}</th>' for each in heads)
    caption = f"区外项目到位资金,截至{data['head']['month']}"
    table = f'<div class="scroll" role="region" tabindex="0" aria-label="{caption}"><table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{"".join(lines)}</tbody></table></div>'
    return _section("units", "各单位对照序时", table)


def _table(caption: str, heads: tuple[str, ...], rows: list[list[str]], nothing: str = "没有记录") -> str:
    if not rows:
        return f"<p>{nothing}。</p>"
    head = "".join(f'<th scope="col">{each}</th>' for each in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{caption}"><table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _trend_table(rows: list[list[Any]]) -> str:
    from assets.publication.documents.figures import shown

    said = [
        [month, shown(None if v is None else v * 1e8, "亿元2"), shown(None if p is None else p * 1e8, "亿元2")]
        for month, v, p in rows
    ]
    return f"<details><summary>看数字</summary>{_table('区外项目到位资金各月累计', ('月份', '本年累计', '上年同期'), said)}</details>"


def _bars(caption: str, rows: list[tuple[str, str, float]]) -> str:
    most = max([value for _, _, value in rows] + [1.0])
    lines = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td class="wide"><svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{100 * value / most:.2f}" height="10"/></svg></td><td class="n">{escape(text)}</td></tr>'
        for name, text, value in rows
    )
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{caption}"><table><caption>{caption}</caption><thead><tr><th scope="col">名称</th><th scope="col">图示</th><th scope="col">数值</th></tr></thead><tbody>{lines}</tbody></table></div>'


def _scores(data: dict[str, Any]) -> str:
    cards = "".join(
        f"<li><details><summary><b>{escape(card['name'])}</b> <span>{card['group']}第{card['rank']}位</span> <strong>{card['total']}</strong></summary>"
        f"<p>{card['parts']}{' · ' + card['gap'] if card['gap'] else ''}{' · 一票否决' if card['vetoed'] else ''}</p>"
        f"{_table(card['name'] + '得分明细', ('项目', '权重', '得分', '计分说明'), card['items'])}</details></li>"
        for card in data["scores"]
    )
    return _section("scores", "考核得分", f'<ul class="scores">{cards}</ul>' if cards else "<p>本月没有考核办法。</p>")

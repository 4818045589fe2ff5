"""dashboard.html: one file, nothing fetched; the page is drawn by Python, its script only opens and closes."""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path
from typing import Any

from assets.publication.documents.dashboard import sections
from assets.publication.documents.dashboard.data import dashboard_data
from assets.publication.documents.view import ReleaseView
from schemas.quoting import visible_lines
from schemas.typography import chinese

_HERE = Path(__file__).parent
_NAV = (
    ("glance", "总览"),
    ("units", "各单位"),
    ("trend", "走势"),
    ("funnel", "推进"),
    ("chains", "产业链"),
    ("origins", "来源地"),
    ("scores", "考核"),
    ("submissions", "报送"),
    ("findings", "问题"),
    ("supervision", "督办"),
)


def dashboard_page(view: ReleaseView) -> str:
    """The whole page."""
    data = dashboard_data(view)
    head = data["head"]
    figures = sections.FigureLinks()
    body = "".join(
        (
            sections.glance(data, figures),
            sections.units(data, figures),
            sections.trend(data),
            sections.funnel(data, figures),
            sections.chains_section(data, figures),
            sections.origins_section(data, figures),
            sections.scores_section(data),
            sections.submissions(data),
            sections.findings(data),
            sections.supervision(data),
        )
    )
    state = "快报" if head["provisional"] else "定稿"
    flag = f'<p class="flag" role="status">{escape(_flag(head))}</p>' if _flag(head) else ""
    nav = "".join(f'<li><a href="#{key}">{name}</a></li>' for key, name in _NAV)
    embedded = json.dumps(figures.kept, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028")
    page = chinese_page(f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><title>{escape(head["title"])} {head["span"]}（{state}）</title>
<style>{(_HERE / "dashboard.css").read_text("utf-8")}</style></head>
<body class="{"provisional" if head["provisional"] else "final"}"><a class="skip" href="#main">跳到正文</a>
<header><p class="kicker"><span class="state">{state}</span>第{head["revision"]}次发布,{head["published"]}</p>
<h1>{escape(head["title"])}<span>{head["span"]}</span></h1>{flag}</header>
<nav aria-label="本页"><ul>{nav}</ul></nav>
<main id="main">{body}</main>
<footer><p>统计口径:认定数。比率由未经四舍五入的数计算。带下划线的数字点开后,可看到它来自哪个文件、哪张工作表、哪个单元格。</p>{f"<p>{escape(view.chain_words())}。</p>" if view.chain_words() else ""}</footer>
<dialog id="source" aria-labelledby="source-title"><h2 id="source-title"></h2><div id="source-body"></div>
<button type="button" id="source-close">关闭</button></dialog>
<script type="application/json" id="figures">{embedded}</script>
<script>{(_HERE / "dashboard.js").read_text("utf-8")}</script></body></html>
""")
    return visible_lines(page)


def _flag(head: dict[str, Any]) -> str:
    """What the reader must know of the whole page before its figures; '' for a whole final month."""
    if head["provisional"]:
        return f"快报：{head['coverage']}。数据以定稿为准。"
    if head["gaps"]:
        return f"定稿，数据不全：{head['coverage']}。小计、合计{head['gaps']}；同比{head['basis']}计算。"
    return ""


def chinese_page(page: str) -> str:
    """Full-width punctuation in the words between tags; styles and scripts as they are."""
    start, end = page.index("<body"), page.index('<script type="application/json"')
    parts = re.split(r"(<[^>]*>)", page[start:end])
    return page[:start] + "".join(part if part.startswith("<") else chinese(part) for part in parts) + page[end:]

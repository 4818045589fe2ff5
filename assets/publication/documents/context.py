"""What a document's template may say: functions that bind figures, and the lists that name units, chains and projects."""

from __future__ import annotations

import re
from datetime import datetime
from functools import partial
from typing import Any

from assets.publication.documents.annex_rows import (
    MAIN_METRICS,
    annex_notes,
    annex_project_rows,
    annex_score_rows,
    metric_rows,
    unit_rows,
)
from assets.publication.documents.comparability import comparability_words
from assets.publication.documents.extent_words import coverage_words, extent_words
from assets.publication.documents.figures import Figures
from assets.publication.documents.issues import issue_lines, nothing_found
from assets.publication.documents.judgements import chosen, holds, judged
from assets.publication.documents.own_targets import own_target_note
from assets.publication.documents.sentences import (
    board,
    chain_words,
    cohort_words,
    event_words,
    group_lines,
    recognition_words,
    score_lines,
    signing_lines,
)
from assets.publication.documents.view import VERIFIED, ReleaseView
from schemas.months import last_day, month_label, span_label
from schemas.words import CARRIED, MISSING

_BANDS = {"100m": "亿元以上", "50m": "5000万元—1亿元", "10m": "1000万元—5000万元"}
_OUTLOOK = (
    ("outlook_1", "强化顶层设计,明确工作方向"), ("outlook_2", "创新招商方式,拓宽引资渠道"), ("outlook_3", "优化营商环境,提升服务水平"),
    ("outlook_4", "加大人才引进力度,强化智力支撑"), ("outlook_5", "强化考核激励,确保工作实效"),
)  # fmt: skip


def template_context(view: ReleaseView, figures: Figures) -> dict[str, Any]:
    """Names a template may use; docs/documents.md lists them for the office."""
    end = last_day(view.month)
    say = partial(judged, figures)
    return {
        "m": figures.total,
        "told": figures.told,
        "some": figures.some,
        "growth": figures.growth,
        "schedule": figures.schedule,
        "completed": figures.completed,
        "plain": figures.plain,
        "points": figures.points,
        "row": figures.row,
        "nothing": figures.nothing,
        "judged": say,
        "holds": partial(holds, view),
        "sentence": sentence,
        "listed": lambda *parts: "、".join(part for part in parts if part),
        "has": lambda code, unit="ALL": bool(view.metric(code, "ytd_value", unit)),
        "band": lambda code: figures.bind("size_band", code, "size_band", None, _BANDS[code]),
        "district": view.district.district.name,
        "year": f"{view.year}年",
        "next_year": f"{view.year + 1}年",
        "span": span_label(view.month),
        "month": month_label(view.month),
        "as_of": f"{end.year}年{end.month}月底",
        "january": view.month_number == 1,
        "month_alone": f"{view.month_number}月",
        "december": view.is_december,
        "provisional": view.is_provisional,
        "coverage": coverage_words(view, figures),
        "partial": view.is_partial("ALL"),
        "gaps": extent_words(view, figures),
        "gaps_short": _bound_gaps(view, figures),
        "title_mark": _title_mark(view, figures),
        "comparable": bool(view.extent.missing()) and view.has_comparable,
        "all_above": view.all_above_target(),
        "date": _issued(view),
        "stamp": "",
        "money_word": view.district.display.money,
        "rulebook": view.rulebook_title or "招商引资统计考核办法",
        "rulebook_document": view.rulebook_document,
        "ranked_by": _ranked_by(view),
        "has_targets": view.has_targets,
        "supervised": bool(view.table("supervision")["cleared_month"].isna().any()),
        "without": _without(view),
        "target_note": own_target_note(view, figures, [code for code, _, _ in MAIN_METRICS]),
        "targets_met": _targets_met(view, figures),
        "comparability": comparability_words(view, figures),
        "notes": annex_notes(view, figures),
        "narrative": _Narrative(view, figures),
        "prose": lambda name, heading: prose(view, figures, name, heading),
        "outlook": _outlook(view, figures),
        "group_lines": group_lines(view, figures),
        "signing_lines": signing_lines(view, figures),
        "score_lines": score_lines(view, figures),
        "chains": chain_words(view, figures),
        "top_chains": chain_words(view, figures, 3),
        "events": event_words(view, figures),
        "cohorts": cohort_words(view),
        "recognitions": recognition_words(view, figures),
        "issues": issue_lines(view, figures),
        "no_issues": nothing_found(view),
        "red": board(view, figures, "红榜"),
        "black": board(view, figures, "黑榜"),
        "year_red": board(view, figures, "红榜", whole_year=True),
        "year_black": board(view, figures, "黑榜", whole_year=True),
        "preparing": figures.total("signed_100m_preparing", "个"),
        "metric_rows": metric_rows(view, figures),
        "unit_rows": unit_rows(view, figures),
        "project_rows": annex_project_rows(view, figures),
        "score_rows": annex_score_rows(view, figures),
    }


def sentence(lead: str, *parts: str, mark: str = ",") -> str:
    """The lead and the parts that say something; '' where none does."""
    said = mark.join(part for part in parts if part)
    return f"{lead}{said}。" if said else ""


class _Narrative(dict[str, str]):
    """reference/narrative/<name>.md with its choices made; a name without a file is empty, so that the paragraph is not there."""

    def __init__(self, view: ReleaseView, figures: Figures) -> None:
        super().__init__({name: chosen(figures, _one_paragraph(text)) for name, text in view.narrative.items()})

    def __missing__(self, name: str) -> str:
        return ""

    def __getattr__(self, name: str) -> str:
        return self[name]


def _one_paragraph(text: str) -> str:
    """Prose as it may stand in a paragraph: its line breaks are none of the document's, marks of figures it cannot hold."""
    return re.sub("[\ue000-\uf8ff\U000f0000-\U0010ffff]", "", re.sub(r"\s*\n\s*", "", text))


def prose(view: ReleaseView, figures: Figures, name: str, heading: str) -> str:
    """The office's paragraph, without the heading where it begins by repeating it."""
    text = _one_paragraph(view.narrative.get(name, ""))
    letters = [at for at, character in enumerate(text) if re.match(r"\w", character)]
    bare = re.sub(r"\W", "", heading)
    if letters and re.sub(r"\W", "", text).startswith(bare):
        text = re.sub(r"^\W+", "", text[letters[len(bare) - 1] + 1 :])
    return chosen(figures, text)


def _outlook(view: ReleaseView, figures: Figures) -> list[dict[str, str]]:
    """The numbered headings of the outlook that have a paragraph."""
    told = [(heading, prose(view, figures, name, heading)) for name, heading in _OUTLOOK]
    told = [(heading, text) for heading, text in told if text]
    return [{"heading": f"({'一二三四五'[at]}){heading}", "text": text} for at, (heading, text) in enumerate(told)]


def _issued(view: ReleaseView) -> str:
    day = datetime.fromisoformat(str(view.release["published_at"]))
    return f"{day.year}年{day.month}月{day.day}日"


def _title_mark(view: ReleaseView, figures: Figures) -> str:
    """（缺数1家、沿用上次数2家） after the title of a table."""
    return f"({_bound_gaps(view, figures)})" if view.extent.has_gaps else ""


def _bound_gaps(view: ReleaseView, figures: Figures) -> str:
    """缺数1家、沿用上次数2家, with its counts bound."""
    gaps = (("units_missing", MISSING, view.extent.missing()), ("units_carried", CARRIED, view.extent.carried()))
    says = [
        f"{word}{figures.bind('release', view.month, column, len(units), f'{len(units)}家')}"
        for column, word, units in gaps
        if units
    ]
    return "、".join(says)


def _ranked_by(view: ReleaseView) -> str:
    if not view.has_targets:
        return "按到位资金数额排列"
    return "按年度目标完成率排序" if view.is_december else "按完成序时进度排序"


def _without(view: ReleaseView) -> str:
    """Said once where the year has no targets or no rulebook yet."""
    says = [] if view.has_targets else [f"{view.year}年年度目标尚未下达,不计算完成率和序时进度"]
    says += [] if view.rulebook_title else [f"{view.year}年考核办法尚未印发,不计分、不排名"]
    return "；".join(says) + "。" if says else ""


def _targets_met(view: ReleaseView, figures: Figures) -> str:
    """全区有年度目标的8项指标完成2项；18家单位中全部完成年度目标的3家; '' without targets. The year's end only."""
    rows = view.table("metric")
    rows = rows[(rows["caliber"] == VERIFIED) & rows["annual_target"].notna()]
    district, units = rows[rows["unit_code"] == "ALL"], rows[rows["unit_code"].isin(view.units)]
    if not len(rows) or not view.is_december:
        return ""
    parts = []
    if len(district):
        met = int((district["completion"].astype(float) >= 1).sum())
        of = figures.count("metric", "ALL|annual_target", len(district), "项")
        count = figures.count("metric", "ALL|completion>=1", met, "项")
        parts.append(f"全区有年度目标的{of}指标" + (f"中完成{count}" if met else "均未完成"))
    if len(units):
        done = (units["completion"].astype(float) >= 1).groupby(units["unit_code"]).all()
        of = figures.count("metric", "units|annual_target", len(done), "家")
        whole = int(done.sum())
        count = figures.count("metric", "units|completion>=1", whole, "家")
        parts.append(f"有年度目标的{of}单位" + (f"中完成全部目标的{count}" if whole else "均未完成全部目标"))
    return f"{','.join(parts)}{figures.lacks('ALL')}。"

"""What a document's template may say: functions that bind figures, and the lists that name units, chains and projects."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pandas as pd

from assets.publication.documents.annex_rows import metric_rows, project_rows, score_rows, unit_rows
from assets.publication.documents.figures import Figures, shown
from assets.publication.documents.sentences import (
    board,
    chain_words,
    cohort_words,
    event_words,
    group_lines,
    issue_lines,
    recognition_words,
    score_lines,
    signing_lines,
)
from assets.publication.documents.view import ReleaseView
from schemas.months import last_day, month_label, span_label

_YI_BANDS = {"100m": "亿元以上", "50m": "5000万元以上", "10m": "1000万元以上"}


def template_context(view: ReleaseView, figures: Figures) -> dict[str, Any]:
    """Names a template may use; docs/documents.md lists them for the office."""
    end = last_day(view.month)
    return {
        "m": figures.total, "has": lambda code, unit="ALL": bool(view.metric(code, "ytd_value", unit)), "growth": figures.growth, "schedule": figures.schedule, "points": figures.points,
        "row": figures.row, "band": lambda code: figures.bind("size_band", code, "size_band", None, _YI_BANDS[code]),
        "district": view.district.district.name, "year": f"{view.year}年", "next_year": f"{view.year + 1}年",
        "span": span_label(view.month), "month": month_label(view.month), "as_of": f"{end.year}年{end.month}月底",
        "january": view.month_number == 1, "month_alone": f"{view.month_number}月",
        "provisional": view.is_provisional, "coverage": coverage_words(view, figures), "partial": view.is_partial("ALL"), "december": view.is_december,
        "all_above": view.is_december and view.all_above_target(), "date": _issued(view),
        "rulebook": view.rulebook_title or "招商引资统计考核办法", "rulebook_document": view.rulebook_document,
        "narrative": _Narrative(view.narrative), "prose": lambda name, heading: prose(view, name, heading),
        "group_lines": group_lines(view, figures), "signing_lines": signing_lines(view, figures), "score_lines": score_lines(view, figures),
        "chains": chain_words(view, figures), "top_chains": chain_words(view, figures, 3), "events": event_words(view, figures),
        "cohorts": cohort_words(view), "recognitions": recognition_words(view, figures), "issues": issue_lines(view, figures),
        "red": board(view, figures, "红榜"), "black": board(view, figures, "黑榜"),
        "year_red": board(view, figures, "红榜", whole_year=True), "year_black": board(view, figures, "黑榜", whole_year=True),
        "preparing": figures.metric("signed_100m_preparing", "个"),
        "metric_rows": metric_rows(view, figures), "unit_rows": unit_rows(view, figures),
        "project_rows": project_rows(view, figures), "score_rows": score_rows(view, figures),
    }  # fmt: skip


class _Narrative(dict[str, str]):
    """reference/narrative/<name>.md; a name without a file is empty, so that the paragraph is simply not there."""

    def __missing__(self, name: str) -> str:
        return ""

    def __getattr__(self, name: str) -> str:
        return self[name]


def prose(view: ReleaseView, name: str, heading: str) -> str:
    """The office's paragraph, without the heading where it begins by repeating it."""
    text = view.narrative.get(name, "")
    opening = re.match(r"[^。]*。", text)
    bare = re.compile(r"\W")
    same = opening is not None and bare.sub("", opening[0]) == bare.sub("", heading)
    return text[opening.end() :].lstrip(",\uff0c") if same and opening else text


def _issued(view: ReleaseView) -> str:
    day = datetime.fromisoformat(str(view.release["published_at"]))
    return f"{day.year}年{day.month}月{day.day}日"


def coverage_words(view: ReleaseView, figures: Figures) -> str:
    """How much of the district a provisional release stands on; empty for a final one."""
    if not view.is_provisional:
        return ""
    release = view.release
    current = figures.bind(
        "release", view.month, "units_current", release["units_current"], f"{release['units_current']}家"
    )
    expected = figures.bind(
        "release", view.month, "units_expected", release["units_expected"], f"{release['units_expected']}家"
    )
    words = f"应报{expected}，采用当月数{current}"
    share = release.get("coverage")
    if share is not None and not pd.isna(share):
        words += f",覆盖率{figures.bind('release', view.month, 'coverage', share, shown(float(share), '%1'))}"
    return words + ",以定稿为准"

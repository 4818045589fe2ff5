"""What the dashboard shows, as plain data from the published tables: texts already rounded, numbers for the charts' geometry."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assets.publication.documents.annex_rows import MAIN_METRICS
from assets.publication.documents.comparability import comparability_plain
from assets.publication.documents.figures import NOTHING, display_text
from assets.publication.documents.own_targets import own_target_words
from assets.publication.documents.view import VERIFIED, ReleaseView
from assets.publication.documents.words import UNMET, moment_text, scope_word
from assets.publication.documents.workbook.charts import FUNNEL
from assets.publication.documents.workbook.lists import chain_rows, origin_rows, supervision_rows
from assets.publication.documents.workbook.scores import moved, score_rows
from assets.publication.participation import rank_word
from schemas.months import month_label, span_label
from schemas.words import FIGURES, SEVERITIES, SUBMISSION_STATUSES

_SOURCES_SHOWN = 12
_FUNDS = "funds_out_of_district"
Figure = dict[str, Any]


def dashboard_data(view: ReleaseView) -> dict[str, Any]:
    """Everything the page needs, keyed by its section."""
    return {
        "head": _head(view),
        "glance": [_glance(view, *each) for each in MAIN_METRICS],
        "units": _units(view),
        "trend": _trend(view),
        "chains": [_chain(view, row) for row in chain_rows(view)],
        "origins": [_origin(view, row) for row in _by_money(origin_rows(view))],
        "funnel": [_step(view, label, code) for label, code in FUNNEL],
        "scores": _scores(view),
        "submissions": _submissions(view),
        "findings": _findings(view),
        "supervision": _supervision(view),
    }


def _text(value: Any, display: str) -> str:
    return display_text(None if value is None or pd.isna(value) else value, display)


def _head(view: ReleaseView) -> dict[str, Any]:
    release = view.release
    return {
        "title": f"{view.district.district.name}招商引资统计",
        "span": span_label(view.month),
        "month": month_label(view.month),
        "provisional": view.is_provisional,
        "partial": view.is_partial("ALL"),
        "coverage": view.coverage_words(),
        "gaps": "" if view.is_provisional else view.extent.lacking(),
        "basis": view.basis("ALL"),
        "title_mark": view.extent.title_mark,
        "targets": own_target_words(view) + comparability_plain(view),
        "has_targets": view.has_targets,
        "unmet": UNMET if view.is_december else "未达序时进度",
        "revision": int(release["revision"]),
        "published": moment_text(release["published_at"]),
    }


def figure(view: ReleaseView, table: str, key: str, column: str, text: str, label: str) -> Figure:
    """A figure one can ask: its text, its name, the cells it came from (the largest first)."""
    told: Figure = {"text": text, "label": label, "where": f"report_{table}|{key}|{column}"}
    if view.sources is not None:
        cells = view.sources(table, key, column)
        by_size = cells.assign(size=cells["contribution"].abs()).sort_values("size", ascending=False, kind="stable")
        told["cells"] = len(cells)
        told["sources"] = [
            [
                r.file_name,
                r.sheet,
                r.cell,
                "" if pd.isna(r.raw_value) else str(r.raw_value),
                "" if pd.isna(r.contribution) else _contribution(r.contribution, text),
            ]
            for r in by_size.head(_SOURCES_SHOWN).itertuples()
        ]
    return told


def _contribution(value: float, text: str) -> str:
    return display_text(value, "万元2") if text.endswith(("亿元", "万元")) else display_text(value, "2*")


def _of_metric(view: ReleaseView, code: str, display: str, label: str, unit: str = "ALL") -> Figure:
    return figure(
        view,
        "metric",
        f"{unit}|{code}|{VERIFIED}",
        "ytd_value",
        _text(view.metric(code, "ytd_value", unit), display),
        label,
    )


def _glance(view: ReleaseView, code: str, display: str, _unit: str) -> Figure:
    progress, yoy = view.metric(code, "schedule_progress"), view.metric(code, "yoy")
    target = view.metric(code, "annual_target")
    return {
        **_of_metric(view, code, display, str(view.metric(code, "metric_label") or code)),
        "yoy": _growth(view, yoy),
        "schedule": "" if progress is None else _text(progress, "%1"),
        "progress": progress,
        "behind": progress is not None and progress < 1,
        "target": "未下达目标" if target is None else f"年度目标{_text(target, display)}",
        "month": _text(view.metric(code, "month_value"), display),
    }


def _growth(view: ReleaseView, yoy: Any) -> str:
    if yoy is None:
        return "上年同期无可比数"
    change = _text(abs(yoy), "%1")
    return view.basis("ALL") + (
        "与上年同期持平" if change == "0.0%" else f"同比{'增长' if yoy >= 0 else '下降'}{change}"
    )


def _units(view: ReleaseView) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "units": [_unit(view, unit) for unit in units],
            "whole": _unit(view, f"GROUP:{key}", f"{label}小计"),
        }
        for key, label, units in view.groups()
    ]


def _unit(view: ReleaseView, unit: str, name: str = "") -> dict[str, Any]:
    get = lambda column: view.metric(_FUNDS, column, unit)  # noqa: E731
    progress, name = get("schedule_progress"), name or view.name_of(unit)
    return {
        "name": name,
        "mark": view.extent.mark(unit),
        "progress": progress,
        "progress_text": _text(progress, "%1"),
        "yoy": _text(view.growth_of(_FUNDS, unit), "%1"),
        "rank": _text(get("rank"), ""),
        "target": _text(get("annual_target"), "亿元2"),
        "figure": _of_metric(view, _FUNDS, "亿元2", f"{name}区外项目到位资金", unit),
    }


def _trend(view: ReleaseView) -> list[tuple[str, float | None, float | None]]:
    """(month, cumulative, the same period's) in 亿元 of the last two years, from the first month that was released."""
    yi = lambda value: None if value is None else float(value) / 100_000_000  # noqa: E731
    prior = dict(view.trend(_FUNDS, "prior_ytd_value"))
    rows = [(month, yi(value), yi(prior[month])) for month, value in view.trend(_FUNDS, "ytd_value")]
    first = next((at for at, row in enumerate(rows) if row[1] is not None), 0)
    return rows[first:]


def _chain(view: ReleaseView, row: dict[str, Any]) -> dict[str, Any]:
    key, name = f"ALL|{row['chain_code']}|{VERIFIED}", row["chain_name"]
    return {
        "name": name,
        "value": float(row["investment_yuan"]),
        "figure": figure(
            view, "industry_chain", key, "investment_yuan", _text(row["investment_yuan"], "亿元2"), f"{name}总投资"
        ),
        "projects": figure(view, "industry_chain", key, "projects", _text(row["projects"], "个"), f"{name}项目数"),
        "share": _text(row["share_of_investment"], "%1"),
    }


def _by_money(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: -row["arrived_ytd_yuan"])


def _origin(view: ReleaseView, row: dict[str, Any]) -> dict[str, Any]:
    scope, province = scope_word(row["origin_scope"]), str(row["province"] or "")
    name = scope if scope in ("市内区外", "省内市外") else province
    key = f"{row['origin_scope']}|{row['province']}|{VERIFIED}"
    return {
        "name": name,
        "scope": "本省" if name == scope else scope,
        "block": str(row["region_block"] or ""),
        "value": float(row["arrived_ytd_yuan"]),
        "projects": _text(row["projects"], "个"),
        "figure": figure(
            view, "origin", key, "arrived_ytd_yuan", _text(row["arrived_ytd_yuan"], "亿元2"), f"来自{name}的到位资金"
        ),
    }


def _step(view: ReleaseView, label: str, code: str) -> dict[str, Any]:
    value = view.metric(code, "ytd_value")
    return {
        "name": label,
        "value": float(value or 0),
        "figure": _of_metric(view, code, "个", f"当年签约亿元以上项目·{label}"),
    }


def _scores(view: ReleaseView) -> list[dict[str, Any]]:
    """Groups in the office's order, each with its units, best first."""
    items: dict[str, list[dict[str, Any]]] = {}
    for row in (
        view.table("assessment_item").sort_values(["weight", "item_code"], ascending=[False, True]).to_dict("records")
    ):
        share = float(row["score"]) / float(row["weight"]) if row["weight"] and pd.notna(row["score"]) else None
        items.setdefault(row["unit_code"], []).append(
            {
                "label": row["item_label"],
                "weight": _text(row["weight"] or None, "2*"),
                "score": _text(row["score"], "3"),
                "share": share,
                "why": row["explanation_zh"],
            }
        )
    found = [(label, score_rows(view, key)) for key, label, _units in view.groups()]
    return [
        {
            "label": label,
            "units": [_score(row, items.get(row["unit_code"], [])) for row in rows],
        }
        for label, rows in found
        if rows
    ]


def _score(row: dict[str, Any], items: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": row["unit_name"],
        "rank": rank_word(row["rank_in_group"]),
        "total": _text(row["total_score"], "3"),
        "moved": moved(row["rank_change"]),
        "parts": f"基础得分{_text(row['base_score'], '3')}，加分{_text(row['bonus'], '3')}，减分{_text(row['deduction'], '3')}",
        "gap": "" if pd.isna(row["gap_to_next"]) else f"与上一位相差{_text(row['gap_to_next'], '3')}分",
        "vetoed": bool(row["vetoed"]),
        "items": items,
    }


def _submissions(view: ReleaseView) -> list[list[str]]:
    rows = {row["unit_code"]: row for row in view.table("submission").to_dict("records")}
    return [
        [
            view.name_of(unit),
            label,
            SUBMISSION_STATUSES.get(rows[unit]["status"], rows[unit]["status"]),
            FIGURES.get(rows[unit]["figures"], ""),
            moment_text(rows[unit]["received_at"]) or NOTHING,
            _punctual(rows[unit]["on_time"]),
            _text(rows[unit]["errors"], ""),
            _text(rows[unit]["warnings"], ""),
        ]
        for _key, label, units in view.groups()
        for unit in units
        if unit in rows
    ]


def _punctual(value: Any) -> str:
    return NOTHING if value is None or pd.isna(value) else "是" if value else "否"


def _findings(view: ReleaseView) -> list[list[str]]:
    """Open findings: those that move a published figure first, then by severity."""
    frame = view.table("finding")
    rows = frame[frame["status"] == "open"].to_dict("records")
    rows.sort(key=lambda r: (_material(r["material"])[0], "FEWI".find(r["severity"]), r["rule_code"]))
    return [
        [
            view.name_of(r["unit_code"]) if isinstance(r["unit_code"], str) else "全区",
            _material(r["material"])[1],
            SEVERITIES[r["severity"]],
            r["rule_code"],
            r["message"],
            " ".join(str(x) for x in (r["file_name"], r["sheet"], r["cell"]) if isinstance(x, str)) or NOTHING,
        ]
        for r in rows
    ]


def _material(value: Any) -> tuple[int, str]:
    """Whether a finding moves a published figure or rank: (order, words)."""
    if value is None or pd.isna(value):
        return 1, "未判定"
    return (0, "影响公布数") if value else (2, "不影响公布数")


def _supervision(view: ReleaseView) -> list[list[str]]:
    return [
        [
            r["unit"],
            r["colour_word"],
            r["kind_word"],
            r["project"] or NOTHING,
            str(r["threshold"] or NOTHING),
            str(r["actual"] or NOTHING),
            f"{r['months_open']}个月",
        ]
        for r in supervision_rows(view)
    ]

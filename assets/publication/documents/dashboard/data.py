"""What the dashboard shows, as plain data from the published tables: texts already rounded, numbers for the charts' geometry."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assets.publication.documents.context import MAIN_METRICS
from assets.publication.documents.figures import shown
from assets.publication.documents.view import VERIFIED, ReleaseView
from assets.publication.documents.words import FIGURES, SEVERITY, STATUS, moment, scope_word
from assets.publication.documents.workbook.charts import FUNNEL
from assets.publication.documents.workbook.lists import chain_rows, origin_rows, supervision_rows
from assets.publication.documents.workbook.scores import moved, score_rows
from schemas.months import month_label, span_label

_SOURCES_SHOWN = 12


def dashboard_data(view: ReleaseView) -> dict[str, Any]:
    """Everything the page needs, keyed by its section."""
    return {
        "head": _head(view), "glance": [_glance(view, *each) for each in MAIN_METRICS], "units": _units(view),
        "trend": [[month, _yi(this), _yi(view._past_metric("funds_out_of_district", "prior_ytd_value", month, "ALL"))]
                  for month, this in view.trend("funds_out_of_district", "ytd_value")],
        "chains": [[r["chain_name"], _text(r["projects"], "个"), _text(r["investment_yuan"], "亿元2"), float(r["investment_yuan"])]
                   for r in chain_rows(view)],
        "origins": [[scope_word(r["origin_scope"]), r["province"] or "", _text(r["arrived_ytd_yuan"], "亿元2"), float(r["arrived_ytd_yuan"])]
                    for r in sorted(origin_rows(view), key=lambda r: -r["arrived_ytd_yuan"])],
        "funnel": [[label, _text(view.metric(code, "ytd_value"), "个"), float(view.metric(code, "ytd_value") or 0)] for label, code in FUNNEL],
        "scores": _scores(view), "submissions": _submissions(view), "findings": _findings(view), "supervision": _supervision(view),
    }  # fmt: skip


def _text(value: Any, display: str) -> str:
    return shown(None if value is None or pd.isna(value) else value, display)


def _yi(value: Any) -> float | None:
    return None if value is None else float(value) / 100_000_000


def _head(view: ReleaseView) -> dict[str, Any]:
    release = view.release
    words = f"应报{release['units_expected']}家,当期{release['units_current']}家,沿用{release['units_carried']}家,缺数{release['units_missing']}家"
    share = release.get("coverage")
    if share is not None and not pd.isna(share):
        words += f",覆盖率{_text(float(share), '%1')}"
    return {
        "title": f"{view.district.district.name}招商引资统计", "span": span_label(view.month), "month": month_label(view.month),
        "provisional": view.is_provisional, "coverage": words, "revision": int(release["revision"]),
        "published": str(release["published_at"])[:16].replace("T", " "),
    }  # fmt: skip


def _figure(view: ReleaseView, table: str, key: str, column: str, text: str, label: str) -> dict[str, Any]:
    """A figure one can ask: its text, its name, the cells it came from (the largest first)."""
    told: dict[str, Any] = {"text": text, "label": label, "where": f"{table}|{key}|{column}"}
    if view.sources is not None:
        cells = view.sources(table, key, column)
        by_size = cells.assign(size=cells["contribution"].abs()).sort_values("size", ascending=False, kind="stable")
        told["cells"] = len(cells)
        told["sources"] = [
            [r.file_name, r.sheet, r.cell, "" if pd.isna(r.raw_value) else str(r.raw_value),
             "" if pd.isna(r.contribution) else _contribution(r.contribution, text)]
            for r in by_size.head(_SOURCES_SHOWN).itertuples()
        ]  # fmt: skip
    return told


def _contribution(value: float, text: str) -> str:
    return shown(value, "万元2") if text.endswith(("亿元", "万元")) else shown(value, "2*")


def _glance(view: ReleaseView, code: str, display: str, _unit: str) -> dict[str, Any]:
    label = str(view.metric(code, "metric_label") or code)
    text = _text(view.metric(code, "ytd_value"), display)
    progress, yoy = view.metric(code, "schedule_progress"), view.metric(code, "yoy")
    return {
        **_figure(view, "metric", f"ALL|{code}|{VERIFIED}", "ytd_value", text, label),
        "yoy": "上年同期无可比数" if yoy is None else f"同比{'增长' if yoy >= 0 else '下降'}{_text(abs(yoy), '%1')}",
        "schedule": "" if progress is None else f"完成序时进度{_text(progress, '%1')}(截至{view.month_number}月)",
        "behind": progress is not None and progress < 1, "month": _text(view.metric(code, "month_value"), display),
    }  # fmt: skip


def _units(view: ReleaseView) -> list[dict[str, Any]]:
    rows = []
    for _key, label, units in view.groups():
        for unit in units:
            get = lambda column, unit=unit: view.metric("funds_out_of_district", column, unit)  # noqa: E731
            progress = get("schedule_progress")
            text = _text(get("ytd_value"), "亿元2")
            rows.append({
                "group": label, "name": view.name_of(unit), "progress": progress, "progress_text": _text(progress, "%1"),
                "yoy": _text(get("yoy"), "%1"), "rank": _text(get("rank"), ""), "target": _text(get("annual_target"), "亿元2"),
                "figure": _figure(view, "metric", f"{unit}|funds_out_of_district|{VERIFIED}", "ytd_value", text, f"{view.name_of(unit)}区外项目到位资金"),
            })  # fmt: skip
    return rows


def _scores(view: ReleaseView) -> list[dict[str, Any]]:
    """Groups in the office's order, each with its units, best first."""
    items: dict[str, list[list[str]]] = {}
    for row in view.table("assessment_item").to_dict("records"):
        items.setdefault(row["unit_code"], []).append(
            [row["item_label"], _text(row["weight"], "2*"), _text(row["score"], "3"), row["explanation_zh"]]
        )
    return [
        {"label": label, "units": [_score(row, items.get(row["unit_code"], [])) for row in score_rows(view, key)]}
        for key, label, _units in view.groups() if score_rows(view, key)
    ]  # fmt: skip


def _score(row: dict[str, Any], items: list[list[str]]) -> dict[str, Any]:
    return {
        "name": row["unit_name"], "rank": int(row["rank_in_group"]), "total": _text(row["total_score"], "3"), "moved": moved(row["rank_change"]),
        "parts": f"基础得分{_text(row['base_score'], '3')},加分{_text(row['bonus'], '3')},减分{_text(row['deduction'], '3')}",
        "gap": "" if pd.isna(row["gap_to_next"]) else f"与上一位相差{_text(row['gap_to_next'], '3')}分", "vetoed": bool(row["vetoed"]), "items": items,
    }  # fmt: skip


def _submissions(view: ReleaseView) -> list[list[str]]:
    rows = {row["unit_code"]: row for row in view.table("submission").to_dict("records")}
    return [
        [label, view.name_of(unit), STATUS.get(rows[unit]["status"], rows[unit]["status"]), FIGURES.get(rows[unit]["figures"], ""), moment(rows[unit]["received_at"]) or "—",
         _punctual(rows[unit]["on_time"]), _text(rows[unit]["errors"], ""), _text(rows[unit]["warnings"], "")]
        for _key, label, units in view.groups() for unit in units if unit in rows
    ]  # fmt: skip


def _punctual(value: Any) -> str:
    return "—" if value is None or pd.isna(value) else "是" if value else "否"


def _findings(view: ReleaseView) -> list[list[str]]:
    """Open findings: those that move a published figure first, then by severity."""
    frame = view.table("finding")
    frame = frame[frame["status"] == "open"]
    rows = sorted(frame.to_dict("records"), key=lambda r: (_material_order(r["material"]), "FEWI".find(r["severity"]), r["rule_code"]))
    return [
        [_material_word(r["material"]), SEVERITY[r["severity"]], r["rule_code"], view.name_of(r["unit_code"]) if isinstance(r["unit_code"], str) else "全区",
         r["message"], " ".join(str(x) for x in (r["file_name"], r["sheet"], r["cell"]) if isinstance(x, str))]
        for r in rows
    ]  # fmt: skip


def _material_order(material: Any) -> int:
    return 1 if material is None or pd.isna(material) else 0 if material else 2


def _material_word(material: Any) -> str:
    return "未定" if material is None or pd.isna(material) else "影响公布数" if material else "不影响"


def _supervision(view: ReleaseView) -> list[list[str]]:
    return [
        [r["colour_word"], r["unit"], r["kind_word"], r["project"], str(r["threshold"] or ""), str(r["actual"] or ""), f"{r['months_open']}个月"]
        for r in supervision_rows(view)
    ]  # fmt: skip

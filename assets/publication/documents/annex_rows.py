"""The rows of the bulletin's attachments: every cell a bound figure, its unit in the heading."""

from __future__ import annotations

from assets.publication.documents.figures import Figures, shown
from assets.publication.documents.sentences import unit_name
from assets.publication.documents.view import ReleaseView

Rows = list[dict[str, str]]


def metric_rows(view: ReleaseView, figures: Figures) -> Rows:
    """附件1: the district's main metrics, one row each."""
    rows = []
    for code, display, unit in MAIN_METRICS:
        if view.metric(code, "ytd_value") is None:
            continue
        label = str(view.metric(code, "metric_label"))
        value = lambda column, code=code, display=display: figures.metric(code, f"{display}-", column)  # noqa: E731
        rows.append({
            "whole": "", "label": figures.text("metric", code, "metric_label", label), "unit": unit,
            "target": value("annual_target"), "month": value("month_value"), "ytd": value("ytd_value"), "prior": value("prior_ytd_value"),
            "yoy": figures.metric(code, "%1", "yoy"), "schedule": figures.metric(code, "%1", "schedule_progress"),
        })  # fmt: skip
    return rows


def unit_rows(view: ReleaseView, figures: Figures) -> Rows:
    """附件2: 区外项目到位资金 of each unit, its group's subtotal after it, the district last."""
    code = "funds_out_of_district"
    columns = {"target": ("annual_target", "亿元2-"), "month": ("month_value", "亿元2-"), "ytd": ("ytd_value", "亿元2-"), "yoy": ("yoy", "%1"),
               "completion": ("completion", "%1"), "schedule": ("schedule_progress", "%1"), "rank": ("rank", "位-")}  # fmt: skip
    return [
        {
            "name": name,
            **_whole(unit),
            **{field: figures.metric(code, display, column, unit) for field, (column, display) in columns.items()},
        }
        for unit, name in _lines(view, figures)
    ]


def project_rows(view: ReleaseView, figures: Figures) -> Rows:
    """附件3: signed, started and completed projects of each unit against its task."""
    columns = {
        "signed_target": ("signed_100m", "annual_target", "个-"), "signed": ("signed_100m", "ytd_value", "个-"), "amount": ("signed_100m_amount", "ytd_value", "亿元2-"),
        "started_target": ("started_100m", "annual_target", "个-"), "started": ("started_100m", "ytd_value", "个-"),
        "completed_target": ("completed_projects", "annual_target", "个-"), "completed": ("completed_projects", "ytd_value", "个-"), "rank": ("signed_100m", "rank", "位-"),
    }  # fmt: skip
    return [
        {
            "name": name,
            **_whole(unit),
            **{
                field: figures.metric(code, display, column, unit) for field, (code, column, display) in columns.items()
            },
        }
        for unit, name in _lines(view, figures)
    ]


_SCORE_COLUMNS = {"rank": ("rank_in_group", "位-"), "base": ("base_score", "3"), "bonus": ("bonus", "3"),
                  "deduction": ("deduction", "3"), "total": ("total_score", "3")}  # fmt: skip


def score_rows(view: ReleaseView, figures: Figures) -> Rows:
    """附件4: scores by group, best first."""
    rows: Rows = []
    table = view.table("assessment")
    for key, label, _units in view.groups():
        for row in table[table["unit_group"] == key].sort_values(["rank_in_group", "unit_code"]).to_dict("records"):
            unit = str(row["unit_code"])
            told = {
                field: figures.bind("assessment", unit, column, row[column], shown(row[column], display))
                for field, (column, display) in _SCORE_COLUMNS.items()
            }
            name = unit_name(view, figures, unit)
            if unit in view.participation(key).unranked:
                name += view.extent.beside(unit)
            rows.append({"whole": "", "group": label, "name": name, **told})
    return rows


def _whole(unit: str) -> dict[str, str]:
    """Marks a 小计 or 合计, which the template sets in 黑体."""
    return {"whole": "1" if unit == "ALL" or unit.startswith("GROUP:") else ""}


def _lines(view: ReleaseView, figures: Figures) -> list[tuple[str, str]]:
    """(code, name) of every unit, after each group its 小计, 合计 last; with a mark where the month is not the unit's own."""
    beside, lines = view.extent.beside, []
    for key, label, units in view.groups():
        lines += [(unit, unit_name(view, figures, unit) + beside(unit)) for unit in units]
        lines.append((f"GROUP:{key}", f"{label}小计{beside(f'GROUP:{key}')}"))
    return [*lines, ("ALL", f"合计{beside('ALL')}")] if lines else []


MAIN_METRICS: tuple[tuple[str, str, str], ...] = (
    ("funds_out_of_district", "亿元2", "亿元"), ("funds_industrial", "亿元2", "亿元"),
    ("funds_out_of_province_100m", "亿元2", "亿元"), ("foreign_capital_usd", "万美元0", "万美元"),
    ("projects_introduced", "个", "个"), ("signed_100m", "个", "个"), ("signed_100m_amount", "亿元2", "亿元"),
    ("signed_100m_started", "个", "个"), ("started_100m", "个", "个"), ("completed_projects", "个", "个"),
)  # fmt: skip

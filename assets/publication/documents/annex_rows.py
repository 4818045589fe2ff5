"""The rows of the bulletin's attachments: every cell a bound figure, its unit in the heading."""

from __future__ import annotations

from assets.publication.documents.comparability import comparability_words
from assets.publication.documents.figures import NOTHING, Figures, display_text
from assets.publication.documents.own_targets import own_target_note, own_targets
from assets.publication.documents.sentences import FUNDS, unit_name
from assets.publication.documents.view import ReleaseView

Rows = list[dict[str, str]]


def metric_rows(view: ReleaseView, figures: Figures) -> Rows:
    """附件1: the district's main metrics, one row each."""
    rows = []
    apart = {each.code for each in own_targets(view)}
    for code, display, unit in MAIN_METRICS:
        if view.metric(code, "ytd_value") is None:
            continue
        label = str(view.metric(code, "metric_label"))
        display, unit = (figures.money, view.district.display.money) if unit == "亿元" else (display, unit)
        value = lambda column, code=code, display=display: figures.metric(code, f"{display}-", column)  # noqa: E731
        rows.append(
            {
                "whole": "",
                "label": figures.text("metric", code, "metric_label", label) + ("*" if code in apart else ""),
                "unit": unit,
                "target": value("annual_target"),
                "month": value("month_value"),
                "ytd": value("ytd_value"),
                "prior": value(view.prior_column),
                "yoy": figures.metric(code, "%1", "yoy"),
                "schedule": figures.metric(code, "%1", "schedule_progress"),
            }
        )
    return rows


def unit_rows(view: ReleaseView, figures: Figures) -> Rows:
    """附件2: 区外项目到位资金 of each unit, its group's subtotal after it, the district last."""
    code = "funds_out_of_district"
    money = f"{figures.money}-"
    columns = {
        "target": ("annual_target", money),
        "month": ("month_value", money),
        "ytd": ("ytd_value", money),
        "yoy": ("yoy", "%1"),
        "completion": ("completion", "%1"),
        "schedule": ("schedule_progress", "%1"),
        "rank": ("rank", "位-"),
    }
    return [
        {
            "name": name,
            **_whole(unit),
            **{field: figures.metric(code, display, column, unit) for field, (column, display) in columns.items()},
            **(
                {"yoy": NOTHING} if view.figures_of(unit) == "carried" else {}
            ),  # an earlier month's beside this month's
        }
        for unit, name in _lines(view, figures)
    ]


def annex_project_rows(view: ReleaseView, figures: Figures) -> Rows:
    """附件3: signed, started and completed projects of each unit against its task. Nothing signed is no place."""
    columns = {
        "signed_target": ("signed_100m", "annual_target", "个-"),
        "signed": ("signed_100m", "ytd_value", "个-"),
        "amount": ("signed_100m_amount", "ytd_value", f"{figures.money}-"),
        "started_target": ("started_100m", "annual_target", "个-"),
        "started": ("started_100m", "ytd_value", "个-"),
        "completed_target": ("completed_projects", "annual_target", "个-"),
        "completed": ("completed_projects", "ytd_value", "个-"),
        "rank": ("signed_100m", "rank", "位-"),
    }
    return [
        {
            "name": name,
            **_whole(unit),
            **{
                field: figures.metric(code, display, column, unit) for field, (code, column, display) in columns.items()
            },
            **({} if view.metric("signed_100m", "ytd_value", unit) else {"rank": NOTHING}),
        }
        for unit, name in _lines(view, figures)
    ]


_SCORES = {"base": "base_score", "bonus": "bonus", "deduction": "deduction", "total": "total_score"}


def annex_score_rows(view: ReleaseView, figures: Figures) -> Rows:
    """附件4: scores by group, best first; units without figures last, 缺数."""
    rows: Rows = []
    table = view.table("assessment")
    columns = {"rank": ("rank_in_group", "位-")} | {
        name: (column, str(view.score_places)) for name, column in _SCORES.items()
    }
    for key, label, _units in view.groups():
        for row in table[table["unit_group"] == key].sort_values(["rank_in_group", "unit_code"]).to_dict("records"):
            unit = str(row["unit_code"])
            told = {
                field: figures.bind("assessment", unit, column, row[column], display_text(row[column], display))
                for field, (column, display) in columns.items()
            }
            rows.append(
                {"whole": "", "group": label, "name": unit_name(view, figures, unit) + view.extent.beside(unit), **told}
            )
    return rows


def _whole(unit: str) -> dict[str, str]:
    """Marks a 小计 or 合计, which the template sets in 黑体."""
    return {"whole": "1" if unit == "ALL" or unit.startswith("GROUP:") else ""}


def _lines(view: ReleaseView, figures: Figures) -> list[tuple[str, str]]:
    """(code, name) of every unit, after each group its 小计, 合计 last; with a mark where the month is not the unit's own."""

    def beside(place: str) -> str:
        mark = view.extent.beside(place)
        return figures.bind("submission", place, "figures", None, mark, foreign=True) if mark else ""

    lines = []
    for key, label, units in view.groups():
        lines += [(unit, unit_name(view, figures, unit) + beside(unit)) for unit in units]
        lines.append((f"GROUP:{key}", f"{label}小计{beside(f'GROUP:{key}')}"))
    return [*lines, ("ALL", f"合计{beside('ALL')}")] if lines else []


def annex_notes(view: ReleaseView, figures: Figures) -> dict[str, str]:
    """The note below each attachment: what its totals lack, targets of the district's own, counts in parts; '' for none."""
    extent = view.extent
    lacking = f"小计、合计{extent.lacking()}。" if extent.has_gaps else ""
    lacks = figures.bind("submission", "ALL", "figures", None, lacking, foreign=True) if lacking else ""
    prior = "上年同期为同口径数。" if extent.missing() and view.has_comparable else ""
    parts = "个数中的小数为共同引进项目按各单位占比计入。"
    codes = [code for code, _, _ in MAIN_METRICS]
    projects = ["signed_100m", "started_100m", "completed_projects"]
    starred = own_target_note(view, figures, codes)
    scores = view.table("assessment")
    unranked = len(scores) - int(scores["rank_in_group"].notna().sum())
    ranked = figures.count("assessment", "rank_in_group", len(scores) - unranked, "")
    of = figures.count("assessment", "units", len(scores), "家")
    notes = {
        "metric": [lacks, prior, f"*{starred}" if starred else ""],
        "unit": [
            lacks,
            "沿用上次数的单位不作同比。" if extent.carried() else "",
            comparability_words(view, figures),
            own_target_note(view, figures, [FUNDS]),
        ],
        "project": [
            lacks,
            own_target_note(view, figures, projects),
            parts if _in_parts(view, projects) else "",
            "签约完成为零的单位不排位次。" if _unsigned_ranked(view) else "",
        ],
        "score": [f"参评{ranked}/{of},缺数单位不计分、不排名。" if unranked else ""],
    }
    return {name: (f"注:{said}" if (said := "".join(lines)) else "") for name, lines in notes.items()}


def _unsigned_ranked(view: ReleaseView) -> bool:
    """Whether a unit that has signed nothing has a task to sign."""
    return any(
        view.metric("signed_100m", "ytd_value", unit) == 0 and view.metric("signed_100m", "rank", unit) is not None
        for unit in view.units
    )


def _in_parts(view: ReleaseView, codes: list[str]) -> bool:
    values = [view.metric(code, "ytd_value", unit) for code in codes for unit in view.units]
    return any(value is not None and not float(value).is_integer() for value in values)


MAIN_METRICS: tuple[tuple[str, str, str], ...] = (
    ("funds_out_of_district", "亿元2", "亿元"), ("funds_industrial", "亿元2", "亿元"),
    ("funds_out_of_province_100m", "亿元2", "亿元"), ("foreign_capital_usd", "万美元0", "万美元"),
    ("projects_introduced", "个", "个"), ("signed_100m", "个", "个"), ("signed_100m_amount", "亿元2", "亿元"),
    ("signed_100m_started", "个", "个"), ("started_100m", "个", "个"), ("completed_projects", "个", "个"),
)  # fmt: skip

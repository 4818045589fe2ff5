"""What a document's template may say: functions that bind figures, and the lists that name units, chains and projects."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pandas as pd

from assets.publication.documents.figures import Figures, shown
from assets.publication.documents.rankings import behind_schedule, first_and_last, zero_signers
from assets.publication.documents.view import ReleaseView
from schemas.months import last_day, month_label, span_label

_LEVELS = ("国家", "省", "市", "区")
_YI_BANDS = {"100m": "亿元以上", "50m": "5000万元以上", "10m": "1000万元以上"}


def template_context(view: ReleaseView, figures: Figures) -> dict[str, Any]:
    """Names a template may use; docs/documents.md lists them for the office."""
    end = last_day(view.month)
    return {
        "m": figures.metric, "growth": figures.growth, "schedule": figures.schedule, "points": figures.points,
        "row": figures.row, "band": lambda code: figures.bind("size_band", code, "size_band", None, _YI_BANDS[code]),
        "district": view.district.district.name, "year": f"{view.year}年", "next_year": f"{view.year + 1}年",
        "span": span_label(view.month), "month": month_label(view.month), "as_of": f"{end.year}年{end.month}月底",
        "provisional": view.is_provisional, "coverage": coverage_words(view, figures), "december": view.is_december,
        "all_above": view.is_december and view.all_above_target(), "date": _issued(view),
        "rulebook": view.rulebook_title or "招商引资统计考核办法", "rulebook_document": view.rulebook_document,
        "narrative": _Narrative(view.narrative), "prose": lambda name, heading: prose(view, name, heading),
        "group_lines": group_lines(view, figures), "score_lines": score_lines(view, figures),
        "chains": chain_words(view, figures), "top_chains": chain_words(view, figures, 3), "events": event_words(view, figures),
        "cohorts": cohort_words(view), "recognitions": recognition_words(view, figures), "issues": issue_lines(view, figures),
        "supervision": supervision_words(view, figures), "red": board(view, figures, "红榜"), "black": board(view, figures, "黑榜"),
        "preparing": figures.metric("signed_100m_preparing", "个"),
        "metric_rows": metric_rows(view, figures), "unit_rows": unit_rows(view, figures),
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
    words = f"快报:应报{expected},当期{current}"
    share = release.get("coverage")
    if share is not None and not pd.isna(share):
        words += f",覆盖上年区外项目到位资金的{figures.bind('release', view.month, 'coverage', share, shown(float(share), '%1'))}"
    return words + ",数据以定稿为准"


def group_lines(view: ReleaseView, figures: Figures) -> list[str]:
    """First and last three of each group by 完成序时进度 of 区外项目到位资金; a small group is named whole."""
    lines = []
    for _key, label, units in view.groups():
        first, last = first_and_last(view, "funds_out_of_district", units)
        if not first:
            continue
        says = [_with_progress(figures, view, unit) for unit in first]
        words = f"{label}:" + ("居前的是" if last else "依次是") + "、".join(says)
        lines.append(
            words + (";居后的是" + "、".join(_with_progress(figures, view, u) for u in last) if last else "") + "。"
        )
    return lines


def _with_progress(figures: Figures, view: ReleaseView, unit: str) -> str:
    name = figures.text("fund_arrival", unit, "unit_name", view.name_of(unit))
    return f"{name}({figures.metric('funds_out_of_district', '%1', 'schedule_progress', unit)})"


def score_lines(view: ReleaseView, figures: Figures) -> list[str]:
    """First three of each group by score; nothing without a rulebook."""
    table = view.table("assessment")
    lines = []
    for key, label, _units in view.groups():
        rows = table[table["unit_group"] == key].sort_values(["rank_in_group", "unit_code"]).head(3)
        says = [
            f"{r.unit_name}({figures.row('assessment', 'total_score', '分2', unit_code=r.unit_code)})"
            for r in rows.itertuples()
        ]
        if says:
            lines.append(f"{label}:" + "、".join(says) + "。")
    return lines


def chain_words(view: ReleaseView, figures: Figures, first: int | None = None) -> str:
    """新材料产业项目7个,总投资42.83亿元;… in the office's order; `first`: the largest by 总投资. Chains without a project
    are not named."""
    rows = view.all_rows("industry_chain")
    rows = rows[rows["projects"] > 0]
    order = {code: at for at, code in enumerate(view.chains)}
    rows = rows.assign(order=[order.get(code, 99) for code in rows["chain_code"]])
    if first is not None:
        rows = rows.sort_values("investment_yuan", ascending=False).head(first)
    rows = rows.sort_values(["order", "chain_code"])
    says = []
    for row in rows.itertuples():
        keys = {"unit_code": "ALL", "chain_code": row.chain_code}
        name = figures.text("industry_chain", row.chain_code, "chain_name", row.chain_name)
        says.append(
            f"{name}产业项目{figures.row('industry_chain', 'projects', '个', **keys)},"
            f"总投资{figures.row('industry_chain', 'investment_yuan', '亿元2*', **keys)}"
        )
    return ";".join(says)


def event_words(view: ReleaseView, figures: Figures) -> list[str]:
    """The year's signing events with the events' own count, which is not the ledger's."""
    lines = []
    for row in view.table("event").itertuples():
        if pd.isna(row.signed_projects) or int(row.year) != view.year:
            continue
        keys = {"event_name": row.event_name, "year": str(row.year)}
        name = figures.text("event", row.event_name, "event_name", row.event_name)
        what = f"{row.highlights}等项目" if row.highlights else "项目"
        lines.append(
            f"{name}上共集中签约{figures.text('event', row.event_name, 'highlights', what)}"
            f"{figures.row('event', 'signed_projects', '个', **keys)},"
            f"签约总金额{figures.row('event', 'signed_amount_yuan', '亿元1', **keys)}"
        )
    return lines


def cohort_words(view: ReleaseView) -> str:
    """2019年及2023年: the years of introduction that were paid this year."""
    rows = view.all_rows("talent")
    paid = rows[(rows["cohort_year"] != "ALL") & (rows["subsidised_people"] > 0)]
    return "及".join(f"{year}年" for year in sorted(paid["cohort_year"]))


def recognition_words(view: ReleaseView, figures: Figures) -> str:
    """省级引才奖补平台2个、省“115”产业创新团队1个 … 个 and 人 stay apart."""
    rows = view.all_rows("recognition")
    rows = rows.assign(order=[_LEVELS.index(level) if level in _LEVELS else 9 for level in rows["level"]])
    says = []
    for row in rows.sort_values(["order", "count_unit", "category"]).itertuples():
        keys = {"unit_code": "ALL", "category": row.category, "level": row.level, "count_unit": row.count_unit}
        name = row.category if row.category.startswith(row.level) else f"{row.level}级{row.category}"
        says.append(
            figures.text("recognition", row.category, "category", name)
            + figures.row("recognition", "quantity", row.count_unit, **keys)
        )
    return "、".join(says)


def issue_lines(view: ReleaseView, figures: Figures) -> list[str]:
    """Problems, units named: nothing signed, behind schedule, reporting late, returned or missing."""
    zero = zero_signers(view)
    behind = behind_schedule(view, "funds_out_of_district")
    sent = view.table("submission")
    late = list(sent[sent["on_time"].eq(False).fillna(False).astype(bool)]["unit_code"])
    out = list(sent[sent["status"].isin(["returned", "unreadable", "missing", "late_closed"])]["unit_code"])
    cases = [
        ("签约不平衡", "今年以来尚无亿元以上签约项目的有", zero, "metric", "signed_100m=0"),
        ("序时进度滞后", "区外项目到位资金未达序时进度的有", behind, "metric", "schedule_progress<1"),
        ("报送不及时", f"{month_label(view.month)}报表迟报的有", late, "submission", "on_time=false"),
        ("报送质量不高", f"{month_label(view.month)}报表被退回或缺报的有", out, "submission", "status"),
    ]
    lines = []
    for title, words, units, table, key in cases:
        if units:
            names = "、".join(figures.text("fund_arrival", u, "unit_name", view.name_of(u)) for u in units)
            lines.append(f"{title}。{words}{names},共{figures.count(table, key, len(units), '家')}。")
    return [f"{'一二三四五'[at]}是{line}" for at, line in enumerate(lines)]


def supervision_words(view: ReleaseView, figures: Figures) -> str:
    """Open matters under supervision by colour; empty when there is none."""
    rows = view.table("supervision")
    rows = rows[rows["cleared_month"].isna()]
    says = [
        f"{label}{figures.count('supervision', f'colour={colour}', int((rows['colour'] == colour).sum()), '件')}"
        for colour, label in (("red", "红牌"), ("yellow", "黄牌"), ("blue", "蓝牌"))
        if (rows["colour"] == colour).any()
    ]
    return "、".join(says)


def board(view: ReleaseView, figures: Figures, side: str) -> str:
    """红榜 or 黑榜 as the office keeps them in conduct.csv."""
    return ";".join(figures.text("conduct", side, "note", words) for kind, words in view.commendations if kind == side)


def metric_rows(view: ReleaseView, figures: Figures) -> list[dict[str, str]]:
    """附件1: the district's main metrics, one row each."""
    rows = []
    for code, display, unit in MAIN_METRICS:
        if view.metric(code, "ytd_value") is None:
            continue
        label = view.metric(code, "metric_label")
        value = lambda column, code=code, display=display: figures.metric(code, display, column)  # noqa: E731
        rows.append({
            "label": figures.text("metric", code, "metric_label", str(label)), "unit": unit, "target": value("annual_target"),
            "ytd": value("ytd_value"), "prior": value("prior_ytd_value"), "yoy": figures.metric(code, "%1", "yoy"),
            "schedule": figures.metric(code, "%1", "schedule_progress"),
        })  # fmt: skip
    return rows


def unit_rows(view: ReleaseView, figures: Figures) -> list[dict[str, str]]:
    """附件2: 区外项目到位资金 of each unit, its group's subtotal after it, the district last."""
    rows = []
    for key, label, units in view.groups():
        rows += [_unit_row(view, figures, unit, view.name_of(unit)) for unit in units]
        rows.append(_unit_row(view, figures, f"GROUP:{key}", f"{label}小计"))
    return [*rows, _unit_row(view, figures, "ALL", "合计")] if rows else []


def _unit_row(view: ReleaseView, figures: Figures, unit: str, name: str) -> dict[str, str]:
    code = "funds_out_of_district"
    value = lambda column, display: figures.metric(code, display, column, unit)  # noqa: E731
    return {
        "name": figures.text("fund_arrival", unit, "unit_name", name), "target": value("annual_target", "亿元2"),
        "ytd": value("ytd_value", "亿元2"), "yoy": value("yoy", "%1"), "schedule": value("schedule_progress", "%1"),
        "rank": value("rank", "位"),
    }  # fmt: skip


MAIN_METRICS: tuple[tuple[str, str, str], ...] = (
    ("funds_out_of_district", "亿元2", "亿元"), ("funds_industrial", "亿元2", "亿元"),
    ("funds_out_of_province_100m", "亿元2", "亿元"), ("foreign_capital_usd", "万美元0", "万美元"),
    ("projects_introduced", "个", "个"), ("signed_100m", "个", "个"), ("signed_100m_amount", "亿元2", "亿元"),
    ("signed_100m_started", "个", "个"), ("started_100m", "个", "个"), ("completed_projects", "个", "个"),
)  # fmt: skip

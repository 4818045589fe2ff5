"""The sentences a document makes of the tables: who leads and who lags, chains, events, platforms, boards."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assets.publication.documents.figures import PARTS, Figures, display_text
from assets.publication.documents.rankings import leading, top_and_bottom
from assets.publication.documents.view import ReleaseView
from schemas.words import CARRIED, MISSING

FUNDS = "funds_out_of_district"
_LEVELS = ("国家", "省", "市", "区")


def unit_name(view: ReleaseView, figures: Figures, unit: str) -> str:
    """A unit's name; a digit in it is no figure."""
    return figures.text("fund_arrival", unit, "unit_name", view.name_of(unit))


def group_lines(view: ReleaseView, figures: Figures) -> list[str]:
    """First and last three of each group by 完成序时进度 of 区外项目到位资金, a small group whole; units without figures last,
    with how many of how many are ranked. A group without targets is listed by its money."""
    return [_group_line(view, figures, key, label, units) for key, label, units in view.groups()]


def _group_line(view: ReleaseView, figures: Figures, key: str, label: str, units: list[str]) -> str:
    missing = [unit for unit in units if view.figures_of(unit) == "none"]
    first, last = top_and_bottom(view, FUNDS, units)
    if not first:
        amounts = {unit: view.metric(FUNDS, "ytd_value", unit) for unit in units}
        order = sorted((u for u in units if amounts[u] is not None), key=lambda unit: -float(amounts[unit]))
        says = [_with(figures, view, unit, figures.metric(FUNDS, figures.money, unit=unit)) for unit in order]
        return _line(view, figures, key, label, says, [], missing, "有数")
    leading_ones, trailing = ([_with_progress(figures, view, unit) for unit in some] for some in (first, last))
    return _line(view, figures, key, label, leading_ones, trailing, missing)


def _line(
    view: ReleaseView,
    figures: Figures,
    key: str,
    label: str,
    first: list[str],
    last: list[str],
    missing: list[str],
    word: str = "参评",
) -> str:
    """镇（参评9/10家）：依次是甲镇（102.1%）…；缺数的是乙镇。 `missing`: units that are not ranked."""
    units = next(units for each, _, units in view.groups() if each == key)
    ranked, parts = "", []
    if first:
        parts.append(("居前的是" if last else "依次是" if len(first) > 1 else "") + "、".join(first))
    if last:
        parts.append("居后的是" + "、".join(last))
    if missing:
        with_figures = figures.count("submission", f"GROUP:{key}|ranked", len(units) - len(missing), "")
        ranked = f"({word}{with_figures}/{figures.count('submission', f'GROUP:{key}|expected', len(units), '家')})"
        parts.append("缺数的是" + "、".join(unit_name(view, figures, unit) for unit in missing))
    return f"{label}{ranked}:" + ";".join(parts) + "。"


def _with_progress(figures: Figures, view: ReleaseView, unit: str) -> str:
    return _with(figures, view, unit, figures.metric(FUNDS, "%1", "schedule_progress", unit))


def _with(figures: Figures, view: ReleaseView, unit: str, words: str) -> str:
    """甲镇（59.7%）; with a mark where the figure is of an earlier month."""
    mark = {"carried": f",{CARRIED}", "none": f",{MISSING}"}.get(view.figures_of(unit), "")
    return f"{unit_name(view, figures, unit)}({words}{mark})"


def signing_lines(view: ReleaseView, figures: Figures) -> list[str]:
    """Each group's 签约亿元以上项目 and the units that signed most; a group without any says so."""
    return [_signing_line(view, figures, f"GROUP:{key}", label, units) for key, label, units in view.groups()]


def _signing_line(view: ReleaseView, figures: Figures, place: str, label: str, units: list[str]) -> str:
    signed = {unit: view.metric("signed_100m", "ytd_value", unit) for unit in units}
    if all(value is None for value in signed.values()):
        return f"{label}：{MISSING}{figures.lacks(place)}。"
    if not view.metric("signed_100m", "ytd_value", place):
        return f"{label}：尚无签约的亿元以上项目{figures.lacks(place)}。"
    says = [_with(figures, view, unit, figures.metric("signed_100m", "个", unit=unit)) for unit in leading(signed)]
    some = len(says) < sum(bool(value) for value in signed.values())
    verb = "较多的是" if some else "分别是" if len(says) > 1 else "为"
    words = f"{label}：共签约{figures.total('signed_100m', '个', unit=place)}"
    shared = PARTS if any(not float(signed[unit] or 0).is_integer() for unit in leading(signed)) else ""
    return words + (f",{verb}{'、'.join(says)}{shared}" if says else "") + "。"


def score_lines(view: ReleaseView, figures: Figures) -> list[str]:
    """First and last three of each group by score, a small group whole; nothing without a rulebook."""
    table = view.table("assessment")
    table = table[table["rank_in_group"].notna()]
    lines = []
    for key, label, _units in view.groups():
        there = view.participation(key)
        rows = table.set_index("unit_code", drop=False).loc[there.ranked]
        says = [_with(figures, view, str(row.unit_code), _score(view, figures, row)) for row in rows.itertuples()]
        if says:
            first, last = (says[:3], says[-3:]) if len(says) > 6 else (says, [])
            lines.append(_line(view, figures, key, label, first, last, there.unranked))
    return lines


def _score(view: ReleaseView, figures: Figures, row: Any) -> str:
    text = display_text(row.total_score, f"分{view.score_places}")
    return figures.bind("assessment", str(row.unit_code), "total_score", row.total_score, text)


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
            figures.term("recognition", row.category, "category", name)
            + figures.row("recognition", "quantity", row.count_unit, **keys)
        )
    return "、".join(says)


def board(view: ReleaseView, figures: Figures, side: str, whole_year: bool = False) -> str:
    """红榜 or 黑榜 as the office keeps them in conduct.csv: of the month, or of the year up to it."""
    return ";".join(
        figures.text("conduct", side, "note", words)
        for month, kind, words in view.commendations
        if kind == side and (whole_year or month == view.month)
    )

"""The sentences a document makes of the tables: who leads and who lags, chains, events, problems, supervision, boards."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assets.publication.documents.figures import Figures
from assets.publication.documents.rankings import behind_schedule, first_and_last, leading, zero_signers
from assets.publication.documents.view import ReleaseView
from assets.publication.documents.words import COLOURS, kind_word
from schemas.months import last_day, month_label

_LEVELS = ("国家", "省", "市", "区")
_NAMED_RED = 6  # red matters named one by one in the text; the rest are in the attachment


def unit_name(view: ReleaseView, figures: Figures, unit: str) -> str:
    """A unit's name; a digit in it is no figure."""
    return figures.text("fund_arrival", unit, "unit_name", view.name_of(unit))


def group_lines(view: ReleaseView, figures: Figures) -> list[str]:
    """First and last three of each group by 完成序时进度 of 区外项目到位资金; a small group is named whole."""
    lines = []
    for _key, label, units in view.groups():
        first, last = first_and_last(view, "funds_out_of_district", units)
        if first:
            lines.append(
                _line(
                    label,
                    [_with_progress(figures, view, u) for u in first],
                    [_with_progress(figures, view, u) for u in last],
                )
            )
    return lines


def _line(label: str, first: list[str], last: list[str]) -> str:
    words = f"{label}:" + ("居前的是" if last else "依次是") + "、".join(first)
    return words + (";居后的是" + "、".join(last) if last else "") + "。"


def _with_progress(figures: Figures, view: ReleaseView, unit: str) -> str:
    return (
        f"{unit_name(view, figures, unit)}({figures.metric('funds_out_of_district', '%1', 'schedule_progress', unit)})"
    )


def signing_lines(view: ReleaseView, figures: Figures) -> list[str]:
    """Each group's 签约亿元以上项目 and the units that signed most; a group without any says so."""
    lines = []
    for key, label, units in view.groups():
        if not view.metric("signed_100m", "ytd_value", f"GROUP:{key}"):
            lines.append(f"{label}：尚无签约的亿元以上项目。")
            continue
        words = f"{label}：共签约{figures.total('signed_100m', '个', unit=f'GROUP:{key}')}"
        signing = sum(bool(view.metric("signed_100m", "ytd_value", unit)) for unit in units)
        most = leading({unit: view.metric("signed_100m", "ytd_value", unit) for unit in units})
        says = [f"{unit_name(view, figures, unit)}({figures.metric('signed_100m', '个', unit=unit)})" for unit in most]
        lines.append(
            words + ((",较多的是" if len(says) < signing else ",分别是") + "、".join(says) if says else "") + "。"
        )
    return lines


def score_lines(view: ReleaseView, figures: Figures) -> list[str]:
    """First and last three of each group by score, a small group whole; nothing without a rulebook."""
    table = view.table("assessment")
    lines = []
    for key, label, _units in view.groups():
        there = view.participation(key)
        rows = table.set_index("unit_code", drop=False).loc[there.ranked]
        says = [
            f"{unit_name(view, figures, r.unit_code)}({figures.row('assessment', 'total_score', '分2', unit_code=r.unit_code)})"
            for r in rows.itertuples()
        ]
        if says:
            lines.append(_line(label, says[:3], says[-3:]) if len(says) > 6 else _line(label, says, []))
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
    """Problems, units named: nothing signed, behind schedule, supervision, reporting late, returned or missing."""
    zero, behind = zero_signers(view), behind_schedule(view, "funds_out_of_district")
    sent = view.table("submission")
    late = _in_order(view, sent["on_time"].eq(False).fillna(False).astype(bool))
    out = _in_order(view, sent["status"].isin(["returned", "unreadable", "missing", "late_closed"]))
    month, end = month_label(view.month), last_day(view.month)
    as_of = f"截至{end.year}年{end.month}月底"
    plain = lambda unit: unit_name(view, figures, unit)  # noqa: E731
    progress = lambda unit: _with_progress(figures, view, unit)  # noqa: E731
    cases = [
        ("项目签约不平衡", f"{as_of}，尚无签约亿元以上项目的有", zero, plain, "metric", "signed_100m=0"),
        (
            "序时进度滞后",
            f"{as_of}，区外项目到位资金未达序时进度的有",
            behind,
            progress,
            "metric",
            "schedule_progress<1",
        ),
        ("报送不及时", f"{month}报表迟报的有", late, plain, "submission", "on_time=false"),
        ("报送质量不高", f"{month}报表被退回、无法读取或缺报的有", out, plain, "submission", "status"),
    ]
    lines = [
        f"{title}。{words}{'、'.join(name(u) for u in units)}，共{figures.count(table, key, len(units), '家')}。"
        for title, words, units, name, table, key in cases if units
    ]  # fmt: skip
    watched = supervision_words(view, figures)
    lines += [f"部分项目推进缓慢。{watched}"] if watched else []
    return [f"{'一二三四五'[at]}是{line}" for at, line in enumerate(lines)]


def _in_order(view: ReleaseView, chosen: pd.Series) -> list[str]:
    """The units of the chosen rows of report_submission, in the order they are printed."""
    units = set(view.table("submission")[chosen]["unit_code"])
    return [unit for unit in view.units_by_group() if unit in units]


def supervision_words(view: ReleaseView, figures: Figures) -> str:
    """Open matters under supervision by colour, the red ones named; empty when there is none."""
    rows = view.table("supervision")
    rows = rows[rows["cleared_month"].isna()]
    if not len(rows):
        return ""
    says = [
        f"{label}{figures.count('supervision', f'colour={colour}', int((rows['colour'] == colour).sum()), '件')}"
        for colour, label in COLOURS.items() if (rows["colour"] == colour).any()
    ]  # fmt: skip
    words = f"目前在督事项{figures.count('supervision', 'open', len(rows), '件')}，其中{'、'.join(says)}。"
    red = rows[rows["colour"] == "red"].sort_values(["first_month", "item_id"])
    if not len(red):
        return words
    named = [_matter(view, figures, row) for row in red.head(_NAMED_RED).to_dict("records")]
    return (
        words
        + f"红牌事项{'有' if len(red) > len(named) else '为'}"
        + "、".join(named)
        + ("等" if len(red) > len(named) else "")
        + "。"
    )


def _matter(view: ReleaseView, figures: Figures, row: dict[str, Any]) -> str:
    names = dict(view.table("project")[["project_code", "project_name"]].itertuples(index=False, name=None))
    project = names.get(row["project_code"]) if isinstance(row["project_code"], str) else None
    what = f"“{figures.text('project', row['project_code'], 'project_name', str(project))}”" if project else ""
    return f"{unit_name(view, figures, row['unit_code'])}{what}({kind_word(row['kind'])})"


def board(view: ReleaseView, figures: Figures, side: str, whole_year: bool = False) -> str:
    """红榜 or 黑榜 as the office keeps them in conduct.csv: of the month, or of the year up to it."""
    return ";".join(
        figures.text("conduct", side, "note", words)
        for month, kind, words in view.commendations
        if kind == side and (whole_year or month == view.month)
    )

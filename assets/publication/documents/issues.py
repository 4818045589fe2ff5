"""存在问题: what the published figures show as wanting, the gravest first, units apart from projects.

Money that is lacking is named; 未报送, 被退回, 无法读取, 关账后报送 and 迟报 are different things.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from assets.publication.documents.figures import Figures
from assets.publication.documents.rankings import behind_schedule, fallen, shortfall, zero_signers
from assets.publication.documents.sentences import unit_name
from assets.publication.documents.view import ReleaseView
from assets.publication.documents.words import COLOURS, UNMET, kind_word
from schemas.months import last_day, month_label
from schemas.words import ABSENCE_REASONS, CARRIED, MISSING

_FUNDS = "funds_out_of_district"
_MAIN = (
    ("funds_industrial", ""), ("funds_out_of_province_100m", ""), ("foreign_capital_usd", "万美元0"), ("signed_100m", "个"),
    ("started_100m", "个"), ("completed_projects", "个"),
)  # fmt: skip
_NAMED = 6  # named one by one in the text; the rest are in the attachments
_NUMERALS = "一二三四五六七八九十"
_CLEAN = ("accepted", "needs_explanation", "nil")
_TITLES = {
    "missing": "数据缺报",
    "returned": "报表被退回",
    "unreadable": "报表无法读取",
    "late_closed": ABSENCE_REASONS["late_closed"],
}


def issue_lines(view: ReleaseView, figures: Figures) -> list[str]:
    """The problems as numbered paragraphs, by weight: behind schedule, below last year, units without their month, nothing
    signed, projects and units under supervision, reporting."""
    lines = [
        *_schedule(view, figures),
        *_falls(view, figures),
        *_reporting(view, figures, "missing"),
        *_unsigned(view, figures),
        *_supervised(view, figures, projects=True),
        *_supervised(view, figures, projects=False),
        *(line for status in ("returned", "unreadable", "late_closed") for line in _reporting(view, figures, status)),
        *_late(view, figures),
    ]
    return [f"{_NUMERALS[at]}是{line}" for at, line in enumerate(lines)]


def nothing_found(view: ReleaseView) -> str:
    """What was looked at where no problem was found: schedule only where there are targets."""
    schedule = [UNMET if view.is_december else "未达序时进度"] if view.has_targets else []
    return f"未发现{'、'.join(['零签约', *schedule, '督办', '报送'])}方面的问题"


def _as_of(view: ReleaseView) -> str:
    end = last_day(view.month)
    return f"截至{end.year}年{end.month}月底"


def _schedule(view: ReleaseView, figures: Figures) -> Iterator[str]:
    """The district's shortfalls, then every unit's of 区外项目到位资金, the largest first. At the year's end what is
    lacking is lacking of the year's target."""
    plan, unmet = _plan(view)
    whole = figures.shortfall(_FUNDS)
    lacking = [("区外项目到位资金", whole)] if whole else []
    lacking += [
        (str(view.metric(code, "metric_label")), figures.shortfall(code, display))
        for code, display in _MAIN
        if shortfall(view, code, "ALL") is not None
    ]
    parts = [f"{label}欠{plan}{lack}{figures.lacks('ALL')}" for label, lack in lacking[:1]]  # the mark once a sentence
    parts += [f"{label}欠{lack}" for label, lack in lacking[1:]]
    sentences = [f"{_as_of(view)},全区{'、'.join(parts)}"] if parts else []
    units = behind_schedule(view, _FUNDS)
    if units:
        count = figures.count("metric", "schedule_progress<1", len(units), "家")
        says = "、".join(_lacking(view, figures, unit) for unit in units)
        sentences.append(f"{_as_of(view)},区外项目到位资金{unmet}的单位{count},{_order(units, '欠额')}为{says}")
    if sentences:
        title = UNMET if view.is_december else "序时进度滞后"
        yield f"{'' if parts else '部分单位'}{title}。{'。'.join(sentences)}。"


def _plan(view: ReleaseView) -> tuple[str, str]:
    """What a shortfall is lacking of, and the word for a unit that has one."""
    return ("年度目标", UNMET) if view.is_december else ("序时进度", "未达序时进度")


def _order(units: list[str], by: str) -> str:
    return f"按{by}由大到小" if len(units) > 1 else ""


def _lacking(view: ReleaseView, figures: Figures, unit: str) -> str:
    """甲镇欠序时进度3.77亿元（完成序时进度59.7%）, in December 甲镇欠年度目标3.77亿元（完成59.7%）."""
    progress = figures.metric(_FUNDS, "%1", "schedule_progress", unit)
    lack, plan = figures.shortfall(_FUNDS, unit=unit), _plan(view)[0]
    done = "完成" if view.is_december else "完成序时进度"
    return f"{unit_name(view, figures, unit)}欠{plan}{lack}({done}{progress}{_carried(view, unit)})"


def _carried(view: ReleaseView, unit: str) -> str:
    return f",{CARRIED}" if view.figures_of(unit) == "carried" else ""


def _falls(view: ReleaseView, figures: Figures) -> Iterator[str]:
    """The district and the units below the same period of the year before, the largest fall first. Figures of an earlier
    month beside this month's same period are no fall: such units are named apart."""
    units, falls = fallen(view, _FUNDS), view.falls(_FUNDS)
    parts = []
    if falls:
        parts.append(f"全区区外项目到位资金{figures.growth(_FUNDS)}{figures.lacks('ALL')}")
    if units:
        says = "、".join(_fall(view, figures, unit) for unit in units[:_NAMED])
        order = "降幅居前的" if len(units) > _NAMED else _order(units, "降幅")
        whose = "下降的单位" if parts else "区外项目到位资金下降的单位"
        parts.append(f"{whose}{figures.count('metric', 'yoy<0', len(units), '家')},{order}为{says}")
    if parts:
        apart = "、".join(
            unit_name(view, figures, unit)
            for unit in view.extent.carried()
            if view.metric(_FUNDS, "yoy", unit) is not None
        )
        parts += [f"{apart}{CARRIED},不作同比"] if apart else []
        yield f"{'' if falls else '部分单位'}到位资金低于上年同期。{_as_of(view)},{';'.join(parts)}。"


def _fall(view: ReleaseView, figures: Figures, unit: str) -> str:
    fall = figures.growth(_FUNDS, unit=unit).removeprefix("按已报数").removeprefix("同比")
    return f"{unit_name(view, figures, unit)}({fall}{_carried(view, unit)})"


def _unsigned(view: ReleaseView, figures: Figures) -> Iterator[str]:
    units = zero_signers(view)
    if units:
        says = "、".join(unit_name(view, figures, unit) + _bracketed(_carried(view, unit)) for unit in units)
        count = figures.count("metric", "signed_100m=0", len(units), "家")
        none = len(units) == sum(view.figures_of(unit) != "none" for unit in view.units)
        title = "亿元以上项目尚无签约" if none else "项目签约不平衡"
        yield f"{title}。{_as_of(view)},尚无签约亿元以上项目的有{says},共{count}。"


def _bracketed(words: str) -> str:
    return f"({words.lstrip(',')})" if words else ""


def _reporting(view: ReleaseView, figures: Figures, status: str) -> Iterator[str]:
    """One thing that went wrong with the month's returns, and which figures stand instead."""
    units = _in_order(view, view.table("submission")["status"].eq(status))
    if not units:
        return
    instead = {"carried": f"({CARRIED})", "none": f"({MISSING})"}
    says = "、".join(unit_name(view, figures, unit) + instead.get(view.figures_of(unit), "") for unit in units)
    count = figures.count("submission", f"status={status}", len(units), "家")
    yield f"{_TITLES[status]}。{month_label(view.month)}报表{ABSENCE_REASONS[status]}的有{says},共{count}。"


def _late(view: ReleaseView, figures: Figures) -> Iterator[str]:
    """迟报: what was accepted in the end and came after the deadline."""
    table = view.table("submission")
    late = table["on_time"].eq(False).fillna(False).astype(bool) & table["status"].isin(_CLEAN)
    units = _in_order(view, late)
    if units:
        says = "、".join(unit_name(view, figures, unit) for unit in units)
        count = figures.count("submission", "on_time=false", len(units), "家")
        yield f"报送不及时。{month_label(view.month)}报表迟报的有{says},共{count}。"


def _in_order(view: ReleaseView, chosen: pd.Series) -> list[str]:
    """The units of the chosen rows of report_submission, in the order they are printed."""
    units = set(view.table("submission")[chosen]["unit_code"])
    return [unit for unit in view.units_by_group() if unit in units]


def _supervised(view: ReleaseView, figures: Figures, projects: bool) -> Iterator[str]:
    """Open matters of projects, or of units, under supervision: by colour, the red ones named."""
    rows = view.table("supervision")
    rows = rows[rows["cleared_month"].isna() & (rows["project_code"].notna() == projects)]
    if not len(rows):
        return
    kind, word = ("project", "项目") if projects else ("unit", "单位")
    says = [
        f"{label}{figures.count('supervision', f'{kind}|{colour}', int((rows['colour'] == colour).sum()), '件')}"
        for colour, label in COLOURS.items()
        if (rows["colour"] == colour).any()
    ]
    whole = figures.count("supervision", f"{kind}|open", len(rows), "件")
    colours = f"其中{'、'.join(says)}" if len(says) > 1 else f"均为{COLOURS[str(rows['colour'].iloc[0])]}"
    words = f"在督{word}事项{whole},{colours}。"
    red = rows[rows["colour"] == "red"].sort_values(["first_month", "item_id"])
    if len(red):
        named = "、".join(_matter(view, figures, row) for row in red.head(_NAMED).to_dict("records"))
        more = len(red) > _NAMED
        words += f"红牌事项{'有' if more else '为'}{named}{'等' if more else ''}。"
    yield f"{'部分项目推进缓慢' if projects else '部分单位列入督办'}。{words}"


def _matter(view: ReleaseView, figures: Figures, row: dict[str, Any]) -> str:
    names = dict(view.table("project")[["project_code", "project_name"]].itertuples(index=False, name=None))
    project = names.get(row["project_code"]) if isinstance(row["project_code"], str) else None
    what = figures.quotation("project", row["project_code"], "project_name", str(project)) if project else ""
    return f"{unit_name(view, figures, row['unit_code'])}{what}({kind_word(row['kind'], view.is_december)})"

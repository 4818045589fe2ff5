"""The month on one Markdown page for the Dagster UI: a table of units and a small chart of progress."""

from __future__ import annotations

import base64
from html import escape

import pandas as pd

from assets.intake.office.units import UnitRegister
from assets.publication.participation import participation, rank_word
from assets.publication.provisional import AT_LEAST, Extent, is_comparable, published_extent
from schemas.history import History
from schemas.months import month_label, span_label
from schemas.rounding import exact, half_up
from schemas.words import SUBMISSION_STATUSES

_YI = 100_000_000
_HALO = 'paint-order="stroke" stroke="#fff" stroke-width="4"'  # a figure beside the 100% line stays readable


def month_markdown(history: History, month: str, register: UnitRegister) -> str:
    """The page of the current release; it names its month, for the overview shows the latest event of any month."""
    extent = published_extent(history, month)
    if extent is None:
        return f"{month_label(month)}尚无发布"
    funds = history.table("fund_arrival", month)
    funds = funds[funds["caliber"] == "verified"].set_index("unit_code")
    scores = history.table("assessment", month).set_index("unit_code")
    status = history.table("submission", month).set_index("unit_code")["status"]
    lines = [
        f"### {month_label(month)}招商引资 · {extent.state} · 第 {extent.release['revision']} 次发布",
        f"累计数为{span_label(month)}。{_caution(extent, history.table('metric', month))}{_participation(scores.reset_index())}",
        "",
        "| 单位 | 状态 | 区外到位（亿元） | 完成序时 | 同比 | 得分 | 位次 |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    unranked = participation(scores.reset_index()).unranked
    units = sorted(register.expected(month), key=lambda code: code in unranked)
    for code in [*units, "ALL"]:
        if code in funds.index:
            lines.append(_line(code, funds.loc[code], scores, status, f"{register.name(code)}{extent.beside(code)}"))
    return "\n".join([*lines, "", f"![完成序时进度]({progress_chart(funds, register, month)})"])


def _caution(extent: Extent, metric: pd.DataFrame) -> str:
    """What a total that lacks units may be taken for."""
    if extent.at_least("ALL"):
        return f"尚有单位未报或沿用上次数：合计{AT_LEAST}所列，完成序时和同比按已报数。"
    basis = extent.basis("ALL", is_comparable(metric))
    return f"合计{extent.lacking()}，同比{basis}计算。" if extent.has_gaps else ""


def _participation(scores: pd.DataFrame) -> str:
    """How many units are ranked, where it is not all of them."""
    words = participation(scores).words
    return f"考核{words}，缺数单位不计分、不排名。" if words else ""


def _line(code: str, row: pd.Series, scores: pd.DataFrame, status: pd.Series, name: str) -> str:
    score = scores.loc[code] if code in scores.index else None
    shown = (
        name,
        SUBMISSION_STATUSES.get(str(status.get(code)), ""),
        _money(row["out_of_district_ytd_yuan"]),
        _percent(row["out_of_district_schedule_progress"]),
        _percent(row["out_of_district_yoy"]),
        "" if score is None else "—" if pd.isna(score["total_score"]) else f"{half_up(float(score['total_score']), 3)}",
        rank_word(score["rank_in_group"]) if score is not None else "",
    )
    return f"| {' | '.join(shown)} |"


def _money(value: object) -> str:
    return "—" if pd.isna(value) else f"{half_up(exact(int(value)) / _YI, 2)}"  # type: ignore[arg-type, call-overload]


def _percent(value: object) -> str:
    return "—" if pd.isna(value) else f"{half_up(exact(float(value)) * 100, 1)}%"  # type: ignore[arg-type]


def progress_chart(funds: pd.DataFrame, register: UnitRegister, month: str) -> str:
    """A bar a unit against the 100% line, as an SVG data URI; pattern and figure beside colour."""
    units = [code for code in register.expected(month) if code in funds.index]
    height = 22 * len(units) + 30
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="640" height="{height}" font-family="sans-serif" font-size="12">'
    ]
    figures = []
    for place, code in enumerate(units):
        value = funds.at[code, "out_of_district_schedule_progress"]
        share = 0.0 if pd.isna(value) else max(0.0, float(value))
        top = 22 * place + 8
        colour = "#2f6f4f" if share >= 1 else "#b4541f"
        parts.append(f'<text x="150" y="{top + 12}" text-anchor="end">{escape(register.name(code))}</text>')
        parts.append(f'<rect x="158" y="{top}" width="{min(share, 1.5) * 260:.1f}" height="15" fill="{colour}"/>')
        end = 164 + min(share, 1.5) * 260
        figures.append(f'<text x="{end:.1f}" y="{top + 12}" {_HALO}>{_percent(value)}</text>')
    parts.append(f'<line x1="418" y1="2" x2="418" y2="{height - 20}" stroke="#444" stroke-dasharray="4 3"/>')
    parts += figures
    parts.append(f'<text x="418" y="{height - 6}" text-anchor="middle">序时 100%</text></svg>')
    return "data:image/svg+xml;base64," + base64.b64encode("".join(parts).encode()).decode()

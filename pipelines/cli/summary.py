"""The month in one table: each unit's status, funds, schedule, score and rank."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.table import Table

from assets.publication.participation import participation, rank_word
from assets.publication.provisional import Extent, published_extent
from schemas.history import History
from schemas.months import month_label, span_label
from schemas.rounding import exact, half_up
from schemas.words import SUBMISSION_STATUSES


def summary_table(store: History, month: str) -> Table:
    """Units by group and rank: 状态 · 到位 (区外项目, 亿元) · 序时 (完成序时进度, %) · 同比 (%) · 得分 · 位次, whole on a
    terminal of 80 columns. The month has a release; a total that lacks units says so; units without figures stand last."""
    extent = published_extent(store, month)
    assert extent is not None, f"{month} has no release"
    there = participation(store.table("assessment", month))
    table = Table(
        box=SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        title=f"{month_label(month)}区外项目到位资金与考核\n{extent.state}\n"
        f"到位：{span_label(month)}累计，亿元；序时（完成序时进度）、同比：%{f'；{there.words}' if there.words else ''}",
        title_justify="left",
    )
    table.add_column("单位", overflow="fold")  # a long name goes on in the next line, a figure is never cut
    table.add_column("状态", no_wrap=True)
    for name in ("到位", "序时", "同比", "得分", "位次"):
        table.add_column(name, justify="right", no_wrap=True)
    funds = store.table("fund_arrival", month)
    funds = funds[funds["caliber"] == "verified"].set_index("unit_code")
    scores = store.table("assessment", month).set_index("unit_code")
    status = store.table("submission", month).set_index("unit_code")["status"]
    units = [code for code in funds.index if code != "ALL" and not code.startswith("GROUP:")]
    order = sorted(units, key=lambda code: (funds.at[code, "unit_group"], _rank(scores, code)))
    for code, following in zip(order, [*order[1:], None], strict=True):
        last = following is None or funds.at[following, "unit_group"] != funds.at[code, "unit_group"]
        label = SUBMISSION_STATUSES.get(str(status.get(code)), "—")
        table.add_row(*_row(funds, scores, code, label, extent), end_section=last)
    if "ALL" in funds.index:
        table.add_row(*_row(funds, scores, "ALL", "", extent))
    return table


def _rank(scores: pd.DataFrame, code: str) -> int:
    """Units that are not ranked come after those that are."""
    rank = scores["rank_in_group"].get(code)
    return 999_999 if rank is None or pd.isna(rank) else int(rank)


def _row(funds: pd.DataFrame, scores: pd.DataFrame, code: str, status: str, extent: Extent) -> tuple[str, ...]:
    line = funds.loc[code]
    scored = scores.loc[code] if code in scores.index else None
    return (
        f"{line['unit_name']}{extent.beside(code)}",
        status,
        _shown(line["out_of_district_ytd_yuan"], Fraction(1, 100_000_000), 2),
        _shown(line["out_of_district_schedule_progress"], Fraction(100), 1),
        _shown(line["out_of_district_yoy"], Fraction(100), 1),
        _shown(scored["total_score"], Fraction(1), 3) if scored is not None else "—",
        rank_word(scored["rank_in_group"]) if scored is not None else "—",
    )


def _shown(value: Any, scale: Fraction, places: int) -> str:
    """`value` × `scale` at `places`, or a dash where there is nothing."""
    return "—" if value is None or pd.isna(value) else str(half_up(exact(value) * scale, places))

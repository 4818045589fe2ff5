"""The score part of `zhaoyin explain`: a unit's items with their reasons, on the terminal or as a document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import typer

from pipelines.cli.terminal import say


def explain_scores(store: Any, month: str, unit: str, out: Path | None, as_json: bool) -> None:
    """Prints the scores of one unit, or of all; with `out`, writes the unit's score card as .docx."""
    items, totals = store.table("assessment_item", month), store.table("assessment", month)
    if unit != "ALL":
        items, totals = items[items["unit_code"] == unit], totals[totals["unit_code"] == unit]
    if not len(totals):
        raise typer.BadParameter(f"{month} 没有单位 {unit} 的考核得分")
    if out is not None:
        from assets.publication.score_card import write_score_card

        write_score_card(out, store, month, unit)
        say(f"已写入 {out}")
        return
    from assets.publication.rank_margin import closers

    if as_json:
        rows = items.astype(object).where(items.notna(), None).to_dict("records")
        for row in rows:
            row["explanation"] = json.loads(row["explanation"])
        whole = totals.astype(object).where(totals.notna(), None).to_dict("records")
        print(
            json.dumps(
                {"command": "explain", "ok": True, "month": month, "units": whole, "items": rows}, ensure_ascii=False
            )
        )
        return
    for total in totals.sort_values(["unit_group", "rank_in_group"]).itertuples():
        if pd.isna(total.total_score):
            say(f"{total.unit_name}：缺数（本月没有可用数据），不计分，不参加排名")
            _print_items(items, total.unit_code)
            continue
        gap = "" if pd.isna(total.gap_to_next) else f"，距上一位 {total.gap_to_next:g} 分"
        say(
            f"{total.unit_name}：总分 {total.total_score:g}（基础 {total.base_score:g} + 加分 {total.bonus:g} − 减分 {total.deduction:g}），组内第 {total.rank_in_group} 位{gap}"
        )
        if gap:
            ways = closers(items[items["unit_code"] == total.unit_code], float(total.gap_to_next))
            say(f"  要追平上一位，下列一项即可：{'；'.join(ways)}" if ways else "  没有一项单独能追平上一位")
        _print_items(items, total.unit_code)


def _print_items(items: pd.DataFrame, unit: str) -> None:
    for row in items[items["unit_code"] == unit].itertuples():
        say(f"  {row.explanation_zh}")

"""`zhaoyin diff --vintages`: what was said of a month, release by release (the view vintage_metric)."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
import typer

HEADLINES = ("funds_out_of_district", "funds_industrial", "funds_out_of_province_100m", "signed_100m", "signed_100m_amount")  # fmt: skip
_STATUS = {"provisional": "快报", "final": "定稿"}


def print_vintages(store: Any, month: str, metric: str | None, unit: str, as_json: bool) -> None:
    """A block a metric, a line a release; verified figures, year to date."""
    codes = (metric,) if metric else HEADLINES
    query = sa.text(
        "SELECT revision, release_id, published_at, status, metric_code, metric_label, ytd_value FROM vintage_metric "
        "WHERE month = :month AND unit_code = :unit AND caliber = 'verified' AND metric_code IN :codes ORDER BY revision"
    ).bindparams(sa.bindparam("codes", expanding=True))
    with store.engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(query, {"month": month, "unit": unit, "codes": list(codes)}).mappings()]  # fmt: skip
    if not rows:
        raise typer.BadParameter(f"{month} 没有指标 {'、'.join(codes)}（单位 {unit}）")
    for row in rows:
        row["published_at"] = str(row["published_at"])[:19]
    if as_json:
        print(json.dumps({"command": "diff", "ok": True, "month": month, "unit": unit, "vintages": rows}, ensure_ascii=False))  # fmt: skip
        return
    print(f"{month} 历次发布所载（{unit}，认定，本年累计）")
    for code in codes:
        said = [row for row in rows if row["metric_code"] == code]
        if said:
            print(f"\n{said[0]['metric_label']}")
        before = None
        for row in said:
            value = row["ytd_value"]
            moved = "" if before is None or value is None else f"（{value - before:+,.0f}）"
            status = _STATUS.get(row["status"], row["status"])
            print(
                f"  r{row['revision']}  {row['published_at']}  {status}  {'空' if value is None else f'{value:,.0f}'}{moved}"
            )
            before = value

"""`zhaoyin diff --vintages`: what was said of a month, release by release (the view vintage_metric)."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
import typer

from pipelines.cli.terminal import say
from pipelines.cli.wording import counted

HEADLINES = (
    "funds_out_of_district",
    "funds_industrial",
    "funds_out_of_province_100m",
    "signed_100m",
    "signed_100m_amount",
)


def _extent(store: Any, release: dict[str, Any]) -> Any:
    from assets.publication.provisional import extent_of

    return extent_of(
        release, *(store.of_release(name, str(release["release_id"])) for name in ("submission", "fund_arrival"))
    )


def print_vintages(store: Any, month: str, metric: str | None, unit: str, as_json: bool) -> None:
    """A block a metric, a line a release; verified figures, year to date."""
    codes = (metric,) if metric else HEADLINES
    query = sa.text(
        "SELECT revision, release_id, published_at, status, metric_code, metric_label, value_unit, ytd_value FROM vintage_metric "
        "WHERE month = :month AND unit_code = :unit AND caliber = 'verified' AND metric_code IN :codes ORDER BY revision"
    ).bindparams(sa.bindparam("codes", expanding=True))
    with store.engine.connect() as connection:
        rows = [
            dict(row)
            for row in connection.execute(query, {"month": month, "unit": unit, "codes": list(codes)}).mappings()
        ]
    if not rows:
        raise typer.BadParameter(f"{month} 没有指标 {'、'.join(codes)}（单位 {unit}）")
    extents = {int(release["revision"]): _extent(store, release) for release in store.releases(month)}
    for row in rows:
        row["lower_bound"] = bool(extents[row["revision"]].at_least(unit, row["value_unit"]))
        row["published_at"] = str(row["published_at"])[:19]
    if as_json:
        print(
            json.dumps(
                {"command": "diff", "ok": True, "month": month, "unit": unit, "vintages": rows}, ensure_ascii=False
            )
        )
        return
    say(f"{month} 历次发布所载（{unit}，认定，本年累计）")
    for code in codes:
        said = [row for row in rows if row["metric_code"] == code]
        if said:
            say(f"\n{said[0]['metric_label']}")
        before = None
        for row in said:
            value = row["ytd_value"]
            moved = "" if before is None or value is None else f"（{counted(value - before, row['value_unit'], '+')}）"
            extent = extents[row["revision"]]
            shown = (
                "空"
                if value is None
                else f"{extent.at_least(unit, row['value_unit'])}{counted(value, row['value_unit'])}"
            )
            say(f"  r{row['revision']}  {row['published_at']}  {extent.state}  {shown}{moved}")
            before = value

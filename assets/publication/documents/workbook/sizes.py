"""A unit's introduced projects by size: the three published bands, and the projects of 亿元以上 counted finer from the
published project list with the same credit."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assets.publication.documents.view import ReleaseView

_FINER = (("a", 100_000_000, 500_000_000), ("b", 500_000_000, 1_000_000_000), ("c", 1_000_000_000, None))


def size_row(view: ReleaseView, code: str) -> dict[str, Any]:
    """`<band>.n|i|f`: projects, investment, money of the year; `finer.a|b|c`: 1–5, 5–10, 10 亿元 and more; `all.*`: sums.
    Empty for a GROUP, which the table does not publish: the units' sum stands there."""
    bands = {row["size_band"]: row for row in view.all_rows("size_band", code).to_dict("records")}
    if not bands:
        return {}
    told = {
        f"{band}.{part}": bands[band][column] if band in bands else None
        for band in ("100m", "50m", "10m")
        for part, column in (("n", "projects"), ("i", "investment_yuan"), ("f", "arrived_ytd_yuan"))
    }
    for part in "nif":
        values = [told[f"{band}.{part}"] for band in ("100m", "50m", "10m")]
        known = [value for value in values if value is not None and not pd.isna(value)]
        told[f"all.{part}"] = sum(known) if known else None
    return {**told, **_finer(introduced(view), code)}


def introduced(view: ReleaseView) -> pd.DataFrame:
    """The published projects behind projects_introduced: signed this year, 1000万 and more, not local, counted."""
    rows = view.table("project")
    signed = rows["signed_on"].astype(str).str[:4] == str(view.year)
    kept = (
        (rows["origin_scope"] != "local") & (rows["stage"] != "terminated") & rows["counted"].fillna(True).astype(bool)
    )
    return rows[signed & kept & (rows["total_investment_yuan"].fillna(0) >= 10_000_000)]


def _finer(rows: pd.DataFrame, code: str) -> dict[str, float]:
    share = rows["own_share"].astype(float)
    if code != "ALL":
        partner = rows["partner_unit_code"] == code
        share = share.where(rows["unit_code"] == code, 0.0) + (1 - rows["own_share"].astype(float)).where(partner, 0.0)
    else:
        share = share * 0 + 1.0
    total = rows["total_investment_yuan"].astype("int64")
    found = {}
    for part, low, high in _FINER:
        inside = (total >= low) & ((total < high) if high is not None else True)
        found[f"finer.{part}"] = float(share[inside].sum().round(4))
    return found

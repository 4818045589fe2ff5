"""A unit's introduced projects by size: the three published bands, and the projects of 亿元以上 counted finer from the
published project list with the same credit."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assets.publication.documents.view import ReleaseView

_EDGES = (100_000_000, 500_000_000, 1_000_000_000, float("inf"))
_FINER_NAMES = ("finer.a", "finer.b", "finer.c")


class SizeRows:
    """(view, unit or ALL) → `<band>.n|i|f`: projects, investment, money of the year; `finer.a|b|c`: 1–5, 5–10, 10 亿元 and
    more; `all.*`: sums. Empty for a GROUP, which the table does not publish: the units' sum stands there. The project list
    of a view is counted once, however many units ask."""

    def __init__(self) -> None:
        self._view: ReleaseView | None = None
        self._finer: dict[str, dict[str, float]] = {}

    def __call__(self, view: ReleaseView, code: str) -> dict[str, Any]:
        bands = {row["size_band"]: row for row in view.records("size_band", code)}
        if not bands:
            return {}
        if self._view is not view:
            self._view, self._finer = view, finer_counts(introduced(view))
        return {**_banded(bands), **self._finer.get(code, dict.fromkeys(_FINER_NAMES, 0.0))}


def _banded(bands: dict[str, dict[str, Any]]) -> dict[str, Any]:
    told = {
        f"{band}.{part}": bands[band][column] if band in bands else None
        for band in ("100m", "50m", "10m")
        for part, column in (("n", "projects"), ("i", "investment_yuan"), ("f", "arrived_ytd_yuan"))
    }
    for part in "nif":
        values = [told[f"{band}.{part}"] for band in ("100m", "50m", "10m")]
        known = [value for value in values if value is not None and not pd.isna(value)]
        told[f"all.{part}"] = sum(known) if known else None
    return told


def introduced(view: ReleaseView) -> pd.DataFrame:
    """The published projects behind projects_introduced: signed this year, 1000万 and more, not local, counted."""
    rows = view.table("project")
    signed = rows["signed_on"].astype(str).str[:4] == str(view.year)
    kept = (
        (rows["origin_scope"] != "local") & (rows["stage"] != "terminated") & rows["counted"].fillna(True).astype(bool)
    )
    return rows[signed & kept & (rows["total_investment_yuan"].fillna(0) >= 10_000_000)]


def finer_counts(rows: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Unit or ALL → `finer.a|b|c`: the projects of each size, a shared one by its share; units without one are left out."""
    total = rows["total_investment_yuan"].astype("int64")
    size = pd.cut(total, _EDGES, right=False, labels=list(_FINER_NAMES)).astype(object)
    own = rows["own_share"].astype(float)
    lead = pd.DataFrame({"unit": rows["unit_code"], "size": size, "share": own})
    partner = pd.DataFrame({"unit": rows["partner_unit_code"], "size": size, "share": 1 - own})
    whole = pd.DataFrame({"unit": "ALL", "size": size, "share": 1.0}, index=rows.index)
    shares = pd.concat([lead, partner, whole], ignore_index=True).dropna(subset=["unit", "size"])
    counts = shares.groupby(["unit", "size"])["share"].sum().round(4)
    found: dict[str, dict[str, float]] = {}
    for (unit, name), count in counts.items():
        found.setdefault(unit, dict.fromkeys(_FINER_NAMES, 0.0))[name] = float(count)
    return found

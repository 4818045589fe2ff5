"""Reporting discipline of a unit over the months of a year: punctuality, completeness, accuracy, stability."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd

from schemas.history import History
from schemas.months import months_between

COLUMNS = ["unit_code", "punctuality", "completeness", "accuracy", "stability"]


def discipline(history: History, first: str, last: str) -> pd.DataFrame:
    """One row a unit. punctuality: months on time ÷ months due · completeness: months with figures of their own ÷ months
    due · accuracy: months never left with an open error ÷ months sent · stability: months sent once ÷ months sent.
    A share without months is null."""
    tables = [history.table("submission", month) for month in months_between(first, last)]
    rows = (
        pd.concat([table for table in tables if len(table)], ignore_index=True)
        if any(map(len, tables))
        else pd.DataFrame(columns=["unit_code"])
    )
    found = []
    for unit, months in rows.groupby("unit_code", sort=True):
        sent = months[months["status"] != "missing"]
        found.append(
            [
                unit,
                _share(months["on_time"].fillna(False).sum(), months["on_time"].notna().sum()),
                _share((months["figures"] == "current").sum(), len(months)),
                _share((sent["errors"] == 0).sum(), len(sent)),
                _share((sent["revision"] == 1).sum(), len(sent)),
            ]
        )
    return pd.DataFrame(found, columns=COLUMNS)


def _share(part: int, whole: int) -> float | None:
    return float(Fraction(int(part), int(whole))) if whole else None

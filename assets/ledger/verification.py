"""认定: what the office verified of each project's money, and whether the project counts at all.

With k the latest month ≤ m of the year that has a verified amount: verified(m) = verified(k) + declared(m) −
declared(k), never above declared, never below the smaller of 0 and declared. Without one, the policy `unverified`.
A row without an amount adjusts no money. counted = 否 holds from its month, across years, until a row says 是.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from assets.ledger.model import Remark
from assets.review.rule_context import yuan_as_wan
from schemas.history import History
from schemas.months import month_label, year_of


@dataclass
class Verified:
    """By row of the projects: `ytd` and `total` in yuan (Int64), `counted` (bool), `month` of the amount in force (None
    without one). `remarks`: above_declared · no_base; `met`: the projects verifications.csv speaks of."""

    ytd: pd.Series
    total: pd.Series
    counted: pd.Series
    month: pd.Series
    met: set[str]
    remarks: list[Remark] = field(default_factory=list)


class Verification:
    """verifications.csv at a month."""

    def __init__(self, verifications: pd.DataFrame, history: History, month: str, unverified: str) -> None:
        self._due = verifications[verifications["month"] <= month] if len(verifications) else verifications
        self._month, self._unverified = month, unverified
        self._released = _Released(history)
        self._amounts = _latest_amounts(self._due, month)
        self._counted_by_project = _counted(self._due)
        self._codes = set(self._due["project_code"]) if len(self._due) else set()

    def of(self, projects: pd.DataFrame) -> Verified:
        """The verified side of the projects of the books (project_code and the money columns)."""
        codes = [str(code) for code in projects["project_code"]]
        declared = projects["arrived_ytd_yuan"].to_numpy(dtype="int64")
        position = {code: at for at, code in enumerate(codes) if code in self._codes}
        ytd = np.minimum(declared, 0) if self._unverified == "zero" else declared.copy()
        months: list[str | None] = [None] * len(codes)
        remarks: list[Remark] = []
        for code, (month_of_row, amount) in self._amounts.items():
            if code not in position:
                continue
            at, now = position[code], int(declared[position[code]])
            base = now if month_of_row == self._month else self._released.ytd(code, month_of_row)
            if base is None:
                words = (
                    f"{month_label(month_of_row)}未发布，认定数{yuan_as_wan(amount)}之后的增减无法推算，按认定数不变计"
                )
                remarks.append(Remark("no_base", words, code))
            value = amount + (now - base if base is not None else 0)
            if value > now:
                remarks.append(
                    Remark(
                        "above_declared",
                        f"认定后本年累计 {yuan_as_wan(value)} 大于上报 {yuan_as_wan(now)}，按上报数计",
                        code,
                    )
                )
            ytd[at], months[at] = max(min(value, now), min(0, now)), month_of_row
        total = projects["arrived_before_year_yuan"].to_numpy(dtype="int64") + ytd
        return Verified(
            pd.Series(ytd, index=projects.index, dtype="Int64"),
            pd.Series(total, index=projects.index, dtype="Int64"),
            pd.Series([self._counted_by_project.get(code, True) for code in codes], index=projects.index, dtype=bool),
            pd.Series(months, index=projects.index, dtype=object),
            set(position),
            remarks,
        )

    def unknown(self, met: set[str]) -> list[Remark]:
        """unknown_project: projects of this year's rows that neither the books (`met`) nor the ledger of the row's
        month has."""
        unknown = []
        for code, at in zip(self._due["project_code"], self._due["month"], strict=True):
            if year_of(str(at)) != year_of(self._month) or code in met or code in unknown:
                continue
            known = self._released.of_month(str(at)) if at != self._month else None
            if known is None or code not in known:
                unknown.append(str(code))
        return [Remark("unknown_project", "认定表中的项目编号不在台账中", code) for code in unknown]


def _latest_amounts(due: pd.DataFrame, month: str) -> dict[str, tuple[str, int]]:
    """Project → (month, verified yuan) of the latest row of the year that has an amount."""
    if not len(due):
        return {}
    year = due[due["month"].str[:4] == month[:4]]
    year = year[year["verified_ytd_yuan"].notna()].sort_values("month", kind="stable")
    return {
        str(code): (str(at), int(amount))
        for code, at, amount in zip(year["project_code"], year["month"], year["verified_ytd_yuan"], strict=True)
    }


def _counted(due: pd.DataFrame) -> dict[str, bool]:
    """Project → what the latest row that says 是 or 否 says; a row that says neither changes nothing."""
    decided = due[due["counted"].notna()].sort_values("month", kind="stable") if len(due) else due
    return {str(code): bool(counted) for code, counted in zip(decided["project_code"], decided["counted"], strict=True)}


class _Released:
    """Declared ytd of a project at an earlier month, as released."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._months: dict[str, dict[str, int]] = {}
        self._released = set(history.months())

    def of_month(self, month: str) -> dict[str, int] | None:
        """Project → yuan; None for a month without a release."""
        if month not in self._released:
            return None
        if month not in self._months:
            table = self._history.table("project", month)
            self._months[month] = dict(
                zip(table["project_code"], table["arrived_ytd_yuan"].fillna(0).astype("int64"), strict=True)
            )
        return self._months[month]

    def ytd(self, code: str, month: str) -> int | None:
        """0 for a project that the month's ledger did not have; None where the month is not known."""
        known = self.of_month(month)
        return None if known is None else int(known.get(code, 0))

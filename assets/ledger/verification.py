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
from assets.review.scene import wan
from schemas.history import History
from schemas.months import month_label, year_of


@dataclass
class Verified:
    """By row of the ledger: `ytd` and `total` in yuan (Int64), `counted` (bool), `month` of the amount in force (None
    without one). `remarks`: unknown_project · above_declared · no_base."""

    ytd: pd.Series
    total: pd.Series
    counted: pd.Series
    month: pd.Series
    remarks: list[Remark] = field(default_factory=list)


def verified_money(
    projects: pd.DataFrame, verifications: pd.DataFrame, history: History, month: str, unverified: str
) -> Verified:
    """The verified side of every project of the ledger (rows as `projects`: project_code and the money columns)."""
    due = verifications[verifications["month"] <= month] if len(verifications) else verifications
    codes = [str(code) for code in projects["project_code"]]
    declared = projects["arrived_ytd_yuan"].to_numpy(dtype="int64")
    position = {code: at for at, code in enumerate(codes)}
    bases = _Declared(history, month, dict(zip(codes, declared.tolist(), strict=True)))
    ytd = np.minimum(declared, 0) if unverified == "zero" else declared.copy()
    months: list[str | None] = [None] * len(codes)
    remarks: list[Remark] = []
    for code, (month_of_row, amount) in _latest_amounts(due, month).items():
        if code not in position:
            continue
        at, now = position[code], int(declared[position[code]])
        base = bases.ytd(code, month_of_row)
        if base is None:
            words = f"{month_label(month_of_row)}未发布，认定数{wan(amount)}之后的增减无法推算，按认定数不变计"
            remarks.append(Remark("no_base", words, code))
        value = amount + (now - base if base is not None else 0)
        if value > now:
            remarks.append(
                Remark("above_declared", f"认定后本年累计 {wan(value)} 大于上报 {wan(now)}，按上报数计", code)
            )
        ytd[at], months[at] = max(min(value, now), min(0, now)), month_of_row
    remarks += [
        Remark("unknown_project", "认定表中的项目编号不在台账中", code)
        for code in _unknown(due, position, bases, month)
    ]
    total = projects["arrived_before_year_yuan"].to_numpy(dtype="int64") + ytd
    said = _counted(due)
    return Verified(
        pd.Series(ytd, index=projects.index, dtype="Int64"),
        pd.Series(total, index=projects.index, dtype="Int64"),
        pd.Series([said.get(code, True) for code in codes], index=projects.index, dtype=bool),
        pd.Series(months, index=projects.index, dtype=object),
        remarks,
    )


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
    said = due[due["counted"].notna()].sort_values("month", kind="stable") if len(due) else due
    return {str(code): bool(counted) for code, counted in zip(said["project_code"], said["counted"], strict=True)}


class _Declared:
    """Declared ytd of a project at a month: this month's from the ledger, earlier ones as released."""

    def __init__(self, history: History, month: str, now: dict[str, int]) -> None:
        self._history, self._months = history, {month: now}
        self._released = set(history.months())

    def of_month(self, month: str) -> dict[str, int] | None:
        """Project → yuan; None for a month without a release."""
        if month not in self._months:
            if month not in self._released:
                return None
            table = self._history.table("project", month)
            self._months[month] = dict(
                zip(table["project_code"], table["arrived_ytd_yuan"].fillna(0).astype("int64"), strict=True)
            )
        return self._months[month]

    def ytd(self, code: str, month: str) -> int | None:
        """0 for a project that the month's ledger did not have; None where the month is not known."""
        known = self.of_month(month)
        return None if known is None else int(known.get(code, 0))


def _unknown(due: pd.DataFrame, position: dict[str, int], bases: _Declared, month: str) -> list[str]:
    """Projects of this year's rows that neither this month's ledger nor that of the row's month has."""
    unknown = []
    for code, at in zip(due["project_code"], due["month"], strict=True):
        if year_of(str(at)) != year_of(month) or code in position or code in unknown:
            continue
        known = bases.of_month(str(at))
        if known is None or code not in known or at == month:
            unknown.append(str(code))
    return unknown

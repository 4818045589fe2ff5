"""How far a release goes: 快报 or 定稿, what it covers, whose totals can only grow, whose figures are not of this month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from schemas.history import History
from schemas.rounding import exact, half_up

FINAL, PROVISIONAL = "定稿", "快报"
STATES = {"final": FINAL, "provisional": PROVISIONAL}  # report_release.status → word
AT_LEAST = "不低于"
_MARKS = {"carried": "沿用", "none": "缺数"}  # report_submission.figures → mark


@dataclass(frozen=True)
class Extent:
    """Of one release. `release`: the columns of report_release · `figures`: expected unit → current, carried or none ·
    `partial`: the units, GROUP:… and ALL whose totals can only grow: of a provisional release those in which the own
    month of a unit is not there; none of a final one."""

    release: Mapping[str, Any]
    figures: Mapping[str, str]
    partial: frozenset[str]

    @property
    def is_provisional(self) -> bool:
        return self.release.get("status") != "final"

    @property
    def state(self) -> str:
        """定稿, or 快报（已报17/18家，覆盖率93.2%，以定稿为准）."""
        return f"{PROVISIONAL}（{self.covered}，以定稿为准）" if self.is_provisional else FINAL

    @property
    def covered(self) -> str:
        """已报17/18家，覆盖率93.2%; without history no share."""
        words = f"已报{self.release['units_current']}/{self.release['units_expected']}家"
        return words if self.share is None else f"{words}，覆盖率{self.share}"

    @property
    def share(self) -> str | None:
        share = self.release.get("coverage")
        return None if share is None or pd.isna(share) else f"{half_up(exact(float(share)) * 100, 1)}%"

    def at_least(self, place: str, value_unit: str = "") -> str:
        """不低于, before or beside a total that can only grow; '' for any other, and for a ratio, which may fall."""
        return AT_LEAST if place in self.partial and value_unit != "ratio" else ""

    def mark(self, place: str) -> str:
        """What a table says beside a name: 沿用 or 缺数 of a unit, 不低于 of a GROUP or ALL that can only grow."""
        return _MARKS.get(self.figures.get(place, ""), "") or self.at_least(place)

    def beside(self, place: str) -> str:
        """The mark in brackets, '' where there is none."""
        mark = self.mark(place)
        return f"（{mark}）" if mark else ""


def extent_of(release: Mapping[str, Any], submission: pd.DataFrame, fund_arrival: pd.DataFrame) -> Extent:
    """Of a release's row in report_release and its own report_submission and report_fund_arrival."""
    figures = dict(zip(submission["unit_code"], submission["figures"], strict=True))
    lacking = [] if release.get("status") == "final" else [unit for unit, kind in figures.items() if kind in _MARKS]
    groups = dict(zip(fund_arrival["unit_code"], fund_arrival["unit_group"], strict=True))
    partial = frozenset(place for unit in lacking for place in ("ALL", unit, f"GROUP:{groups.get(unit)}"))
    return Extent(release, figures, partial)


def published_extent(history: History, month: str) -> Extent | None:
    """Of the month's current release; None without one."""
    release = history.release(month)
    submission, funds = (history.table(name, month) for name in ("submission", "fund_arrival"))
    return None if release is None else extent_of(release, submission, funds)

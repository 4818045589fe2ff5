"""How far a release goes: 快报 or 定稿, what it covers, whose figures it lacks, whose are of an earlier month.

A final release may have gaps, too: units that were closed without figures (缺数) or with those of an earlier month
(沿用上次数). Every total with such a unit in it says so wherever it is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from schemas.history import History
from schemas.quoting import quoted
from schemas.rounding import exact, half_up
from schemas.words import ABSENCE_REASONS, CARRIED, MISSING

FINAL, PROVISIONAL = "定稿", "快报"
STATES = {"final": FINAL, "provisional": PROVISIONAL}  # report_release.status → word
AT_LEAST = "不低于"
_MARKS = {"carried": "沿用", "none": MISSING}  # report_submission.figures → mark in a table
_NAMED = 6  # units named in one place


@dataclass(frozen=True)
class Extent:
    """Of one release. `release`: the columns of report_release · `figures`: expected unit → current, carried or none ·
    `partial`: the units, GROUP:… and ALL whose totals can only grow: of a provisional release those in which the own
    month of a unit is not there; none of a final one · `statuses`, `names`, `groups`: of the expected units."""

    release: Mapping[str, Any]
    figures: Mapping[str, str]
    partial: frozenset[str]
    statuses: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def is_provisional(self) -> bool:
        return self.release.get("status") != "final"

    @property
    def state(self) -> str:
        """定稿, 定稿（缺数1家：甲镇）, or 快报（已报17/18家，覆盖率93.2%，以定稿为准）."""
        if self.is_provisional:
            return f"{PROVISIONAL}（{self.covered}，以定稿为准）"
        return f"{FINAL}（{self.gaps_named}）" if self.has_gaps else FINAL

    @property
    def covered(self) -> str:
        """已报17/18家，覆盖率93.2%; without history no share."""
        words = f"已报{self.release['units_current']}/{self.release['units_expected']}家"
        return words if self.share is None else f"{words}，覆盖率{self.share}"

    @property
    def share(self) -> str | None:
        share = self.release.get("coverage")
        return None if share is None or pd.isna(share) else f"{half_up(exact(float(share)) * 100, 1)}%"

    @cached_property
    def _inside(self) -> dict[str, dict[str, list[str]]]:
        """Place → carried and none → its units, in the order of report_submission."""
        inside: dict[str, dict[str, list[str]]] = {}
        for unit, kind in self.figures.items():
            if kind in _MARKS:
                for place in ("ALL", unit, f"GROUP:{self.groups.get(unit)}"):
                    inside.setdefault(place, {"carried": [], "none": []})[kind].append(unit)
        return inside

    def missing(self, place: str = "ALL") -> list[str]:
        """The units of a place that have no figures at all."""
        return self._inside.get(place, {}).get("none", [])

    def carried(self, place: str = "ALL") -> list[str]:
        """The units of a place whose figures are of an earlier month."""
        return self._inside.get(place, {}).get("carried", [])

    @property
    def has_gaps(self) -> bool:
        return "ALL" in self._inside

    def gaps(self, place: str = "ALL") -> str:
        """缺数1家、沿用上次数2家; '' where every unit has its own month."""
        counts = ((MISSING, self.missing(place)), (CARRIED, self.carried(place)))
        return "、".join(f"{word}{len(units)}家" for word, units in counts if units)

    @property
    def gaps_named(self) -> str:
        """缺数1家：甲镇；沿用上次数2家：乙镇、丙街道."""
        counts = ((MISSING, self.missing()), (CARRIED, self.carried()))
        return "；".join(f"{word}{len(units)}家：{self.listed(units)}" for word, units in counts if units)

    @property
    def title_mark(self) -> str:
        """What the title of a table says after it: （缺数1家、沿用上次数2家）; '' for a whole month."""
        return f"（{self.gaps()}）" if self.has_gaps else ""

    def listed(self, units: Iterable[str]) -> str:
        """The names of units, at most six."""
        names = [self.name(unit) for unit in units]
        return "、".join(names[:_NAMED]) + (f"等{len(names)}家" if len(names) > _NAMED else "")

    def name(self, unit: str) -> str:
        return quoted(self.names.get(unit, unit))

    def reason(self, unit: str) -> str:
        """未报送, 被退回, 无法读取, 关账后报送: why a unit's own month is not there."""
        return ABSENCE_REASONS.get(self.statuses.get(unit, ""), "")

    def by_reason(self, units: Iterable[str]) -> str:
        """未报送的甲镇、乙镇，被退回的丙街道."""
        told: dict[str, list[str]] = {}
        for unit in units:
            told.setdefault(self.reason(unit), []).append(unit)
        return "，".join(
            f"{reason}的{self.listed(found)}" if reason else self.listed(found) for reason, found in told.items()
        )

    def lacking(self, place: str = "ALL") -> str:
        """未含未报送的甲镇，乙镇沿用上次数; '' where every unit has its own month."""
        missing, carried = self.missing(place), self.carried(place)
        words = [f"未含{self.by_reason(missing)}"] if missing else []
        words += [f"{self.listed(carried)}{CARRIED}"] if carried else []
        return "，".join(words)

    def basis(self, place: str, comparable: bool) -> str:
        """What the growth of a place compares: 同口径 where units without figures are left out of the year before, too
        (`comparable`), 按已报数 with earlier figures or where they are not."""
        missing = bool(self.missing(place))
        reported = bool(self.carried(place)) or (missing and not comparable)
        return ("按已报数" if reported else "") + ("同口径" if missing and comparable else "")

    def short_gaps(self, place: str) -> str:
        """缺1家、沿用2家, where it has been said before who."""
        counts = (("缺", self.missing(place)), ("沿用", self.carried(place)))
        return "、".join(f"{word}{len(units)}家" for word, units in counts if units)

    def at_least(self, place: str, value_unit: str = "") -> str:
        """不低于, before or beside a total that can only grow; '' for any other, and for a ratio, which may fall."""
        return AT_LEAST if place in self.partial and value_unit != "ratio" else ""

    def mark(self, place: str) -> str:
        """What a table says beside a name: 沿用 or 缺数 of a unit; of a GROUP or ALL 不低于 where it can only grow, else what
        it lacks."""
        if place in self.figures:
            return _MARKS.get(self.figures[place], "")
        return self.at_least(place) or self.gaps(place)

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
    statuses = dict(zip(submission["unit_code"], submission["status"], strict=True))
    names = dict(zip(fund_arrival["unit_code"], fund_arrival["unit_name"], strict=True))
    return Extent(release, figures, partial, statuses, names, groups)


def is_comparable(metric: pd.DataFrame) -> bool:
    """Whether a release's growth of ALL leaves units without figures out of the year before, too (an earlier contract's does
    not)."""
    if "comparable_prior_ytd_value" not in metric:
        return False
    return bool(metric.loc[metric["unit_code"] == "ALL", "comparable_prior_ytd_value"].notna().any())


def published_extent(history: History, month: str) -> Extent | None:
    """Of the month's current release; None without one."""
    release = history.release(month)
    submission, funds = (history.table(name, month) for name in ("submission", "fund_arrival"))
    return None if release is None else extent_of(release, submission, funds)

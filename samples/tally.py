"""The sample's own count of its plan, for what the office sets by it: annual targets and the prior year's figures.

The product never reads this; the tests count again, from the written workbooks.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from samples.lists import UnitLists
from samples.plan import Plan
from samples.projects import Project
from samples.verification import Verification
from schemas.months import last_day

ALL = "ALL"
FUNDS = ("funds_out_of_district", "funds_industrial", "funds_services", "funds_out_of_province_100m", "funds_overseas")
Tally = dict[tuple[str, str], Fraction]
_EQUIVALENTS = ((500_000, 5), (100_000, 3), (50_000, 2), (10_000, 1), (5_000, Fraction(1, 2)))


class Tallies:
    """Counts a plan month by month. Money in yuan, dollars whole, counts with shares."""

    def __init__(self, plan: Plan, lists: dict[int, dict[str, UnitLists]]) -> None:
        self.plan, self.lists = plan, lists
        self._rows: dict[str, list[Verification]] = defaultdict(list)
        for row in sorted(plan.verifications, key=lambda row: row.month):
            self._rows[row.project_code].append(row)

    def at(self, month: str, verified: bool = True) -> Tally:
        """Every metric of every unit and ALL at the end of `month`."""
        result: Tally = defaultdict(Fraction)
        year, number = int(month[:4]), int(month[5:])
        for project in self.plan.projects:
            if project.signed <= last_day(month) and (not verified or self.is_counted(project, month)):
                for metric, value in self._of_project(project, year, number, verified).items():
                    self._credit(result, project, month, metric, value)
        for code, lists in self.lists.get(year, {}).items():
            trips = sum(row.kind == "外出招商" and row.on <= last_day(month) for row in lists.activities)
            result[code, "trips"] += trips
            result[ALL, "trips"] += trips
        return result

    def is_counted(self, project: Project, month: str) -> bool:
        state = True
        for row in self._rows[project.code]:
            if row.month <= month:
                state = row.counted
        return state

    def verified_ytd(self, project: Project, year: int, number: int) -> int:
        """Hundredths of 万元 that stand verified of the year by the month."""
        declared = project.year_to_date(year, number)
        cut = 0
        for row in self._rows[project.code]:
            if row.verified is not None and row.month[:4] == str(year) and int(row.month[5:]) <= number:
                cut = project.year_to_date(year, int(row.month[5:])) - row.verified
        return max(declared - cut, min(0, declared))

    def _of_project(self, p: Project, year: int, number: int, verified: bool) -> dict[str, Fraction]:
        month = f"{year}-{number:02d}"
        ytd = Fraction(100 * (self.verified_ytd(p, year, number) if verified else p.year_to_date(year, number)))
        stage, local, large = p.stage(month), p.scope == "local", p.total >= 10_000
        values: dict[str, Fraction] = {}
        if not local:
            values["funds_out_of_district"] = ytd
            values["funds_industrial" if p.industrial else "funds_services"] = ytd
        if p.scope == "out_of_province" and large:
            values["funds_out_of_province_100m"] = ytd
        if p.scope == "overseas":
            values["funds_overseas"] = ytd
            values["foreign_capital_usd"] = Fraction(int(p.year_to_date(year, number) * p.dollar_ratio / 7.12) * 100)
        if stage == "终止" or local:
            return values
        one = Fraction(1)
        if p.signed.year == year and p.total >= 1_000:
            values["projects_introduced"] = one
            values["signed_equivalents"] = next((Fraction(n) for low, n in _EQUIVALENTS if p.total >= low), Fraction(0))
            if large:
                values["signed_100m"] = one
                values["signed_100m_amount"] = Fraction(p.total * 10_000)
                if stage in ("在建", "投产"):
                    values["signed_100m_started"] = one
                    values["signed_100m_funds"] = 100 * p.before(year) + ytd
        end = last_day(month)
        if large and p.started and p.started.year == year and p.started <= end:
            values["started_100m"] = one
        if p.completed and p.completed.year == year and p.completed <= end:
            values["completed_projects"] = one
        return values

    def _credit(self, result: Tally, p: Project, month: str, metric: str, value: Fraction) -> None:
        result[ALL, metric] += value
        lead = value * p.share / 100
        result[self.plan.reporting_at(p, month), metric] += lead
        if p.partner:
            result[p.partner, metric] += value - lead

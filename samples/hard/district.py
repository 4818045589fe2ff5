"""`zhaoyin demo --hard`: a district in which much goes wrong, written into a home."""

from __future__ import annotations

from pathlib import Path
from random import Random

from samples.district import DemoSummary
from samples.hard.plan import HardPlan, hard_plan
from samples.hard.reference import HardReference
from samples.hard.story import GAPS, HEIR, MERGED, MERGED_FROM, PROFILES
from samples.inbox import Inbox
from samples.lists import ListMaker, Post, UnitLists
from samples.mishaps import Mess, Mishap
from samples.names import CHAIN_NAMES
from samples.tally import Tallies
from samples.units import BY_CODE, FORMER, SUCCESSOR, Unit
from schemas.months import months_between, shift

CODES = tuple(each.code for each in PROFILES)


def write_hard(
    home: Path, last_month: str = "2025-12", months: int = 24, codes: tuple[str, ...] = CODES
) -> DemoSummary:
    """The whole home. The same arguments give the same bytes and file times.

    With fewer months or units it is a part of the same district. ValueError for a unit that the sample has not.
    """
    if not codes or set(codes) - set(CODES):
        raise ValueError(f"units must be among {CODES}, not {codes}")
    last_year = int(last_month[:4])
    span = months_between(shift(last_month, 1 - months), last_month)
    plan = hard_plan(last_year)
    plan.mess = Mess(case for case in plan.mess.cases if not _explains_nothing(case, span[0], plan.mess))
    wanted = set(codes) | ({FORMER.code} if SUCCESSOR in codes else set())
    lists = {year: _lists_of(plan, year) for year in (plan.first_year, last_year)}
    plan.projects[:] = [p for p in plan.projects if p.unit in wanted]
    inbox = _HardInbox(home, plan, lists, wanted)
    for month in span:
        inbox.write_month(month)
    units = [BY_CODE[code] for code in CODES if code in codes]
    reference = HardReference(home, plan, Tallies(plan, lists), units, span, whole=set(codes) == set(CODES))
    reference.write(inbox.receipts, reference.hand_overs())
    shown = [case for case in plan.mess.cases if case.unit in wanted and case.month in span]
    listed = sum(any(p.is_listed(month) for month in span) for p in plan.projects)
    return DemoSummary(home, span, len(units), inbox.written, listed, shown)


def _explains_nothing(case: Mishap, first_month: str, mess: Mess) -> bool:
    """A jump after a gap that goes back to the first month: there is nothing to jump from."""
    if case.kind != "gap_explained":
        return False
    before = shift(case.month, -1)
    while before >= first_month and mess.has(case.unit, before, *GAPS):
        before = shift(before, -1)
    return before < first_month


class _HardInbox(Inbox):
    """After the merger the successor's workbook goes on with the lists of the unit it took over."""

    def lists_of(self, unit: Unit, month: str) -> UnitLists:
        own = super().lists_of(unit, month)
        if unit.code != HEIR or month < f"{self.plan.last_year}-{MERGED_FROM:02d}" or MERGED not in self.codes:
            return own
        other = self.lists[int(month[:4])][MERGED]
        return UnitLists(**{name: getattr(own, name) + getattr(other, name) for name in own.__dict__})


def _lists_of(plan: HardPlan, year: int) -> dict[str, UnitLists]:
    """Visits and activities of every unit, half as many in the last year; a post or two; no subsidies, no awards."""
    rng = Random(f"zhaoyin hard lists {plan.last_year} {year}")
    lists: dict[str, UnitLists] = {}
    for unit in plan.units(year):
        companies = [p.company for p in plan.projects if p.unit == unit.code and p.started and p.started.year <= year]
        companies = companies or [p.company for p in plan.projects if plan.reporting(p, year) == unit.code]
        maker = ListMaker(plan, year, rng, {})
        step = 2 if year == plan.last_year else 1
        visits, activities = maker.visits(unit, companies)[::step], maker.activities(unit)[::step]
        posts = [
            Post(
                maker.day(unit.code, 1, 10),
                companies[0],
                "企业",
                CHAIN_NAMES["equipment"],
                "设备维护技师",
                4 // step,
                "大专及以上",
            )
        ]
        lists[unit.code] = UnitLists(posts=posts, visits=visits, activities=activities)
    return lists

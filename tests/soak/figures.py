"""The oracle's figures: every metric of units, groups and the district from the books, by hand (metrics.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from tests.soak.books import count_credits, credits, due
from tests.soak.state import Entry, Key, Released
from tests.soak.story import STARTED, District, months_of

Of = Callable[[Entry], bool]
CALIBERS = ("declared", "verified")
_M = 10_000_000  # 1000万 in yuan


def _not_local(e: Entry) -> bool:
    return e.row.scope != "local"


def _signed(year: str) -> Of:
    return lambda e: f"{e.row.signed:%Y}" == year


def _introduced(year: str, low: int = _M, high: int = 10**18) -> Of:
    return lambda e: (
        _signed(year)(e) and low <= e.row.total < high and e.row.total >= _M and _not_local(e) and e.row.stage != "终止"
    )


def _in_year(day: object, year: str) -> bool:
    return day is not None and str(day)[:4] == year


def fund_metrics(year: str) -> dict[str, tuple[Of, str]]:
    """Metric → (which projects, the money column)."""
    big = _introduced(year, 10 * _M)
    return {
        "funds_out_of_district": (_not_local, "ytd"),
        "funds_industrial": (lambda e: _not_local(e) and e.row.industrial, "ytd"),
        "funds_services": (lambda e: _not_local(e) and not e.row.industrial, "ytd"),
        "funds_out_of_province_100m": (lambda e: e.row.scope == "out_of_province" and e.row.total >= 10 * _M, "ytd"),
        "funds_overseas": (lambda e: e.row.scope == "overseas", "ytd"),
        "foreign_capital_usd": (lambda e: True, "usd"),
        "funds_fixed_asset": (_not_local, "fixed"),
        "funds_new": (lambda e: _not_local(e) and _signed(year)(e), "ytd"),
        "funds_carried_over": (lambda e: _not_local(e) and not _signed(year)(e), "ytd"),
        "signed_100m_amount": (big, "investment"),
        "signed_100m_funds": (lambda e: big(e) and e.row.stage in STARTED, "total"),
    }


def count_metrics(year: str) -> dict[str, Of]:
    big = _introduced(year, 10 * _M)

    def fresh(e: Entry) -> bool:
        return _not_local(e) and e.row.stage != "终止"

    return {
        "projects_introduced": _introduced(year),
        "projects_100m": big,
        "projects_50m": _introduced(year, 5 * _M, 10 * _M),
        "projects_10m": _introduced(year, _M, 5 * _M),
        "signed_100m": big,
        "signed_100m_started": lambda e: big(e) and e.row.stage in STARTED,
        "signed_100m_completed": lambda e: big(e) and e.row.stage == "投产",
        "signed_100m_building": lambda e: big(e) and e.row.stage == "在建",
        "signed_100m_preparing": lambda e: big(e) and e.row.stage in ("签约", "前期"),
        "started_100m": lambda e: fresh(e) and _in_year(e.row.started, year) and e.row.total >= 10 * _M,
        "completed_projects": lambda e: fresh(e) and _in_year(e.row.completed, year),
        "completed_100m": lambda e: fresh(e) and _in_year(e.row.completed, year) and e.row.total >= 10 * _M,
    }


RATIOS = {
    "start_rate": ("signed_100m_started", "signed_100m"),
    "completion_rate": ("signed_100m_completed", "signed_100m"),
    "issue_resolution_rate": ("issues_resolved", "issues_raised"),
}


def measure(made: Released, district: District, history: dict[str, Released]) -> None:
    """Fills `made.values`."""
    places = Places(district, made.month)
    year = made.month[:4]
    for caliber in CALIBERS:
        counted = {code: e for code, e in made.books.items() if caliber == "declared" or made.counted[code]}
        for metric, (of, column) in fund_metrics(year).items():
            parts = [credits(e, _money(made, code, e, column, caliber)) for code, e in counted.items() if of(e)]
            _sum_up(made, places, district, metric, caliber, parts)
            if column == "ytd":
                of_month = [credits(e, e.row.month) for e in counted.values() if of(e)]
                _sum_up(made, places, district, metric, caliber, of_month, made.declared_months)
        for metric, of in count_metrics(year).items():
            _sum_up(made, places, district, metric, caliber, [count_credits(e) for e in counted.values() if of(e)])
        _lists(made, places, district, caliber)
        for metric, (above, below) in RATIOS.items():
            for place in places.all:
                top, bottom = (made.values[name, place, caliber] for name in (above, below))
                made.values[metric, place, caliber] = top / bottom if top is not None and bottom else None
        _reporting(made, places, district, history, caliber)


def _money(made: Released, code: str, e: Entry, column: str, caliber: str) -> int:
    ytd = e.row.ytd if caliber == "declared" else made.verified[code]
    return {"ytd": ytd, "total": e.row.before + ytd, "usd": e.row.usd, "fixed": e.row.fixed, "investment": e.row.total}[
        column
    ]


@dataclass(frozen=True)
class Places:
    """Units, GROUPs and ALL of a month."""

    district: District
    month: str

    @property
    def units(self) -> list[str]:
        return [unit.code for unit in self.district.expected(self.month)]

    @property
    def groups(self) -> list[str]:
        present = {self.district.unit(code).group for code in self.units}
        return [f"GROUP:{group}" for group in self.district.groups if group in present]

    @property
    def all(self) -> list[str]:
        return [*self.units, *self.groups, "ALL"]

    def members(self, place: str) -> list[str]:
        if place == "ALL":
            return self.units
        if place.startswith("GROUP:"):
            return [code for code in self.units if f"GROUP:{self.district.unit(code).group}" == place]
        return [place]


def _sum_up(
    made: Released,
    places: Places,
    district: District,
    metric: str,
    caliber: str,
    parts: Iterable[dict[str, int | Fraction]],
    values: dict[Key, Fraction | None] | None = None,
) -> None:
    """Units from their credits; groups and ALL from their units; null where figures are none and nothing is credited."""
    into = made.values if values is None else values
    own: dict[str, Fraction | None] = {
        unit: None if made.figures[unit] == "none" and district.missing != "zero" else Fraction(0) for unit in places.units
    }  # fmt: skip
    for part in parts:
        for unit, value in part.items():
            own[unit] = (own[unit] or Fraction(0)) + value
    for place in places.all:
        known = [value for unit in places.members(place) if (value := own[unit]) is not None]
        into[metric, place, caliber] = sum(known, Fraction(0)) if known else None


def _lists(made: Released, places: Places, district: District, caliber: str) -> None:
    def rows(count: Callable[[str], int]) -> list[dict[str, int | Fraction]]:
        return [{unit: count(unit)} for unit in places.units if made.figures[unit] != "none"]

    lists = made.lists
    _sum_up(made, places, district, "visits", caliber, rows(lambda u: len(lists[u].visits)))
    _sum_up(
        made, places, district, "issues_raised", caliber, rows(lambda u: sum(v.issue != "无" for v in lists[u].visits))
    )
    _sum_up(
        made,
        places,
        district,
        "issues_resolved",
        caliber,
        rows(lambda u: sum(v.issue != "无" and v.resolved for v in lists[u].visits)),
    )
    _sum_up(
        made, places, district, "trips", caliber, rows(lambda u: sum(a.kind == "外出招商" for a in lists[u].activities))
    )
    _sum_up(
        made,
        places,
        district,
        "trainees",
        caliber,
        rows(lambda u: sum(a.people for a in lists[u].activities if a.kind == "培训")),
    )
    _sum_up(made, places, district, "leads", caliber, rows(lambda u: sum(a.leads for a in lists[u].activities)))
    _sum_up(
        made, places, district, "talent_posts_wanted", caliber, rows(lambda u: sum(p.wanted for p in lists[u].posts))
    )
    for place in places.all:
        members = places.members(place)
        known = district.missing == "zero" or any(made.figures[unit] != "none" for unit in members)
        companies = {v.company.replace("有限责任公司", "有限公司") for unit in members for v in lists[unit].visits}
        employers = {p.employer.replace("有限责任公司", "有限公司") for unit in members for p in lists[unit].posts}
        made.values["visited_companies", place, caliber] = Fraction(len(companies)) if known else None
        made.values["talent_employers", place, caliber] = Fraction(len(employers)) if known else None


def _reporting(made: Released, places: Places, district: District, history: dict[str, Released], caliber: str) -> None:
    """按时报送率, 退回次数: months of this year, a unit answering for those it took over. What was returned before is what
    the year's last release counted (docs/contract-notes.md)."""
    passed: dict[str, list[bool]] = {unit: [] for unit in places.units}
    returned = {unit: Fraction(made.sent[unit].returned) for unit in places.units}
    for month in months_of(f"{made.month[:4]}-01", int(made.month[5:])):
        told = made if month == made.month else history.get(month)
        for unit, sent in (told.sent if told else {}).items():
            heir = district.heir(unit, made.month)
            if heir is not None and due(month, district, made.at):
                passed[heir].append(bool(sent.on_time))
    year = [month for month in sorted(history) if month[:4] == made.month[:4] and month < made.month]
    for unit in history[year[-1]].sent if year else ():
        heir = district.heir(unit, made.month)
        if heir is not None:
            returned[heir] += history[year[-1]].values["returned_count", unit, caliber] or 0
    for place in places.all:
        members = places.members(place)
        months = [each for unit in members for each in passed[unit]]
        made.values["on_time_rate", place, caliber] = Fraction(sum(months), len(months)) if months else None
        made.values["returned_count", place, caliber] = sum((returned[unit] for unit in members), Fraction(0))

"""The truth behind the workbooks: what the projects of a district really do, month by month, and how a form shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from random import Random

from tests.soak.story import CHAINS, CLOSED_OUT, ORIGINS, Activity, District, Post, Row, Unit, Visit, months_of, shifted

_WAN = 10_000
_TOTALS = (800 * _WAN, 1000 * _WAN, 49_999_999, 5000 * _WAN, 99_999_999, 10_000 * _WAN, 312_345_678, 1_200_000_001)
_SHARES = tuple(Fraction(text) for text in ("50", "60", "33.33", "66.67", "12.5", "99.99", "1.01"))
_COMPANIES = ("安达公司", "华丰有限责任公司", "华丰有限公司", "恒通公司")
REDUCED = "核减:设备款重复计入予以扣除"


@dataclass
class Venture:
    """A project's life. `money`: month → yuan that came; `shares`: (from month, partner, per cent), latest in force."""

    code: str
    owner: str  # the unit that registered it
    name: str
    origin: str
    chain: str
    industrial: bool
    total: int
    signed: date
    before_story: int
    waiting: str  # the stage until it starts: 签约 or 前期
    started: date | None = None
    completed: date | None = None
    terminated: date | None = None
    money: dict[str, int] = field(default_factory=dict)
    shares: list[tuple[str, str, Fraction]] = field(default_factory=list)

    def arrived(self, months: Iterable[str]) -> int:
        wanted = set(months)
        return sum(yuan for month, yuan in self.money.items() if month in wanted)

    def ytd(self, month: str) -> int:
        return self.arrived(known for known in self.money if known[:4] == month[:4] and known <= month)

    def before(self, month: str) -> int:
        return self.before_story + self.arrived(known for known in self.money if known[:4] < month[:4])

    def stage(self, month: str) -> str:
        for ended, stage in ((self.terminated, "终止"), (self.completed, "投产"), (self.started, "在建")):
            if ended and f"{ended:%Y-%m}" <= month:
                return stage
        return self.waiting

    def listed(self, month: str) -> bool:
        """Signed and not closed out in an earlier year, or with money this year."""
        closed = self.stage(f"{int(month[:4]) - 1}-12") in CLOSED_OUT
        money = any(yuan for known, yuan in self.money.items() if known[:4] == month[:4] and known <= month)
        return f"{self.signed:%Y-%m}" <= month and (not closed or money)

    def row(self, month: str, lead: str, district: District, off: int = 0) -> Row:
        """As a workbook of `month` shows it; `off` yuan of the month are told wrong."""
        partner, share = "", Fraction(100)
        for since, other, per_cent in self.shares:
            heir = district.heir(other, month)
            if since <= month:
                partner, share = (heir, per_cent) if heir and heir != lead else ("", Fraction(100))
        now, ytd = self.money.get(month, 0) + off, self.ytd(month) + off
        return Row(
            self.code, self.name, self.origin, self.chain, self.industrial, self.total, self.signed,
            *(day if day and f"{day:%Y-%m}" <= month else None for day in (self.started, self.completed)),
            self.stage(month), partner, share, "终止:投资方资金链断裂" if self.stage(month) == "终止" else "",
            bool(self.before(month) or ytd or now or any(known <= month for known in self.money)),
            self.before(month), now, ytd, ytd * 2 // 5 if ytd > 0 else 0,
            max(ytd, 0) // 7 if ORIGINS[self.origin][0] == "overseas" else 0, REDUCED if now < 0 or now > ytd else "",
        )  # fmt: skip


@dataclass
class UnitLists:
    visits: list[Visit] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)


@dataclass
class Truth:
    """Everything that happens in a district. `quiet`: (unit, month) in which nothing does."""

    district: District
    ventures: list[Venture]
    lists: dict[str, UnitLists]
    quiet: set[tuple[str, str]]

    def rows(self, unit: str, month: str, off: dict[str, int] | None = None) -> tuple[Row, ...]:
        mine = [v for v in self.ventures if self.district.heir(v.owner, month) == unit and v.listed(month)]
        return tuple(v.row(month, unit, self.district, (off or {}).get(v.code, 0)) for v in mine)

    def listed(self, unit: str, month: str) -> tuple[tuple[Visit, ...], tuple[Activity, ...], tuple[Post, ...]]:
        """The year's lists of a unit and of those it took over."""
        kept: tuple[list[Visit], list[Activity], list[Post]] = ([], [], [])
        for owner, lists in self.lists.items():
            if self.district.heir(owner, month) == unit:
                for out, items in zip(kept, (lists.visits, lists.activities, lists.posts), strict=True):
                    out += [item for item in items if item.on.year == int(month[:4]) and f"{item.on:%Y-%m}" <= month]  # type: ignore[attr-defined]
        return tuple(kept[0]), tuple(kept[1]), tuple(kept[2])


def draw_truth(rng: Random, district: District, months: list[str], quiet: set[tuple[str, str]]) -> Truth:
    ventures: list[Venture] = []
    for unit in district.units:
        for number in range(rng.randint(1, 4)):
            ventures.append(_venture(rng, unit, number + 1, district, months, quiet))
    lists = {unit.code: _lists(rng, unit, months, quiet) for unit in district.units}
    return Truth(district, ventures, lists, quiet)


def _venture(
    rng: Random, unit: Unit, number: int, district: District, months: list[str], quiet: set[tuple[str, str]]
) -> Venture:
    def still(month: str) -> bool:
        return (district.heir(unit.code, month) or unit.code, month) in quiet

    alive = [month for month in months if unit.active(month)] or months[-1:]
    early = shifted(months[0], -rng.randint(1, 20)) if not unit.since else alive[0]
    month = rng.choice([early, early, rng.choice(alive)])
    month = next((each for each in months_of(month, 40) if not still(each)), month)
    venture = Venture(
        f"{unit.code}-{month[:4]}-{number:03d}", unit.code, f"{unit.name}{'甲乙丙丁戊己'[number]}项目", rng.choice(list(ORIGINS)),
        rng.choice(list(CHAINS)), rng.random() < 0.6, rng.choice(_TOTALS), _day(rng, month), 0, rng.choice(("签约", "前期")),
    )  # fmt: skip
    _stages(rng, venture, month, months, still)
    _money(rng, venture, month, months, still)
    others = [other.code for other in district.units if other.code != unit.code]
    if rng.random() < 0.4:
        venture.shares.append(("", rng.choice(others), rng.choice(_SHARES)))
        change = rng.choice(months)
        if rng.random() < 0.4 and not still(change):
            venture.shares.append((change, venture.shares[0][1], rng.choice(_SHARES)))
    return venture


def _stages(rng: Random, venture: Venture, signed: str, months: list[str], still: object) -> None:
    """Starts, completes, ends: in months that are not quiet."""
    assert callable(still)
    span = [month for month in months_of(signed, 40) if month <= months[-1] and not still(month)]
    points = sorted(rng.sample(span[1:], min(len(span[1:]), rng.choice((0, 1, 1, 2, 3)))))
    if not points:
        return
    if rng.random() < 0.25:
        venture.terminated = _day(rng, points[-1])
        points = points[:-1]
    if points:
        venture.started = _day(rng, points[0])
    if len(points) > 1:
        venture.completed = _day(rng, points[1])


def _money(rng: Random, venture: Venture, signed: str, months: list[str], still: object) -> None:
    assert callable(still)
    end = f"{venture.terminated:%Y-%m}" if venture.terminated else months[-1]
    arrived = 0
    for month in months_of(signed, 40):
        if month > end or (month in months and still(month)) or rng.random() < 0.45:
            continue
        room = venture.total - arrived
        if arrived > 2 and rng.random() < 0.12:
            venture.money[month] = -rng.randrange(1, arrived // 2 + 1)
        elif room > 10:
            venture.money[month] = rng.choice((rng.randrange(1, room // 4 + 2), room // 9 // _WAN * _WAN))
        arrived += venture.money.get(month, 0)
    venture.money = {month: yuan for month, yuan in venture.money.items() if yuan}


def _lists(rng: Random, unit: Unit, months: list[str], quiet: set[tuple[str, str]]) -> UnitLists:
    lists = UnitLists()
    for month in months:
        if not unit.active(month) or (unit.code, month) in quiet:
            continue
        for _ in range(rng.choice((0, 0, 1, 2))):
            issue = rng.choice(("无", "用工缺口较大"))
            lists.visits.append(Visit(_day(rng, month), rng.choice(_COMPANIES), issue, rng.random() < 0.5))
        for _ in range(rng.choice((0, 0, 1, 2))):
            kind = rng.choice(("外出招商", "培训", "接待客商"))
            lists.activities.append(Activity(_day(rng, month), kind, rng.randrange(0, 9), rng.randrange(0, 3)))
        if rng.random() < 0.3:
            lists.posts.append(Post(_day(rng, month), rng.choice(_COMPANIES), rng.randrange(1, 6)))
    return lists


def _day(rng: Random, month: str) -> date:
    return date(int(month[:4]), int(month[5:]), rng.randint(1, 24))

"""What a random year is made of, in plain values: the district, what each township sends, what the office does and when.

Money is whole yuan everywhere here; writing.py turns it into the form's 万元.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

CLOSED_OUT = ("投产", "终止")
STARTED = ("在建", "投产")
# 投资方所在地 as written → (scope, province or country).
ORIGINS = {
    "浙江省杭州市": ("out_of_province", "浙江省"), "江苏": ("out_of_province", "江苏省"), "上海市": ("out_of_province", "上海市"),
    "香港": ("overseas", "香港"), "德国": ("overseas", "德国"), "合肥市": ("in_province", "安徽省"),
    "340621": ("in_city", "安徽省"), "340602": ("local", "安徽省"),
}  # fmt: skip
CHAINS = {"new_materials": "新材料", "services": "现代服务业", "food": "绿色食品"}


def months_of(first: str, count: int) -> list[str]:
    start = int(first[:4]) * 12 + int(first[5:]) - 1
    return [f"{at // 12}-{at % 12 + 1:02d}" for at in range(start, start + count)]


def shifted(month: str, by: int) -> str:
    return months_of(month, by + 1)[-1] if by >= 0 else _back(month, -by)


def _back(month: str, by: int) -> str:
    at = int(month[:4]) * 12 + int(month[5:]) - 1 - by
    return f"{at // 12}-{at % 12 + 1:02d}"


@dataclass(frozen=True)
class Unit:
    """A reporting unit. `until`: its last month, when `heir` takes over; `since`: its first."""

    code: str
    name: str
    group: str
    since: str = ""
    until: str = ""
    heir: str = ""

    def active(self, month: str) -> bool:
        return (not self.since or self.since <= month) and (not self.until or month <= self.until)


@dataclass(frozen=True)
class Row:
    """A project as one workbook declares it, with its money. `paid`: whether it is listed in 到位资金."""

    code: str
    name: str
    origin: str
    chain: str
    industrial: bool
    total: int
    signed: date
    started: date | None
    completed: date | None
    stage: str
    partner: str  # a unit's code or ''
    share: Fraction  # per cent
    note: str
    paid: bool
    before: int
    month: int
    ytd: int
    fixed: int
    usd: int
    fund_note: str

    @property
    def scope(self) -> str:
        return ORIGINS[self.origin][0]

    @property
    def arrived_total(self) -> int:
        return self.before + self.ytd


@dataclass(frozen=True)
class Visit:
    on: date
    company: str
    issue: str
    resolved: bool


@dataclass(frozen=True)
class Activity:
    on: date
    kind: str
    people: int
    leads: int


@dataclass(frozen=True)
class Post:
    on: date
    employer: str
    wanted: int


@dataclass(frozen=True)
class Mistake:
    """A cell written wrong on purpose: the rule that must return it, the project, the sheet."""

    rule: str
    project: str
    sheet: str  # 项目台账 or 到位资金


@dataclass(frozen=True)
class File:
    """One submission. `kind`: full · nil (本月无变动) · broken (cannot be opened)."""

    name: str
    unit: str
    month: str
    received: datetime
    kind: str = "full"
    rows: tuple[Row, ...] = ()
    visits: tuple[Visit, ...] = ()
    activities: tuple[Activity, ...] = ()
    posts: tuple[Post, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True)
class Verification:
    month: str
    project: str
    amount: int | None
    counted: bool | None


@dataclass(frozen=True)
class Target:
    year: int
    unit: str
    metric: str
    value: int
    since: str


@dataclass(frozen=True)
class Prior:
    month: str
    unit: str
    metric: str
    caliber: str
    value: int


@dataclass(frozen=True)
class Exemption:
    unit: str
    project: str
    rule: str
    first: str
    last: str


@dataclass(frozen=True)
class Office:
    """The office's own files at a moment."""

    verifications: tuple[Verification, ...] = ()
    targets: tuple[Target, ...] = ()
    priors: tuple[Prior, ...] = ()
    exemptions: tuple[Exemption, ...] = ()


@dataclass(frozen=True)
class District:
    """What does not change in a story. Days are those of district.yaml `calendar`."""

    units: tuple[Unit, ...]
    groups: dict[str, str]
    on_error: str
    unverified: str
    missing: str
    timeliness: str
    submit_by: int
    late_until: int
    close: int
    workdays: bool
    rulebook: bool

    def unit(self, code: str) -> Unit:
        return next(unit for unit in self.units if unit.code == code)

    def expected(self, month: str) -> list[Unit]:
        return [unit for unit in self.units if unit.active(month)]

    def heir(self, code: str, month: str) -> str | None:
        """The unit that stands for `code` in `month`; None where none does."""
        while code:
            unit = self.unit(code)
            if unit.active(month):
                return code
            code = unit.heir
        return None

    def former(self, code: str, month: str) -> list[str]:
        """The units that `code` has taken over by `month`."""
        return [unit.code for unit in self.units if unit.code != code and self.heir(unit.code, month) == code]


@dataclass(frozen=True)
class Step:
    """One thing that happens: a file arrives, the office edits its files, reopens a month, or runs months in order."""

    kind: str  # file · office · reopen · run
    at: datetime
    file: File | None = None
    office: Office | None = None
    months: tuple[str, ...] = ()


@dataclass
class Story:
    """A random year. `office`: the files it starts with."""

    seed: int
    district: District
    months: list[str]
    office: Office
    steps: list[Step] = field(default_factory=list)

    def files(self) -> Iterator[File]:
        return (step.file for step in self.steps if step.file)

    def last_office(self) -> Office:
        return next((step.office for step in reversed(self.steps) if step.office), self.office)

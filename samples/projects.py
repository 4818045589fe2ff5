"""A project of the sample: what is true of it, and what a workbook of one month may say of it.

Amounts are int hundredths of 万元 (100 yuan) so that every cell has at most two decimals and yuan are whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from schemas.months import last_day

Month = tuple[int, int]
HUNDRED_MILLION = 10_000  # 1亿 in 万元


@dataclass
class Project:
    """One project. `money` is declared arrivals by (year, month); `opening` what had arrived before them."""

    unit: str
    name: str
    company: str
    credit_code: str
    investor: str
    origin: str
    scope: str
    chain: str
    industrial: bool
    build_kind: str
    total: int  # 万元
    signed: date
    fate: str = "building"  # what becomes of it in its first year: completed | building | preparing | signed
    code: str = ""
    approval: str = ""
    event: str = ""
    filed: date | None = None
    started: date | None = None
    completed: date | None = None
    terminated: date | None = None
    ending: str = ""
    partner: str = ""
    share: int = 100
    steady: bool = False  # keeps building, with money, through all the sample's years
    uncounted: bool = False  # struck out by 认定
    opening: int = 0
    fixed_ratio: float = 0.8
    dollar_ratio: float = 0.0
    grain: int = 10
    year_money: dict[int, int] = field(default_factory=dict)  # declared, by year
    cuts: dict[int, int] = field(default_factory=dict)  # declared − verified at December, by year
    money: dict[Month, int] = field(default_factory=dict)
    remarks: dict[Month, str] = field(default_factory=dict)
    idle: tuple[Month, ...] = ()  # months without money although it is building

    def is_struck(self, year: int) -> bool:
        """Signed and given up in the same year, and small: 认定 leaves nothing of its money."""
        if self.terminated is None:
            return False
        return self.terminated.year == year == self.signed.year and self.total < HUNDRED_MILLION

    def stage(self, month: str) -> str:
        """The stage word at the end of `month`."""
        end = last_day(month)
        for when, word in (
            (self.terminated, "终止"),
            (self.completed, "投产"),
            (self.started, "在建"),
            (self.filed, "前期"),
        ):
            if when and when <= end:
                return word
        return "签约"

    def is_listed(self, month: str) -> bool:
        """Signed by then, and not completed or terminated in an earlier year."""
        if self.signed > last_day(month):
            return False
        closed = self.terminated or self.completed
        return closed is None or closed.year >= int(month[:4])

    def year_to_date(self, year: int, number: int) -> int:
        return sum(self.money.get((year, m), 0) for m in range(1, number + 1))

    def before(self, year: int) -> int:
        """Arrived before `year` began."""
        return self.opening + sum(v for (y, _), v in self.money.items() if y < year)

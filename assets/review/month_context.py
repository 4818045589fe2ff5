"""What a month is judged against: the office's files and the last accepted state."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import pandas as pd

from assets.intake.office.model import Reference
from assets.intake.office.units import UnitRegister
from assets.review.catalogue import is_on, thresholds
from schemas.calendar import Deadlines
from schemas.history import History
from schemas.months import shift, year_of

_MONEY_BACK = 12  # months in which a rejected money row is looked for


@dataclass
class MonthContext:
    """`open_until`: up to when a reopened month takes files in, past its close day."""

    month: str
    reference: Reference
    history: History
    as_of: datetime
    open_until: datetime | None = None
    register: UnitRegister = field(init=False)

    def __post_init__(self) -> None:
        self.register = UnitRegister(self.reference)

    @property
    def year(self) -> int:
        return year_of(self.month)

    @cached_property
    def deadlines(self) -> Deadlines:
        return Deadlines(self.reference.district.calendar, self.reference.holidays)

    @cached_property
    def closed_after(self) -> datetime:
        """Files received after this moment change no figure: the close day's end, or what a reopening made of it."""
        closing = self.deadlines.end_of(self.deadlines.close(self.month))
        return closing if self.open_until is None else max(closing, self.open_until)

    def in_time(self, file: Any) -> bool:
        """Whether a received file came before the month was closed."""
        return datetime.fromisoformat(str(file.received_at)) <= self.closed_after

    @cached_property
    def chains(self) -> dict[str, str]:
        """Chain name, alias or code → chain code."""
        known: dict[str, str] = {}
        for row in self.reference.industry_chains.itertuples():
            for word in (row.chain_code, row.chain_name, *str(row.aliases or "").split("|")):
                if word:
                    known[str(word)] = str(row.chain_code)
                    known[f"{word}产业"] = str(row.chain_code)
        return known

    @cached_property
    def before(self) -> dict[str, Any]:
        """Project code → last month's row in the books (carried rows too)."""
        books = self.history.books("project", shift(self.month, -1))
        return {str(row.project_code): row for row in books.itertuples()}

    @cached_property
    def money_before(self) -> dict[str, Any]:
        """Project code → the row of the books whose money was accepted last: last month's, or an earlier month's where
        rejected rows (`on_error: reject_rows`) have left the project without money since."""
        found = dict(self.before)
        lost = {code for code, row in found.items() if pd.isna(row.fund_row)}
        if self.reference.district.policies.on_error != "reject_rows":
            return found
        for back in range(2, _MONEY_BACK + 1):
            if not lost:
                break
            for row in self.history.books("project", shift(self.month, -back)).itertuples():
                if row.project_code in lost and not pd.isna(row.fund_row):
                    found[str(row.project_code)] = row
                    lost.discard(str(row.project_code))
        return found

    @cached_property
    def kept_since(self) -> dict[str, str]:
        """Unit → the month its books of last month are of (earlier than last month where they were carried)."""
        units: dict[str, str] = {}
        for row in self.before.values():
            unit = self.register.successor(str(row.unit_code), self.month) or str(row.unit_code)
            units[unit] = max(units.get(unit, ""), str(row.as_of_month))
        return units

    def is_on(self, code: str) -> bool:
        return is_on(code, self.reference.district, self.month)

    def limit(self, code: str, name: str) -> Any:
        return thresholds(code, self.reference.district)[name]

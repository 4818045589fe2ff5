"""The rows that metrics are measured on: projects with their credits, lists, reporting; at both calibers.

A fact is a frame of rows and, for each row, who is credited with how much of it. Project rows may be shared by two
units; a row of a list belongs to the unit that listed it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from assets.intake.office.model import Reference
from assets.ledger.credit import COUNT_SCALE, credited
from assets.ledger.model import Books
from assets.metrics.reporting import reporting_facts
from schemas.codes.names import company_key
from schemas.history import History
from schemas.months import year_of

CALIBERS = ("declared", "verified")
# A measured column → the column of the facts that holds its verified amount; others are as declared.
_VERIFIED = {"arrived_ytd_yuan": "verified_ytd_yuan", "arrived_total_yuan": "verified_total_yuan"}
_MONEY = (
    "total_investment_yuan", "arrived_before_year_yuan", "arrived_month_yuan", "arrived_ytd_yuan", "arrived_total_yuan",
    "fixed_asset_ytd_yuan", "arrived_usd_ytd", "verified_ytd_yuan", "verified_total_yuan",
)  # fmt: skip


@dataclass(frozen=True)
class Credits:
    """Long rows: `at` position of the fact's row, `unit` position in the units, `count` ten-thousandths, `money` the
    credited column by name (int64)."""

    at: np.ndarray
    unit: np.ndarray
    count: np.ndarray
    money: dict[str, np.ndarray]


@dataclass(frozen=True)
class Fact:
    """`rows`: what conditions look at · `credits`: who is credited · `counted`: rows that count at the verified
    caliber."""

    rows: pd.DataFrame
    credits: Credits
    counted: np.ndarray

    def column(self, name: str, caliber: str) -> np.ndarray:
        """The credited amounts of a column at a caliber."""
        return self.credits.money[_VERIFIED.get(name, name) if caliber == "verified" else name]

    def keep(self, mask: np.ndarray, caliber: str) -> np.ndarray:
        """The mask of the fact's rows as a mask of its credits, at a caliber."""
        return (mask & self.counted if caliber == "verified" else mask)[self.credits.at]


class Facts:
    """The facts of a month's books. `units`: the expected units in the register's order; `reporting`: reporting_facts;
    `companies`: as known_companies says."""

    def __init__(self, books: Books, units: list[str], reporting: pd.DataFrame, companies: dict[str, str]) -> None:
        self._books, self._year, self._reporting, self._companies = (
            books,
            str(year_of(books.month)),
            reporting,
            companies,
        )
        self.units = units
        self._position = {unit: position for position, unit in enumerate(units)}

    def get(self, name: str) -> Fact:
        if name == "fund_arrival":
            return self.projects
        if name == "project":
            return self.standing_projects
        return self._lists[name]

    @cached_property
    def projects(self) -> Fact:
        """Every project of the ledger, terminated ones too."""
        facts, year = self._books.facts, self._year
        rows = facts.assign(
            signed_this_year=_of_year(facts["signed_on"], year),
            started_this_year=_of_year(facts["started_on"], year),
            completed_this_year=_of_year(facts["completed_on"], year),
        )
        long = credited(facts, list(_MONEY))
        known = long["unit_code"].isin(self._position)
        long = long[known]
        credits = Credits(
            long["at"].to_numpy(),
            long["unit_code"].map(self._position).to_numpy(dtype="int64"),
            long["count_credit"].to_numpy(),
            {column: long[column].to_numpy() for column in _MONEY},
        )
        return Fact(rows, credits, facts["counted"].fillna(True).to_numpy(dtype=bool))

    @cached_property
    def standing_projects(self) -> Fact:
        """The projects without the terminated ones: what project metrics count."""
        fact = self.projects
        standing = (fact.rows["stage"] != "terminated").to_numpy(dtype=bool)
        at = np.cumsum(standing) - 1
        kept = standing[fact.credits.at]
        credits = Credits(
            at[fact.credits.at[kept]],
            fact.credits.unit[kept],
            fact.credits.count[kept],
            {name: money[kept] for name, money in fact.credits.money.items()},
        )
        return Fact(fact.rows[standing].reset_index(drop=True), credits, fact.counted[standing])

    @cached_property
    def _lists(self) -> dict[str, Fact]:
        tables = self._books.tables
        demand, visit = tables["talent_demand"], tables["visit"]
        frames = {
            "talent_demand": demand.assign(employer_key=_told(demand["employer"].map(company_key))),
            "talent_subsidy": tables["talent_subsidy"],
            "recognition": tables["recognition"],
            "visit": visit.assign(company_key=self._visited(visit["company_name"])),
            "activity": tables["activity"],
            "reporting": self._reporting,
        }
        return {name: self._whole(frame) for name, frame in frames.items()}

    def _whole(self, rows: pd.DataFrame) -> Fact:
        """A list: each row wholly its unit's, the same at both calibers."""
        rows = rows[rows["unit_code"].isin(self._position)].reset_index(drop=True)
        money = {
            column: rows[column].fillna(0).to_numpy(dtype="int64")
            for column in rows.columns
            if column != "row" and str(rows[column].dtype) in ("Int64", "int64")
        }
        unit = rows["unit_code"].map(self._position).to_numpy(dtype="int64")
        count = np.full(len(rows), COUNT_SCALE, dtype="int64")
        return Fact(rows, Credits(np.arange(len(rows)), unit, count, money), np.ones(len(rows), dtype=bool))

    def _visited(self, names: pd.Series) -> pd.Series:
        """A company by its credit code where that is known, else by name."""
        return _told(names.map(company_key).map(lambda key: self._companies.get(key, key)))


def facts_of(books: Books, reference: Reference, units: list[str], history: History, as_of: object = None) -> Facts:
    """Every fact of the month."""
    return Facts(books, units, reporting_facts(books, reference, history, as_of), known_companies(books, reference))


def known_companies(books: Books, reference: Reference) -> dict[str, str]:
    """Company as compared → its credit code where the ledger (its first project there) or the register of enterprises
    knows it; of the companies visited."""
    visited = {company_key(name) for name in books.tables["visit"]["company_name"]}
    facts = books.facts.sort_values(["unit_code", "project_code"], kind="stable") if visited else books.facts.iloc[:0]
    codes: dict[str, str] = {}
    for name, code in zip(facts["company_name"], facts["company_uscc"], strict=True):
        if _is_told(code) and _is_told(name) and (key := company_key(name)) in visited:
            codes.setdefault(key, code)
    register = reference.enterprises
    for name, code in zip(register["company_name"], register["company_uscc"], strict=True):
        if _is_told(name) and _is_told(code):
            codes.setdefault(company_key(name), code)
    return codes


def _is_told(text: object) -> bool:
    return isinstance(text, str) and text != ""


def _told(keys: pd.Series) -> pd.Series:
    """A blank name is nobody: null."""
    return keys.mask(keys == "")


def _of_year(dates: pd.Series, year: str) -> pd.Series:
    """Whether a date is of the year; a missing date is of none."""
    return pd.Series([isinstance(day, str) and day[:4] == year for day in dates], index=dates.index, dtype=bool)

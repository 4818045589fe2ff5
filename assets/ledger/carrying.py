"""Rows of earlier months that still stand: carried ones, and those a 本月无变动 return confirms.

Cumulative figures stand and the month's money is 0. In a new year a confirmed ledger starts anew: ytd 0, before_year is
December's total, lists empty, closed-out projects gone. Rows of units renamed or merged belong to their successor.
"""

from __future__ import annotations

import pandas as pd

from assets.intake.office.units import UnitRegister
from assets.ledger.current import LISTS
from assets.ledger.figure_source import FigureSource
from assets.ledger.office_cells import is_office_field
from schemas.columns.books import BOOKS
from schemas.columns.frames import empty_frame, typed_frame
from schemas.columns.releases import SOURCE_CELL
from schemas.history import History
from schemas.months import year_of

_CLOSED_OUT = ("completed", "terminated")
_OF_THE_YEAR = ("arrived_month_yuan", "arrived_ytd_yuan", "fixed_asset_ytd_yuan", "arrived_usd_ytd")
_MONTH_FIELD = "fund.arrived_month_yuan"
_PROJECT_FIELDS = ("project.total_investment_yuan", "fund.arrived_total_yuan")


def standing_rows(
    standings: dict[str, FigureSource], history: History, register: UnitRegister, month: str
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """(books tables, source cells) of every unit whose figures come from an earlier month."""
    tables = {name: [empty_frame(BOOKS[name])] for name in ("project", *LISTS)}
    cells = [empty_frame(SOURCE_CELL)]
    for earlier, units in _by_month(standings).items():
        heirs = _Heirs(register, month, units)
        new_year = year_of(earlier) != year_of(month)
        projects = heirs.of(history.books("project", earlier))
        projects = _new_year(projects) if new_year else projects
        projects = projects.assign(arrived_month_yuan=0)
        tables["project"].append(_confirmed(projects, standings, month))
        if not new_year:
            for name in LISTS:
                tables[name].append(_confirmed(heirs.of(history.books(name, earlier)), standings, month))
        cells.append(_standing_cells(heirs.of(history.table("source_cell", earlier)), projects, new_year))
    joined = {
        name: typed_frame(pd.concat(frames, ignore_index=True), BOOKS[name]) if len(frames) > 1 else frames[0]
        for name, frames in tables.items()
    }
    return joined, typed_frame(pd.concat(cells, ignore_index=True), SOURCE_CELL) if len(cells) > 1 else cells[0]


def _by_month(standings: dict[str, FigureSource]) -> dict[str, set[str]]:
    months: dict[str, set[str]] = {}
    for standing in standings.values():
        if standing.source in ("nil", "carried") and standing.from_month:
            months.setdefault(standing.from_month, set()).add(standing.unit_code)
    return months


class _Heirs:
    """Rows of the units wanted, of those they took over, and of projects handed over to them, under the codes in force
    this month."""

    def __init__(self, register: UnitRegister, month: str, units: set[str]) -> None:
        self._register, self._month, self._units = register, month, units

    def of(self, rows: pd.DataFrame) -> pd.DataFrame:
        if not len(rows):
            return rows
        named = {str(code): self._register.successor(str(code), self._month) for code in rows["unit_code"].unique()}
        heirs = rows["unit_code"].map(named)
        handed = self._register.handed_over(self._month)
        if handed and "project_code" in rows:
            heirs = rows["project_code"].map(handed).fillna(heirs)
        kept = rows[heirs.isin(self._units)].copy()
        kept["unit_code"] = heirs[kept.index]
        return kept


def _confirmed(rows: pd.DataFrame, standings: dict[str, FigureSource], month: str) -> pd.DataFrame:
    """Rows that a 本月无变动 return confirms are of this month; carried rows keep the month they were reported for."""
    nil = rows["unit_code"].map(lambda unit: standings[unit].source == "nil").astype(bool)
    return rows.assign(as_of_month=rows["as_of_month"].where(~nil, month)) if len(rows) else rows


def _new_year(projects: pd.DataFrame) -> pd.DataFrame:
    """December's ledger on the first of January."""
    still_open = projects[~projects["stage"].isin(_CLOSED_OUT)]
    reset = dict.fromkeys(_OF_THE_YEAR, 0)
    return still_open.assign(arrived_before_year_yuan=still_open["arrived_total_yuan"], **reset)


def _standing_cells(cells: pd.DataFrame, projects: pd.DataFrame, new_year: bool) -> pd.DataFrame:
    """The cells that still make figures: none of the month's money; in a new year none of the year's, none of a
    list."""
    if not len(cells):
        return cells
    cells = cells[(cells["field"] != _MONTH_FIELD) & ~is_office_field(cells["field"])]
    if new_year:
        cells = cells[cells["field"].isin(_PROJECT_FIELDS) & cells["project_code"].isin(set(projects["project_code"]))]
    return cells

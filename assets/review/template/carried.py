"""What a unit's next workbook starts from: the rows of the last accepted state, as the form's own values.

Projects and money come from the books; the year's lists from the unit's own kept workbook, because the books keep no
personal data and not every column. In January the lists are empty, the year's money is 0 and closed-out projects are
gone. Nothing of another unit is ever here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pandas as pd

from assets.intake.model import Received
from assets.intake.office.model import Reference
from assets.intake.office.units import UnitRegister
from assets.intake.reader.parse import parsed_files
from assets.intake.reader.parsed_file import ParsedFile
from schemas.codes.lists import word
from schemas.form.sheets import DATA_SHEETS, LISTS, Field
from schemas.history import History
from schemas.months import year_of
from schemas.rounding import half_up

_CLOSED_OUT = ("completed", "terminated")
Cell = str | int | float | date | None
Row = dict[str, Cell]  # field name → the value as the form shows it


@dataclass
class Carried:
    """The start of a unit's workbook. `since`: the month it is taken from, None at the very beginning; `reported`: the
    month the unit's rows are of, earlier than `since` where it has not reported since then.
    `ytd_before[project_code]`: the 本年累计 (万元) this month's money is added to. `free_codes`: next project codes."""

    since: str | None = None
    reported: str | None = None
    projects: list[Row] = field(default_factory=list)
    funds: list[Row] = field(default_factory=list)
    ytd_before: dict[str, int | float] = field(default_factory=dict)
    lists: dict[str, list[Row]] = field(default_factory=dict)
    free_codes: list[str] = field(default_factory=list)


def carried_over(unit: str, month: str, reference: Reference, history: History, codes: int = 8) -> Carried:
    """What `unit` starts `month` from, by the latest release before it."""
    register = UnitRegister(reference)
    earlier = [each for each in history.months() if each < month]
    carried = Carried(since=earlier[-1] if earlier else None)
    if carried.since:
        new_year = year_of(carried.since) != year_of(month)
        projects = _of_unit(history.books("project", carried.since), unit, month, register)
        if new_year:
            projects = projects[~projects["stage"].isin(_CLOSED_OUT)]
        carried.reported = max(projects["as_of_month"].astype(str)) if len(projects) else None
        _add_projects(carried, projects, new_year, reference, register)
        if not new_year:
            for kind in LISTS:
                rows = _of_unit(history.books(kind, carried.since), unit, month, register)
                carried.lists[kind] = _list_rows(kind, rows, reference)
    carried.free_codes = _free_codes(unit, month, history, codes)
    return carried


def _of_unit(rows: pd.DataFrame, unit: str, month: str, register: UnitRegister) -> pd.DataFrame:
    """The unit's rows, those of the units it took over, and those of projects handed over to it."""
    if not len(rows):
        return rows
    heirs = rows["unit_code"].map(
        {str(code): register.successor(str(code), month) for code in rows["unit_code"].unique()}
    )
    if "project_code" in rows:
        heirs = rows["project_code"].map(register.handed_over(month)).fillna(heirs)
    return rows[heirs == unit]


def ten_thousands(yuan: Any) -> int | float:
    """Yuan (or dollars) as 万 of them; a blank is 0."""
    value = 0 if yuan is None or pd.isna(yuan) else int(yuan)
    return value // 10_000 if value % 10_000 == 0 else value / 10_000


def _add_projects(
    carried: Carried, projects: pd.DataFrame, new_year: bool, reference: Reference, register: UnitRegister
) -> None:
    chains = dict(reference.industry_chains[["chain_code", "chain_name"]].itertuples(index=False, name=None))
    for row in projects.sort_values("project_code").itertuples():
        carried.projects.append(_project(row, chains, register))
        closed = str(row.stage) in _CLOSED_OUT
        total = ten_thousands(row.arrived_total_yuan)
        if closed and not total:
            continue
        ytd = 0 if new_year else ten_thousands(row.arrived_ytd_yuan)
        code = str(row.project_code)
        carried.ytd_before[code] = ytd
        carried.funds.append(
            {
                "project_code": code,
                "project_name": _text(row.project_name),
                "arrived_before_year": total if new_year else ten_thousands(row.arrived_before_year_yuan),
                "arrived_ytd": ytd,
                "arrived_total": total,
                "fixed_asset_ytd": 0 if new_year else ten_thousands(row.fixed_asset_ytd_yuan),
                "arrived_usd_ytd": 0 if new_year else ten_thousands(row.arrived_usd_ytd),
            }
        )


def _project(row: Any, chains: dict[str, str], register: UnitRegister) -> Row:
    partner = _text(row.partner_unit_code)
    share = half_up(float(row.own_share) * 100, 4) if not pd.isna(row.own_share) else 100
    return {
        "project_code": str(row.project_code),
        "project_name": _text(row.project_name),
        "approval_code": _text(row.approval_code),
        "company_name": _text(row.company_name),
        "company_uscc": _text(row.company_uscc),
        "investor_name": _text(row.investor_name),
        "investor_origin": _text(row.investor_origin),
        "industry_chain": chains.get(str(row.chain_code)),
        "is_industrial": None if pd.isna(row.is_industrial) else "是" if row.is_industrial else "否",
        "build_kind": _text(row.build_kind),
        "total_investment": ten_thousands(row.total_investment_yuan),
        "signed_on": _day(row.signed_on),
        "signing_event": _text(row.signing_event),
        "started_on": _day(row.started_on),
        "completed_on": _day(row.completed_on),
        "stage": word("stage", str(row.stage)) if _text(row.stage) else None,
        "partner_unit": register.name(partner) if partner else None,
        "own_share": int(share) if share == int(share) else float(share),
        "note": _text(row.note),
    }


def _text(value: Any) -> str | None:
    return None if value is None or pd.isna(value) or value == "" else str(value)


def _day(value: Any) -> date | None:
    return date.fromisoformat(str(value)[:10]) if _text(value) else None


def _list_rows(kind: str, rows: pd.DataFrame, reference: Reference) -> list[Row]:
    """The unit's list rows of this year in full, from the workbook they came in; what the books keep where the workbook
    is not kept any more."""
    found: list[Row] = []
    for (sha256, name, sheet), group in rows.groupby(["file_sha256", "file_name", "sheet"], sort=False):
        read = _kept(reference, str(sha256), str(name))
        source = (
            next((each for each in read.sheets if each.name == sheet and each.kind == kind), None) if read else None
        )
        for row in group.sort_values("row").itertuples():
            if source is not None and int(row.row) in source.rows:
                at = source.rows.index(int(row.row))
                typed = {name: values[at] for name, values in source.typed.items()}
                raw = {name: values[at] for name, values in source.raw.items()}
                found.append(
                    {
                        item.name: _cell_of(item, typed.get(item.column), raw.get(item.name))
                        for item in DATA_SHEETS[kind].fields
                    }
                )
            else:
                found.append(
                    {
                        item.name: _cell_of(item, getattr(row, item.column, None), None)
                        for item in DATA_SHEETS[kind].fields
                    }
                )
    return found


def _kept(reference: Reference, sha256: str, name: str) -> ParsedFile | None:
    """What a kept workbook says, as it was parsed (in a child process); None where it cannot be read any more."""
    kept = Received(name, sha256, 0, datetime.min, f"{sha256[:2]}/{sha256}")
    ((_, read),) = parsed_files(reference, [kept])
    return read if read.readable else None


def _cell_of(item: Field, typed: Any, raw: str | None) -> Cell:
    """A typed value as the form writes it; the text as found where it has no type."""
    if typed is None or pd.isna(typed):
        return raw
    if item.kind in ("money", "usd"):
        return ten_thousands(typed)
    if item.kind in ("count", "year"):
        return int(typed)
    if item.kind == "date":
        return _day(typed)
    return word(item.choices, str(typed)) if item.kind == "choice" else str(typed)


def _free_codes(unit: str, month: str, history: History, wanted: int) -> list[str]:
    """The next project codes of the unit in the month's year: above every number it has used."""
    year = year_of(month)
    pattern = re.compile(rf"{re.escape(unit)}-{year}-(\d+)")
    used = 0
    for each in history.months():
        if year_of(each) >= year:
            codes = history.books("project", each)["project_code"]
            used = max([used, *(int(match[1]) for code in codes if (match := pattern.fullmatch(str(code))))])
    return [f"{unit}-{year}-{number:03d}" for number in range(used + 1, used + 1 + wanted)]

"""How each unit reported over the year: months on time, months due, returned revisions, what is open now.

This month from the books, the months before from their releases. A unit answers for those it took over.
"""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from assets.intake.office.model import Reference
from assets.intake.office.units import UnitRegister
from assets.ledger.model import Books
from schemas.calendar import Deadlines
from schemas.columns.figures import METRIC
from schemas.history import History
from schemas.months import months_between, parse_month

COLUMNS = ("unit_code", "on_time", "due", "returned", "open_findings")


def reporting_facts(books: Books, reference: Reference, history: History, as_of: object) -> pd.DataFrame:
    """One row a unit and month of the year up to this one: unit_code and counts (int64). `due` is 1 where the month's
    deadline has passed at `as_of` (always, without a clock), `on_time` 1 where it was met by then."""
    register = UnitRegister(reference)
    deadlines = Deadlines(reference.district.calendar, reference.holidays)
    year, _ = parse_month(books.month)
    rows = []
    for month in months_between(f"{year:04d}-01", books.month):
        submissions = books.submissions if month == books.month else history.table("submission", month)
        passed = not isinstance(as_of, datetime) or as_of > deadlines.end_of(deadlines.submit(month))
        for unit, on_time in zip(submissions["unit_code"], submissions["on_time"], strict=True):
            heir = register.successor(str(unit), books.month)
            rows.append((heir, int(passed and pd.notna(on_time) and bool(on_time)), int(passed), 0, 0))
    rows += [(unit, 0, 0, count, 0) for unit, count in returned_before(books.month, register, history)]
    rows += [
        (unit, 0, 0, int(returned), int(open_findings))
        for unit, returned, open_findings in books.reporting[["unit_code", "returned", "open_findings"]].itertuples(
            index=False
        )
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame[frame["unit_code"].notna()].astype(dict.fromkeys(COLUMNS[1:], "int64")).reset_index(drop=True)


def returned_before(month: str, register: UnitRegister, history: History) -> list[tuple[str | None, int]]:
    """Returned revisions of the year before this month: what the year's last release counted."""
    earlier = [known for known in history.months() if known[:4] == month[:4] and known < month]
    if not earlier:
        return []
    metrics = history.table(METRIC.name, earlier[-1])
    rows = metrics[(metrics["metric_code"] == "returned_count") & (metrics["caliber"] == "declared")]
    rows = rows[rows["unit_code"].isin(register.units.index) & rows["ytd_value"].notna()]
    return [
        (register.successor(str(unit), month), int(value))
        for unit, value in zip(rows["unit_code"], rows["ytd_value"], strict=True)
    ]

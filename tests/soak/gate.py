"""The oracle's gate, written from the contract alone: how each submission ends, and which of its rows may enter.

A mistake planted in a cell returns by its own rule; whether money follows from the month before is worked out here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time

from tests.soak.calendar import close, submit_by
from tests.soak.state import Entry, Released, Sent
from tests.soak.story import CLOSED_OUT, District, File, Office, Row, shifted

_ORDER = {"签约": 1, "前期": 2, "在建": 3, "投产": 4}
CLEAN = ("clean", "nil")


@dataclass(frozen=True)
class Error:
    """A returning error. `row`: the project whose row of the sheet is wrong; '' where it is none's."""

    rule: str
    sheet: str
    row: str


Outcome = tuple[File, str, list[Error]]


def errors_of(file: File, district: District, office: Office, history: dict[str, Released]) -> list[Error]:
    """The returning errors of a submission that can be opened (rules.md, R)."""
    if file.kind != "full":
        return []
    found = [Error(m.rule, m.sheet, m.project) for m in file.mistakes]
    if not (file.rows or file.visits or file.activities or file.posts):
        found.append(Error("C129", "封面", ""))
    before = history.get(shifted(file.month, -1))
    books = before.books if before else {}
    since = max((e.as_of for e in books.values() if district.heir(e.unit, file.month) == file.unit), default="")
    for row in file.rows:
        entry = books.get(row.code)
        then = _ORDER.get(entry.row.stage, 0) if entry else 0
        if _ORDER.get(row.stage, 0) and _ORDER[row.stage] < then:
            found.append(Error("H204", "项目台账", row.code))
        unreadable = any(m.rule == "C101" and m.project == row.code for m in file.mistakes)
        money = _last_money(row.code, file.month, history) if entry else None
        if row.paid:
            found += [
                Error(rule, "到位资金", row.code) for rule in _money_rules(row, file.month, money, since, unreadable)
            ]
        elif money and (money.row.arrived_total or money.row.ytd):
            found.append(Error("H201", "", row.code))
    listed = {row.code for row in file.rows}
    own = {file.unit, *(unit.code for unit in district.units if district.heir(unit.code, file.month) == file.unit)}
    for code, entry in books.items():
        if entry.unit in own and code not in listed and entry.row.ytd != 0 and not file.month.endswith("-01"):
            found.append(Error("H205", "", code))
    return [each for each in found if not _exempted(each, file, office)]


def _last_money(code: str, month: str, history: dict[str, Released]) -> Entry:
    """The project in the books whose money was accepted last: a rejected row leaves it without any."""
    last = history[shifted(month, -1)].books[code]
    for back in range(1, 13):
        earlier = history.get(shifted(month, -back))
        if earlier and code in earlier.books and earlier.books[code].row.paid:
            return earlier.books[code]
    return last


def _money_rules(row: Row, month: str, entry: Entry | None, since_of: str, unreadable: bool) -> list[str]:
    found, january = [], month.endswith("-01")
    if row.month < 0 and not row.fund_note:
        found.append("C115")
    if entry is None:  # nothing came before this month, as far as the unit's last accepted books go
        since = shifted(month, -1) if january else since_of
        if since == shifted(month, -1) and row.ytd != row.month and not unreadable:
            found.append("C107")
        return found
    gap = entry.as_of != shifted(month, -1)
    base = 0 if january else entry.row.ytd
    if not unreadable:
        if row.ytd != base + row.month and (january or not gap):
            found.append("C107")
        if not january and row.ytd < base and not row.fund_note:
            found.append("H202")
    if row.arrived_total < entry.row.arrived_total and not row.fund_note:
        found.append("H201")
    if row.before != (entry.row.arrived_total if january else entry.row.before):
        found.append("H203")
    return found


def _exempted(error: Error, file: File, office: Office) -> bool:
    return any(
        e.rule == error.rule and e.project == error.row and e.unit == file.unit and e.first <= file.month <= e.last
        for e in office.exemptions
    )  # fmt: skip


def judged(
    month: str,
    files: list[File],
    district: District,
    office: Office,
    history: dict[str, Released],
    open_until: datetime | None,
    as_of: datetime,
) -> Sent:
    """How a unit stands at a month, from everything it sent for it (nothing at all: missing)."""
    closing = datetime.combine(close(district, month), time(23, 59, 59))
    outcomes: list[Outcome] = []
    for file in sorted(files, key=lambda file: (file.received, file.name)):
        errors = errors_of(file, district, office, history)
        late = file.received > max(closing, open_until or closing)
        outcomes.append((file, "late_closed" if late else _outcome(file, errors, district), errors))
    usable = [(file, errors) for file, outcome, errors in outcomes if outcome in CLEAN]
    shown = [outcome for _, outcome, _ in outcomes if outcome != "late_closed"]
    status = shown[-1] if shown else "late_closed" if outcomes else "missing"
    returned = sum(outcome == "returned" for _, outcome, _ in outcomes)
    return Sent(status, _loaded(*usable[-1]) if usable else None, returned, _on_time(month, outcomes, district, as_of))


def _outcome(file: File, errors: list[Error], district: District) -> str:
    if file.kind == "broken":
        return "unreadable"
    if file.kind == "nil":
        return "nil"
    whole = any(not error.sheet for error in errors)
    return "returned" if whole or (errors and district.on_error == "return") else "clean"


def _loaded(file: File, errors: list[Error]) -> File:
    """The file without its rejected rows (`on_error: reject_rows`): a project goes with its money; money goes alone."""
    gone = {error.row for error in errors if error.sheet == "项目台账"}
    poor = {error.row for error in errors if error.sheet == "到位资金"}
    rows = tuple(
        replace(row, paid=False, before=0, month=0, ytd=0, fixed=0, usd=0) if row.code in poor else row
        for row in file.rows if row.code not in gone
    )  # fmt: skip
    return replace(file, rows=rows)


def _on_time(month: str, outcomes: list[Outcome], district: District, as_of: datetime) -> bool | None:
    """Of the first clean (or first received) revision; without one null until the deadline, then false."""
    counted = [file for file, outcome, _ in outcomes if district.timeliness == "first_received" or outcome in CLEAN]
    if counted:
        return counted[0].received.date() <= submit_by(district, month)
    return None if as_of.date() <= submit_by(district, month) else False


def closed_out(row: Row) -> bool:
    return row.stage in CLOSED_OUT

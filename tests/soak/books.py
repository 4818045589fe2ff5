"""The oracle's books: which rows stand, what the office verified of them, and who is credited."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from fractions import Fraction

from tests.soak.calendar import submit_by
from tests.soak.gate import closed_out, judged
from tests.soak.state import Entry, Lists, Released, Sent
from tests.soak.story import District, File, Office

History = dict[str, Released]


def kept(
    month: str,
    as_of: datetime,
    files: list[File],
    district: District,
    office: Office,
    history: History,
    open_until: datetime | None,
) -> Released:
    """The month's books; figures are figures.py's."""
    sent = {}
    for unit in district.expected(month):
        own = [file for file in files if file.unit == unit.code and file.month == month]
        sent[unit.code] = judged(month, own, district, office, history, open_until, as_of)
    made = Released(month, as_of, sent, {})
    for unit, standing in sent.items():
        _stand(unit, standing, made, district, history)
    made.books = {code: _partnered(entry, district, month) for code, entry in sorted(made.books.items())}
    _verify(made, office, district, history)
    return made


def _stand(unit: str, sent: Sent, made: Released, district: District, history: History) -> None:
    file, month = sent.in_force, made.month
    made.lists[unit] = Lists()
    if file and file.kind == "full":
        made.figures[unit] = "current"
        made.books |= {row.code: Entry(row, unit, month) for row in file.rows}
        made.lists[unit] = Lists(list(file.visits), list(file.activities), list(file.posts))
        return
    same_year = file is None
    source = _last_with_figures(unit, month, district, history, same_year)
    if file is None and (district.missing != "carry_forward" or source is None):
        made.figures[unit] = "none"
        return
    made.figures[unit] = "current" if file else "carried"
    if source is None:
        return
    new_year = source.month[:4] != month[:4]
    for code, entry in source.books.items():
        if district.heir(entry.unit, month) != unit or (new_year and closed_out(entry.row)):
            continue
        row = replace(entry.row, month=0)
        if new_year:
            row = replace(row, before=row.arrived_total, ytd=0, fixed=0, usd=0)
        made.books[code] = Entry(row, unit, month if file else entry.as_of)
    if not new_year:
        for owner, lists in source.lists.items():
            if district.heir(owner, month) == unit:
                made.lists[unit].visits += lists.visits
                made.lists[unit].activities += lists.activities
                made.lists[unit].posts += lists.posts


def _last_with_figures(unit: str, month: str, district: District, history: History, same_year: bool) -> Released | None:
    for earlier in sorted(history, reverse=True):
        if earlier >= month or (same_year and earlier[:4] != month[:4]):
            continue
        held = [code for code, figures in history[earlier].figures.items() if figures in ("current", "carried")]
        if any(district.heir(code, month) == unit for code in held):
            return history[earlier]
    return None


def _partnered(entry: Entry, district: District, month: str) -> Entry:
    if not entry.row.partner:
        return entry
    partner = district.heir(entry.row.partner, month)
    if partner is None or partner == entry.unit:
        return replace(entry, row=replace(entry.row, partner="", share=Fraction(100)))
    return replace(entry, row=replace(entry.row, partner=partner))


def _verify(made: Released, office: Office, district: District, history: History) -> None:
    """认定 (reference.md): verified(k) + declared(m) − declared(k), never above declared, never below min(0, declared)."""
    for code, entry in made.books.items():
        rows = sorted(
            (v for v in office.verifications if v.project == code and v.month <= made.month), key=lambda v: v.month
        )
        said = [v.counted for v in rows if v.counted is not None]
        made.counted[code] = said[-1] if said else True
        now = entry.row.ytd
        amounts = [v for v in rows if v.amount is not None and v.month[:4] == made.month[:4]]
        if not amounts:
            value = now if district.unverified == "declared" else 0
        else:
            last = amounts[-1]
            base = now if last.month == made.month else _declared(history.get(last.month), code, now)
            value = int(last.amount or 0) + now - base
        made.verified[code] = max(min(value, now), min(0, now))


def _declared(released: Released | None, code: str, now: int) -> int:
    """What the project had declared in a released month; a month not released leaves the verified amount as it is."""
    if released is None:
        return now
    return released.books[code].row.ytd if code in released.books else 0


def credits(entry: Entry, yuan: int) -> dict[str, int]:
    """Unit → its part of a project's money: the lead's share half up, the partner the rest."""
    lead = half_up(yuan * entry.row.share / 100)
    return {entry.unit: lead, entry.row.partner: yuan - lead} if entry.row.partner else {entry.unit: yuan}


def count_credits(entry: Entry) -> dict[str, Fraction]:
    """Unit → its part of one project, four places."""
    lead = Fraction(half_up(entry.row.share * 100), 10_000)
    return {entry.unit: lead, entry.row.partner: 1 - lead} if entry.row.partner else {entry.unit: Fraction(1)}


def half_up(value: Fraction) -> int:
    """Nearest whole number; halves away from zero."""
    size = (abs(value) * 2 + 1) // 2
    return int(size) if value >= 0 else -int(size)


def due(month: str, district: District, as_of: datetime) -> bool:
    """Whether the month's deadline has passed."""
    return as_of > datetime.combine(submit_by(district, month), time(23, 59, 59))

"""Parser branches broken on purpose: with one of them the fuzz must go red."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

from assets.intake.reader import headers, table_notes, workbook
from assets.intake.reader.cells import amounts, dates


def _broken(module: ModuleType, name: str, instead: Callable[..., object]) -> None:
    """Puts another function in the place of one that is there: a canary that breaks nothing sings of nothing."""
    getattr(module, name)
    setattr(module, name, instead)


def suffix_ignored() -> None:
    """1.2亿 read as 1.2 of the column's unit."""
    for word in list(amounts.UNIT_FACTORS):
        amounts.UNIT_FACTORS[word] = 10_000


def doubt_ignored() -> None:
    """约3亿 read as if it were sure."""
    real = amounts.amount

    def sure(value: object, factor: int, factors: dict[str, int] = amounts.UNIT_FACTORS) -> object:
        plain = value.strip("约近≥余多?以上左右") if type(value) is str else value
        return real(plain, factor, factors)

    _broken(amounts, "amount", sure)


def days_and_months_exchanged() -> None:
    real = dates._day

    def exchanged(year: int, month: int, day: int) -> object:
        return real(year, day, month) if day <= 12 else real(year, month, day)

    _broken(dates, "_day", exchanged)


def _unseen(what: str) -> None:
    """What stands in a file beside the values (WorkbookFeatures) passed over."""
    real = workbook._mark_states

    def blind(grid: object, seen: workbook.WorkbookFeatures) -> None:
        getattr(seen, what).clear()
        real(grid, seen)  # type: ignore[arg-type]

    _broken(workbook, "_mark_states", blind)


def errors_blank() -> None:
    """Error cells as calamine gives them: blank, which is 0 in a money column."""
    _unseen("errors")


def formulas_blank() -> None:
    """Formulas never calculated as calamine gives them: blank."""
    _unseen("uncalculated")


def stale_trusted() -> None:
    """A saved result counts whatever its formula says."""
    _broken(table_notes, "stale", lambda *_: None)


def header_units_ignored() -> None:
    """A column headed 总投资(亿元) read in the unit line's unit."""
    _broken(headers, "_note_unit", lambda *_: None)


def merges_ignored() -> None:
    """What stands under a merged cell read as blank."""
    _broken(workbook, "fill_down", lambda *_: [])


def notes_unread() -> None:
    """A note that says the money is in 亿元 passed over."""
    _broken(workbook, "_note_other_unit", lambda *_: None)


def formats_ignored() -> None:
    """1.2 that is shown as 1.20亿 read as 1.2 of the column's unit."""
    _unseen("printed")


# Each with the kinds of mutants that must tell it.
CANARIES: dict[str, tuple[Callable[[], None], str]] = {
    each.__name__: (each, kinds)
    for each, kinds in (
        (suffix_ignored, "亿 suffix"), (doubt_ignored, "words for a number"), (days_and_months_exchanged, "date as text"),
        (errors_blank, "error cell"), (formulas_blank, "formula never calculated"), (stale_trusted, "stale formula"),
        (header_units_ignored, "heading other unit"), (merges_ignored, "money merged across"), (notes_unread, "note other unit"),
        (formats_ignored, "format "),
    )
}  # fmt: skip

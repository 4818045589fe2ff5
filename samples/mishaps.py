"""The mess planted in the sample: which unit, which month, what goes wrong. docs/sample-district.md lists it.

Months are relative to the sample's last year (0) so that every --last-month has the same mess in the same places.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mishap:
    """One planted case."""

    unit: str
    month: str
    kind: str
    words: str


KINDS: dict[str, str] = {
    "late": "sent after the deadline, before the late day",
    "missing": "nothing is ever sent",
    "nil": "本月无变动 = 是, no rows",
    "returned_then_corrected": "a first workbook with one wrong 历史累计, then a corrected one",
    "returned": "a workbook with one wrong 历史累计, never corrected",
    "unreadable_then_resent": "a truncated file, then the whole one",
    "late_closed": "sent after the close day; waits for `reopen`",
    "unexplained": "凭证号 blank while money arrived, no 情况说明",
    "explained": "凭证号 blank while money arrived, explained in 情况说明",
    "receipt": "the file's time is the office's copy; receipts.csv has the real time",
    "reduction": "核减: a negative 本月到位 with its reason in 备注",
    "exempted": "在建 without money for four months, exempted from H209",
    "gap_explained": "first workbook after a gap: the jump of 本年累计 explained in 情况说明",
}
# unit, years before the last one, month number, kind
_PLANTED: tuple[tuple[str, int, int, str], ...] = (
    ("Z02", 1, 3, "returned_then_corrected"),
    ("T04", 1, 5, "late"),
    ("S02", 1, 8, "missing"),
    ("T07", 1, 10, "nil"),
    ("S04", 0, 1, "nil"),
    ("T07", 0, 1, "missing"),
    ("T02", 0, 2, "late"),
    ("S05", 0, 3, "unreadable_then_resent"),
    ("T05", 0, 4, "missing"),
    ("T01", 0, 5, "explained"),
    ("Z01", 0, 6, "late"),
    ("T10", 0, 6, "receipt"),
    ("T08", 0, 7, "returned_then_corrected"),
    ("T06", 0, 8, "unexplained"),
    ("Z01", 0, 8, "reduction"),
    ("T03", 0, 7, "exempted"),
    ("S01", 0, 9, "returned"),
    ("T09", 0, 10, "late_closed"),
    ("S03", 0, 11, "late"),
    ("T06", 0, 12, "late"),
)
_GAPS = ("missing", "returned", "late_closed")


def planted(last_year: int) -> list[Mishap]:
    """Every case of the sample, in order of month."""
    cases = []
    for unit, back, number, kind in _PLANTED:
        cases.append(Mishap(unit, f"{last_year - back}-{number:02d}", kind, KINDS[kind]))
        if kind in _GAPS:
            cases.append(Mishap(unit, f"{last_year - back}-{number + 1:02d}", "gap_explained", KINDS["gap_explained"]))
    return sorted(cases, key=lambda case: (case.month, case.unit, case.kind))


class Mess:
    """The cases of one sample, asked by unit and month. Of nothing: a clean district."""

    def __init__(self, cases: Iterable[Mishap] = ()) -> None:
        self.cases = tuple(cases)
        self._kinds: dict[tuple[str, str], set[str]] = {}
        for case in self.cases:
            self._kinds.setdefault((case.unit, case.month), set()).add(case.kind)

    def has(self, unit: str, month: str, *kinds: str) -> bool:
        return bool(self._kinds.get((unit, month), set()) & set(kinds))

    def is_still(self, unit: str, year: int, number: int) -> bool:
        """A month in which nothing may happen in the unit: it will report 本月无变动."""
        return self.has(unit, f"{year}-{number:02d}", "nil")

    def near_gap(self, unit: str, year: int, number: int) -> bool:
        """Within two months of a month without figures of its own: money keeps coming in every month."""
        for other in range(number - 2, number + 3):
            y, m = (year, other) if 1 <= other <= 12 else (year + (1 if other > 12 else -1), (other - 1) % 12 + 1)
            if self.has(unit, f"{y}-{m:02d}", "nil", *_GAPS):
                return True
        return False

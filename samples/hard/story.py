"""The hard sample's units and what goes wrong: who is silent, late, returned, merged, new. docs/sample-district-hard.md
lists the cases. Years and months are relative to the sample's last year."""

from __future__ import annotations

from dataclasses import dataclass

from samples.mishaps import KINDS, Mishap
from samples.units import BY_CODE, FORMER, SUCCESSOR, Unit

NEW_UNIT, NEW_FROM = "Z03", 2
MERGED, HEIR, MERGED_FROM = "T08", "T01", 7
HANDED_FROM_UNIT, HANDED_TO_UNIT, HANDED_FROM = "T02", "Z01", 5
TARGETS_FROM = 3  # the last year's targets and rulebook come in March
HEALED_BY = 2  # from February on the office lets S01's true 上年末累计 pass (exemptions.csv)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a unit's years come to: 万元 in the year before, the last year as a share of it, and the part of the last
    year's targets that is reached."""

    code: str
    yearly: int
    fall: float
    reached: float


PROFILES: tuple[Profile, ...] = (
    Profile("Z01", 64_000, 0.74, 0.62),
    Profile("T01", 21_000, 0.83, 0.78),
    Profile("S01", 15_000, 0.88, 0.91),
    Profile("T02", 18_000, 0.71, 0.66),
    Profile("S02", 13_000, 0.66, 0.55),
    Profile("S05", 12_000, 1.08, 1.04),
    Profile("T08", 9_000, 0.8, 0.72),
    Profile("Z03", 10_000, 1.0, 0.45),
)
# unit, years before the last one, month number, kind, in other words than those of samples/mishaps.py
_PLANTED: tuple[tuple[str, int, int, str, str], ...] = (
    ("S01", 1, 12, "late_closed", "a silent December: sent after the close, waits for `reopen`"),
    (
        "S01",
        0,
        1,
        "after_gap",
        "上年末累计 holds December, the books end in November: H203, returned until the reopening",
    ),
    ("T02", 0, 1, "missing", "a silent January: nothing to carry"),
    ("Z03", 0, 2, "missing", "the new unit's first month: nothing to carry"),
    ("T01", 0, 3, "late", ""),
    ("S05", 0, 4, "returned_then_corrected", ""),
    ("S02", 0, 5, "missing", "a silent month: May's figures are April's"),
    ("S02", 0, 6, "missing", "a second silent month"),
    ("S02", 0, 7, "gap_explained", ""),
    ("Z01", 0, 8, "late_closed", ""),
    ("Z01", 0, 9, "gap_explained", ""),
    ("T02", 0, 9, "wrong_month", "the cover says the month before: 已收到，月份写错"),
    ("T02", 0, 10, "gap_explained", ""),
    ("T01", 0, 10, "returned_then_late", "one wrong 历史累计, the correction after the close: waits for `reopen`"),
    ("T01", 0, 11, "gap_explained", ""),
    ("Z01", 0, 11, "reduction", ""),
    ("S02", 0, 12, "missing", "silent at the close of the year"),
    ("T02", 0, 12, "late", ""),
)
GAPS = ("missing", "late_closed", "wrong_month", "returned_then_late")
# Reopenings the office decides, in order: years before the last one, month number, reason.
_REOPENED: tuple[tuple[int, int, str], ...] = (
    (1, 12, "城东街道补报12月月报"),
    (0, 1, "城东街道1月月报因上年12月未入账被退回，补报后重新核对"),
    (0, 8, "梅山经济开发区8月月报截止后报送"),
    (0, 10, "青谷镇更正10月月报"),
)


def hard_cases(last_year: int) -> list[Mishap]:
    """Every planted case, in order of month."""
    cases = [
        Mishap(unit, f"{last_year - back}-{number:02d}", kind, words or KINDS[kind])
        for unit, back, number, kind, words in _PLANTED
    ]
    return sorted(cases, key=lambda case: (case.month, case.unit, case.kind))


def reopenings(last_year: int) -> list[tuple[str, str]]:
    """(month, reason) of each reopening, in the order in which the office plays them."""
    return [(f"{last_year - back}-{number:02d}", reason) for back, number, reason in _REOPENED]


def hard_units(month: str, last_year: int) -> list[Unit]:
    """The units that report `month`."""
    return [BY_CODE[each.code] for each in PROFILES if _reports(each.code, month, last_year)] + (
        [FORMER] if int(month[:4]) < last_year else []
    )


def _reports(code: str, month: str, last_year: int) -> bool:
    if code == SUCCESSOR:
        return int(month[:4]) >= last_year
    if code == NEW_UNIT:
        return month >= f"{last_year}-{NEW_FROM:02d}"
    return code != MERGED or month < f"{last_year}-{MERGED_FROM:02d}"


def holder_of(unit: str, month: str, last_year: int) -> str:
    """The unit that reports in `month` what was `unit`'s."""
    if unit in (FORMER.code, SUCCESSOR):
        return FORMER.code if int(month[:4]) < last_year else SUCCESSOR
    return HEIR if unit == MERGED and month >= f"{last_year}-{MERGED_FROM:02d}" else unit


def planted_table(last_year: int = 2025) -> str:
    """The table of docs/sample-district-hard.md: month, unit, case, what is there."""
    lines = ["| month | unit | case | what is there |", "|---|---|---|---|"]
    for case in hard_cases(last_year):
        lines.append(f"| {case.month} | {case.unit} {BY_CODE[case.unit].name} | {case.kind} | {case.words} |")
    return "\n".join(lines)

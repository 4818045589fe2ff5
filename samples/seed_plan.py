"""What the sample's years must come to, and the large projects they are made of.

The last year is the year of the annual report the product must be able to write: 38 projects of 1亿 and more with the
report's chains and amounts, 120 introduced, 145.4/96.6/106.2/39.17亿. The year before is its base (124.49/82.71/75.97亿).
Only the large projects' investments and the year's sums stand here; the sums are spread over projects and months by
samples/plan.py and samples/money.py, and no total is ever written into a workbook.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Large:
    """A project of 1亿 and more: investment in 万元, where it stands in December, and its name where the report has one."""

    chain: str
    total: int
    fate: str
    product: str = ""
    at_fair: bool = False


@dataclass(frozen=True, slots=True)
class YearFigures:
    """The verified sums of a year in 万元; numbers of 5000万 and 1000万 projects introduced."""

    large: tuple[Large, ...]
    funds: int
    industrial: int
    out_of_province_100m: int
    started_funds: int
    middle: int
    small: int
    posts: int
    employers: int


def _large(chain: str, fates: str, *totals: int, **named: tuple[int, ...]) -> tuple[Large, ...]:
    words = {"c": "completed", "b": "building", "p": "preparing"}
    return tuple(Large(chain, total, words[fate]) for fate, total in zip(fates, totals, strict=True))


def _with_fair(large: tuple[Large, ...]) -> tuple[Large, ...]:
    named = {104_960: "高分子材料", 25_160: "专用设备生产线", 65_020: "财富中心", 35_920: "", 30_000: ""}
    electronics = {("electronics", 30_000), ("new_materials", 104_960), ("equipment", 25_160), ("services", 65_020),
                   ("building", 35_920)}  # fmt: skip
    return tuple(
        Large(p.chain, p.total, p.fate, named[p.total], True) if (p.chain, p.total) in electronics else p for p in large
    )


LAST_YEAR = YearFigures(
    large=_with_fair(
        _large("new_materials", "bbbpbcc", 152_080, 104_960, 61_360, 41_900, 30_000, 23_040, 14_960)
        + _large("equipment", "bbbbpccccpccpc", 25_160, 20_960, 18_540, 15_980, 15_020, 14_160, 13_040, 11_960, 11_540,
                 10_980, 10_520, 10_580, 10_260, 10_000)
        + _large("food", "bbpbcpbc", 39_020, 30_380, 23_980, 20_040, 15_960, 13_040, 11_980, 10_000)
        + _large("services", "pbbp", 65_020, 41_260, 28_060, 19_960)
        + _large("health", "bc", 44_960, 23_040)
        + _large("building", "bp", 76_080, 35_920)
        + _large("electronics", "p", 30_000)
    ),
    funds=1_453_986, industrial=966_012, out_of_province_100m=1_061_520, started_funds=391_698,
    middle=22, small=60, posts=132, employers=19,
)  # fmt: skip

YEAR_BEFORE = YearFigures(
    large=_large("new_materials", "bbbcc", 88_040, 42_600, 26_120, 15_080, 11_960)
    + _large("equipment", "bbbcpccbcc", 38_060, 26_040, 21_980, 16_040, 14_020, 13_060, 12_040, 11_060, 10_480, 10_020)
    + _large("food", "bbpcbp", 34_980, 25_060, 18_040, 14_020, 11_980, 10_040)
    + _large("services", "bbpp", 86_060, 48_040, 30_060, 21_980)
    + _large("health", "b", 28_060)
    + _large("building", "bp", 27_960, 15_040)
    + _large("electronics", "p", 31_760),
    funds=1_244_862, industrial=827_081, out_of_province_100m=905_336, started_funds=261_318,
    middle=18, small=49, posts=108, employers=16,
)  # fmt: skip

TWO_YEARS_BEFORE = YearFigures(
    large=YEAR_BEFORE.large,
    funds=1_071_290, industrial=716_304, out_of_province_100m=772_418, started_funds=240_626,
    middle=16, small=44, posts=94, employers=14,
)  # fmt: skip


def figures_of(year: int, last_year: int) -> YearFigures:
    """The figures a year of the sample must come to."""
    return {0: LAST_YEAR, 1: YEAR_BEFORE}.get(last_year - year, TWO_YEARS_BEFORE)

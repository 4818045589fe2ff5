"""The same period of last year, for growth: the office's own figure, the released one, or a sum of either.

prior_year.csv wins over the released value of twelve months before. A unit that took others over has their sum. A GROUP
has the sum of the units it has today, so that a unit that changed groups takes its past along.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from assets.intake.office.model import Reference
from assets.intake.office.units import UnitRegister
from assets.metrics.earlier import Released, exact_sum, predecessors, released_values
from assets.metrics.facts import CALIBERS
from assets.metrics.measure import Places
from schemas.history import History
from schemas.metrics import Metric, Registry
from schemas.months import shift

Values = dict[tuple[str, str, str], float]  # (caliber, metric, place) → value


@dataclass(frozen=True, slots=True)
class Base:
    """A same-period figure and where it comes from. `kind`: row (of prior_year.csv) · released · sum (of `parts`) ·
    ratio (of the sums of `parts`) · none. `value` is NaN for a null. `parts`: place or metric → its own base."""

    value: float
    kind: str
    parts: tuple[tuple[str, Base], ...] = ()

    @property
    def known(self) -> bool:
        return not math.isnan(self.value)


_NONE = Base(math.nan, "none")


def prior_year_values(prior_year: pd.DataFrame, month: str) -> Values:
    """prior_year.csv of the month reported; a row with its own caliber wins over one for both."""
    rows = prior_year[prior_year["month"] == month] if len(prior_year) else prior_year
    values: Values = {}
    for caliber_column in ("", *CALIBERS):
        for row in rows[rows["caliber"].fillna("") == caliber_column].itertuples():
            for caliber in CALIBERS if caliber_column == "" else (caliber_column,):
                values[caliber, str(row.metric_code), str(row.unit_code)] = float(row.ytd_value)  # type: ignore[arg-type]
    return values


@dataclass
class SamePeriod:
    """The bases of a month, place by place. `given`: prior_year_values; `released`: what was released twelve months
    before, None without a release; `taken_over`: unit → the units whose figures it has taken over."""

    registry: Registry
    register: UnitRegister
    places: Places
    month: str
    given: Values
    released: Released | None
    taken_over: dict[str, list[str]]
    _bases: dict[tuple[str, str, str], Base] = field(default_factory=dict)

    @classmethod
    def of_month(
        cls, history: History, reference: Reference, registry: Registry, places: Places, month: str
    ) -> SamePeriod:
        """From what was released and what the office's files say."""
        register = UnitRegister(reference)
        released = released_values(history, shift(month, -12), registry)
        taken_over = predecessors(register, places, month)
        return cls(
            registry, register, places, month, prior_year_values(reference.prior_year, month), released, taken_over
        )

    def __post_init__(self) -> None:
        members = [[self.places.units[at] for at in group.tolist()] for group in self.places.members]
        codes = self.places.codes[len(self.places.units) :]
        self.members: dict[str, list[str]] = dict(zip(codes, [*members, list(self.places.units)], strict=True))

    def arrays(self) -> dict[str, np.ndarray]:
        """Caliber → metrics × places: prior_ytd_value."""
        return self._arrays(lambda caliber, code, place: self.base(caliber, code, place).value)

    def comparable_arrays(self, without_figures: np.ndarray) -> dict[str, np.ndarray]:
        """The same of the units that have figures now: comparable_prior_ytd_value. `without_figures`: of each unit."""
        silent = {unit for unit, nothing in zip(self.places.units, without_figures, strict=True) if nothing}
        return self._arrays(lambda caliber, code, place: self.comparable(caliber, code, place, silent).value)

    def _arrays(self, value) -> dict[str, np.ndarray]:  # type: ignore[no-untyped-def]
        return {
            caliber: np.array([[value(caliber, code, place) for place in self.places.codes] for code in self.registry])
            for caliber in CALIBERS
        }

    def base(self, caliber: str, code: str, place: str) -> Base:
        """The same period of a metric at a place."""
        asked = (caliber, code, place)
        if asked not in self._bases:
            find = self._of_total if place in self.members else self._of_unit
            self._bases[asked] = find(caliber, code, place)
        return self._bases[asked]

    def comparable(self, caliber: str, code: str, place: str, silent: set[str]) -> Base:
        """The same period of those units of a place that are not silent now. How a unit reports is known of every
        unit."""
        metric = self.registry[code]
        units = self.members.get(place, [place])
        there = units if metric.fact == "reporting" else [unit for unit in units if unit not in silent]
        if len(there) == len(units):
            return self.base(caliber, code, place)
        if not there:
            return _NONE
        if metric.adds_up:
            return self._sum(caliber, metric, there)
        return self._ratio(metric, [self.comparable(caliber, part, place, silent) for part in self._parts(metric)])

    def _of_unit(self, caliber: str, code: str, unit: str) -> Base:
        """Its own row of prior_year.csv alone is a restated base. Else its figures and those of the units it took over
        add up, each from the file or as released; null where one of them had no figures."""
        metric, gone = self.registry[code], self.taken_over.get(unit, [])
        own = self._row(caliber, code, unit)
        if own is not None and not any((caliber, code, former) in self.given for former in gone):
            return own
        found = [(each, base) for each in (unit, *gone) if (base := self._stated(caliber, code, each)) is not None]
        if not found:
            return _NONE
        if len(found) == 1 and found[0][0] == unit:
            return found[0][1]
        if metric.adds_up or len(found) == 1:
            return Base(exact_sum((base.value for _, base in found), metric), "sum", tuple(found))
        if own is not None:
            return own
        return self._ratio(metric, [self.base(caliber, part, unit) for part in self._parts(metric)])

    def _of_total(self, caliber: str, code: str, place: str) -> Base:
        """A GROUP: its own row, else the sum of its units. ALL: its own row, else as released, else the sum. A figure
        that does not add up: as released where the GROUP had the same units then, else a ratio of the sums, else
        null."""
        metric = self.registry[code]
        own = self._row(caliber, code, place)
        if own is not None:
            return own
        released = self._as_released(caliber, code, place)
        if (
            released is not None
            and released.known
            and (place == "ALL" or (not metric.adds_up and self._same_units(place)))
        ):
            return released
        if metric.adds_up:
            return self._sum(caliber, metric, self.members[place])
        return self._ratio(metric, [self.base(caliber, part, place) for part in self._parts(metric)])

    def _sum(self, caliber: str, metric: Metric, units: list[str]) -> Base:
        """Of units: one that did not exist a year ago and took nobody over counts 0, one that existed and has no figure
        makes the sum null. Nothing is a sum where nothing at all is known of that month."""
        parts = tuple((unit, self.base(caliber, metric.code, unit)) for unit in units)
        unknown = any(not base.known and self._existed(unit) for unit, base in parts)
        if unknown or not (self.released or any(base.known for _, base in parts)):
            return Base(math.nan, "sum", parts)
        return Base(exact_sum((base.value for _, base in parts if base.known), metric), "sum", parts)

    def _existed(self, unit: str) -> bool:
        """Whether the unit, or one that it took over, existed a year ago."""
        then = shift(self.month, -12)
        return any(self.register.is_active(each, then) for each in (unit, *self.taken_over.get(unit, [])))

    def _parts(self, metric: Metric) -> list[str]:
        """Both sides of a ratio, where earlier releases hold them."""
        parts = list(metric.measure.ratio or ())
        return parts if all(self.registry[part].published for part in parts) else []

    @staticmethod
    def _ratio(metric: Metric, sides: list[Base]) -> Base:
        if len(sides) != 2 or not sides[1].value > 0:
            return _NONE
        return Base(
            sides[0].value / sides[1].value, "ratio", tuple(zip(metric.measure.ratio or (), sides, strict=True))
        )

    def _row(self, caliber: str, code: str, place: str) -> Base | None:
        value = self.given.get((caliber, code, place))
        return None if value is None else Base(value, "row")

    def _as_released(self, caliber: str, code: str, place: str) -> Base | None:
        value = self.released.values.get((caliber, code, place)) if self.released else None
        return None if value is None else Base(value, "released")

    def _stated(self, caliber: str, code: str, unit: str) -> Base | None:
        return self._row(caliber, code, unit) or self._as_released(caliber, code, unit)

    def _same_units(self, place: str) -> bool:
        return self.released is not None and self.released.same_units(place, self.members[place], self.taken_over)


def sources(base: Base) -> Iterable[tuple[str, Base]]:
    """The places of a sum that its value is made of, down to rows and released figures."""
    for place, part in base.parts:
        if part.parts:
            yield from sources(part)
        elif part.known:
            yield place, part

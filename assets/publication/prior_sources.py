"""Where a published same-period figure comes from: worked out again from the releases and office files of its own release."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from assets.intake.office.model import Reference
from assets.intake.office.reference import read_reference
from assets.intake.office.units import UnitRegister
from assets.metrics.measure import places_of
from assets.metrics.same_period import Base, SamePeriod
from assets.publication.release_files import MANIFEST
from assets.publication.reprinting import office_of_then
from assets.store.past import PastStore
from assets.store.published import Store
from schemas.metrics import load_registry
from schemas.months import shift


@dataclass(frozen=True, slots=True)
class PriorPart:
    """A place (or, of a ratio, a metric) that a sum is made of; `value` None for a null."""

    code: str
    name: str
    value: float | None
    source: str


@dataclass(frozen=True, slots=True)
class PriorSource:
    """`source`: Chinese; `parts`: what a sum is made of; `left_out`: units without figures this month, which the comparable
    same period leaves out. `same`: whether the value is the published one."""

    value: float | None
    source: str
    parts: list[PriorPart]
    left_out: list[str]
    same: bool


def prior_source(store: Store, home: Path, month: str, unit: str, metric: str, caliber: str) -> PriorSource:
    """Of a metric of a unit, GROUP or ALL in the month's current release."""
    release = store.release(month)
    assert release is not None
    places = store.sealed()
    past = PastStore(store, places[str(release["release_id"])][0])
    with TemporaryDirectory() as folder:
        reference = _office(home, Path(folder), month, int(release["revision"]))
        period, register = _same_period(past, reference, month)
        base = period.base(caliber, metric, unit)
        words = _Words(period, register, past, month)
        submission = store.table("submission", month)
        silent = submission.loc[submission["figures"] == "none", "unit_code"]
        left_out = [register.name(code) for code in silent if code in period.members.get(unit, [])]
        parts = [
            PriorPart(code, words.name(code), _number(part), words.source(code, part)) for code, part in base.parts
        ]
        rows = store.table("metric", month)
        row = rows[(rows["metric_code"] == metric) & (rows["unit_code"] == unit) & (rows["caliber"] == caliber)].iloc[0]
        published = float(row["prior_ytd_value"])
        same = math.isclose(published, base.value) or (math.isnan(published) and not base.known)
        return PriorSource(_number(base), words.source(unit, base), parts, left_out, same)


def _office(home: Path, folder: Path, month: str, revision: int) -> Reference:
    """The office's files as the release read them; as they are now where they were not kept then."""
    path = home / "releases" / month / f"r{revision}" / MANIFEST
    try:
        office_of_then(home, folder, json.loads(path.read_text("utf-8"))["inputs"])
        return read_reference(folder)
    except OSError:
        return read_reference(home)


def _same_period(past: PastStore, reference: Reference, month: str) -> tuple[SamePeriod, UnitRegister]:
    register = UnitRegister(reference)
    places = places_of(register.frame(month), register.groups)
    return SamePeriod.of_month(past, reference, load_registry(reference.home), places, month), register


def _number(base: Base) -> float | None:
    return base.value if base.known else None


@dataclass(frozen=True)
class _Words:
    period: SamePeriod
    register: UnitRegister
    past: PastStore
    month: str

    def name(self, code: str) -> str:
        return self.period.registry[code].label if code in self.period.registry else self.register.name(code)

    def source(self, place: str, base: Base) -> str:
        """How a base is made, in one clause."""
        if base.kind == "row":
            return f"reference/prior_year.csv 中 {self.month} {place} 一行"
        if base.kind == "released":
            release = self.past.release(shift(self.month, -12)) or {}
            return f"{release.get('release_id', '')} 发布的数" + ("（当时缺数）" if not base.known else "")
        if base.kind == "ratio":
            return f"“{'”与“'.join(self.name(code) for code, _ in base.parts)}”两项同期之比"
        if base.kind == "sum" and place in self.period.members:
            lacking = [self.name(code) for code, part in base.parts if not part.known and base.value != base.value]
            return "现有成员单位同期之和" + (f"，{'、'.join(lacking)}没有同期数" if lacking else "")
        if base.kind == "sum":
            return f"由本单位承接的单位的同期：{'；'.join(self._taken_over(base))}"
        return self._nothing(place)

    def _taken_over(self, base: Base) -> Iterator[str]:
        for code, part in base.parts:
            yield f"{self.name(code)}（{self.source(code, part)}）"

    def _nothing(self, place: str) -> str:
        then = shift(self.month, -12)
        if place in self.period.members or self.register.is_active(place, then):
            return f"{then} 没有可比的数"
        return f"{then} 尚无该单位，按0计入合计"

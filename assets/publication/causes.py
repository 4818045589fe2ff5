"""Why a figure changed: the cells and rows that changed at the source, matched to the figure by unit, subject and column.

A figure whose own sources changed names them (cell, reference). Without such: what only other units' corrections can
move is spill_over; then the rulebook, then the code; last, a change of an earlier month's release that it builds on.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assets.publication.origins import CELL, REFERENCE, Origin
from assets.store.candidate import Candidate
from schemas.metrics import PROJECT_FACTS, load_registry
from schemas.months import shift

if TYPE_CHECKING:
    from assets.store.published import Store

NAMED = 3
_BY_PROJECT = {"fund_arrival", "industry_chain", "size_band", "stage", "origin", "event", "project"}
_ASSESSED = {"assessment", "assessment_item"}
_FACTS_OF_LIST = {
    "talent": {"talent_demand", "talent_subsidy"}, "recognition": {"recognition"}, "visit": {"visit"},
    "activity": {"activity"},
}  # fmt: skip
_ON_TARGETS = ("target", "completion", "schedule", "rank")
_ON_EARLIER = ("prior", "yoy", "change_points", "month")
_MOVED_BY_OTHERS = ("rank", "score", "gap_to_next", "base_score", "bonus", "deduction", "vetoed", "ratio")
# Office files that move only some columns or tables; any other may move anything.
_ONLY_COLUMNS = {"targets": _ON_TARGETS, "prior_year": _ON_EARLIER}
_ONLY_TABLES = {"events": {"event"}, "conduct": _ASSESSED | {"supervision"}, "exemptions": _ASSESSED | {"submission"}}


class Causes:
    """(table, row, column) → (cause_kind, cause in Chinese)."""

    def __init__(
        self, store: Store, candidate: Candidate, current: dict[str, Any], found: list[Origin], home: Path
    ) -> None:
        self._store, self._candidate = store, candidate
        self._found = sorted(found, key=lambda origin: (-origin.weight, origin.words))
        self._rulebook = candidate.release["rulebook_version"] != current["rulebook_version"]
        self._code = candidate.release["code_version"] != current["code_version"]
        self._published_at = str(current["published_at"])
        self._facts = {code: metric.fact for code, metric in load_registry(home).items()}
        groups: dict[str, set[str]] = {}
        metrics = candidate.tables["metric"].drop_duplicates("unit_code")
        for unit, group in zip(metrics["unit_code"], metrics["unit_group"], strict=True):
            groups.setdefault(f"GROUP:{group}", set()).add(str(unit))
        self._groups = groups
        self._own = lru_cache(maxsize=None)(self._own_origins)
        self._named = lru_cache(maxsize=None)(_named)

    def __call__(self, table: str, row: dict[str, Any], column: str) -> tuple[str, str]:
        if table in _ASSESSED and self._rulebook:
            return "rulebook", "考核办法变更"
        own = self._own(*self._subject(table, row), column)
        if own:
            return own[0].kind, self._named(own)
        moved_by_others = table in _ASSESSED or any(part in column for part in _MOVED_BY_OTHERS)
        if moved_by_others and self._found:
            return "spill_over", f"受其他单位更正影响：{self._named(tuple(self._found))}"
        earlier = self._earlier(table, row, column)
        if earlier is not None:
            return earlier
        if self._rulebook:
            return "rulebook", "考核办法变更"
        if self._code:
            return "code", f"程序版本变更为 {self._candidate.release['code_version']}"
        if self._found:
            return "spill_over", f"受其他更正影响：{self._named(tuple(self._found))}"
        return REFERENCE, "期限、重开或以前月份发布的变化"

    def _subject(self, table: str, row: dict[str, Any]) -> tuple[str, str | None, str | None, str | None, str | None]:
        """What a row is about: table, unit, project, what it is measured on, caliber."""
        unit = row.get("unit_code")
        fact = self._facts.get(str(row.get("metric_code"))) if table == "metric" else None
        return table, unit, row.get("project_code") if table == "project" else None, fact, row.get("caliber")

    def _own_origins(
        self, table: str, unit: str | None, project: str | None, fact: str | None, caliber: str | None, column: str
    ) -> tuple[Origin, ...]:
        return tuple(
            origin
            for origin in self._found
            if (project is None or origin.project in (None, project))
            and self._concerns(origin, unit if project is None else None)
            and _touches(origin, table, fact, caliber, column)
        )

    def _concerns(self, origin: Origin, unit: str | None) -> bool:
        if unit is None or unit == "ALL" or not origin.units:
            return True
        if unit.startswith("GROUP:"):
            return bool(self._groups.get(unit, set()) & origin.units)
        return unit in origin.units

    def _earlier(self, table: str, row: dict[str, Any], column: str) -> tuple[str, str] | None:
        """A figure that builds on an earlier month whose release was revised since."""
        back = 12 if any(part in column for part in ("prior", "yoy", "change_points")) else 1
        release = self._store.release(shift(self._candidate.month, -back))
        if release is None or not release["supersedes"] or str(release["published_at"]) <= self._published_at:
            return None
        return CELL, f"{release['month']} 的发布已修订为 {release['release_id']}，本数随之变化"


def _touches(origin: Origin, table: str, fact: str | None, caliber: str | None, column: str) -> bool:
    """Whether a change at the source can move a column of a table."""
    family = origin.family
    if family in _ONLY_COLUMNS:
        return table in _ASSESSED or any(part in column for part in _ONLY_COLUMNS[family])
    if family in _ONLY_TABLES:
        return table in _ONLY_TABLES[family]
    if origin.kind == REFERENCE and family in ("project", "verifications"):
        return table in _ASSESSED or caliber in (None, "verified")
    if origin.kind == REFERENCE and family != "submission":
        return True
    if table in ("submission", "supervision") or table in _ASSESSED:
        return True
    measured = {fact} if table == "metric" else _FACTS_OF_LIST.get(table, {"project"})
    if measured & {None, "reporting"}:  # a ratio of two metrics; what a unit sent and what was found in it
        return True
    on_projects = bool(measured & ({"project"} | set(PROJECT_FACTS)))
    return (on_projects and family == "project") or family in measured


def _named(found: tuple[Origin, ...]) -> str:
    """The largest few by name, the rest counted; a file is named only where no cell of it is."""
    telling = [origin for origin in found if origin.family != "submission"] or list(found)
    words = list(dict.fromkeys(origin.words for origin in telling))
    return "；".join(words[:NAMED]) + (f"；等 {len(words)} 处" if len(words) > NAMED else "")

"""The rulebook (考核办法) as data: its grammar as pydantic models, and loading with errors that name file and path.

The items are schemas/scoring.py's; here is the whole and its file. docs/rulebook.md teaches it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from schemas.metrics import NotNegative, load_registry
from schemas.office.supervision import SupervisionRule
from schemas.office.yaml_files import YamlFile, YamlProblem, read_yaml
from schemas.problems import expected
from schemas.rounding import exact, half_up
from schemas.scoring import METHODS, Amount, Divisor, Extra, Item, Number, Strict


class Extras(Strict):
    cap: Amount | None = None
    items: list[Extra] = Field([])


class Effect(Strict):
    """A veto or a promotion by a conduct item."""

    code: str
    label: str = ""
    clause: str = ""
    conduct: str
    effect: Literal["last_in_group", "zero", "up_one_tier"]


class Months(Strict):
    from_: str = Field(alias="from", pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    to: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")


class Rounding(Strict):
    """Where scores are rounded: each item and the total, or the total alone."""

    step: Literal["item", "total"] = "item"
    places: int = Field(3, ge=0, le=6)

    def item_score(self, points: Fraction) -> Fraction:
        """The score of an item, a bonus or a deduction from its points after the cap."""
        return self.total_score(points) if self.step == "item" else points

    def total_score(self, points: Fraction) -> Fraction:
        """The points to the rulebook's places, half up."""
        return exact(half_up(points, self.places))


class Shares(Strict):
    lead: Amount
    partner: Amount

    @model_validator(mode="after")
    def _whole(self) -> Shares:
        if self.lead + self.partner != 1:
            raise ValueError("lead 与 partner 之和应为 1")
        return self


class Rulebook(Strict):
    """One 考核办法, whole."""

    title: str
    document: str = ""
    months: Months
    rounding: Rounding = Rounding()
    missing_indicator: Literal["redistribute", "group_average", "full", "zero"] = "redistribute"
    absent_unit: Literal["unranked", "zero"] = "unranked"
    conversion: dict[str, NotNegative] | None = None
    split: Shares | Literal["equal", "double"] | None = None
    total: Divisor = Number(100)
    items: list[Item]
    bonus: Extras = Extras()
    deduction: Extras = Extras()
    veto: list[Effect] = Field([])
    promote: list[Effect] = Field([])
    supervision: list[SupervisionRule] = Field([])

    @model_validator(mode="after")
    def _coherent(self) -> Rulebook:
        codes = [item.code for item in (*self.items, *self.bonus.items, *self.deduction.items)]
        doubled = sorted({code for code in codes if codes.count(code) > 1})
        if doubled:
            raise ValueError(f"编码重复：{'、'.join(doubled)}")
        for group in self.groups:
            whole = sum((item.weight_of(group) or Number(0) for item in self.items), Number(0))
            if whole != self.total:
                raise ValueError(f"“{group}”各项权重之和为 {whole}，应为 {self.total}")
        return self

    @property
    def groups(self) -> list[str]:
        """The unit groups the items name; [''] where weights are for all groups alike."""
        named = {group for item in self.items if isinstance(item.weight, dict) for group in item.weight}
        return sorted(named) or [""]

    @property
    def metrics(self) -> list[str]:
        """Every metric the items score."""
        found = [
            getattr(item, name) for item in self.items for name in ("metric", "count", "amount") if hasattr(item, name)
        ]
        return [code for code in dict.fromkeys(found) if code]

    @property
    def scored_by_target(self) -> list[tuple[str, frozenset[str]]]:
        """(metric, unit groups) of everything scored against an annual target (D402); no groups: all of them."""
        scored: dict[str, set[str] | None] = {}
        for item in self.items:
            groups = set(item.weight) if isinstance(item.weight, dict) else set()
            for code in item.against_target:
                known = scored.setdefault(code, groups)
                scored[code] = known | groups if known and groups else set()
        for extra in (*self.bonus.items, *self.deduction.items):
            if extra.metric:
                scored[extra.metric] = set()
        return [(code, frozenset(groups or ())) for code, groups in scored.items()]


@dataclass
class RulebookProblem(Exception):
    """A rulebook that does not load. `faults`: (path in the file, found, expected)."""

    file: str
    faults: list[tuple[str, str, str]]
    exit_code: int = 2

    def __str__(self) -> str:
        return "\n".join(
            f"{self.file} {path or '（整体）'}：{f'“{found}” —— ' if found else ''}{expected}"
            for path, found, expected in self.faults
        )


def load_rulebook(path: Path, home: Path | None = None) -> Rulebook:
    """A rulebook from its file; raises RulebookProblem with every fault: path in the file, found, expected."""
    metrics = (home or path.parent.parent) / "metrics.yaml"
    return _loaded(path, path.read_bytes(), home, metrics.read_bytes() if metrics.is_file() else b"")


@lru_cache(maxsize=64)
def _loaded(path: Path, content: bytes, home: Path | None, metrics: bytes) -> Rulebook:
    """By content: the same bytes are parsed once."""
    try:
        file = read_yaml(content)
    except YamlProblem as problem:
        place = f"第{problem.line}行" if problem.line else ""
        raise RulebookProblem(path.name, [(place, problem.found, problem.expected)]) from problem
    data = file.value
    if not isinstance(data, dict):
        raise RulebookProblem(path.name, [("", "", "应为键值结构，含 title、months、items")])
    try:
        rulebook = Rulebook.model_validate(data)
    except ValidationError as error:
        raise RulebookProblem(path.name, [_fault(item, file) for item in error.errors()]) from error
    known = set(load_registry(home if home else path.parent.parent))
    unknown = [
        (code, index) for index, item in enumerate(rulebook.items) for code in _metrics_of(item) if code not in known
    ]
    if unknown:
        raise RulebookProblem(
            path.name, [(f"items[{index}].metric", code, "指标目录中已有的指标编码") for code, index in unknown]
        )
    return rulebook


def _metrics_of(item: Any) -> list[str]:
    names = ("metric", "count", "amount", "over")
    return [value for value in (getattr(item, name, None) for name in names) if isinstance(value, str)]


def _fault(item: Any, file: YamlFile) -> tuple[str, str, str]:
    """(line and path, found, expected) of one pydantic error; the path names the item by its code where it has one."""
    parts: list[str] = []
    value: Any = file.value
    for part in item["loc"]:
        if isinstance(part, int):
            value = value[part] if isinstance(value, list) and part < len(value) else None
            code = value.get("code") if isinstance(value, dict) else None
            parts[-1] += f"[{code or part}]" if parts else f"[{part}]"
        elif str(part) not in METHODS or (isinstance(value, dict) and part in value):
            parts.append(str(part))
            value = value.get(part) if isinstance(value, dict) else None
    found = "" if isinstance(item["input"], (dict, list)) or item["input"] is None else str(item["input"])
    line = file.line(item["loc"])
    return f"第{line}行 {'.'.join(parts)}" if line and parts else ".".join(parts), found[:80], expected(item)


def rulebook_path(home: Path, month: str) -> Path | None:
    """The file of the rulebook in effect in a month; RulebookProblem where a file does not load or two overlap."""
    folder = home / "rulebooks"
    hits = []
    for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else []:
        rulebook = load_rulebook(path, home)
        if rulebook.months.from_ <= month <= rulebook.months.to:
            hits.append(path)
    if len(hits) > 1:
        names = "、".join(path.name for path in hits)
        raise RulebookProblem(hits[0].name, [("months", month, f"同一月份只能有一个考核办法，现有 {names}")])
    return hits[0] if hits else None


def rulebook_for(home: Path, month: str) -> Rulebook | None:
    """The rulebook in effect in a month; None: statistics without scores."""
    path = rulebook_path(home, month)
    return load_rulebook(path, home) if path else None

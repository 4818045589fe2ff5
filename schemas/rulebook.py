"""The rulebook (考核办法) as data: its grammar as pydantic models, and loading with errors that name file and path.

How a method scores is assets/assessment/methods; here is only what a rulebook may say. docs/rulebook.md teaches it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from schemas.conditions import Condition, misfit, written_out
from schemas.expectations import expected
from schemas.metrics import FACT_COLUMNS, FACT_NUMBERS, load_registry
from schemas.supervision import SupervisionRule

Number = Decimal
Weight = dict[str, Number] | Number
# What a rulebook's `where` may name: a project's columns, and what follows from them at the month.
PROJECT_COLUMNS = (*FACT_COLUMNS["project"], "started", "months_since_signed")
_NUMBERS = (*FACT_NUMBERS["project"], "own_share", "months_since_signed")


def _fits_projects(where: dict[str, Condition]) -> dict[str, Condition]:
    if wrong := misfit(where, PROJECT_COLUMNS, _NUMBERS, "项目"):
        raise ValueError(wrong.removeprefix("where."))
    return where


Where = Annotated[dict[str, Condition], BeforeValidator(written_out), AfterValidator(_fits_projects)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class _Item(_Strict):
    """What every scored item has. `weight`: points by unit group, or one number for all groups."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    clause: str = ""
    weight: Weight = {}

    def weight_of(self, group: str) -> Number | None:
        """The item's points in a group; None where the group does not have it."""
        return self.weight.get(group) if isinstance(self.weight, dict) else self.weight

    @property
    def against_target(self) -> list[str]:
        """The metrics the item compares with their annual targets (D402)."""
        return []


class _OfTarget(_Item):
    """An item that compares one metric with its annual target."""

    metric: str

    @property
    def against_target(self) -> list[str]:
        return [self.metric]


class Ratio(_Item):
    """w × min(actual ÷ target, cap); below `floor` nothing. `over`: another metric instead of the target."""

    method: Literal["ratio", "ratio_to_schedule"]
    metric: str
    over: str | None = None
    cap: Number | None = None
    floor: Number | None = None

    @property
    def against_target(self) -> list[str]:
        return [] if self.over else [self.metric]


class Mix(_Item):
    """w × min(alpha × count ÷ its target + beta × amount ÷ its target, cap)."""

    method: Literal["mix"]
    count: str
    amount: str
    alpha: Number
    beta: Number
    cap: Number | None = None

    @property
    def against_target(self) -> list[str]:
        return [self.count, self.amount]


class Efficacy(_Item):
    """功效系数 within the group: lo + (hi − lo)(x − min)/(max − min), ÷ 100 × w; `flat` where max = min or alone."""

    method: Literal["efficacy"]
    metric: str
    lo: Number = Number(60)
    hi: Number = Number(100)
    flat: Number = Number(100)


class RankPoints(_Item):
    """Points by rank in the group, ÷ scale × w; null scores 0."""

    method: Literal["rank_points"]
    metric: str
    table: list[Number]
    beyond: Number = Number(0)
    ties: Literal["competition", "dense"] = "competition"
    by: Literal["actual", "completion", "growth"] = "actual"
    scale: Number = Number(100)

    @property
    def against_target(self) -> list[str]:
        return [self.metric] if self.by == "completion" else []


class Tiers(_OfTarget):
    """Points of the first tier whose bound the completion reaches, ÷ 100 × w."""

    method: Literal["tiers"]
    tiers: list[tuple[Number, Number]]
    otherwise: Number = Field(Number(0), alias="else")


class Quota(_Strict):
    where: Where
    count: Number


class QuotaDeduct(_Item):
    """w less `points` for each project missing in each quota, not below 0."""

    method: Literal["quota_deduct"]
    quotas: list[Quota]
    points: Number


class Survey(_Item):
    """Mean of each rater group out of 100, weighted by `raters`, × w."""

    method: Literal["survey"]
    conduct: str
    raters: dict[str, Number]


class StepIncrement(_OfTarget):
    """`points` for each whole `per` of completion above 1. `classes`: [lower bound of the annual target, points]."""

    method: Literal["step_increment"]
    points: Number | None = None
    classes: list[tuple[Number, Number]] = []
    per: Number = Number("0.01")
    cap: Number | None = None


class DeductPerEvent(_Item):
    """`start` less points for each event, not below `floor`. Events: late, missing, returned, unresolved_error, or a
    conduct item."""

    method: Literal["deduct_per_event"]
    start: Literal["weight"] | Number = "weight"
    events: dict[str, Number]
    floor: Number = Number(0)
    limits: dict[str, Number] = {}


class PerEventBonus(_Item):
    """Points for each event (conduct items), up to `cap`."""

    method: Literal["per_event_bonus"]
    events: dict[str, Number]
    cap: Number | None = None


Item = Annotated[
    Ratio | Mix | Efficacy | RankPoints | Tiers | QuotaDeduct | Survey | StepIncrement | DeductPerEvent | PerEventBonus,
    Field(discriminator="method"),
]
# Every method a rulebook may name, as the models above say.
METHODS: tuple[str, ...] = tuple(
    name for model in get_args(get_args(Item)[0]) for name in get_args(model.model_fields["method"].annotation)
)


class Extra(_Strict):
    """A bonus or a deduction: for each project that meets `where`, or for each conduct row; `share`: × the unit's share."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str = ""
    clause: str = ""
    points: Number
    per: Literal["project"] | None = None
    where: Where = {}
    share: bool = False
    conduct: str | None = None
    metric: str | None = None
    step: Number | None = None
    cap: Number | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Extra:
        sources = sum((self.per is not None, self.conduct is not None, self.metric is not None))
        if sources != 1:
            raise ValueError("需要且只能有一种来源：per: project（配 where）、conduct 或 metric（配 step）")
        if self.metric is not None and self.step is None:
            raise ValueError("metric 须配 step（每超目标多少加分）")
        return self


class Extras(_Strict):
    cap: Number | None = None
    items: list[Extra] = []


class Effect(_Strict):
    """A veto or a promotion by a conduct item."""

    code: str
    label: str = ""
    clause: str = ""
    conduct: str
    effect: Literal["last_in_group", "zero", "up_one_tier"]


class Months(_Strict):
    from_: str = Field(alias="from", pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    to: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")


class Rounding(_Strict):
    step: Literal["item", "total"] = "item"
    places: int = Field(3, ge=0, le=6)


class Shares(_Strict):
    lead: Number
    partner: Number

    @model_validator(mode="after")
    def _whole(self) -> Shares:
        if self.lead + self.partner != 1:
            raise ValueError("lead 与 partner 之和应为 1")
        return self


class Rulebook(_Strict):
    """One 考核办法, whole."""

    title: str
    document: str = ""
    months: Months
    rounding: Rounding = Rounding()
    missing_indicator: Literal["redistribute", "group_average", "full", "zero"] = "redistribute"
    conversion: dict[str, float] | None = None
    split: Shares | Literal["equal", "double"] | None = None
    total: Number = Number(100)
    items: list[Item]
    bonus: Extras = Extras()
    deduction: Extras = Extras()
    veto: list[Effect] = []
    promote: list[Effect] = []
    supervision: list[SupervisionRule] = []

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
        data = yaml.safe_load(content.decode("utf-8-sig"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"第{mark.line + 1}行" if mark else ""
        raise RulebookProblem(path.name, [(place, "", "无法解析为 YAML，请检查缩进、冒号和引号")]) from error
    if not isinstance(data, dict):
        raise RulebookProblem(path.name, [("", "", "应为键值结构，含 title、months、items")])
    try:
        rulebook = Rulebook.model_validate(data)
    except ValidationError as error:
        raise RulebookProblem(path.name, [_fault(item, data) for item in error.errors()]) from error
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


def _fault(item: Any, data: dict[str, Any]) -> tuple[str, str, str]:
    """(path, found, expected) of one pydantic error; the path names the item by its code where it has one."""
    parts: list[str] = []
    value: Any = data
    for part in item["loc"]:
        if isinstance(part, int):
            value = value[part] if isinstance(value, list) and part < len(value) else None
            code = value.get("code") if isinstance(value, dict) else None
            parts[-1] += f"[{code or part}]" if parts else f"[{part}]"
        elif str(part) not in METHODS or (isinstance(value, dict) and part in value):
            parts.append(str(part))
            value = value.get(part) if isinstance(value, dict) else None
    found = "" if isinstance(item["input"], (dict, list)) or item["input"] is None else str(item["input"])
    return ".".join(parts), found, expected(item)


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

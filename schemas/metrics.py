"""The registry of metrics: what each figure counts, as data (schemas/metrics.yaml), with a home's metrics.yaml over it.

A metric is a measure over the rows of one fact that meet structured conditions; nothing in the files is evaluated.
How a metric is computed is assets/metrics' business. Errors name the file, the path in it, and what is expected.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from schemas.conditions import Condition, Scalar, misfit, written_out
from schemas.office.yaml_files import YamlFile, YamlProblem, read_yaml
from schemas.packaged_yaml import packaged_yaml
from schemas.problems import expected

Fact = Literal[
    "project", "fund_arrival", "talent_demand", "talent_subsidy", "recognition", "visit", "activity", "reporting"
]
_PROJECT_NUMBERS = (
    "total_investment_yuan", "arrived_before_year_yuan", "arrived_ytd_yuan", "arrived_total_yuan",
    "fixed_asset_ytd_yuan", "arrived_usd_ytd",
)  # fmt: skip
_PROJECT = (
    *_PROJECT_NUMBERS, "project_code", "unit_code", "partner_unit_code", "own_share", "project_name", "approval_code",
    "company_name", "company_uscc", "investor_name", "investor_origin", "origin_scope", "origin_province",
    "industry_chain", "is_industrial", "build_kind", "size_band", "stage", "signed_on", "signing_event", "started_on",
    "completed_on", "signed_this_year", "started_this_year", "completed_this_year",
)  # fmt: skip
# What a condition or a measure may name, by fact; the numbers are what may be summed.
FACT_COLUMNS: dict[str, tuple[str, ...]] = {
    "project": _PROJECT,
    "fund_arrival": _PROJECT,
    "talent_demand": ("employer", "employer_key", "employer_kind", "post", "posts_wanted"),
    "talent_subsidy": ("person_key", "employer", "cohort_year", "policy_name", "subsidy_yuan", "paid_on"),
    "recognition": ("name", "category", "level", "count_unit", "quantity"),
    "visit": ("visited_on", "company_name", "company_key", "issue", "issue_status", "resolved_on"),
    "activity": ("held_on", "activity_kind", "place", "companies_met", "people", "leads"),
    "reporting": ("on_time", "due", "returned", "open_findings"),
}
FACT_NUMBERS: dict[str, tuple[str, ...]] = {
    "project": _PROJECT_NUMBERS,
    "fund_arrival": _PROJECT_NUMBERS,
    "talent_demand": ("posts_wanted",),
    "talent_subsidy": ("subsidy_yuan",),
    "recognition": ("quantity",),
    "visit": (),
    "activity": ("companies_met", "people", "leads"),
    "reporting": ("on_time", "due", "returned", "open_findings"),
}
PROJECT_FACTS = ("project", "fund_arrival")
NotNegative = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
_CODE = re.compile(r"^[a-z][a-z0-9_]*$")
_BAND = re.compile(r"^(below|\d+m)$")


@dataclass
class RegistryProblem(Exception):
    """The registry does not validate; each fault names file, path and expectation."""

    faults: list[str]
    exit_code: int = 2

    def __str__(self) -> str:
        return "\n".join(self.faults)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Measure(_Strict):
    """Exactly one of: the sum of a column · the number of rows · the number of different values of a column · the
    ratio of two metrics · the sum of equivalents converted from a column's size."""

    sum: str | None = None
    count: Literal["rows"] | None = None
    distinct: str | None = None
    ratio: tuple[str, str] | None = None
    convert: str | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Measure:
        if len(self.model_fields_set) != 1:
            raise ValueError("只写一种：{sum: 列}、{count: rows}、{distinct: 列}、{ratio: [指标, 指标]}、{convert: 列}")
        return self

    @property
    def kind(self) -> str:
        return next(iter(self.model_fields_set))

    @property
    def column(self) -> str:
        """The column summed, told apart or converted; '' for count and ratio."""
        return self.sum or self.distinct or self.convert or ""


class Metric(_Strict):
    """One metric of the registry."""

    code: str
    label: str = Field(min_length=1)
    fact: Fact | None = None
    where: dict[str, Condition] = {}
    measure: Measure
    unit: Literal["yuan", "usd", "count", "ratio"]
    additive: bool | None = None
    schedule: Literal["linear"] | list[NotNegative] = "linear"
    conversion: dict[str, NotNegative] | None = None
    published: bool = True

    @field_validator("where", mode="before")
    @classmethod
    def _conditions(cls, where: Any) -> Any:
        """`stage: completed` and `stage: [building, completed]` are short for eq and in."""
        return written_out(where)

    @field_validator("schedule")
    @classmethod
    def _plan(cls, schedule: Any) -> Any:
        if isinstance(schedule, list):
            rising = all(a <= b for a, b in itertools.pairwise(schedule))
            if len(schedule) != 12 or not rising or schedule[0] < 0 or schedule[-1] != 1:
                raise ValueError("应为 12 个累计比例，只增不减，最后一个是 1.0")
        return schedule

    @field_validator("conversion")
    @classmethod
    def _bands(cls, conversion: dict[str, float] | None) -> dict[str, float] | None:
        if conversion and not all(_BAND.match(band) for band in conversion):
            raise ValueError("档次写作 below、10m、50m、100m（百万元，含下限）")
        return conversion

    @model_validator(mode="after")
    def _fits_its_fact(self) -> Metric:
        measure = self.measure
        if measure.kind == "ratio":
            if self.fact or self.where:
                raise ValueError("ratio 由两个指标相除，不写 fact 和 where")
        elif not self.fact:
            raise ValueError(f"缺 fact，应为 {'、'.join(FACT_COLUMNS)} 之一")
        else:
            columns = FACT_COLUMNS[self.fact]
            if wrong := misfit(self.where, columns, (*FACT_NUMBERS[self.fact], "own_share", "cohort_year"), self.fact):
                raise ValueError(wrong)
            allowed = columns if measure.kind == "distinct" else FACT_NUMBERS[self.fact]
            if measure.column and measure.column not in allowed:
                raise ValueError(f"measure.{measure.kind}：应为 {'、'.join(allowed)} 之一")
            if measure.kind == "convert" and not self.conversion:
                raise ValueError("convert 须有 conversion（各档折算个数）")
        if (self.unit == "ratio") != (measure.kind == "ratio"):
            raise ValueError("unit: ratio 与 measure: {ratio: …} 须同时使用")
        if self.additive and not self.adds_up:
            raise ValueError("去重数和比率不可相加，additive 应为 false")
        return self

    @property
    def adds_up(self) -> bool:
        """Whether units add up to their group and groups to the district."""
        return self.additive is not False and self.measure.kind in ("sum", "count", "convert")

    def planned_share(self, month_number: int) -> float:
        """The share of the annual target due by the end of a month (1–12)."""
        return month_number / 12 if self.schedule == "linear" else float(self.schedule[month_number - 1])


Registry = dict[str, Metric]


@cache
def default_registry() -> Registry:
    """The project's own registry (schemas/metrics.yaml)."""
    path = Path(__file__).with_suffix(".yaml")
    return _validated(YamlFile(packaged_yaml(path)), {}, "schemas/metrics.yaml")


def load_registry(home: Path | None = None) -> Registry:
    """The registry of a home, by code in order: the project's, with HOME/metrics.yaml over it.

    Errors: RegistryProblem with every fault.
    """
    path = home / "metrics.yaml" if home else None
    if path is None or not path.is_file():
        return dict(default_registry())
    stat = path.stat()
    return dict(_of_home(path, stat.st_mtime_ns, stat.st_size))


@cache
def _of_home(path: Path, mtime_ns: int, size: int) -> Registry:
    try:
        content = read_yaml(path.read_bytes())
    except YamlProblem as problem:
        line = f" 第{problem.line}行" if problem.line else ""
        found = f"“{problem.found}” —— " if problem.found else ""
        raise RegistryProblem([f"metrics.yaml{line}：{found}{problem.expected}"]) from problem
    return _validated(content, default_registry(), "metrics.yaml")


def _validated(content: YamlFile, base: Registry, file: str) -> Registry:
    entries = content.value or {}
    if not isinstance(entries, dict):
        raise RegistryProblem([f"{file}：应为“指标编码: 定义”的映射"])
    registry, faults = dict(base), []
    for code, entry in entries.items():
        if str(code).startswith("_"):
            continue
        if not _CODE.match(str(code)) or not isinstance(entry, dict):
            faults.append(
                f"{file}{_line(content, (code,))} {code}：指标编码由小写字母、数字、_ 组成，"
                "其下写 label、fact、measure、unit"
            )
            continue
        merged = {**_as_written(base[code]), **entry} if code in base else entry
        try:
            registry[str(code)] = Metric.model_validate({**merged, "code": str(code)})
        except ValidationError as error:
            faults.extend(_said(file, content, str(code), error))
    faults.extend(f"{file} {fault}" for fault in _ratio_faults(registry))
    if faults:
        raise RegistryProblem(faults)
    return registry


def _as_written(metric: Metric) -> dict[str, Any]:
    return metric.model_dump(by_alias=True, exclude_unset=True)


def _line(content: YamlFile, path: tuple[Any, ...]) -> str:
    number = content.line(path)
    return f" 第{number}行" if number else ""


def _said(file: str, content: YamlFile, code: str, error: ValidationError) -> Iterator[str]:
    for item in error.errors():
        path = ".".join(str(part) for part in (code, *item["loc"]))
        found = item["input"]
        shown = f"“{found}”" if isinstance(found, Scalar) else ""
        line = _line(content, (code, *item["loc"]))
        yield f"{file}{line} {path}{shown} —— {expected(item)}"


def _ratio_faults(registry: Registry) -> Iterator[str]:
    for metric in registry.values():
        for part in metric.measure.ratio or ():
            if part not in registry:
                yield f"{metric.code}.measure.ratio：没有指标 {part}"
            elif registry[part].measure.kind == "ratio":
                yield f"{metric.code}.measure.ratio：{part} 本身是比率，应为可计数或金额的指标"

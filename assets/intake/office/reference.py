"""Reads the office's own files of a home: district.yaml and reference/*, validated, typed, money in yuan.

One fault never hides another: every fault of every file is gathered into one ReferenceProblem. Nothing here reads
submissions or rulebooks.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from sys import intern

import pandas as pd
from pydantic import ValidationError

from assets.intake.office.cross_checks import cross_check
from assets.intake.office.model import Reference
from assets.intake.office.tables import TableFault, read_table
from schemas.files import file_sha256
from schemas.metrics import load_registry
from schemas.office.district import District
from schemas.office.reference import REFERENCE_FILES
from schemas.office.yaml_files import YamlProblem, read_yaml
from schemas.problems import expected
from schemas.rounding import half_up_int
from schemas.rules.settings import setting_faults

_SCALE = {"yuan": 10_000, "usd": 10_000}


@dataclass
class ReferenceProblem(Exception):
    """The office's files do not validate: nothing is published (exit code 2)."""

    faults: list[TableFault]

    def __str__(self) -> str:
        return "\n".join(fault.text for fault in self.faults)


def read_district(home: Path) -> District:
    """district.yaml of a home; ReferenceProblem names the path in it, the value and what is expected."""
    path = home / "district.yaml"
    if not path.is_file():
        raise ReferenceProblem(
            [TableFault("district.yaml", None, "", "", f"文件不存在（{home}）；先运行 zhaoyin init 或 demo")]
        )
    try:
        content = read_yaml(path.read_bytes())
    except YamlProblem as problem:
        raise ReferenceProblem(
            [TableFault("district.yaml", problem.line, "", problem.found, problem.expected)]
        ) from problem
    try:
        district = District.model_validate(content.value or {})
    except ValidationError as error:
        faults = [
            TableFault(
                "district.yaml",
                content.line(item["loc"]),
                ".".join(str(part) for part in item["loc"]),
                _found(item["input"]),
                expected(item),
            )
            for item in error.errors()
        ]
        raise ReferenceProblem(faults) from error
    wrong = [
        TableFault("district.yaml", content.line(("rules", *place)), ".".join(("rules", *place)), _found(found), words)
        for place, found, words in setting_faults(district.rules)
    ]
    if wrong:
        raise ReferenceProblem(wrong)
    return district


def read_reference(home: Path) -> Reference:
    """Everything of the home that a month reads besides submissions and rulebooks.

    Raises ReferenceProblem with every fault found: file, line, column, value, what is expected.
    """
    district = read_district(home)
    faults: list[TableFault] = []
    digests = {"district.yaml": file_sha256(home / "district.yaml")}
    frames: dict[str, pd.DataFrame] = {}
    files = {name: f"reference/{name}.csv" for name in REFERENCE_FILES}
    for name, form in REFERENCE_FILES.items():
        path, frame = read_table(home / "reference", form, faults)
        frames[name] = frame
        if path:
            files[name] = path.relative_to(home).as_posix()
            digests[files[name]] = file_sha256(path)
    if not len(frames["units"]):
        faults.append(TableFault(files["units"], None, "", "", "必须有至少一个单位"))
    cross_check(frames, files, district, home, faults)
    if faults:
        raise ReferenceProblem(faults)
    notes = [
        f"reference/{name}.csv 与 {name}.xlsx 并存，只读取 {name}.csv"
        for name in REFERENCE_FILES
        if all((home / "reference" / f"{name}{ending}").is_file() for ending in (".csv", ".xlsx"))
    ]
    return Reference(home=home, district=district, digests=digests, notes=notes, **_typed(frames, home))


def _found(value: object) -> str:
    """A value of the YAML as found; nothing for a whole block."""
    return "" if isinstance(value, (dict, list)) or value is None else str(value)[:80]


def _in_unit(value: Decimal, unit: str) -> float:
    return float(half_up_int(value * _SCALE[unit])) if unit in _SCALE else float(value)


def _typed(frames: dict[str, pd.DataFrame], home: Path) -> dict[str, pd.DataFrame]:
    """Text to types; 万元 to yuan, 万美元 to dollars, by the metric's own unit where the file holds any metric."""
    registry = load_registry(home)
    typed = {name: frame.drop(columns="_line") for name, frame in frames.items()}

    def number(text: str) -> float | None:
        return float(text) if text else None

    def by_metric(frame: pd.DataFrame, column: str) -> list[float | None]:
        """万元 to whole yuan and 万美元 to whole dollars, half up; counts and ratios as they are."""
        return [
            _in_unit(Decimal(text), registry[code].unit) if text else None
            for code, text in zip(frame["metric_code"], frame[column], strict=True)
        ]

    typed["targets"]["annual_target"] = by_metric(typed["targets"], "annual_target")
    typed["prior_year"]["ytd_value"] = by_metric(typed["prior_year"], "ytd_value")
    for name, column in (("targets", "year"), ("events", "year")):
        typed[name][column] = pd.array([int(text) for text in typed[name][column]], dtype="Int64")
    typed["targets"]["effective_from"] = [
        intern(text[:7] or f"{year}-01")
        for year, text in typed["targets"][["year", "effective_from"]].itertuples(index=False)
    ]
    for name, form in REFERENCE_FILES.items():
        for column in form.money:
            yuan = [half_up_int(Decimal(text) * 10_000) if text else None for text in typed[name][column]]
            typed[name][f"{column}_yuan"] = pd.array(yuan, dtype="Int64")
            typed[name] = typed[name].drop(columns=column)
    typed["events"]["signed_projects"] = pd.array(
        [int(text) if text else None for text in typed["events"]["signed_projects"]], dtype="Int64"
    )
    said = {"是": True, "否": False}  # blank says neither: what an earlier row said stands
    typed["verifications"]["counted"] = pd.Series(
        [said.get(text) for text in typed["verifications"]["counted"]], dtype=object
    )
    typed["conduct"]["quantity"] = [number(text) for text in typed["conduct"]["quantity"]]
    typed["external"]["value"] = by_metric(typed["external"], "value")
    typed["receipts"]["received_at"] = [text.replace(" ", "T") for text in typed["receipts"]["received_at"]]
    typed["industry_chains"]["sort_order"] = [
        int(text) if text else position for position, text in enumerate(typed["industry_chains"]["sort_order"], start=1)
    ]
    return typed

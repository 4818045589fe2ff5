"""What the office's own files say beside the candidate: targets the rulebook needs (D402), other institutions' figures (S501,
S503)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from assets.publication.prover.case import Case
from assets.review.catalogue import finding, thresholds
from schemas.finding import Finding
from schemas.metrics import load_registry
from schemas.rounding import exact, half_up

_FUNDS, _FIXED = "funds_out_of_district", "funds_fixed_asset"


def targets_missing(case: Case) -> Iterator[Finding]:
    """D402: a unit the rulebook scores by a target it does not have, or that is not above zero."""
    if case.rulebook is None:
        return
    scored = case.rulebook.scored_by_target
    metrics = case.candidate.tables["metric"]
    rows = metrics[(metrics["caliber"] == "verified") & metrics["metric_code"].isin({code for code, _ in scored})]
    given = rows.set_index(["unit_code", "metric_code"])["annual_target"]
    registry = load_registry(case.reference.home)
    for unit in case.register.expected(case.candidate.month):
        group = case.register.group(unit)
        for code, groups in scored:
            target = given.get((unit, code))
            if (not groups or group in groups) and (target is None or pd.isna(target) or target <= 0):
                yield finding(
                    "D402",
                    unit_code=unit,
                    field=code,
                    raw_value="" if target is None or pd.isna(target) else f"{target:g}",
                    unit=case.register.name(unit),
                    label=registry[code].label,
                    file_name="reference/targets.csv",
                )


def _external(case: Case) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Every row of external.csv of the month with ours at each caliber: of a unit, group or the district, else of a project."""
    rows = case.reference.external
    metrics = case.candidate.tables["metric"]
    figures: dict[tuple[str, str], dict[str, Any]] = {}
    for row in metrics.itertuples():
        figures.setdefault((str(row.unit_code), str(row.metric_code)), {})[str(row.caliber)] = row.ytd_value
    projects = case.candidate.tables["project"].set_index("project_code", drop=False)
    registry = load_registry(case.reference.home)
    for row in rows[rows["month"] == case.candidate.month].itertuples():
        ours = figures.get((str(row.code), str(row.metric_code)))
        column = registry[str(row.metric_code)].measure.column
        if ours is None and row.code in projects.index and column in projects.columns:
            ours = {"declared": projects.at[row.code, column]}
        if ours is not None and row.value is not None and not pd.isna(row.value):
            yield row, {caliber: value for caliber, value in ours.items() if not pd.isna(value)}


def figures_of_others(case: Case) -> Iterator[Finding]:
    """S501: another institution's figure is not ours, at either caliber."""
    far = thresholds("S501", case.district)["ratio"]
    registry = load_registry(case.reference.home)
    for row, ours in _external(case):
        metric, theirs = registry[str(row.metric_code)], float(row.value)
        if ours and all(abs(float(value) - theirs) > far * abs(theirs) for value in ours.values()):
            told = "、".join(f"{_CALIBER[caliber]} {_shown(value, metric.unit)}" for caliber, value in ours.items())
            yield finding(
                "S501",
                raw_value=_shown(theirs, metric.unit),
                field=metric.code,
                **_of_unit(case, str(row.code)),
                unit=_whose(case, str(row.code)),
                label=metric.label,
                source=row.source,
                ours=told,
                want=f"{exact(far) * 100}%",
            )


def little_fixed_investment(case: Case) -> Iterator[Finding]:
    """S503: hardly any fixed-asset investment by another institution's figure, much money by ours."""
    limits = thresholds("S503", case.district)
    for row, _ in _external(case):
        funds, theirs = _declared(case, str(row.code), _FUNDS), float(row.value)
        large = funds >= limits["funds"] * 10_000 and funds > limits["ratio"] * max(theirs, 0)
        if row.metric_code == _FIXED and large:
            yield finding(
                "S503",
                raw_value=_shown(theirs, "yuan"),
                field=_FIXED,
                **_of_unit(case, str(row.code)),
                unit=_whose(case, str(row.code)),
                source=row.source,
                ours=_shown(funds, "yuan"),
                want=f"{limits['ratio']:g}",
            )


_CALIBER = {"declared": "上报数", "verified": "认定数"}


def _declared(case: Case, unit: str, code: str) -> float:
    rows = case.candidate.tables["metric"]
    hit = rows[(rows["unit_code"] == unit) & (rows["metric_code"] == code) & (rows["caliber"] == "declared")]
    return 0.0 if not len(hit) or pd.isna(hit["ytd_value"].iloc[0]) else float(hit["ytd_value"].iloc[0])


def _of_unit(case: Case, code: str) -> dict[str, Any]:
    """unit_code of a unit; project_code and its unit of a project; neither of a group or the district."""
    if code in case.register.units.index:
        return {"unit_code": code}
    projects = case.candidate.tables["project"]
    hit = projects.loc[projects["project_code"] == code, "unit_code"]
    return {"project_code": code, "unit_code": str(hit.iloc[0])} if len(hit) else {}


def _whose(case: Case, code: str) -> str:
    known = code == "ALL" or code.startswith("GROUP:") or code in case.register.units.index
    return case.register.name(code) if known else code


def _shown(value: Any, unit: str) -> str:
    number = exact(float(value))
    return f"{half_up(number / 10_000, 2):,}万元" if unit == "yuan" else f"{half_up(number, 2).normalize():,f}"

"""Every published figure that is measured on rows: where it stands in the report tables and which rows it counts.

The same conditions that compute a figure say here which rows feed it; how rows become cells is membership.py's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from assets.intake.office.model import Reference
from assets.metrics.conditions import rows_meeting
from assets.metrics.facts import CALIBERS, Facts
from assets.metrics.tables import FUND_METRICS
from schemas.codes.lists import CHOICES, SIZE_BANDS, STAGE_ORDER, STARTED_STAGES
from schemas.codes.names import folded
from schemas.metrics import PROJECT_FACTS, Metric, Registry
from schemas.months import year_of


@dataclass(frozen=True)
class Figure:
    """One column of rows of one report table. `rest`: the row key without the place; `places`: unit_group_all ·
    unit_all · district. `kind`: sum (of `measured`) · count · convert. `mask`: the fact's rows that feed it."""

    table: str
    rest: str
    column: str
    places: str
    kind: str
    measured: str
    caliber: str
    mask: np.ndarray
    additive: bool = True
    conversion: tuple[tuple[str, float], ...] = ()


def project_figures(facts: Facts, registry: Registry, reference: Reference, month: str) -> Iterator[Figure]:
    """Figures measured on projects (masks over every project of the ledger, terminated ones too)."""
    for caliber in CALIBERS:
        masks = _masks(facts, registry, caliber)
        yield from _metric_figures(registry, masks, caliber)
        yield from _cut_figures(facts, reference, masks, caliber)
        yield from _origin_figures(facts, caliber)
        if caliber == "declared":
            yield from _event_figures(facts, reference, masks, month)


def _masks(facts: Facts, registry: Registry, caliber: str) -> dict[str, np.ndarray]:
    """Metric → its projects at a caliber."""
    fact = facts.projects
    standing = (fact.rows["stage"] != "terminated").to_numpy(dtype=bool)
    counted = fact.counted if caliber == "verified" else np.ones(len(fact.rows), dtype=bool)
    return {
        code: rows_meeting(fact.rows, metric.where) & counted & (standing if metric.fact == "project" else True)
        for code, metric in registry.items()
        if metric.fact in PROJECT_FACTS
    }


def _metric_figures(registry: Registry, masks: dict[str, np.ndarray], caliber: str) -> Iterator[Figure]:
    shown = {metric: short for short, metric in FUND_METRICS.items()}
    for code, metric in registry.items():
        if code in masks and metric.published:
            yield _of_metric(metric, masks[code], caliber)
        if code in shown:
            yield Figure(
                "fund_arrival",
                caliber,
                f"{shown[code]}_ytd_yuan",
                "unit_group_all",
                "sum",
                metric.measure.column,
                caliber,
                masks[code],
            )
        if metric.measure.ratio and metric.measure.ratio[0] in masks:
            yield from _of_ratio(code, [registry[part] for part in metric.measure.ratio], masks, caliber)


def _of_metric(metric: Metric, mask: np.ndarray, caliber: str) -> Figure:
    kind = metric.measure.kind
    return Figure(
        "metric",
        f"{metric.code}|{caliber}",
        "ytd_value",
        "unit_group_all",
        "count" if kind == "distinct" else kind,
        metric.measure.column if kind == "sum" else "",
        caliber,
        mask,
        metric.adds_up,
        tuple((metric.conversion or {}).items()) if kind == "convert" else (),
    )


def _of_ratio(code: str, parts: list[Metric], masks: dict[str, np.ndarray], caliber: str) -> Iterator[Figure]:
    """The sources of both sides of a ratio, without amounts; one figure a way of measuring, so no source twice."""
    measured: dict[tuple[str, str], np.ndarray] = {}
    for part in parts:
        way = (part.measure.kind, part.measure.column if part.measure.kind == "sum" else "")
        measured[way] = measured[way] | masks[part.code] if way in measured else masks[part.code]
    for (kind, column), mask in measured.items():
        yield Figure(
            "metric", f"{code}|{caliber}", "ytd_value", "unit_group_all", kind, column, caliber, mask, additive=False
        )


def _cut_figures(facts: Facts, reference: Reference, masks: dict[str, np.ndarray], caliber: str) -> Iterator[Figure]:
    """Figures of report_industry_chain, report_size_band and report_stage."""
    rows = facts.projects.rows
    started = rows["stage"].isin(STARTED_STAGES).to_numpy(dtype=bool)
    cuts = (
        ("industry_chain", "industry_chain", [str(c) for c in reference.industry_chains["chain_code"]], "signed_100m"),
        ("size_band", "size_band", [code for code, _, low in SIZE_BANDS if low > 0], "projects_introduced"),
        ("stage", "stage", list(STAGE_ORDER), "signed_100m"),
    )
    for table, by, values, cohort in cuts:
        for value in values:
            mask = masks[cohort] & (rows[by] == value).to_numpy(dtype=bool)
            ways = [("projects", "count", "", mask), ("investment_yuan", "sum", "total_investment_yuan", mask)]
            if table == "industry_chain":
                ways += [
                    ("started", "count", "", mask & started),
                    ("completed", "count", "", mask & (rows["stage"] == "completed").to_numpy(dtype=bool)),
                    ("arrived_yuan", "sum", "arrived_total_yuan", mask),
                ]
            if table == "size_band":
                ways.append(("arrived_ytd_yuan", "sum", "arrived_ytd_yuan", mask))
            for column, kind, measured, fed in ways:
                yield Figure(table, f"{value}|{caliber}", column, "unit_all", kind, measured, caliber, fed)


def _origin_figures(facts: Facts, caliber: str) -> Iterator[Figure]:
    fact = facts.projects
    rows = fact.rows
    arrived = rows["arrived_ytd_yuan" if caliber == "declared" else "verified_ytd_yuan"].fillna(0)
    moneyed = (arrived != 0).to_numpy(dtype=bool) & (fact.counted if caliber == "verified" else True)
    provinces = rows["origin_province"].fillna("")
    known = rows["origin_scope"].notna()
    for scope, province in sorted(set(zip(rows["origin_scope"][known], provinces[known], strict=True))):
        mask = moneyed & ((rows["origin_scope"] == scope) & (provinces == province)).to_numpy(dtype=bool)
        rest = f"{scope}|{province}|{caliber}"
        yield Figure("origin", rest, "projects", "district", "count", "", caliber, mask)
        yield Figure("origin", rest, "arrived_ytd_yuan", "district", "sum", "arrived_ytd_yuan", caliber, mask)


def _event_figures(facts: Facts, reference: Reference, masks: dict[str, np.ndarray], month: str) -> Iterator[Figure]:
    named = np.array([folded(name) for name in facts.projects.rows["signing_event"]], dtype=object)
    events = reference.events[reference.events["year"] == year_of(month)]
    for name, year in zip(events["event_name"], events["year"], strict=True):
        mask = masks["signed_100m"] & (named == folded(name))
        rest = f"{name}|{year}"
        yield Figure("event", rest, "ledger_projects", "district", "count", "", "declared", mask)
        yield Figure("event", rest, "ledger_amount_yuan", "district", "sum", "total_investment_yuan", "declared", mask)


def list_figures(facts: Facts, registry: Registry, name: str) -> Iterator[Figure]:
    """Figures measured on one list: its metrics at both calibers, and its report table."""
    rows = facts.get(name).rows
    if not len(rows):
        return
    masks = {code: rows_meeting(rows, metric.where) for code, metric in registry.items() if metric.fact == name}
    for caliber in CALIBERS:
        for code, mask in masks.items():
            if registry[code].published:
                yield _of_metric(registry[code], mask, caliber)
        for code, metric in registry.items():
            if metric.measure.ratio and metric.measure.ratio[0] in masks:
                yield from _of_ratio(code, [registry[part] for part in metric.measure.ratio], masks, caliber)
    yield from _LIST_TABLES[name](rows)


def _figure(table: str, rest: str, column: str, mask: np.ndarray, measured: str = "", additive: bool = True) -> Figure:
    return Figure(
        table, rest, column, "unit_group_all", "sum" if measured else "count", measured, "declared", mask, additive
    )


def _every(rows: pd.DataFrame) -> np.ndarray:
    return np.ones(len(rows), dtype=bool)


def _is(values: pd.Series, wanted: object) -> np.ndarray:
    return (values == wanted).fillna(False).to_numpy(dtype=bool)


def _demand_figures(rows: pd.DataFrame) -> Iterator[Figure]:
    yield _figure("talent", "ALL", "posts_wanted", _every(rows), "posts_wanted")
    yield _figure("talent", "ALL", "employers", _every(rows), additive=False)
    for kind in ("enterprise", "institution"):
        yield _figure("talent", "ALL", f"employers_{kind}", _is(rows["employer_kind"], kind), additive=False)


def _subsidy_figures(rows: pd.DataFrame) -> Iterator[Figure]:
    years = sorted({int(year) for year in rows["cohort_year"].dropna()})
    for rest, mask in [("ALL", _every(rows)), *((str(year), _is(rows["cohort_year"], year)) for year in years)]:
        yield _figure("talent", rest, "subsidy_yuan", mask, "subsidy_yuan")
        yield _figure("talent", rest, "subsidised_people", mask, additive=False)


def _recognition_figures(rows: pd.DataFrame) -> Iterator[Figure]:
    keys = rows[["category", "level", "count_unit"]].fillna("").agg("|".join, axis=1)
    for rest in sorted(set(keys)):
        yield _figure("recognition", rest, "quantity", _is(keys, rest), "quantity")


def _visit_figures(rows: pd.DataFrame) -> Iterator[Figure]:
    raised = rows["issue"].notna().to_numpy(dtype=bool)
    yield _figure("visit", "", "visits", _every(rows))
    yield _figure("visit", "", "companies", _every(rows), additive=False)
    yield _figure("visit", "", "issues_raised", raised)
    for column, status in (("issues_resolved", "resolved"), ("issues_overdue", "overdue")):
        yield _figure("visit", "", column, raised & _is(rows["issue_status"], status))


def _activity_figures(rows: pd.DataFrame) -> Iterator[Figure]:
    for kind in CHOICES["activity_kind"]:
        mask = _is(rows["activity_kind"], kind)
        yield _figure("activity", kind, "times", mask)
        for column in ("people", "companies_met", "leads"):
            yield _figure("activity", kind, column, mask, column)


_LIST_TABLES = {
    "talent_demand": _demand_figures,
    "talent_subsidy": _subsidy_figures,
    "recognition": _recognition_figures,
    "visit": _visit_figures,
    "activity": _activity_figures,
}

"""The report tables that show the month's figures cut one way or another; each is made by a function named after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from assets.intake.office.model import Reference
from assets.intake.office.units import UnitRegister
from assets.ledger.model import Books
from assets.metrics.facts import CALIBERS, Facts, facts_of
from assets.metrics.list_tables import activity_table, recognition_table, talent_table, visit_table
from assets.metrics.measure import Places, places_of
from assets.metrics.project_tables import (
    Names,
    event_table,
    industry_chain_table,
    origin_table,
    size_band_table,
    stage_table,
)
from schemas.columns.dictionary import Table
from schemas.columns.figures import FUND_ARRIVAL
from schemas.columns.frames import typed_frame
from schemas.columns.report import REPORT_TABLES
from schemas.history import History
from schemas.metrics import Registry, load_registry

# Columns m_… of report_fund_arrival → the metric they show.
FUND_METRICS = {
    "out_of_district": "funds_out_of_district",
    "industrial": "funds_industrial",
    "out_of_province_100m": "funds_out_of_province_100m",
    "overseas": "funds_overseas",
}
FUND_FIELDS = {
    "month_yuan": "month_value", "ytd_yuan": "ytd_value", "prior_ytd_yuan": "prior_ytd_value", "yoy": "yoy",
    "target_yuan": "annual_target", **{name: name for name in ("completion", "schedule_progress", "rank")},
}  # fmt: skip


@dataclass(frozen=True)
class Cutting:
    """What a table may be cut from: the month's metrics, the books' rows as facts, the office's files, and the
    places."""

    month: str
    metrics: pd.DataFrame
    facts: Facts
    registry: Registry
    reference: Reference
    places: Places
    names: Names


def metric_tables(
    books: Books, metrics: pd.DataFrame, reference: Reference, history: History, month: str
) -> dict[str, pd.DataFrame]:
    """Table name (without report_) → rows with exactly its columns: every table of CUTS."""
    register = UnitRegister(reference)
    places = places_of(register.frame(month), register.groups)
    names = {code: (register.name(code, month), register.group(code)) for code in places.codes}
    facts = facts_of(books, reference, places.units, history)
    cutting = Cutting(month, metrics, facts, load_registry(reference.home), reference, places, names)
    return {name: _named(cut(cutting), REPORT_TABLES[name], names) for name, cut in CUTS.items()}


def fund_arrival_table(metrics: pd.DataFrame) -> pd.DataFrame:
    """report_fund_arrival: the four kinds of money side by side, a row a place and caliber."""
    keys = ["unit_code", "caliber", "unit_name", "unit_group"]
    parts = []
    for caliber in CALIBERS:
        part: pd.DataFrame | None = None
        for short, code in FUND_METRICS.items():
            rows = metrics[(metrics["metric_code"] == code) & (metrics["caliber"] == caliber)].reset_index(drop=True)
            columns = {f"{short}_{suffix}": rows[source] for suffix, source in FUND_FIELDS.items()}
            part = pd.concat([rows[keys] if part is None else part, pd.DataFrame(columns)], axis=1)
        parts.append(part)
    return typed_frame(pd.concat(parts, ignore_index=True), FUND_ARRIVAL)


def _named(table: pd.DataFrame, shape: Table, names: Names) -> pd.DataFrame:
    """unit_name and unit_group filled in where the table has them."""
    if "unit_name" in table:
        table["unit_name"] = [names[code][0] for code in table["unit_code"]]
        table["unit_group"] = [names[code][1] for code in table["unit_code"]]
    return typed_frame(table, shape)


# Every table cut here, by its name without report_: the Dagster assets, the release and `zhaoyin` take it from this
# list.
CUTS: dict[str, Callable[[Cutting], pd.DataFrame]] = {
    "fund_arrival": lambda c: fund_arrival_table(c.metrics),
    "industry_chain": lambda c: industry_chain_table(c.facts, c.registry, c.reference, c.places, c.names),
    "size_band": lambda c: size_band_table(c.facts, c.registry, c.places, c.names),
    "stage": lambda c: stage_table(c.facts, c.registry, c.places, c.names),
    "origin": lambda c: origin_table(c.facts),
    "event": lambda c: event_table(c.facts, c.registry, c.reference, c.month),
    "talent": lambda c: talent_table(c.facts, c.places),
    "recognition": lambda c: recognition_table(c.facts, c.places),
    "visit": lambda c: visit_table(c.facts, c.places),
    "activity": lambda c: activity_table(c.facts, c.places),
}

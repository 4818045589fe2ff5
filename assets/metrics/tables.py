"""The report tables that show the month's figures cut one way or another; each is made by a function named after it."""

from __future__ import annotations

import pandas as pd

from assets.intake.reference_model import Reference
from assets.intake.units import UnitRegister
from assets.ledger.model import Books
from assets.metrics.facts import CALIBERS, Facts
from assets.metrics.list_tables import activity_table, recognition_table, talent_table, visit_table
from assets.metrics.measure import places_of
from assets.metrics.project_tables import (
    event_table,
    industry_chain_table,
    origin_table,
    size_band_table,
    stage_table,
)
from schemas.columns.dictionary import Table
from schemas.columns.frames import typed_frame
from schemas.columns.report import FUND_ARRIVAL, REPORT_TABLES
from schemas.history import History
from schemas.metrics import load_registry

# Columns m_… of report_fund_arrival → the metric they show.
FUND_METRICS = {
    "out_of_district": "funds_out_of_district",
    "industrial": "funds_industrial",
    "out_of_province_100m": "funds_out_of_province_100m",
    "overseas": "funds_overseas",
}
_FUND_FIELDS = {
    "month_yuan": "month_value", "ytd_yuan": "ytd_value", "prior_ytd_yuan": "prior_ytd_value", "yoy": "yoy",
    "target_yuan": "annual_target", "completion": "completion", "schedule_progress": "schedule_progress", "rank": "rank",
}  # fmt: skip


def metric_tables(
    books: Books, metrics: pd.DataFrame, reference: Reference, history: History, month: str
) -> dict[str, pd.DataFrame]:
    """Table name (without report_) → rows with exactly its columns: the ten tables cut from books and metrics."""
    registry = load_registry(reference.home)
    register = UnitRegister(reference)
    places = places_of(register.frame(month), register.groups)
    facts = Facts(books, reference, places.units, history)
    names = {code: (register.name(code, month), register.group(code)) for code in places.codes}
    tables = {
        "fund_arrival": fund_arrival_table(metrics),
        "industry_chain": industry_chain_table(facts, registry, reference, places, names),
        "size_band": size_band_table(facts, registry, places, names),
        "stage": stage_table(facts, registry, places, names),
        "origin": origin_table(facts),
        "event": event_table(facts, registry, reference, month),
        "talent": talent_table(facts, places),
        "recognition": recognition_table(facts, places),
        "visit": visit_table(facts, places),
        "activity": activity_table(facts, places),
    }
    return {name: _named(table, REPORT_TABLES[name], names) for name, table in tables.items()}


def fund_arrival_table(metrics: pd.DataFrame) -> pd.DataFrame:
    """report_fund_arrival: the four kinds of money side by side, a row a place and caliber."""
    keys = ["unit_code", "caliber", "unit_name", "unit_group"]
    parts = []
    for caliber in CALIBERS:
        part: pd.DataFrame | None = None
        for short, code in FUND_METRICS.items():
            rows = metrics[(metrics["metric_code"] == code) & (metrics["caliber"] == caliber)].reset_index(drop=True)
            columns = {f"{short}_{suffix}": rows[source] for suffix, source in _FUND_FIELDS.items()}
            part = pd.concat([rows[keys] if part is None else part, pd.DataFrame(columns)], axis=1)
        parts.append(part)
    return typed_frame(pd.concat(parts, ignore_index=True), FUND_ARRIVAL)


def _named(table: pd.DataFrame, shape: Table, names: dict[str, tuple[str, str | None]]) -> pd.DataFrame:
    """unit_name and unit_group filled in where the table has them."""
    if "unit_name" in table:
        table["unit_name"] = [names[code][0] for code in table["unit_code"]]
        table["unit_group"] = [names[code][1] for code in table["unit_code"]]
    return typed_frame(table, shape)

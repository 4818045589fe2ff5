"""Proofs that every report table is that of the books and metrics published with it: each is made a second time from them and
compared cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

import pandas as pd

from assets.assessment.supervision import supervise
from assets.ledger.model import Books
from assets.ledger.projects import project_facts
from assets.ledger.verification import Verification
from assets.metrics.compute import compute_metrics
from assets.metrics.reporting import returned_before
from assets.metrics.tables import CALIBERS, FUND_FIELDS, FUND_METRICS, metric_tables
from assets.publication.prover.case import Case
from assets.publication.prover.comparing import unequal
from assets.publication.prover.records import records_whole
from schemas.calendar import Deadlines

# What the prover itself finds changes these after the figures are made (candidate.py recounted).
_RECOUNTED = "finding_count"
_OF_TARGET = ("completion", "schedule_progress", "schedule_gap", "rank")


def tables_agree(case: Case) -> list[str]:
    """Every report table with what it is cut from, and the records with one another."""
    return [*tables_made_anew(case), *records_whole(case)]


def tables_made_anew(case: Case) -> list[str]:
    """Projects from the books and 认定; metrics and every cut from the books; money side by side from the metrics;
    supervision from metrics, projects and scores."""
    books = _books(case)
    tables, month = case.candidate.tables, case.candidate.month
    conversion = case.rulebook.conversion if case.rulebook else None
    metrics = compute_metrics(books, case.reference, case.history, month, conversion=conversion, as_of=_clock(case))
    cuts = metric_tables(books, tables["metric"], case.reference, case.history, month)
    supervision = supervise(
        case.rulebook,
        tables["metric"],
        books.facts,
        tables["assessment"],
        tables["submission"],
        case.reference.exemptions,
        case.history,
        case.register,
        month,
    )
    faults = unequal(books.facts, tables["project"], "project")
    faults += unequal(_settled(metrics), _settled(tables["metric"]), "metric")
    faults += list(_money_side_by_side(case))
    for name, made in cuts.items():
        faults += unequal(made, tables[name], name)
    return faults + unequal(supervision, tables["supervision"], "supervision")


def _books(case: Case) -> Books:
    """The month's books as they are published: the projects' facts made anew of them."""
    tables, held = case.candidate.tables, case.candidate.books
    month = case.candidate.month
    verification = Verification(
        case.reference.verifications, case.history, month, case.reference.district.policies.unverified
    )
    facts = project_facts(held["project"], verification.of(held["project"]))
    return Books(month, held, facts, tables["source_cell"], tables["submission"], _reporting(case))


def _reporting(case: Case) -> pd.DataFrame:
    """unit_code, returned, open_findings of the month: returned is what the metric adds to the releases before."""
    metrics, findings = case.candidate.tables["metric"], case.candidate.tables["finding"]
    month = case.candidate.month
    is_open = (findings["status"] == "open") & findings["severity"].isin(["E", "W"])
    opened = findings.loc[is_open, "unit_code"].value_counts()
    earlier: dict[str, int] = {}
    for unit, count in returned_before(month, case.register, case.history):
        if unit is not None:
            earlier[unit] = earlier.get(unit, 0) + count
    mine = (metrics["metric_code"] == "returned_count") & (metrics["caliber"] == "declared")
    returned = dict(zip(metrics.loc[mine, "unit_code"], metrics.loc[mine, "ytd_value"], strict=True))
    units = case.register.expected(month)
    return pd.DataFrame(
        {
            "unit_code": units,
            "returned": [int(returned.get(unit, 0) or 0) - earlier.get(unit, 0) for unit in units],
            "open_findings": [int(opened.get(unit, 0)) for unit in units],
        }
    )


def _clock(case: Case) -> datetime | None:
    """A time at which the month's deadline had passed, or had not, as when the figures were made."""
    passed = case.candidate.basis.get("calendar", [True])[0]
    if passed:
        return None
    deadlines = Deadlines(case.district.calendar, case.reference.holidays)
    return datetime.combine(deadlines.submit(case.candidate.month), time())


def _settled(metrics: pd.DataFrame) -> pd.DataFrame:
    """The metrics without what the recount leaves as it was."""
    rows = metrics["metric_code"] == _RECOUNTED
    columns = {name: metrics[name].mask(rows) for name in _OF_TARGET}
    return metrics.assign(**columns)


def _money_side_by_side(case: Case) -> Iterator[str]:
    """report_fund_arrival against report_metric, each cell found by its unit, metric and caliber."""
    metrics = case.candidate.tables["metric"]
    held = case.candidate.tables["fund_arrival"]
    for caliber in CALIBERS:
        rows = held[held["caliber"] == caliber]
        for short, code in FUND_METRICS.items():
            mine = metrics[(metrics["metric_code"] == code) & (metrics["caliber"] == caliber)]
            columns = {f"{short}_{suffix}": mine[source] for suffix, source in FUND_FIELDS.items()}
            made = pd.DataFrame({"unit_code": mine["unit_code"], "caliber": caliber, **columns})
            yield from unequal(made, rows, "fund_arrival")

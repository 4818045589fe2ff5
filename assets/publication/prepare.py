"""Puts a month's rooms together into a candidate release: every table, the books, and the release's own row."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from assets.intake.home import MonthHome
from assets.intake.model import Received
from assets.intake.office.units import UnitRegister
from assets.ledger.model import Books
from assets.metrics.membership import figure_membership, figure_places
from assets.publication.basis import basis_of
from assets.publication.input_digest import digest_of, office_digests
from assets.review.catalogue import finding
from assets.review.model import Review
from assets.store.candidate import Candidate, finding_rows
from schemas.calendar import Deadlines
from schemas.code_version import code_version
from schemas.columns.frames import typed_frame
from schemas.columns.lists import PROJECT
from schemas.columns.report import REPORT_TABLES
from schemas.finding import Finding
from schemas.history import History
from schemas.office.rulebook import load_rulebook
from schemas.personal import mask_id_numbers


@dataclass
class MonthTables:
    """What the rooms made of a month. `tables`: name → frame for every report table of MADE_BY_ROOMS; project, submission,
    finding and source_cell come from books and review."""

    review: Review
    books: Books
    tables: dict[str, pd.DataFrame]


def prepare_candidate(
    made: MonthTables,
    home: MonthHome,
    history: History,
    run_id: str,
    rulebook: Path | None = None,
) -> Candidate:
    """The candidate release of the month."""
    books, month = made.books, made.books.month
    tables = {
        **made.tables,
        "project": books.facts[PROJECT.names],
        "submission": books.submissions,
        "finding": finding_rows([*made.review.findings, *remarked(books)]),
        "source_cell": books.cells,
    }
    basis = basis_of(home, month, history)
    inputs = received_inputs(home.received(month)) | office_digests(home.reference)
    release = {
        "status": release_status(home, month),
        "rulebook_version": _rulebook_version(home, rulebook),
        "input_digest": digest_of(basis),
        "code_version": code_version(),
        "run_id": run_id,
        **coverage(books.submissions, history, month, home.register),
    }
    typed = {name: typed_frame(frame, REPORT_TABLES[name]) for name, frame in tables.items()}
    lineage = lineage_of(books, home, history, month, rulebook)
    return Candidate(month, typed, books.tables, release, inputs, lineage, basis)


def received_inputs(received: list[Received]) -> dict[str, str]:
    """inbox/<name> → sha256; what a replaced file said before is <name>@<first digits of its own hash>."""
    inputs: dict[str, str] = {}
    for each in reversed(received):
        name = f"inbox/{mask_id_numbers(each.name)}"
        inputs[f"{name}@{each.sha256[:8]}" if name in inputs else name] = each.sha256
    return inputs


def lineage_of(
    books: Books, home: MonthHome, history: History, month: str, rulebook: Path | None
) -> dict[str, pd.DataFrame]:
    """Which cells make which figure, as the store keeps it."""
    conversion = load_rulebook(rulebook, home.path).conversion if rulebook else None
    membership = figure_membership(books, home.reference, history, month, conversion)
    return {
        "figure_member": membership.members,
        "figure_set": membership.sets.assign(table_name="report_" + membership.sets["table_name"].astype(str)),
        "figure_place": figure_places(home.register.frame(month)),
    }


def remarked(books: Books) -> list[Finding]:
    """What the books noticed, as findings."""
    return [
        finding("L401", detail=each.words, project_code=each.project_code, unit_code=each.unit_code, field=each.kind)
        for each in books.remarks
    ]


def release_status(home: MonthHome, month: str) -> str:
    """final from the first run after the close day, provisional before."""
    deadlines = Deadlines(home.reference.district.calendar, home.reference.holidays)
    return "final" if deadlines.is_closed(month, home.as_of) else "provisional"


def _rulebook_version(home: MonthHome, rulebook: Path | None) -> str | None:
    if rulebook is None:
        return None
    digest = office_digests(home.reference).get(f"rulebooks/{rulebook.name}", "")
    return f"{rulebook.name}@{digest[:12]}"


def coverage(submissions: pd.DataFrame, history: History, month: str, register: UnitRegister) -> dict[str, Any]:
    """units_expected, _current, _carried, _missing, and coverage: Σ verified funds_out_of_district of last December over
    the current units ÷ over all expected, a unit standing for those it has taken over since; null without history."""
    figures = submissions["figures"]
    current = set(submissions.loc[figures == "current", "unit_code"])
    december = history.table("metric", f"{int(month[:4]) - 1}-12")
    rows = december[(december["metric_code"] == "funds_out_of_district") & (december["caliber"] == "verified")]
    known: dict[str, float] = {}
    for unit, value in rows.loc[rows["ytd_value"].notna(), ["unit_code", "ytd_value"]].itertuples(index=False):
        heir = register.successor(str(unit), month)
        if heir in set(submissions["unit_code"]):
            known[str(heir)] = known.get(str(heir), 0.0) + float(value)
    whole = sum(known.values())
    return {
        "units_expected": len(submissions),
        "units_current": int((figures == "current").sum()),
        "units_carried": int((figures == "carried").sum()),
        "units_missing": int((figures == "none").sum()),
        "coverage": sum(value for unit, value in known.items() if unit in current) / whole if whole > 0 else None,
    }

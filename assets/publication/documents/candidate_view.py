"""The view of a release that is about to be published: its tables, the office's prose and words, the rulebook's name."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from assets.intake.home import MonthHome
from assets.publication.documents.view import ReleaseView, Sources
from assets.store.candidate import Candidate
from schemas.history import History
from schemas.office.rulebook import Rulebook, rulebook_for


def release_view(
    candidate: Candidate, stated: dict[str, Any], home: MonthHome, history: History, sources: Sources | None = None
) -> ReleaseView:
    """What the documents of a candidate may see. `stated`: the columns of its row in report_release."""
    rulebook = rulebook_for(home.path, candidate.month)
    prose = home.path / "reference" / "narrative"
    return ReleaseView(
        candidate.month,
        stated,
        candidate.tables,
        home.reference.district,
        history,
        narrative={path.stem: path.read_text("utf-8-sig").strip() for path in sorted(prose.glob("*.md"))},
        terms=_terms(prose / "terms.csv"),
        units=home.register.expected(candidate.month),
        chains=_chains(home),
        rulebook_title=rulebook.title if rulebook else "",
        rulebook_document=rulebook.document if rulebook else "",
        score_places=rulebook.rounding.places if rulebook else 3,
        commendations=_boards(rulebook, home, candidate.month),
        sources=sources,
        hand_overs=home.register.hand_overs(candidate.month),
        taken_over=_taken_over(home, candidate.month),
    )


def _taken_over(home: MonthHome, month: str) -> dict[str, list[str]]:
    """Unit → the units whose figures it has taken over by the month; those alone that have."""
    found = {unit: home.register.predecessors(unit, month) for unit in home.register.expected(month)}
    return {unit: gone for unit, gone in found.items() if gone}


def _boards(rulebook: Rulebook | None, home: MonthHome, month: str) -> list[tuple[str, str, str]]:
    """(month, 红榜|黑榜, words) of the year's conduct up to the month: what earned a bonus, what cost points or vetoed."""
    if rulebook is None:
        return []
    red = {extra.conduct: extra.label or extra.code for extra in rulebook.bonus.items if extra.conduct}
    black = {extra.conduct: extra.label or extra.code for extra in rulebook.deduction.items if extra.conduct}
    black |= {effect.conduct: effect.label or effect.code for effect in rulebook.veto}
    rows = home.reference.conduct
    rows = rows[(rows["month"].str[:4] == month[:4]) & (rows["month"] <= month)]
    found = []
    for row in rows.itertuples():
        for side, labels in (("红榜", red), ("黑榜", black)):
            if row.item_code in labels:
                note = f",{row.note}" if row.note else ""
                found.append(
                    (str(row.month), side, f"{home.register.name(row.unit_code)}({labels[row.item_code]}{note})")
                )
    return found


def _chains(home: MonthHome) -> list[str]:
    """Chain codes in the office's order."""
    frame = home.reference.industry_chains
    return [str(code) for code in frame.sort_values("sort_order", kind="stable")["chain_code"]] if len(frame) else []


def _terms(path: Path) -> list[str]:
    """The words of terms.csv, UTF-8 or GB18030; none without the file."""
    if not path.is_file():
        return []
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    return [row["term"].strip() for row in csv.DictReader(text.splitlines()) if row.get("term")]

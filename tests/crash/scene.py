"""A district with January and February released and February's second revision ready; how it is published, struck or not,
and what must hold after any stroke."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from assets.intake.home import MonthHome
from assets.month import prepare_month, run_month
from assets.publication import publish as publishing
from assets.publication.documents.build import DocumentOutcome
from assets.publication.verifying import faults, leftovers
from assets.store.candidate import Candidate
from assets.store.guards import WORDS, GuardFault, require_guards
from assets.store.published import Store
from pipelines.io_manager import keep, recall
from samples.clean import write_clean
from schemas.columns.report import REPORT_TABLES
from tests.crash.boundaries import Boundaries, Strike
from tests.publication.released import MONTH, OPEN, raise_ytd

Seen = dict[str, int]  # "release_id view" → rows


def prepare(home: Path, url: str) -> None:
    """Releases January and February; leaves the candidate of February's correction for whoever publishes it."""
    os.environ.setdefault("ZHAOYIN_PERSON_KEY", "key-of-the-crash-tests")
    write_clean(home, ("2025-01", MONTH), 3)
    with Store(url) as store:
        run_month(MonthHome(home, OPEN, url), "2025-01", store)
        run_month(MonthHome(home, OPEN, url), MONTH, store)
        raise_ytd(home, MONTH, 1)
        candidate = prepare_month(MonthHome(home, OPEN, url), MONTH, store).candidate
    (home / "work" / "candidate").mkdir()
    keep(candidate, home / "work" / "candidate", _no_key)


def publish(home: Path, url: str, at: int, strike: Strike) -> list[str]:
    """Publishes the prepared candidate in this process, struck at boundary `at`; the kinds of boundaries crossed."""
    candidate = recall(Candidate, home / "work" / "candidate", _no_key)
    store = Store(f"{url}{'&' if '?' in url else '?'}application_name=publishing" if "postgresql" in url else url)
    bounds = Boundaries(at, strike)
    bounds.watch(store)
    made = home / "work" / "documents"
    if made.is_dir():
        publishing.build_documents = lambda _, folder, __: _written_again(made, folder)  # type: ignore[assignment]
    publishing.publish_month(candidate, MonthHome(home, OPEN, url), store)
    bounds.cross("statement")
    return bounds.kinds


def _no_key() -> bytes:
    raise AssertionError("a candidate holds nothing that is sealed")


def keep_documents(home: Path, base: Path) -> None:
    """Documents are the same bytes each time and cost most of a publication: what one run made, later ones write again."""
    (base / "work" / "documents").mkdir()
    for path in (home / "releases" / MONTH / "r2").iterdir():
        if path.is_file() and path.name != "manifest.json":
            shutil.copyfile(path, base / "work" / "documents" / path.name)


def _written_again(made: Path, folder: Path) -> DocumentOutcome:
    for path in sorted(made.iterdir()):
        (folder / path.name).write_bytes(path.read_bytes())
    return DocumentOutcome()


def seen(engine: sa.Engine) -> Seen:
    """What a reader sees of February in all views at once: one statement, one state."""
    parts = (
        f"SELECT release_id || ' {name}' AS part, COUNT(*) FROM report_{name} WHERE month = '{MONTH}' GROUP BY release_id"
        for name in REPORT_TABLES
    )
    with engine.connect() as connection:
        return {str(row[0]): int(row[1]) for row in connection.execute(sa.text(" UNION ALL ".join(parts)))}


@dataclass(frozen=True)
class Verdict:
    """After a stroke and one more run: `lost` says what is not as it must be, '' when all is."""

    lost: str


def unguarded(engine: sa.Engine) -> list[str]:
    """Nothing where every guard stands and refuses one more row of a sealed release."""
    one_more = "INSERT INTO figure_place SELECT * FROM figure_place WHERE release_id IN (SELECT release_id FROM release_manifest)"  # fmt: skip
    try:
        with engine.connect() as connection:
            require_guards(connection)
            connection.exec_driver_sql(one_more)
    except (sa.exc.DBAPIError, GuardFault) as refusal:
        return [] if WORDS in str(refusal) else [str(refusal)]
    return ["a sealed release took a row"]


def judged(home: Path, url: str, new: Seen) -> Verdict:
    """Exactly two revisions, the second one current and whole, everything verified, nothing left lying about, every
    guard in its place."""
    with Store(url) as store:
        revisions = [release["revision"] for release in store.releases(MONTH)]
        if revisions != [1, 2]:
            return Verdict(f"revisions {revisions}")
        if seen(store.engine) != new:
            return Verdict("the views do not show the second revision whole")
        wrong = [*faults(home, store, MONTH), *map(str, leftovers(home, store)), *unguarded(store.engine)]
        return Verdict(wrong[0] if wrong else "")

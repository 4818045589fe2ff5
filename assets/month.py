"""The month as one plain function: the same steps as the Dagster assets, in order, without Dagster.

For the fleet, the simulation and the benchmarks; `zhaoyin run` and the daemon go through the assets.
"""

from __future__ import annotations

from dataclasses import dataclass

from assets.assessment.score import Assessment, assess
from assets.assessment.supervision import supervise
from assets.intake.home import MonthHome
from assets.intake.inbox import months_present, read_month
from assets.intake.model import Intake
from assets.ledger.books import keep_books
from assets.ledger.model import Books
from assets.metrics.compute import compute_metrics
from assets.metrics.tables import metric_tables
from assets.publication.candidate import Candidate
from assets.publication.prepare import MonthTables, prepare_candidate
from assets.publication.prover.prove import Proof, prove
from assets.publication.store.store import PublishOutcome, Store
from assets.review.judge import judge
from assets.review.model import Review
from schemas.finding import findings_frame
from schemas.rulebook import rulebook_for


@dataclass
class MonthResult:
    """Everything the month made on the way; `outcome` is None when the prover blocked the candidate."""

    intake: Intake
    review: Review
    books: Books
    candidate: Candidate
    proof: Proof
    outcome: PublishOutcome | None


def run_month(home: MonthHome, month: str, store: Store, run_id: str = "plain") -> MonthResult:
    """From the inbox to the release of `month`; raises ReferenceProblem and RulebookProblem before anything is read."""
    rulebook = rulebook_for(home.path, month)
    reference, reopened = home.reference, store.reopened_at(month)
    intake = read_month(reference, month, home.as_of)
    review = judge(intake, reference, store, home.as_of, reopened_at=reopened)
    books = keep_books(review, reference, store, month, person_key=home.person_key)
    conversion = rulebook.conversion if rulebook else None
    metrics = compute_metrics(books, reference, store, month, conversion=conversion, as_of=home.as_of)
    tables = metric_tables(books, metrics, reference, store, month)
    assessment = assess(
        rulebook, metrics, books.facts, books.submissions, findings_frame(review.findings), reference.conduct,
        home.register, store, month,
    ) if rulebook else Assessment.empty()  # fmt: skip
    supervision = supervise(
        rulebook, metrics, books.facts, assessment.totals, findings_frame(review.findings), reference.exemptions,
        store, home.register, month,
    )  # fmt: skip
    received = months_present(reference, home.as_of).get(month, [])
    candidate = prepare_candidate(
        MonthTables(review, books, metrics, tables, assessment, supervision), home, store, received, run_id
    )
    proof = prove(candidate, store, reference.district, home.register)
    if proof.blocking:
        return MonthResult(intake, review, books, candidate, proof, None)
    outcome = store.publish(candidate.with_findings(proof.findings))
    return MonthResult(intake, review, books, candidate, proof, outcome)

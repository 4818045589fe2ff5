"""The month as one plain function: the same steps as the Dagster assets, in order, without Dagster.

For the fleet, the simulation and the benchmarks; `zhaoyin run` and the daemon go through the assets.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assets.assessment.month_scores import score_month
from assets.assessment.supervision import supervise
from assets.intake.home import MonthHome
from assets.intake.submissions.collected import Collected, collect
from assets.ledger.books import keep_books
from assets.ledger.model import Books
from assets.metrics.compute import compute_metrics
from assets.metrics.tables import metric_tables
from assets.publication.materiality import with_materiality
from assets.publication.prepare import MonthTables, prepare_candidate
from assets.publication.prover.proofs import Proof, prove
from assets.publication.publish import publish_month
from assets.review.judge import judge_month
from assets.review.model import Review
from assets.store.candidate import Candidate
from assets.store.outcome import PublishOutcome
from assets.store.published import Store
from schemas.office.rulebook import rulebook_for, rulebook_path


@dataclass
class MonthResult:
    """Everything the month made on the way; `outcome` is None where nothing was published: the prover blocked the
    candidate, or only the candidate was asked for."""

    collected: Collected
    review: Review
    books: Books
    candidate: Candidate
    proof: Proof
    outcome: PublishOutcome | None


def run_month(home: MonthHome, month: str, store: Store, run_id: str = "plain") -> MonthResult:
    """From the inbox to the release of `month`; raises ReferenceProblem and RulebookProblem before anything is read."""
    made = prepare_month(home, month, store, run_id)
    return made if made.proof.blocking else replace(made, outcome=publish_month(made.candidate, home, store))


def prepare_month(home: MonthHome, month: str, store: Store, run_id: str = "plain") -> MonthResult:
    """From the inbox to the proved candidate of `month`, what `run_month` would publish; publishes nothing."""
    rulebook = rulebook_for(home.path, month)
    reference = home.reference
    collected = collect(reference, month, home.received(month))
    review = judge_month(collected, reference, store, home.as_of, open_until=store.open_until(month))
    books = keep_books(review, reference, store, month, person_key=home.person_key)
    conversion = rulebook.conversion if rulebook else None
    metrics = compute_metrics(books, reference, store, month, conversion=conversion, as_of=home.as_of)
    scores = score_month(home, month, review, books, metrics, store)
    tables = {
        "metric": metrics,
        **metric_tables(books, metrics, reference, store, month),
        "assessment_item": scores.items,
        "assessment": scores.totals,
        "supervision": supervise(
            rulebook,
            metrics,
            books.facts,
            scores.totals,
            books.submissions,
            reference.exemptions,
            store,
            home.register,
            month,
        ),
    }
    made = MonthTables(review, books, tables)
    candidate = prepare_candidate(made, home, store, run_id, rulebook_path(home.path, month))
    proof = prove(candidate, store, reference, home.register, rulebook)
    candidate = with_materiality(candidate.with_findings(proof.findings), reference.district.display)
    return MonthResult(collected, review, books, candidate, proof, None)

"""Keeps the district's books: of every unit the rows that stand this month, page by page.

No figure is summed here (assets/metrics); nothing a township sent is changed.
"""

from __future__ import annotations

from assets.intake.batches import batch_of_units
from assets.intake.collecting import collector_paused
from assets.intake.parted import Parted
from assets.intake.reference_model import Reference
from assets.intake.units import UnitRegister
from assets.ledger.doubled import counted_elsewhere
from assets.ledger.kept_pages import KeptPages
from assets.ledger.model import PAGE, Books
from assets.ledger.page import Clerk, Said, with_cells
from assets.ledger.reporting import reporting_of
from assets.ledger.standing import Standing, settled, standings
from assets.review.model import Review
from schemas.history import History


@collector_paused()
def keep_books(review: Review, reference: Reference, history: History, month: str, person_key: bytes) -> Books:
    """The books at `month`: one row a project, a post, a subsidy, an award, a visit, an activity in force. A page a batch of
    units; where there are several, each is written before the next is begun."""
    register = UnitRegister(reference)
    found = standings(review, history, register, month, reference.district.policies)
    clerk = Clerk(found, reference, history, month, person_key)
    batches = _batches(review.entries, found, batch_of_units(register, month))
    if len(batches) == 1:
        pages, said = _one(clerk, review.entries, *batches.popitem())
    else:
        pages, said = _several(KeptPages(reference.home, clerk, review.entries, batches), month)
    remarks = [
        *(remark for each in said for remark in each.remarks), *(remark for each in said for remark in each.of_verification),
        *clerk.verification.unknown(set().union(*(each.verified for each in said))),
    ]  # fmt: skip
    return Books(
        month=month,
        pages=pages,
        submissions=settled(review.submissions, found),
        reporting=reporting_of(review, remarks),
        remarks=remarks,
    )


def _batches(entries: Parted, found: dict[str, Standing], batch_of: dict[str, int]) -> dict[int, dict[str, Standing]]:
    """Number of a page → the standings of its units; one page where review has one part."""
    if len(entries.numbers) == 1 or not found:
        return {entries.numbers[0]: found}
    batches: dict[int, dict[str, Standing]] = {}
    for unit, standing in found.items():
        batches.setdefault(batch_of[unit], {})[unit] = standing
    return dict(sorted(batches.items()))


def _one(clerk: Clerk, entries: Parted, number: int, theirs: dict[str, Standing]) -> tuple[Parted, list[Said]]:
    entered = entries.part(number)
    page = clerk.page(entered, theirs)
    frames = with_cells(page.frames, entered, theirs)
    return Parted([number], PAGE, lambda _: frames), [page.said]


def _several(kept: KeptPages, month: str) -> tuple[Parted, list[Said]]:
    """The pages on their shelf; those that list what another page counts are written once more without it."""
    pages = kept.pages()
    said = {number: kept.said(number) for number in pages.numbers}
    listed = {number: each.listed for number, each in said.items()}
    for number, elsewhere in counted_elsewhere(listed, pages, month).items():
        kept.leave_out(number, elsewhere)
        said[number] = kept.said(number)
    kept.forget_others()
    return pages, list(said.values())

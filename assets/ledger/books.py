"""Keeps the district's books: of every unit the rows that stand this month, page by page.

No figure is summed here (assets/metrics); nothing a township sent is changed.
"""

from __future__ import annotations

from assets.intake.batches import batch_of_units
from assets.intake.collecting import collector_paused
from assets.intake.parted import Frames, Parted
from assets.intake.reference_model import Reference
from assets.intake.units import UnitRegister
from assets.ledger.doubled import Listed
from assets.ledger.kept_pages import KeptPages
from assets.ledger.model import PAGE, Books, Remark
from assets.ledger.page import NOTHING, Clerk, Page, with_cells
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
        number, theirs = next(iter(batches.items()))
        entered = _entered(review.entries, number)
        page = clerk.page(entered, theirs)
        frames = with_cells(page.frames, entered, theirs)
        pages, remarks = Parted([number], PAGE, lambda _: frames), [*page.remarks, *page.of_verification]
    else:
        pages, remarks = _written(KeptPages(reference.home, month), clerk, review.entries, batches)
    remarks += clerk.verification.unknown()
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


def _entered(entries: Parted, number: int) -> Frames:
    return entries.part(number) if number in entries.numbers else NOTHING


def _written(
    kept: KeptPages, clerk: Clerk, entries: Parted, batches: dict[int, dict[str, Standing]]
) -> tuple[Parted, list[Remark]]:
    """The pages in their folder; those that list what another page counts are written once more without it."""
    listed = Listed(clerk.month)
    remarks: dict[int, tuple[list[Remark], list[Remark]]] = {}

    def write(number: int, page: Page) -> None:
        kept.keep(number, page.frames)
        remarks[number] = page.remarks, page.of_verification

    for number, theirs in batches.items():
        page = clerk.page(_entered(entries, number), theirs)
        write(number, page)
        listed.add(number, page.frames["project"])
    pages = Parted(
        list(batches), PAGE,
        lambda number: with_cells(kept.page(number), _entered(entries, number), batches[number]),
    )  # fmt: skip
    for number, elsewhere in listed.counted_elsewhere(pages).items():
        write(number, clerk.page(_entered(entries, number), batches[number], elsewhere))
    told = [remarks[number] for number in batches]
    return pages, [each for part in (0, 1) for both in told for each in both[part]]

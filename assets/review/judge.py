"""Judges a month: every rule over every revision, how each unit stands, and the rows that may enter the books.

Batch by batch what needs no other unit; then what units are compared by; then how each of them stands.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache

from assets.intake.batches import Collected, read_batch
from assets.intake.collecting import collector_paused
from assets.intake.model import Intake
from assets.intake.parted import Parted, stacked
from assets.intake.reference_model import Reference
from assets.review.accepting import BOOK_KINDS
from assets.review.background import Background
from assets.review.between_units import compared
from assets.review.catalogue import check_settings
from assets.review.comply import explained, told_in
from assets.review.kept_parts import KeptParts
from assets.review.model import CELLS, Review
from assets.review.parts import HeldPart, Parts, evaluated
from assets.review.revisions import submissions_of
from assets.review.rules import (
    across_units,
    bundling,
    copied,
    likeness,
    of_files,
    of_funds,
    of_lists,
    of_projects,
    over_time,
    own_series,
    unit_slips,
)
from assets.review.scene import BETWEEN_UNITS, OF_UNITS, Scene
from schemas.finding import Finding
from schemas.history import History

LOADED = (
    of_files,
    of_projects,
    of_funds,
    of_lists,
    over_time,
    own_series,
    unit_slips,
    across_units,
    likeness,
    copied,
    bundling,
)  # each registers its evaluators


@collector_paused()
def judge_month(
    collected: Collected, reference: Reference, history: History, as_of: datetime, open_until: datetime | None = None
) -> Review:
    """The judgement of a month's submissions at `as_of`; raises RuleSettingProblem for an unknown rule in district.yaml.
    `open_until`: up to when a reopened month takes files in, past its close day. Batches that nothing has changed for are
    not judged again."""
    check_settings(reference.district)
    background = Background(collected.month, reference, history, as_of, open_until)

    def scene_of(number: int) -> Scene:
        return Scene(read_batch(collected, reference, number), background)

    kept = KeptParts(collected, background, scene_of if len(collected.batches) > 1 else cache(scene_of))
    kept.prepare()
    review = _concluded(kept, background)
    kept.forget_others()
    return review


@collector_paused()
def judge(
    intake: Intake, reference: Reference, history: History, as_of: datetime, open_until: datetime | None = None
) -> Review:
    """The same of submissions that are in memory; nothing is kept."""
    check_settings(reference.district)
    background = Background(intake.month, reference, history, as_of, open_until)
    return _concluded(HeldPart(Scene(intake, background)), background)


def findings_of(scene: Scene) -> list[Finding]:
    """Everything the rules say of every file of a scene, explained and exempted where that is so."""
    found = evaluated(scene, {**OF_UNITS, **BETWEEN_UNITS})
    return explained(found, told_in(scene), scene.background)


def _concluded(parts: Parts, background: Background) -> Review:
    """The month of its parts: what comparing units adds, how each of them stands, what enters the books."""
    found, nobodys = compared(parts, background)
    findings = [each for part in found.values() for each in part.findings]
    revisions = stacked([part.revisions for part in found.values()])
    counted = [parts.counted(number, stands) for number, stands in found.items()]
    tally = stacked([each.tally for each in counted])
    latest = set(revisions.loc[revisions["latest"], "file_sha256"])
    shown = [each for each in findings if each.file_sha256 in latest | nobodys or each.file_name is None]
    return Review(
        month=background.month, submissions=submissions_of(revisions, shown, tally, background), revisions=revisions,
        findings=shown, rejected=stacked([each.rejected for each in counted]),
        entries=Parted(
            list(found), (*BOOK_KINDS, CELLS), lambda number: parts.entered(number, found[number]),
            {number: mark for number, stands in found.items() if (mark := parts.mark(number, stands))},
        ),
        tally=tally.groupby("kind", as_index=False).sum(numeric_only=True) if len(tally) else tally,
    )  # fmt: skip

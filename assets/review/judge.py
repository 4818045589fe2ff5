"""Judges a month: every rule over every revision, how each unit stands, and the rows that may enter the books."""

from __future__ import annotations

from datetime import datetime

from assets.intake.collecting import collector_paused
from assets.intake.model import Intake
from assets.intake.reference_model import Reference
from assets.review.accepting import accepted_rows, tallied
from assets.review.catalogue import check_settings
from assets.review.comply import explained
from assets.review.model import Review
from assets.review.revisions import judged_revisions, submissions_of
from assets.review.rules import (
    across_units,
    bundling,
    likeness,
    of_files,
    of_funds,
    of_lists,
    of_projects,
    over_time,
    own_series,
    unit_slips,
)
from assets.review.scene import EVALUATORS, Scene
from assets.review.source_cells import source_cells
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
    bundling,
)  # each registers its evaluators


@collector_paused()
def judge(
    intake: Intake, reference: Reference, history: History, as_of: datetime, open_until: datetime | None = None
) -> Review:
    """The judgement of intake.month at `as_of`; raises RuleSettingProblem for an unknown rule in district.yaml. `open_until`:
    up to when a reopened month takes files in, past its close day."""
    check_settings(reference.district)
    scene = Scene(intake, reference, history, as_of, open_until)
    findings = findings_of(scene)
    revisions = judged_revisions(scene, findings)
    latest = set(revisions.loc[revisions["latest"], "file_sha256"])
    nobodys = {file.file_sha256 for file in scene.files.values() if not isinstance(file.unit_code, str)}
    shown = [each for each in findings if each.file_sha256 in latest | nobodys or each.file_name is None]
    accepted, rejected = accepted_rows(scene, revisions, findings)
    tally = tallied(scene, revisions, accepted, rejected)
    submissions = submissions_of(scene, revisions, shown, tally)
    return Review(
        month=intake.month,
        submissions=submissions,
        revisions=revisions,
        findings=shown,
        accepted=accepted,
        cells=source_cells(scene, accepted),
        rejected=rejected,
        tally=tally.groupby("kind", as_index=False).sum(numeric_only=True) if len(tally) else tally,
    )


def findings_of(scene: Scene) -> list[Finding]:
    """Everything the rules say of every file of the month, explained and exempted where that is so."""
    return explained(_all_findings(scene), scene)


def _all_findings(scene: Scene) -> list[Finding]:
    """Every evaluator once, in the catalogue's order; a rule that is off says nothing."""
    found: list[Finding] = []
    done: set[object] = set()
    for evaluators in EVALUATORS.values():
        for evaluator in evaluators:
            if evaluator not in done:
                done.add(evaluator)
                found += [each for each in evaluator(scene) if scene.is_on(each.rule_code)]
    return found

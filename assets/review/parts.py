"""One batch of units: what it leaves behind for the month when its rows go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from assets.intake.model import Intake
from assets.review.accepting import accepted_rows, tallied
from assets.review.compared import narrowed
from assets.review.comply import Told, explained, told_in
from assets.review.revisions import judged_revisions
from assets.review.scene import OF_UNITS, Comparison, Evaluator, Scene
from assets.review.source_cells import source_cells
from schemas.finding import Finding


@dataclass
class Judged:
    """`filled`: file_ids that have a data row; `findings`, explained and exempted, and `revisions` as they are without other
    units' workbooks."""

    filled: set[int]
    told: Told
    findings: list[Finding]
    revisions: pd.DataFrame


@dataclass
class Entered:
    """What of a batch enters the books: Review's fields of these names, `tally` a row a sheet kind and file."""

    accepted: dict[str, pd.DataFrame]
    cells: pd.DataFrame
    rejected: pd.DataFrame
    tally: pd.DataFrame


def judged(scene: Scene) -> Judged:
    """A batch judged by every rule that needs no other unit."""
    told, background, files = told_in(scene), scene.background, scene.intake.files
    findings = explained(evaluated(scene, OF_UNITS), told, background)
    filled = {file_id for rows in scene.intake.rows.values() for file_id in rows["file_id"].unique().tolist()}
    revisions = judged_revisions(files, filled, findings, background)
    return Judged(filled, told, findings, revisions)


def evaluated(scene: Scene, evaluators: Iterable[Evaluator]) -> list[Finding]:
    """What the evaluators say; a rule that is off says nothing."""
    return [each for evaluator in evaluators for each in evaluator(scene) if scene.is_on(each.rule_code)]


def entered(scene: Scene, revisions: pd.DataFrame, findings: list[Finding]) -> Entered:
    accepted, rejected = accepted_rows(scene, revisions, findings)
    tally = tallied(scene, revisions, accepted, rejected)
    return Entered(accepted, source_cells(scene, accepted), rejected, tally)


@dataclass
class Stands:
    """How a batch stands after units were compared: all its findings, its revisions, and those of the findings by which
    another unit's workbook sends back a file or a row of it."""

    findings: list[Finding]
    revisions: pd.DataFrame
    sent_back: list[Finding]


class Parts(Protocol):
    """The parts of a month."""

    @property
    def numbers(self) -> list[int]:
        """The batches, ascending."""

    @property
    def files(self) -> pd.DataFrame:
        """All files of the month: FILE_COLUMNS, and `batch`."""

    def judged(self, number: int) -> Judged:
        """A batch judged by what needs no other unit."""

    def keys(self, number: int, comparison: Comparison) -> Any:
        """What its units are compared with others by."""

    def narrow(self, number: int) -> Intake:
        """Its rows, the columns of compared.py."""

    def entered(self, number: int, stands: Stands) -> Entered:
        """What of it enters the books as it stands."""


class HeldPart:
    """Submissions that are in memory: one batch."""

    numbers = [0]  # noqa: RUF012

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.files = scene.intake.files.assign(batch=0)

    def judged(self, number: int) -> Judged:
        return judged(self._scene)

    def keys(self, number: int, comparison: Comparison) -> Any:
        return comparison.keys(self._scene)

    def narrow(self, number: int) -> Intake:
        return narrowed(self._scene.intake)

    def entered(self, number: int, stands: Stands) -> Entered:
        return entered(self._scene, stands.revisions, stands.findings)

"""One batch of units: what it leaves behind for the month when its rows go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from assets.intake.model import Intake
from assets.intake.parted import Frames
from assets.review.accepting import accepted_rows, tallied
from assets.review.compared import narrowed
from assets.review.comply import Told, explained, told_in
from assets.review.model import CELLS
from assets.review.revisions import judged_revisions
from assets.review.scene import OF_UNITS, Comparison, Evaluator, Scene
from assets.review.source_cells import source_cells, with_ids
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
class Counted:
    """What of a batch enters the books and what does not, counted: `rejected` as Review's, `tally` a row a sheet kind and
    file."""

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


def entered(scene: Scene, revisions: pd.DataFrame, findings: list[Finding]) -> tuple[Frames, Counted]:
    """(the rows of a batch that enter the books and their cells, still without ids; what is counted of them)."""
    accepted, rejected = accepted_rows(scene, revisions, findings)
    counted = Counted(rejected, tallied(scene, revisions, accepted, rejected))
    return {**accepted, CELLS: source_cells(scene, accepted)}, counted


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

    def mark(self, number: int, stands: Stands) -> str:
        """The digest of all that what enters the books of a batch depends on; "" where that is not known."""

    def counted(self, number: int, stands: Stands) -> Counted:
        """What of it enters the books as it stands, counted."""

    def entered(self, number: int, stands: Stands) -> Frames:
        """The rows that do, by BOOK_KINDS, and their CELLS: a part of Review.entries."""


class HeldPart:
    """Submissions that are in memory: one batch."""

    numbers = [0]  # noqa: RUF012

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.files = scene.intake.files.assign(batch=0)
        self._made: tuple[Frames, Counted] | None = None

    def judged(self, number: int) -> Judged:
        return judged(self._scene)

    def keys(self, number: int, comparison: Comparison) -> Any:
        return self._scene.made(("keys", comparison.name), lambda: comparison.keys(self._scene))

    def narrow(self, number: int) -> Intake:
        return narrowed(self._scene.intake)

    def mark(self, number: int, stands: Stands) -> str:
        return ""

    def counted(self, number: int, stands: Stands) -> Counted:
        return self._entered(stands)[1]

    def entered(self, number: int, stands: Stands) -> Frames:
        frames = self._entered(stands)[0]
        return {**frames, CELLS: with_ids(frames[CELLS])}

    def _entered(self, stands: Stands) -> tuple[Frames, Counted]:
        if self._made is None:
            self._made = entered(self._scene, stands.revisions, stands.findings)
        return self._made

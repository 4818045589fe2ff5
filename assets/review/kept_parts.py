"""The parts of a month's batches, kept: what nothing has changed for is not judged again.

A part depends on its own files, the office's files, the released months and the code, and on no other unit; so a
resubmission costs its batch and not the month.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import pandas as pd

from assets.intake.batches import Collected
from assets.intake.model import Intake
from assets.intake.parted import Frames, FramesRead
from assets.intake.shelf import Shelf, digest_of
from assets.review.accepting import BOOK_KINDS
from assets.review.background import Background
from assets.review.compared import narrowed
from assets.review.model import CELLS
from assets.review.parts import Counted, Judged, Stands, entered, judged
from assets.review.scene import Comparison, Scene, comparisons
from assets.review.source_cells import with_ids
from schemas.code_version import code_version
from schemas.history import built_on


class KeptParts:
    """Parts under HOME/work/judged/<month>, each under the digest of all that it depends on.

    A part is read back even where it was made just now: what is left of a batch lies among what is not wanted of it, and
    would hold all of that memory."""

    def __init__(self, collected: Collected, background: Background, scene: Callable[[int], Scene]) -> None:
        self.numbers = collected.batches
        self._shelf = Shelf(background.reference.home / "work" / "judged" / collected.month)
        self._scene = scene
        common = _circumstances(background)
        self._names = {number: _name(collected, number, common) for number in self.numbers}
        self.files = collected.files.sort_values("batch", kind="stable", ignore_index=True)

    def prepare(self) -> None:
        """Judges what has changed, batch by batch, and keeps it; with what enters the books of it while its rows are there,
        unless there is one batch alone, whose rows are still there when units have been compared."""
        for number, name in self._names.items():
            if not self._shelf.has(f"{name}.judged"):
                scene = self._scene(number)
                part = judged(scene)
                self._shelf.keep(f"{name}.narrow", narrowed(scene.intake))
                for comparison in comparisons():
                    self._shelf.keep(f"{name}.{comparison.name}", comparison.keys(scene))
                self._shelf.keep(f"{name}.judged", part)
                if len(self.numbers) > 1:
                    self._keep_entered(name, entered(scene, part.revisions, part.findings))

    def judged(self, number: int) -> Judged:
        self._shelf.will_be_asked_for(
            [f"{self._names[number]}.{which}" for which in ("narrow", *(each.name for each in comparisons()))]
        )  # kept, whether or not a row of it meets another's this time
        part: Judged = self._kept_or(f"{self._names[number]}.judged", lambda: judged(self._scene(number)))
        return part

    def keys(self, number: int, comparison: Comparison) -> Any:
        return self._kept_or(f"{self._names[number]}.{comparison.name}", lambda: comparison.keys(self._scene(number)))

    def narrow(self, number: int) -> Intake:
        part: Intake = self._kept_or(f"{self._names[number]}.narrow", lambda: narrowed(self._scene(number).intake))
        return part

    def mark(self, number: int, stands: Stands) -> str:
        """The digest of all that what enters the books of a batch depends on."""
        further = digest_of(list(map(str, stands.sent_back))) if stands.sent_back else ""
        return f"{self._names[number]}{further}"

    def counted(self, number: int, stands: Stands) -> Counted:
        self._shelf.will_be_asked_for(
            f"{self.mark(number, stands)}.{which}" for which in ("rows", CELLS)
        )  # asked for later
        part: Counted = self._of_entered(number, stands, "counted")
        return part

    def entered(self, number: int, stands: Stands) -> Frames:
        @cache
        def of_file(which: str) -> Frames:
            frames: Frames = self._of_entered(number, stands, which)
            return frames

        def frame(name: str) -> pd.DataFrame:
            return with_ids(of_file(CELLS)[CELLS]) if name == CELLS else of_file("rows")[name]

        return FramesRead((*BOOK_KINDS, CELLS), frame)

    def _of_entered(self, number: int, stands: Stands, which: str) -> Any:
        name = self.mark(number, stands)

        def made() -> bytes:
            scene = self._scene(number)
            return self._keep_entered(name, entered(scene, stands.revisions, stands.findings))[which]

        return self._shelf.kept(f"{name}.{which}", made)

    def _keep_entered(self, name: str, made: tuple[Frames, Counted]) -> dict[str, bytes]:
        """Three files: what is counted of a batch is wanted long before its rows, its cells when the month is published."""
        frames, counted = made
        rows = {kind: frames[kind] for kind in BOOK_KINDS}
        parts = {"rows": rows, CELLS: {CELLS: frames[CELLS]}, "counted": counted}
        return {which: self._shelf.keep(f"{name}.{which}", part) for which, part in parts.items()}

    def forget_others(self) -> None:
        """Removes the parts that were not asked for: their circumstances are past."""
        self._shelf.forget_others()

    def _kept_or(self, name: str, make: Callable[[], object]) -> Any:
        return self._shelf.kept(name, lambda: self._shelf.keep(name, make()))


def _name(collected: Collected, number: int, common: list[object]) -> str:
    mine = collected.of_batch(number)
    names = ["file_id", "file_name", "file_sha256", "received_at", "unit_code"]
    again = [each for each in collected.again if each[0] in set(mine["file_id"])]
    return digest_of([common, mine[names].astype(str).to_numpy().tolist(), again])


def _circumstances(background: Background) -> list[object]:
    """All that the judgement of a batch depends on beside its files."""
    month = background.month
    return [
        month, code_version(), sorted(background.reference.digests.items()), built_on(background.history, month),
        background.closed_after.isoformat(), background.as_of.strftime("%Y-%m") < month, pd.__version__, sys.version,
    ]  # fmt: skip

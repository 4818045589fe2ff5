"""One batch of units: what it leaves behind for the month when its rows go.

A part depends on its own files, the office's files, the released months and the code, and on no other unit: a part whose
circumstances have not changed is taken as it was kept, so a resubmission costs its batch and not the month.
"""

from __future__ import annotations

import hashlib
import json
import pickle
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from assets.intake.batches import Collected
from assets.intake.model import Intake
from assets.review.accepting import accepted_rows, tallied
from assets.review.background import Background
from assets.review.compared import narrowed
from assets.review.comply import Told, explained, told_in
from assets.review.revisions import judged_revisions
from assets.review.scene import OF_UNITS, Evaluator, Scene
from assets.review.source_cells import source_cells
from schemas.code_version import code_version
from schemas.finding import Finding
from schemas.history import built_on

_EACH_ITS_OWN = ("source_id",)  # no two rows have the same


@dataclass
class Judged:
    """`compared`: what a batch's units are compared with others by; `filled`: file_ids that have a data row; `findings`,
    explained and exempted, and `revisions` as they are without other units' workbooks."""

    compared: Intake
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
    return Judged(narrowed(scene.intake), filled, told, findings, revisions)


def evaluated(scene: Scene, evaluators: dict[Evaluator, None]) -> list[Finding]:
    """What the evaluators say; a rule that is off says nothing."""
    return [each for evaluator in evaluators for each in evaluator(scene) if scene.is_on(each.rule_code)]


def entered(scene: Scene, revisions: pd.DataFrame, findings: list[Finding]) -> Entered:
    accepted, rejected = accepted_rows(scene, revisions, findings)
    tally = tallied(scene, revisions, accepted, rejected)
    return Entered(accepted, source_cells(scene, accepted), rejected, tally)


class KeptParts:
    """The parts of a month under HOME/work/judged/<month>, each under the digest of all that it depends on. What people
    wrote of themselves is in them as in work/parsed: the folder is its owner's alone.

    A part is read back even where it was made just now: what is left of a batch lies among what is not wanted of it, and
    would hold all of that memory."""

    def __init__(self, collected: Collected, background: Background) -> None:
        self._folder = background.reference.home / "work" / "judged" / collected.month
        self._collected = collected
        self._common = _circumstances(background)
        self._names = {number: self._name(number) for number in collected.batches}

    def has(self, number: int) -> bool:
        return all(self._path(number, part).is_file() for part in (Judged, Entered))

    def judged(self, number: int) -> Judged:
        part: Judged = pickle.loads(self._path(number, Judged).read_bytes())
        return part

    def entered(self, number: int) -> Entered:
        part: Entered = pickle.loads(self._path(number, Entered).read_bytes())
        return part

    def put(self, number: int, parts: tuple[Judged, Entered]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        here, books = parts
        for part in (here, _once_each(books)):
            path = self._path(number, type(part))
            fresh = path.with_suffix(".part")
            fresh.write_bytes(pickle.dumps(part, protocol=5))
            fresh.replace(path)

    def forget_others(self) -> None:
        """Removes the parts of circumstances that are past."""
        known = set(self._names.values())
        for path in self._folder.glob("*") if self._folder.is_dir() else ():
            if path.stem not in known:
                path.unlink(missing_ok=True)

    def _path(self, number: int, part: type) -> Path:
        return self._folder / f"{self._names[number]}.{part.__name__.lower()}"

    def _name(self, number: int) -> str:
        mine = self._collected.of_batch(number)
        names = ["file_id", "file_name", "file_sha256", "received_at", "unit_code"]
        again = [each for each in self._collected.again if each[0] in set(mine["file_id"])]
        content = [self._common, mine[names].astype(str).values.tolist(), again]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:32]


def _once_each(part: Entered) -> Entered:
    """The same with equal texts held once: addresses, codes, places and amounts come again and again."""
    known: dict[object, object] = {}

    def shared(frame: pd.DataFrame) -> pd.DataFrame:
        texts = {
            name: pd.Series([known.setdefault(each, each) for each in column.tolist()], index=frame.index, dtype=object)
            for name, column in frame.items()
            if column.dtype == object and name not in _EACH_ITS_OWN
        }
        return frame.assign(**texts)

    accepted = {kind: shared(rows) for kind, rows in part.accepted.items()}
    return replace(part, accepted=accepted, cells=shared(part.cells))


def _circumstances(background: Background) -> list[object]:
    """All that the judgement of a batch depends on beside its files."""
    month = background.month
    return [
        month, code_version(), sorted(background.reference.digests.items()), built_on(background.history, month),
        background.closed_after.isoformat(), background.as_of.strftime("%Y-%m") < month,
    ]  # fmt: skip

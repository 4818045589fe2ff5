"""A month's units compared: by the keys of all batches at once, by the rows of those few that meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from assets.intake.model import Intake
from assets.review.background import Background
from assets.review.compared import picked, side_by_side
from assets.review.comply import explained
from assets.review.keys import by_batch
from assets.review.parts import Parts, Stands, evaluated
from assets.review.revisions import judged_revisions
from assets.review.scene import BETWEEN_UNITS, Comparison, Scene, comparisons
from schemas.finding import Finding


def compared(parts: Parts, background: Background) -> tuple[dict[int, Stands], set[str]]:
    """(number → how the batch stands, files of no known unit)."""
    files = parts.files
    batch_of = dict(zip(files["file_sha256"].tolist(), files["batch"].tolist(), strict=True))
    further: dict[int, list[Finding]] = defaultdict(list)
    for each in evaluated(rows_that_met(parts, background), BETWEEN_UNITS):
        further[batch_of[each.file_sha256]].append(each)
    stands = {}
    for number in parts.numbers:
        part, mine = parts.judged(number), files[files["batch"] == number]
        more = explained(further.pop(number, []), part.told, background)
        said = [*part.findings, *more]
        revisions = judged_revisions(mine, part.filled, said, background) if more else part.revisions
        stands[number] = Stands(said, revisions, [each for each in more if each.returns and each.status == "open"])
    return stands, set(files.loc[files["unit_code"].isna(), "file_sha256"])


def rows_that_met(parts: Parts, background: Background) -> Scene:
    """The scene of what comparing units may tell; one comparison's keys are held at a time."""
    facts: dict[str, Any] = {}
    places: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for comparison in comparisons():
        met = comparison.met(background, _Keys(parts, comparison))
        facts[comparison.name] = met.facts
        for kind, found in met.rows.items():
            for batch, some in by_batch(found):
                places[batch][kind].append(some)
    picks: list[Intake] = []
    for batch, number in enumerate(parts.numbers):
        if batch in places or not picks:
            chosen = {kind: np.unique(np.concatenate(some)) for kind, some in places[batch].items()}
            picks.append(picked(parts.narrow(number), batch, chosen))
    return Scene(side_by_side(background.month, parts.files, picks), background, facts)


class _Keys(Sequence[Any]):
    """The keys of all batches, each made or read when it is asked for: a month's need not be held at once."""

    def __init__(self, parts: Parts, comparison: Comparison) -> None:
        self._parts, self._comparison = parts, comparison

    def __len__(self) -> int:
        return len(self._parts.numbers)

    def __getitem__(self, at: Any) -> Any:
        return self._parts.keys(self._parts.numbers[at], self._comparison)

"""One random year, whole: lived month by month, and the same inbox at once in other layouts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.soak.draw import draw_story
from tests.soak.living import Life, Told, at_once
from tests.soak.views import Views

# Tables that no layout, name or order of the files may touch. What is said of a workbook as such may differ.
_SHARED = (
    "project", "fund_arrival", "industry_chain", "size_band", "stage", "origin", "event", "talent", "recognition", "visit", "activity",
    "assessment", "assessment_item", "metric",
)  # fmt: skip
_OF_THE_FILE = ("finding_count",)


@dataclass
class Year:
    """What a seed came to. `same`: months whose tables were compared between the two ways of getting there."""

    seed: int
    months: int
    lived: Told
    replayed: Told = field(default_factory=Told)
    same: int = 0
    differences: list[str] = field(default_factory=list)


def one_year(seed: int, folder: Path, most_months: int = 14, replay: bool = True) -> Year:
    """Lives the seed's story below `folder` and replays it."""
    story = draw_story(seed, most_months)
    life = Life(story, folder / "lived")
    year = Year(seed, len(story.months), life.live(twice=Random(seed)))
    year.differences += [f"lived: {each}" for each in year.lived.differences]
    if year.differences or not replay:
        return year
    again = Life(story, folder / "replayed", layouts=Random(seed + 1))
    year.replayed = again.live(at_once(story))
    year.differences += [f"at once: {each}" for each in year.replayed.differences]
    if not year.differences and life.is_what_a_replay_gives():
        year.same = len(story.months)
        year.differences += _unlike(life, again)
    return year


def _unlike(life: Life, again: Life) -> list[str]:
    one, other = Views(life.database), Views(again.database)
    found = []
    for month in life.story.months:
        for table in _SHARED:
            left, right = (_plain(views.rows(table, month)) for views in (one, other))
            if left != right:
                first = next(pair for pair in zip(sorted(left ^ right), [""], strict=False))[0]
                found.append(f"{month} report_{table} is not what the whole inbox at once gives: {first[:300]}")
    one.close()
    other.close()
    return found


def _plain(rows: list[dict[str, object]]) -> set[str]:
    rows = [row for row in rows if row.get("metric_code") not in _OF_THE_FILE]
    return {repr([(column, value) for column, value in row.items() if column != "release_id"]) for row in rows}

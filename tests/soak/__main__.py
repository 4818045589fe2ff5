"""`python -m tests.soak [--years N] [--seed S] [--minutes M] [--months N]`: random years against an oracle by hand.

Red (exit 1) on the first thing that differs in a year; the same seed makes the same year. The first year also runs
through Dagster, documents and all.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.soak.draw import draw_story
from tests.soak.living import Life
from tests.soak.paths import through_dagster, without_documents
from tests.soak.years import Year, one_year

os.environ.setdefault("ZHAOYIN_PERSON_KEY", "key-of-the-soak-runs")
_KEPT = 12  # differences shown a year


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--years", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=0, help="stop after so long, whatever --years says")
    parser.add_argument("--months", type=int, default=14, help="months of a year at most")
    parser.add_argument("--keep", type=Path, help="folder that keeps the homes")
    parser.add_argument("--no-dagster", action="store_true")
    given = parser.parse_args()
    started, years = time.monotonic(), []
    bad = 0 if given.no_dagster else _dagster_year(given.seed)
    with without_documents():
        for seed in range(given.seed, given.seed + given.years):
            years.append(_told(seed, given.keep, given.months))
            if given.minutes and time.monotonic() - started > given.minutes * 60:
                break
    bad += sum(bool(year.differences) for year in years)
    print(f"{len(years)} years, {sum(year.months for year in years)} months: "
          f"{sum(y.lived.runs + y.replayed.runs for y in years)} runs, {sum(y.lived.releases + y.replayed.releases for y in years)} releases, "
          f"{sum(y.lived.compared + y.replayed.compared for y in years):,} figures compared, "
          f"{sum(y.same for y in years)} months equal to the inbox at once; {bad} years differ; "
          f"{time.monotonic() - started:.0f} s: {'RED' if bad else 'green'}")  # fmt: skip
    return 1 if bad else 0


def _told(seed: int, keep: Path | None, months: int) -> Year:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        home = (keep or Path(folder)) / str(seed)
        shutil.rmtree(home, ignore_errors=True)
        year = one_year(seed, home, months)
    print(f"seed {seed}: {year.months} months, {year.lived.runs}+{year.replayed.runs} runs, {year.lived.releases}+{year.replayed.releases} releases, "
          f"{year.lived.compared + year.replayed.compared} figures, {year.same} months equal, {time.monotonic() - began:.0f} s", flush=True)  # fmt: skip
    for each in year.differences[:_KEPT]:
        print(f"    {each}", flush=True)
    return year


def _dagster_year(seed: int) -> int:
    """A short year through the job, as `zhaoyin run` goes."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        story = draw_story(seed, 4)
        life = Life(story, home, monthly=through_dagster(home, story.months))
        told = life.live()
    print(
        f"seed {seed} through Dagster: {told.runs} runs, {told.releases} releases, {told.compared} figures", flush=True
    )
    for each in told.differences[:_KEPT]:
        print(f"    {each}", flush=True)
    return int(bool(told.differences))


if __name__ == "__main__":
    sys.exit(main())

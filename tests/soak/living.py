"""Lives a story: each step through the monthly run, and beside it through the oracle."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random

from assets.store.published import Store
from tests.soak.books import kept
from tests.soak.calendar import close
from tests.soak.comparing import Comparison
from tests.soak.figures import measure
from tests.soak.paths import Ended, plainly
from tests.soak.state import Released
from tests.soak.story import File, Office, Step, Story
from tests.soak.views import Views
from tests.soak.writing import PLAIN, Layout, any_layout, write_district, write_office, write_submission

Monthly = Callable[[Path, str, datetime], Ended]


@dataclass
class Told:
    """What a life came to."""

    runs: int = 0
    releases: int = 0
    compared: int = 0
    differences: list[str] = field(default_factory=list)


class Life:
    """One district in a folder of its own. `layouts`: None for the plain template, else a source of other ones."""

    def __init__(self, story: Story, home: Path, layouts: Random | None = None, monthly: Monthly = plainly) -> None:
        self.story, self.home, self.layouts, self.monthly = story, home, layouts, monthly
        self.renamed = layouts is not None and layouts.random() < 0.5
        self.database = home / "zhaoyin.db"
        self.told = Told()
        self.office: Office = story.office
        self.received: list[File] = []
        self.reopened: dict[str, list[datetime]] = {}
        self.closings: dict[str, list[datetime]] = {}
        self.history: dict[str, Released] = {}
        self.status: dict[str, tuple[str, datetime]] = {}
        self.versions: dict[str, int] = {}
        self.built_on: dict[str, dict[str, int]] = {}
        self.prints: dict[tuple[str, str], str] = {}
        write_district(home, story.district, sorted({int(month[:4]) for month in story.months}))
        write_office(home, self.office)

    def live(self, steps: Iterable[Step] | None = None, twice: Random | None = None) -> Told:
        """Every step until something differs; `twice`: now and then a month runs again, which must publish nothing."""
        for step in self.story.steps if steps is None else steps:
            if step.file:
                write_submission(self.home / "inbox", step.file, self.story.district, self._layout())
                self.received.append(step.file)
            elif step.office:
                self.office = step.office
                write_office(self.home, step.office)
            elif step.kind == "reopen":
                with Store(f"sqlite:///{self.database}") as store:
                    store.reopen(step.months[0], "更正", "区招商办", step.at)
                self.reopened.setdefault(step.months[0], []).append(step.at)
            for month in step.months if step.kind == "run" else ():
                self._run(month, step.at)
                if twice and twice.random() < 0.12:
                    self._again(month, step.at)
            if self.told.differences:
                break
        return self.told

    def _layout(self) -> Layout:
        return any_layout(self.layouts, self.renamed) if self.layouts else PLAIN

    def _run(self, month: str, at: datetime) -> None:
        ended = self.monthly(self.home, month, at)
        self.told.runs += 1
        if ended.blocked:
            self.told.differences.append(f"{month} at {at}: the prover blocked: {ended.blocked}")
            return
        district = self.story.district
        candidate = kept(month, at, self.received, district, self.office, self.history, self._open_until(month))
        measure(candidate, district, self.history)
        self.told.releases += ended.published
        if self._locked(month):
            if ended.published:
                self.told.differences.append(f"{month} at {at}: a final month was published again")
        else:
            self._released(month, candidate, at, ended.published)
            self._compare(month)
        self._nothing_touched()

    def _released(self, month: str, candidate: Released, at: datetime, published: bool) -> None:
        final = at.date() > close(self.story.district, month)
        if published:
            self.versions[month] = self.versions.get(month, 0) + 1
            self.status[month] = ("final" if final else "provisional", at)
            if final:
                self.closings.setdefault(month, []).append(at)
        self.built_on[month] = {earlier: version for earlier, version in self.versions.items() if earlier < month}
        self.history[month] = candidate

    def _open_until(self, month: str) -> datetime | None:
        """Until when a reopened month takes files in: until a release closes it again."""
        if not self.reopened.get(month):
            return None
        closings = [at for at in self.closings.get(month, []) if at >= self.reopened[month][-1]]
        return min(closings) if closings else datetime.max

    def _locked(self, month: str) -> bool:
        """Final, and not reopened since."""
        status, at = self.status.get(month, ("", datetime.min))
        return status == "final" and not any(when > at for when in self.reopened.get(month, []))

    def _compare(self, month: str) -> None:
        views = Views(self.database)
        comparison = Comparison(views, self.history[month], self.office, self.story.district, self.history)
        self.told.differences += comparison.all()
        status = views.rows("release", month)[0]["status"]
        if status != self.status[month][0]:
            self.told.differences.append(f"{month}: status {status}, by hand {self.status[month][0]}")
        self.told.compared += comparison.compared
        views.close()

    def _again(self, month: str, at: datetime) -> None:
        ended = self.monthly(self.home, month, at)
        if ended.blocked or ended.published:
            self.told.differences.append(f"{month} at {at}: a second run published")

    def _nothing_touched(self) -> None:
        """What was published stays as it was, row by row."""
        views = Views(self.database)
        now = views.fingerprints()
        self.told.differences += [
            f"{release}: published rows of {table} have changed"
            for (table, release), digest in self.prints.items()
            if now.get((table, release)) != digest
        ]
        self.prints = now
        views.close()

    # --- whether the whole inbox at once must give the same -----------------------------------------------------
    def is_what_a_replay_gives(self) -> bool:
        """Whether nothing but the files' times decides what the months became: the office's files did not change, every
        month stands on the current releases before it, and no file came after a reopened month was closed again."""
        stale = any(
            self.versions[earlier] != version for on in self.built_on.values() for earlier, version in on.items()
        )
        lost = any(
            file.received > limit for file in self.received if (limit := self._open_until(file.month)) is not None
        )
        return not stale and not lost and not any(step.office for step in self.story.steps)


def at_once(story: Story) -> list[Step]:
    """The story's files, its last office and its reopenings, and then every month in order, once."""
    end = max(step.at for step in story.steps).replace(hour=9, minute=0)
    late = end.replace(year=end.year + 1)
    steps = [step for step in story.steps if step.kind in ("file", "reopen")]
    return [Step("office", late, office=story.last_office()), *steps, Step("run", late, months=tuple(story.months))]

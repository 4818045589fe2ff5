"""Lives a story: each step through the plain monthly function, and beside it through the oracle."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from unittest import mock

from assets.intake.home import MonthHome
from assets.month import run_month
from assets.publication.store.store import Store
from tests.soak.books import kept
from tests.soak.calendar import close
from tests.soak.comparing import Comparison
from tests.soak.figures import measure
from tests.soak.state import Released
from tests.soak.story import File, Office, Step, Story
from tests.soak.views import Views
from tests.soak.writing import PLAIN, Layout, any_layout, write_district, write_office, write_submission


@dataclass
class Told:
    """What a life came to. `stale`: a released month was built on a release that has since been replaced."""

    releases: int = 0
    runs: int = 0
    compared: int = 0
    differences: list[str] = field(default_factory=list)


class Life:
    """One district in a folder of its own. `layouts`: None for the plain template, else a source of other ones."""

    def __init__(self, story: Story, home: Path, layouts: Random | None = None) -> None:
        self.story, self.home, self.layouts = story, home, layouts
        self.url = f"sqlite:///{home / 'zhaoyin.db'}"
        self.told = Told()
        self.office: Office = story.office
        self.received: list[File] = []
        self.reopened: dict[str, list[datetime]] = {}
        self.closings: dict[str, list[datetime]] = {}
        self.history: dict[str, Released] = {}
        self.status: dict[str, tuple[str, datetime]] = {}
        self.built_on: dict[str, dict[str, int]] = {}
        self.versions: dict[str, int] = {}
        self.prints: dict[tuple[str, str], str] = {}
        write_district(home, story.district, sorted({int(month[:4]) for month in story.months}))
        write_office(home, self.office)

    def live(self, steps: Iterable[Step] | None = None, twice: Random | None = None) -> Told:
        """Every step; `twice`: runs a month again now and then, which must publish nothing."""
        with Store(self.url) as store:
            for step in self.story.steps if steps is None else steps:
                if step.file:
                    write_submission(self.home / "inbox", step.file, self.story.district, self._layout())
                    self.received.append(step.file)
                elif step.office:
                    self.office = step.office
                    write_office(self.home, step.office)
                elif step.kind == "reopen":
                    store.reopen(step.months[0], "更正", "区招商办", step.at)
                    self.reopened.setdefault(step.months[0], []).append(step.at)
                else:
                    for month in step.months:
                        self._run(store, month, step.at)
                        if twice and twice.random() < 0.15:
                            self._again(store, month, step.at)
                if self.told.differences:
                    break
        self._nothing_touched()
        return self.told

    def _layout(self) -> Layout:
        return any_layout(self.layouts) if self.layouts else PLAIN

    def _run(self, store: Store, month: str, at: datetime) -> None:
        result = run_month(MonthHome(self.home, at, self.url), month, store)
        self.told.runs += 1
        if result.outcome is None:
            words = "; ".join(word for told in result.proof.failures.values() for word in told[:3])
            self.told.differences.append(f"{month} at {at}: the prover blocked: {words}")
            return
        candidate = kept(month, at, self.received, self.story.district, self.office, self.history, self._open_until(month))
        measure(candidate, self.story.district, self.history)
        locked = self._locked(month)
        published = result.outcome.published
        if locked and published:
            self.told.differences.append(f"{month} at {at}: a final month was published again")
        self.told.releases += published
        if not locked:
            self._released(month, candidate, at, published)
            self._compare(month)

    def _released(self, month: str, candidate: Released, at: datetime, published: bool) -> None:
        final = at.date() > close(self.story.district, month)
        if published and final:
            self.closings.setdefault(month, []).append(at)
        if published or month not in self.history:
            self.versions[month] = self.versions.get(month, 0) + 1
            self.status[month] = ("final" if final else "provisional", at)
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
        views = Views(self.home / "zhaoyin.db")
        made = self.history[month]
        comparison = Comparison(views, made, self.office, self.story.district, self.history)
        self.told.differences += comparison.all()
        status = views.rows("release", month)[0]["status"]
        if status != self.status[month][0]:
            self.told.differences.append(f"{month}: status {status}, by hand {self.status[month][0]}")
        self.told.compared += comparison.compared
        views.close()

    def _again(self, store: Store, month: str, at: datetime) -> None:
        result = run_month(MonthHome(self.home, at, self.url), month, store)
        if result.outcome is None or result.outcome.published:
            self.told.differences.append(f"{month} at {at}: a second run published")

    def _nothing_touched(self) -> None:
        """What was published stays as it was."""
        views = Views(self.home / "zhaoyin.db")
        now = views.fingerprints()
        for key, digest in self.prints.items():
            if now.get(key) != digest:
                self.told.differences.append(f"{key[1]}: published rows of {key[0]} have changed")
        self.prints = now
        views.close()

    def fresh(self) -> bool:
        """Whether every month stands on the current releases of the months before it."""
        return all(self.versions[earlier] == version for on in self.built_on.values() for earlier, version in on.items())


def without_documents(stack: ExitStack) -> None:
    """Documents are left out: their numbers are the tables', and they take most of a run."""
    from assets.publication.documents.build import DocumentOutcome

    stack.enter_context(mock.patch("assets.publication.publish.build_documents", lambda *_: DocumentOutcome()))

"""`zhaoyin run`: the monthly job for each month in order, through Dagster, on the instance the UI shows.

A month whose inputs, reference files, rulebook and calendar consequences have not changed since its release is said to
be unchanged without starting a run. Last line a month: month=… release=… revision=…
status=… published=yes|no answers=written/owed.
"""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.options import DEFAULT_HOME, AsOfOption, HomeOption, MonthOption, checked_month, parse_moment

if TYPE_CHECKING:
    from assets.store.published import Store
    from pipelines.launch import LaunchOutcome

INCOMPLETE, BLOCKED = 1, 3  # nothing published, or answers that could not all be written


def run(
    month: MonthOption,
    through: Annotated[str | None, typer.Option("--through", help="Last month of a range, YYYY-MM.")] = None,
    home: HomeOption = DEFAULT_HOME,
    as_of: AsOfOption = None,
) -> None:
    """Runs the month (or each month through another) and publishes what changed."""
    from schemas.months import months_between

    months = months_between(checked_month(month), checked_month(through or month))
    if not months:
        raise typer.BadParameter(f"--through {through} 早于 --month {month}")
    raise typer.Exit(run_months(home, months, parse_moment(as_of)))


def run_months(home: Path, months: list[str], as_of: datetime) -> int:
    """Exit code of the whole: 0, or the worst a month ended with (blocked 3, nothing published 1)."""
    from assets.intake.home import MonthHome
    from assets.publication.events import confirm_record
    from assets.publication.holding import held_back
    from assets.review.returns.answers import AnswerRecord
    from assets.store.identity import open_store
    from pipelines.cli.options import database_url
    from pipelines.cli.progress import MonthProgress
    from pipelines.launch import Launcher, LaunchOutcome
    from pipelines.unchanged import unchanged_release

    validate_office_files(home, months)
    worst = 0
    launcher: Launcher | None = None
    with ExitStack() as open_until_done, MonthProgress(months) as progress:
        for each in months:
            with open_store(home, database_url(home)) as store:
                confirm_record(home, store)
                at = MonthHome(home, as_of, database_url(home))
                release = unchanged_release(at, each, store)
                covered = _covered(store, each)
                back = None if release else held_back(each, at, store, asked=True)
            if release is not None:
                answers = AnswerRecord(home, each)
                outcome = LaunchOutcome.from_release(each, release, written=answers.written, owed=answers.owed)
                progress.done(outcome.line, "\n".join(filter(None, ("无变化", covered))))
                continue
            if back is not None:
                outcome = LaunchOutcome.from_held_back(each, back)
                progress.done(outcome.line, outcome.note)
                worst = max(worst, INCOMPLETE)
                continue
            launcher = launcher or open_until_done.enter_context(Launcher(home, months, as_of))
            outcome = launcher.run_month(each, progress.step)
            chain = chain_line(home, outcome.release_id) if outcome.published else ""
            with open_store(home, database_url(home)) as store:
                covered = _covered(store, each) if outcome.release_id else ""
            progress.done(outcome.line, "\n".join(filter(None, (outcome.note, covered, chain))))
            if outcome.failed:
                raise MonthFailed(outcome.note, published=outcome.published)
            worst = max(worst, _exit_code(outcome))
    return worst


def _covered(store: Store, month: str) -> str:
    """What the month's current release lacks: 2025-12 定稿（缺数1家：…）; '' for a whole final month or none."""
    from assets.publication.provisional import published_extent

    extent = published_extent(store, month)
    return f"{month} {extent.state}" if extent is not None and (extent.has_gaps or extent.is_provisional) else ""


def _exit_code(outcome: LaunchOutcome) -> int:
    if outcome.blocked:
        return BLOCKED
    return INCOMPLETE if not outcome.release_id or outcome.written < outcome.owed else 0


def chain_line(home: Path, release_id: str | None) -> str:
    """The release's number and its fingerprint in the chain, to be kept outside this machine."""
    from assets.store.anchor import RELEASE, SHORT, recorded

    known = (event for event in recorded(home).done if event[:2] == (RELEASE, str(release_id)))
    return next((f"发布编号 {event[1]}，发布链指纹 {event[3][:SHORT]}（第 {event[2]} 次发布）" for event in known), "")


def validate_office_files(home: Path, months: list[str]) -> None:
    """Reference files, rulebooks and the key for people before anything is read: ReferenceProblem, RulebookProblem or
    PersonKeyProblem (exit code 2), and nothing is published."""
    from assets.intake.home import MonthHome
    from assets.intake.office.reference import read_reference
    from schemas.office.rulebook import rulebook_for

    read_reference(home)
    for month in months:
        rulebook_for(home, month)
    MonthHome(home, datetime.min, "").person_key  # noqa: B018 - raises with what to do


class MonthFailed(Exception):
    """A run of Dagster ended in a fault that is not a matter of the data. `published`: after its release."""

    exit_code = 4

    def __init__(self, words: str, *, published: bool) -> None:
        super().__init__(words)
        self.published = published

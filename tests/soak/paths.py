"""The two ways a month is run: the plain function and the Dagster job."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from unittest import mock

from assets.intake.home import MonthHome
from assets.month import run_month
from assets.publication.documents.build import DocumentOutcome
from assets.store.published import Store


@dataclass(frozen=True)
class Ended:
    """How a run ended. `blocked`: what the prover refused, '' where nothing was."""

    published: bool
    blocked: str = ""


def plainly(home: Path, month: str, at: datetime) -> Ended:
    """Through assets.month.run_month."""
    url = f"sqlite:///{home / 'zhaoyin.db'}"
    with Store(url) as store:
        result = run_month(MonthHome(home, at, url), month, store)
    if result.outcome is None:
        return Ended(False, "; ".join(words for told in result.proof.failures.values() for words in told[:3]))
    return Ended(result.outcome.published)


def through_dagster(home: Path, months: list[str]) -> Callable[[Path, str, datetime], Ended]:
    """Through monthly_job, on an instance of the home's own."""
    from pipelines.launch import Launcher

    launcher = Launcher(home, months)

    def run(_: Path, month: str, at: datetime) -> Ended:
        outcome = launcher.run_month(month, at, lambda words: None)
        return Ended(outcome.published, outcome.note if outcome.blocked or outcome.failed else "")

    return run


@contextmanager
def without_documents() -> Iterator[None]:
    """Documents are left out: their numbers are the tables', and they take a good part of a run."""
    with mock.patch("assets.publication.publish.build_documents", return_value=DocumentOutcome()):
        yield

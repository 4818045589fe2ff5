"""Publishes a proved candidate: rows, files and pointer together, documents among the files."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assets.intake.home import MonthHome
from assets.publication.candidate import Candidate
from assets.publication.release_files import write_release
from assets.publication.store.outcome import PublishOutcome
from assets.publication.store.store import Store


def publish_month(candidate: Candidate, home: MonthHome, store: Store) -> PublishOutcome:
    """Appends the release and writes HOME/releases/<month>/r<revision>/ before the pointer moves."""

    def make_files(stated: dict[str, Any], changes: pd.DataFrame) -> None:
        write_release(home.path / "releases", candidate, stated, changes, None)

    return store.publish(candidate, home.as_of, before_flip=make_files)

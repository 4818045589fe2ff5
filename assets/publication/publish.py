"""Publishes a proved candidate: rows, files and pointer together, documents among the files."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

from assets.intake.home import MonthHome
from assets.publication.candidate import Candidate
from assets.publication.documents.build import build_documents
from assets.publication.documents.of_candidate import release_view
from assets.publication.figure_lookup import FigureLookup
from assets.publication.release_files import write_release
from assets.publication.store.outcome import PublishOutcome
from assets.publication.store.store import Store


def publish_month(candidate: Candidate, home: MonthHome, store: Store) -> PublishOutcome:
    """Appends the release and writes HOME/releases/<month>/r<revision>/ before the pointer moves.

    The documents are built first: a number in one that is bound to no figure withholds that document, and the finding
    that says so is published with the tables.
    """
    unneeded = store.unneeded(candidate)
    if unneeded is not None:
        return unneeded
    with tempfile.TemporaryDirectory() as folder:
        documents = Path(folder)
        view = release_view(candidate, store.stated(candidate, home.as_of), home, store, FigureLookup(candidate, home))
        made = build_documents(view, documents, home.path / "reference" / "templates")

        def make_files(stated: dict[str, Any], changes: pd.DataFrame) -> None:
            write_release(home.path / "releases", whole, stated, changes, lambda target: _move(documents, target))

        whole = candidate.with_findings(made.findings)
        return store.publish(whole, home.as_of, before_flip=make_files)


def _move(source: Path, target: Path) -> None:
    for path in sorted(source.iterdir()):
        shutil.copyfile(path, target / path.name)

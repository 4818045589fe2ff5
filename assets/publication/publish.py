"""Publishes a proved candidate: rows, files and pointer together, documents among the files."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd

from assets.intake.home import MonthHome
from assets.publication.basis import confirm_basis, confirm_releases
from assets.publication.changes import revision_changes
from assets.publication.documents.build import build_documents
from assets.publication.documents.candidate_view import release_view
from assets.publication.events import recorded_publication, reopenings
from assets.publication.figure_lookup import FigureLookup
from assets.publication.held_corrections import forget_upstream_correction, note_upstream_correction
from assets.publication.office_copies import keep_office_files
from assets.publication.recovery.release_records import keep_for_rebuild
from assets.publication.release_files import (
    BEHIND,
    Folder,
    behind_frames,
    clear_unpublished,
    write_behind,
    write_tables,
)
from assets.store.anchor import SHORT
from assets.store.candidate import Candidate
from assets.store.outcome import PublishOutcome
from assets.store.publish import Publication
from assets.store.published import Store
from schemas.columns.frames import in_key_order, typed_frame
from schemas.columns.releases import RELEASE
from schemas.columns.report import REPORT_TABLES
from schemas.columns.validation import table_faults


class TablesInvalid(RuntimeError):
    """A report table that is not as the column dictionary says; nothing was published."""


def _publish_month(candidate: Candidate, home: MonthHome, store: Store) -> PublishOutcome:
    """Appends the release and writes HOME/releases/<month>/r<revision>/ before the pointer moves, in one transaction.

    What a killed run left of the month is cleared first (release_files.py). The documents
    are built before the rows are stored: a number in one that is bound to no figure withholds that document, and the
    finding that says so is published with the tables. A fault anywhere (a full disk, a lost connection) takes the rows
    back and leaves the release of before; the next run starts over. Raises BasisChanged where what the month was made of
    is no longer what lies there: the inbox is looked at before the transaction, for it may take long; the earlier releases
    inside it, where no other publication can come between.
    """
    releases = home.path / "releases"
    candidate = candidate.in_key_order()
    keep_office_files(home.path, candidate.inputs)
    confirm_basis(candidate.basis, home, candidate.month, store)
    with recorded_publication(home.path, store, candidate.month) as publication:
        confirm_releases(candidate.basis, candidate.month, store)
        clear_unpublished(releases / candidate.month, publication.known_revisions())
        unneeded = publication.unneeded(candidate)
        if unneeded is not None:
            if unneeded.corrected_upstream:
                changes = revision_changes(store, candidate, publication.current, home.path)
                note_upstream_correction(releases / candidate.month, changes)
            else:
                forget_upstream_correction(releases / candidate.month)  # taken back again
            return unneeded
        stated = publication.stated(candidate, home.as_of)
        folder = Folder(releases, candidate.month, int(stated["revision"]))
        try:
            _publish(publication, candidate, stated, folder, home)
        except BaseException:
            shutil.rmtree(folder.work, ignore_errors=True)  # gives a full disk its space back
            raise
    folder.committed()
    forget_upstream_correction(releases / candidate.month)
    return PublishOutcome(
        True, str(stated["release_id"]), candidate.month, int(stated["revision"]), str(stated["status"])
    )


def publish_month(candidate: Candidate, home: MonthHome, store: Store) -> PublishOutcome:
    """Publishes the month (see `_publish_month`) and completes what a lost database could be made again from."""
    outcome = _publish_month(candidate, home, store)
    with suppress(OSError):  # published is published; the next run completes it, `zhaoyin doctor` says so
        keep_for_rebuild(home.path, store)
    return outcome


def _publish(
    publication: Publication, candidate: Candidate, stated: dict[str, Any], folder: Folder, home: MonthHome
) -> None:
    store = publication.store
    release_id, previous = str(stated["release_id"]), publication.previous()
    stated["chain_head"] = (previous[1] or "")[:SHORT] if previous else ""
    whole = candidate.with_findings(_documents(candidate, stated, folder.work, home, store))
    tables = {
        **whole.tables,
        "release": typed_frame(pd.DataFrame([stated]), RELEASE),
        "revision_change": revision_changes(store, candidate, publication.current, home.path),
    }
    tables = {name: in_key_order(frame, REPORT_TABLES[name].keys) for name, frame in tables.items()}
    if wrong := [fault for name, frame in tables.items() for fault in table_faults(frame, REPORT_TABLES[name])]:
        raise TablesInvalid(f"{candidate.month} 报告表不符合数据字典，未发布：{'；'.join(wrong)}")
    publication.append(tables, whole, release_id)
    write_tables(folder.work / "tables", tables, release_id, candidate.month)
    write_behind(folder.work / BEHIND, behind_frames(whole))
    manifest = folder.write_manifest(stated, whole, tables, previous, reopenings(publication.connection))
    folder.rename()
    publication.seal(release_id, manifest)
    publication.flip(release_id)


def _documents(candidate: Candidate, stated: dict[str, Any], folder: Path, home: MonthHome, store: Store) -> list[Any]:
    """Builds the documents into the release's folder; what was found in them."""
    view = release_view(candidate, stated, home, store, FigureLookup(candidate))
    return build_documents(view, folder, home.path / "reference" / "templates").findings

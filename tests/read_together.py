"""Workbooks read as if received now and together: several of one unit are revisions of each other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from assets.intake.inbox.pull import beijing
from assets.intake.model import Intake, Received
from assets.intake.office.model import Reference
from assets.intake.reader.parse import parse_unkept
from assets.intake.submissions.column_store import assemble_files


def read_files(paths: Iterable[Path], reference: Reference, month: str) -> Intake:
    """What the files say of `month`; nothing is kept."""
    files = [(path.resolve(), _received(path)) for path in paths]
    reads = parse_unkept(reference, files)
    return assemble_files(reference, month, [(each, read) for (_, each), read in zip(files, reads, strict=True)])


def _received(path: Path) -> Received:
    found = path.stat()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Received(path.name, digest, found.st_size, beijing(found.st_mtime), "")

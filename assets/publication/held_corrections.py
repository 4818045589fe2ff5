"""A final month whose inputs were corrected: what would change waits beside its releases until the month is reopened."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from assets.publication.data_package import escaped
from schemas.files import write_whole

FILE = "corrected-upstream.csv"


def note_upstream_correction(folder: Path, changes: pd.DataFrame) -> Path:
    """Writes the would-be rows of report_revision_change; returns the file."""
    path = folder / FILE
    write_whole(path, escaped(changes).to_csv(index=False).encode("utf-8-sig"))
    return path


def forget_upstream_correction(folder: Path) -> None:
    (folder / FILE).unlink(missing_ok=True)

"""A final month whose inputs were corrected: what would change waits beside its releases until the month is reopened."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from assets.publication.data_package import escaped

FILE = "corrected-upstream.csv"


def note_upstream_correction(folder: Path, changes: pd.DataFrame) -> Path:
    """Writes the would-be rows of report_revision_change; returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    part = path.with_name(f".{FILE}.part")
    escaped(changes).to_csv(part, index=False, encoding="utf-8-sig")
    part.replace(path)
    return path


def forget_upstream_correction(folder: Path) -> None:
    (folder / FILE).unlink(missing_ok=True)

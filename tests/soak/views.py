"""What a consumer sees: the report views of the database, and everything that was ever published, hashed."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path
from typing import Any


class Views:
    """The database read as other tools read it, by plain SQL."""

    def __init__(self, file: Path) -> None:
        self._db = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        self._db.row_factory = sqlite3.Row
        self._read: dict[tuple[str, str], list[dict[str, Any]]] = {}

    def close(self) -> None:
        self._db.close()

    def rows(self, view: str, month: str) -> list[dict[str, Any]]:
        if (view, month) not in self._read:
            found = self._db.execute(f"SELECT * FROM report_{view} WHERE month = ?", (month,))
            self._read[view, month] = [dict(row) for row in found]
        return self._read[view, month]

    def sources(self, month: str) -> dict[tuple[str, str, str], float]:
        """(table, row key, column) → Σ contribution."""
        found = self._db.execute(
            "SELECT table_name, row_key, column_name, SUM(contribution) FROM report_figure_source"
            " WHERE month = ? AND contribution IS NOT NULL GROUP BY 1, 2, 3", (month,),
        )  # fmt: skip
        return {(row[0], row[1], row[2]): row[3] for row in found}

    def fingerprints(self) -> dict[tuple[str, str], str]:
        """(stored table, release) → digest of its rows."""
        tables = [row[0] for row in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {}
        for table in tables:
            columns = [row[1] for row in self._db.execute(f"PRAGMA table_info({table})")]
            if "release_id" not in columns or not table.startswith(("published_", "books_", "lineage_", "figure_")):
                continue
            digests: dict[str, Any] = {}
            at = columns.index("release_id")
            for row in self._db.execute(f"SELECT * FROM {table} ORDER BY rowid"):
                digests.setdefault(row[at], hashlib.sha256()).update(repr(tuple(row)).encode())
            found |= {(table, release): digest.hexdigest() for release, digest in digests.items()}
        return found

"""The URL of a SQLite file."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote


def sqlite_url(file: Path) -> str:
    """Of a file whose path may hold a ?, which would end the path of a plain URL."""
    path = str(file.resolve())
    return f"sqlite:///file:{quote(path)}?uri=true" if "?" in path else f"sqlite:///{path}"

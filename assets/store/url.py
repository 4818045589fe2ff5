"""The URL of a SQLite file."""

from __future__ import annotations

from pathlib import Path


def sqlite_url(file: Path) -> str:
    """Of a file whose path may hold a ?, which would end a URL's path, or a %, which SQLAlchemy would decode."""
    path = str(file.resolve()).replace("%", "%25").replace("?", "%3F")
    return f"sqlite:///{path}"

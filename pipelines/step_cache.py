"""What the steps of one run read more than once: read from its files the first time, kept for the rest of the run.

A value always comes out of its files, as it does in a run re-executed from its failed step, and only as long as they are
the very ones it came from. Every step gets frames of its own (pandas copies them when somebody writes), so that what one
does to them no other sees. What is large is not kept: it would stay in memory to the end of the run.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

LARGEST_BYTES = 16 * 2**20  # of files: Parquet and what is sealed beside it; some ten times as much in memory


class KeptInputs:
    """Folder and wanted type → the value read from it."""

    def __init__(self) -> None:
        self._values: dict[tuple[Path, Any], tuple[tuple[int, int], Any]] = {}

    def of(self, folder: Path, wanted: Any, read: Callable[[], Any]) -> Any:
        """The value in `folder`, by `read` where it is not kept; raises what `read` raises."""
        seen = _identity(folder)
        state, value = self._values.get((folder, wanted), (None, None))
        if seen is None or state != seen:
            value = read()
            self._values.pop((folder, wanted), None)
            if seen is not None and _size(folder) <= LARGEST_BYTES:
                self._values[folder, wanted] = (seen, value)
        return _apart(value)


def _identity(folder: Path) -> tuple[int, int] | None:
    """Which folder lies there: every value is written into a new one, which then takes the name."""
    try:
        found = folder.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _apart(value: Any) -> Any:
    """The value with frames, lists and dicts of its own."""
    if isinstance(value, pd.DataFrame):
        return value.copy(deep=False)
    if isinstance(value, dict):
        return {name: _apart(each) for name, each in value.items()}
    if isinstance(value, list):
        return list(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        own = {each.name: _apart(getattr(value, each.name)) for each in dataclasses.fields(value) if each.init}
        return dataclasses.replace(value, **own)
    return value

"""Layouts found before in this process: the same headers on a sheet of the same name need no second search.

Most workbooks of a month are one template. A layout is given again only where a new search could find nothing else: every
field was found on a sheet that is named so (no score is higher), the header rows and the merges over them are the same,
the rows above are titles of one cell, and the row below is no further level of headers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

_MOST = 16  # forms of one sheet kept
_LEVELS = 3  # header rows at most

Rows = list[list[Any]]
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class _Seen(Generic[Found]):
    top: int
    heads: Rows
    merged: list[Any]
    found: Found


class LayoutsSeen(Generic[Found]):
    """By sheet name and confirmed headers."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, Any], list[_Seen[Found]]] = {}

    def recall(
        self, name: str, rows: Rows, merged: list[Any], aliases: Any, is_level: Callable[[Found, list[Any]], bool]
    ) -> Found | None:
        """The layout of these rows, where one of the same headers was found before."""
        for each in self._seen.get((name, aliases), ()):
            end = each.top + len(each.heads)
            if rows[each.top : end] != each.heads or not _are_titles(rows[: each.top]):
                continue
            if len(each.heads) < _LEVELS and len(rows) > end and is_level(each.found, rows[end]):
                continue
            if _over(merged, end) == each.merged:
                return each.found
        return None

    def keep(self, name: str, rows: Rows, merged: list[Any], aliases: Any, top: int, end: int, found: Found) -> None:
        """Remembers the layout whose header rows are `rows[top:end]`."""
        known = self._seen.setdefault((name, aliases), [])
        if len(known) < _MOST and _are_titles(rows[:top]):
            known.append(_Seen(top, [list(row) for row in rows[top:end]], _over(merged, end), found))


def _are_titles(rows: Rows) -> bool:
    """At most one cell a row, and in the last row, if any, the first: no band over the headers, no other headers."""
    if any(sum(value not in (None, "") for value in row) > 1 for row in rows):
        return False
    return not rows or rows[-1][0] not in (None, "") or all(value in (None, "") for value in rows[-1])


def _over(merged: list[Any], end: int) -> list[Any]:
    return [span for span in merged if span[0][0] < end]

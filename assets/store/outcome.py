"""How a publication ended."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PublishOutcome:
    """`published` False: nothing differs from the current release (or the month is final), which is the one named.
    `corrected_upstream`: the month is final and would differ now; it waits for a reopening."""

    published: bool
    release_id: str
    month: str
    revision: int
    status: str
    note: str = ""
    corrected_upstream: bool = False

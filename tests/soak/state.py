"""What the oracle remembers of a released month."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from tests.soak.story import Activity, File, Post, Row, Visit

Key = tuple[str, str, str]  # metric, place, caliber


@dataclass(frozen=True)
class Sent:
    """How a unit stands. `status`: clean · nil · returned · unreadable · missing · late_closed."""

    status: str
    in_force: File | None
    returned: int
    on_time: bool | None


@dataclass(frozen=True)
class Entry:
    """A project in the books: as declared, who leads it, the month its row was reported for."""

    row: Row
    unit: str
    as_of: str


@dataclass
class Lists:
    visits: list[Visit] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)


@dataclass
class Released:
    """A month as released. `values[metric, place, caliber]`: the cumulative figure; `declared_months`: the
    declared 本月到位 of the metrics that sum arrived money."""

    month: str
    at: datetime
    sent: dict[str, Sent]
    figures: dict[str, str]
    books: dict[str, Entry] = field(default_factory=dict)
    lists: dict[str, Lists] = field(default_factory=dict)
    verified: dict[str, int] = field(default_factory=dict)
    counted: dict[str, bool] = field(default_factory=dict)
    values: dict[Key, Fraction | None] = field(default_factory=dict)
    declared_months: dict[Key, Fraction | None] = field(default_factory=dict)

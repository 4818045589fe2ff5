"""Which pairs of listings can be alike at all: what is cheap to compare, for a whole month's pairs at once.

A month of 300 units has some 700,000 pairs that share a party's mark, a name or an amount, and a few thousand that can be
one project. Nothing is decided here: every pair that could reach the score is handed on.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

import numpy as np
import numpy.typing as npt

_DRAWERS = 32  # the letters of a name lie in so many drawers: two names share at most what their drawers share
_PAIRS_AT_ONCE = 200_000

Whole = npt.NDArray[np.int64]


class _Listed(Protocol):
    """What is looked at of a listing (assets/review/duplicates.py)."""

    @property
    def place(self) -> str | None: ...
    @property
    def signed_on(self) -> str | None: ...
    @property
    def amount_yuan(self) -> int | None: ...


@dataclass(frozen=True)
class Facts:
    """One place an array for each listing. `unit`, `place`, `day`: equal numbers for equal ones; `yuan`: 0 where there is
    none; `size`: letters of the name's core; `drawers`: how many of them lie in each."""

    unit: Whole
    place: Whole
    day: Whole
    yuan: npt.NDArray[np.float64]
    size: Whole
    drawers: npt.NDArray[np.uint16]


def facts_of(listings: Sequence[_Listed], units: Sequence[str], cores: Sequence[str]) -> Facts:
    """The arrays of these listings. `cores`: what is its own in each one's name."""
    size = np.array(list(map(len, cores)), dtype=np.int64)
    letters = np.frombuffer("".join(cores).encode("utf-32-le", "surrogatepass"), dtype=np.uint32) % _DRAWERS
    drawers = np.zeros((len(cores), _DRAWERS), dtype=np.uint16)
    np.add.at(drawers, (np.repeat(np.arange(len(cores)), size), letters), np.uint16(1))
    return Facts(
        _numbered(units),
        _numbered([each.place for each in listings]),
        _numbered([each.signed_on for each in listings]),
        np.array([each.amount_yuan or 0 for each in listings], dtype=np.float64),
        size,
        drawers,
    )


def _numbered(values: Sequence[Hashable]) -> Whole:
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(value, len(known)) for value in values], dtype=np.int64)


def within_reach(buckets: Iterable[list[int]], facts: Facts, least: float) -> Iterator[tuple[int, int, float]]:
    """(first, second, how alike their names must be at least) of the pairs of two units in one bucket whose whole can reach
    `least`: the cheap parts count as they are, the parties as if they were the same, the names by the letters they share.
    In the buckets' order; a pair of two buckets comes twice."""
    for some in _in_parts(buckets):
        first, second = _pairs(some)
        kept = facts.unit[first] != facts.unit[second]
        first, second = first[kept], second[kept]
        name = 1 - (_most(facts, first, second) - least) / 0.40
        kept = name <= 1
        first, second, name = first[kept], second[kept], name[kept]
        kept = _names_at_most(facts, first, second) >= name - 1e-9
        yield from zip(first[kept].tolist(), second[kept].tolist(), name[kept].tolist(), strict=True)


def _in_parts(buckets: Iterable[list[int]]) -> Iterator[list[list[int]]]:
    """The buckets in parts of so many pairs that memory does not grow with the month."""
    part: list[list[int]] = []
    pairs = 0
    for members in buckets:
        part.append(members)
        pairs += len(members) * (len(members) - 1) // 2
        if pairs > _PAIRS_AT_ONCE:
            yield part
            part, pairs = [], 0
    if part:
        yield part


def _pairs(buckets: list[list[int]]) -> tuple[Whole, Whole]:
    """Every pair of the members of each bucket, one bucket after the other."""
    members = np.array(list(chain.from_iterable(buckets)), dtype=np.int64)
    sizes = np.array(list(map(len, buckets)))
    number = np.arange(len(members))
    following = np.repeat(np.cumsum(sizes), sizes) - number - 1  # members of the bucket after this one
    first = np.repeat(number, following)
    begun = np.repeat(np.cumsum(following) - following, following)
    second = first + 1 + np.arange(len(first)) - begun
    return members[first], members[second]


def _most(facts: Facts, first: Whole, second: Whole) -> npt.NDArray[np.float64]:
    """The score of each pair if names added nothing and parties were the same."""
    one, other = facts.yuan[first], facts.yuan[second]
    near = (one > 0) & (other > 0) & (np.abs(one - other) * 20 < np.maximum(one, other))
    most = 0.80 + 0.06 * (facts.place[first] == facts.place[second])
    most = most + 0.08 * (facts.day[first] == facts.day[second])
    return np.asarray(most + 0.14 * near)


def _names_at_most(facts: Facts, first: Whole, second: Whole) -> npt.NDArray[np.float64]:
    """How alike the names of each pair can be: by the letters they share, or because one may hold the other."""
    shared = np.minimum(facts.drawers[first], facts.drawers[second]).sum(axis=1, dtype=np.int64)
    both = facts.size[first] + facts.size[second]
    alike = np.where(both > 0, 2 * shared / np.maximum(both, 1), 1.0)
    held = shared == np.minimum(facts.size[first], facts.size[second])
    return np.where(held, np.maximum(alike, 0.92), alike)

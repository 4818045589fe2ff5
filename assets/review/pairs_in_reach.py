"""Which pairs of listings can be alike at all: what is cheap to compare, for a whole month's pairs at once.

A month of 300 units has some 700,000 pairs that share a party's mark, a name or an amount, and a few thousand that can be
one project. Nothing is decided here: every pair that could reach the score is handed on.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from assets.review.keys import Array, every_pair, in_groups, sizes
from assets.review.sketch import Sketch

CROWD = 60  # listings under one key (a mark, an amount in a place) beyond which the key says nothing
_PAIRS_AT_ONCE = 200_000
_KEYS_AT_ONCE = 250_000


def within_reach(sketch: Sketch, least: float) -> tuple[Array, Array, Array]:
    """(first, second, how alike their names must be at least) of the pairs of two units with a key in common whose whole can
    reach `least`: the cheap parts count as they are, the names and the parties' marks by the letters they share. Each pair once, ascending; the earlier listing first."""
    keys = (sketch.party, sketch.name, sketch.amount)
    found = [_sifted(sketch, *pairs, least) for each in keys for pairs in _pairs(each)]
    first, second, name = (np.concatenate([each[at] for each in found] or [np.zeros(0, np.int64)]) for at in range(3))
    order, begins = in_groups(first, second)
    once = order[begins]
    return first[once], second[once], name[once]


def _pairs(keys: Array) -> Iterator[tuple[Array, Array]]:
    """Every pair of listings that share a key, in parts of so many that memory does not grow with the month. `keys`: some a
    listing, 0 for none; the crowded ones say nothing."""
    parts = keys.size // _KEYS_AT_ONCE + 1
    for part in range(parts):
        some = np.flatnonzero((keys.ravel() % np.uint64(parts) == part) & (keys.ravel() != 0))
        yield from _pairs_of(keys.ravel()[some], some // keys.shape[1])


def _pairs_of(key: Array, listing: Array) -> Iterator[tuple[Array, Array]]:
    """The same of some keys: which listing has each."""
    order, begins = in_groups(key)
    listing, size = listing[order], sizes(begins, len(order))
    quiet = np.repeat((size > 1) & (size <= CROWD), size)
    group = np.repeat(np.arange(len(size)), size)
    quiet[1:] &= (group[1:] != group[:-1]) | (listing[1:] != listing[:-1])  # by both its parties: once is enough
    listing, size = listing[quiet], np.bincount(group[quiet], minlength=1)
    pairs = np.cumsum(size * (size - 1) // 2)
    ends = np.searchsorted(pairs, np.arange(_PAIRS_AT_ONCE, pairs[-1] + _PAIRS_AT_ONCE, _PAIRS_AT_ONCE), side="right")
    upto = np.cumsum(size)
    for begin, end in pairwise([0, *ends.tolist()]):
        yield every_pair(listing[upto[begin] - size[begin] : upto[end - 1]], size[begin:end])


def _sifted(sketch: Sketch, first: Array, second: Array, least: float) -> tuple[Array, Array, Array]:
    kept = sketch.unit[first] != sketch.unit[second]
    first, second = first[kept], second[kept]
    most = _most(sketch, first, second)
    kept = most >= least
    first, second, most = first[kept], second[kept], most[kept]
    name = 1 - (most - 0.40 * (1 - _parties_at_most(sketch, first, second)) - least) / 0.40
    kept = name <= 1
    first, second, name = first[kept], second[kept], name[kept]
    kept = _names_at_most(sketch, first, second) >= name - 1e-9
    return first[kept], second[kept], name[kept]


def _most(sketch: Sketch, first: Array, second: Array) -> Array:
    """The score of each pair if names and parties were the same."""
    one, other = sketch.yuan[first], sketch.yuan[second]
    near = (one > 0) & (other > 0) & (np.abs(one - other) * 20 < np.maximum(one, other))
    most = 0.80 + 0.06 * _equal(sketch.place, first, second)
    most = most + 0.08 * _equal(sketch.day, first, second)
    return np.asarray(most + 0.14 * near)


def _parties_at_most(sketch: Sketch, first: Array, second: Array) -> Array:
    """How alike the parties of each pair can be: the best of either's two, by the letters that their marks share."""
    best = np.zeros(len(first))
    for mine in (0, 1):
        for other in (0, 1):
            keys = sketch.party[first, mine], sketch.party[second, other]
            marks = sketch.mark[first, mine], sketch.mark[second, other]
            size = sketch.mark_size[first, mine], sketch.mark_size[second, other]
            again = [of - np.bitwise_count(mark) for of, mark in zip(size, marks, strict=True)]  # in a drawer not empty
            shared = np.bitwise_count(marks[0] & marks[1]) + np.minimum(*again)
            mark = np.where(keys[0] == keys[1], 1.0, 2 * shared / np.maximum(size[0] + size[1], 1))
            alike = np.where((keys[0] != 0) & (keys[1] != 0), 0.4 + 0.6 * mark, 0.0)
            best = np.maximum(best, alike)
    return best


def _equal(facts: Array, first: Array, second: Array) -> Array:
    return np.asarray((facts[first] == facts[second]) & (facts[first] != 0))


def _names_at_most(sketch: Sketch, first: Array, second: Array) -> Array:
    """How alike the names of each pair can be: by the letters they share, or because one may hold the other."""
    shared = np.minimum(sketch.more[first], sketch.more[second]).astype(np.int64)
    for drawers in (sketch.once, sketch.twice):
        shared += np.bitwise_count(drawers[first] & drawers[second])
    both = sketch.size[first] + sketch.size[second]
    alike = np.where(both > 0, 2 * shared / np.maximum(both, 1), 1.0)
    held = shared >= np.minimum(sketch.size[first], sketch.size[second])
    return np.where(held, np.maximum(alike, 0.92), alike)

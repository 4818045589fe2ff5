"""Listings as numbers: what two of them may be brought together by, and how alike they can be at most.

A month's listings are compared as these; their texts stay on disk but for the letters that are a name's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from assets.review.keys import Array, hashed
from assets.review.project_names import company_mark, project_core

if TYPE_CHECKING:
    from assets.review.duplicates import Listing

_DRAWERS = 64  # the letters of a name lie in so many drawers, a bit each


@dataclass(frozen=True)
class Sketch:
    """One place an array for each listing, of `unit` (a number).

    Keys, 0 for none: `party` (marks of investor and company), `name` (its core), `amount` (what amounts near it share, within
    one place). Facts: `place`, `day`: equal numbers for equal ones, 0 for none; `yuan`: 0 where there is none. Letters of the
    core: `size`, how many; `once` and `twice`, in which drawers one and a second lies; `more`, how many lie further there.
    `mark` and `mark_size`: the same of both parties' marks, in which drawers and how many. `ends`: where each core ends in
    `cores`."""

    unit: Array
    party: Array
    name: Array
    amount: Array
    place: Array
    day: Array
    yuan: Array
    size: Array
    once: Array
    twice: Array
    more: Array
    mark: Array
    mark_size: Array
    ends: Array
    cores: str

    def core(self, at: int) -> str:
        """What is its own in the name of a listing."""
        return self.cores[self.ends[at - 1] if at else 0 : self.ends[at]]


def sketched(listings: Iterable[Listing], units: Sequence[int]) -> Sketch:
    """The sketch of these listings."""
    columns = zip(
        *((e.name, e.investor, e.company, e.place or None, e.amount_yuan, e.signed_on or None) for e in listings),
        strict=True,
    )
    names, investors, companies, places, amounts, days = map(list, columns) if len(units) else ([],) * 6
    cores = list(map(project_core, names))
    size = np.array(list(map(len, cores)), dtype=np.int64)
    text = "".join(cores)
    once, twice, more = _letters(text, size)
    place = _numbers(places)
    marks = [company_mark(name) if name else None for both in zip(investors, companies, strict=True) for name in both]
    mark_size = np.array([len(mark or "") for mark in marks], dtype=np.int64)
    return Sketch(
        unit=np.array(units, dtype=np.int32),
        party=_numbers(marks).reshape(-1, 2),
        name=hashed(cores).reshape(-1, 1), amount=_steps(amounts, place),
        place=_shortened(place), day=_shortened(_numbers(days)),
        yuan=np.array([yuan or 0 for yuan in amounts], dtype=np.float64),
        size=size.astype(np.int32), once=once, twice=twice, more=more, ends=np.cumsum(size).astype(np.int32), cores=text,
        mark=_letters("".join(mark or "" for mark in marks), mark_size)[0].reshape(-1, 2),
        mark_size=mark_size.astype(np.int32).reshape(-1, 2),
    )  # fmt: skip


def month_of(sketches: Iterable[Sketch], listings: int) -> Sketch:
    """The sketches of a month's batches as one, of so many listings. Each is let go before the next is asked for."""
    names = [field.name for field in fields(Sketch) if field.name != "cores"]
    whole: dict[str, Array] = {}
    cores: list[str] = []
    at = begin = 0
    for each in sketches:
        upto = at + len(each.unit)
        for name in names:
            column: Array = getattr(each, name)
            if name not in whole:
                whole[name] = np.empty((listings, *column.shape[1:]), dtype=column.dtype)
            whole[name][at:upto] = column
        whole["ends"][at:upto] += begin
        cores.append(each.cores)
        at, begin = upto, begin + len(each.cores)
    return Sketch(**whole, cores="".join(cores))


def _numbers(texts: Sequence[str | None]) -> Array:
    """Equal numbers for equal texts, 0 for none."""
    numbers = hashed([text or "" for text in texts])
    return np.where([text is None for text in texts], np.uint64(0), numbers) if len(numbers) else numbers


def _shortened(numbers: Array) -> Array:
    """Half of each; two that differ may become equal, which lets one pair more be compared."""
    return np.where(numbers == 0, 0, numbers | np.uint64(1)).astype(np.uint32)


def _letters(text: str, size: Array) -> tuple[Array, Array, Array]:
    """`once`, `twice`, `more` of the names of these sizes that lie one after the other in a text."""
    letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32) % _DRAWERS
    drawers = np.zeros((len(size), _DRAWERS), dtype=np.int32)
    np.add.at(drawers, (np.repeat(np.arange(len(size)), size), letters), 1)
    bits = np.uint64(1) << np.arange(_DRAWERS, dtype=np.uint64)
    once, twice = ((drawers >= least) @ bits for least in (1, 2))
    return once, twice, np.maximum(drawers - 2, 0).sum(axis=1).astype(np.int32)


def _steps(amounts: Sequence[int | None], places: Array) -> Array:
    """Two numbers a listing that an amount near it from the same place shares one of."""
    told = [_leading(amount) if amount else (0, 0) for amount in amounts]
    steps = np.array(told, dtype=np.uint64).reshape(-1, 2) * np.uint64(0x9E3779B97F4A7C15)
    known = (places != 0) & np.array([bool(amount) for amount in amounts], dtype=bool)
    return np.where(known[:, None], places[:, None] ^ steps, np.uint64(0))


@lru_cache(maxsize=16_384)
def _leading(amount: int) -> tuple[int, int]:
    """Digits and the first two of an amount, and of a fiftieth less, as one number each."""
    one, other = (len(text) * 1_000 + int(text[:2]) + 100 for text in (str(amount), str(int(amount * 0.98))))
    return one, other

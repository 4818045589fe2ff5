"""Keys: numbers by which rows of different units are brought together without their texts being held.

A table is a dict of arrays of one length. `row` in a table of one batch is the row's place in it; over a month it is its
label, which no other batch's row has.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from pandas.util import hash_array

Array = npt.NDArray[Any]
Table = dict[str, Array]
_ROWS = 2**32  # labels a batch has


def hashed(texts: Sequence[str]) -> Array:
    """uint64, equal for equal texts, in every process. That any two of four million texts have the same number without being
    the same happens once in two million months."""
    column = np.array(texts, dtype=object)
    try:
        return hash_array(column, categorize=False) if len(column) else np.zeros(0, dtype=np.uint64)
    except UnicodeEncodeError:  # half a surrogate pair
        return hashed([text.encode("utf-8", "backslashreplace").decode() for text in texts])


def labels(batch: int, rows: Array) -> Array:
    """The labels of the rows at these places of the batch, which is the first (0), the second … of the month."""
    return rows.astype(np.int64) + batch * _ROWS


def by_batch(found: Array) -> list[tuple[int, Array]]:
    """(batch, places in it) of labels, ascending, each once."""
    found = np.unique(found)
    batch = found // _ROWS
    return [(int(each), found[batch == each] % _ROWS) for each in np.unique(batch)]


def below_each_other(tables: Sequence[Table]) -> Table:
    """Tables of the same columns as one."""
    return {name: np.concatenate([each[name] for each in tables]) for name in tables[0]}


def of_month(tables: Sequence[Table]) -> Table:
    """The tables of a month's batches, in order, as one; `row` becomes the label."""
    return below_each_other([{**each, "row": labels(at, each["row"])} for at, each in enumerate(tables)])


def some_of(table: Table, which: Array) -> Table:
    """Some rows of a table, by a mask or by their places."""
    return {name: column[which] for name, column in table.items()}


def in_groups(*columns: Array, by: Array | None = None) -> tuple[Array, Array]:
    """(order, where each group begins in it): rows equal in all columns beside each other, in a group as they came or `by`
    that column."""
    order = np.lexsort((*(() if by is None else (by,)), *reversed(columns)))
    new = np.zeros(len(order), dtype=bool)
    for column in columns:
        told = column[order]
        new[1:] |= told[1:] != told[:-1]
    new[:1] = True
    return order, np.flatnonzero(new)


def sizes(begins: Array, rows: int) -> Array:
    """How many rows each group has."""
    return np.diff(begins, append=rows)


def shared_between(key: Array, unit: Array) -> Array:
    """Mask of the rows whose key a row of another unit has too."""
    order, begins = in_groups(key)
    if not len(order):
        return np.zeros(0, dtype=bool)
    told = unit[order]
    several = np.minimum.reduceat(told, begins) != np.maximum.reduceat(told, begins)
    mask = np.zeros(len(key), dtype=bool)
    mask[order] = np.repeat(several, sizes(begins, len(order)))
    return mask


def every_pair(members: Array, size: Array) -> tuple[Array, Array]:
    """Every pair of the members of each group, one group after the other. `size`: members of each group."""
    number = np.arange(len(members))
    following = np.repeat(np.cumsum(size), size) - number - 1  # members of the group after this one
    first = np.repeat(number, following)
    begun = np.repeat(np.cumsum(following) - following, following)
    second = first + 1 + np.arange(len(first)) - begun
    return members[first], members[second]


def table(**columns: tuple[Sequence[Any], Any]) -> Table:
    """A table of (values, dtype)."""
    return {name: np.array(values, dtype=kind) for name, (values, kind) in columns.items()}

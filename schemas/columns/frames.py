"""A frame brought to a dictionary table's columns and types: what every room hands on and every store keeps.

text, date, datetime, json: object with None for null · int: Int64 · float: float64 · bool: boolean. Values are not
changed; a value that is not of its type raises.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from schemas.columns.dictionary import Table

_DTYPES: dict[str, Any] = {"int": "Int64", "float": "float64", "bool": "boolean"}


def typed_column(values: pd.Series, dtype: str) -> pd.Series:
    """One column in the type of the dictionary."""
    if dtype in _DTYPES:
        return values.astype(_DTYPES[dtype]) if str(values.dtype) != _DTYPES[dtype] else values
    text, null = values.astype(object), values.isna().to_numpy()
    if not null.any():
        return text
    cells = text.to_numpy(copy=True)  # Series.where takes two to five times as long, a hundred times a month
    cells[null] = None
    return pd.Series(cells, index=text.index, name=text.name, dtype=object)


def typed_frame(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """`frame` with exactly the columns of `table`, in order and typed; a missing column is null throughout."""
    columns = {}
    for column in table.columns:
        found = frame[column.name] if column.name in frame else pd.Series(None, index=frame.index, dtype=object)
        columns[column.name] = typed_column(found, column.dtype)
    return pd.DataFrame(columns, index=frame.index).reset_index(drop=True)


def stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Frames of the same columns below each other; those without rows are left out, because they would blur the types."""
    filled = [frame for frame in frames if len(frame)]
    if len(filled) > 1:
        return pd.concat(filled, ignore_index=True)
    return filled[0] if filled else frames[0]


def in_key_order(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Rows in the order of their keys (of all columns where there are none), the same on every machine and database."""
    return frame.sort_values(keys or list(frame.columns), ignore_index=True, kind="stable")


def empty_frame(table: Table) -> pd.DataFrame:
    """`table` without a row."""
    return _empty(table).copy()


@cache
def _empty(table: Table) -> pd.DataFrame:
    return typed_frame(pd.DataFrame(), table)

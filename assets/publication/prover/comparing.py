"""Two frames of one report table, cell by cell."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from schemas.columns.report import REPORT_TABLES

_SHOWN = 5
_CLOSE = 1e-9  # of the value: the same figure by another order of additions


def unequal(made: pd.DataFrame, held: pd.DataFrame, name: str) -> list[str]:
    """What `held`, rows of report_<name>, has otherwise than `made`: rows by their keys, then the cells of the columns that
    both have. Chinese, at most five a column. Rows with a key twice are said by keys_unique, and not compared."""
    table = REPORT_TABLES[name]
    ours, theirs = _positions(made, table.keys), _positions(held, table.keys)
    faults = [f"report_{name} 多出一行：{key}" for key in [key for key in theirs if key not in ours][:_SHOWN]]
    faults += [f"report_{name} 缺少一行：{key}" for key in [key for key in ours if key not in theirs][:_SHOWN]]
    keys = [key for key in ours if key in theirs]
    if not keys:
        return faults
    first, second = [ours[key] for key in keys], [theirs[key] for key in keys]
    for column in table.columns:
        if column.name in made and column.name in held:
            left, right = (
                _cells(made[column.name], column.dtype, first),
                _cells(held[column.name], column.dtype, second),
            )
            for at in _different(left, right, column.dtype)[:_SHOWN]:
                cell = f"report_{name} {keys[at]} {column.label}"
                faults.append(f"{cell}：{_shown(right[at])}，按依据应为 {_shown(left[at])}")
    return faults


def _positions(frame: pd.DataFrame, keys: list[str]) -> dict[str, int]:
    """Key of a row, its parts joined by | → its position."""
    columns = [[str(value) for value in frame[key].tolist()] for key in keys]
    return {"|".join(parts): at for at, parts in enumerate(zip(*columns, strict=True))}


def _cells(values: pd.Series, dtype: str, at: list[int]) -> np.ndarray:
    if dtype in ("int", "float"):
        return values.to_numpy(dtype="float64", na_value=np.nan)[at]
    cells = values.to_numpy(dtype=object)[at]
    cells[pd.isna(cells)] = None
    return cells


def _different(left: np.ndarray, right: np.ndarray, dtype: str) -> list[int]:
    if dtype in ("int", "float"):
        close = 0.0 if dtype == "int" else _CLOSE * np.maximum(1.0, np.abs(left))
        same = (np.abs(left - right) <= close) | (np.isnan(left) & np.isnan(right))
        return [int(at) for at in np.flatnonzero(~same)]
    return [at for at, (one, other) in enumerate(zip(left.tolist(), right.tolist(), strict=True)) if one != other]


def _shown(value: Any) -> str:
    return "空" if value is None or value != value else f"{value:,.10g}" if isinstance(value, float) else str(value)

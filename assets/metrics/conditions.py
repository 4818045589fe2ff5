"""The structured conditions of a metric as a mask over the rows of its fact. Nothing is evaluated.

A null meets no condition but is_null: true.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from schemas.metrics import Condition

_ORDER: dict[str, Callable[[Any, Any], Any]] = {
    "ge": operator.ge, "gt": operator.gt, "le": operator.le, "lt": operator.lt,
}  # fmt: skip


def rows_meeting(facts: pd.DataFrame, where: dict[str, Condition]) -> np.ndarray:
    """True for each row that meets every condition."""
    mask = np.ones(len(facts), dtype=bool)
    for column, condition in where.items():
        mask &= _meets(facts[column], condition)
    return mask


def _meets(values: pd.Series, condition: Condition) -> np.ndarray:
    present = values.notna().to_numpy(dtype=bool)
    mask = np.ones(len(values), dtype=bool)
    for name in condition.model_fields_set:
        wanted = getattr(condition, name)
        if name == "is_null":
            mask &= ~present if wanted else present
        elif name in _ORDER:
            mask &= present & _compared(values, present, _ORDER[name], wanted)
        elif name in ("eq", "ne"):
            mask &= present & (values.isin([wanted]).to_numpy(dtype=bool) == (name == "eq"))
        else:
            mask &= present & (values.isin(wanted).to_numpy(dtype=bool) == (name == "one_of"))
    return mask


def _compared(values: pd.Series, present: np.ndarray, compare: Callable[[Any, Any], Any], wanted: Any) -> np.ndarray:
    met = np.zeros(len(values), dtype=bool)
    met[present] = compare(values[present], wanted).to_numpy(dtype=bool)
    return met

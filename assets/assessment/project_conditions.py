"""Whether a project meets the conditions (`where`) of a rulebook."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import pandas as pd

from schemas.codes.lists import STARTED_STAGES
from schemas.conditions import Condition
from schemas.months import months_between

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    **{name: getattr(operator, name) for name in ("eq", "ne", "ge", "gt", "le", "lt")},
    "one_of": lambda value, wanted: value in wanted,
    "not_in": lambda value, wanted: value not in wanted,
}
_DATE_OF = {"signed_this_year": "signed_on", "started_this_year": "started_on", "completed_this_year": "completed_on"}


def meets(row: Any, where: dict[str, Condition], month: str) -> bool:
    """Whether a project meets every condition. `started`: stage building or completed; `months_since_signed`: whole
    months from the contract to the month."""
    return all(_holds(_column(row, name, month), condition) for name, condition in where.items())


def _holds(value: Any, condition: Condition) -> bool:
    """One column's condition; a null meets none but is_null: true."""
    for name in condition.model_fields_set:
        wanted = getattr(condition, name)
        if name == "is_null":
            holds = (value is None) == wanted
        else:
            holds = value is not None and _COMPARE[name](value, wanted)
        if not holds:
            return False
    return True


def _column(row: Any, name: str, month: str) -> Any:
    """The project's value of a column, or of what follows from its columns; None for null."""
    if name == "started":
        return row.stage in STARTED_STAGES
    if name == "months_since_signed":
        return None if not isinstance(row.signed_on, str) else len(months_between(row.signed_on[:7], month)) - 1
    if name in _DATE_OF:
        day = getattr(row, _DATE_OF[name])
        return isinstance(day, str) and day[:4] == month[:4]
    value = getattr(row, name)
    return None if not isinstance(value, str) and pd.isna(value) else value

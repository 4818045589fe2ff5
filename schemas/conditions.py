"""Conditions on columns, as metrics.yaml and rulebooks write them, and the check that they fit their columns.

`stage: completed` and `stage: [building, completed]` are short for eq and in. Nothing in a condition is evaluated.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from schemas.codes.lists import CHOICES, SIZE_BANDS
from schemas.codes.places import ORIGIN_SCOPES

Scalar = bool | int | float | str
_ORDERED = ("ge", "gt", "le", "lt")
# Columns whose values are codes: what a condition may compare them with.
_CHOSEN = ("stage", "employer_kind", "level", "count_unit", "issue_status", "activity_kind")
CODED: dict[str, tuple[str, ...]] = {
    **{name: tuple(CHOICES[name]) for name in _CHOSEN},
    "origin_scope": tuple(ORIGIN_SCOPES),
    "size_band": tuple(code for code, _, _ in SIZE_BANDS),
}
FLAGS = ("is_industrial", "signed_this_year", "started_this_year", "completed_this_year", "started", "counted")


class Condition(BaseModel):
    """One column's condition; a null value meets none of them but is_null: true."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    eq: Scalar | None = None
    ne: Scalar | None = None
    one_of: list[Scalar] | None = Field(None, alias="in")
    not_in: list[Scalar] | None = None
    ge: int | float | str | None = None
    gt: int | float | str | None = None
    le: int | float | str | None = None
    lt: int | float | str | None = None
    is_null: bool | None = None

    @field_validator("*", mode="before")
    @classmethod
    def _days_are_text(cls, value: Any) -> Any:
        """YAML reads 2025-06-01 as a date; the columns hold ISO text."""
        if isinstance(value, list):
            return [each.isoformat() if isinstance(each, date) else each for each in value]
        return value.isoformat() if isinstance(value, date) else value

    @model_validator(mode="after")
    def _says_something(self) -> Condition:
        if not self.model_fields_set:
            raise ValueError("至少写一个条件：eq、ne、in、not_in、ge、gt、le、lt、is_null")
        return self

    @property
    def compared(self) -> list[Scalar]:
        """Every value that eq, ne, in and not_in name."""
        single = [value for value in (self.eq, self.ne) if value is not None]
        return [*single, *(self.one_of or []), *(self.not_in or [])]


def written_out(where: Any) -> Any:
    """The conditions with their short forms written out; anything that is no mapping as it is."""
    if not isinstance(where, dict):
        return where
    return {
        column: {"in": rule} if isinstance(rule, list) else rule if isinstance(rule, dict) else {"eq": rule}
        for column, rule in where.items()
    }


def misfit(where: dict[str, Condition], columns: Collection[str], numbers: Collection[str], of: str) -> str | None:
    """What is wrong with the conditions on the rows of `of`, Chinese; None where they fit. `numbers`: the columns that
    hold numbers."""
    for column, condition in where.items():
        if column not in columns:
            return f"where.{column}：“{of}”没有这一列，应为 {'、'.join(columns)} 之一"
        bounds = [getattr(condition, sign) for sign in _ORDERED if getattr(condition, sign) is not None]
        if column in numbers:
            if any(isinstance(value, (str, bool)) for value in (*bounds, *condition.compared)):
                return f"where.{column}：应与数字比较（金额以元计）"
        elif column in FLAGS:
            if bounds or any(not isinstance(value, bool) for value in condition.compared):
                return f"where.{column}：应为 true 或 false"
        elif any(not isinstance(value, str) for value in bounds):
            return f"where.{column}：这一列是文字或日期，大小应与加引号的文字比较"
        elif column in CODED and (wrong := [each for each in condition.compared if each not in CODED[column]]):
            return f"where.{column}：没有代码 {wrong[0]}，应为 {'、'.join(CODED[column])} 之一"
    return None

"""Loads the rule catalogue (schemas/rules/catalogue.yaml): the one list of rules everything that judges uses."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator

from schemas.packaged_yaml import packaged_yaml

_SEVERITIES = {"F", "E", "ER", "W", "I"}


class Rule(BaseModel):
    """One rule. `severities`: what it may say, the first by default; ER is an E that returns the submission.
    `cases`: message template by case ('' the plain one). `reads`: the fields it looks at, kind.field. `nulls`: what a
    blank means to it. `thresholds`: defaults, changed in district.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    level: int
    severities: tuple[str, ...]
    title: str
    cases: dict[str, str]
    expected: str
    remedy: str
    reads: tuple[str, ...] = ()
    nulls: str = ""
    thresholds: dict[str, float | None] = {}
    effective_from: str = "0000-01"
    effective_to: str = "9999-12"

    @field_validator("severities")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value or not set(value) <= _SEVERITIES:
            raise ValueError(f"severities must be among {sorted(_SEVERITIES)}")
        return value


@cache
def rule_catalogue() -> dict[str, Rule]:
    """Rule id → rule, in the catalogue's order."""
    data: dict[str, dict[str, Any]] = packaged_yaml(Path(__file__).parent / "catalogue.yaml")
    return {code: Rule(id=code, **body) for code, body in data.items()}

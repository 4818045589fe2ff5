"""One row of report_assessment_item with its explanation: the same for items, bonuses and deductions."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from assets.assessment.scoring_month import ScoringMonth


def item_row(
    month: ScoringMonth,
    unit: str,
    explanation: dict[str, Any],
    *,
    code: str,
    label: str,
    weight: Fraction = Fraction(0),
    actual: Fraction | None = None,
    target: Fraction | None = None,
    raw: Fraction | None = None,
) -> dict[str, Any]:
    """The row; `_score` is the exact score for the totals, 0 where there is none."""
    score = explanation["score"]
    return {
        "unit_code": unit,
        "item_code": code,
        "unit_group": month.register.group(unit),
        "item_label": label,
        "weight": float(weight),
        "method": explanation["method"],
        "actual": _float(actual),
        "target": _float(target),
        "ratio": _float(actual / target) if actual is not None and target else None,
        "raw_score": _float(raw),
        "capped_score": _float(explanation["capped"]),
        "score": _float(score),
        "explanation": json.dumps(_json_ready(explanation), ensure_ascii=False),
        "explanation_zh": explanation["text"],
        "_score": score or Fraction(0),
    }


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _json_ready(value: Any) -> Any:
    """The value for JSON: a fraction becomes 'numerator/denominator', exactly."""
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, dict):
        return {str(key): _json_ready(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_json_ready(item) for item in value]
    return value

"""Why a score is what it is: a structure from which anyone can recompute it, with its steps in Chinese for a unit that
appeals.

Keys: clause, document, method, inputs, missing, value_unit (items only), rounding, raw, capped, score, steps, text.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from assets.assessment.methods.method import ScoredItem
from assets.assessment.methods.registry import METHODS
from assets.assessment.number_words import fraction_text
from schemas.office.rulebook import Rulebook
from schemas.scoring import Extra
from schemas.typography import chinese
from schemas.words import MISSING

_MISSING_INDICATOR = {
    "redistribute": "无此项目标或数据，权重按比例分给其他各项",
    "group_average": "无此项目标或数据，按组内平均分计",
    "full": "无此项目标或数据，按满分计",
    "zero": "无此项目标或数据，计零分",
}
ABSENT = "absent"  # `missing` of an item of a unit without figures


def explain_item(
    rulebook: Rulebook,
    item: Any,
    value_units: Mapping[str, str],
    inputs: dict[str, Any],
    raw: Fraction,
    capped: Fraction,
    score: Fraction,
    missing: str,
) -> dict[str, Any]:
    """The explanation of one item's score. `value_units`: metric → yuan, usd, count or ratio."""
    scored = ScoredItem(item, inputs, raw, capped, value_units)
    steps = [_MISSING_INDICATOR[missing]] if missing else METHODS[item.method].words(scored)
    if inputs["factor"] != 1 and not missing:
        steps.append(f"其他缺项的权重分来，乘以 {fraction_text(inputs['factor'], 6)}")
    if rulebook.split is not None and (hasattr(item, "metric") or hasattr(item, "count")):
        steps.append("共同引进项目按本办法的比例计分")
    steps.append(f"得分 {fraction_text(score, 6)}")
    numbers = {"raw": raw, "capped": capped, "score": score}
    unit = {"value_unit": value_units.get(getattr(item, "metric", "") or "", "")}
    return _explanation(
        rulebook, item.clause, item.method, inputs, missing, unit, numbers, steps, _item_title(item, inputs["weight"])
    )


def explain_absent(rulebook: Rulebook, item: Any, weight: Fraction) -> dict[str, Any]:
    """The explanation of an item of a unit without figures."""
    score = absent_score(rulebook)
    numbers = {"raw": None, "capped": score, "score": score}
    steps = [absent_words(rulebook)]
    inputs = {"weight": weight}
    return _explanation(
        rulebook,
        item.clause,
        item.method,
        inputs,
        ABSENT,
        {"value_unit": ""},
        numbers,
        steps,
        _item_title(item, weight),
    )


def explain_extra(
    rulebook: Rulebook,
    extra: Extra,
    kind: str,
    points: Fraction,
    grounds: list[tuple[str, Fraction]],
    capped: Fraction | None,
    score: Fraction | None,
    missing: str = "",
) -> dict[str, Any]:
    """The explanation of a bonus or a deduction (`kind`): its grounds by name and number, `points` each. `missing`:
    ABSENT for a unit without figures."""
    cap = rulebook.bonus.cap if kind == "bonus" else rulebook.deduction.cap
    word, sign = ("加", 1) if kind == "bonus" else ("减", -1)
    steps = [f"{name}×{fraction_text(number)}" for name, number in grounds]
    each = f"每个{word}{fraction_text(points)}分"
    steps.append(f"{each}，{word}{fraction_text(abs(score), 6)}分" if score is not None and not missing else each)
    if missing:
        steps.append(absent_words(rulebook))
    inputs: dict[str, Any] = {
        "points": points,
        "counts": [number for _, number in grounds],
        "grounds": [name for name, _ in grounds],
        "sign": sign,
        "cap": None if extra.cap is None else Fraction(str(extra.cap)),
        "cap_total": None if cap is None else Fraction(str(cap)),
    }
    numbers = {"raw": sign * points * sum(inputs["counts"], Fraction(0)), "capped": capped, "score": score}
    title = f"{extra.clause}“{extra.label or extra.code}”"
    return _explanation(rulebook, extra.clause, kind, inputs, missing, {}, numbers, steps, title)


def absent_score(rulebook: Rulebook) -> Fraction | None:
    """The score of a unit without figures: 0 where the rulebook says so, else none."""
    return Fraction(0) if rulebook.absent_unit == "zero" else None


def absent_words(rulebook: Rulebook) -> str:
    """Why a unit without figures has no score."""
    effect = "，按零分计" if rulebook.absent_unit == "zero" else "，不计分，不参加排名"
    return f"{MISSING}（本月没有可用数据）{effect}"


def _item_title(item: Any, weight: Fraction) -> str:
    return f"{item.clause}“{item.label}”（权重{fraction_text(weight)}分）" if item.clause else f"“{item.label}”"


def _explanation(
    rulebook: Rulebook,
    clause: str,
    method: str,
    inputs: dict[str, Any],
    missing: str,
    value_unit: dict[str, str],
    numbers: Mapping[str, Fraction | None],
    steps: list[str],
    title: str,
) -> dict[str, Any]:
    return {
        "clause": clause,
        "document": rulebook.document,
        "method": method,
        "inputs": inputs,
        "missing": missing,
        **value_unit,
        "rounding": rulebook.rounding.model_dump(),
        **numbers,
        "steps": steps,
        "text": chinese(f"{title}:{';'.join(steps)}。"),
    }

"""Why a score is what it is: the structure anyone can recompute from, and the same in Chinese for a town that appeals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from schemas.office.rulebook import Rulebook
from schemas.rounding import half_up
from schemas.scoring import Extra
from schemas.typography import chinese

_MISSING = {
    "redistribute": "无此项目标或数据，权重按比例分给其他各项",
    "group_average": "无此项目标或数据，按组内平均分计",
    "full": "无此项目标或数据，按满分计",
    "zero": "无此项目标或数据，计零分",
}
ABSENT = "absent"  # `missing` of an item of a unit without figures
ABSENT_WORD = "缺数"
_WORDS = {"yuan": "万元", "usd": "万美元"}
_EVENTS = {"late": "迟报", "missing": "漏报", "returned": "退回", "unresolved_error": "未整改错误"}


def plain(value: Any) -> Any:
    """JSON-ready: a fraction becomes 'numerator/denominator', exactly."""
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def fraction_text(value: Fraction | None, places: int = 4) -> str:
    """A number as an explanation prints it: whole where whole, else up to `places`, no trailing zeros."""
    if value is None:
        return "无"
    if value.denominator == 1:
        return f"{value.numerator:,}"
    return f"{half_up(value, places):,f}".rstrip("0").rstrip(".")


def figure_words(value: Fraction | None, unit: str) -> str:
    """A figure with its unit as an office writes it: yuan in 万元 and dollars in 万美元, to the last yuan; a ratio in per
    cent; a count bare. `unit`: that of the metric."""
    if value is None:
        return "无"
    if unit in _WORDS:
        return f"{fraction_text(value / 10_000)}{_WORDS[unit]}"
    return f"{fraction_text(value * 100, 2)}%" if unit == "ratio" else fraction_text(value)


def explain_item(
    rulebook: Rulebook,
    item: Any,
    units: Mapping[str, str],
    inputs: dict[str, Any],
    raw: Fraction,
    capped: Fraction,
    score: Fraction,
    missing: str,
) -> dict[str, Any]:
    """clause, method, inputs, steps, rounding, result and the Chinese text of one item's score. `units`: what each metric
    is counted in."""
    steps = [_MISSING[missing]] if missing else STEPS[item.method](ScoreExplanation(item, inputs, units), raw, capped)
    if inputs["factor"] != 1 and not missing:
        steps.append(f"其他缺项的权重分来，乘以 {fraction_text(inputs['factor'], 6)}")
    if rulebook.split is not None and (hasattr(item, "metric") or hasattr(item, "count")):
        steps.append("共同引进项目按本办法的比例计分")
    steps.append(f"得分 {fraction_text(score, 6)}")
    return {
        "clause": item.clause, "document": rulebook.document, "method": item.method, "inputs": inputs, "missing": missing,
        "value_unit": units.get(getattr(item, "metric", "") or "", ""),
        "rounding": rulebook.rounding.model_dump(), "raw": raw, "capped": capped, "score": score, "steps": steps,
        "text": chinese(f"{_head(item, inputs['weight'])}:{';'.join(steps)}。"),
    }  # fmt: skip


def explain_absent(rulebook: Rulebook, item: Any, weight: Fraction, score: Fraction | None) -> dict[str, Any]:
    """The same for a unit without figures; `score`: what the rulebook gives it, None where it is not scored."""
    steps = [absent_words(rulebook)]
    return {
        "clause": item.clause, "document": rulebook.document, "method": item.method, "inputs": {"weight": weight},
        "missing": ABSENT, "value_unit": "", "rounding": rulebook.rounding.model_dump(), "raw": None, "capped": score,
        "score": score, "steps": steps, "text": chinese(f"{_head(item, weight)}:{';'.join(steps)}。"),
    }  # fmt: skip


def absent_words(rulebook: Rulebook) -> str:
    """Why a unit without figures has no score."""
    return f"{ABSENT_WORD}（本月没有可用数据）" + (
        "，按零分计" if rulebook.absent_unit == "zero" else "，不计分，不参加排名"
    )


def _head(item: Any, weight: Fraction) -> str:
    return f"{item.clause}“{item.label}”（权重{fraction_text(weight)}分）" if item.clause else f"“{item.label}”"


def explain_extra(
    rulebook: Rulebook,
    extra: Extra,
    kind: str,
    points: Fraction,
    grounds: list[tuple[str, Fraction]],
    count: Fraction,
    capped: Fraction,
    score: Fraction | None,
    missing: str = "",
) -> dict[str, Any]:
    """The same for a bonus or a deduction: every ground by name, `points` each. `missing`: ABSENT where the unit is not scored."""
    cap = rulebook.bonus.cap if kind == "bonus" else rulebook.deduction.cap
    word = "加" if kind == "bonus" else "减"
    steps = [f"{name}×{fraction_text(number)}" for name, number in grounds]
    per = f"每个{word}{fraction_text(points)}分"
    steps.append(f"{per}，{word}{fraction_text(abs(score), 6)}分" if score is not None and not missing else per)
    if missing:
        steps.append(absent_words(rulebook))
    sign = 1 if kind == "bonus" else -1
    inputs: dict[str, Any] = {
        "points": points, "counts": [number for _, number in grounds],
        "grounds": [name for name, _ in grounds], "sign": sign,
        "cap": None if extra.cap is None else Fraction(str(extra.cap)), "cap_total": None if cap is None else Fraction(str(cap)),
    }  # fmt: skip
    return {
        "clause": extra.clause, "document": rulebook.document, "method": kind, "inputs": inputs, "missing": missing,
        "rounding": rulebook.rounding.model_dump(), "raw": sign * points * count, "capped": capped, "score": score, "steps": steps,
        "text": chinese(f"{extra.clause}“{extra.label or extra.code}”：{';'.join(steps)}。"),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ScoreExplanation:
    """An item with its inputs, read by name; `figure` is one of them in words."""

    item: Any
    inputs: dict[str, Any]
    units: Mapping[str, str]

    def __getitem__(self, name: str) -> Any:
        return self.inputs[name]

    def get(self, name: str) -> Any:
        return self.inputs.get(name)

    def figure(self, name: str, metric: str | None) -> str:
        return figure_words(self.inputs[name], self.units.get(metric or "", ""))


def _ratio(inputs: ScoreExplanation, raw: Fraction, capped: Fraction) -> list[str]:
    share = max(inputs["actual"], Fraction(0)) / inputs["target"]
    over = inputs.figure("target", inputs.item.over or inputs.item.metric)
    steps = [f"实际 {inputs.figure('actual', inputs.item.metric)} ÷ 目标 {over} = {fraction_text(share * 100, 2)}%"]
    if inputs.get("floor") is not None and share < inputs["floor"]:
        steps.append(f"低于 {fraction_text(inputs['floor'] * 100, 2)}%，不得分")
    elif inputs.get("cap") is not None and share > inputs["cap"]:
        steps.append(f"封顶 {fraction_text(inputs['cap'] * 100, 2)}%")
    return [
        *steps,
        f"{fraction_text(inputs['weight'])} × {fraction_text(min(share, inputs.get('cap') or share) * 100, 4)}%",
    ]


def _mix(inputs: ScoreExplanation, raw: Fraction, capped: Fraction) -> list[str]:
    item = inputs.item
    return [
        f"个数 {inputs.figure('count', item.count)}/{inputs.figure('count_target', item.count)} 占 {fraction_text(inputs['alpha'] * 100)}%",
        f"金额 {inputs.figure('amount', item.amount)}/{inputs.figure('amount_target', item.amount)} 占 {fraction_text(inputs['beta'] * 100)}%",
        *(["按封顶计"] if capped < raw else []),
    ]


def _efficacy(inputs: ScoreExplanation, raw: Fraction, capped: Fraction) -> list[str]:
    low, high = min(inputs["peers"]), max(inputs["peers"])
    unit = inputs.units.get(inputs.item.metric, "")
    if low == high:
        return [f"组内无差别，功效系数按 {fraction_text(inputs['flat'])} 分计"]
    return [
        f"组内最高 {figure_words(high, unit)}，最低 {figure_words(low, unit)}，本单位 {figure_words(inputs['actual'], unit)}",
        f"{fraction_text(inputs['lo'])}+{fraction_text(inputs['hi'] - inputs['lo'])}×（本单位−最低）÷（最高−最低），乘以权重",
    ]


def _rank(inputs: ScoreExplanation, raw: Fraction, capped: Fraction) -> list[str]:
    if inputs["actual"] is None:
        return ["无数据，计零分"]
    better = sum(peer > inputs["actual"] for peer in inputs["peers"])
    return [f"组内 {len(inputs['peers'])} 家中高于本单位的 {better} 家，按名次表赋分"]


def _tiers(inputs: ScoreExplanation, raw: Fraction, capped: Fraction) -> list[str]:
    return [f"完成率 {fraction_text(inputs['actual'] / inputs['target'] * 100, 2)}%，按分档计"]


def _quota(inputs: ScoreExplanation, raw: Fraction, capped: Fraction) -> list[str]:
    pairs = "、".join(f"{fraction_text(have)}/{fraction_text(wanted)}" for have, wanted in inputs["quotas"])
    return [f"各档实有/应有：{pairs}；每少一个扣 {fraction_text(inputs['points'])} 分"]


def _survey(inputs: ScoreExplanation, raw: Fraction, capped: Fraction) -> list[str]:
    parts = [
        f"{name} 平均 {fraction_text(sum(inputs['ratings'][name], Fraction(0)) / len(inputs['ratings'][name]), 2)}（占 {fraction_text(share * 100)}%）"
        for name, share in inputs["raters"].items()
    ]
    return ["、".join(parts)]


def _step(inputs: ScoreExplanation, raw: Fraction, capped: Fraction) -> list[str]:
    above = inputs["actual"] / inputs["target"] - 1
    whole = above // inputs["per"] if above > 0 else 0
    return [
        f"完成率 {fraction_text(inputs['actual'] / inputs['target'] * 100, 2)}%，超目标 {whole} 步，每步 {fraction_text(inputs['points'])} 分"
    ]


def _events(inputs: ScoreExplanation, raw: Fraction, capped: Fraction) -> list[str]:
    lines = [
        f"{_EVENTS.get(name, name)} {fraction_text(number)} 次 × {fraction_text(inputs['events'][name])}"
        for name, number in inputs["counts"].items()
        if number
    ]
    start = inputs.get("start")
    return [*([f"起评 {fraction_text(start)} 分"] if start is not None else []), *(lines or ["无扣分或加分事项"])]


STEPS = {
    "ratio": _ratio, "ratio_to_schedule": _ratio, "mix": _mix, "efficacy": _efficacy, "rank_points": _rank, "tiers": _tiers,
    "quota_deduct": _quota, "survey": _survey, "step_increment": _step, "deduct_per_event": _events, "per_event_bonus": _events,
}  # fmt: skip

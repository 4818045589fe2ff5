"""The inputs of one item of one unit: exactly what its method reads and its explanation keeps."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from assets.assessment.gather import Month
from schemas.rounding import exact


def inputs_of(month: Month, unit: str, item: Any, weight: Fraction) -> dict[str, Any]:
    """Inputs by method; numbers as fractions."""
    return {"weight": weight, **BY_METHOD[item.method](month, unit, item)}


def _cap(item: Any) -> dict[str, Any]:
    return {} if item.cap is None else {"cap": exact(item.cap)}


def _ratio(month: Month, unit: str, item: Any) -> dict[str, Any]:
    column = "schedule_target" if item.method == "ratio_to_schedule" else "annual_target"
    target = month.figure(unit, item.over, "ytd_value") if item.over else month.figure(unit, item.metric, column)
    floor = {} if item.floor is None else {"floor": exact(item.floor)}
    return {
        "metric": item.metric,
        "actual": month.figure(unit, item.metric, "ytd_value"),
        "target": target,
        **_cap(item),
        **floor,
    }


def _mix(month: Month, unit: str, item: Any) -> dict[str, Any]:
    return {
        "count": month.figure(unit, item.count, "ytd_value"), "count_target": month.figure(unit, item.count, "annual_target"),
        "amount": month.figure(unit, item.amount, "ytd_value"), "amount_target": month.figure(unit, item.amount, "annual_target"),
        "alpha": exact(item.alpha), "beta": exact(item.beta), **_cap(item),
    }  # fmt: skip


def _efficacy(month: Month, unit: str, item: Any) -> dict[str, Any]:
    return {
        "metric": item.metric, "actual": month.figure(unit, item.metric, "ytd_value"),
        "peers": month.peers(unit, item.metric, "ytd_value"),
        "lo": exact(item.lo), "hi": exact(item.hi), "flat": exact(item.flat),
    }  # fmt: skip


def _rank_points(month: Month, unit: str, item: Any) -> dict[str, Any]:
    column = {"actual": "ytd_value", "completion": "completion", "growth": "yoy"}[item.by]
    return {
        "metric": item.metric, "actual": month.figure(unit, item.metric, column), "peers": month.peers(unit, item.metric, column),
        "table": [exact(points) for points in item.table], "beyond": exact(item.beyond), "ties": item.ties,
        "scale": exact(item.scale),
    }  # fmt: skip


def _tiers(month: Month, unit: str, item: Any) -> dict[str, Any]:
    return {
        "metric": item.metric, "actual": month.figure(unit, item.metric, "ytd_value"),
        "target": month.figure(unit, item.metric, "annual_target"),
        "tiers": [[exact(bound), exact(points)] for bound, points in item.tiers], "otherwise": exact(item.otherwise),
    }  # fmt: skip


def _quota(month: Month, unit: str, item: Any) -> dict[str, Any]:
    have = [sum((share for _, _, share in month.projects(unit, quota.where)), Fraction(0)) for quota in item.quotas]
    return {
        "quotas": [[count, exact(quota.count)] for count, quota in zip(have, item.quotas, strict=True)],
        "points": exact(item.points),
    }


def _survey(month: Month, unit: str, item: Any) -> dict[str, Any]:
    return {
        "raters": {name: exact(share) for name, share in item.raters.items()},
        "ratings": month.ratings(unit, item.conduct),
    }


def _step(month: Month, unit: str, item: Any) -> dict[str, Any]:
    target = month.figure(unit, item.metric, "annual_target")
    points = exact(item.points) if item.points is not None else Fraction(0)
    for bound, value in sorted(item.classes):
        if target is not None and target >= exact(bound):
            points = exact(value)
    return {
        "metric": item.metric, "actual": month.figure(unit, item.metric, "ytd_value"), "target": target, "points": points,
        "per": exact(item.per), **_cap(item),
    }  # fmt: skip


def _deduct(month: Month, unit: str, item: Any) -> dict[str, Any]:
    weight = exact(item.weight_of(month.register.group(unit) or "") or 0)
    return {
        "start": weight if item.start == "weight" else exact(item.start),
        "events": {name: exact(points) for name, points in item.events.items()},
        "counts": month.event_counts(unit, item.events), "floor": exact(item.floor),
        "limits": {name: exact(limit) for name, limit in item.limits.items()},
    }  # fmt: skip


def _bonus(month: Month, unit: str, item: Any) -> dict[str, Any]:
    return {
        "events": {name: exact(points) for name, points in item.events.items()},
        "counts": month.event_counts(unit, item.events), **_cap(item),
    }  # fmt: skip


BY_METHOD = {
    "ratio": _ratio, "ratio_to_schedule": _ratio, "mix": _mix, "efficacy": _efficacy, "rank_points": _rank_points,
    "tiers": _tiers, "quota_deduct": _quota, "survey": _survey, "step_increment": _step, "deduct_per_event": _deduct,
    "per_event_bonus": _bonus,
}  # fmt: skip

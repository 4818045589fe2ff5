"""Units and figures that stand apart: P305 (far from the group), L402 (a cumulative figure that fell without a reason)."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import Any

import pandas as pd

from assets.publication.prover.case import Case
from assets.review.catalogue import finding, thresholds
from assets.review.rules.funds import reduction_with_reason
from schemas.codes.lists import STAGE_ORDER
from schemas.finding import Finding
from schemas.metrics import Metric, load_registry
from schemas.months import number_of, shift
from schemas.rounding import exact, half_up

_MAD = 1.4826  # of a normal distribution: one median absolute deviation is this part of a standard deviation


def far_from_group(case: Case) -> Iterator[Finding]:
    """P305: 完成序时进度 of a unit far from its group's, by median absolute deviations; where most units stand alike, outside
    the ratio band. Groups of fewer than `units` have no usual, and a count of which fewer than `count` are due jumps by
    whole thirds: neither is judged. Less than `points` apart is not far."""
    limits = thresholds("P305", case.district)
    metrics = case.candidate.tables["metric"]
    rows = metrics[(metrics["caliber"] == "verified") & metrics["schedule_progress"].notna()]
    rows = rows[rows["unit_code"].isin(case.register.expected(case.candidate.month))]
    rows = rows[rows["value_unit"].isin(["yuan", "usd"]) | (rows["schedule_target"] >= limits["count"])]
    for _, group in rows.groupby(["metric_code", "unit_group"], sort=False):
        progress = [float(value) for value in group["schedule_progress"]]
        if len(progress) < limits["units"]:
            continue
        middle = median(progress)
        spread = _MAD * median(abs(value - middle) for value in progress)
        for row, value in zip(group.itertuples(), progress, strict=True):
            band = middle > 0 and not middle / limits["ratio"] <= value <= middle * limits["ratio"]
            far = abs(value - middle) / spread > limits["score"] if spread else band
            if far and abs(value - middle) >= limits["points"]:
                yield finding(
                    "P305",
                    unit_code=row.unit_code,
                    field=row.metric_code,
                    raw_value=_percent(value),
                    unit=row.unit_name,
                    label=row.metric_label,
                    want=_percent(middle),
                )


def _percent(value: float) -> str:
    return f"{half_up(exact(value) * 100, 1)}%"


def unlawful_falls(case: Case) -> Iterator[Finding]:
    """L402: a unit's cumulative figure is below last month's, and no 核减, termination, 认定 or change of share of a project
    of the unit accounts for it."""
    month = case.candidate.month
    if number_of(month) == 1:
        return
    before = case.history.table("metric", shift(month, -1))
    if not len(before):
        return
    registry = load_registry(case.reference.home)
    cumulative = [code for code, metric in registry.items() if metric.adds_up and _only_grows(metric)]
    keys = ["unit_code", "metric_code"]
    now = case.candidate.tables["metric"]
    now = now[(now["caliber"] == "declared") & now["metric_code"].isin(cumulative)]
    now = now[now["unit_code"].isin(case.register.expected(month))]
    then = before[before["caliber"] == "declared"].set_index(keys)["ytd_value"].astype(float)
    earlier = then.reindex(pd.MultiIndex.from_frame(now[keys])).to_numpy()
    fallen = now[(now["ytd_value"].astype(float).to_numpy() < earlier - 0.00005)]
    excused = _excused_units(case)
    for row in fallen.itertuples():
        if row.unit_code not in excused:
            was = float(then[(row.unit_code, row.metric_code)])
            yield finding(
                "L402",
                unit_code=row.unit_code,
                field=row.metric_code,
                raw_value=_shown(row.ytd_value, row.value_unit),
                unit=row.unit_name,
                label=row.metric_label,
                before=_shown(was, row.value_unit),
            )


def _only_grows(metric: Metric) -> bool:
    """Whether rows that count once count on: reporting is of the month, and a project passes through a stage such as 在建."""
    if metric.fact == "reporting":
        return False
    condition = metric.where.get("stage")
    if condition is None or not (condition.eq or condition.one_of):
        return True
    named = {condition.eq} if condition.eq else set(condition.one_of or ())
    least = min(STAGE_ORDER.get(str(stage), 0) for stage in named)
    return {stage for stage, at in STAGE_ORDER.items() if at >= least} <= named


def _shown(value: Any, unit: str) -> str:
    number = exact(float(value))
    return f"{half_up(number / 10_000, 2):,}万元" if unit == "yuan" else f"{half_up(number, 2).normalize():,f}"


def _excused_units(case: Case) -> set[str]:
    """Units with a project whose figures may lawfully fall this month: reduced with a reason, newly terminated, verified
    this month, shared differently, or gone in the partner's hands."""
    month = case.candidate.month
    books = case.candidate.books["project"]
    was = {str(row.project_code): row for row in case.history.books("project", shift(month, -1)).itertuples()}
    verified = case.reference.verifications
    ruled = set(verified.loc[verified["month"] == month, "project_code"])
    excused: set[str] = set()
    for row in books.itertuples():
        before = was.get(str(row.project_code))
        ended = row.stage == "terminated" and (before is None or before.stage != "terminated")
        shared = before is not None and (
            _text(before.partner_unit_code) != _text(row.partner_unit_code) or _share(before) != _share(row)
        )
        if ended or shared or row.project_code in ruled or reduction_with_reason(row.fund_note):
            sides = (row.unit_code, row.partner_unit_code, before.partner_unit_code if before is not None else None)
            excused |= {side for side in sides if isinstance(side, str)}
    return excused


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _share(row: Any) -> float:
    return 1.0 if pd.isna(row.own_share) else float(row.own_share)

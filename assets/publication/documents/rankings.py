"""Who stands where: first and last of a group, units behind schedule, units without a signature. From published figures only."""

from __future__ import annotations

from assets.publication.documents.view import ReleaseView

_NAMED = 3


def top_and_bottom(view: ReleaseView, code: str, units: list[str]) -> tuple[list[str], list[str]]:
    """First three and last three of the ranked units, best first; a group of fewer than seven is the first list whole."""
    ranked = [(view.metric(code, "rank", unit), unit) for unit in units]
    known = [unit for rank, unit in sorted((int(rank), unit) for rank, unit in ranked if rank is not None)]
    if len(known) <= 2 * _NAMED:
        return known, []
    return known[:_NAMED], known[-_NAMED:]


def shortfall(view: ReleaseView, code: str, unit: str) -> float | None:
    """How much a unit, GROUP or ALL lacks of its schedule_target; None without a target or where nothing is lacking."""
    target, value = (view.metric(code, column, unit) for column in ("schedule_target", "ytd_value"))
    return None if target is None or value is None or value >= target else float(target) - float(value)


def behind_schedule(view: ReleaseView, code: str) -> list[str]:
    """Units whose 完成序时进度 is below 1, the one that lacks most first."""
    lacking = {unit: shortfall(view, code, unit) for unit in view.units_by_group()}
    behind = [unit for unit, value in lacking.items() if value is not None]
    return sorted(behind, key=lambda unit: -(lacking[unit] or 0.0))


def fallen(view: ReleaseView, code: str) -> list[str]:
    """Units below the same period of the year before, the largest fall first; none whose figures are an earlier month's."""
    growth = {
        unit: view.metric(code, "yoy", unit) for unit in view.units_by_group() if view.figures_of(unit) != "carried"
    }
    down = [unit for unit, value in growth.items() if value is not None and value < 0]
    return sorted(down, key=lambda unit: float(growth[unit]))


def zero_signers(view: ReleaseView) -> list[str]:
    """零签约: units whose year has no signed_100m."""
    return [unit for unit in view.units_by_group() if view.metric("signed_100m", "ytd_value", unit) == 0]


def leading(values: dict[str, float | None], wanted: int = _NAMED) -> list[str]:
    """The units with the most, three of them; ties at the third place are all named up to five, else none of the tied.
    Units with nothing are never named."""
    ranked = sorted(((value, unit) for unit, value in values.items() if value), key=lambda pair: -pair[0])
    if len(ranked) <= wanted:
        return [unit for _, unit in ranked]
    bound = ranked[wanted - 1][0]
    reaching = [unit for value, unit in ranked if value >= bound]
    return reaching if len(reaching) <= wanted + 2 else [unit for value, unit in ranked if value > bound]

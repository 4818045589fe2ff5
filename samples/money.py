"""Sums spread exactly: a year's sum over projects within their room, a project's year over its months.

Whole numbers (hundredths of 万元) in, whole numbers out; every total is kept to the last hundredth.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

SEASON = (0.82, 0.78, 0.96, 1.0, 1.02, 1.08, 0.96, 1.0, 1.07, 1.03, 1.1, 1.18)


class NoRoom(ValueError):
    """The sum does not fit into the projects' investments."""


def apportion(total: int, wishes: Sequence[float], rooms: Sequence[int]) -> list[int]:
    """`total` in proportion to `wishes`, none above its room; exact. Raises NoRoom."""
    if total < 0 or total > sum(rooms):
        raise NoRoom(f"{total} does not fit into {sum(rooms)}")
    parts = [0] * len(wishes)
    free = {i for i, room in enumerate(rooms) if room > 0 and wishes[i] > 0}
    left = total
    while free and left > 0:
        weight = sum(wishes[i] for i in free)
        full = {i for i in free if left * wishes[i] / weight >= rooms[i]}
        if not full:
            for i in free:
                parts[i] = int(left * wishes[i] / weight)
            break
        for i in full:
            parts[i] = rooms[i]
            left -= rooms[i]
        free -= full
    rest = total - sum(parts)
    for i in sorted(range(len(parts)), key=lambda i: parts[i] - rooms[i]):
        step = min(rest, rooms[i] - parts[i])
        parts[i] += step
        rest -= step
    return parts


def spread_unit(rows: Sequence[tuple[int, Sequence[bool], int]], rng: Random) -> list[list[int]]:
    """Twelve months for each (year's sum, months in which money may come, grain): rows exact, the unit's months close
    to the season, so that no month of the unit stands out."""
    goal = _goal(rng)
    whole = sum(total for total, _, _ in rows)
    open_weight = sum(goal)
    goal = [whole * g / open_weight for g in goal]
    table = [
        [total * w * rng.uniform(0.85, 1.15) if ok else 0.0 for w, ok in zip(SEASON, months, strict=True)]
        for total, months, _ in rows
    ]
    for _ in range(12):
        for m in range(12):
            column = sum(row[m] for row in table)
            if column > 0:
                for row in table:
                    row[m] *= goal[m] / column
        for row, (total, months, _) in zip(table, rows, strict=True):
            least = total / (4 * max(1, sum(months)))
            for m, ok in enumerate(months):
                row[m] = max(row[m], least) if ok else 0.0
            size = sum(row)
            for m in range(12):
                row[m] *= total / size if size else 0
    return [_whole(row, total, grain) for row, (total, _, grain) in zip(table, rows, strict=True)]


def _goal(rng: Random) -> list[float]:
    """Twelve weights evenly spaced from low to high, the season's order roughly kept: no month is far from the others."""
    order = sorted(range(12), key=lambda m: SEASON[m] + rng.uniform(-0.12, 0.12))
    goal = [0.0] * 12
    for place, m in enumerate(order):
        goal[m] = 0.68 + 0.64 * place / 11
    return goal


def _whole(row: Sequence[float], total: int, grain: int) -> list[int]:
    """Months in multiples of `grain`; the largest takes what is left over."""
    parts = [int(value / grain + 0.5) * grain for value in row]
    largest = max(range(12), key=lambda m: parts[m])
    parts[largest] += total - sum(parts)
    if parts[largest] < 0:
        return _whole(row, total, 1)
    return parts

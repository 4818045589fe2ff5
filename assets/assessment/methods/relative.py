"""Methods that compare a unit with its group. Order of the group never matters; null values are not in it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any


def efficacy(inputs: dict[str, Any]) -> tuple[Fraction, Fraction] | None:
    """功效系数: (lo + (hi − lo)(x − min)/(max − min)) ÷ 100 × w; `flat` where max = min or a group of one."""
    value, peers = inputs["actual"], inputs["peers"]
    if value is None:
        return None
    low, high = min(peers), max(peers)
    points = (
        inputs["flat"] if high == low else inputs["lo"] + (inputs["hi"] - inputs["lo"]) * (value - low) / (high - low)
    )
    score = points / 100 * inputs["weight"]
    return score, score


def rank_of(value: Fraction, peers: list[Fraction], ties: str) -> int:
    """Place of a value, highest first: competition 1,1,3 or dense 1,1,2."""
    better = [peer for peer in peers if peer > value]
    return 1 + (len(set(better)) if ties == "dense" else len(better))


def rank_points(inputs: dict[str, Any]) -> tuple[Fraction, Fraction] | None:
    """Points of the rank, `beyond` past the table's end, ÷ scale × w; a null value scores 0."""
    if inputs["actual"] is None:
        return Fraction(0), Fraction(0)
    rank = rank_of(inputs["actual"], inputs["peers"], inputs["ties"])
    table = inputs["table"]
    points = table[rank - 1] if rank <= len(table) else inputs["beyond"]
    score = points / inputs["scale"] * inputs["weight"]
    return score, score

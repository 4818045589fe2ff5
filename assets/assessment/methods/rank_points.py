"""Method `rank_points`: points by the rank in the group. The order of the group never matters."""

from __future__ import annotations

from fractions import Fraction

from assets.assessment.methods.method import Inputs, Points, ScoredItem
from assets.assessment.scoring_month import ScoringMonth
from schemas.rounding import exact
from schemas.scoring import RankPoints

_COLUMNS = {"actual": "ytd_value", "completion": "completion", "growth": "yoy"}


def inputs(month: ScoringMonth, unit: str, item: RankPoints) -> Inputs:
    """What the unit and its group are ranked by, and the table of points."""
    column = _COLUMNS[item.by]
    return {
        "metric": item.metric,
        "actual": month.figure(unit, item.metric, column),
        "peers": month.peers(unit, item.metric, column),
        "table": [exact(points) for points in item.table],
        "beyond": exact(item.beyond),
        "ties": item.ties,
        "scale": exact(item.scale),
    }


def rank_of(value: Fraction, peers: list[Fraction], ties: str) -> int:
    """Place of a value, highest first: competition 1,1,3 or dense 1,1,2."""
    better = [peer for peer in peers if peer > value]
    return 1 + (len(set(better)) if ties == "dense" else len(better))


def score(inputs: Inputs) -> Points | None:
    """Points of the rank, `beyond` past the table's end, ÷ scale × w; a null value scores 0."""
    if inputs["actual"] is None:
        return Fraction(0), Fraction(0)
    rank = rank_of(inputs["actual"], inputs["peers"], inputs["ties"])
    table = inputs["table"]
    points = table[rank - 1] if rank <= len(table) else inputs["beyond"]
    score = points / inputs["scale"] * inputs["weight"]
    return score, score


def words(scored: ScoredItem) -> list[str]:
    """组内 … 家中高于本单位的 … 家."""
    actual, peers = scored.inputs["actual"], scored.inputs["peers"]
    if actual is None:
        return ["无数据，计零分"]
    better = sum(peer > actual for peer in peers)
    return [f"组内 {len(peers)} 家中高于本单位的 {better} 家，按名次表赋分"]

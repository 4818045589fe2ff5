"""Recomputes scores from their structured explanations alone (D403): a second pair of eyes that shares no code."""

import json
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction as F  # noqa: N817 - short on purpose: sixty lines in all
from typing import Any


def exact_number(value: Any) -> Any:
    """'29375/1000' back to a fraction, in lists and dicts too."""
    if isinstance(value, (str, list)):
        return F(value) if isinstance(value, str) else [exact_number(each) for each in value]
    return {key: exact_number(each) for key, each in value.items()} if isinstance(value, dict) else value


def points(method: str, raw: dict[str, Any]) -> F:
    """Points after the cap, before rounding and before what a missing indicator gives away."""
    i = {key: value if key in ("metric", "ties", "grounds") else exact_number(value) for key, value in raw.items()}
    cap = i.get("cap")
    if method in ("ratio", "ratio_to_schedule"):
        share = max(i["actual"], F(0)) / i["target"]
        return (
            F(0) if i.get("floor") and share < i["floor"] else i["weight"] * (share if cap is None else min(share, cap))
        )
    if method == "mix":
        both = (
            i["alpha"] * max(i["count"], 0) / i["count_target"] + i["beta"] * max(i["amount"], 0) / i["amount_target"]
        )
        return i["weight"] * (both if cap is None else min(both, cap))
    if method == "efficacy":
        low, high = min(i["peers"]), max(i["peers"])
        return (
            i["weight"]
            * (i["flat"] if low == high else i["lo"] + (i["hi"] - i["lo"]) * (i["actual"] - low) / (high - low))
            / 100
        )
    if method == "rank_points":
        better = [] if i["actual"] is None else [peer for peer in i["peers"] if peer > i["actual"]]
        rank = len(set(better) if i["ties"] == "dense" else better)
        got = i["table"][rank] if rank < len(i["table"]) else i["beyond"]
        return F(0) if i["actual"] is None else got / i["scale"] * i["weight"]
    if method == "tiers":
        reached = [got for bound, got in sorted(i["tiers"]) if i["actual"] / i["target"] >= bound]
        return (reached[-1] if reached else i["otherwise"]) * i["weight"] / 100
    if method == "quota_deduct":
        return max(F(0), i["weight"] - i["points"] * sum(max(F(0), want - have) for have, want in i["quotas"]))
    if method == "step_increment":
        got = i["points"] * max(F(0), (i["actual"] / i["target"] - 1) // i["per"])
        return got if cap is None else min(got, cap)
    if method == "survey":
        means = sum(share * sum(i["ratings"][name]) / len(i["ratings"][name]) for name, share in i["raters"].items())
        return means / sum(i["raters"].values()) / 100 * i["weight"]
    counted = {name: got * i["counts"].get(name, F(0)) for name, got in i.get("events", {}).items()}
    if method == "deduct_per_event":
        return max(
            i["floor"], i["start"] - sum(min(lost, i["limits"].get(name, lost)) for name, lost in counted.items())
        )
    if method not in ("per_event_bonus", "bonus", "deduction"):
        raise NotImplementedError(f"计分方法 {method} 没有复算办法（assets/publication/recompute.py）")
    total = sum(counted.values()) if method == "per_event_bonus" else i["points"] * sum(i["counts"])
    return i.get("sign", 1) * (total if cap is None else min(total, cap))


def recomputed(explanation: str) -> float:
    """The score an explanation gives."""
    told = json.loads(explanation)
    exact = (
        F(told["capped"])
        if told["missing"]
        else points(told["method"], told["inputs"]) * F(told["inputs"].get("factor", "1"))
    )
    if told["rounding"]["step"] != "item":
        return float(exact)
    sized = (abs(exact) * 10 ** told["rounding"]["places"] + F(1, 2)) // 1
    return float(
        Decimal(int(sized) * (1 if exact >= 0 else -1))
        .scaleb(-told["rounding"]["places"])
        .quantize(Decimal("1e-9"), ROUND_HALF_UP)
    )

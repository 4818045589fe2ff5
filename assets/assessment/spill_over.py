"""Units whose score or rank moved because another unit corrected a figure: the difference of two full recomputations."""

from __future__ import annotations

import pandas as pd

COLUMNS = ["unit_code", "unit_name", "score_before", "score_after", "rank_before", "rank_after", "cause"]


def spill_over(before: pd.DataFrame, after: pd.DataFrame, corrected: set[str]) -> pd.DataFrame:
    """One row a unit that corrected nothing and yet moved. `before`, `after`: report_assessment of the two recomputations;
    `corrected`: units whose own figures changed, named as the cause."""
    both = before.merge(after, on="unit_code", suffixes=("_before", "_after"))
    moved = (both["total_score_before"] != both["total_score_after"]) | (
        both["rank_in_group_before"] != both["rank_in_group_after"]
    )
    rows = both[moved & ~both["unit_code"].isin(corrected)]
    return pd.DataFrame(
        {
            "unit_code": rows["unit_code"],
            "unit_name": rows["unit_name_after"],
            "score_before": rows["total_score_before"],
            "score_after": rows["total_score_after"],
            "rank_before": rows["rank_in_group_before"],
            "rank_after": rows["rank_in_group_after"],
            "cause": f"{'、'.join(sorted(corrected))}更正数据",
        },
        columns=COLUMNS,
    ).reset_index(drop=True)

"""Who takes part in the ranking of a month: a unit without figures is named after the ranked ones, as 缺数."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from schemas.words import MISSING


@dataclass(frozen=True)
class Participation:
    """Of a group, or of the district. `ranked`: units with a rank, best first; `unranked`: those without."""

    ranked: list[str]
    unranked: list[str]

    @property
    def words(self) -> str:
        """参评4/5家; '' where everyone is ranked."""
        return f"参评{len(self.ranked)}/{len(self.ranked) + len(self.unranked)}家" if self.unranked else ""


def participation(assessment: pd.DataFrame, group: str | None = None) -> Participation:
    """Of report_assessment's rows, of one unit group where it is named."""
    rows = assessment if group is None else assessment[assessment["unit_group"] == group]
    rows = rows.sort_values(["rank_in_group", "unit_code"])
    has_rank = rows["rank_in_group"].notna()
    return Participation(*(list(map(str, rows.loc[mask, "unit_code"])) for mask in (has_rank, ~has_rank)))


def rank_word(rank: object) -> str:
    """The rank as a table prints it; 缺数 for a unit that is not ranked."""
    return MISSING if rank is None or pd.isna(rank) else str(int(rank))  # type: ignore[call-overload]

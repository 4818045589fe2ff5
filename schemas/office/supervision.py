"""Supervision (督查督办) as rules in the rulebook: what is watched, from which bound on, in which colour."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal[
    "not_started",  # signed, not started, for `months` or more
    "no_money",  # started, no money for `months` running
    "little_money",  # started `months` or more, paid in below `below` of the total investment
    "behind_schedule",  # a unit's metric behind schedule by `points` percentage points or more
    "last_in_group",  # a unit last in its group for `months` running
]
KIND_LABELS: dict[str, str] = {
    "not_started": "签约未开工",
    "no_money": "开工后无到位资金",
    "little_money": "到位资金偏低",
    "behind_schedule": "未达序时进度",
    "last_in_group": "组内末位",
}


class Step(BaseModel):
    """From this bound on, this colour."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: Decimal = Field(ge=0, le=1_000_000, max_digits=20)
    colour: Literal["blue", "yellow", "red"]


class SupervisionRule(BaseModel):
    """One thing that is watched. `steps`: bounds with colours, mildest first; `escalate_after`: months after which an
    item that is not cleared takes the next colour."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")
    kind: Kind
    clause: str = ""
    steps: list[Step] = Field(min_length=1)
    months: int | None = Field(None, ge=1, le=120)
    below: Decimal | None = Field(None, ge=0, le=1_000_000)
    metric: str = "funds_out_of_district"
    escalate_after: int = Field(2, ge=1, le=120)

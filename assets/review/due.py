"""What the calendar asks for on a day: publish the provisional release, close the month, or wait and say how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from schemas.calendar import Deadlines
from schemas.months import month_label


@dataclass(frozen=True, slots=True)
class Due:
    """`action`: provisional · closing · wait · held (due, but no unit has sent anything). `reason` is what the office
    reads in the tick's history."""

    month: str
    action: Literal["provisional", "closing", "wait", "held"]
    reason: str


def due(deadlines: Deadlines, month: str, as_of: datetime, status: str | None) -> Due:
    """What `month` needs at `as_of`; `status` is that of its current release (None: nothing released yet)."""
    label = month_label(month)
    if status == "final":
        return Due(month, "wait", f"{label}已定稿")
    if deadlines.is_closed(month, as_of):
        return Due(month, "closing", f"{label}已过关账日{deadlines.close(month)}，发布定稿")
    days_to_close = (deadlines.close(month) - as_of.date()).days + 1
    if status is not None:
        return Due(month, "wait", f"{label}快报已发布，距关账发布还有{days_to_close}天")
    if as_of.date() > deadlines.late(month):
        return Due(month, "provisional", f"{label}已过迟报宽限日{deadlines.late(month)}，发布快报")
    days = (deadlines.late(month) - as_of.date()).days + 1
    return Due(month, "wait", f"{label}距快报发布还有{days}天（报送截止{deadlines.submit(month)}）")


def nothing_received(month: str) -> str:
    """What is said of a month in which no unit has sent anything."""
    return f"{month_label(month)}：本月尚无任何单位报送，暂不发布"

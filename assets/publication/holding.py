"""Whether a month may be published now, and what the office reads where it may not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assets.intake.home import MonthHome
from assets.review.due import nothing_received
from schemas.calendar import Deadlines
from schemas.history import History
from schemas.months import month_label


@dataclass(frozen=True, slots=True)
class HeldBack:
    """`kind`: held (no unit has sent anything) · waiting (an earlier month is due and not published) · early (nobody has
    asked for a release before the scheduled one). `reason`: Chinese."""

    kind: Literal["held", "waiting", "early"]
    reason: str


def held_back(month: str, home: MonthHome, history: History, *, asked: bool) -> HeldBack | None:
    """Why `month` is not published at `home.as_of`; None where it may be. `asked`: by the schedule or by an explicit
    command."""
    if not home.senders(month):
        return HeldBack("held", nothing_received(month))
    earlier = unpublished_before(month, home, history)
    if earlier:
        which = "、".join(month_label(each) for each in earlier[:3]) + (f"等{len(earlier)}个月" if earlier[3:] else "")
        return HeldBack(
            "waiting",
            f"{which}已到发布时间而尚未发布，{month_label(month)}须在其后发布。"
            f"请依次发布：zhaoyin run --month {earlier[0]} --through {month}",
        )
    deadlines = Deadlines(home.reference.district.calendar, home.reference.holidays)
    if not asked and (history.release(month) is None or home.as_of.date() <= deadlines.late(month)):
        return HeldBack(
            "early",
            f"{month_label(month)}尚未定期发布，本次只收件核查，不发布。需要提前发布的，请运行 zhaoyin run --month {month}",
        )
    return None


def unpublished_before(month: str, home: MonthHome, history: History) -> list[str]:
    """Months before `month` that are past their late day and have submissions but no release, ascending. Months before the
    first release are none of them, nor is a month in which no unit has sent anything."""
    published = history.months()
    first = published[0] if published else ""
    deadlines = Deadlines(home.reference.district.calendar, home.reference.holidays)
    return [
        each
        for each in sorted(home.inbox)
        if first <= each < month
        and each not in published
        and home.as_of.date() > deadlines.late(each)
        and home.senders(each)
    ]

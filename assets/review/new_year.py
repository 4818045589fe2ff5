"""What a year still lacks before it can be scored: its targets and the rulebook in effect."""

from __future__ import annotations

from assets.intake.office.model import Reference
from schemas.months import month_label
from schemas.office.rulebook import rulebook_path


def year_lacks(reference: Reference, month: str) -> list[str]:
    """Chinese sentences, one a thing that is missing for the month's year; none where both are there. RulebookProblem
    where a rulebook does not load."""
    year, lacking = month[:4], []
    targets = reference.targets
    if not len(targets) or not (targets["year"].astype(int) == int(year)).any():
        lacking.append(f"{year}年目标尚未录入（reference/targets），目标、序时进度和完成率均为空")
    if rulebook_path(reference.home, month) is None:
        lacking.append(f"{month_label(month)}没有生效的考核办法（rulebooks/{year}.yaml），本月不计分、不排名")
    return lacking

"""Level 1 on the lists: subsidies, visits, activities."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd
from stdnum.cn import ric

from assets.review.scene import Scene, judges
from schemas.finding import Finding
from schemas.months import last_day

_DATED = {"visit": "visited_on", "activity": "held_on", "talent_subsidy": "paid_on"}


@judges("C116")
def subsidies(scene: Scene) -> Iterator[Finding]:
    """Id checksum and age, the cap, the employer."""
    cap = scene.reference.district.policies.subsidy_cap
    for index, identity, employer, yuan in scene.lists("talent_subsidy", "person_id", "employer", "subsidy_yuan"):
        if isinstance(identity, str):
            if not ric.is_valid(identity.upper()):
                yield scene.say("C116", "id", "talent_subsidy", index, "person_id", severity="E", want="18 位公民身份号码")
            elif not 16 <= scene.year - int(identity[6:10]) <= 80:
                yield scene.say("C116", "age", "talent_subsidy", index, "person_id", severity="E", want="16 至 80 周岁")
        if cap is not None and not pd.isna(yuan) and yuan > cap * 10_000:
            yield scene.say("C116", "cap", "talent_subsidy", index, "subsidy", severity="W", want=f"不超过 {cap} 万元")
        if not isinstance(employer, str):
            yield scene.say("C116", "employer", "talent_subsidy", index, "employer", severity="W", want="填写用人单位")


@judges("C117")
def visits_and_activities(scene: Scene) -> Iterator[Finding]:
    """Dated in this year up to the month; 已办结 has its date."""
    first, last = date(scene.year, 1, 1).isoformat(), last_day(scene.month).isoformat()
    for kind, name in _DATED.items():
        for index, on in scene.rows(kind)[name].items():
            if isinstance(on, str) and not first <= on <= last:
                yield scene.say("C117", "year", kind, index, name, want=f"{first} 至 {last}")
    visits = scene.rows("visit")
    for index in visits.index[(visits["issue_status"] == "resolved") & visits["resolved_on"].isna()]:
        if scene.raw("visit", index, "resolved_on") in (None, "无", "—", "-", "/"):
            yield scene.say("C117", "resolved", "visit", index, "resolved_on", want="填写办结日期")

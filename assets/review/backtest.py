"""The catalogue as the office reads it, and what it did over all released months. Judges nothing."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assets.review.catalogue import thresholds
from schemas.history import History
from schemas.office.district import District
from schemas.rules.catalogue import rule_catalogue
from schemas.words import FINDING_STATUSES, RULE_SEVERITIES


def rules_table(district: District) -> list[dict[str, Any]]:
    """One row a rule with this district's settings: id, level, what it says, whether it is on, its parameters."""
    rows = []
    for code, rule in rule_catalogue().items():
        given = thresholds(code, district)
        off = district.rules.get(code, True) in (False, "off", "OFF", "Off")
        rows.append(
            {
                "规则": code,
                "层级": rule.level,
                "名称": rule.title,
                "程度": "／".join(RULE_SEVERITIES[severity] for severity in rule.severities),
                "启用": "否" if off else "是",
                "参数": "，".join(
                    f"{name}={'默认' if value is None else f'{value:g}'}" for name, value in given.items()
                ),
                "读取": "、".join(rule.reads),
                "空值": rule.nulls,
                "处理": rule.remedy,
            }
        )
    return rows


def backtest(history: History, months: list[str]) -> pd.DataFrame:
    """What each rule did over `months`: one row a rule that ever spoke or could have, in the catalogue's order.

    命中 findings in the current releases · 未解决, 已说明, 已豁免, 已推翻 how they stand (they add up to 命中) ·
    月数, 单位数 in how many months and of how many units · 解决率 the share no longer open (null without a hit) ·
    误判率 overturned ÷ hits: a rule that is often overturned is a rule to change."""
    parts = [history.table("finding", month).assign(month=month) for month in months]
    frame = (
        pd.concat(parts, ignore_index=True)
        if parts
        else pd.DataFrame(columns=["rule_code", "status", "month", "unit_code"])
    )
    by_rule = dict(list(frame.groupby("rule_code")))
    rows = []
    for code, rule in rule_catalogue().items():
        found = by_rule.get(code, frame.iloc[0:0])
        counts = found["status"].value_counts()
        hits = len(found)
        by_status = {word: int(counts.get(status, 0)) for status, word in FINDING_STATUSES.items()}
        rows.append(
            {
                "规则": code,
                "名称": rule.title,
                "命中": hits,
                **by_status,
                "月数": found["month"].nunique(),
                "单位数": found["unit_code"].nunique(),
                "解决率": round(1 - counts.get("open", 0) / hits, 3) if hits else None,
                "误判率": round(counts.get("overturned", 0) / hits, 3) if hits else None,
            }
        )
    return pd.DataFrame(rows)

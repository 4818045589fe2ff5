"""The office's words for codes of the published tables: report status, supervision colours, stages, origins."""

from __future__ import annotations

from typing import Any

import pandas as pd

from schemas.codes.lists import CHOICES
from schemas.codes.places import ORIGIN_SCOPES
from schemas.office.supervision import KIND_LABELS

COLOURS = {"red": "红牌", "yellow": "黄牌", "blue": "蓝牌"}
UNMET = "未完成年度目标"


def kind_word(code: str, december: bool = False) -> str:
    """签约未开工 …: what is supervised; at the year's end the schedule is the year's target."""
    return UNMET if december and code == "behind_schedule" else KIND_LABELS.get(code, code)


def stage_word(code: Any) -> str:
    """签约, 前期, 在建, 投产, 终止."""
    return CHOICES["stage"].get(str(code), (str(code or ""),))[0]


def scope_word(code: str) -> str:
    """区内 … 境外."""
    return ORIGIN_SCOPES.get(code, code)


def moment_text(value: Any) -> str:
    """2025-12-03 09:41 of a stored date and time; empty where there is none."""
    return "" if value is None or pd.isna(value) else str(value)[:16].replace("T", " ")

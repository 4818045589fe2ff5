"""The one way a number gets into a document: bound to the table, row and column it was published in.

A bound text stands between private marks while the document is made; the linter reads the marks, then they are taken out.
How figures look (亿元, 万元, %, 百分点) is here; rounding is schemas/rounding.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from assets.publication.documents.view import VERIFIED, ReleaseView
from schemas.rounding import exact, half_up

OPEN, CLOSE, INDEX = "\ue000", "\ue001", 0xF0000
_LIMIT = 0x10FFFD - INDEX  # both private planes: a bulletin of 6,000 units has 120,000 figures
_SCALES = {"亿元": 100_000_000, "万元": 10_000, "万美元": 10_000}
NOTHING = "—"


@dataclass(frozen=True)
class Bound:
    """A figure as shown: where it is published, its exact value, its text."""

    table: str
    row_key: str
    column: str
    value: Any
    text: str


def shown(value: Any, display: str) -> str:
    """`value` as people read it. `display`: 亿元1, 万元0, 万美元2, %2, 百分点1, 个, 人, 家, 次 …; a unit's number is its places,
    a * after it drops trailing zeros (亿元2*: 3亿元, 6.8亿元), a last - leaves the unit out (in a column that names it).
    An unknown value is —."""
    if value is None or pd.isna(value):
        return NOTHING
    bare, display = display.endswith("-"), display.removesuffix("-")
    trimmed = display.endswith("*")
    unit = display.rstrip("*").rstrip("0123456789")
    places = int(display.rstrip("*")[len(unit) :] or 0)
    number = exact(value if isinstance(value, int) else float(value))
    if unit in _SCALES:
        number /= _SCALES[unit]
    elif unit in ("%", "百分点"):
        number *= 100
    elif not places and number.denominator != 1:
        places, trimmed = 1, True  # a shared project counts in part
    text = str(half_up(number, places))
    if trimmed and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if bare else text + ("个百分点" if unit == "百分点" else unit)


@dataclass
class Figures:
    """Binds the figures of one document; `bound` lists them in order."""

    view: ReleaseView
    bound: list[Bound] = field(default_factory=list)

    def bind(self, table: str, row_key: str, column: str, value: Any, text: str) -> str:
        """The text between marks, recorded."""
        if len(self.bound) >= _LIMIT:
            raise ValueError("文稿引用的数字过多，请拆分模板")
        self.bound.append(Bound(table, row_key, column, value, text))
        return f"{OPEN}{chr(INDEX + len(self.bound) - 1)}{text}{CLOSE}"

    def metric(self, code: str, display: str, column: str = "ytd_value", unit: str = "ALL") -> str:
        """A value of report_metric: metric("funds_industrial", "亿元1")."""
        value = self.view.metric(code, column, unit)
        return self.bind("metric", f"{unit}|{code}|{VERIFIED}", column, value, shown(value, display))

    def total(self, code: str, display: str, column: str = "ytd_value", unit: str = "ALL") -> str:
        """A metric in a sentence: 不低于145.4亿元 where a provisional release does not yet have every unit's month."""
        words = self.metric(code, display, column, unit)
        grows = column in ("ytd_value", "month_value", "completion", "schedule_progress")
        least = self.view.extent.at_least(unit, self.view.metric(code, "value_unit", unit) or "")
        return least + words if grows else words

    def row(self, table: str, column: str, display: str, **keys: str) -> str:
        """A value of another table by its keys: row("stage", "projects", "个", unit_code="ALL", stage="building")."""
        frame = self.view.table(table)
        if "caliber" in frame and "caliber" not in keys:
            keys = {**keys, "caliber": VERIFIED}
        for name, wanted in keys.items():
            frame = frame[frame[name].astype(str) == str(wanted)]
        value = frame.iloc[0][column] if len(frame) else None
        return self.bind(table, "|".join(map(str, keys.values())), column, value, shown(value, display))

    def text(self, table: str, row_key: str, column: str, words: str) -> str:
        """Words of a table (a unit's, a project's, a chain's name): a digit in them is no figure of ours."""
        return self.bind(table, row_key, column, None, words) if any(c.isdigit() for c in words) else words

    def count(self, table: str, row_key: str, rows: int, display: str) -> str:
        """How many rows of a table meet what `row_key` says: 3家 of submission|late."""
        return self.bind(table, row_key, "count", rows, shown(rows, display))

    def growth(self, code: str, places: int = 1, unit: str = "ALL") -> str:
        """同比增长16.8% / 同比下降8.9% / 与上年同期持平: the word agrees with the sign, the number carries none. Of a
        provisional total that lacks units: 按已报数同比 …"""
        reported = "按已报数" if self.view.is_partial(unit) else ""
        value = self.view.metric(code, "yoy", unit)
        if value is None:
            return "上年同期无可比数"
        rounded = half_up(exact(float(value)) * 100, places)
        if rounded == 0:
            return f"{reported}与上年同期持平"
        word = f"{reported}同比增长" if rounded > 0 else f"{reported}同比下降"
        return word + self.bind("metric", f"{unit}|{code}|{VERIFIED}", "yoy", value, f"{abs(rounded)}%")

    def schedule(self, code: str, places: int = 1, unit: str = "ALL") -> str:
        """完成序时进度117.9%, or that there is no target."""
        if self.view.metric(code, "schedule_progress", unit) is None:
            return "未下达目标"
        return "完成序时进度" + self.total(code, f"%{places}", "schedule_progress", unit)

    def points(self, code: str, unit: str = "ALL") -> str:
        """(较上年同期提高1.2个百分点) / (较上年同期下降…) of a ratio metric; nothing where there is no earlier figure."""
        value = self.view.metric(code, "change_points", unit)
        if value is None:
            return ""
        rounded = half_up(exact(float(value)) * 100, 1)
        if rounded == 0:
            return "（与上年同期持平）"
        word = "较上年同期提高" if rounded > 0 else "较上年同期下降"
        key = f"{unit}|{code}|{VERIFIED}"
        return f"({word}{self.bind('metric', key, 'change_points', value, f'{abs(rounded)}个百分点')})"

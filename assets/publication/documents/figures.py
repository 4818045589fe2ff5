"""The one way a number gets into a document: bound to the table, row and column it was published in.

A bound text stands between private marks while the document is made; the linter reads the marks, then they are taken out.
How figures look (亿元, 万元, %, 百分点) is here; rounding is schemas/rounding.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from assets.publication.documents.rankings import shortfall
from assets.publication.documents.view import VERIFIED, ReleaseView
from schemas.quoting import quoted, visible
from schemas.rounding import exact, half_up

OPEN, CLOSE, INDEX = "\ue000", "\ue001", 0xF0000
LACKS, PARTS = "\ue003", "\ue004"  # after a total: what it lacks belongs here; after a count in parts: so does why
_LIMIT = 0x10FFFD - INDEX  # both private planes: a bulletin of 6,000 units has 120,000 figures
_SCALES = {"亿元": 100_000_000, "万元": 10_000, "万美元": 10_000}
NOTHING = "—"
_PAIRED = re.compile("[^“”]*(?:“[^“”]*”[^“”]*)*")
_TERM = re.compile(r"(?!.*(?:亿|万|%|增长|下降|完成|到位|资金))[\w“”（）()·\-]{1,20}")


@dataclass(frozen=True)
class BoundFigure:
    """A figure as shown: where it is published, its exact value, its text. `foreign`: words of others (a name), whatever they
    say. `table` judgement: our own words that hold while a condition on published figures does."""

    table: str
    row_key: str
    column: str
    value: Any
    text: str
    foreign: bool = False


def display_text(value: Any, display: str) -> str:
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
    bound: list[BoundFigure] = field(default_factory=list)
    places: list[str] = field(default_factory=list)  # of the LACKS marks, by number

    def bind(self, table: str, row_key: str, column: str, value: Any, text: str, foreign: bool = False) -> str:
        """The text between marks, recorded."""
        if len(self.bound) >= _LIMIT:
            raise ValueError("文稿引用的数字过多，请拆分模板")
        self.bound.append(BoundFigure(table, row_key, column, value, text, foreign))
        return f"{OPEN}{chr(INDEX + len(self.bound) - 1)}{text}{CLOSE}"

    def metric(self, code: str, display: str, column: str = "ytd_value", unit: str = "ALL") -> str:
        """A value of report_metric: metric("funds_industrial", "亿元1")."""
        value = self.view.metric(code, column, unit)
        return self.bind("metric", f"{unit}|{code}|{VERIFIED}", column, value, display_text(value, display))

    def total(self, code: str, display: str = "", column: str = "ytd_value", unit: str = "ALL") -> str:
        """A metric in a sentence: 不低于145.4亿元 where a provisional release does not yet have every unit's month; with the
        place for what it lacks. Without `display` as district.yaml shows money."""
        words = self.metric(code, display or self.money, column, unit)
        if column not in ("ytd_value", "month_value", "completion", "schedule_progress"):
            return words
        least = self.view.extent.at_least(unit, self.view.metric(code, "value_unit", unit) or "")
        return least + words + self.lacks(unit)

    @property
    def money(self) -> str:
        """亿元2: how the district shows money."""
        display = self.view.district.display
        return f"{display.money}{display.decimals}"

    def plain(self, code: str, display: str = "", column: str = "ytd_value", unit: str = "ALL") -> str:
        """A metric whose gaps are said at another figure of the same sentence."""
        return self.metric(code, display or self.money, column, unit)

    def lacks(self, place: str) -> str:
        """The mark after a total that lacks units or holds earlier figures; '' where every unit has its own month."""
        if not self.view.extent.gaps(place):
            return ""
        if place not in self.places:
            self.places.append(place)
        return f"{LACKS}{chr(INDEX + self.places.index(place))}"

    def told(self, label: str, code: str, display: str = "", column: str = "ytd_value", unit: str = "ALL") -> str:
        """The label and its figure; '' where there is none, so that the clause is left out."""
        known = self.view.metric(code, column, unit) is not None
        return label + self.total(code, display, column, unit) if known else ""

    def some(self, label: str, code: str, display: str = "", column: str = "ytd_value", unit: str = "ALL") -> str:
        """The same; '' for zero, too: 举办培训班0期 says nothing."""
        return self.told(label, code, display, column, unit) if self.view.metric(code, column, unit) else ""

    def nothing(self, words: str, code: str, display: str = "个", unit: str = "ALL") -> str:
        """无新投产项目,上年同期7个: said of a zero, with what the total lacks; no last year's figure where that is zero, too."""
        words += self.lacks(unit)
        column = self.view.prior_column
        if not self.view.metric(code, column, unit):
            return words
        alike = "" if column == "prior_ytd_value" else "同口径"
        return f"{words},{alike}上年同期{self.metric(code, display, column, unit)}"

    def shortfall(self, code: str, display: str = "", unit: str = "ALL") -> str:
        """How much is lacking of the schedule target: 3.77亿元; '' where nothing is."""
        value = shortfall(self.view, code, unit)
        if value is None:
            return ""
        return self.bind(
            "metric", f"{unit}|{code}|{VERIFIED}", "shortfall", value, display_text(value, display or self.money)
        )

    def row(self, table: str, column: str, display: str, **keys: str) -> str:
        """A value of another table by its keys: row("stage", "projects", "个", unit_code="ALL", stage="building")."""
        frame = self.view.table(table)
        if "caliber" in frame and "caliber" not in keys:
            keys = {**keys, "caliber": VERIFIED}
        for name, wanted in keys.items():
            frame = frame[frame[name].astype(str) == str(wanted)]
        value = frame.iloc[0][column] if len(frame) else None
        words = self.bind(table, "|".join(map(str, keys.values())), column, value, display_text(value, display))
        return words + self.lacks(str(keys.get("unit_code", "")))

    def text(self, table: str, row_key: str, column: str, words: str) -> str:
        """Words of the office's own files (a unit's, a chain's, an event's name), one line; no figure of ours in them."""
        plain = visible(words)
        return self.bind(
            table, row_key, column, None, plain if _PAIRED.fullmatch(plain) else quoted(words), foreign=True
        )

    def quotation(self, table: str, row_key: str, column: str, words: str) -> str:
        """“…”: words of a township, one line that ends where we end it, whatever they say."""
        return f"“{self.bind(table, row_key, column, None, quoted(words), foreign=True)}”"

    def term(self, table: str, row_key: str, column: str, words: str) -> str:
        """A township's term within our sentence: bare while it can be nothing but a term, else a quotation."""
        if _TERM.fullmatch(words) and _PAIRED.fullmatch(words):
            return self.text(table, row_key, column, words)
        return self.quotation(table, row_key, column, words)

    def count(self, table: str, row_key: str, rows: int, display: str) -> str:
        """How many rows of a table meet what `row_key` says: 3家 of submission|late."""
        return self.bind(table, row_key, "count", rows, display_text(rows, display))

    def growth(self, code: str, places: int = 1, unit: str = "ALL") -> str:
        """同比增长16.8% / 同比下降8.9% / 与上年同期持平: the word agrees with the sign, the number carries none. Of a total that
        lacks units: 同口径同比 …; with earlier figures in it: 按已报数同比 …; '' without a comparable figure."""
        reported = self.view.basis(unit)
        value = self.view.metric(code, "yoy", unit)
        if value is None:
            return ""
        rounded = half_up(exact(float(value)) * 100, places)
        if rounded == 0:
            return f"{reported}与上年同期持平"
        word = f"{reported}同比增长" if rounded > 0 else f"{reported}同比下降"
        return word + self.bind("metric", f"{unit}|{code}|{VERIFIED}", "yoy", value, f"{abs(rounded)}%")

    def schedule(self, code: str, places: int = 1, unit: str = "ALL") -> str:
        """完成序时进度117.9%; '' without a target. What falls short at the year's end falls short of the year's target."""
        value = self.view.metric(code, "schedule_progress", unit)
        if self.view.is_december and value is not None and value < 1:
            return self.completed(code, places, unit)
        return self.told("完成序时进度", code, f"%{places}", "schedule_progress", unit)

    def completed(self, code: str, places: int = 1, unit: str = "ALL") -> str:
        """完成年度目标的37.5%; '' without a target."""
        return self.told("完成年度目标的", code, f"%{places}", "completion", unit)

    def points(self, code: str, unit: str = "ALL") -> str:
        """(较上年同期提高1.2个百分点) / (较上年同期下降…) of a ratio metric; nothing where there is no earlier figure."""
        value = self.view.metric(code, "change_points", unit)
        if value is None:
            return ""
        rounded = half_up(exact(float(value)) * 100, 1)
        if rounded == 0:
            return "（与上年同期持平）"
        reported = self.view.basis(unit)
        word = f"{reported}较上年同期提高" if rounded > 0 else f"{reported}较上年同期下降"
        key = f"{unit}|{code}|{VERIFIED}"
        return f"({word}{self.bind('metric', key, 'change_points', value, f'{abs(rounded)}个百分点')})"

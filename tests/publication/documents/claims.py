"""Every sentence of a release's documents walked to the published tables: (sentence, figures, ok).

`claims(view)` renders the shipped templates and checks, with its own arithmetic, what each sentence says: that its figures
are those of the tables at the digits shown, that words of rise and fall agree with them, that lists stand in the order they
claim, that a total which lacks units or holds earlier figures says so, and that words that judge are borne out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from assets.publication.documents.build import SHIPPED, word_documents
from assets.publication.documents.figures import CLOSE, INDEX, OPEN, BoundFigure
from assets.publication.documents.judgements import JUDGEMENT, judgements, spoken
from assets.publication.documents.linter import unmarked
from assets.publication.documents.render import render
from assets.publication.documents.view import ReleaseView

_BOUND = re.compile(f"{OPEN}(.)([^{CLOSE}]*){CLOSE}")
_SCALES = {"亿元": 10**8, "万元": 10**4, "万美元": 10**4, "%": Decimal("0.01"), "个百分点": Decimal("0.01")}
_OF_UNITS = ("metric", "stage", "size_band", "industry_chain", "talent", "recognition", "visit", "activity")
_GAP_WORDS = ("未含", "沿用", "缺")
_CLEAN = ("accepted", "needs_explanation", "nil")
Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Claim:
    """A sentence of a document, the figures it stands on (table, row key, column, text), and what is wrong with it."""

    document: str
    sentence: str
    figures: tuple[tuple[str, str, str, str], ...]
    faults: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.faults


def claims(view: ReleaseView, tables: Tables | None = None) -> list[Claim]:
    """The claims of every document of the release, against its own tables or against `tables`."""
    against = _Published(view, tables or view.tables)
    found = []
    for name in word_documents(view):
        made = render(view, SHIPPED / f"{name}.docx")
        found += [Claim(name, stray.text, (), (stray.detail,)) for stray in made.strays]
        planning = False
        for paragraph in made.marked:
            if re.match(r"[一二三四五六七八九十]+、", paragraph):
                planning = any(word in paragraph for word in judgements().sections)
            for sentence in _sentences(paragraph):
                bound = [made.bound[ord(match[1]) - INDEX] for match in _BOUND.finditer(sentence)]
                faults = tuple(against.faults(sentence, bound, planning))
                figures = tuple((each.table, each.row_key, each.column, each.text) for each in bound)
                if bound or faults:
                    found.append(Claim(name, unmarked(sentence), figures, faults))
    return found


def _sentences(paragraph: str) -> list[str]:
    """Split at 。 outside the words of others."""
    held = [match[0] for match in _BOUND.finditer(paragraph)]
    pieces = re.split("(?<=。)", _BOUND.sub("\ue010", paragraph))
    return [re.sub("\ue010", lambda _m: held.pop(0), piece) for piece in pieces if piece.strip()]


class _Published:
    def __init__(self, view: ReleaseView, tables: Tables) -> None:
        self.view, self.tables = view, tables
        self.rows = {
            (row["unit_code"], row["metric_code"], row["caliber"]): row for row in tables["metric"].to_dict("records")
        }
        sent = tables["submission"]
        self.figures = dict(zip(sent["unit_code"], sent["figures"], strict=True))
        self.groups = tables["fund_arrival"].drop_duplicates("unit_code").set_index("unit_code")["unit_group"].to_dict()

    def faults(self, sentence: str, bound: list[BoundFigure], planning: bool) -> Iterator[str]:
        own = _BOUND.sub(lambda m: "" if bound and self._foreign(m, bound) else m[2], sentence)
        for match, each in zip(_BOUND.finditer(sentence), bound, strict=True):
            yield from self._figure(each)
            yield from self._direction(unmarked(sentence[: match.start()]), each)
        yield from self._gaps(sentence, bound)
        yield from self._order(sentence, bound)
        for judging in spoken(own, planning):
            if not judging.condition or not self._holds(judging.condition):
                yield f"{judging.word} is not borne out ({judging.condition})"

    @staticmethod
    def _foreign(match: re.Match[str], bound: list[BoundFigure]) -> bool:
        return any(each.foreign and each.text == match[2] for each in bound)

    def _figure(self, each: BoundFigure) -> Iterator[str]:
        """The text shows what the tables hold, at its digits."""
        if each.foreign or (each.value is None and each.text != "—"):
            return
        if each.table == JUDGEMENT:
            if self._holds(each.row_key) is not bool(each.value):
                yield f"{each.text}: {each.row_key} is not {each.value}"
            return
        value = self._value(each)
        if each.text == "—":
            if value is not None:
                yield f"— is {value} ({each.table}|{each.row_key}|{each.column})"
            return
        number = re.match(r"-?\d+(?:\.(\d+))?", each.text)
        if value is None or number is None:
            yield f"{each.table}|{each.row_key}|{each.column} is not published"
            return
        scale = _SCALES.get(each.text[number.end() :], 1)
        if each.column in ("yoy", "change_points") and each.text[0] != "-" and "-" not in each.text:
            value = abs(value) if abs(value) == abs(Decimal(repr(float(each.value)))) else value
        scales = [scale] if each.text[number.end() :] else [1, 10**4, 10**8]  # a cell's unit stands in its heading
        last = Decimal(1).scaleb(-len(number[1] or ""))
        if all(abs(Decimal(number[0]) - value / Decimal(of)) > last / 2 for of in scales):
            yield f"{each.text} is not {value} ({each.table}|{each.row_key}|{each.column})"

    def _value(self, each: BoundFigure) -> Decimal | None:
        parts = each.row_key.split("|")
        if each.column == "count":
            value: Any = self._count(each.table, parts)
        elif each.table == "metric" and parts[0] == "units":
            units = [self.rows.get((unit, parts[1], "verified"), {}).get(each.column) for unit in self.figures]
            value = sum(float(one) for one in units if one is not None and not pd.isna(one))
        elif each.table == "metric":
            row = self.rows.get((parts[0], parts[1], parts[2]))
            if row is None:
                return None
            value = row["schedule_target"] - row["ytd_value"] if each.column == "shortfall" else row[each.column]
        elif each.table == "release":
            value = self.view.release[each.column]
        else:
            frame = self.tables[each.table]
            keys = dict(zip(_KEYS[each.table], parts, strict=False))
            for name, wanted in keys.items():
                frame = frame[frame[name].astype(str) == wanted]
            value = frame.iloc[0][each.column] if len(frame) == 1 else None
        return None if value is None or pd.isna(value) else Decimal(repr(float(value)))

    def _count(self, table: str, parts: list[str]) -> int | None:
        """What a counted thing is, from the tables again."""
        metric, sent = self.tables["metric"], self.tables["submission"]
        metric = metric[metric["caliber"] == "verified"]
        units = metric[metric["unit_code"].isin(self.figures)]
        funds = units[units["metric_code"] == "funds_out_of_district"]
        targeted = metric[metric["annual_target"].notna()]
        whole, single = targeted[targeted["unit_code"] == "ALL"], targeted[targeted["unit_code"].isin(self.figures)]
        done = (single["completion"].astype(float) >= 1).groupby(single["unit_code"]).all()
        if parts[0].startswith("GROUP:"):
            members = [unit for unit in self.figures if f"GROUP:{self.groups.get(unit)}" == parts[0]]
            return len(members) if parts[1] == "expected" else sum(self.figures[unit] != "none" for unit in members)
        if table == "supervision":
            rows = self.tables["supervision"]
            rows = rows[rows["cleared_month"].isna() & (rows["project_code"].notna() == (parts[0] == "project"))]
            return len(rows) if parts[1] == "open" else int((rows["colour"] == parts[1]).sum())
        if table == "assessment":
            scores = self.tables["assessment"]
            return len(scores) if parts[0] == "units" else int(scores["rank_in_group"].notna().sum())
        late = sent["on_time"].eq(False).fillna(False).astype(bool) & sent["status"].isin(_CLEAN)
        counts = {
            "schedule_progress<1": lambda: int((funds["schedule_progress"].astype(float) < 1).sum()),
            "yoy<0": lambda: int(
                ((funds["yoy"].astype(float) < 0) & funds["unit_code"].map(self.figures).ne("carried")).sum()
            ),
            "signed_100m=0": lambda: int((units[units["metric_code"] == "signed_100m"]["ytd_value"] == 0).sum()),
            "on_time=false": lambda: int(late.sum()),
            "ALL|annual_target": lambda: len(whole),
            "ALL|completion>=1": lambda: int((whole["completion"].astype(float) >= 1).sum()),
            "units|annual_target": lambda: len(done),
            "units|completion>=1": lambda: int(done.sum()),
        }
        key = "|".join(parts)
        if key.startswith("status="):
            return int((sent["status"] == key.removeprefix("status=")).sum())
        return counts[key]() if key in counts else None

    def _direction(self, before: str, each: BoundFigure) -> Iterator[str]:
        """同比增长 of a rise, 下降 of a fall; nothing signed twice."""
        word = re.search(r"(增长|提高|下降)$", before)
        if each.column not in ("yoy", "change_points") or not word:
            return
        value = self._value(each)
        if value is None or (value > 0) != (word[1] != "下降"):
            yield f"{word[1]}{each.text} is {value}"

    def _gaps(self, sentence: str, bound: list[BoundFigure]) -> Iterator[str]:
        """A total that lacks units or holds earlier figures says so in its sentence; so does a unit's own earlier figure."""
        words = unmarked(sentence)
        if len(bound) == 1 and words.strip() == bound[0].text:
            return  # a cell: its row carries the mark
        for each in bound:
            place = each.row_key.split("|")[0]
            if each.table not in _OF_UNITS or each.column in (
                "annual_target",
                "schedule_target",
                "count",
                "yoy",
                "metric_label",
                "size_band",
            ):
                continue
            lacking = [unit for unit, kind in self.figures.items() if kind != "current"
                       and place in ("ALL", unit, f"GROUP:{self.groups.get(unit)}")]  # fmt: skip
            if lacking and not any(word in words for word in _GAP_WORDS):
                yield f"{each.text} of {place} lacks {lacking} and does not say so"

    def _order(self, sentence: str, bound: list[BoundFigure]) -> Iterator[str]:
        words = unmarked(sentence)
        for claim, column, largest_first in (
            ("欠额由大到小", "shortfall", True), ("降幅", "yoy", False), ("依次是", "schedule_progress", True),
        ):  # fmt: skip
            start = words.find(claim)
            if start < 0:
                continue
            values = [float(v) for each in bound if each.column == column and not each.row_key.startswith(("ALL", "GROUP"))
                      and (v := self._value(each)) is not None]  # fmt: skip
            if values != sorted(values, reverse=largest_first):
                yield f"{claim}: {values}"

    def _holds(self, name: str) -> bool:
        """The condition, from the tables alone."""
        condition = judgements().conditions[name]
        if condition.units:
            rows = self.tables["metric"]
            rows = rows[
                (rows["caliber"] == "verified") & rows["unit_code"].isin(self.figures) & rows["annual_target"].notna()
            ]
            done = rows["completion"].astype(float)
            best = done.groupby(rows["unit_code"]).max()
            whole = [row for (unit, _, caliber), row in self.rows.items() if unit == "ALL" and caliber == "verified"]
            own = [float(row["completion"]) for row in whole if not pd.isna(row["annual_target"])]
            return (
                self.view.is_december
                and set(best.index) == set(self.figures)
                and bool((done >= 1).all())
                and (condition.units == "on_target" or bool((best > 1).all()))
                and (not condition.district or min(own, default=1.0) >= 1)
            )
        values = [
            (test, self.rows.get(("ALL", test.metric, "verified"), {}).get(test.column)) for test in condition.all
        ]
        return all(
            value is not None and not pd.isna(value)
            and (test.above is None or value > test.above) and (test.at_least is None or value >= test.at_least)
            for test, value in values
        )  # fmt: skip


_KEYS = {
    "industry_chain": ("unit_code", "chain_code", "caliber"), "stage": ("unit_code", "stage", "caliber"), "event": ("event_name", "year"),
    "recognition": ("unit_code", "category", "level", "count_unit"), "assessment": ("unit_code",),
}  # fmt: skip

"""What hangs on a finding: whether the money or the count at stake moves a figure of a unit or of the district at the digits
that are shown, or a rank. Set on the candidate release, from its own lineage; nothing is computed again.

The stake, by what a finding names:

1. a money cell and what it should be (本年累计 12,000万元，应为 1,200万元): the difference;
2. a cell without a known right value: all it contributes; a project (its stage, origin, name …): all its cells contribute,
   the project as a count too; a row of a list: the row;
3. a cell that is not in force (returned): what it says against what stands in force for its project; where nothing stands,
   or what it says is no amount, everything may hang on it: material;
4. a figure the prover names: the figure; a whole submission that cannot be loaded or is returned: material;
5. anything else names nothing that is counted: not material.

A figure moves where its shown form with the stake and without it differ (district.yaml display; counts to one decimal, since
shared projects count in part; ratios move by their parts). Ranks are those of the verified figures, by 完成序时进度.
"""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pandas as pd

from assets.store.candidate import Candidate
from schemas.columns.frames import typed_frame
from schemas.columns.judged import FINDING
from schemas.form.sheets import DATA_SHEETS
from schemas.office.district import Display
from schemas.rounding import exact, half_up

Deltas = dict[tuple[str, str, str], float]  # (unit credited, metric, caliber) → by how much the figure would move

_SHOULD_BE = re.compile(r"^(?:不大于|不小于)?\s*(-?[\d,]+(?:\.\d+)?)万元")
_AMOUNT = re.compile(r"^(-?[\d,]+(?:\.\d+)?)(万元)?$")
_MONEY = {
    item.name: f"{kind}.{item.column}"
    for kind, form in DATA_SHEETS.items()
    for item in form.fields
    if item.kind == "money"
}
_SCALE = {"亿元": 100_000_000, "万元": 10_000}


def with_materiality(candidate: Candidate, display: Display) -> Candidate:
    """The same candidate with `material` set on every finding."""
    findings = candidate.tables["finding"]
    if not len(findings):
        return candidate
    scales = _Scales(candidate, display)
    flags = [scales.is_material(each) for each in findings.itertuples()]
    marked = typed_frame(findings.assign(material=pd.array(flags, dtype="boolean")), FINDING)
    return dataclasses.replace(candidate, tables={**candidate.tables, "finding": marked})


class _Scales:
    """The candidate's figures, and which cells make them."""

    def __init__(self, candidate: Candidate, display: Display) -> None:
        metrics = candidate.tables["metric"]
        keys = list(zip(metrics["unit_code"], metrics["metric_code"], metrics["caliber"], strict=True))
        self._value: dict[tuple[str, str, str], float] = dict(
            zip(keys, metrics["ytd_value"].astype("float64"), strict=True)
        )
        self._unit = dict(zip(metrics["metric_code"], metrics["value_unit"], strict=True))
        self._display = display
        self._feeds = _fed_metrics(candidate)
        self._cells = _Cells(candidate.tables["source_cell"])
        ranked = metrics[metrics["rank"].notna() & (metrics["schedule_target"].astype("float64") > 0)]
        self._target = dict(
            zip(
                zip(ranked["unit_code"], ranked["metric_code"], strict=True),
                ranked["schedule_target"].astype("float64"),
                strict=True,
            )
        )
        self._group: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._group_of: dict[str, str] = {}
        for row in ranked.itertuples():
            self._group[(str(row.metric_code), str(row.unit_group))].append(str(row.unit_code))
            self._group_of[str(row.unit_code)] = str(row.unit_group)

    def is_material(self, each: Any) -> bool:
        """Whether this finding's stake moves a shown figure or a rank."""
        if _text(each.field) in self._unit and not _text(each.cell):
            return self._figure_stands(each)
        if not _text(each.cell) and not _text(each.project_code):
            return each.severity == "F" or bool(each.returns)
        deltas = self._stake(each)
        return True if deltas is None else self._moves(deltas)

    def _figure_stands(self, each: Any) -> bool:
        """A figure the prover names: anything it shows but nothing."""
        values = [
            self._value.get((_text(each.unit_code), _text(each.field), caliber), 0.0)
            for caliber in ("declared", "verified")
        ]
        known = [value for value in values if value == value]  # NaN: a unit without figures
        return any(self._shown(_text(each.field), value) != 0 for value in known)

    def _stake(self, each: Any) -> Deltas | None:
        """By how much each figure would move; None where what is at stake cannot be told."""
        field = _MONEY.get(_text(each.field))
        right, written = _amount(_SHOULD_BE, each.expected), _amount(_AMOUNT, each.raw_value)
        here = self._cells.at(each)
        if (
            field and here is None and not _text(each.project_code)
        ):  # a total: its difference counts for the column's figures
            return self._of_column(each, field, right, written)
        if field and here is None:
            here = self._cells.of_project(_text(each.project_code), field)
            claimed = right if right is not None else written
            if here is None or claimed is None:
                return None
            return self._shifted(here, field, claimed - self._cells.value[here])
        if here is not None and field:
            value = self._cells.value[here]
            return self._shifted(here, field, (right - value) if right is not None else -value)
        sources = self._cells.of_row(each) if here is None else [here]
        if not sources and _text(each.project_code):
            sources = self._cells.of_whole_project(_text(each.project_code))
        if not sources:
            return None if each.returns else {}
        return self._added(sources)

    def _of_column(self, each: Any, field: str, right: float | None, written: float | None) -> Deltas | None:
        """A total that is off: as far as the column's figures of the unit would be."""
        if right is None or written is None:
            return None
        return self._like_others(_text(each.unit_code), field, right - written)

    def _like_others(self, unit: str, field: str, change: float) -> Deltas:
        """`change` in every figure of money that this field's cells of the unit feed."""
        fed = [feed for source in self._cells.of_unit(unit, field) for feed in self._feeds.get(source, ())]
        return {(to, code, caliber): change for to, code, caliber, _ in fed if self._unit[code] == "yuan"}

    def _shifted(self, source: str, field: str, change: float) -> Deltas:
        """A money cell is `change` yuan more: each credited unit moves by its share of it. Where the cell goes altogether,
        what it stands for as a count goes with it."""
        value = self._cells.value[source]
        if not value:
            return self._like_others(self._cells.unit[source], field, change) if change else {}
        deltas: Deltas = defaultdict(float)
        for unit, code, caliber, contribution in self._feeds.get(source, ()):
            if self._unit[code] == "yuan":
                deltas[(unit, code, caliber)] += contribution / value * change
            elif change == -value:
                deltas[(unit, code, caliber)] -= contribution
        return deltas

    def _added(self, sources: Iterable[str]) -> Deltas:
        deltas: Deltas = defaultdict(float)
        for source in sources:
            for unit, code, caliber, contribution in self._feeds.get(source, ()):
                deltas[(unit, code, caliber)] -= contribution
        return deltas

    def _moves(self, deltas: Deltas) -> bool:
        whole: Deltas = defaultdict(float)
        for (_, code, caliber), change in deltas.items():
            whole[("ALL", code, caliber)] += change
        for (unit, code, caliber), change in (*deltas.items(), *whole.items()):
            value = self._value.get((unit, code, caliber))
            if value is not None and value == value and self._shown(code, value) != self._shown(code, value + change):
                return True
        changes: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
        for (unit, code, caliber), change in deltas.items():
            if caliber == "verified" and change and (unit, code) in self._target:
                changes[(code, self._group_of[unit])][unit] = change
        return any(self._rank_moves(key, moved) for key, moved in changes.items())

    def _rank_moves(self, key: tuple[str, str], changes: dict[str, float]) -> bool:
        code, _ = key
        before, after = [], []
        for unit in self._group[key]:
            value, target = exact(self._value[(unit, code, "verified")]), exact(self._target[(unit, code)])
            before.append(value / target)
            after.append((value + exact(changes.get(unit, 0.0))) / target)
        return _ranks(before) != _ranks(after)

    def _shown(self, code: str, value: float) -> Any:
        unit, number = self._unit[code], exact(float(value))
        if unit == "yuan":
            return half_up(number / _SCALE[self._display.money], self._display.decimals)
        return half_up(number / 10_000, 2) if unit == "usd" else half_up(number, 1)


def _ranks(values: list[Any]) -> list[int]:
    return [1 + sum(other > value for other in values) for value in values]


class _Cells:
    """Source cells by place, by project and field, by row."""

    def __init__(self, cells: pd.DataFrame) -> None:
        self.value: dict[str, float] = {}
        self.unit: dict[str, str] = {}
        self._at: dict[tuple[str, str, str], str] = {}
        self._of_row: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        self._of_project: dict[str, dict[str, str]] = defaultdict(dict)
        self._of_unit: dict[tuple[str, str], list[str]] = defaultdict(list)
        names = ("source_id", "file_sha256", "sheet", "cell", "value_yuan", "unit_code", "project_code", "field")
        for source, sha, sheet, cell, value, unit, project, field in zip(*(cells[name] for name in names), strict=True):
            self.value[source] = 0.0 if value is None or pd.isna(value) else float(value)
            self.unit[source] = str(unit)
            self._at[(sha, sheet, cell)] = source
            self._of_row[(sha, sheet, re.sub(r"\D", "", str(cell)))].append(source)
            self._of_unit[(str(unit), str(field))].append(source)
            if isinstance(project, str):
                self._of_project[project][str(field)] = source

    def at(self, each: Any) -> str | None:
        return self._at.get((each.file_sha256, each.sheet, each.cell))

    def of_row(self, each: Any) -> list[str]:
        """The cells of the finding's row where no project owns them."""
        if _text(each.project_code):
            return []
        return self._of_row.get((each.file_sha256, each.sheet, re.sub(r"\D", "", _text(each.cell))), [])

    def of_project(self, project: str, field: str) -> str | None:
        return self._of_project.get(project, {}).get(field)

    def of_whole_project(self, project: str) -> list[str]:
        return list(self._of_project.get(project, {}).values())

    def of_unit(self, unit: str, field: str) -> list[str]:
        return self._of_unit.get((unit, field), [])


def _fed_metrics(candidate: Candidate) -> dict[str, list[tuple[str, str, str, float]]]:
    """Source → (unit credited, metric, caliber, contribution) of every figure of report_metric it feeds that adds up."""
    if not candidate.lineage:
        return {}
    sets = candidate.lineage["figure_set"]
    sets = sets[
        (sets["table_name"] == "report_metric") & (sets["column_name"] == "ytd_value") & sets["additive"].astype(bool)
    ]
    of_set: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for number, rest in zip(sets["set_id"], sets["row_key_rest"], strict=True):
        code, _, caliber = str(rest).partition("|")
        of_set[int(number)].append((code, caliber))
    feeds: dict[str, list[tuple[str, str, str, float]]] = defaultdict(list)
    members = candidate.lineage["figure_member"]
    names = ("source_id", "unit_code", "set_id", "contribution")
    for source, unit, number, contribution in zip(*(members[name] for name in names), strict=True):
        for code, caliber in of_set.get(int(number), ()):
            feeds[source].append((str(unit), code, caliber, float(contribution)))
    return feeds


def _amount(pattern: re.Pattern[str], text: Any) -> float | None:
    """Yuan of an amount in 万元, as findings and the form write it."""
    found = pattern.match(text.strip()) if isinstance(text, str) else None
    return float(exact(float(found[1].replace(",", ""))) * 10_000) if found else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""

"""What the documents may see of a release: its published tables, earlier months, the office's prose. No other data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from assets.publication.participation import Participation, participation
from assets.publication.provisional import Extent, extent_of, is_comparable
from schemas.history import History, NoHistory
from schemas.months import number_of, shift, year_of
from schemas.office.district import District

Sources = Callable[
    [str, str, str], pd.DataFrame
]  # (table, row key, column) → file_name, sheet, cell, raw_value, contribution
VERIFIED = "verified"


@dataclass
class ReleaseView:
    """One release as the documents read it.

    `release`: the columns of report_release. `tables`: report table name → frame without release_id and month.
    `units`: expected units in the order of units.csv; `narrative`: prose by name; `terms`: words with digits that are no
    figures; `chains`: chain codes in the office's order. `rulebook_title` and `rulebook_document` are empty without one.
    """

    month: str
    release: dict[str, Any]
    tables: dict[str, pd.DataFrame]
    district: District
    history: History = field(default_factory=NoHistory)
    narrative: dict[str, str] = field(default_factory=dict)
    terms: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    chains: list[str] = field(default_factory=list)
    rulebook_title: str = ""
    rulebook_document: str = ""
    score_places: int = 3  # decimals of scores, as the rulebook rounds
    commendations: list[tuple[str, str, str]] = field(default_factory=list)  # (month, 红榜 | 黑榜, words) of the year
    hand_overs: list[tuple[str, str, str]] = field(default_factory=list)  # (project code, from month, receiving unit)
    taken_over: dict[str, list[str]] = field(default_factory=dict)  # unit → the units whose figures it has taken over
    sources: Sources | None = None

    def __post_init__(self) -> None:
        self._metric: dict[tuple[str, str, str], dict[str, Any]] = {
            (row["unit_code"], row["metric_code"], row["caliber"]): row
            for row in self.table("metric").to_dict("records")
        }
        self._records: dict[str, dict[str, list[dict[str, Any]]]] = {}
        if not self.units:
            self.units = list(dict.fromkeys(self.table("submission")["unit_code"]))

    @property
    def year(self) -> int:
        return year_of(self.month)

    @property
    def month_number(self) -> int:
        return number_of(self.month)

    @property
    def is_december(self) -> bool:
        return self.month_number == 12

    @property
    def is_provisional(self) -> bool:
        return self.extent.is_provisional

    @cached_property
    def extent(self) -> Extent:
        """快报 or 定稿, what the release covers and whose totals can only grow."""
        return extent_of(self.release, self.table("submission"), self.table("fund_arrival"))

    def table(self, name: str) -> pd.DataFrame:
        """A table of this release; empty with the right columns where nobody made it."""
        found = self.tables.get(name)
        return found if found is not None else NoHistory().table(name, self.month)

    def past(self, name: str, month: str) -> pd.DataFrame:
        """The same table of the current release of an earlier month; empty without one."""
        return self.table(name) if month == self.month else self.history.table(name, month)

    def metric(self, code: str, column: str, unit: str = "ALL", caliber: str = VERIFIED) -> Any:
        """One value of report_metric; None where null or absent."""
        row = self._metric.get((unit, code, caliber))
        value = None if row is None else row[column]
        return None if value is None or pd.isna(value) else value

    def all_rows(self, name: str, unit: str = "ALL", caliber: str = VERIFIED) -> pd.DataFrame:
        """Rows of a table of one unit, GROUP or ALL; of the caliber where the table has one."""
        frame = self.table(name)
        if "unit_code" in frame:
            frame = frame[frame["unit_code"] == unit]
        return frame[frame["caliber"] == caliber] if "caliber" in frame else frame

    def records(self, name: str, unit: str) -> list[dict[str, Any]]:
        """The same, a dict a row, for tables that are printed unit by unit: indexed once, however many units there are."""
        if name not in self._records:
            frame = self.table(name)
            rows = frame[frame["caliber"] == VERIFIED] if "caliber" in frame else frame
            index: dict[str, list[dict[str, Any]]] = {}
            for row in rows.to_dict("records"):
                index.setdefault(row["unit_code"], []).append({str(key): value for key, value in row.items()})
            self._records[name] = index
        return self._records[name].get(unit, [])

    def group_of(self, unit: str) -> str | None:
        return self._unit_rows.get(unit, (None, ""))[0]

    def name_of(self, unit: str | None) -> str:
        """A unit's name; the code where the release does not name it."""
        return self._unit_rows.get(unit or "", (None, unit or ""))[1]

    def groups(self) -> list[tuple[str, str, list[str]]]:
        """(key, label, its units) of each group that has units this month, in district.yaml's order."""
        units: dict[str | None, list[str]] = {}
        for unit in self.units:
            units.setdefault(self.group_of(unit), []).append(unit)
        return [(key, label, units[key]) for key, label in self.district.groups.items() if key in units]

    def units_by_group(self) -> list[str]:
        """The month's units in the order they are printed."""
        return [unit for _, _, units in self.groups() for unit in units]

    def name_in(self, unit: str, month: str) -> str:
        """A unit's name as an earlier month's release has it; of this month, or the code, where that does not know it."""
        table = self.past("fund_arrival", month)
        found = table.loc[table["unit_code"] == unit, "unit_name"]
        return str(found.iloc[0]) if len(found) else self.name_of(unit)

    @cached_property
    def _unit_rows(self) -> dict[str, tuple[str | None, str]]:
        """Unit, GROUP or ALL → (key of its group, name)."""
        frame = self.table("fund_arrival").drop_duplicates("unit_code")
        return {
            row[0]: (row[1], row[2]) for row in frame[["unit_code", "unit_group", "unit_name"]].itertuples(index=False)
        }

    def participation(self, group: str | None = None) -> Participation:
        """Which units of the district, or of a group, are ranked this month, and which are not for want of figures."""
        return participation(self.table("assessment"), group)

    def figures_of(self, unit: str) -> str:
        """current, carried or none: what the unit's figures of this month are; empty for one that is not expected."""
        return self.extent.figures.get(unit, "")

    def is_partial(self, unit: str) -> bool:
        """Whether a figure of this unit, GROUP or ALL can only grow: a provisional release in which the own month of a
        unit in it is not there."""
        return unit in self.extent.partial

    def coverage_words(self) -> str:
        """应报18家,当月数17家,沿用上次数1家,缺数0家,覆盖率93.2% …"""
        release = self.release
        words = (
            f"应报{release['units_expected']}家，采用当月数{release['units_current']}家，"
            f"沿用上次数{release['units_carried']}家，缺数{release['units_missing']}家"
        )
        share = self.extent.share
        return words if share is None else f"{words}；覆盖率{share}（当月数单位上年区外项目到位资金占全区比重）"

    def chain_words(self) -> str:
        """发布编号 …，此前发布链指纹 …: what a reader can hold against `zhaoyin verify`; empty for what is no release."""
        head = self.release.get("chain_head")
        if head is None or not self.release.get("release_id"):
            return ""
        before = f"此前发布链指纹 {head}" if head else "此前没有发布"
        return f"发布编号 {self.release['release_id']}，{before}"

    def trend(self, code: str, column: str, months: int = 24, unit: str = "ALL") -> list[tuple[str, Any]]:
        """(month, value) of a metric over the last months up to this one; None where a month has no release."""
        return [(month, self._past_metric(code, column, month, unit)) for month in self._span(months)]

    def _span(self, months: int) -> list[str]:
        return [shift(self.month, -back) for back in range(months - 1, -1, -1)]

    def _past_metric(self, code: str, column: str, month: str, unit: str) -> Any:
        if not hasattr(self, "_kept"):
            self._kept: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
        if (month, unit) not in self._kept:
            frame = self.past("metric", month)
            frame = frame[(frame["caliber"] == VERIFIED) & (frame["unit_code"] == unit)]
            self._kept[month, unit] = {r["metric_code"]: r for r in frame.to_dict("records")}
        row = self._kept[month, unit].get(code)
        value = None if row is None else row[column]
        return None if value is None or pd.isna(value) else value

    @cached_property
    def has_targets(self) -> bool:
        """Whether the district or a unit has an annual target this year."""
        frame = self.table("metric")
        return bool(frame.loc[frame["caliber"] == VERIFIED, "annual_target"].notna().any())

    @cached_property
    def has_comparable(self) -> bool:
        """Whether the release says what the same period of the units with figures was."""
        return is_comparable(self.table("metric"))

    @property
    def prior_column(self) -> str:
        """The column that growth compares with: of the units that have figures now, where some have none."""
        return "comparable_prior_ytd_value" if self.extent.missing() and self.has_comparable else "prior_ytd_value"

    @property
    def prior_word(self) -> str:
        return "上年同期" if self.prior_column == "prior_ytd_value" else "上年同期（同口径）"

    def growth_of(self, code: str, unit: str) -> Any:
        """同比 as a table shows it: none of a unit whose figures are an earlier month's, this month's same period beside it."""
        return None if self.figures_of(unit) == "carried" else self.metric(code, "yoy", unit)

    def basis(self, place: str) -> str:
        """同口径, 按已报数 … before the growth of a place that lacks units."""
        return self.extent.basis(place, self.has_comparable)

    def falls(self, code: str, unit: str = "ALL") -> bool:
        """Whether the figure is below its same period. Where the place holds figures of an earlier month, those are no
        fall: the units with their own month must be below theirs, taken together."""
        growth = self.metric(code, "yoy", unit)
        if growth is None or growth >= 0:
            return False
        carried = self.extent.carried(unit)
        if not carried:
            return True
        pairs = [
            (self.metric(code, "ytd_value", each), self.metric(code, "prior_ytd_value", each))
            for each in self.units
            if self.figures_of(each) == "current" and unit in ("ALL", f"GROUP:{self.group_of(each)}")
        ]
        known = [(float(now), float(then)) for now, then in pairs if now is not None and then is not None]
        return bool(known) and sum(now for now, _ in known) < sum(then for _, then in known)

    def district_on_target(self) -> bool:
        """Whether the district has reached every annual target of its own, or of its units together."""
        rows = self.all_rows("metric")
        return bool((rows.loc[rows["annual_target"].notna(), "completion"].astype(float) >= 1).all())

    def all_on_target(self) -> bool:
        """Whether every unit has completion ≥ 1 on every metric it has a target for; said in December only."""
        done = self._unit_completion()
        return done is not None and bool((done["completion"] >= 1).all())

    def all_above_target(self) -> bool:
        """均超额完成, said in December only: every unit has completion ≥ 1 on every metric it has a target for and > 1 on at least one."""
        done = self._unit_completion()
        if done is None or not (done["completion"] >= 1).all():
            return False
        return bool(done.groupby("unit_code")["completion"].max().gt(1).all())

    def _unit_completion(self) -> pd.DataFrame | None:
        """unit_code, completion of every target of the units; None but in December, or where a unit has no target."""
        if not self.is_december:
            return None
        frame = self.table("metric")
        frame = frame[
            (frame["caliber"] == VERIFIED) & frame["unit_code"].isin(self.units) & frame["annual_target"].notna()
        ]
        if not self.units or set(frame["unit_code"]) != set(self.units):
            return None
        return frame[["unit_code"]].assign(completion=frame["completion"].astype(float))

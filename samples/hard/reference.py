"""The office's files of the hard sample: targets and rulebook of the last year come late, and are missed."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from random import Random

from samples.hard.plan import HardPlan
from samples.hard.story import (
    HANDED_FROM,
    HANDED_TO_UNIT,
    HEALED_BY,
    HEIR,
    MERGED,
    MERGED_FROM,
    NEW_FROM,
    NEW_UNIT,
    PROFILES,
    TARGETS_FROM,
)
from samples.reference_files import ReferenceFiles, write_csv
from samples.rulebooks import rulebook_text
from samples.tally import ALL
from samples.targets import OF_GROUP, Row, money_target
from samples.units import DISTRICT, FORMER, SUCCESSOR, Unit

_DISTRICT_TARGETS = ("funds_out_of_district", "funds_industrial", "funds_out_of_province_100m", "signed_100m")


class HardReference(ReferenceFiles):
    """Writes the files; `units` are those of the sample that are wanted."""

    plan: HardPlan

    def _units(self) -> None:
        year, rows = self.plan.last_year, []
        for unit in (*self.units, *([FORMER] if self._has(SUCCESSOR) else [])):
            since = {SUCCESSOR: f"{year}-01", NEW_UNIT: f"{year}-{NEW_FROM:02d}"}.get(unit.code, "")
            until, heir = {
                FORMER.code: (f"{year - 1}-12", SUCCESSOR),
                MERGED: (f"{year}-{MERGED_FROM - 1:02d}", HEIR),
            }.get(unit.code, ("", ""))
            aliases = unit.aliases[:1] if unit is FORMER else unit.aliases
            rows.append((unit.code, unit.name, "|".join(aliases), unit.group, since, until, heir, ""))
        header = "unit_code,unit_name,aliases,unit_group,active_from,active_to,successor_code,contact"
        write_csv(self.folder / "units.csv", header, sorted(rows))

    def _has(self, code: str) -> bool:
        return any(unit.code == code for unit in self.units)

    def _units_of(self, year: int) -> list[Unit]:
        codes = {unit.code for unit in self.units} | ({FORMER.code} if self._has(SUCCESSOR) else set())
        return [unit for unit in self.plan.units(year) if unit.code in codes]

    def _units_at(self, month: str) -> list[Unit]:
        codes = {unit.code for unit in self._units_of(int(month[:4]))} - {NEW_UNIT}
        return [unit for unit in self.plan.units_at(month) if unit.code in codes]

    def _former(self, code: str, month: str) -> list[str]:
        if code == HEIR and month >= f"{self.plan.last_year}-{MERGED_FROM:02d}":
            return [HEIR, MERGED]
        return super()._former(code, month)

    def _rulebook(self, year: int) -> str:
        return rulebook_text(year, DISTRICT, TARGETS_FROM if year == self.plan.last_year else 1)

    def _events_and_conduct(self) -> None:
        write_csv(self.folder / "events.csv", "event_name,year,signed_projects,signed_amount,highlights,note", [])
        header = "month,unit_code,item_code,project_code,rater_group,quantity,document,note"
        year = self.plan.last_year
        document = f"梅招办〔{year}〕21号"
        rows = [
            (f"{year}-10", "S02", "falsified_project", "", "", "1", document, "迁建项目按新引进项目上报，经核查属实")
        ]
        write_csv(
            self.folder / "conduct.csv",
            header,
            [row for row in rows if self._has(row[1]) and row[0] <= self.months[-1]],
        )

    def _targets(self) -> None:
        rows: list[Row] = []
        for year in self.years:
            since = f"{year}-{TARGETS_FROM if year == self.plan.last_year else 1:02d}"
            rng = Random(f"zhaoyin hard targets {self.plan.last_year} {year}")
            by_unit: list[Row] = []
            for unit in self._units_of(year):
                by_unit += self._of_unit(unit, year, since, rng)
            rows += [*self._of_district(by_unit, year, since), *by_unit]
        write_csv(self.folder / "targets.csv", "year,unit_code,metric_code,annual_target,effective_from", rows)

    def _of_unit(self, unit: Unit, year: int, since: str, rng: Random) -> list[Row]:
        """The unit's targets; the successor's are raised by the merger."""
        last = year == self.plan.last_year
        reached = {each.code: each.reached for each in PROFILES}.get(unit.code, 1.0) if last else 1.06
        months = [self.tallies.at(f"{year}-{m:02d}") for m in range(1, 13)]
        declared = [self.tallies.at(f"{year}-{m:02d}", verified=False) for m in range(1, 13)]
        if last and unit.code == MERGED:
            half = MERGED_FROM - 2  # the merged unit's own year is half a year, its target a whole year's
            reached *= (half + 1) / 12
            months, declared = (
                months[:half] + [months[half]] * (12 - half),
                declared[:half] + [declared[half]] * (12 - half),
            )
        rows: list[Row] = []
        for metric in OF_GROUP[unit.group]:
            if metric.startswith("funds") or metric == "foreign_capital_usd":
                over = (reached * 0.97, reached * 1.03)
                value = money_target(rng, [months, declared], unit.code, metric, over)
            else:
                value = Fraction(max(1, ceil(months[11][unit.code, metric] / Fraction(reached).limit_denominator(100))))
            merged = last and unit.code == HEIR and MERGED in {each.code for each in self.units}
            first = value * Fraction(7, 10) // 1 if merged and metric != "trips" else value
            rows.append((str(year), unit.code, metric, f"{float(max(first, Fraction(1))):g}", since))
            if merged and first != value:
                rows.append((str(year), unit.code, metric, f"{float(value):g}", f"{year}-{MERGED_FROM:02d}"))
        return rows

    def _of_district(self, by_unit: list[Row], year: int, since: str) -> list[Row]:
        """The district's own targets: a little more than its units were asked for."""
        if not self.whole:
            return []
        rows: list[Row] = []
        for metric in _DISTRICT_TARGETS:
            total = sum(float(row[3]) for row in by_unit if row[2] == metric and row[4] == since and row[1] != MERGED)
            rows.append(
                (str(year), ALL, metric, f"{floor(total * 1.06 / 10) * 10 if total > 1_000 else ceil(total)}", since)
            )
        return rows

    def hand_overs(self) -> list[tuple[str, ...]]:
        """Rows of exemptions.csv: the project handed over, and S01's 上年末累计 until its December is in the books."""
        year, codes = self.plan.last_year, {unit.code for unit in self.units}
        rows = [
            (HANDED_TO_UNIT, code, "P308", since, "", "项目移交经济开发区统一管理", "区政府专题会议")
            for code, (since, _) in self.plan.handed.items()
        ]
        rows.append(
            (
                "S01",
                "",
                "H203",
                f"{year}-{HEALED_BY:02d}",
                f"{year}-12",
                f"{year - 1}年12月月报未入账，上年末累计经核对无误",
                "区投资促进中心",
            )
        )
        return [row for row in rows if row[0] in codes and f"{year}-{HANDED_FROM:02d}" <= f"{self.months[-1]}"]

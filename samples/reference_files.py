"""What the sample's office keeps: district.yaml, reference/*.csv, rulebooks, metrics.yaml. Amounts are 万元."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from random import Random

from samples.cohort import FAIR
from samples.deadlines import CLOSE, LATE_UNTIL, SUBMIT_BY
from samples.names import CHAINS
from samples.narrative import PARAGRAPHS, TERMS
from samples.plan import Plan
from samples.rulebooks import rulebook_text
from samples.tally import ALL, FUNDS, Tallies
from samples.targets import target_rows
from samples.units import CITY, DISTRICT, DIVISION_CODE, FORMER, GROUPS, PROVINCE, SUCCESSOR, Unit
from samples.verification import JOINT_TEAM
from schemas.months import shift

_COUNTS = ("signed_100m", "projects_introduced", "started_100m", "completed_projects")
_PRIOR = (*FUNDS, "foreign_capital_usd", "signed_100m_amount", *_COUNTS)
HEADER_ALIAS_UNIT, HEADER_ALIAS = "T10", ("投资方", "客商名称")
_DISTRICT_YAML = """\
# {name}的统计之家
district: {{name: {name}, division_code: "{code}", city: {city}, province: {province}}}
groups: {{{groups}}}
inbox: {{url: inbox}}
calendar: {{submit_by_day: {submit}, late_until_day: {late}, close_day: {close}, workdays: true}}   # 次月，遇休息日顺延
schedule: {{cron: "0 8 * * *", timezone: Asia/Shanghai}}
policies: {{on_error: return, unverified: declared, missing: carry_forward, timeliness: first_clean}}
display: {{money: 亿元, decimals: 2}}
rules: {{}}                  # 例：{{H208: off, C109: {{tolerance: 0.01}}}}
limits: {{file_mb: 20, unzip_ratio: 100, sheets: 60, cells: 400000, seconds: 30}}
notifications: []
"""
_METRICS_YAML = """\
# 在此修改或增加指标（缺省指标随程序提供）。例：
# funds_yangtze_delta:
#   label: 沪苏浙项目到位资金
#   fact: fund_arrival
#   where: {origin_province: [上海市, 江苏省, 浙江省]}
#   measure: {sum: arrived_ytd_yuan}
#   unit: yuan
"""


class ReferenceFiles:
    """Writes the files of one sample."""

    def __init__(
        self, home: Path, plan: Plan, tallies: Tallies, units: list[Unit], months: list[str], whole: bool
    ) -> None:
        self.home, self.plan, self.tallies, self.units, self.months, self.whole = (
            home,
            plan,
            tallies,
            units,
            months,
            whole,
        )
        self.years = sorted({int(month[:4]) for month in months})
        self.folder = home / "reference"

    def write(self, receipts: Iterable[tuple[str, ...]], exempted: Iterable[tuple[str, ...]]) -> None:
        """Every file; `receipts` and `exempted` as rows of theirs."""
        write_district(self.home)
        self._units()
        write_chains(self.folder)
        self._targets()
        self._verifications()
        self._prior_year()
        self._events_and_conduct()
        write_csv(
            self.folder / "exemptions.csv",
            "unit_code,project_code,rule_code,from_month,to_month,reason,approved_by",
            exempted,
        )
        write_csv(self.folder / "receipts.csv", "file_name,sha256,received_at,channel,received_by", receipts)
        aliases = [
            ("项目台账", HEADER_ALIAS[1], "investor_name", "区投资促进中心统计科", f"{self.plan.first_year}-01-05")
        ]
        write_csv(self.folder / "header_aliases.csv", "sheet,header,field,confirmed_by,confirmed_on", aliases)
        write_narrative(self.folder)
        for year in self.years:
            write_text(self.home / "rulebooks" / f"{year}.yaml", self._rulebook(year))
        write_text(self.home / "metrics.yaml", _METRICS_YAML)

    def _units(self) -> None:
        write_units(self.folder, self.units, self.plan.last_year)

    def _rulebook(self, year: int) -> str:
        return rulebook_text(year, DISTRICT)

    def _targets(self) -> None:
        rows = [row for year in self.years for row in target_rows(self.tallies, year, self._units_of(year), self.whole)]
        write_targets(self.folder, rows)

    def _units_of(self, year: int) -> list[Unit]:
        codes = {unit.code for unit in self.units}
        former = {FORMER.code} if SUCCESSOR in codes else set()
        return [unit for unit in self.plan.units(year) if unit.code in codes | former]

    def _verifications(self) -> None:
        kept = {p.code for p in self.plan.projects}
        rows = [
            (v.month, v.project_code, "" if v.verified is None else wan(v.verified * 100), "是" if v.counted else "否", v.reason,
             JOINT_TEAM, v.verified_on.isoformat())
            for v in sorted(self.plan.verifications, key=lambda v: (v.month, v.project_code))
            if v.project_code in kept and v.month <= self.months[-1]
        ]  # fmt: skip
        write_csv(
            self.folder / "verifications.csv",
            "month,project_code,verified_ytd,counted,reason,verified_by,verified_on",
            rows,
        )

    def _prior_year(self) -> None:
        """The same period of the months whose own predecessors are not in the sample."""
        rows: list[tuple[str, ...]] = []
        for month in self.months:
            earlier = shift(month, -12)
            if earlier in self.months:
                continue
            known = int(earlier[:4]) >= self.plan.first_year
            tally = self.tallies.at(earlier if known else month)
            note = "上年同期月报" if known else "上年同期数，由原统计台账录入"
            for metric in _PRIOR:
                total = Fraction(0)
                for unit in self._units_at(month):
                    if known:
                        value = sum((tally[code, metric] for code in self._former(unit.code, month)), Fraction(0))
                    else:
                        value = _a_year_ago(unit.code, metric, tally[unit.code, metric])
                    total += value
                    rows.append((month, unit.code, metric, "", _shown(metric, value), note))
                rows.append((month, ALL, metric, "", _shown(metric, total), note))
        write_csv(self.folder / "prior_year.csv", "month,unit_code,metric_code,caliber,ytd_value,note", rows)

    def _units_at(self, month: str) -> list[Unit]:
        """The units that report `month` and have a same period."""
        return self._units_of(int(month[:4]))

    def _former(self, code: str, month: str) -> list[str]:
        """The units of a year before `month` whose figures are now the unit's."""
        if code == SUCCESSOR and int(month[:4]) - 1 < self.plan.last_year:
            return [FORMER.code]
        return [code]

    def _events_and_conduct(self) -> None:
        year = self.plan.last_year
        highlights = "财富中心、高分子材料生产、专用设备生产线"
        events = [(FAIR, str(year), "8", "913000", highlights, "大会统计口径，含框架协议项目")]
        write_csv(
            self.folder / "events.csv",
            "event_name,year,signed_projects,signed_amount,highlights,note",
            events if year in self.years else [],
        )
        struck = sorted(p.code for p in self.plan.projects if p.uncounted and p.signed.year == year)
        giants = sorted((p for p in self.plan.projects if p.signed.year == year and p.started), key=lambda p: -p.total)[
            :2
        ]
        rows = [(f"{year}-{m}", self.plan.reporting(p, year), item, p.code, "", "1", doc, note) for m, p, item, doc, note in (
            ("06", giants[0], "china500_project", f"梅招办〔{year}〕12号", "投资方为中国500强企业子公司"),
            ("11", giants[1], "world500_project", f"梅招办〔{year}〕27号", "投资方为世界500强企业子公司"),
        )]  # fmt: skip
        rows.append(
            (
                f"{year}-09",
                "T03",
                "site_meeting",
                "",
                "",
                "1",
                f"皖投促〔{year}〕18号",
                "在全省招商工作现场会作交流发言",
            )
        )
        for code in struck[:1]:
            unit = next(self.plan.reporting(p, year) for p in self.plan.projects if p.code == code)
            rows.append(
                (
                    f"{year}-10",
                    unit,
                    "falsified_project",
                    code,
                    "",
                    "1",
                    f"梅招办〔{year}〕21号",
                    "迁建项目按新引进项目上报，经核查属实",
                )
            )
        codes = {unit.code for unit in self.units}
        rows = sorted(row for row in rows if row[1] in codes and row[0] <= self.months[-1])
        write_csv(
            self.folder / "conduct.csv",
            "month,unit_code,item_code,project_code,rater_group,quantity,document,note",
            rows,
        )


def _a_year_ago(unit: str, metric: str, value: Fraction) -> Fraction:
    """The figure of a year that is not in the sample: this year's, less the unit's growth."""
    growth = Fraction(Random(f"zhaoyin growth {unit} {metric}").randrange(1060, 1210), 1000)
    if metric in _COUNTS:
        return Fraction(int(value / growth + Fraction(1, 2)))
    return Fraction(int(value / growth / 1_000)) * 1_000


def _shown(metric: str, value: Fraction) -> str:
    if metric in _COUNTS:
        return f"{float(round(value, 4)):g}"
    return wan(value)


def wan(yuan: Fraction | int) -> str:
    """Yuan as 万元 (dollars as 万美元), all places."""
    whole, rest = divmod(int(yuan), 10_000)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".")


def write_district(home: Path) -> None:
    """district.yaml."""
    groups = ", ".join(f"{key}: {label}" for key, label in GROUPS.items())
    write_text(home / "district.yaml", _DISTRICT_YAML.format(
        name=DISTRICT, code=DIVISION_CODE, city=CITY, province=PROVINCE, groups=groups, submit=SUBMIT_BY, late=LATE_UNTIL, close=CLOSE,
    ))  # fmt: skip


def write_units(folder: Path, units: Iterable[Unit], last_year: int) -> None:
    """reference/units.csv, with the unit that became another."""
    rows = []
    for unit in units:
        since = f"{last_year}-01" if unit.code == SUCCESSOR else ""
        rows.append((unit.code, unit.name, "|".join(unit.aliases), unit.group, since, "", "", ""))
        if unit.code == SUCCESSOR:
            rows.append(
                (FORMER.code, FORMER.name, FORMER.aliases[0], FORMER.group, "", f"{last_year - 1}-12", SUCCESSOR, "")
            )
    header = "unit_code,unit_name,aliases,unit_group,active_from,active_to,successor_code,contact"
    write_csv(folder / "units.csv", header, sorted(rows))


def write_chains(folder: Path) -> None:
    """reference/industry_chains.csv."""
    rows = [(code, name, aliases, str(i)) for i, (code, name, aliases) in enumerate(CHAINS, 1)]
    write_csv(folder / "industry_chains.csv", "chain_code,chain_name,aliases,sort_order", rows)


def write_targets(folder: Path, rows: Iterable[tuple[str, ...]]) -> None:
    """reference/targets.csv."""
    write_csv(folder / "targets.csv", "year,unit_code,metric_code,annual_target,effective_from", rows)


def write_narrative(folder: Path) -> None:
    """reference/narrative/: one paragraph a file, and the words with digits that are no figures."""
    for name, paragraph in PARAGRAPHS.items():
        write_text(folder / "narrative" / f"{name}.md", paragraph + "\n")
    write_csv(folder / "narrative" / "terms.csv", "term,note", TERMS)


def write_csv(path: Path, header: str, rows: Iterable[tuple[str, ...]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")

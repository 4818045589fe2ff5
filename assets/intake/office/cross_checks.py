"""Checks references between the office's files: units, groups, metrics, rules, sheets and fields that one names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from assets.intake.office.tables import TableFault
from assets.intake.office.units import folded_unit_name
from schemas.form.sheets import SHEETS
from schemas.metrics import load_registry
from schemas.office.district import District
from schemas.rules.catalogue import rule_catalogue


def cross_check(
    frames: dict[str, pd.DataFrame], files: dict[str, str], district: District, home: Path, faults: list[TableFault]
) -> None:
    """Units, groups and metrics that one file names must exist in the other."""
    units = set(frames["units"]["unit_code"])
    groups = {f"GROUP:{key}" for key in district.groups}

    def check(file: str, column: str, known: set[str], expected: str) -> None:
        for line, value in zip(frames[file]["_line"], frames[file][column], strict=True):
            if value and value not in known:
                faults.append(TableFault(files[file], int(line), column, value, expected))

    check("units", "unit_group", set(district.groups), f"district.yaml groups 中的键：{'、'.join(district.groups)}")
    check("units", "successor_code", units, "units.csv 中已有的单位编码")
    check("targets", "unit_code", units | {"ALL"}, "units.csv 中已有的单位编码，或 ALL")
    check("prior_year", "unit_code", units | groups | {"ALL"}, "units.csv 中已有的单位编码、GROUP:组 或 ALL")
    for file in ("conduct", "exemptions"):
        check(file, "unit_code", units, "units.csv 中已有的单位编码")
    titles = {sheet.title: sheet for sheet in SHEETS.values()}
    check("header_aliases", "sheet", set(titles), f"统计表名称：{'、'.join(titles)}")
    for line, sheet, name in frames["header_aliases"][["_line", "sheet", "field"]].itertuples(index=False):
        fields = [item.name for item in titles[sheet].fields] if sheet in titles else []
        if fields and name not in fields:
            faults.append(
                TableFault(files["header_aliases"], int(line), "field", name, f"“{sheet}”的字段：{'、'.join(fields)}")
            )
    faults += list(_unit_faults(frames["units"], files["units"]))
    check("exemptions", "rule_code", set(rule_catalogue()), "规则目录中已有的规则编号（zhaoyin rules）")
    metrics = set(load_registry(home))
    for file in ("targets", "prior_year", "external"):
        check(file, "metric_code", metrics, "指标目录或 metrics.yaml 中已有的指标编码")


def _unit_faults(units: pd.DataFrame, file: str) -> Iterator[TableFault]:
    """A unit ends after it begins, is not its own heir through others, and no two units answer to one name at a
    time."""
    named: dict[str, list[tuple[str, str, str]]] = {}
    heirs = dict(zip(units["unit_code"], units["successor_code"], strict=True))
    for row in units.rename(columns={"_line": "line"}).itertuples():
        since, until = row.active_from[:7], row.active_to[:7] or "9999-12"
        if since > until:
            yield TableFault(file, int(row.line), "active_to", row.active_to, f"不早于 active_from({row.active_from})")
        seen, heir = {row.unit_code}, row.successor_code
        while heir and heir not in seen:
            seen.add(heir)
            heir = heirs.get(heir, "")
        if heir == row.unit_code:
            yield TableFault(file, int(row.line), "successor_code", row.successor_code, "不能经继任单位又回到本单位")
        for key, name in {
            folded_unit_name(name): name for name in (row.unit_name, *row.aliases.split("|")) if name
        }.items():
            for other, begun, ended in named.get(key, []):
                if other != row.unit_code and since <= ended and begun <= until:
                    yield TableFault(file, int(row.line), "unit_name", name, f"与同期有效的单位 {other} 重名，须可区分")
            named.setdefault(key, []).append((row.unit_code, since, until))

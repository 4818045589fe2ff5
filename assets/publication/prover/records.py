"""Proofs that submissions, findings, source cells and totals of scores agree with one another and with what was received."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from assets.publication.prover.case import Case
from assets.review.catalogue import rule
from assets.review.source_cells import source_id
from assets.store.candidate import finding_rows
from schemas.finding import Finding
from schemas.months import shift

_CLOSE = 1e-6
_SHOWN = 5
_KINDS = ("talent_demand", "talent_subsidy", "recognition", "activity")


def records_whole(case: Case) -> list[str]:
    """Submissions with the files received and the release's own counts, findings with their ids and rules, cells with the
    rows of the books, ranks and gaps with the totals."""
    checks = (_submissions, _counts, _findings, _cells, _items, _totals)
    return [fault for check in checks for fault in check(case)]


def _submissions(case: Case) -> Iterator[str]:
    """The file of each unit is among those the month was made of; rows, lateness and statuses fit together."""
    inputs = case.candidate.inputs
    received = {digest for name, digest in inputs.items() if name.startswith("inbox/")}
    for row in case.candidate.tables["submission"].itertuples():
        name = case.register.name(str(row.unit_code))
        if inputs and isinstance(row.file_sha256, str) and row.file_sha256 not in received:
            yield f"report_submission {name} 的文件 {row.file_name} 不在本月收件中"
        if isinstance(row.file_sha256, str) != (row.status != "missing"):
            yield f"report_submission {name} 的状态 {row.status} 与收件不符"
        if row.rows_loaded + row.rows_rejected > row.rows_read:
            yield f"report_submission {name} 入账 {row.rows_loaded} 行、退回 {row.rows_rejected} 行，多于读取 {row.rows_read} 行"
        late = 0 if pd.isna(row.late_days) else int(row.late_days)
        if late and not pd.isna(row.on_time) and bool(row.on_time):
            yield f"report_submission {name} 迟报 {late} 天而记为按时"


def _counts(case: Case) -> Iterator[str]:
    """units_expected, _current, _carried, _missing of the release are those of report_submission."""
    figures = case.candidate.tables["submission"]["figures"]
    made = {
        "units_expected": len(figures),
        "units_current": int((figures == "current").sum()),
        "units_carried": int((figures == "carried").sum()),
        "units_missing": int((figures == "none").sum()),
    }
    for name, count in made.items():
        held = case.candidate.release.get(name)
        if held is not None and int(held) != count:
            yield f"report_release {name} 为 {held}，report_submission 中为 {count}"


def _findings(case: Case) -> Iterator[str]:
    """Each finding keeps the id its place and words give it, and the level of its rule."""
    held = case.candidate.tables["finding"]
    clean = held.astype(object).where(held.notna(), None)
    fields = [name for name in Finding.__dataclass_fields__ if name in held.columns]
    found = [Finding(**{name: row[name] for name in fields}) for row in clean.to_dict("records")]
    ids = {str(each)[:16] for each in finding_rows(found)["finding_id"]} if found else set()
    for row in held.itertuples():
        if str(row.finding_id)[:16] not in ids:
            yield f"report_finding {row.finding_id} 的规则、位置或说明已不是原来的"
        entry = rule(str(row.rule_code))
        if row.severity not in "FEWI" or row.level != entry.level:
            yield f"report_finding {row.finding_id} 的程度或层级与规则 {row.rule_code} 不符"
        if row.status not in ("open", "explained", "exempted", "overturned"):
            yield f"report_finding {row.finding_id} 的处理状态 {row.status} 不存在"


def _cells(case: Case) -> Iterator[str]:
    """A source keeps the id of its file, sheet and cell; its amount is that of its row in the books."""
    cells = case.candidate.tables["source_cell"]
    ids = map(source_id, cells["file_sha256"], cells["sheet"], cells["cell"])
    moved = [held for held, made in zip(cells["source_id"], ids, strict=True) if held != made]
    office = cells["file_sha256"] == ""  # the office's rows without a file's hash are named by it
    unknown = set(moved) - set(cells.loc[office, "source_id"])
    yield from (f"report_source_cell {each} 的文件、工作表或单元格已不是原来的" for each in sorted(unknown)[:_SHOWN])
    yield from _amounts_of_projects(case, cells)
    yield from _amounts_of_lists(case, cells)


def _amounts_of_projects(case: Case, cells: pd.DataFrame) -> Iterator[str]:
    projects = case.candidate.books["project"].set_index("project_code")
    mine = cells[cells["project_code"].notna() & cells["field"].str.match(r"(project|fund)\.")]
    for field, rows in mine.groupby("field", sort=True):
        column = str(field).partition(".")[2]
        if column not in projects or projects.index.has_duplicates:
            continue
        rows = rows[rows["project_code"].isin(projects.index)]
        yield from _differ(rows, rows["project_code"].map(projects[column]))


def _amounts_of_lists(case: Case, cells: pd.DataFrame) -> Iterator[str]:
    line = cells["cell"].astype(str).str.extract(r"(\d+)$")[0]
    place = cells["file_sha256"].astype(str) + "|" + cells["sheet"].astype(str) + "|" + line.astype(str)
    for kind in _KINDS:
        rows = case.candidate.books[kind]
        keys = rows["file_sha256"].astype(str) + "|" + rows["sheet"].astype(str) + "|" + rows["row"].astype(str)
        for field in sorted(cells.loc[cells["field"].str.startswith(f"{kind}."), "field"].unique()):
            column = str(field).partition(".")[2]
            if column not in rows or keys.duplicated().any():
                continue
            mine = cells["field"] == field
            amounts = place[mine].map(dict(zip(keys, rows[column], strict=True)))
            known = amounts.notna()
            yield from _differ(cells[mine][known], amounts[known])


def _differ(cells: pd.DataFrame, amounts: pd.Series) -> Iterator[str]:
    made, held = amounts.astype("Float64"), cells["value_yuan"].astype("Float64")
    off = (made.fillna(0) != held.fillna(0)).to_numpy(dtype=bool)
    for row in cells[off].head(_SHOWN).itertuples():
        yield f"report_source_cell {row.file_name} {row.sheet} {row.cell}：{row.value_yuan}，与台账的该格金额不等"


def _items(case: Case) -> Iterator[str]:
    """ratio is actual ÷ target; the names and groups are the register's."""
    for row in case.candidate.tables["assessment_item"].itertuples():
        if pd.notna(row.actual) and pd.notna(row.target) and row.target:
            made = row.actual / row.target
            if pd.isna(row.ratio) or abs(made - row.ratio) > _CLOSE * max(1.0, abs(made)):
                yield f"report_assessment_item {row.unit_code} {row.item_label} 完成比 {row.ratio} 应为 {made}"
        if row.unit_group != case.register.group(str(row.unit_code)):
            yield f"report_assessment_item {row.unit_code} 的类别 {row.unit_group} 与单位表不符"


def _totals(case: Case) -> Iterator[str]:
    """Names, groups, the change of rank since last month and the gap to the one above."""
    totals = case.candidate.tables["assessment"]
    before = case.history.table("assessment", shift(case.candidate.month, -1))
    earlier = dict(zip(before["unit_code"], before["rank_in_group"], strict=True))
    for row in totals.itertuples():
        unit = str(row.unit_code)
        if row.unit_name != case.register.name(unit) or row.unit_group != case.register.group(unit):
            yield f"report_assessment {row.unit_code} 的名称或类别与单位表不符"
        old: Any = earlier.get(unit)
        made = None if old is None or pd.isna(old) or pd.isna(row.rank_in_group) else int(old) - int(row.rank_in_group)
        if made != (None if pd.isna(row.rank_change) else int(row.rank_change)):
            yield f"report_assessment {row.unit_name} 位次变化 {row.rank_change} 应为 {made}"

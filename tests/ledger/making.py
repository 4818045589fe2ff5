"""Small districts for the tests of the books and the metrics: reference, reviewed months, releases kept in memory.

Money is written in 万元 here, as on the form; the builders turn it into yuan.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from assets.intake.office.model import Reference
from assets.ledger.books import keep_books
from assets.ledger.model import Books
from assets.metrics.compute import compute_metrics
from assets.metrics.tables import metric_tables
from assets.review.model import Review
from schemas.columns.books import BOOKS
from schemas.columns.frames import typed_frame
from schemas.columns.judged import SUBMISSION
from schemas.columns.lists import PROJECT
from schemas.columns.releases import SOURCE_CELL
from schemas.columns.report import REPORT_TABLES
from schemas.office.district import District
from schemas.office.reference import REFERENCE_FILES

KEY = b"key-of-the-tests"
WAN = 10_000
UNITS = [("T01", "东镇", "town"), ("T02", "西镇", "town"), ("Z01", "经开区", "zone")]
_MONEY = (
    "total_investment", "arrived_before_year", "arrived_month", "arrived_ytd", "arrived_total", "fixed_asset_ytd",
    "subsidy", "verified_ytd", "signed_amount",
)  # fmt: skip


def district(**policies: Any) -> District:
    return District.model_validate(
        {
            "district": {"name": "淮北市杜集区", "division_code": "340602", "city": "淮北市", "province": "安徽省"},
            "groups": {"town": "镇", "zone": "开发区"},
            "policies": policies,
        }
    )


def reference(
    units: list[tuple[Any, ...]] | None = None,
    home: Path = Path("no-home"),
    policies: dict[str, Any] | None = None,
    **rows: Any,
) -> Reference:
    """A reference of units (code, name, group[, active_from, active_to, successor]) and rows of any file as dicts."""
    frames = {name: pd.DataFrame(columns=_columns(name), dtype=object) for name in REFERENCE_FILES}
    frames["units"] = pd.DataFrame(
        [dict(zip(("unit_code", "unit_name", "unit_group", "active_from", "active_to", "successor_code"), unit, strict=False))
         for unit in units or UNITS],
        columns=_columns("units"),
    ).fillna("").astype(object)  # fmt: skip
    chains = [("new_materials", "新材料"), ("equipment", "装备制造")]
    frames["industry_chains"] = pd.DataFrame(
        [{"chain_code": c, "chain_name": n, "aliases": "", "sort_order": i} for i, (c, n) in enumerate(chains, 1)]
    )
    for name, given in rows.items():
        frames[name] = pd.DataFrame([_yuan(row) for row in given], columns=_columns(name))
    for name, column in (("prior_year", "caliber"), ("targets", "effective_from")):
        if len(frames[name]):
            frames[name][column] = frames[name][column].fillna("")
    if len(frames["targets"]):
        frames["targets"]["effective_from"] = [
            since or f"{year}-01"
            for since, year in zip(frames["targets"]["effective_from"], frames["targets"]["year"], strict=True)
        ]
    return Reference(home=home, district=district(**(policies or {})), **frames)


def _columns(name: str) -> list[str]:
    form = REFERENCE_FILES[name]
    return [f"{column}_yuan" if column in form.money else column for column in form.columns]


def _yuan(row: dict[str, Any]) -> dict[str, Any]:
    return {
        (f"{k}_yuan" if k in _MONEY else k): (None if v is None else round(v * WAN)) if k in _MONEY else v
        for k, v in row.items()
    }


def project(code: str, **fields: Any) -> dict[str, Any]:
    """A project as a township lists it, with its money; everything not given is an ordinary 省外 project."""
    return {
        "project_code": code, "project_name": f"{code}项目", "approval_code": None, "company_name": f"{code}公司",
        "company_uscc": None, "investor_name": "投资方", "investor_origin": "浙江省", "origin_scope": "out_of_province",
        "origin_province": "浙江省", "chain_code": "new_materials", "is_industrial": True, "build_kind": "新建",
        "total_investment": 12_000, "signed_on": "2025-01-10", "signing_event": None, "started_on": None,
        "completed_on": None, "stage": "signed", "partner_unit_code": None, "own_share": 100.0, "note": None,
        "arrived_before_year": 0, "arrived_month": 0, "arrived_ytd": 0, "fixed_asset_ytd": 0, "arrived_usd_ytd": 0,
        **fields,
    }  # fmt: skip


_FUND = ("arrived_before_year", "arrived_month", "arrived_ytd", "arrived_total", "fixed_asset_ytd", "arrived_usd_ytd")


@dataclass
class Sent:
    """What one unit sent: projects with money, rows of the lists; or an outcome without rows."""

    projects: list[dict[str, Any]] = field(default_factory=list)
    lists: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    outcome: str = "accepted"
    in_force: bool = True
    returned: int = 0
    on_time: bool | None = True


def review(month: str, sent: dict[str, Sent | None], units: list[str]) -> Review:
    """The judgement of a month as review hands it on; None or absent is a unit that sent nothing."""
    accepted: dict[str, list[dict[str, Any]]] = {kind: [] for kind in ("project", "fund", *list(BOOKS)[1:])}
    revisions, cells = [], []
    for at, (unit, what) in enumerate(sent.items()):
        if what is None:
            continue
        origin = {"file_id": at, "file_name": f"{unit}.xlsx", "file_sha256": f"{month}-{unit}", "unit_code": unit}
        for number in range(what.returned):
            revisions.append(
                {**origin, "revision": number + 1, "outcome": "returned", "loadable": True, "in_force": False}
            )
        revisions.append(
            {
                **origin,
                "revision": what.returned + 1,
                "outcome": what.outcome,
                "loadable": True,
                "in_force": what.in_force,
            }
        )
        if not what.in_force or what.outcome == "nil":
            continue
        for row, told in enumerate(what.projects, start=4):
            told = dict(told)
            told.setdefault("arrived_total", told["arrived_before_year"] + told["arrived_ytd"])
            money = {name: told.pop(name) for name in _FUND if name in told}
            accepted["project"].append({**origin, "sheet": "项目台账", "row": row, **_yuan(told)})
            accepted["fund"].append(
                {**origin, "sheet": "到位资金", "row": row, "project_code": told["project_code"], **_yuan(money)}
            )
            cells += _cells(origin, told["project_code"], row, {**_yuan(money), **_yuan(told)})
        for kind, rows in what.lists.items():
            for row, told in enumerate(rows, start=4):
                accepted[kind].append({**origin, "sheet": kind, "row": row, **_yuan(told)})
                cells += _list_cells(origin, kind, row, _yuan(told))
    return Review(
        month=month,
        submissions=_submissions(sent, units),
        revisions=pd.DataFrame(
            revisions,
            columns=[
                "file_id",
                "unit_code",
                "file_name",
                "file_sha256",
                "received_at",
                "revision",
                "outcome",
                "loadable",
                "in_force",
            ],
        ),
        findings=[],
        accepted={kind: _accepted(kind, rows) for kind, rows in accepted.items()},
        cells=typed_frame(pd.DataFrame(cells, columns=SOURCE_CELL.names), SOURCE_CELL),
        rejected=pd.DataFrame(),
        tally=pd.DataFrame(),
    )


def _accepted(kind: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    text = [column for column in frame.columns if str(frame[column].dtype) == "str"]
    frame = frame.astype(dict.fromkeys(text, object))
    return frame.reindex(columns=[*frame.columns, *[c for c in _needed(kind) if c not in frame.columns]])


def _needed(kind: str) -> list[str]:
    extra = {"talent_subsidy": ["person_id", "person_name"], "fund": ["evidence_ref", "note"]}
    return [*(BOOKS[kind].names if kind in BOOKS and kind != "project" else []), *extra.get(kind, [])]


def _cells(origin: dict[str, Any], code: str, row: int, values: dict[str, Any]) -> list[dict[str, Any]]:
    letters = {"arrived_before_year_yuan": "D", "arrived_month_yuan": "E", "arrived_ytd_yuan": "F", "arrived_total_yuan": "G",
               "fixed_asset_ytd_yuan": "H", "arrived_usd_ytd": "I", "total_investment_yuan": "L"}  # fmt: skip
    return [
        _cell(origin, "项目台账" if name == "total_investment_yuan" else "到位资金", f"{letter}{row}", values[name], code,
              f"{'project' if name == 'total_investment_yuan' else 'fund'}.{name}")
        for name, letter in letters.items() if name in values
    ]  # fmt: skip


def _list_cells(origin: dict[str, Any], kind: str, row: int, values: dict[str, Any]) -> list[dict[str, Any]]:
    numbers = ("posts_wanted", "subsidy_yuan", "quantity", "companies_met", "people", "leads")
    return [
        _cell(origin, kind, f"{chr(65 + at)}{row}", value, None, f"{kind}.{name}")
        for at, (name, value) in enumerate(values.items()) if name in numbers
    ]  # fmt: skip


def _cell(origin: dict[str, Any], sheet: str, cell: str, value: Any, code: str | None, name: str) -> dict[str, Any]:
    return {
        "source_id": f"{origin['file_sha256']}|{sheet}|{cell}", "file_sha256": origin["file_sha256"],
        "file_name": origin["file_name"], "sheet": sheet, "cell": cell, "raw_value": str(value), "value_yuan": value,
        "unit_code": origin["unit_code"], "project_code": code, "field": name,
    }  # fmt: skip


def _submissions(sent: dict[str, Sent | None], units: list[str]) -> pd.DataFrame:
    rows = []
    for unit in units:
        what = sent.get(unit)
        rows.append(
            {
                "unit_code": unit, "status": what.outcome if what else "missing",
                "figures": "current" if what and what.in_force else "carried",
                "on_time": what.on_time if what else False, "revision": what.returned + 1 if what else None,
                "rows_read": 0, "rows_loaded": 0, "rows_rejected": 0, "errors": 0, "warnings": 0,
            }
        )  # fmt: skip
    return pd.DataFrame(rows, columns=SUBMISSION.names)


class Releases:
    """History kept in memory, and one call that runs a month and releases it."""

    def __init__(self, ref: Reference) -> None:
        self.reference = ref
        self.tables: dict[str, dict[str, pd.DataFrame]] = {}
        self.kept: dict[str, Books] = {}

    def months(self) -> list[str]:
        return sorted(self.tables)

    def release(self, month: str) -> dict[str, object] | None:
        return {"release_id": month, "month": month} if month in self.tables else None

    def table(self, name: str, month: str) -> pd.DataFrame:
        found = self.tables.get(month, {})
        return found[name] if name in found else pd.DataFrame(columns=REPORT_TABLES[name].names, dtype=object)

    def books(self, name: str, month: str) -> pd.DataFrame:
        return (
            self.kept[month].tables[name]
            if month in self.kept
            else pd.DataFrame(columns=BOOKS[name].names, dtype=object)
        )

    def run(
        self, month: str, sent: dict[str, Sent | None], as_of: datetime | None = None, **options: Any
    ) -> dict[str, pd.DataFrame]:
        """The month's report tables, released."""
        from assets.intake.office.units import UnitRegister

        units = UnitRegister(self.reference).expected(month)
        books = keep_books(review(month, sent, units), self.reference, self, month, KEY)
        metrics = compute_metrics(books, self.reference, self, month, as_of=as_of, **options)
        tables = metric_tables(books, metrics, self.reference, self, month)
        tables |= {
            "metric": metrics, "project": books.facts[PROJECT.names], "source_cell": books.cells, "submission": books.submissions,
        }  # fmt: skip
        self.tables[month], self.kept[month] = tables, books
        return tables


def figure(
    tables: dict[str, pd.DataFrame], unit: str, metric: str, caliber: str = "declared", column: str = "ytd_value"
) -> Any:
    """One figure of report_metric; None for a null."""
    rows = tables["metric"]
    rows = rows[(rows["unit_code"] == unit) & (rows["metric_code"] == metric) & (rows["caliber"] == caliber)]
    value = rows[column].item()
    return None if pd.isna(value) else value

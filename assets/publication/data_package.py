"""The data package of a release: a Frictionless descriptor of its csv tables, and csv that spreadsheets open safely."""

from __future__ import annotations

import json

import pandas as pd

from assets.publication.provisional import extent_of
from schemas.columns.releases import RELEASE_COLUMNS
from schemas.columns.report import REPORT_TABLES

_TYPES = {
    "text": "string",
    "json": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "date": "date",
    "datetime": "string",
}
_LOWER_BOUND = (
    "尚有单位未报或沿用上次数：其所在分组和全区（ALL）的合计不低于所列，由其计算的完成率、序时进度和同比为已报数。"
)
_RISKY = ("=", "+", "-", "@", "\t")


def escaped(frame: pd.DataFrame) -> pd.DataFrame:
    """Text that a spreadsheet would take for a formula gets a leading apostrophe; numbers are numbers."""
    safe = frame.copy()
    for name in safe.columns:
        if safe[name].dtype == object:
            safe[name] = [
                f"'{value}" if isinstance(value, str) and value.startswith(_RISKY) else value for value in safe[name]
            ]
        elif str(safe[name].dtype) == "boolean":
            safe[name] = safe[name].astype(object).map({True: "true", False: "false"})
    return safe


def datapackage(frames: dict[str, pd.DataFrame], month: str, contract: str) -> str:
    """datapackage.json (Frictionless Data Package v1) for the csv files beside it."""
    resources = [
        {
            "name": f"report_{name}",
            "path": f"report_{name}.csv",
            "title": REPORT_TABLES[name].label,
            "description": REPORT_TABLES[name].grain,
            "profile": "tabular-data-resource",
            "format": "csv",
            "encoding": "utf-8-sig",
            "schema": {
                "fields": [
                    {
                        "name": column.name,
                        "type": _TYPES[column.dtype],
                        "title": column.label,
                        "description": column.meaning,
                    }
                    for column in (*RELEASE_COLUMNS, *REPORT_TABLES[name].at(contract).columns)
                ],
                "primaryKey": ["release_id", *REPORT_TABLES[name].keys],
                "missingValues": [""],
            },
        }
        for name in REPORT_TABLES
        if name in frames
    ]
    extent = extent_of(frames["release"].iloc[0].to_dict(), frames["submission"], frames["fund_arrival"])
    package = {
        "name": f"zhaoyin-{month}",
        "profile": "tabular-data-package",
        "title": f"招商引资统计 {month} {extent.state}",
        "description": _LOWER_BOUND if extent.partial else "",
        "resources": resources,
    }
    return json.dumps(package, ensure_ascii=False, indent=1)

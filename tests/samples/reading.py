"""Reads the sample's workbooks with openpyxl, apart from the product's reader."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl

Row = dict[str, Any]
SHEETS = ("项目台账", "到位资金", "人才需求", "人才奖补", "平台称号", "企业走访", "招商活动", "情况说明")


@lru_cache(maxsize=500)
def read_book(path: Path) -> dict[str, list[Row]]:
    """Rows of every sheet by header; under '封面' one row of labels; under 'X 合计' the total row."""
    book = openpyxl.load_workbook(path, data_only=True)
    result: dict[str, list[Row]] = {}
    cover = book["封面"]
    result["封面"] = [{str(row[0].value): row[1].value for row in cover.iter_rows(min_row=3) if row[0].value}]
    for name in book.sheetnames[1:]:
        rows = list(book[name].iter_rows(values_only=True))
        headers = [str(word) for word in rows[2]]
        first = 3
        if name == "到位资金":
            headers = [str(low or high) for high, low in zip(rows[2], rows[3], strict=True)]
            first = 4
        body: list[Row] = []
        for values in rows[first:]:
            if values[0] == "合计":
                result[f"{name} 合计"] = [dict(zip(headers, values, strict=True))]
            elif values[0] is not None and not str(values[0]).startswith(("填报人:", "注:")):
                body.append(dict(zip(headers, values, strict=True)))
        result[name] = body
    return result


def books_of(home: Path, month: str) -> dict[str, dict[str, list[Row]]]:
    """The workbook that stands of every unit (the latest by file time that opens and is not wrong), by unit's name."""
    latest: dict[str, Path] = {}
    for path in sorted((home / "inbox" / month).glob("*.xlsx"), key=lambda p: (p.stat().st_mtime, p.name)):
        latest[path.name.split(month[:4])[0]] = path
    return {unit: read_book(path) for unit, path in latest.items()}


def read_csv(home: Path, name: str) -> list[dict[str, str]]:
    with (home / "reference" / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def number(value: Any) -> int:
    """A cell in hundredths of 万元."""
    return round(float(value or 0) * 100)

"""What others need for the files of a month: openpyxl only loading them, frictionless validating their types.

Both read every data sheet of every workbook of the inbox. Neither finds headers by meaning, keeps addresses, applies a rule
or makes a figure.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
from frictionless import Dialect, Resource, Schema, formats

from schemas.form.sheets import DATA_SHEETS, Field, Sheet

KINDS = tuple(kind for kind in DATA_SHEETS if kind != "explanation")
_HEADER_ROWS = {"fund": [3, 4]}  # every other sheet of the form has its headers in row 3
_TYPES = {
    "money": "number",
    "usd": "number",
    "percent": "number",
    "count": "integer",
    "year": "integer",
    "date": "date",
}


def load_with_openpyxl(home: Path) -> None:
    """Every workbook loaded whole with openpyxl, its values and nothing else."""
    for path in _workbooks(home):
        openpyxl.load_workbook(path, data_only=True).close()


def validate_with_frictionless(home: Path) -> int:
    """The number of rows whose types frictionless has validated against the form."""
    rows = 0
    for path in _workbooks(home):
        for kind in KINDS:
            report = _resource(path, DATA_SHEETS[kind]).validate()
            if not report.tasks or not report.tasks[0].stats.get("rows"):
                raise ValueError(
                    f"frictionless read no row of {path.name} {kind}: {report.flatten(['type', 'note'])[:3]}"
                )
            rows += int(report.tasks[0].stats["rows"])
    return rows


def _workbooks(home: Path) -> list[Path]:
    return sorted((home / "inbox").rglob("*.xlsx"))


def _resource(path: Path, sheet: Sheet) -> Resource:
    dialect = Dialect(
        header_rows=_HEADER_ROWS.get(sheet.kind, [3]),
        controls=[formats.ExcelControl(sheet=sheet.title)],
        comment_char="注",
    )
    fields = [{"name": field.name, "type": _type(field)} for field in sheet.fields]
    schema = Schema.from_descriptor({"fields": fields, "missingValues": ["", "合计"]})
    return Resource(
        path=str(path.relative_to(path.parents[1])), basepath=str(path.parents[1]), dialect=dialect, schema=schema
    )


def _type(field: Field) -> str:
    return _TYPES.get(field.kind, "any")

"""The same submission in every accepted format, and through an upstream database, reads to the same rows."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import sqlalchemy as sa
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from assets.intake.model import Intake
from assets.intake.office.reference import read_reference
from assets.intake.submissions.month_files import read_month
from samples.clean import write_clean
from schemas.form.sheets import DATA_SHEETS

MONTH, AS_OF = "2025-01", datetime(2025, 3, 1)
Grids = dict[str, list[list[Any]]]


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("formats") / "district"
    write_clean(home, (MONTH,), 3)
    return home


def grids_of(path: Path) -> Grids:
    book = openpyxl.load_workbook(path, data_only=True)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def _shown(value: Any) -> str:
    return "" if value is None else f"{value:%Y-%m-%d}" if isinstance(value, (date, datetime)) else str(value)


def _csv_text(rows: list[list[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([[_shown(value) for value in row] for row in rows])
    return text.getvalue()


def as_csv_folder(path: Path, grids: Grids) -> None:
    folder = path.with_suffix("")
    folder.mkdir()
    for name, rows in grids.items():
        (folder / f"{name}.csv").write_bytes(_csv_text(rows).encode("gb18030"))


def as_csv_zip_with_gbk_names(path: Path, grids: Grids) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for position, (_, rows) in enumerate(grids.items()):
            archive.writestr(f"{position:04d}.csv", _csv_text(rows).encode("utf-8-sig"))
    data = buffer.getvalue()
    for position, name in enumerate(grids):  # names as a Chinese Windows writes them: GBK bytes, no flag
        wanted = f"{name}.csv".encode("gb18030")
        data = _renamed(data, f"{position:04d}.csv".encode(), wanted)
    path.with_suffix(".zip").write_bytes(data)


def _renamed(data: bytes, old: bytes, new: bytes) -> bytes:
    """A zip with one member's name replaced: rebuilt, for lengths and offsets stand in headers."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            name = (
                info.filename.encode("cp437", "surrogateescape")
                if not info.flag_bits & 0x800
                else info.filename.encode()
            )
            fresh = zipfile.ZipInfo((new if name == old else name).decode("cp437"))
            target.writestr(fresh, source.read(info))
    return out.getvalue()


def as_xls(path: Path, grids: Grids) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for name, rows in grids.items():
        sheet = book.add_sheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value is not None:
                    sheet.write(r, c, value, *([day] if isinstance(value, (date, datetime)) else []))
    book.save(str(path.with_suffix(".xls")))


def as_ods(path: Path, grids: Grids) -> None:
    document = OpenDocumentSpreadsheet()
    for name, rows in grids.items():
        table = Table(name=name)
        for row in rows:
            line = TableRow()
            for value in row:
                line.addElement(_ods_cell(value))
            table.addElement(line)
        document.spreadsheet.addElement(table)
    document.save(str(path.with_suffix(".ods")))


def _ods_cell(value: Any) -> Any:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        cell = TableCell(valuetype="float", value=repr(value))
    elif isinstance(value, (date, datetime)):
        cell = TableCell(valuetype="date", datevalue=f"{value:%Y-%m-%d}")
    elif value is None:
        return TableCell()
    else:
        cell = TableCell(valuetype="string")
    cell.addElement(P(text=_shown(value)))
    return cell


FORMATS: dict[str, Callable[[Path, Grids], None]] = {
    "csv folder in GB18030": as_csv_folder, "zip of csv with GBK names": as_csv_zip_with_gbk_names, "xls": as_xls, "ods": as_ods,
}  # fmt: skip


def rows_of(intake: Intake) -> dict[str, list[tuple[Any, ...]]]:
    """Typed rows by unit, without where they stand."""
    units = dict(zip(intake.files["file_id"], intake.files["unit_code"], strict=True))
    found = {}
    for kind in DATA_SHEETS:
        rows = intake.rows[kind].astype(object)
        rows = rows.where(rows.notna(), None)
        columns = [name for name in rows.columns if name not in ("file_id", "sheet", "row", "seq")]
        found[kind] = sorted(
            ((units[row["file_id"]], *(row[name] for name in columns)) for _, row in rows.iterrows()), key=repr
        )
    return found


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_reads_to_the_same_rows(name: str, clean: Path, tmp_path: Path) -> None:
    home = tmp_path / "district"
    shutil.copytree(clean, home, copy_function=shutil.copy2)
    expected = rows_of(read_month(read_reference(clean), MONTH, AS_OF))
    for path in (home / "inbox" / MONTH).glob("*.xlsx"):
        FORMATS[name](path, grids_of(path))
        path.unlink()
    intake = read_month(read_reference(home), MONTH, datetime(2030, 1, 1))
    assert intake.files["unit_code"].notna().all()
    assert rows_of(intake) == expected
    assert sum(len(rows) for rows in expected.values()) > 50


def test_a_database_of_sheets_is_an_inbox_too(clean: Path, tmp_path: Path) -> None:
    home = tmp_path / "district"
    shutil.copytree(clean, home, copy_function=shutil.copy2)
    expected = rows_of(read_month(read_reference(clean), MONTH, AS_OF))
    url = f"sqlite:///{tmp_path}/upstream.db"
    tables = _upstream(home, url)
    text = (home / "district.yaml").read_text("utf-8")
    listed = ", ".join(f"{title}: {table}" for title, table in tables.items())
    (home / "district.yaml").write_text(
        text.replace("inbox: {url: inbox}", f"inbox: {{database: '{url}', tables: {{{listed}}}}}"), "utf-8"
    )
    intake = read_month(read_reference(home), MONTH, AS_OF)
    assert len(intake.files) == 3
    assert rows_of(intake) == expected


def _upstream(home: Path, url: str) -> dict[str, str]:
    """The workbooks' rows as tables, as an upstream system would hold them."""
    engine = sa.create_engine(url)
    frames: dict[str, list[pd.DataFrame]] = {}
    for path in (home / "inbox" / MONTH).glob("*.xlsx"):
        grids = grids_of(path)
        cover = {str(row[0]): row[1] for row in grids["封面"] if row[0]}
        for kind, form in DATA_SHEETS.items():
            if form.title not in grids:
                continue
            first, header = (4, None) if kind == "fund" else (3, grids[form.title][2])
            names = header or [item.header for item in form.fields]
            body = [
                row
                for row in grids[form.title][first:]
                if row[0] is not None and not str(row[0]).startswith(("合计", "填报人", "注"))
            ]
            frame = pd.DataFrame(
                [[_shown(value) for value in row] for row in body], columns=[str(name) for name in names]
            )
            frames.setdefault(form.title, []).append(
                frame.assign(填报单位=cover["填报单位"], 填报月份=cover["填报月份"], 更新时间="2025-02-01 09:00:00")
            )
    tables = {}
    for position, (title, parts) in enumerate(frames.items()):
        tables[title] = f"t_sheet_{position}"
        pd.concat(parts).to_sql(tables[title], engine, index=False)
    engine.dispose()
    return tables

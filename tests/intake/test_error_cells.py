"""An error cell is neither blank nor zero, wherever it stands; a file that breaks the reader stops only itself."""

from __future__ import annotations

import io
import shutil
import zipfile
from datetime import datetime
from pathlib import Path

import xlsxwriter

from assets.intake.office.reference import read_reference
from assets.intake.reader.workbook import read_file
from assets.intake.submissions.month_files import read_month
from samples.clean import write_clean

MONTH = "2025-01"


HEADERS = ["序号", "项目编号", "项目名称", "上年末累计到位", "本月到位", "本年累计到位", "历史累计到位"]


def test_an_error_behind_a_blank_formatted_cell_is_said() -> None:
    """Excel writes a blank formatted cell as a self-closing element; the error stands in the one behind it."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet, bordered = book.add_worksheet("到位资金"), book.add_format({"border": 1})
        sheet.write_row(2, 0, HEADERS)
        sheet.write_row(3, 0, [1, "T01-2025-001", "甲项目"])
        sheet.write_blank(3, 3, None, bordered)
        sheet.write_formula(3, 4, "=1/0", bordered, "#DIV/0!")
        sheet.write_row(3, 5, [5, 5])
    read = read_file(buffer.getvalue(), "甲.xlsx", {})
    assert ("E4", "amount_error_cell") in [(issue[3], issue[5]) for issue in read.issues]
    assert read.sheets[0].typed["arrived_month_yuan"] == [None]


def test_a_workbook_without_its_relations_stops_only_itself(tmp_path: Path) -> None:
    home = tmp_path / "district"
    write_clean(home, (MONTH,), 3)
    path = sorted((home / "inbox" / MONTH).glob("*.xlsx"))[0]
    broken = path.with_suffix(".part")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(broken, "w") as target:
        for info in source.infolist():
            if info.filename != "xl/_rels/workbook.xml.rels":
                target.writestr(info, source.read(info))
    shutil.move(broken, path)
    intake = read_month(read_reference(home), MONTH, datetime(2035, 1, 1))
    assert sorted(intake.files["readable"]) == [False, True, True]

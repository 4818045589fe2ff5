"""Messes 38–42: what kind of file, under which name, of whom and of which month."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlwt

from tests.fuzz.files import as_ods
from tests.fuzz.scene import MONTH
from tests.messes.making import Book, Case, Clean, Make

L, F = "项目台账", "到位资金"


def _shown(value: Any) -> str:
    return "" if value is None else f"{value:%Y-%m-%d}" if isinstance(value, (date, datetime)) else str(value)


def _named(name: str, body: bytes | None = None) -> Make:
    """The workbook itself, or this body, under a name."""

    def make(data: bytes, folder: Path) -> list[Path]:
        path = folder / name
        path.write_bytes(data if body is None else body)
        return [path]

    return make


def _xls(ending: str) -> Make:
    def make(data: bytes, folder: Path) -> list[Path]:
        old, day = xlwt.Workbook(encoding="utf-8"), xlwt.easyxf(num_format_str="YYYY-MM-DD")
        for sheet in Book(data).book:
            page = old.add_sheet(sheet.title)
            for r, row in enumerate(sheet.iter_rows(values_only=True)):
                for c, value in enumerate(row):
                    if value is not None:
                        page.write(r, c, value, *([day] if isinstance(value, (date, datetime)) else []))
        path = folder / f"报表{ending}"
        old.save(str(path))
        return [path]

    return make


def _ods(data: bytes, folder: Path) -> list[Path]:
    from random import Random

    path = folder / "报表.ods"
    path.write_bytes(as_ods(data, Random(1))[0])
    return [path]


def _csv(encoding: str, gbk_names: bool = False) -> Make:
    def make(data: bytes, folder: Path) -> list[Path]:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as target:
            for sheet in Book(data).book:
                text = io.StringIO(newline="")
                csv.writer(text).writerows(
                    [[_shown(value) for value in row] for row in sheet.iter_rows(values_only=True)]
                )
                name = f"{sheet.title}.csv"
                info = zipfile.ZipInfo(name.encode("gb18030").decode("cp437") if gbk_names else name)
                target.writestr(info, text.getvalue().encode(encoding))
        path = folder / "报表.zip"
        path.write_bytes(out.getvalue())
        return [path]

    return make


def _cut(data: bytes, folder: Path) -> list[Path]:
    path = folder / "断了.xlsx"
    path.write_bytes(data[: len(data) // 2])
    return [path]


def _copied_forward(data: bytes, folder: Path) -> list[Path]:
    """Another unit's file, its cover not changed, under this unit's name."""
    path = folder / "青谷镇2025年2月招商引资统计月报.xlsx"
    path.write_bytes(data)
    return [path]


def _under_two_names(data: bytes, folder: Path) -> list[Path]:
    paths = [folder / "青谷镇2025年2月报表.xlsx", folder / "柳河镇2025年2月报表.xlsx"]
    for path in paths:
        path.write_bytes(data)
    return paths


_WRONG = {
    "网页.xls": b"<html><body><table><tr><td>1</td></tr></table></body></html>",
    "扫描件.xlsx": b"%PDF-1.4\n1 0 obj",
    "照片.xlsx": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "打包.xlsx": b"Rar!\x1a\x07\x00" + b"\x00" * 40,
    "空.xlsx": b"",
    "文档.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + b"\x00" * 504
    + "WordDocument".encode("utf-16-le")
    + b"\x00" * 500,
}

CASES = (
    Case(38, ".xls(BIFF8)", make=_xls(".xls"), truth=True),
    Case(38, ".et(WPS)", make=_xls(".et"), truth=True),
    Case(38, ".ods", make=_ods, truth=True),
    *(Case(38, f"zip 内 csv,{encoding}", make=_csv(encoding), truth=True) for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16")),
    Case(38, "zip 内 csv,GBK 文件名", make=_csv("gb18030", gbk_names=True), truth=True),
    Case(38, ".xls 其实是 xlsx", make=_named("报表.xls"), truth=True),
    *(Case(38, name, make=_named(name, body), finds=("F001 F @",)) for name, body in _WRONG.items()),
    Case(38, "截断", make=_cut, finds=("F001 F @",)),
    *(Case(39, name, make=_named(name), truth=True)
      for name in ("经开区2月报表(最终版)(改2).xlsx", "新建 Microsoft Excel 工作表.xls", "报表(1).xlsx")),
    Case(40, "文件名是另一单位", make=_copied_forward, truth=True, finds=("F004 W @",)),
    Case(40, "同一文件报在两个单位名下", make=_under_two_names, truth=True, finds=("F002 W @", "F004 W @")),
    Case(40, "文件名是另一月", make=_named("梅山经济开发区2025年1月报表.xlsx"), truth=True, finds=("F005 W @",)),
    Case(42, "上年模板,旧表头", lambda b: _last_years(b), truth=True, finds=("F008 I @",)),
)  # fmt: skip


def _last_years(book: Book) -> None:
    """The form of 2024: its version on the cover, its words in the headings, no 签约活动 yet."""
    book.cover("模板版本", "2024.1")
    book.head(L, "investor_name", "外来投资方")
    book.head(L, "signed_on", "签约时间")
    book.head(F, "arrived_total", "开工以来累计到位")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_files(case: Case, clean: Clean, tmp_path: Path) -> None:
    clean.check(case, tmp_path)


def test_mess_40_the_latest_of_two_files_counts(clean: Clean, tmp_path: Path) -> None:
    book = Book(clean.data)
    book.put(F, "fixed_asset_ytd", 8000)
    book.sheet(F).cell(book.total(F), 8).value += 8000 - 8595.01
    first, second = tmp_path / "报表.xlsx", tmp_path / "报表(1).xlsx"
    first.write_bytes(clean.data)
    second.write_bytes(book.saved())
    told = clean.told([first, second])
    revisions = told.review.revisions.set_index("file_name")
    assert revisions["in_force"].to_dict() == {"报表.xlsx": False, "报表(1).xlsx": True}
    assert 80_000_000 in told.review.accepted["fund"]["fixed_asset_ytd_yuan"].tolist()


def test_mess_41_a_zero_report_is_said_and_silence_is_missing(clean: Clean, tmp_path: Path) -> None:
    book = Book(clean.data)
    book.cover("本月无变动", "是")
    for title in book.book.sheetnames[1:]:
        rows = book.rows(title)
        if rows:
            book.sheet(title).delete_rows(rows[0], len(rows) + 1)
    path = tmp_path / clean.name
    path.write_bytes(book.saved())
    told = clean.told([path])
    assert told.status("Z01") == "nil"
    assert told.status("T01") == "missing"
    assert told.review.month == MONTH


MORE = (40, 41)

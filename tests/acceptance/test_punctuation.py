"""What an office or a township reads is punctuated after GB/T 15834: no ASCII comma, colon, semicolon or bracket stands
between Chinese characters, by whichever way the words leave."""

from __future__ import annotations

import html
import os
import re
import shutil
import sys
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import typer

from assets.intake.home import MonthHome
from assets.month import run_month
from assets.review.returns.write import write_returns
from assets.store.published import Store
from pipelines.cli.main import main
from samples.clean import write_clean
from schemas.calendar import Deadlines
from schemas.columns.report import REPORT_TABLES
from schemas.metrics import default_registry
from schemas.rules.catalogue import rule_catalogue
from schemas.typography import chinese

JANUARY, MONTH, AS_OF = "2025-01", "2025-02", datetime(2025, 3, 5, 9)
_HAN = "\u4e00-\u9fff\uff08\uff09\u201c\u201d"
HALF_WIDTH = re.compile(
    rf"[{_HAN}] ?[,:;?()] ?[{_HAN}]|[\u4e00-\u9fff][,;?:](?=\s|$)|\([\u4e00-\u9fff]|[\u4e00-\u9fff]\)"
)
_TOWNSHIPS_OWN = r"\(更正\)\.xlsx|随手记\(草稿\)"


def faulty(texts: list[str]) -> list[str]:
    """Those with half-width punctuation in their Chinese; a township's own names are shown as it wrote them."""
    return sorted({text for text in texts if HALF_WIDTH.search(re.sub(_TOWNSHIPS_OWN, "", text))})


@pytest.fixture(scope="module")
def messy(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A home whose January is clean and released and whose February is a mess; all that was found in February."""
    home = tmp_path_factory.mktemp("punctuation") / "district"
    write_clean(home, (JANUARY, MONTH), 3)
    first, second, third = sorted((home / "inbox" / MONTH).glob("*.xlsx"))
    book = openpyxl.load_workbook(first, data_only=True)
    projects, money = book["项目台账"], book["到位资金"]
    projects["E5"], projects["H5"], projects["I5"], projects["L5"], projects["M5"] = (
        "x",
        "火星",
        "没有的链",
        "约3亿",
        "3月初",
    )
    projects["A3"].value, projects.row_dimensions[5].hidden = "顺序", True
    money["E5"], money["F5"], money["G6"], money["L5"] = -3, "1,2,3亿元", "#REF!", "核减,"
    book.create_sheet("随手记(草稿)")["A1"] = "与报表无关"
    book.save(first)
    second.write_bytes(second.read_bytes()[:3000])
    shutil.copyfile(third, third.with_name(f"{third.stem}(更正).xlsx"))
    for path in first.parent.iterdir():
        os.utime(path, (AS_OF.timestamp() - 3 * 86_400,) * 2)
    url = f"sqlite:///{home}/zhaoyin.db"
    with Store(url) as store:
        run_month(MonthHome(home, AS_OF, url), JANUARY, store)
        office = MonthHome(home, AS_OF, url)
        result = run_month(office, MONTH, store)
        deadlines = Deadlines(office.reference.district.calendar, office.reference.holidays)
        write_returns(home, MONTH, result.review, result.collected.files, office.reference, deadlines)
    found = result.review.findings
    assert len({each.rule_code for each in found}) >= 8
    return home, [text for each in found for text in (each.message, each.expected)]


def test_the_exit_sets_what_stands_among_chinese_and_nothing_else() -> None:
    assert chinese("填报单位:甲镇,已退回(见附件);请改") == "填报单位\uff1a甲镇\uff0c已退回\uff08见附件\uff09\uff1b请改"
    assert chinese("甲(乙(丙))丁") == "甲\uff08乙\uff08丙\uff09\uff09丁"
    for kept in ("甲镇2025年1月(更正).xlsx", "到位资金!F5", "GROUP:园区", "zhaoyin run, then (ok): yes"):
        assert chinese(kept) == kept


def test_catalogue_dictionary_and_metrics() -> None:
    said = [text for rule in rule_catalogue().values() for text in (rule.title, rule.expected, rule.remedy, rule.nulls, *rule.cases.values())]  # fmt: skip
    said += [text for table in REPORT_TABLES.values() for text in (table.label, table.grain)]
    said += [text for table in REPORT_TABLES.values() for column in table.columns for text in (column.label, column.meaning)]  # fmt: skip
    said += [metric.label for metric in default_registry().values()]
    assert faulty(said) == []


def test_the_findings_of_a_messy_month(messy: tuple[Path, list[str]]) -> None:
    assert faulty(messy[1]) == []


def test_notices_and_returned_workbooks(messy: tuple[Path, list[str]]) -> None:
    answers = [path for path in (messy[0] / "returns" / MONTH).rglob("*") if path.is_file()]
    assert {path.suffix for path in answers} == {".docx", ".txt", ".xlsx"}
    assert faulty([text for path in answers for text in _read(path)]) == []


def _read(path: Path) -> Iterator[str]:
    """The words we wrote: the notices whole, of a returned workbook the sheet of findings and the comments."""
    if path.suffix == ".txt":
        yield from path.read_text("utf-8").splitlines()
    elif path.suffix == ".docx":
        with zipfile.ZipFile(path) as package:
            body = package.read("word/document.xml").decode()
        yield from (html.unescape(text) for text in re.findall(r"<w:t(?: [^>]*)?>([^<]*)", body))
    else:
        book = openpyxl.load_workbook(path)
        yield from (
            cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row if isinstance(cell, str)
        )
        cells = (cell for sheet in book.worksheets[1:] for row in sheet.iter_rows() for cell in row)
        yield from (cell.comment.text for cell in cells if cell.comment)


def test_the_command_line(
    messy: tuple[Path, list[str]], capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = messy[0]
    monkeypatch.setenv("COLUMNS", "400")
    book = str(next((home / "inbox" / MONTH).glob("*.xlsx")))
    lines = [
        f"check {book} --as-of 2025-03-05T09:00", f"status --month {MONTH} --as-of 2025-03-05T09:00",
        f"status --month {MONTH} --as-of 2025-03-05T09:00 --html {tmp_path}/status.html",
        f"explain --month {MONTH} --metric funds_out_of_district", f"explain --month {MONTH} --score",
        f"explain --month {MONTH}", f"explain --month {MONTH} --metric nope", f"diff --month {MONTH}",
        f"diff --month {MONTH} --vintages", f"diff --month {MONTH} --from r9", "verify", "rules", "doctor", "init",
        f"template --month 2025-03 --out {tmp_path}/templates", "template --month 2025-03 --unit 甲乙丙丁",
        f"reopen --month {MONTH} --reason 补报 --by 区政府", "reopen --month 2030-01 --reason x --by y",
        f"simulate --rulebook {next((home / 'rulebooks').glob('*.yaml'))}", f"run --month {MONTH} --as-of x", "run --month 2025-13",
        f"restore {tmp_path}/none",
    ]  # fmt: skip
    said = ""
    for line in lines:
        monkeypatch.setattr(sys, "argv", ["zhaoyin", *line.split(), "--home", str(home)])
        with pytest.raises((SystemExit, typer.Exit)):
            main()
        out = capsys.readouterr()
        assert "Traceback" not in out.err, line
        said += out.out + out.err
    assert faulty(said.splitlines()) == []
    (home / "reference" / "targets.csv").write_text(
        "year,unit_code,metric_code,annual_target\n2025,T99,x,三亿\n", "utf-8"
    )
    monkeypatch.setattr(sys, "argv", ["zhaoyin", "run", "--month", MONTH, "--home", str(home)])
    with pytest.raises(SystemExit):
        main()
    assert faulty(capsys.readouterr().err.splitlines()) == []

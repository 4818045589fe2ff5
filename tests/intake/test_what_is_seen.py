"""A cell is read as a person sees it: number formats, raised digits, characters of no width, currencies, dates, csv."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from assets.intake.inbox.sniff import Unreadable
from assets.intake.reader.cells.amounts import USD_FACTORS, amount
from assets.intake.reader.cells.dates import iso_date
from assets.intake.reader.cells.typed import without_invisible
from assets.intake.reader.grids import csv_rows
from assets.intake.reader.headers import bare
from assets.intake.reader.number_formats import as_shown, number_format
from assets.intake.reader.parsed_file import ParsedFile
from tests.intake.small_workbooks import FUND, read_sheet

PROJECT = [
    "序号",
    "项目编号",
    "项目名称",
    "投资方所在地",
    "总投资额(万元)（含税）",
    "统一社会信用代码(18位)",
    "本单位占比(%)",
]
AT = {"code": "B4", "month": "E4", "evidence": "K4"}


def _fund(formats: dict[str, str] | None = None, **instead: Any) -> tuple[ParsedFile, list[tuple[str, str]]]:
    """One row of 到位资金; what was read, and (issue, cell) of what was said of its cells."""
    row = [1, "T01-2025-001", "甲项目", 0, 848.21, 900, 900, 0, 0, "发票", "FP1", None]
    for name, value in instead.items():
        row[ord(AT[name][0]) - ord("A")] = value
    read = read_sheet("到位资金", FUND, [row], formats)
    said = [(str(each[5]), str(each[3])) for each in read.issues if each[2] == 4]
    return read, said


def test_codes_and_words_are_what_is_shown() -> None:
    read, said = _fund({"B4": '"T01-2025-"000', "K4": '"FP2025"000000'}, code=3, evidence=127_296)
    sheet = read.sheets[0]
    assert (sheet.typed["project_code"], sheet.typed["evidence_ref"]) == (["T01-2025-003"], ["FP2025127296"])
    assert (sheet.raw["evidence_ref"], said) == (["FP2025127296"], [])


@pytest.mark.parametrize("code", ['0"0000"', "0\\0\\0\\0\\0", "0%"])
def test_money_whose_format_adds_digits_is_doubtful(code: str) -> None:
    read, said = _fund({"E4": code})
    assert (read.sheets[0].typed["arrived_month_yuan"], said) == ([None], [("amount_doubtful", "E4")])


@pytest.mark.parametrize("code", ['0.00"（含税）"', "0000.00", '0.00"万元"'])
def test_money_whose_format_adds_words_is_the_number(code: str) -> None:
    read, said = _fund({"E4": code})
    assert (read.sheets[0].typed["arrived_month_yuan"], said) == ([8_482_100], [])


@pytest.mark.parametrize(
    ("code", "share", "number"), [("0%", 0.6, 60.0), ("0.00%", 0.125, 12.5), ("0%", 1, 100.0), ("0", 60, 60.0)]
)
def test_a_share_typed_as_a_percentage(code: str, share: float, number: float) -> None:
    row = [1, "T01-2025-001", "甲项目", "上海市", 900, None, share]
    read = read_sheet("项目台账", PROJECT, [row], {"G4": code})
    assert read.sheets[0].typed["own_share"] == [number]
    assert read.sheets[0].columns["total_investment"] == "E"
    assert read.sheets[0].columns["company_uscc"] == "F"
    assert as_shown(0.6, "60%").text == "60%"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("000-0000", 1234567, "123-4567"),
        ('"第"0"号"', 7, "第7号"),
        ("000000", 12, "000012"),
        ('0"亿"0000"万"', 12345, "12345万"),
    ],
)
def test_formats(code: str, value: float, text: str) -> None:
    printed = number_format(code).printed(value)  # type: ignore[union-attr]
    assert printed is not None
    assert printed.text == text


@pytest.mark.parametrize(
    "font", [InlineFont(vertAlign="superscript"), InlineFont(vertAlign="subscript"), InlineFont(strike=True)]
)
def test_a_raised_or_struck_part_makes_no_other_number(font: InlineFont) -> None:
    text = CellRichText("848.2", TextBlock(font, "1"))
    read, said = _fund(month=text)
    assert (read.sheets[0].typed["arrived_month_yuan"], said) == ([None], [("amount_doubtful", "E4")])
    read, said = _fund(month=CellRichText("848.", TextBlock(InlineFont(b=True), "21")))
    assert read.sheets[0].typed["arrived_month_yuan"] == [8_482_100]


def test_every_control_and_format_character_is_dropped() -> None:
    for code in range(0x110000):
        if unicodedata.category(chr(code)) in ("Cc", "Cf") and chr(code) not in "\t\n\r":
            assert without_invisible(f"甲{chr(code)}乙") in ("甲乙", "甲\n乙"), hex(code)
    assert without_invisible("甲 \u3000\u00a0\t\n乙") == "甲 \u3000\u00a0\t\n乙"


def test_they_are_dropped_from_headings_codes_numbers_and_names() -> None:
    head = [f"{word[0]}\u200e{word[1:]}" for word in FUND]
    row = [1, "T01-\u20602025-001", "甲\u202a项\u00ad目", 0, "\u2060848.21", 900, 900, 0, 0, None, "\ufeffFP1", None]
    sheet = read_sheet("到位资金", head, [row]).sheets[0]
    assert (sheet.typed["project_code"], sheet.typed["project_name"]) == (["T01-2025-001"], ["甲项目"])
    assert (sheet.typed["arrived_month_yuan"], sheet.typed["evidence_ref"]) == ([8_482_100], ["FP1"])


@pytest.mark.parametrize(
    "text", ["100万港元", "100港币", "30万美元", "US$30", "$30", "EUR 5", "5欧元", "300日元", "3英镑"]
)
def test_another_currency_is_named_and_never_yuan(text: str) -> None:
    typed = amount(text, 10_000)
    assert (typed.value, typed.issue) == (None, "amount_doubtful")
    assert "本列为人民币" in typed.detail


def test_dollars_are_called_dollars() -> None:
    assert amount("30万美元", 10_000, USD_FACTORS).detail == "文本“30万美元”读作 300000 美元"
    assert amount("100万港元", 10_000, USD_FACTORS).detail.startswith("写的是港元,本列为美元")
    assert amount("￥30", 10_000, USD_FACTORS).issue == "amount_doubtful"
    assert "元以下" in amount(1.00001, 10_000).detail or amount(1.00001, 10_000).issue == "amount_sub_yuan"


@pytest.mark.parametrize(
    ("text", "words"),
    [("22/4/2025", "日/月/年"), ("4/22/2025", "月/日/年"), ("22.4.2025", "2025-04-22"), ("45769", "序号,即 2025-04-22"),
     ("4/5/2025", "2025-05-04 还是 2025-04-05")],
)  # fmt: skip
def test_dates_that_are_no_dates_are_called_what_they_are(text: str, words: str) -> None:
    typed = iso_date(text)
    assert (typed.value, typed.issue) == (None, "date_ambiguous")
    assert words in typed.detail
    assert iso_date("32/4/2025").issue == "date_unreadable"


def test_brackets_that_only_say_how_to_fill_in() -> None:
    assert bare("项目名称（全称）")[0] == "项目名称"
    assert bare("总投资（含税）(万元)") == ("总投资", "万元")
    for heading in ("开工日期(拟)", "本月到位(其中设备)", "固定资产投资(上年)"):
        assert "(" in bare(heading)[0]


def test_a_quotation_never_closed_is_said_with_its_line() -> None:
    for text in ('a,b,c\n1,"乙,3\n4,5,6\n7,8,9\n', 'a,b,c\n1,"乙,3\n4,5,6\n7,"8",9\n'):
        with pytest.raises(Unreadable) as told:
            csv_rows(text.encode())
        assert "第2行的引号" in told.value.detail
    assert csv_rows('a,b,c\n1,"问题:甲,\n乙",3\n1,12" 管,"z\ny"\n'.encode())[1:] == [
        ["1", "问题:甲,\n乙", "3"],
        ["1", '12" 管', "z\ny"],
    ]


def test_digits_kept_as_text_and_doubled_line_ends() -> None:
    assert csv_rows(b'a,b\r\r\n="001",2\r\r\n') == [["a", "b"], ["001", "2"]]

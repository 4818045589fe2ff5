"""What a month's townships are answered: a marked workbook and a notice, a notice alone, or nothing."""

from __future__ import annotations

import io
import os
from datetime import date, datetime

import docx
import openpyxl

from assets.intake.reader.workbook import read_file
from assets.review.returns.notice import compose_notice, notice_docx, notice_text
from schemas.calendar import Deadlines
from schemas.form.sheets import RETURN_SHEET
from schemas.office.district import Calendar
from tests.review.returns.conftest import MONTH, UNIT, District
from tests.review.returns.making import at


def _wrong(book: openpyxl.Workbook) -> None:
    book["到位资金"]["F5"] = "约1.2亿"


def test_a_clean_month_is_answered_with_nothing(district: District) -> None:
    assert district.answered() == []
    assert not (district.home / "returns").exists()


def test_a_wrong_submission_gets_its_own_workbook_and_a_notice(district: District) -> None:
    sent = district.change(_wrong).read_bytes()
    (answer,) = district.answered()
    folder = district.home / "returns" / MONTH / UNIT
    assert answer.unit_code == UNIT
    assert sorted(path.name for path in folder.iterdir()) == sorted([answer.path.name, "通知.docx", "通知.txt"])
    assert answer.path.name.endswith("（退回）.xlsx")
    book = openpyxl.load_workbook(answer.path)
    assert book.sheetnames[0] == RETURN_SHEET
    assert "约1.2亿" in book["到位资金"]["F5"].comment.text
    assert read_file(sent, "a.xlsx", {}) == read_file(answer.path.read_bytes(), "a.xlsx", {})
    words = (folder / "通知.txt").read_text(encoding="utf-8")
    assert "柳河镇：" in words
    assert "到位资金 F5 本年累计到位" in words
    assert "退回通知" in words


def test_the_same_state_writes_nothing_again(district: District) -> None:
    district.change(_wrong)
    (first,) = district.answered()
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in first.files}
    (second,) = district.answered()
    assert first.changed
    assert not second.changed
    assert before == {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in second.files}


def test_who_sent_nothing_is_reminded(district: District) -> None:
    district.file().unlink()
    district.as_of = datetime(2025, 2, 3, 9, 0)
    early = next(each for each in district.answered() if each.unit_code == UNIT)
    assert "报送提醒" in early.path.with_suffix(".txt").read_text(encoding="utf-8")
    district.as_of = datetime(2025, 2, 10, 9, 0)
    (late,) = district.answered()
    words = late.path.with_suffix(".txt").read_text(encoding="utf-8")
    assert "催报通知" in words
    assert "已逾报送期限" in words
    assert [path.suffix for path in late.files] == [".docx", ".txt"]


def test_an_unreadable_file_is_answered_with_a_workbook_of_findings(district: District) -> None:
    district.rewrite(district.file().read_bytes()[:3000])
    answers = {answer.unit_code: answer for answer in district.answered()}
    assert answers[UNIT].path.name.endswith("（退回说明）.xlsx")
    sheet = openpyxl.load_workbook(answers[UNIT].path)[RETURN_SHEET]
    assert sheet["B6"].value == "不予载入"


def test_an_accepted_workbook_with_something_to_correct_is_answered(district: District) -> None:
    district.change(lambda book: book["项目台账"].__setitem__("F4", "12345"))
    review, _, _ = district.judged()
    assert review.submissions.set_index("unit_code").at[UNIT, "status"] == "accepted"
    (answer,) = district.answered()
    assert "12345" in openpyxl.load_workbook(answer.path)["项目台账"]["F4"].comment.text
    assert "改正通知" in (answer.path.parent / "通知.txt").read_text(encoding="utf-8")


def test_a_correction_settles_the_folder(district: District) -> None:
    kept = district.file().read_bytes()
    path = district.change(_wrong)
    (answer,) = district.answered()
    again = path.with_name("柳河镇2025年1月(更正).xlsx")
    again.write_bytes(kept)
    later = path.stat().st_mtime + 3600
    os.utime(again, (later, later))
    assert district.answered() == []
    folder = answer.path.parent
    assert [each.name for each in folder.iterdir()] == ["历次"]
    assert answer.path.name in {each.name for each in (folder / "历次").iterdir()}


def test_a_return_holds_no_other_unit_s_cells(district: District) -> None:
    district.change(_wrong)
    (answer,) = district.answered()
    others = openpyxl.load_workbook(district.file("青谷镇"))["封面"]
    names = {
        str(row[1].value) for row in others.iter_rows(min_row=3) if row[0].value in ("填报人", "单位负责人", "联系电话")
    }
    told = str([[cell.value for cell in row] for row in openpyxl.load_workbook(answer.path)[RETURN_SHEET].iter_rows()])
    assert names
    assert not any(name in told for name in names)


def test_the_notice_fits_one_page_and_says_the_rest_is_elsewhere() -> None:
    findings = [at(f"C{row}") for row in range(5, 35)]
    deadlines = Deadlines(Calendar(submit_by_day=3, late_until_day=8, close_day=10, workdays=True))
    notice = compose_notice(
        "returned", "甲镇", "2025-03", findings, deadlines, "某区招商引资统计部门", received_at="2025-04-01T09:30:00"
    )
    text = notice_text(notice)
    assert text.count("“待定”不是数字") == 8
    assert "其余22处" in text
    assert f"{date(2025, 4, 3):%Y年}4月3日" in text
    assert notice_docx(notice) == notice_docx(notice)
    words = "".join(paragraph.text for paragraph in docx.Document(io.BytesIO(notice_docx(notice))).paragraphs)
    assert "某区招商引资统计部门" in words

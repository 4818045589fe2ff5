"""The annotated return of a real workbook: what is marked, and that nothing else changes."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from assets.intake.reader.workbook import read_file
from assets.review.returns.annotate.copy import AnnotatedReturn, annotate
from assets.review.returns.annotate.findings_table import FILLS
from schemas.finding import Finding
from schemas.form.sheets import RETURN_SHEET
from tests.review.returns.making import at, parts, rich_workbook, with_thread

FINDINGS = [at("C5"), at("C6"), at("B9", "C102", "", label="项目编号"), at("K30", "C114", "", field="evidence_ref")]


def _answer(data: bytes, findings: list[Finding], name: str = "甲镇.xlsx") -> AnnotatedReturn:
    return annotate(data, name, findings, unit_name="甲镇", month="2025-03", deadline_text="2025年4月3日")


@pytest.fixture
def own(tmp_path: Path) -> bytes:
    return with_thread(rich_workbook(tmp_path / "甲镇.xlsx").read_bytes())


def test_only_the_marked_parts_differ(own: bytes) -> None:
    before, after = parts(own), parts(_answer(own, FINDINGS).data)
    changed = {name for name in before if before[name] != after[name]}
    assert set(before) <= set(after)
    assert changed == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/worksheets/sheet1.xml",  # marked
        "xl/worksheets/sheet2.xml",  # was the selected sheet: two selected sheets would be a group
        "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/threadedComments/threadedComment1.xml", "xl/persons/person.xml",
    }  # fmt: skip
    assert set(after) - set(before) == {"xl/worksheets/sheet3.xml"}
    assert before["xl/media/image1.png"] == after["xl/media/image1.png"]
    assert b"78C0D931" in after["xl/worksheets/sheet1.xml"]
    assert after["xl/worksheets/sheet2.xml"] == before["xl/worksheets/sheet2.xml"].replace(b' tabSelected="1"', b"")


def test_an_unmarked_sheet_keeps_its_bytes(tmp_path: Path) -> None:
    data = rich_workbook(tmp_path / "a.xlsx").read_bytes()
    before, after = parts(data), parts(_answer(data, [at("A1", sheet="备用")]).data)
    assert before["xl/worksheets/sheet1.xml"] == after["xl/worksheets/sheet1.xml"]
    assert before["xl/comments1.xml"] == after["xl/comments1.xml"]


def test_reading_it_again_gives_the_same_data(own: bytes) -> None:
    after = _answer(own, FINDINGS).data
    assert read_file(own, "甲镇.xlsx", {}) == read_file(after, "甲镇.xlsx", {})
    old, new = CalamineWorkbook.from_filelike(io.BytesIO(own)), CalamineWorkbook.from_filelike(io.BytesIO(after))
    assert new.sheet_names == [RETURN_SHEET, *old.sheet_names]
    for name in old.sheet_names:
        assert old.get_sheet_by_name(name).to_python(skip_empty_area=False) == new.get_sheet_by_name(name).to_python(
            skip_empty_area=False
        )
    for formulas in (True, False):
        first, again = (openpyxl.load_workbook(io.BytesIO(each), data_only=not formulas) for each in (own, after))
        for sheet in first.worksheets:
            cells = {c.coordinate: c.value for row in sheet.iter_rows() for c in row if c.value is not None}
            assert cells == {
                c.coordinate: c.value for row in again[sheet.title].iter_rows() for c in row if c.value is not None
            }
    assert openpyxl.load_workbook(io.BytesIO(after))["到位资金"]["D5"].value == "=C5*2"


def test_marks_keep_the_cell_s_own_style(own: bytes) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(_answer(own, FINDINGS).data))["到位资金"]
    marked, plain = sheet["C5"], sheet["C7"]
    assert marked.fill.fgColor.rgb == f"FF{FILLS['E']}"
    assert plain.fill.fgColor.rgb == "FFFFC7CE"  # the township's own colour stays its own
    assert (marked.number_format, marked.font.b, marked.border.left.style) == ("#,##0.00", True, "thin")
    assert sheet["K30"].fill.fgColor.rgb == f"FF{FILLS['W']}"
    assert sheet["K30"].value is None


def test_comments_are_added_to_their_own(own: bytes) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(_answer(own, FINDINGS).data))["到位资金"]
    both = sheet["C5"].comment.text
    assert both.index("我们自己的批注") < both.index("“待定”不是数字")
    assert "应为：一个数字" in both
    assert sheet["B9"].comment is not None
    after = parts(_answer(own, FINDINGS).data)
    shapes = after["xl/drawings/vmlDrawing1.vml"]
    assert shapes.count(b'ObjectType="Note"') == 4  # theirs and the three new ones
    thread = after["xl/threadedComments/threadedComment1.xml"].decode()
    assert "与企业核对过" in thread
    assert thread.count("parentId=") == 1
    assert "“待定”不是数字" in thread


def test_names_and_views_stay_right(own: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(_answer(own, FINDINGS).data))
    assert book.sheetnames == [RETURN_SHEET, "到位资金", "备用"]
    assert book["到位资金"].print_area == "'到位资金'!$A$1:$D$7"
    assert book["备用"].print_area == "'备用'!$A$1:$B$2"
    assert list(book["到位资金"].defined_names) == ["本表合计"]
    assert book.active.title == RETURN_SHEET
    numbers = re.findall(rb'sheetId="(\d+)"', parts(_answer(own, FINDINGS).data)["xl/workbook.xml"])
    assert len(numbers) == len(set(numbers)) == 3
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == [RETURN_SHEET]


def test_the_first_sheet_lists_all_with_links(own: bytes) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(_answer(own, FINDINGS).data))[RETURN_SHEET]
    assert [cell.value for cell in sheet[5]] == [
        "序号",
        "程度",
        "规则",
        "工作表",
        "单元格",
        "项目",
        "原值",
        "应为",
        "说明",
        "如何改正",
    ]
    rows = {row[4].value: row for row in sheet.iter_rows(min_row=6)}
    assert set(rows) == {"C5", "C6", "B9", "K30"}
    assert rows["C5"][4].hyperlink.location == "'到位资金'!C5"
    assert rows["C5"][1].value == "必须改正"
    assert rows["K30"][1].value == "改正或说明"
    assert "必须改正3处" in sheet["A3"].value
    assert "2025年4月3日" in sheet["A3"].value


def test_a_merged_cell_is_marked_where_it_is_seen(own: bytes) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(_answer(own, [at("C2", "F004", "unit_unknown")]).data))["到位资金"]
    assert sheet["A2"].comment is not None


def test_macros_and_external_parts_survive(tmp_path: Path) -> None:
    data = rich_workbook(tmp_path / "甲镇.xlsm", macros=True).read_bytes()
    answer = _answer(data, FINDINGS, "甲镇.xlsm")
    assert answer.file_name.endswith(".xlsm")
    assert parts(data)["xl/vbaProject.bin"] == parts(answer.data)["xl/vbaProject.bin"]
    assert read_file(data, "a.xlsm", {}) == read_file(answer.data, "a.xlsm", {})


def test_a_corrected_copy_loses_the_old_marks(own: bytes) -> None:
    first = _answer(own, FINDINGS)
    second = _answer(first.data, [at("C6")], first.file_name)
    book = openpyxl.load_workbook(io.BytesIO(second.data))
    sheet = book["到位资金"]
    assert book.sheetnames == [RETURN_SHEET, "到位资金", "备用"]
    assert second.file_name == first.file_name
    assert sheet["C5"].comment.text.strip() == "我们自己的批注"
    assert sheet["C5"].fill.fgColor.rgb == "FFFFC7CE"
    assert sheet["B9"].comment is None
    assert sheet["C6"].comment.text.count("核查意见") == 1
    assert parts(second.data)["xl/drawings/vmlDrawing1.vml"].count(b'ObjectType="Note"') == 2
    assert read_file(own, "a.xlsx", {}) == read_file(second.data, "a.xlsx", {})


@pytest.mark.parametrize(
    ("name", "data"),
    [("甲镇.xls", b"\xd0\xcf\x11\xe0"), ("甲镇.csv", "序号,1".encode("gb18030")), ("甲镇.xlsx", b""), ("甲镇.xlsx", b"PK\x03\x04rest"),
     ("甲镇.ods", b"PK\x03\x04")],
)  # fmt: skip
def test_what_cannot_carry_marks_gets_a_workbook_of_findings(name: str, data: bytes) -> None:
    answer = _answer(data, FINDINGS, name)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data))[RETURN_SHEET]
    assert not answer.own_workbook
    assert answer.file_name == "甲镇（退回说明）.xlsx"
    assert sheet.max_row == 5 + len(FINDINGS)
    assert answer.data == _answer(data, FINDINGS, name).data


def test_formula_like_text_stays_text(own: bytes) -> None:
    hostile = at("C5", raw_value='=HYPERLINK("http://x","y")\x01<&>')
    sheet = openpyxl.load_workbook(io.BytesIO(_answer(own, [hostile]).data))[RETURN_SHEET]
    assert sheet["G6"].data_type == "s"
    assert sheet["G6"].value.endswith("<&>")


def test_entities_are_refused(own: bytes) -> None:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(own)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/workbook.xml":
                data = data.replace(b"<workbook", b'<!DOCTYPE a [<!ENTITY b "c">]><workbook', 1)
            new.writestr(name, data)
    assert not _answer(out.getvalue(), FINDINGS).own_workbook


def test_shapes_have_numbers_of_their_own(own: bytes) -> None:
    after = parts(_answer(own, [*FINDINGS, at("A1", sheet="备用")]).data)
    shapes = [data for name, data in after.items() if name.endswith(".vml")]
    numbers = [each for data in shapes for each in re.findall(rb'id="(_x0000_s\d+)"', data)]
    assert len(shapes) == 2
    assert len(numbers) == 5
    assert len(set(numbers)) == 5


def test_a_workbook_saved_by_openpyxl_is_answered_too(own: bytes) -> None:
    """Its comments lie elsewhere and its links are absolute."""
    out = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(own)).save(out)
    after = _answer(out.getvalue(), FINDINGS).data
    sheet = openpyxl.load_workbook(io.BytesIO(after))["到位资金"]
    assert "我们自己的批注" in sheet["C5"].comment.text
    assert "“待定”不是数字" in sheet["C5"].comment.text
    assert sheet["B9"].comment is not None
    assert read_file(out.getvalue(), "a.xlsx", {}) == read_file(after, "a.xlsx", {})


@pytest.mark.full
def test_a_workbook_saved_by_libreoffice_is_answered_too(own: bytes, tmp_path: Path, soffice: str) -> None:
    path = tmp_path / "own.xlsx"
    path.write_bytes(own)
    saved = _converted(soffice, tmp_path, path, "xlsx", tmp_path / "saved").read_bytes()
    after = _answer(saved, FINDINGS).data
    assert read_file(saved, "a.xlsx", {}) == read_file(after, "a.xlsx", {})
    path.write_bytes(after)
    again = openpyxl.load_workbook(_converted(soffice, tmp_path, path, "xlsx", tmp_path / "again"))
    assert again.sheetnames == [RETURN_SHEET, "到位资金", "备用"]
    assert "我们自己的批注" in again["到位资金"]["C5"].comment.text
    assert "“待定”不是数字" in again["到位资金"]["C5"].comment.text
    assert again["到位资金"]["B9"].comment is not None


def _converted(soffice: str, tmp_path: Path, path: Path, ending: str, out: Path) -> Path:
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [soffice, profile, "--headless", "--convert-to", ending, "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return out / f"{path.stem}.{ending}"


@pytest.mark.full
def test_libreoffice_opens_it(own: bytes, tmp_path: Path, soffice: str) -> None:
    path = tmp_path / "answer.xlsx"
    path.write_bytes(_answer(own, FINDINGS).data)
    pdf = _converted(soffice, tmp_path, path, "pdf", tmp_path)
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60
    ).stdout.decode()
    assert "招商引资统计月报退回说明" in text
    assert "必须改正" in text
    assert "402.00" in text

"""The pre-filled workbook: what it carries over, and that it comes back through intake clean."""

from __future__ import annotations

import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from assets.intake.inbox.sniff import check_archive
from assets.intake.reader.grids import Grid, read_grids
from assets.intake.reader.template_formulas import fill_template_formulas
from assets.intake.reader.workbook import read_file
from assets.intake.reader.xlsx_features import read_xlsx_features
from assets.review.model import Review
from assets.review.template.carried import LISTS, carried_over
from assets.review.template.workbook import write_template
from schemas.form.sheets import DATA_SHEETS
from schemas.office.district import Limits
from tests.read_together import read_files
from tests.review.template.conftest import Released, Until

MONTH, UNIT = "2025-03", "T02"
_MONTH_CELL, _YTD_CELL, _TOTAL_CELL, _KIND_CELL, _REF_CELL = "E", "F", "G", "J", "K"


@pytest.fixture
def path(released: Released, tmp_path: Path) -> Path:
    return write_template(
        tmp_path / "柳河镇2025年3月招商引资统计月报.xlsx", UNIT, MONTH, released.reference, released.store
    )


def _open(review: Review, severities: str = "FEW") -> list[str]:
    return [
        f"{each.rule_code} {each.where} {each.message}"
        for each in review.findings
        if each.severity in severities and each.status == "open"
    ]


def _first_project(path: Path) -> int:
    """The row of a project that has had money."""
    sheet = openpyxl.load_workbook(path, data_only=True)["到位资金"]
    return next(row for row in range(5, sheet.max_row) if sheet[f"{_YTD_CELL}{row}"].value)


def test_untouched_it_comes_back_clean_with_no_new_money(released: Released, path: Path) -> None:
    review = released.judged(path, MONTH)
    assert _open(review) == []
    assert review.revisions["outcome"].tolist() == ["accepted"]
    funds, books = review.accepted["fund"], released.store.books("project", "2025-02")
    mine = books[books["unit_code"] == UNIT]
    assert set(review.accepted["project"]["project_code"]) == set(mine["project_code"])
    assert funds["arrived_month_yuan"].sum() == 0
    assert funds["arrived_ytd_yuan"].sum() == mine["arrived_ytd_yuan"].sum()
    assert funds["arrived_total_yuan"].sum() == mine["arrived_total_yuan"].sum()


def test_every_carried_field_reads_as_it_was(released: Released, path: Path) -> None:
    """Project by project, and every list of the year, personal columns and all."""
    sent = next((released.home / "inbox" / "2025-02").glob("柳河镇*.xlsx"))
    before, after = (
        read_files([each], released.reference, month) for each, month in ((sent, "2025-02"), (path, MONTH))
    )
    for kind in ("project", *LISTS):
        columns = [item.column for item in DATA_SHEETS[kind].fields if item.name != "seq"]
        old, new = (
            sorted(
                map(
                    str,
                    each.rows[kind][columns]
                    .astype(object)
                    .where(each.rows[kind][columns].notna(), None)
                    .to_numpy()
                    .tolist(),
                )
            )
            for each in (before, after)
        )
        assert old == new, kind
    assert len(after.rows["visit"]) > 0


def test_in_january_the_year_starts_anew(released: Released, tmp_path: Path) -> None:
    history = Until(released.store, "2025-01")
    carried = carried_over(UNIT, "2025-01", released.reference, history)
    december = released.store.books("project", "2024-12").set_index("project_code")
    assert carried.lists == {}
    assert carried.projects
    for row in carried.projects:
        assert december.at[row["project_code"], "stage"] not in ("completed", "terminated")
    for row in carried.funds:
        assert Decimal(str(row["arrived_before_year"])) * 10_000 == int(
            december.at[row["project_code"], "arrived_total_yuan"]
        )
        assert (row["arrived_ytd"], row["fixed_asset_ytd"], row["arrived_usd_ytd"]) == (0, 0, 0)
    path = write_template(tmp_path / "柳河镇2025年1月.xlsx", UNIT, "2025-01", released.reference, history)
    assert _open(released.judged(path, "2025-01"), "FE") == []


def test_the_next_codes_are_free(released: Released) -> None:
    carried = carried_over(UNIT, MONTH, released.reference, released.store)
    used = set(released.store.books("project", "2025-02")["project_code"])
    assert not used & set(carried.free_codes)
    assert carried.free_codes == sorted(carried.free_codes)
    assert all(code.startswith(f"{UNIT}-2025-") for code in carried.free_codes)


def test_headers_are_protected_and_input_is_open(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    funds = book["到位资金"]
    assert all(sheet.protection.sheet for sheet in book)
    assert funds["E5"].protection.locked is False
    assert funds["B5"].protection.locked
    assert funds["F5"].protection.locked
    assert funds["A3"].protection.locked
    assert str(funds["F5"].value).startswith("=ROUND(")
    lists = {rule.formula1 for rule in book["项目台账"].data_validations.dataValidation if rule.type == "list"}
    assert '"签约,前期,在建,投产,终止"' in lists
    assert any("T02-2025-" in str(rule) for rule in lists)


def test_only_the_month_is_typed_with_openpyxl_keeping_values(released: Released, path: Path) -> None:
    row = _first_project(path)
    book = openpyxl.load_workbook(path, data_only=True)
    sheet = book["到位资金"]
    for cell in (f"{_MONTH_CELL}{row}", f"{_YTD_CELL}{row}", f"{_TOTAL_CELL}{row}"):
        sheet[cell] = round((sheet[cell].value or 0) + 12.34, 2)
    sheet[f"{_KIND_CELL}{row}"], sheet[f"{_REF_CELL}{row}"] = "银行进账单", "JZ202503001"
    for cell in sheet[_total_row(sheet)]:
        cell.value = cell.value if isinstance(cell.value, str) else None
    book.save(path)
    review = released.judged(path, MONTH)
    assert _open(review, "FE") == []
    assert review.accepted["fund"]["arrived_month_yuan"].sum() == 123_400


def _filled(path: Path, sheet: str = "到位资金") -> tuple[Grid, list[str]]:
    """The sheet with its template formulas calculated, and the addresses of those."""
    data = path.read_bytes()
    grid = next(grid for grid in read_grids(data, path.name) if grid.name == sheet)
    return grid, fill_template_formulas(grid, read_xlsx_features(check_archive(data, Limits()), Limits()))


def test_formulas_openpyxl_left_uncalculated_have_their_values(path: Path) -> None:
    row = _first_project(path)
    before = openpyxl.load_workbook(path, data_only=True)["到位资金"][f"{_YTD_CELL}{row}"].value
    book = openpyxl.load_workbook(path)
    book["到位资金"][f"{_MONTH_CELL}{row}"] = 0.1
    book.save(path)
    grid, filled = _filled(path)
    cells = grid.rows[row - 1]
    assert f"{_YTD_CELL}{row}" in filled
    assert Decimal(repr(cells[5])) == Decimal(str(before)) + Decimal("0.1")
    assert Decimal(repr(cells[6])) == Decimal(repr(cells[3])) + Decimal(repr(cells[5]))


def test_other_formulas_are_not_calculated(released: Released, path: Path) -> None:
    row = _first_project(path)
    book = openpyxl.load_workbook(path)
    sheet = book["到位资金"]
    sheet[f"{_YTD_CELL}{row}"] = f"=E{row}*10000"
    book.save(path)
    _, filled = _filled(path)
    assert f"{_YTD_CELL}{row}" not in filled
    assert f"{_YTD_CELL}{_total_row(sheet)}" not in filled  # the sum over a cell that has no value
    sent = next((released.home / "inbox" / "2025-02").glob("柳河镇*.xlsx"))
    book = openpyxl.load_workbook(sent)
    sheet = book["到位资金"]
    sheet["F5"] = "=ROUND(D5+E5,4)"  # the template's form, in a workbook without its mark
    book.save(path)
    issues = read_file(path.read_bytes(), path.name, {}).issues
    assert [issue[5] for issue in issues if issue[3] == "F5"] == ["amount_not_calculated"]


def _total_row(sheet: openpyxl.worksheet.worksheet.Worksheet) -> int:
    return next(row for row in range(5, sheet.max_row + 1) if sheet[f"A{row}"].value == "合计")


def test_a_unit_with_no_past_gets_an_empty_form(released: Released, tmp_path: Path) -> None:
    path = write_template(
        tmp_path / "柳河镇2024年12月.xlsx", UNIT, "2024-12", released.reference, Until(released.store, "2024-12")
    )
    assert _open(released.judged(path, "2024-12"), "F") == []
    assert len(read_files([path], released.reference, "2024-12").rows["project"]) == 0


def test_the_same_state_gives_the_same_bytes(released: Released, path: Path, tmp_path: Path) -> None:
    again = write_template(tmp_path / "again.xlsx", UNIT, MONTH, released.reference, released.store)
    assert path.read_bytes() == again.read_bytes()


@pytest.mark.full
def test_resaved_by_libreoffice_it_comes_back_clean(
    released: Released, path: Path, tmp_path: Path, soffice: str
) -> None:
    """The month's money typed, then calculated and saved by LibreOffice."""
    row = _first_project(path)
    book = openpyxl.load_workbook(path)
    sheet = book["到位资金"]
    sheet[f"{_MONTH_CELL}{row}"], sheet[f"{_KIND_CELL}{row}"], sheet[f"{_REF_CELL}{row}"] = (
        0.1,
        "银行进账单",
        "JZ202503001",
    )
    book.save(path)
    out = tmp_path / "resaved"
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    subprocess.run(
        [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(path)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    review = released.judged(out / path.name, MONTH)
    assert _open(review, "FE") == []
    assert review.accepted["fund"]["arrived_month_yuan"].sum() == 1_000

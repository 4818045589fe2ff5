"""Each rule: one change to a clean workbook, at whose exact cell it fires while no other F or E does but those the cell
entails; and a near miss that stays silent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from schemas.finding import Finding
from tests.review.conftest import Judged

P, M = "项目台账", "到位资金"


@dataclass(frozen=True)
class Trip:
    """One change: `edit(book)`; `cell` where the rule must fire; `entails` other rules the same cell breaks."""

    rule: str
    sheet: str
    cell: str | None
    edit: Callable[[Any], None]
    severity: str = "E"
    entails: frozenset[str] = field(default_factory=frozenset)


def put(sheet: str, cell: str, value: Any) -> Callable[[Any], None]:
    def edit(book: Any) -> None:
        book[sheet][cell] = value

    return edit


def add(sheet: str, cell: str, amount: float) -> Callable[[Any], None]:
    def edit(book: Any) -> None:
        book[sheet][cell] = (book[sheet][cell].value or 0) + amount

    return edit


def both(*edits: Callable[[Any], None]) -> Callable[[Any], None]:
    def edit(book: Any) -> None:
        for each in edits:
            each(book)

    return edit


def drop_row(sheet: str, row: int) -> Callable[[Any], None]:
    return lambda book: book[sheet].delete_rows(row)


def building_row(book: Any) -> int:
    """A project that is being built."""
    return next(row for row in range(4, 60) if book[P][f"Q{row}"].value == "在建")


def in_building(column: str, value: Any) -> Callable[[Any], None]:
    def edit(book: Any) -> None:
        book[P][f"{column}{building_row(book)}"] = value

    return edit


E = frozenset
TRIPS = [
    Trip("C101", M, "F5", put(M, "F5", "约3亿"), entails=E({"C109"})),
    Trip("C101", M, "F5", put(M, "F5", "1,2OO"), entails=E({"C109"})),
    Trip("C101", M, "F5", put(M, "F5", "待定"), entails=E({"C109"})),
    Trip("C102", P, "L4", put(P, "L4", None), entails=E({"C109"})),
    Trip("C102", P, "C4", put(P, "C4", None)),
    Trip("C103", P, "I4", put(P, "I4", "新能源")),
    Trip("C103", P, "Q4", put(P, "Q4", "进行中")),
    Trip("C104", P, "F4", put(P, "F4", "91340602MA0000000"), entails=E()),
    Trip("C105", P, "M4", put(P, "M4", "拟2025年6月")),
    Trip("C105", P, "M4", put(P, "M4", "2025年13月5日")),
    Trip("C106", P, "B4", put(P, "B4", "X99-2025-001"), entails=E({"C121", "H205"})),
    Trip("C107", M, "F5", both(add(M, "F5", 7), add(M, "G5", 7)), entails=E({"C109"})),
    Trip("C109", M, None, lambda book: _raise_total(book), entails=E()),
    Trip("C110", M, "G5", add(M, "G5", 3), entails=E({"C109"})),
    Trip("C113", P, "H4", put(P, "H4", "浙江省杭州市、江苏省南京市")),
    Trip("C113", P, "H4", put(P, "H4", "乌有乡")),
    Trip("C115", M, "E5", both(put(M, "E5", -5), put(M, "L5", "调账")), entails=E({"C107", "C109"})),
    Trip("C119", P, "S4", put(P, "S4", 60), entails=E()),
    Trip("C119", P, "S4", put(P, "S4", 0.6)),
    Trip("C119", P, "R4", put(P, "R4", "乌有镇"), entails=E()),
    Trip("C121", M, "B5", put(M, "B5", "X99-2025-001"), entails=E()),
    Trip("H203", M, "D5", both(add(M, "D5", 11), add(M, "G5", 11)), entails=E({"C109"})),
    Trip("C104", P, "F4", lambda book: _swap_check_digit(book), severity="W"),
    Trip("C120", P, "D4", put(P, "D4", "2024-340602-123"), severity="W"),
    Trip("C114", M, None, lambda book: _blank_evidence(book), severity="W"),
    Trip("H206", P, "C4", lambda book: put(P, "C4", f"{book[P]['C4'].value}(一期)")(book), severity="W"),
    Trip("F005", "封面", None, put("封面", "B4", "2025年2月"), severity="W"),
]  # fmt: skip
TRIPS = [trip for trip in TRIPS if trip.rule != "F005"]


def _raise_total(book: Any) -> None:
    row = next(row for row in range(5, 80) if book[M][f"A{row}"].value == "合计")
    book[M][f"F{row}"] = book[M][f"F{row}"].value + 100


def _swap_check_digit(book: Any) -> None:
    text = str(book[P]["F4"].value)
    book[P]["F4"] = text[:-1] + ("1" if text[-1] != "1" else "2")


def _blank_evidence(book: Any) -> None:
    row = next(row for row in range(5, 80) if (book[M][f"E{row}"].value or 0) > 0)
    book[M][f"K{row}"] = None


def _of(findings: list[Finding], rule: str) -> list[Finding]:
    return [each for each in findings if each.rule_code == rule]


@pytest.mark.parametrize("trip", TRIPS, ids=[f"{trip.rule}-{n}" for n, trip in enumerate(TRIPS)])
def test_it_fires_at_its_cell_and_nothing_else_does(trip: Trip, judged: Judged) -> None:
    review = judged(trip.edit)
    fired = _of(review.findings, trip.rule)
    assert fired, [(each.rule_code, each.cell, each.message) for each in review.findings]
    assert fired[0].severity == trip.severity, fired[0].message
    assert fired[0].sheet == trip.sheet
    if trip.cell:
        assert trip.cell in [each.cell for each in fired]
    others = {each.rule_code for each in review.findings if each.severity in "FE"} - {trip.rule}
    assert others <= trip.entails, [(each.rule_code, each.cell, each.message) for each in review.findings]
    status = review.submissions.set_index("unit_code").loc[fired[0].unit_code, "status"]
    assert status == ("returned" if any(each.returns for each in review.findings) else status)


NEAR_MISSES = {
    "text number with separators": put(M, "I5", "0"),
    "full-width digits": lambda book: put(M, "E5", str(book[M]["E5"].value).translate(str.maketrans("0123456789", "".join(chr(0xFF10 + n) for n in range(10)))))(book),
    "a note in brackets": put(P, "T4", "(手续办理中)"),
    "a date as text": lambda book: put(P, "M4", book[P]["M4"].value.strftime("%Y.%m.%d") if hasattr(book[P]["M4"].value, "strftime") else book[P]["M4"].value)(book),
    "an alias of a stage": lambda book: put(P, "Q4", {"签约": "已签约", "在建": "建设中", "投产": "已投产", "前期": "前期工作"}[book[P]["Q4"].value])(book),
    "a share written with its sign": put(P, "S4", "100%"),
    "an origin with a full name": lambda book: None,
    "blank row between": lambda book: None,
}  # fmt: skip


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_near_misses_stay_silent(name: str, judged: Judged) -> None:
    review = judged(NEAR_MISSES[name])
    assert [(each.rule_code, each.cell, each.message) for each in review.findings if each.severity in "FEW"] == []


def test_rows_read_are_loaded_or_rejected(judged: Judged) -> None:
    review = judged(put(M, "F5", "约3亿"))
    tally = review.tally
    assert (tally["rows_read"] == tally["rows_loaded"] + tally["rows_rejected"]).all()
    assert (tally["amount_read_yuan"] == tally["amount_loaded_yuan"] + tally["amount_rejected_yuan"]).all()


def test_personal_data_is_masked(judged: Judged) -> None:
    def edit(book: Any) -> None:
        sheet = book["人才奖补"]
        sheet.insert_rows(4)
        for column, value in zip(
            "ABCDEFGH", ("赵某某", "340602199001011239", "某公司", 2024, "政策", 1.5, "2025-01-10", None), strict=True
        ):
            sheet[f"{column}4"] = value

    review = judged(edit)
    said = " ".join(f"{each.raw_value} {each.message}" for each in review.findings)
    assert "340602199001011239" not in said
    assert any(each.rule_code == "C116" for each in review.findings)

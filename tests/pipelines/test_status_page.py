"""The list for chasing as a page, and the board's tally: who owes something first, nothing from outside, names escaped."""

from assets.review.board import group_frame, register_frame, worst_first
from assets.review.submission_status import SubmissionStatus
from pipelines.cli.status_page import status_page
from schemas.words import SUBMISSION_STATUSES


def _standing(code: str, status: str, late: int | None = None, name: str = "") -> SubmissionStatus:
    received = None if status == "missing" else "2025-03-03T09:12:00"
    return SubmissionStatus(
        code, name or f"{code}镇", "town", status, SUBMISSION_STATUSES[status], received, None, late, 2 if status == "returned" else 0, 0,
        "2025-03-05", "2025-03-12", "13800000000", "请按退回说明修改后重报" if status == "returned" else "",
    )  # fmt: skip


ROWS = [
    _standing("T01", "accepted"), _standing("T02", "missing"), _standing("T03", "returned"),
    _standing("T04", "accepted", late=2), _standing("T05", "nil", name="<b>乙镇"),
]  # fmt: skip


def test_who_owes_something_stands_on_top() -> None:
    page = status_page("2025年2月报送情况", ROWS, ["2027年放假安排未录入"])
    places = [page.index(f">{name}<") for name in ("T03镇", "T04镇", "T02镇", "T01镇")]
    assert places == sorted(places)
    assert "应报 5 家，已接收 3 家，已退回 1 家，未报送 1 家" in page
    assert "报送截止 2025-03-05，关账 2025-03-12" in page
    assert "&lt;b&gt;乙镇" in page
    assert "<script" not in page
    assert "http" not in page
    assert "注：2027年放假安排未录入" in page


def test_the_register_keeps_no_telephone_and_puts_the_worst_first() -> None:
    register = register_frame(ROWS)
    assert "13800000000" not in register.to_csv()
    assert list(worst_first(register)["unit_code"]) == ["T03", "T02", "T05", "T04", "T01"]


def test_a_group_is_counted_by_what_became_of_its_units() -> None:
    board = group_frame(register_frame(ROWS), {"town": "镇", "zone": "开发区"})
    assert board.to_dict("records") == [
        {
            "unit_group": "town", "group_label": "镇", "expected": 5, "accepted": 3, "needs_explanation": 0,
            "returned": 1, "missing": 1, "late": 1,
        }
    ]  # fmt: skip

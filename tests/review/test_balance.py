"""A judged month: nothing lost on the way into the books, nobody named in what is said."""

from __future__ import annotations

from typing import Any

from tests.review.conftest import Judged

M = "到位资金"


def put(sheet: str, cell: str, value: Any) -> Any:
    def edit(book: Any) -> None:
        book[sheet][cell] = value

    return edit


def test_a_returning_error_returns_the_submission(judged: Judged) -> None:
    review = judged(put(M, "F5", "约3亿"))
    (unit,) = {each.unit_code for each in review.findings if each.returns}
    assert review.submissions.set_index("unit_code").loc[unit, "status"] == "returned"


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

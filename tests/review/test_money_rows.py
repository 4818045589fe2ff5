"""A money row that is gone is said; a money row that was rejected does not spoil the project's months after it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from assets.intake.home import MonthHome
from assets.month import run_month
from assets.review.model import Review
from assets.store.published import Store
from samples.clean import write_clean
from tests.review.conftest import Judged, save_values, workbook_of

MONTHS = ("2025-01", "2025-02", "2025-03")
FUND, YTD = "到位资金", 6


def test_a_listed_project_whose_money_row_is_gone_is_returned(judged: Judged) -> None:
    gone: list[str] = []

    def drop(book: Any) -> None:
        gone.append(book[FUND]["B5"].value)
        book[FUND].delete_rows(5)

    review = judged(drop)
    said = [each for each in review.findings if each.rule_code == "H201"]
    assert [(each.project_code, each.sheet, each.returns) for each in said] == [(gone[0], FUND, True)]
    assert "returned" in set(review.revisions["outcome"])


def test_after_a_rejected_row_the_next_month_is_judged_across_the_gap(home: Path) -> None:
    # February's 本年累计 cannot be read: the row is rejected, the project has no money that month. March states the true
    # cumulative figure. It follows from nothing accepted in February, so it is asked about (W), never rejected again.
    write_clean(home, MONTHS, 3)
    path = home / "district.yaml"
    path.write_text(path.read_text("utf-8").replace("on_error: return", "on_error: reject_rows"), "utf-8")
    told: list[str] = []

    def spoil(book: Any) -> None:
        row = next(r for r in range(5, 60) if (book[FUND].cell(r, YTD - 1).value or 0) > 0)
        told.append(book[FUND].cell(row, 2).value)
        book[FUND].cell(row, YTD).value = "待定"

    save_values(workbook_of(home, "2025-02"), spoil)
    february, march = run(home, "2025-02"), run(home, "2025-03")
    assert list(february.rejected["project_code"]) == told
    assert [e.severity for e in march.findings if e.rule_code == "C107" and e.project_code == told[0]] == ["W"]
    assert not len(march.rejected)


def run(home: Path, month: str) -> Review:
    """The months up to this one, released; its review."""
    url = f"sqlite:///{home}/zhaoyin.db"
    with Store(url) as store:
        for each in [each for each in MONTHS if each <= month and each not in store.months()]:
            year, number = int(each[:4]), int(each[5:]) + 1
            result = run_month(MonthHome(home, datetime(year, number, 20, 9), url), each, store)
    return result.review

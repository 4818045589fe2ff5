"""The same bytes again are one file, except where they say nothing of whose they are."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from assets.intake.home import MonthHome
from assets.intake.submissions.month_files import read_month
from samples.clean import write_clean

MONTH = "2025-02"
SENT = datetime(2025, 3, 2, 1).timestamp()


def received(home: Path) -> list[tuple[str, str | None]]:
    intake = read_month(MonthHome(home, datetime(2025, 3, 20, 9), "").reference, MONTH, datetime(2025, 3, 20, 9))
    return sorted(zip(intake.files["file_name"], intake.files["unit_code"], strict=True))


def test_an_empty_file_of_two_units_is_two_files(home: Path) -> None:
    write_clean(home, (MONTH,), 3)
    for path in (home / "inbox").rglob("*.xlsx"):
        path.unlink()
    for name in ("青谷镇2025年2月.xlsx", "城东街道2025年2月.xlsx", "青谷镇2025年2月(2).xlsx"):
        (home / "inbox" / name).write_bytes(b"")
        os.utime(home / "inbox" / name, (SENT, SENT))
    assert received(home) == [("城东街道2025年2月.xlsx", "S01"), ("青谷镇2025年2月(2).xlsx", "T01")]


def test_a_workbook_sent_again_under_another_name_is_one_file(home: Path) -> None:
    write_clean(home, (MONTH,), 3)
    known = received(home)
    one = next((home / "inbox").rglob("*.xlsx"))
    again = home / "inbox" / "另存.xlsx"
    again.write_bytes(one.read_bytes())
    os.utime(again, (SENT + 10**6, SENT + 10**6))
    assert received(home) == known

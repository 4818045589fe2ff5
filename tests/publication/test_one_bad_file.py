"""One file that cannot be read never stops the month: its unit is told, the others are published."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from assets.intake.home import MonthHome
from assets.month import run_month
from assets.store.published import Store
from samples.clean import write_clean

BAD = {
    "truncated": lambda data: data[: len(data) // 2],
    "zero bytes": lambda data: b"",
    "a web page": lambda data: "<html><table><tr><td>项目</td></tr></table></html>".encode(),
    "a picture": lambda data: b"\x89PNG\r\n\x1a\n" + data[:400],
}


@pytest.mark.parametrize("name", BAD)
def test_the_month_goes_on(name: str, home: Path) -> None:
    write_clean(home, ("2025-01",), 3)
    path = sorted((home / "inbox" / "2025-01").glob("*.xlsx"))[0]
    stamp = path.stat().st_mtime
    path.write_bytes(BAD[name](path.read_bytes()))
    os.utime(path, (stamp, stamp))
    url = f"sqlite:///{home}/zhaoyin.db"
    with Store(url) as store:
        result = run_month(MonthHome(home, datetime(2025, 2, 20, 9), url), "2025-01", store)
    assert result.outcome is not None
    assert result.outcome.published
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT status, figures FROM report_submission WHERE month='2025-01'")).all()
    engine.dispose()
    assert sorted(rows) == sorted([("accepted", "current"), ("accepted", "current"), ("unreadable", "none")])
    said = [each for each in result.review.findings if each.rule_code == "F001"]
    assert len(said) == 1
    assert said[0].severity == "F"
    assert path.name in str(said[0].file_name)

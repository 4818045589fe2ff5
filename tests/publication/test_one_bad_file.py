"""One file that cannot be read never stops the month: its unit is told, the others are published."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.publication.conftest import Run

BAD = {
    "truncated": lambda data: data[: len(data) // 2],
    "zero bytes": lambda data: b"",
    "a web page": lambda data: "<html><table><tr><td>项目</td></tr></table></html>".encode(),
    "a picture": lambda data: b"\x89PNG\r\n\x1a\n" + data[:400],
}


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/zhaoyin.db"


@pytest.mark.parametrize("name", BAD)
def test_the_month_goes_on(name: str, run: Run, url: str, fresh_home: Path) -> None:
    path = sorted((fresh_home / "inbox" / "2025-01").glob("*.xlsx"))[0]
    stamp = path.stat().st_mtime
    path.write_bytes(BAD[name](path.read_bytes()))
    import os

    os.utime(path, (stamp, stamp))
    result = run("2025-01", datetime(2025, 2, 20, 9))
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

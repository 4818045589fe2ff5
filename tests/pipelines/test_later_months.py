"""A correction of an old month reaches every later month that is not final, past final ones in between."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from assets.intake.home import MonthHome
from assets.month import run_month
from assets.store.published import Store
from pipelines import arrivals
from pipelines.arrivals import next_month_after
from samples.clean import write_clean
from tests.soak.paths import without_documents

SEPTEMBER, OCTOBER, NOVEMBER = "2024-09", "2024-10", "2024-11"
NOW = datetime(2024, 12, 10, 9)  # September and October are closed, November is not


def test_a_reopened_month_reaches_past_a_final_one(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "_now", lambda: NOW)
    write_clean(home, (SEPTEMBER, OCTOBER, NOVEMBER), 3)
    url = f"sqlite:///{home}/zhaoyin.db"
    with without_documents(), Store(url) as store:
        status = [
            run_month(MonthHome(home, NOW, url), each, store).outcome.status for each in (SEPTEMBER, OCTOBER, NOVEMBER)
        ]  # type: ignore[union-attr]
        assert status == ["final", "final", "provisional"]
        assert next_month_after(home, SEPTEMBER) is None

        next((home / "inbox" / SEPTEMBER).glob("*.xlsx")).unlink()
        store.reopen(SEPTEMBER, "更正", "区招商办", NOW.replace(minute=1))
        again = run_month(MonthHome(home, NOW.replace(minute=2), url), SEPTEMBER, store).outcome
        assert again is not None
        assert again.published
    change = next_month_after(home, SEPTEMBER)
    assert change is not None
    assert (change.month, change.publishes) == (NOVEMBER, True)

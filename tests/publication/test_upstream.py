"""A final month whose inputs were corrected: what would change waits in corrected-upstream.csv until it is reopened."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from assets.publication.held_corrections import FILE
from assets.store.published import Store
from schemas.columns.releases import REVISION_CHANGE
from tests.publication.conftest import Run
from tests.publication.released import CLOSED, MONTH, raise_ytd


@pytest.fixture
def dialect() -> str:
    return "sqlite"


@pytest.fixture
def waiting(run: Run, fresh_home: Path) -> Path:
    """February is final and then a township corrects a cell; the file that a run leaves."""
    run(MONTH, CLOSED)
    file = fresh_home / "releases" / MONTH / FILE
    assert not file.exists()
    raise_ytd(fresh_home, MONTH, 1)
    refused = run(MONTH, CLOSED).outcome
    assert refused is not None
    assert (refused.published, refused.corrected_upstream) == (False, True)
    return file


def _read(file: Path) -> pd.DataFrame:
    """As a spreadsheet shows it: the apostrophe that keeps a text from being a formula is taken off."""
    assert file.read_bytes()[:3] == b"\xef\xbb\xbf"
    rows = pd.read_csv(file, dtype=str, encoding="utf-8-sig")
    return rows.map(lambda value: value.removeprefix("'") if isinstance(value, str) else value)


def test_it_says_what_the_reopened_release_then_changes(waiting: Path, run: Run, url: str) -> None:
    rows = _read(waiting)
    assert list(rows.columns) == REVISION_CHANGE.names
    keys = ["table_name", "row_key", "column_name"]
    total = rows[(rows["row_key"] == "ALL|funds_out_of_district|declared") & (rows["column_name"] == "ytd_value")].iloc[
        0
    ]
    assert int(total["value_after"]) - int(total["value_before"]) == 10_000
    assert "到位资金!F5" in total["cause"]

    with Store(url) as store:
        store.reopen(MONTH, reason="凭证补齐", by="李某", at=datetime(2025, 3, 21, 9))
    published = run(MONTH, datetime(2025, 3, 22, 9)).outcome
    assert published is not None
    assert (published.published, published.revision) == (True, 2)
    with Store(url) as store:
        released = store.table("revision_change", MONTH)
    told = released.astype(object).where(released.notna(), None).sort_values(keys, ignore_index=True)
    said = rows.astype(object).where(rows.notna(), None).sort_values(keys, ignore_index=True)
    pd.testing.assert_frame_equal(said, told, check_dtype=False)
    assert not waiting.exists()


def test_it_goes_when_the_correction_is_taken_back(run: Run, fresh_home: Path) -> None:
    run(MONTH, CLOSED)
    targets = fresh_home / "reference" / "targets.csv"
    as_was = targets.read_bytes()
    targets.write_bytes(as_was.replace(b"funds_out_of_district,", b"funds_out_of_district,1"))
    run(MONTH, CLOSED)
    file = fresh_home / "releases" / MONTH / FILE
    assert any("targets.csv" in cause for cause in _read(file)["cause"])
    targets.write_bytes(as_was)
    outcome = run(MONTH, CLOSED).outcome
    assert outcome is not None
    assert (outcome.published, outcome.corrected_upstream) == (False, False)
    assert not file.exists()

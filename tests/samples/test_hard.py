"""The hard sample: what is found in a part of it is what was planted, and its page is true."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from assets.intake.home import MonthHome
from assets.month import run_month
from assets.store.published import Store
from samples.hard.district import write_hard
from samples.hard.story import hard_cases, planted_table, reopenings
from tests.publication.documents.claims import claims
from tests.publication.documents.views import released_view
from tests.samples.expected_findings import expected_findings, expected_states

PAGE = Path(__file__).parents[2] / "docs" / "sample-district-hard.md"
CODES, MONTHS = ("Z01", "T01", "T02", "S02", "T08"), 3


def test_the_page_lists_what_is_planted_and_reopened() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text.split("<!-- planted:begin -->\n")[1].split("\n<!-- planted:end -->")[0] == planted_table(2025)
    for month, reason in reopenings(2025):
        assert f"| {month} | {reason} |" in text


def test_a_part_is_found_as_planted_and_told_as_it_is(tmp_path: Path) -> None:
    summary = write_hard(tmp_path, months=MONTHS, codes=CODES)
    found, states = set(), set()
    home = MonthHome(tmp_path, datetime(2026, 2, 1), f"sqlite:///{tmp_path}/zhaoyin.db")
    with Store(home.database_url) as store:
        for month in summary.months:
            result = run_month(home, month, store)
            assert result.outcome is not None, result.proof.failures
            for row in result.candidate.tables["finding"].itertuples():
                if row.rule_code != "D407":  # growth that is alike by chance in a part
                    found.add((month, str(row.unit_code), str(row.rule_code)))
            assert [each for each in claims(released_view(home, store, month)) if not each.ok] == []
            for row in result.books.submissions.itertuples():
                if row.status != "accepted":
                    states.add((month, str(row.unit_code), str(row.status)))
    assert found == expected_findings(summary.planted)
    assert states == expected_states(summary.planted)


def test_the_same_bytes(tmp_path: Path) -> None:
    folders = [write_hard(tmp_path / name, months=1, codes=("T01", "S02")).home for name in "ab"]
    first, second = ({p.relative_to(f): p.read_bytes() for p in f.rglob("*") if p.is_file()} for f in folders)
    assert first == second
    assert any(path.suffix == ".xlsx" for path in first)


def test_a_unit_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="X09"):
        write_hard(tmp_path, codes=("X09",))


def test_every_case_is_of_a_unit_that_reports() -> None:
    assert len({(case.unit, case.month, case.kind) for case in hard_cases(2025)}) == len(hard_cases(2025))

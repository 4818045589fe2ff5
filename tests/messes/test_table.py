"""docs/messes.md and the tests speak of the same 64 messes, and say the same of each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.messes import test_amounts, test_dates, test_files, test_identity, test_structure, test_words
from tests.messes.making import Case

FAMILIES = (test_amounts, test_dates, test_structure, test_files, test_identity, test_words)
ROWS = {
    int(row[1]): row[0].split(" | ")
    for row in re.finditer(
        r"^\| (\d+) \| .*$", (Path(__file__).parents[2] / "docs" / "messes.md").read_text("utf-8"), re.MULTILINE
    )
}


def _cases(number: int) -> list[Case]:
    return [case for family in FAMILIES for case in family.CASES if case.number == number]


def _file_of(number: int) -> str:
    return next(
        f"tests/messes/{Path(str(family.__file__)).name}"
        for family in FAMILIES
        if any(case.number == number for case in family.CASES) or number in getattr(family, "MORE", ())
    )


def test_the_table_has_all_64() -> None:
    assert sorted(ROWS) == list(range(1, 65))
    tested = {case.number for family in FAMILIES for case in family.CASES} | set(test_files.MORE)
    assert tested == set(range(1, 65))


@pytest.mark.parametrize("number", range(1, 65))
def test_a_row_says_what_its_tests_show(number: int) -> None:
    outcome, where = ROWS[number][2], ROWS[number][3]
    cases = _cases(number)
    assert _file_of(number) in where
    rules = {wanted.split()[0] for case in cases for wanted in case.finds}
    assert rules <= set(re.findall(r"[A-Z]\d{3}", outcome)), f"{rules} are tested, the table says: {outcome}"
    if cases:
        assert any(case.truth for case in cases) == ("read to truth" in outcome), outcome
    if any(case.finds and not case.truth for case in cases):
        assert "finding" in outcome, outcome

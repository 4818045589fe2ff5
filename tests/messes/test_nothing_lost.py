"""Rows and amounts read = loaded + rejected with a reason, whatever a township sends and whichever policy the office has;
the order of rows and of files changes nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.review.judge import judge
from assets.review.model import Review
from tests.fuzz.mutant import is_number
from tests.fuzz.scene import AS_OF, MONTH
from tests.messes.making import Book, Clean
from tests.read_together import read_files

L, F = "项目台账", "到位资金"
_BROKEN = ("约3亿", "#REF!", "待定", None, -5, 0, 1.2, "1.2亿", "1200\n300")
_FEW = settings(
    max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _judged(clean: Clean, paths: list[Path], on_error: str) -> Review:
    """The judgement under a policy of the office."""
    district = clean.ground.reference.district
    policies = district.policies.model_copy(update={"on_error": on_error})
    reference = replace(clean.ground.reference, district=district.model_copy(update={"policies": policies}))
    intake = read_files(paths, reference, MONTH)
    intake.files["received_at"] = "2025-03-02T09:00:00"
    return judge(intake, reference, clean.ground.store, AS_OF)


def _shuffled(book: Book, title: str, rng: Random) -> None:
    rows = book.rows(title)
    values = [book.values(title, row) for row in rows]
    rng.shuffle(values)
    for row, line in zip(rows, values, strict=True):
        for column, value in enumerate(line, start=1):
            book.sheet(title).cell(row, column).value = value


@pytest.mark.parametrize("on_error", ["return", "reject_rows"])
@given(seed=st.integers(0, 10**6), hurt=st.lists(st.tuples(st.integers(0, 10), st.sampled_from(_BROKEN)), max_size=4))
@_FEW
def test_read_is_loaded_or_rejected(
    on_error: str, seed: int, hurt: list[tuple[int, object]], clean: Clean, tmp_path: Path
) -> None:
    """Every row of the file, counted apart from the reader, is in the books or among the rejected, with its money."""
    book, rng = Book(clean.data), Random(seed)
    _shuffled(book, F, rng)
    for at, value in hurt:
        book.put(F, rng.choice(["arrived_month", "arrived_ytd", "arrived_total", "project_code"]), value, at)
    for word, row in (("注:以下为本月新增", 9), (None, 7), ("一、续建项目", 6)):
        book.sheet(F).insert_rows(row)
        book.sheet(F).cell(row, 1).value = word
    path = tmp_path / clean.name
    path.write_bytes(book.saved())
    review = _judged(clean, [path], on_error)
    tally = review.tally.set_index("kind").loc["fund"]
    sheet = book.sheet(F)
    column = book.column(F, "project_code")
    rows = [
        row for row in range(5, book.total(F)) if sum(sheet.cell(row, at).value is not None for at in range(2, 12)) > 1
    ]
    assert column == 2
    assert tally["rows_read"] == len(rows)
    assert tally["rows_read"] == tally["rows_loaded"] + tally["rows_rejected"]
    assert tally["amount_read_yuan"] == tally["amount_loaded_yuan"] + tally["amount_rejected_yuan"]
    assert tally["rows_loaded"] == len(review.accepted["fund"])
    plain = [sheet.cell(row, 6).value for row in rows]
    if all(is_number(value) or value is None for value in plain):
        assert tally["amount_read_yuan"] == sum(round((value or 0) * 10_000) for value in plain)
    if on_error == "reject_rows" and len(review.accepted["fund"]):
        assert review.rejected["reason"].notna().all()
        assert review.rejected["rule_code"].notna().all()


@given(seed=st.integers(0, 10**6))
@_FEW
def test_the_order_of_rows_and_files_changes_nothing(seed: int, clean: Clean, tmp_path: Path) -> None:
    rng = Random(seed)
    names = sorted(clean.ground.workbooks)
    paths = []
    for name in names:
        book = Book(clean.ground.workbooks[name])
        for title in (L, F, "招商活动", "企业走访"):
            _shuffled(book, title, rng)
        paths.append(tmp_path / name)
        paths[-1].write_bytes(book.saved())
    rng.shuffle(paths)
    told = clean.told(paths)
    for kind, rows in told.rows.items():
        expected = sum((clean.base(name).rows[kind] for name in names), start=type(rows)())
        assert rows == expected

"""The workbooks of the benchmarks: as many and as large as asked for, and readable."""

from __future__ import annotations

from pathlib import Path

from samples.load import load_units, write_load, write_load_home
from tests.samples.reading import number, read_book, read_csv


def test_large_workbooks(tmp_path: Path) -> None:
    paths = write_load_home(tmp_path, units=3, month="2025-06")
    assert len(paths) == len(list((tmp_path / "inbox" / "2025-06").iterdir())) == 3
    assert all(28_000 < path.stat().st_size < 42_000 for path in paths)
    book = read_book(paths[0])
    assert len(book["项目台账"]) == len(book["到位资金"]) == 120
    for row in book["到位资金"]:
        assert number(row["历史累计到位"]) == number(row["上年末累计到位"]) + number(row["本年累计到位"])
    assert [row["unit_code"] for row in read_csv(tmp_path, "units.csv")] == ["U0001", "U0002", "U0003"]


def test_names_of_many_units_differ() -> None:
    units = load_units(6_000)
    assert len({unit.name for unit in units}) == 6_000


def test_the_same_bytes(tmp_path: Path) -> None:
    first, second = write_load(tmp_path / "a", 1, "2025-06", rows=10), write_load(tmp_path / "b", 1, "2025-06", rows=10)
    assert first[0].read_bytes() == second[0].read_bytes()

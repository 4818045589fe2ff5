"""What is planted is there, at its time, and the page about it is true."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from samples.clean import write_clean
from samples.deadlines import CLOSE, LATE_UNTIL, SUBMIT_BY, deadline
from samples.district import DemoSummary, write_demo
from samples.inbox import BEIJING
from samples.mishaps import Mess, planted
from samples.planted_list import planted_table
from samples.units import units_of
from schemas.months import months_between
from tests.samples.reading import number, read_book, read_csv

PAGE = Path(__file__).parents[2] / "docs" / "sample-district.md"
MESS = Mess(planted(2025))
RESENT = ("returned_then_corrected", "unreadable_then_resent")


def files(home: Path, unit_name: str, month: str) -> list[Path]:
    found = (home / "inbox" / month).glob(f"{unit_name}{month[:4]}*.xlsx")
    return sorted(found, key=lambda path: path.stat().st_mtime)


def sent(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, BEIJING).replace(tzinfo=None)


def test_the_page_lists_exactly_what_is_planted() -> None:
    text = PAGE.read_text(encoding="utf-8")
    shown = text.split("<!-- planted:begin -->\n")[1].split("\n<!-- planted:end -->")[0]
    assert shown == planted_table(2025)


@pytest.mark.parametrize("month", months_between("2024-01", "2025-12"))
def test_every_file_comes_when_it_should(demo_home: Path, month: str) -> None:
    for unit in units_of(int(month[:4]), 2025):
        found = files(demo_home, unit.name, month)
        if MESS.has(unit.code, month, "missing"):
            assert not found
            continue
        assert len(found) == 1 + MESS.has(unit.code, month, *RESENT)
        day = sent(found[0]).date()
        if MESS.has(unit.code, month, "late_closed"):
            assert day > deadline(month, CLOSE)
        elif MESS.has(unit.code, month, "late", "receipt"):
            assert deadline(month, SUBMIT_BY) < day <= deadline(month, LATE_UNTIL)
        else:
            assert f"{day}" > month + "-28"
            assert day <= deadline(month, SUBMIT_BY)
        assert all(sent(path).date() <= deadline(month, LATE_UNTIL) for path in found[1:])


def test_the_late_receipt_is_in_time_by_the_register(demo_home: Path) -> None:
    (row,) = read_csv(demo_home, "receipts.csv")
    assert row["file_name"] == "古塘镇2025年6月招商引资统计月报.xlsx"
    assert datetime.fromisoformat(row["received_at"]).date() <= deadline("2025-06", SUBMIT_BY)


def test_nil_returned_truncated_and_explained(demo_home: Path) -> None:
    for name, month in (("沱南镇", "2024-10"), ("城西街道", "2025-01")):
        book = read_book(files(demo_home, name, month)[0])
        assert book["封面"][0]["本月无变动"] == "是"
        assert not book["项目台账"]
        assert not book["招商活动"]
    for name, month in (("梅山高新技术产业园区", "2024-03"), ("大庙镇", "2025-07"), ("城东街道", "2025-09")):
        rows = read_book(files(demo_home, name, month)[0])["到位资金"]
        off = [number(r["历史累计到位"]) - number(r["上年末累计到位"]) - number(r["本年累计到位"]) for r in rows]
        assert sorted(off)[-2:] == [0, 1000]
        assert sorted(off)[0] == 0
    truncated, whole = files(demo_home, "黄里街道", "2025-03")
    assert truncated.stat().st_size == 4096 < whole.stat().st_size
    (line,) = read_book(files(demo_home, "石岭镇", "2025-05")[0])["情况说明"]
    assert line["规则编号"] == "C107"
    assert len(line["说明"]) >= 10


def test_a_negative_month_has_its_reason(demo_home: Path) -> None:
    negative = [
        row for row in read_book(files(demo_home, "梅山经济开发区", "2025-08")[0])["到位资金"] if row["本月到位"] < 0
    ]
    assert [row["备注"].startswith("核减：") for row in negative] == [True]


def test_the_renamed_unit(demo_home: Path) -> None:
    units = {row["unit_code"]: row for row in read_csv(demo_home, "units.csv")}
    assert len(units) == 19
    assert (units["T11"]["active_to"], units["T11"]["successor_code"]) == ("2024-12", "S05")
    assert units["S05"]["active_from"] == "2025-01"
    book = read_book(files(demo_home, "黄里街道", "2025-12")[0])
    assert {row["项目编号"][:3] for row in book["项目台账"]} == {"T11", "S05"}


def test_the_same_arguments_write_the_same_bytes(tmp_path: Path) -> None:
    def everything(folder: Path) -> dict[str, tuple[bytes, float]]:
        write_demo(folder, last_month="2025-02", months=2, units=4)
        return {
            str(p.relative_to(folder)): (p.read_bytes(), _time_if_sent(p))
            for p in sorted(folder.rglob("*"))
            if p.is_file()
        }

    first, second = everything(tmp_path / "a"), everything(tmp_path / "b")
    assert first == second
    assert len([name for name in first if name.startswith("inbox")]) == 8


def _time_if_sent(path: Path) -> float:
    return path.stat().st_mtime if "inbox" in path.parts else 0


@pytest.mark.parametrize(("last", "months", "units"), [("2025-03", 3, 3), ("2026-03", 4, 18), ("2024-06", 2, 5)])
def test_parts_and_other_years(tmp_path: Path, last: str, months: int, units: int) -> None:
    summary = write_demo(tmp_path, last_month=last, months=months, units=units)
    assert len(summary.months) == months
    known = {row["unit_code"] for row in read_csv(tmp_path, "units.csv")}
    assert {row["unit_code"] for row in read_csv(tmp_path, "targets.csv")} <= known | {"ALL"}
    assert (tmp_path / "rulebooks" / f"{last[:4]}.yaml").exists()


def test_a_clean_district_has_nothing_planted(tmp_path: Path) -> None:
    summary: DemoSummary = write_clean(tmp_path)
    assert summary.planted == []
    assert summary.workbooks == 3 * 4
    assert [len(files(tmp_path, name, "2025-03")) for name in ("青谷镇", "梅山经济开发区", "城东街道", "柳河镇")] == [
        1,
        1,
        1,
        1,
    ]


def test_units_out_of_range(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="units must be 1 to 18"):
        write_demo(tmp_path, units=19)

"""Rules that look at several units or several files, on workbooks of a clean district changed by a real writer."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pandas as pd
import pytest

from assets.intake.home import MonthHome
from assets.intake.submissions.month_files import read_month
from assets.review.judge import judge
from assets.review.model import Review
from assets.review.rules.own_series import resubmissions
from assets.store.published import Store
from schemas.finding import Finding
from tests.review.conftest import AS_OF, MONTH, save_values

P, M = "项目台账", "到位资金"
Books = list[Path]
Judging = Callable[[Callable[[Books], None]], Review]
HEADERS = ("C", "D", "E", "F", "G", "H", "L", "M")  # 项目名称 … 投资方所在地, 总投资, 签约日期


@pytest.fixture
def several(january: Path, tmp_path: Path) -> Judging:
    """several(edit) → the review of February after edit(paths of the units' workbooks in order)."""

    def of(edit: Callable[[Books], None], wrap: Callable[[Store], Any] = lambda store: store) -> Review:
        home = tmp_path / "district"
        shutil.copytree(january, home, copy_function=shutil.copy2)
        edit(sorted((home / "inbox" / MONTH).glob("*.xlsx")))
        seen = MonthHome(home, AS_OF, f"sqlite:///{home}/zhaoyin.db")
        with Store(seen.database_url) as store:
            return judge(read_month(seen.reference, MONTH, AS_OF), seen.reference, wrap(store), AS_OF)

    return of


def facts(path: Path, row: int = 4) -> dict[str, Any]:
    sheet = openpyxl.load_workbook(path, data_only=True)[P]
    return {column: sheet[f"{column}{row}"].value for column in HEADERS}


def put(path: Path, sheet: str, row: int, values: dict[str, Any]) -> None:
    def change(book: Any) -> None:
        for column, value in values.items():
            book[sheet][f"{column}{row}"] = value

    save_values(path, change)


def fired(review: Review, rule: str) -> list[Finding]:
    return [each for each in review.findings if each.rule_code == rule]


def told(review: Review) -> list[tuple[str, str | None, str]]:
    return [(each.rule_code, each.cell, each.message) for each in review.findings]


def test_p301_the_same_approval_code_in_two_units(several: Judging) -> None:
    def edit(books: Books) -> None:
        put(books[1], P, 4, {"D": facts(books[0])["D"] or "2501-340602-04-01-123456"})
        if not facts(books[0])["D"]:
            put(books[0], P, 4, {"D": "2501-340602-04-01-123456"})

    found = fired(several(edit), "P301")
    assert {each.cell for each in found} == {"B4"}
    assert len({each.unit_code for each in found}) == 2
    assert [each.returns for each in found].count(True) == 1


def alike(books: Books, **instead: Any) -> None:
    """The second unit lists the first unit's project under its own code, a little differently."""
    mine = facts(books[0])
    put(books[1], P, 4, {"C": f"{mine['C']}(一期)", "G": mine["G"], "H": mine["H"], "L": mine["L"], **instead})


def test_p302_a_near_duplicate_is_told_to_both_with_the_evidence(several: Judging) -> None:
    review = several(alike)
    found = fired(review, "P302")
    assert {each.cell for each in found} == {"B4"}, told(review)
    assert len({each.unit_code for each in found}) == 2
    assert all("↔" in each.message and each.severity == "W" for each in found)


def test_p302_near_miss_another_party_and_amount(several: Judging) -> None:
    review = several(lambda books: alike(books, G="北京无关联控股有限公司", H="北京市", L=facts(books[0])["L"] * 3))
    assert fired(review, "P302") == []


def bundle(books: Books, whole: float) -> None:
    """Rows 4–6 of the first unit are of one investor; row 4 of the second is too and has `whole` as its amount."""
    for row, amount in ((4, 3100), (5, 4200), (6, 5300)):
        put(books[0], P, row, {"G": "浙江合束投资有限公司", "C": f"合束第{row}号厂房", "L": amount})
    put(books[1], P, 4, {"G": "浙江合束投资有限公司", "C": "合束智造城", "L": whole})


def test_p303_rows_that_add_up_to_another_units_row(several: Judging) -> None:
    review = several(lambda books: bundle(books, 12600))
    found = fired(review, "P303")
    assert {each.cell for each in found} == {"B4", "B5", "B6"}, told(review)
    assert any("3 个项目之和" in each.message for each in found)


def test_p303_near_miss_one_percent_off(several: Judging) -> None:
    assert fired(several(lambda books: bundle(books, 12730)), "P303") == []


def phases(books: Books, second: str) -> None:
    mine = facts(books[0])
    put(books[0], P, 4, {"C": "碳化硅陶瓷项目一期"})
    put(books[1], P, 4, {"C": second, "G": mine["G"], "L": mine["L"] * 2 + 1})


def test_p303_phases_of_one_project_in_two_units(several: Judging) -> None:
    review = several(lambda books: phases(books, "碳化硅陶瓷项目二期"))
    found = fired(review, "P303")
    assert {each.cell for each in found} == {"B4"}, told(review)
    assert len({each.unit_code for each in found}) == 2
    assert fired(review, "P302") == []


def test_p303_near_miss_second_phase_of_something_else(several: Judging) -> None:
    assert fired(several(lambda books: phases(books, "商业综合体项目二期")), "P303") == []


def copied(books: Books, rows: int) -> None:
    for row in range(5, 5 + rows):
        for path in books[:2]:
            put(path, M, row, {"E": 123.45 + row, "F": 1234.56 + row, "G": 12345.67 + row})


def test_p306_identical_money(several: Judging) -> None:
    found = fired(several(lambda books: copied(books, 2)), "P306")
    assert len({each.unit_code for each in found}) == 2
    assert {each.severity for each in found} == {"I"}
    assert all(each.sheet == M and each.cell for each in found)


def test_p306_near_miss_fewer_than_five(several: Judging) -> None:
    assert fired(several(lambda books: copied(books, 1)), "P306") == []


def test_p306_one_author_is_masked(several: Judging) -> None:
    def edit(books: Books) -> None:
        for path in books[:2]:
            save_values(path, lambda book: setattr(book.properties, "creator", "张小某"))

    found = fired(several(edit), "P306")
    assert len(found) == 2
    assert "张小某" not in " ".join(f"{each.raw_value}{each.message}" for each in found)


class Long:
    """The store, with twelve earlier months in which each unit had `month` yuan a month (a little up and down)."""

    def __init__(self, store: Store, month: int, then: int) -> None:
        self.store, self.money, self.then = store, month, then

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def months(self) -> list[str]:
        return [f"2024-{number:02d}" for number in range(2, 13)] + ["2025-01"]

    def table(self, name: str, month: str) -> pd.DataFrame:
        if month >= "2025-01" or name not in ("fund_arrival", "submission"):
            return self.store.table(name, month)
        units = self.store.table("submission", "2025-01")["unit_code"]
        if name == "submission":
            return pd.DataFrame({"unit_code": units, "figures": "current"})
        swing = 1 + (int(month[5:]) % 5 - 2) / 20
        return pd.DataFrame({"unit_code": units, "caliber": "declared", "out_of_district_month_yuan": int(self.money * swing),
                             "out_of_district_ytd_yuan": self.then})  # fmt: skip


def level(review: Review) -> dict[str, int]:
    rows = review.accepted["fund"]
    return {str(unit): int(group["arrived_month_yuan"].sum()) for unit, group in rows.groupby("unit_code")}


def test_h208_a_month_far_from_the_units_own(several: Any) -> None:
    usual = level(
        several(
            lambda books: None,
        )
    )
    unit, money = max(usual.items(), key=lambda item: item[1])
    assert money > 0
    del unit
    # The store answers with a tenth of what February brings.
    review = _again(several, lambda store: Long(store, money // 10, 0))
    found = fired(review, "H208")
    assert found
    assert all(each.sheet == M and each.cell and each.cell.startswith("E") and each.severity == "W" for each in found)


def test_h208_near_miss_the_usual_month(several: Any) -> None:
    usual = level(several(lambda books: None))
    review = _again(several, lambda store: Long(store, min(value for value in usual.values() if value > 0), 0))
    quiet = {unit for unit, value in usual.items() if value <= 1.5 * min(v for v in usual.values() if v > 0)}
    assert not {each.unit_code for each in fired(review, "H208")} & quiet


def test_h208_the_year_far_from_the_same_period(several: Any) -> None:
    review = _again(several, lambda store: Long(store, 10**7, 10**4))
    assert any("去年同期" in each.message for each in fired(review, "H208"))


def _again(several: Any, wrap: Callable[[Store], Any]) -> Review:
    home = several.__closure__[-1].cell_contents / "district" if several.__closure__ else None
    if home is not None and home.exists():
        shutil.rmtree(home)
    review: Review = several(lambda books: None, wrap)
    return review


def resent(books: Books, times: int) -> None:
    """The first unit's file again, one cell changed, an hour later each time."""
    stamp = books[0].stat().st_mtime
    for n in range(1, times + 1):
        copy = books[0].with_name(f"{books[0].stem}(改{n}).xlsx")
        shutil.copy2(books[0], copy)
        save_values(copy, lambda book, n=n: book[P].__setitem__("T4", f"第{n}次补充"))
        os.utime(copy, (stamp + 3600 * n, stamp + 3600 * n))


@pytest.mark.parametrize(("times", "many"), [(1, False), (3, True)])
def test_h211_says_what_the_latest_file_changes(several: Judging, times: int, many: bool) -> None:
    review = several(lambda books: resent(books, times))
    (only,) = fired(review, "H211")
    assert only.severity == "I"
    assert "项目台账改1格" in only.message
    assert ("已报送" in only.message) is many


def test_h211_is_not_told_of_the_file_before_one_that_came_too_late() -> None:
    files = {n: SimpleNamespace(file_id=n, unit_code="T01", received_at=f"2025-03-0{n}", file_name="甲", readable=True) for n in (1, 2)}  # fmt: skip
    scene = SimpleNamespace(limit=lambda *_: 3, files=files, latest={"T01": 1})
    assert list(resubmissions(scene)) == []  # type: ignore[arg-type]


def test_h211_near_miss_sent_once(several: Judging) -> None:
    assert fired(several(lambda books: None), "H211") == []


def test_clean_workbooks_of_all_units_say_nothing(several: Judging) -> None:
    assert told(several(lambda books: None)) == []
    assert isinstance(AS_OF, datetime)

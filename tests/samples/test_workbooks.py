"""Every workbook of the sample keeps the identities from month to month, and breaks no rule it was not made to break."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from rapidfuzz import fuzz
from stdnum.cn import ric, uscc

from samples.district import DemoSummary
from samples.mishaps import planted
from schemas.months import last_day, months_between, shift
from tests.samples.reading import Row, number, read_book, read_csv

MONTHS = months_between("2024-01", "2025-12")
BEFORE, NOW, YTD, TOTAL, FIXED = "上年末累计到位", "本月到位", "本年累计到位", "历史累计到位", "其中:固定资产投资"
Books = dict[tuple[str, str], dict[str, list[Row]]]


@pytest.fixture(scope="session")
def books(demo_home: Path) -> Books:
    """The workbook that stands by (unit code, month); nil and missing ones are left out."""
    names = {row["unit_name"]: row["unit_code"] for row in read_csv(demo_home, "units.csv")}
    wrong = {(case.unit, case.month) for case in planted(2025) if case.kind == "returned"}
    result: Books = {}
    for month in MONTHS:
        for path in sorted((demo_home / "inbox" / month).glob("*.xlsx"), key=lambda p: (p.stat().st_mtime, p.name)):
            unit = names[path.name.split(month[:4])[0]]
            if path.stat().st_size > 5_000 and (unit, month) not in wrong:
                result[unit, month] = read_book(path)
    return {key: book for key, book in result.items() if book["封面"][0]["本月无变动"] == "否"}


def funds(book: dict[str, list[Row]]) -> dict[str, Row]:
    return {row["项目编号"]: row for row in book["到位资金"]}


def test_how_many_there_are(demo: DemoSummary, books: Books) -> None:
    missing, nil, wrong = 3, 2, 1
    assert len(books) == 24 * 18 - missing - nil - wrong
    assert demo.workbooks == 24 * 18 - missing + 3


def test_money_inside_a_workbook(books: Books) -> None:
    for key, book in books.items():
        invested = {row["项目编号"]: row["总投资(万元)"] for row in book["项目台账"]}
        for code, row in funds(book).items():
            before, now, ytd, total, fixed = (number(row[c]) for c in (BEFORE, NOW, YTD, TOTAL, FIXED))
            assert total == before + ytd, (key, code)
            assert 0 <= fixed <= ytd <= total <= invested[code] * 100, (key, code)
            assert now >= 0 or "核减" in row["备注"], (key, code)
            if key[1].endswith("-01"):
                assert ytd == now, (key, code)


def test_totals_equal_their_rows(books: Books) -> None:
    for key, book in books.items():
        for sheet in ("项目台账", "到位资金", "人才需求", "人才奖补", "招商活动"):
            (total,) = book[f"{sheet} 合计"]
            summed = [h for h in total if isinstance(total[h], int | float)]
            assert summed, (key, sheet)
            for header in summed:
                assert number(total[header]) == sum(number(row[header]) for row in book[sheet]), (key, sheet, header)


def test_money_from_month_to_month(books: Books) -> None:
    gaps = {(case.unit, case.month) for case in planted(2025) if case.kind == "gap_explained"}
    nil = {(case.unit, case.month) for case in planted(2025) if case.kind == "nil"}
    for (unit, month), book in books.items():
        earlier = shift(month, -1)
        owner = "T11" if unit == "S05" and earlier == "2024-12" else unit
        last = books.get((owner, earlier)) or ((unit, earlier) in nil and books.get((unit, shift(earlier, -1))))
        if not last or (unit, month) in gaps:
            continue
        then, january = funds(last), month.endswith("-01")
        turned = january or (earlier.endswith("-01") and (unit, earlier) in nil)
        for code, row in funds(book).items():
            old = then.get(code)
            if turned:
                assert number(row[BEFORE]) == (number(old[TOTAL]) if old else 0), (unit, month, code)
            else:
                assert number(row[YTD]) == (number(old[YTD]) if old else 0) + number(row[NOW]), (unit, month, code)
                assert number(row[BEFORE]) == (number(old[BEFORE]) if old else 0), (unit, month, code)


def test_projects_from_month_to_month(books: Books) -> None:
    order = {"签约": 1, "前期": 2, "在建": 3, "投产": 4, "终止": 5}
    kept = (
        "项目名称",
        "投资方所在地",
        "投资方",
        "客商名称",
        "签约日期",
        "总投资(万元)",
        "是否工业项目",
        "本单位占比(%)",
    )
    for (unit, month), book in books.items():
        last = books.get((unit, shift(month, -1)))
        if not last:
            continue
        now = {row["项目编号"]: row for row in book["项目台账"]}
        for row in last["项目台账"]:
            code = row["项目编号"]
            if row["项目阶段"] in ("投产", "终止") and month.endswith("-01"):
                assert code not in now, (unit, month, code)
                continue
            later = now[code]
            assert order[later["项目阶段"]] >= order[row["项目阶段"]]
            assert all(later.get(h) == row.get(h) for h in kept)
            assert row["项目代码"] in (None, later["项目代码"])


def test_dates_stages_codes_and_shares(books: Books) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    seen: dict[str, str] = {}
    for (unit, month), book in books.items():
        for row in book["项目台账"]:
            code, end = row["项目编号"], datetime.combine(last_day(month), datetime.min.time())
            dates = [row[h] for h in ("签约日期", "开工日期", "投产日期") if row[h]]
            assert dates == sorted(dates), (unit, month, code)
            assert dates[-1] <= end, (unit, month, code)
            assert (row["项目阶段"] in ("在建", "投产")) == bool(row["开工日期"]) or row["项目阶段"] == "终止"
            assert (row["项目阶段"] == "投产") == bool(row["投产日期"])
            assert (row["本单位占比(%)"] < 100) == bool(row["共同引进单位"])
            assert row["项目阶段"] != "终止" or len(row["备注"].removeprefix("终止:")) >= 4
            assert uscc.is_valid(row["统一社会信用代码"])
            assert (row["项目代码"] is None) == (row["项目阶段"] == "签约") or row["项目阶段"] == "终止"
            assert row["项目代码"] is None or row["项目代码"][5:11] == "340602"
            owners[code].add("S05" if unit == "T11" else unit)
            assert seen.setdefault(row["统一社会信用代码"], code) == code
        for row in book["人才奖补"]:
            assert ric.is_valid(row["证件号码"])
    assert all(len(units) == 1 for units in owners.values())


def test_vouchers_and_idle_projects(books: Books) -> None:
    blank = {(case.unit, case.month) for case in planted(2025) if case.kind in ("explained", "unexplained")}
    (exempt,) = [row for row in _exemptions(books) if row]
    months_idle: dict[str, int] = defaultdict(int)
    for (unit, month), book in sorted(books.items(), key=lambda item: item[0][1]):
        money = funds(book)
        missing = [c for c, row in money.items() if number(row[NOW]) > 0 and not row["凭证号"]]
        assert len(missing) == ((unit, month) in blank), (unit, month)
        for row in book["项目台账"]:
            code = row["项目编号"]
            if row["项目阶段"] == "在建" and not (code in money and number(money[code][NOW])):
                months_idle[code] += 1
                assert months_idle[code] < 3 or code == exempt, (unit, month, code)
            else:
                months_idle[code] = 0


def _exemptions(books: Books) -> list[str]:
    from samples.mishaps import Mess
    from samples.plan import make_plan

    return [code for _, code, _, _ in make_plan(2025, 2024, Mess(planted(2025))).exempted]


def test_no_month_of_a_unit_stands_out(books: Books) -> None:
    """Median and MAD over the months of the unit so far, as H208 looks; a still month is planted and left out."""
    still = {(case.unit, case.month) for case in planted(2025) if case.kind == "nil"}
    series: dict[str, list[int]] = defaultdict(list)
    for (unit, month), book in sorted(books.items(), key=lambda item: item[0][1]):
        value = sum(number(row[NOW]) for row in book["到位资金"])
        history = series["S05" if unit == "T11" else unit]
        if len(history) >= 8 and (unit, month) not in still:
            middle = median(history)
            spread = median(abs(v - middle) for v in history)
            assert 0.6745 * abs(value - middle) / spread <= 3.5, (unit, month, value, history)
        history.append(value)


def test_no_amount_looks_like_a_unit_slip_or_a_rounded_guess(books: Books) -> None:
    for (unit, month), book in books.items():
        invested = {row["项目编号"]: row["总投资(万元)"] * 100 for row in book["项目台账"]}
        whole = 0
        for code, row in funds(book).items():
            for value in (number(row[NOW]), number(row[YTD])):
                if value > 0:
                    for power in (4, 8):
                        assert abs(math.log10(invested[code] / value) - power) > 0.15, (unit, month, code)
            whole += all(number(row[c]) % 100_000 == 0 for c in (NOW, YTD) if row[c])
        assert whole <= 0.4 * max(8, len(invested)), (unit, month)


def test_projects_are_told_apart(demo_home: Path) -> None:
    """No two units' projects resemble each other in name, investor and amount."""
    rows: dict[str, tuple[str, str, int, str]] = {}
    for path in (demo_home / "inbox").glob("*/*.xlsx"):
        if path.parent.name in ("2024-06", "2024-12", "2025-12") and path.stat().st_size > 5_000:
            for row in read_book(path)["项目台账"]:
                investor = str(row.get("投资方") or row.get("客商名称"))
                rows[row["项目编号"]] = (row["项目名称"], investor, row["总投资(万元)"], row["项目编号"][:3])
    items = sorted(rows.values())
    for i, (name, investor, total, unit) in enumerate(items):
        for other, other_investor, other_total, other_unit in items[i + 1 :]:
            if unit != other_unit and abs(total - other_total) <= 0.05 * total:
                likeness = fuzz.ratio(name, other) * 0.5 + fuzz.ratio(investor, other_investor) * 0.5
                assert likeness < 80, (name, other, investor, other_investor)


def test_lists_stay_within_the_year_and_grow(books: Books) -> None:
    for (unit, month), book in books.items():
        last = books.get((unit, shift(month, -1))) if not month.endswith("-01") else None
        for sheet, header in (("企业走访", "走访日期"), ("招商活动", "日期"), ("人才奖补", "兑现日期")):
            assert all(_within(row[header], month) for row in book[sheet]), (unit, month, sheet)
            if last:
                assert len(book[sheet]) >= len(last[sheet])
        for row in book["企业走访"]:
            assert (row["办理状态"] == "已办结") == bool(row["办结日期"]), (unit, month)
            assert (row["反映问题"] == "无") == (row["办理状态"] is None)
            assert row["办结日期"] is None or row["走访日期"] <= row["办结日期"]


def _within(day: Any, month: str) -> bool:
    return bool(date(int(month[:4]), 1, 1) <= day.date() <= last_day(month))

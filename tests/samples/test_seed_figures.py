"""The December workbooks, counted by hand's rules with openpyxl, give the figures of the annual report."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from tests.samples.reading import Row, books_of, number, read_csv

OUT = ("浙江", "江苏", "上海", "广东", "北京", "山东", "河南", "福建", "湖北", "四川", "天津", "河北", "330110")
ABROAD = ("香港", "德国", "新加坡", "日本", "韩国")
STARTED = ("在建", "投产")


def scope(origin: str) -> str:
    if origin.startswith(OUT):
        return "out_of_province"
    if origin in ABROAD:
        return "overseas"
    if origin.startswith("安徽省"):
        return "in_province"
    assert origin.startswith("本市")
    return "local" if origin == "本市梅山区" else "in_city"


class December:
    """A December's projects with verified money, from the workbooks and verifications.csv alone."""

    def __init__(self, home: Path, year: int) -> None:
        self.year = year
        self.projects: dict[str, Row] = {}
        self.books = books_of(home, f"{year}-12")
        units = {row["unit_code"]: row["unit_name"] for row in read_csv(home, "units.csv")}
        self.codes = codes = {name: code for code, name in units.items()}
        for unit, book in self.books.items():
            money = {row["项目编号"]: row for row in book["到位资金"]}
            for row in book["项目台账"]:
                assert row["项目编号"] not in self.projects
                self.projects[row["项目编号"]] = {**row, "money": money.get(row["项目编号"]), "unit": codes[unit]}
                if row["共同引进单位"]:
                    self.projects[row["项目编号"]]["partner"] = codes[row["共同引进单位"]]
        self._verify(home, units)

    def _verify(self, home: Path, units: dict[str, str]) -> None:
        for project in self.projects.values():
            project["counted"], project["cut"] = True, 0
        for row in sorted(read_csv(home, "verifications.csv"), key=lambda r: r["month"]):
            if row["project_code"] not in self.projects or row["month"] > f"{self.year}-12":
                continue
            project = self.projects[row["project_code"]]
            project["counted"] = row["counted"] == "是"
            if row["verified_ytd"] and row["month"][:4] == str(self.year):
                book = books_of(home, row["month"])[units[project["unit"]]]
                then = next(r for r in book["到位资金"] if r["项目编号"] == row["project_code"])
                project["cut"] = number(then["本年累计到位"]) - number(row["verified_ytd"])

    def funds(self, project: Row, column: str = "本年累计到位") -> int:
        money = number(project["money"][column]) if project["money"] else 0
        return money - project["cut"] if project["counted"] else 0

    def introduced(self) -> list[Row]:
        return [
            p for p in self.projects.values()
            if p["counted"] and p["签约日期"].year == self.year and p["总投资(万元)"] >= 1000
            and scope(p["投资方所在地"]) != "local" and p["项目阶段"] != "终止"
        ]  # fmt: skip

    def signed(self) -> list[Row]:
        return [p for p in self.introduced() if p["总投资(万元)"] >= 10_000]

    def total(self, want: str = "") -> Fraction:
        """万元 arrived of what is not local; `want`: industrial or far."""
        value = 0
        for p in self.projects.values():
            place = scope(p["投资方所在地"])
            if place == "local" or (want == "industrial" and p["是否工业项目"] != "是"):
                continue
            if want == "far" and (place != "out_of_province" or p["总投资(万元)"] < 10_000):
                continue
            value += self.funds(p)
        return Fraction(value, 100)


@pytest.fixture(scope="session")
def december(demo_home: Path) -> December:
    return December(demo_home, 2025)


@pytest.fixture(scope="session")
def december_before(demo_home: Path) -> December:
    return December(demo_home, 2024)


def shown(value: Fraction, places: str) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal(places), ROUND_HALF_UP))


def test_funds_and_their_growth(december: December, december_before: December) -> None:
    assert shown(december.total() / 10_000, "0.1") == "145.4"
    assert shown(december.total("industrial") / 10_000, "0.1") == "96.6"
    for want in ("", "industrial"):
        assert shown((december.total(want) / december_before.total(want) - 1) * 100, "0.1") == "16.8"
    assert shown(december_before.total() / 10_000, "0.01") == "124.49"
    assert shown(december_before.total("industrial") / 10_000, "0.01") == "82.71"


def test_out_of_province_of_1yi_and_its_schedule(demo_home: Path, december: December) -> None:
    far = december.total("far")
    assert 1_061_500 <= far < 1_061_550
    target = _district_target(demo_home, "funds_out_of_province_100m")
    assert target == 900_000
    assert shown(far / target * 100, "0.1") == "117.9"
    assert shown(far / 10_000, "0.1") == "106.2"


def test_signed_projects_and_amount(demo_home: Path, december: December, december_before: December) -> None:
    signed = december.signed()
    amount = sum(p["总投资(万元)"] for p in signed)
    before = sum(p["总投资(万元)"] for p in december_before.signed())
    assert len(signed) == 38
    assert shown(Fraction(38, _district_target(demo_home, "signed_100m")) * 100, "0.1") == "105.6"
    assert amount == 1_155_700
    assert shown(Fraction(before) / 10_000, "0.01") == "75.97"
    assert shown((Fraction(amount, before) - 1) * 100, "0.01") == "52.13"


def test_stages_and_the_money_of_the_started(december: December) -> None:
    stages = [p["项目阶段"] for p in december.signed()]
    assert (stages.count("投产"), stages.count("在建")) == (12, 16)
    assert stages.count("签约") + stages.count("前期") == 10
    assert stages.count("签约") > 0
    assert stages.count("前期") > 0
    started = sum(december.funds(p, "历史累计到位") for p in december.signed() if p["项目阶段"] in STARTED)
    assert shown(Fraction(started, 1_000_000), "0.01") == "39.17"
    waiting = sum(december.funds(p) for p in december.signed() if p["项目阶段"] not in STARTED)
    assert waiting > 0


def test_chains(december: December) -> None:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for project in december.signed():
        counts[project["所属产业链"]][0] += 1
        counts[project["所属产业链"]][1] += project["总投资(万元)"]
    assert dict(counts) == {
        "新材料": [7, 428_300], "装备制造和新能源汽车": [14, 198_700], "绿色食品": [8, 164_400], "现代服务业及商贸物流": [4, 154_300],
        "生命健康": [2, 68_000], "绿色建筑建材": [2, 112_000], "电子信息及光电显示": [1, 30_000],
    }  # fmt: skip


def test_introduced_by_size(december: December) -> None:
    sizes = [p["总投资(万元)"] for p in december.introduced()]
    assert len(sizes) == 120
    assert sum(s >= 10_000 for s in sizes) == 38
    assert sum(5_000 <= s < 10_000 for s in sizes) == 22
    assert sum(1_000 <= s < 5_000 for s in sizes) == 60


def test_declared_is_more_than_verified(december: December) -> None:
    assert any(p["cut"] > 0 for p in december.projects.values())
    assert sum(not p["counted"] and p["签约日期"].year == 2025 for p in december.projects.values()) == 2


def test_the_fair_cannot_lie_within_the_ledger(demo_home: Path, december: December) -> None:
    (event,) = read_csv(demo_home, "events.csv")
    assert (event["signed_projects"], event["signed_amount"]) == ("8", "913000")
    there = [p for p in december.signed() if p["签约活动"] == event["event_name"]]
    assert len(there) == 5
    total = sum(p["总投资(万元)"] for p in december.signed())
    assert total < 913_000 + (38 - 8) * 10_000


def test_talent_and_recognition(december: December) -> None:
    posts = [row for book in december.books.values() for row in book["人才需求"]]
    assert len({row["用人单位"] for row in posts}) == 19
    assert sum(row["需求人数"] for row in posts) == 132
    paid = [row for book in december.books.values() for row in book["人才奖补"]]
    assert len({row["证件号码"] for row in paid}) == 14
    assert sum(number(row["兑现金额(万元)"]) for row in paid) == 2_360
    assert {row["引进年度"] for row in paid} == {2019, 2023}
    awards: dict[tuple[str, str], int] = defaultdict(int)
    for book in december.books.values():
        for row in book["平台称号"]:
            awards[row["类别"], row["计量单位"]] += row["数量"]
    assert dict(awards) == {
        ("引才奖补平台", "个"): 2, ("引才资助", "人"): 1, ("省“115”产业创新团队", "个"): 1, ("皖北产业创新团队", "个"): 1,
        ("领创工程", "人"): 3, ("专业技术拔尖人才", "人"): 2, ("工匠", "人"): 2,
    }  # fmt: skip


def test_every_unit_exceeds_its_targets(demo_home: Path, december: December) -> None:
    reached = _reached(december)
    targets = {
        (row["unit_code"], row["metric_code"]): Fraction(row["annual_target"])
        for row in sorted(read_csv(demo_home, "targets.csv"), key=lambda r: r["effective_from"])
        if row["year"] == "2025" and row["unit_code"] != "ALL"
    }
    units = {unit for unit, _ in targets}
    assert len(units) == 18
    for unit in units:
        ratios = {m: reached[u, m] / target for (u, m), target in targets.items() if u == unit}
        assert min(ratios.values()) >= 1, (unit, ratios)
        assert max(ratios.values()) > 1, unit


def _reached(december: December) -> dict[tuple[str, str], Fraction]:
    """Credited figures of every unit in 万元, 万美元 and 个."""
    result: dict[tuple[str, str], Fraction] = defaultdict(Fraction)

    def credit(p: Row, metric: str, value: Fraction) -> None:
        share = Fraction(str(p["本单位占比(%)"])) / 100
        result[p["unit"], metric] += value * share
        if p.get("partner"):
            result[p["partner"], metric] += value * (1 - share)

    for p in december.projects.values():
        place, size = scope(p["投资方所在地"]), p["总投资(万元)"]
        if not p["counted"] or place == "local":
            continue
        funds = Fraction(december.funds(p), 100)
        credit(p, "funds_out_of_district", funds)
        credit(p, "funds_industrial" if p["是否工业项目"] == "是" else "funds_services", funds)
        if place == "out_of_province" and size >= 10_000:
            credit(p, "funds_out_of_province_100m", funds)
        if p["money"] and p["money"]["其中:外资(万美元)"]:
            credit(p, "foreign_capital_usd", Fraction(str(p["money"]["其中:外资(万美元)"])))
        if p["项目阶段"] == "终止":
            continue
        if p["开工日期"] and p["开工日期"].year == 2025 and size >= 10_000:
            credit(p, "started_100m", Fraction(1))
        if p["投产日期"] and p["投产日期"].year == 2025:
            credit(p, "completed_projects", Fraction(1))
    for p in december.introduced():
        size = p["总投资(万元)"]
        worth = next(
            (
                w
                for low, w in ((500_000, 5), (100_000, 3), (50_000, 2), (10_000, 1), (5_000, Fraction(1, 2)))
                if size >= low
            ),
            0,
        )
        credit(p, "signed_equivalents", Fraction(worth))
        if size >= 10_000:
            credit(p, "signed_100m", Fraction(1))
    for unit, book in december.books.items():
        result[december.codes[unit], "trips"] += sum(row["类型"] == "外出招商" for row in book["招商活动"])
    return result


def _district_target(home: Path, metric: str) -> int:
    return next(
        int(row["annual_target"]) for row in read_csv(home, "targets.csv")
        if (row["year"], row["unit_code"], row["metric_code"]) == ("2025", "ALL", metric)
    )  # fmt: skip

"""The catalogue is whole, says what it reads, obeys district.yaml, and is counted over history."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from assets.intake.office.reference import read_district
from assets.review.backtest import backtest, rules_table
from assets.review.catalogue import finding, is_on, thresholds
from assets.review.rule_page import PATH, rule_page
from assets.store.published import Store
from schemas.form.sheets import SHEETS
from schemas.history import NoHistory
from schemas.office.district import District
from schemas.rules.catalogue import rule_catalogue
from schemas.rules.settings import setting_faults

CONTRACT = {
    *(f"F{n:03d}" for n in range(1, 9)), *(f"C{n}" for n in range(101, 130) if n != 111), *(f"H{n}" for n in range(201, 215) if n != 210),
    *(f"P{n}" for n in range(301, 309)), *(f"D{n}" for n in range(401, 409)), "S501", "S503",
}  # fmt: skip


def district(**settings: object) -> District:
    identity = {"name": "甲市乙区", "division_code": "340602", "city": "甲市", "province": "安徽省"}
    return District.model_validate({"district": identity, "groups": {"town": "镇"}, "rules": settings})


def test_every_rule_of_the_contract_is_there_and_says_what_it_reads() -> None:
    assert set(rule_catalogue()) >= CONTRACT
    for code, rule in rule_catalogue().items():
        assert rule.reads, code
        assert rule.nulls, code
        for name in rule.reads:
            kind, _, field = name.partition(".")
            if kind in SHEETS and field != "*":
                assert SHEETS[kind].field(field), (code, name)


def test_messages_are_chinese_and_fill_in() -> None:
    for code, rule in rule_catalogue().items():
        for case in rule.cases:
            said = finding(code, case, raw_value="某值", detail="某事", label="某列")
            assert re.search("[\u4e00-\u9fff]", said.message), (code, case)
            assert "{" not in said.message + said.expected, (code, case)


def test_settings_of_the_district_are_obeyed_and_slips_are_named() -> None:
    for off in (False, "off"):
        assert not is_on("H208", district(H208=off), "2025-02")
    assert thresholds("C109", district(C109={"tolerance": 0.01}))["tolerance"] == 0.01
    wrong = {"X999": "off", "C109": {"tolerence": 1, "tolerance": -1}, "H208": "on?", "P302": {"score": float("nan")}}
    named = [".".join(place) for place, _, _ in setting_faults(wrong)]
    assert named == ["X999", "C109.tolerence", "C109.tolerance", "H208", "P302.score"]
    assert not list(setting_faults({"H208": False, "C109": {"tolerance": None}, "P302": {"score": 0.9}}))


def test_a_finding_may_only_be_what_its_rule_allows() -> None:
    with pytest.raises(ValueError, match="C112"):
        finding("C112", severity="ER")


class Told(NoHistory):
    def table(self, name: str, month: str) -> pd.DataFrame:
        rows = {
            "2025-01": [("H208", "explained", "A"), ("H208", "open", "B"), ("C107", "exempted", "A")],
            "2025-02": [("H208", "overturned", "A"), ("P302", "open", "B")],
        }[month]
        return pd.DataFrame(rows, columns=["rule_code", "status", "unit_code"])


def test_hits_explained_exempted_overturned_are_counted() -> None:
    told = backtest(Told(), ["2025-01", "2025-02"]).set_index("规则")
    assert list(told.index) == list(rule_catalogue())
    h208 = told.loc["H208"]
    assert (h208["命中"], h208["未解决"], h208["已说明"], h208["已豁免"], h208["已推翻"]) == (3, 1, 1, 0, 1)
    assert (h208["月数"], h208["单位数"]) == (2, 2)
    assert told.loc["C107", "已豁免"] == 1
    assert told["命中"].sum() == 5


def test_over_a_released_month(january: Path) -> None:
    """Before anything was wrong, no rule has a hit; the table is still whole."""
    with Store(f"sqlite:///{january}/zhaoyin.db") as store:
        assert backtest(store, store.months())["命中"].sum() == 0
    rows = rules_table(read_district(january))
    assert [row["规则"] for row in rows] == list(rule_catalogue())


def test_the_page_of_the_rules_is_current() -> None:
    """Stale: run `make docs`."""
    page = rule_page()
    assert PATH.read_text("utf-8") == page
    assert all(f"### {code} " in page for code in rule_catalogue())
    assert not re.search(r"〈[a-z_]+〉|\{", page.replace("{H208: off, C109: {tolerance: 0.01}}", ""))

"""The composite rulebook of oracle 1 from workbooks to report_assessment, its own months shortened to two."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.office import Office, project

RULEBOOK = Path(__file__).parent.parent / "assessment" / "oracles" / "oracle1.yaml"


def money(code: str, month: float, ytd: float, **cells: Any) -> dict[str, Any]:
    return project(code, **{"本月到位": month, "本年累计到位": ytd, **cells})


def town(last: bool) -> list[dict[str, Any]]:
    """东镇's four projects at the end of November or December; all money but December's 1,000 came before."""
    less = 0 if last else 1000
    shared = {"总投资(万元)": 120_000, "投资方所在地": "上海市", "是否工业项目": "否", "项目阶段": "在建", "共同引进单位": "西镇",
              "本单位占比(%)": 50, "开工日期": datetime(2025, 6, 18)}  # fmt: skip
    built = {
        "总投资(万元)": 15_700,
        "投资方所在地": "合肥",
        "项目阶段": "投产",
        "开工日期": datetime(2024, 5, 6),
        "投产日期": datetime(2025, 3, 4),
    }
    return [
        money("T01-2025-001", 1000 - less, 5100 - less, **{"总投资(万元)": 12_000}),
        money("T01-2025-002", 0, 2200, **{"总投资(万元)": 6000, "投资方所在地": "江苏", "是否工业项目": "否"}),
        money("T01-2025-003", 0, 16_500, **shared),
        money("T01-2024-001", 0, 15_000, **built),
    ]


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = Office(tmp_path_factory.mktemp("scored"))
    text = RULEBOOK.read_text("utf-8").replace("from: 2025-01", "from: 2025-11")
    office.write("rulebooks/2025.yaml", text)
    targets = {"funds_out_of_district": 28_000, "funds_industrial": 24_000, "funds_out_of_province_100m": 12_000,
               "signed_equivalents": 3, "started_100m": 1.2, "completed_projects": 1, "trips": 12}  # fmt: skip
    rows = "".join(f"2025,T01,{code},{target}\n" for code, target in targets.items())
    office.write("reference/targets.csv", f"year,unit_code,metric_code,annual_target\n{rows}")
    office.write(
        "reference/conduct.csv", "month,unit_code,item_code,document\n2025-12,T01,falsified_project,区统〔2025〕9号\n"
    )
    trips = {"招商活动": [(datetime(2025, 3, day), "外出招商", "苏州", "李", 1, 2, 0, None) for day in range(1, 11)]}
    office.send("T01", "2025-11", town(False), trips, at="2025-12-04T09:00")  # due on the 3rd
    office.run("2025-11", "2025-12-20T09:00")
    office.send("T01", "2025-12", town(True), trips, at="2026-01-06T09:00")  # due on Sunday the 4th, a make-up day
    office.run("2025-12", "2026-01-20T09:00")
    return office


def test_every_item_by_hand(scored: Office) -> None:
    items = scored.ask("SELECT item_code, score FROM report_assessment_item WHERE month='2025-12' AND unit_code='T01'")
    # the shared 12亿 is 6:4 for scores, whatever the ledger's half: 5,100 + 2,200 + 9,900 + 15,000 = 32,200 of 28,000
    assert dict(items) == {
        "funds": 28.75, "industrial": 8.375, "out_of_province": 18.0, "signed": 16.5, "started": 5.0, "completed": 5.0,
        "trips": 10.0, "reporting": 7.0, "big_started": 2.4, "falsified": -5.0,
    }  # fmt: skip
    total = "SELECT base_score, bonus, deduction, total_score FROM report_assessment WHERE month='2025-12' AND unit_code='T01'"
    assert scored.ask(total) == [(98.625, 2.4, 5.0, 96.025)]


def test_the_ledger_keeps_its_own_shares(scored: Office) -> None:
    assert scored.figure("2025-12", "T01", "funds_out_of_district") == (5100 + 2200 + 8250 + 15_000) * 10_000
    assert scored.figure("2025-12", "T01", "started_100m") == 0.5
    assert scored.submission("2025-12", "T01", "on_time, late_days") == (0, 2)

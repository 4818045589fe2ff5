"""Comply or explain, and exemptions: what a line of 情况说明 explains, and the only legal way past an E."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assets.review.judge import judge
from assets.store.published import Store
from schemas.finding import Finding
from tests.review.bench import Bench, M, P, clean_bench

LONG = "票据在区财政局复核,下月补报凭证号"


@pytest.fixture(scope="module")
def clean(january: Path) -> Iterator[Bench]:
    with Store(f"sqlite:///{january}/zhaoyin.db") as store:
        yield clean_bench(january, store)


@pytest.fixture
def bench(clean: Bench) -> Bench:
    """Two warnings of C114 on 到位资金 (rows 5 and 6), and one of H206 on 项目台账."""
    bench = Bench(dict(clean.files), clean.reference, clean.history)
    return bench.put(M, "K5", None).put(M, "K6", None).put(P, "G4", "深圳另家装备有限公司")


def explain(bench: Bench, *lines: tuple[str, str, str, str]) -> Bench:
    def change(book: Any) -> None:
        sheet = book["情况说明"] if "情况说明" in book.sheetnames else book.create_sheet("情况说明")
        for row in list(range(1, sheet.max_row + 1)):
            for column in range(1, 9):
                sheet.cell(row, column).value = None
        sheet.append(["情况说明表"])
        sheet.append(["规则编号", "工作表", "项目编号", "说明"])
        for line in lines:
            sheet.append(list(line))

    return bench.edit(change)


def states(findings: list[Finding], rule: str) -> list[str]:
    return [each.status for each in findings if each.rule_code == rule]


def test_without_a_line_everything_is_open(bench: Bench) -> None:
    findings = bench.findings()
    assert states(findings, "C114") == ["open", "open"]
    assert states(findings, "H206") == ["open"]


def test_one_line_explains_every_finding_of_the_rule_in_the_sheet(bench: Bench) -> None:
    findings = explain(bench, ("C114", M, "", LONG)).findings()
    assert states(findings, "C114") == ["explained", "explained"]
    assert {each.explanation for each in findings if each.rule_code == "C114"} == {LONG.replace(",", ",")}
    assert states(findings, "H206") == ["open"]


def test_a_project_bounds_the_line(bench: Bench) -> None:
    findings = explain(bench, ("c114", M, "Z01-2022-001", LONG)).findings()
    assert states(findings, "C114") == ["explained", "open"]


def test_another_sheet_is_not_explained(bench: Bench) -> None:
    assert states(explain(bench, ("C114", P, "", LONG)).findings(), "C114") == ["open", "open"]


def test_full_width_letters_and_the_forms_own_name_of_a_renamed_sheet(bench: Bench) -> None:
    bench.edit(lambda book: setattr(book[M], "title", "2025到位资金"))
    assert states(explain(bench, ("Ｃ１１４", "到位资金", "", LONG)).findings(), "C114") == ["explained", "explained"]


@pytest.mark.parametrize(("text", "status"), [("已核实,票据无误。", "open"), ("已核实,票据确无误。", "explained")])
def test_ten_characters_are_needed_and_a_shorter_line_is_told(bench: Bench, text: str, status: str) -> None:
    assert len(text) == (9 if status == "open" else 10)
    findings = explain(bench, ("C114", M, "", text)).findings()
    assert states(findings, "C114") == [status, status]
    told = any("未采纳" in each.message for each in findings if each.rule_code == "C114")
    assert told is (status == "open")


def test_an_error_cannot_be_explained(bench: Bench) -> None:
    bench.put(P, "C4", None)
    assert states(explain(bench, ("C102", P, "", LONG)).findings(), "C102") == ["open"]


def exemption(bench: Bench, **instead: Any) -> Bench:
    row: dict[str, Any] = {
        "unit_code": "Z01", "project_code": "Z01-2022-001", "rule_code": "C105", "from_month": "2025-01", "to_month": "2025-06",
        "reason": "停工复工,日期以协议为准", "approved_by": "统计科",
    } | instead  # fmt: skip
    return bench.office("exemptions", **{name: [value] for name, value in row.items()})


def wrong_date(bench: Bench) -> Bench:
    return bench.put(P, "O4", date(2022, 1, 10))


@pytest.mark.parametrize(
    ("instead", "status"),
    [
        ({}, "exempted"),
        ({"project_code": ""}, "exempted"),
        ({"unit_code": "", "project_code": ""}, "exempted"),
        ({"to_month": ""}, "exempted"),
        ({"from_month": "2025-02", "to_month": "2025-02"}, "exempted"),
        ({"reason": "规则误判:该项目停建后复工"}, "overturned"),
        ({"from_month": "2025-03"}, "open"),
        ({"from_month": "2024-01", "to_month": "2025-01"}, "open"),
        ({"unit_code": "T01"}, "open"),
        ({"project_code": "Z01-2023-001"}, "open"),
        ({"rule_code": "C106"}, "open"),
    ],
)
def test_an_exemption_is_the_way_past_an_error(bench: Bench, instead: dict[str, Any], status: str) -> None:
    findings = exemption(wrong_date(bench), **instead).findings()
    (found,) = [each for each in findings if each.rule_code == "C105"]
    assert (found.status, found.returns) == (status, status == "open")


def test_an_exempted_error_no_longer_returns_the_submission(bench: Bench) -> None:
    scene = exemption(wrong_date(bench)).scene()
    review = judge(scene.intake, scene.reference, scene.history, scene.as_of)
    assert review.submissions.set_index("unit_code").loc["Z01", "status"] == "needs_explanation"
    scene = exemption(wrong_date(bench), rule_code="C106").scene()
    review = judge(scene.intake, scene.reference, scene.history, scene.as_of)
    assert review.submissions.set_index("unit_code").loc["Z01", "status"] == "returned"


def test_what_cannot_be_loaded_cannot_be_exempted(bench: Bench) -> None:
    bench.put(P, "L3", "一二三")
    findings = exemption(bench, rule_code="F003", project_code="").findings()
    assert "exempted" not in states(findings, "F003")


@pytest.mark.parametrize(
    ("rule", "sheet", "project", "explained"),
    [
        ("C114 凭证", "到位资金", "", 2), ("规则C114", "资金", "", 2), ("ｃ１１４", "到位资金表", "", 2), ("凭证", "《到位资金》", "", 2),
        ("C112、C114", "", "全部", 2), ("C 114", "到位资金!K5", "Z01-2022-001", 1), ("C114", "", "曜洲年产3万台（套）专用设备生产线项目", 1),
        ("C114", "", "曜洲年产3万台专用设备生产线", 1), ("C114", "", "Z01-2022-001、Z01-2023-001", 2),
    ],
)  # fmt: skip
def test_lines_are_taken_as_people_write_them(
    rule: str, sheet: str, project: str, explained: int, bench: Bench
) -> None:
    codes = [bench.value(M, "B5"), bench.value(M, "B6")]
    project = project.replace("Z01-2023-001", codes[1])
    findings = explain(bench, (rule, sheet, project, LONG)).findings()
    assert states(findings, "C114").count("explained") == explained
    assert states(findings, "H206") == ["open"]
    assert not states(findings, "C199")


@pytest.mark.parametrize(
    ("line", "cell", "words"),
    [
        (("票据", M, "", LONG), "A4", "规则编号“票据”未能识别"), (("", M, "", LONG), "A4", "规则编号“空”未能识别"),
        (("H208", M, "", LONG), "A4", "本次没有 H208 的疑点"), (("C114", "附表九", "", LONG), "B4", "工作表“附表九”未能识别"),
        (("C114", M, "不存在的某个项目", LONG), "C4", "项目“不存在的某个项目”未能识别"), (("C114", P, "", LONG), "B4", "疑点在别处"),
        (("C114", "台账", "", LONG), "B4", "疑点在别处"),
    ],
)  # fmt: skip
def test_a_line_that_explains_nothing_is_answered(
    line: tuple[str, str, str, str], cell: str, words: str, bench: Bench
) -> None:
    findings = explain(bench, line).findings()
    assert states(findings, "C114") == ["open", "open"]
    answer = next(each for each in findings if each.rule_code == "C199")
    assert (answer.severity, answer.sheet, answer.cell) == ("I", "情况说明", cell)
    assert words in answer.message

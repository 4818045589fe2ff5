"""The office's YAML files: what cannot stand is refused with its file and line, by the command line with exit code 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from assets.intake.office.reference import ReferenceProblem, read_district
from schemas.metrics import RegistryProblem, load_registry
from schemas.office.rulebook import RulebookProblem, load_rulebook
from schemas.office.yaml_files import YamlProblem, read_yaml

DISTRICT = """district: {name: 某市某区, division_code: "340602", city: 某市, province: 安徽省}
groups: {town: 镇}
"""
LONG = "9" * 5000


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("limits: {cells: -1}", 3, "应不小于 1"),
        ("limits: {cells: 1}\nlimits: {cells: 2}", 4, "与第3行重复"),
        ("limits:\n  seconds: .nan", 4, "有限的数字"),
        ("limits:\n  file_mb: .inf", 4, "有限的数字"),
        ("limits: {file_mb: 1.0e+20}", 3, "应不大于 1024"),
        (f"limits: {{cells: {LONG}}}", 3, "有限的数字"),
        (f'limits: {{file_mb: "{LONG}"}}', 3, "file_mb"),
        ("limits: {memory_mb: 1}", 3, "应不小于 128"),
        ("schedule: {cron: every day}", 3, "cron"),
        ("schedule: {cron: 61 8 * * *}", 3, "cron"),
        ("schedule: {cron: 0 8 * * * *}", 3, "cron"),
        ("schedule: {cron: 0 8 */0 * *}", 3, "cron"),
        ("schedule: {timezone: Asia/Peking}", 3, "时区"),
        ("schedule: {timezone: ../../etc/passwd}", 3, "时区"),
        ("calendar: {submit_by_day: 9, close_day: 5}", 3, "≤"),
        ("policies: {subsidy_cap: -5}", 3, "应大于 0"),
        ("rules: {C109: {tolerance: -1}}", 3, "不小于 0"),
        ("rules: {C109: {tolerance: .nan}}", 3, "有限的数字"),
        ("rules: {X999: off}", 3, "没有规则 X999"),
        ("display: {decimals: 99}", 3, "应不大于 6"),
        ("notifications: {a: b}", 3, "应为列表"),
        ("inbox: {url: [1]}", 3, "应为文字"),
        ("policies: {unknown: 1}", 3, "不认识的项"),
        ("a: &a [*a]", 3, ""),
        ("when: 2025-02-30", None, "日期"),
        ("x: " + "[" * 2000, None, ""),
        ("? [1, 2]\n: 3", 3, "键应为文字"),
    ],
)
def test_district_yaml_is_bounded(tmp_path: Path, text: str, line: int | None, said: str) -> None:
    (tmp_path / "district.yaml").write_text(DISTRICT + text, "utf-8")
    with pytest.raises(ReferenceProblem) as problem:
        read_district(tmp_path)
    assert said in str(problem.value)
    assert line is None or f"district.yaml 第{line}行" in str(problem.value)
    assert len(str(problem.value)) < 2000


@pytest.mark.parametrize("cron", ["0 8 * * *", "*/15 8-18 1,15 * 1-5", "30 7 * */2 0"])
def test_a_sound_cron_is_taken(tmp_path: Path, cron: str) -> None:
    (tmp_path / "district.yaml").write_text(f'{DISTRICT}schedule: {{cron: "{cron}"}}', "utf-8")
    assert read_district(tmp_path).schedule.cron == cron


RULEBOOK = """title: 办法
months: {from: 2025-01, to: 2025-12}
items:
  - {code: a, label: 甲, method: ratio, metric: trips, cap: 1, weight: 100}
"""


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("cap: 1", "cap: -1", 4, "应不小于 0"),
        ("weight: 100", "weight: -100", 4, "应不小于 0"),
        ("cap: 1", "cap: .nan", 4, "有限的数字"),
        ("cap: 1", 'cap: "NaN"', 4, "数字"),
        ("cap: 1", "cap: 1.0e+20", 4, "数字过长"),
        ("cap: 1", f"cap: {LONG}", 4, "有限的数字"),
        ("title: 办法", "title: 办法\ntitle: 另一", 2, "重复"),
        ("method: ratio", "method: ratio, method: tiers", 4, "重复"),
        ("items:", "bonus: {cap: -10}\nitems:", 3, "应不小于 0"),
        (
            "items:",
            "supervision: [{code: s, kind: no_money, months: 0, steps: [{at: 1, colour: red}]}]\nitems:",
            3,
            "应不小于 1",
        ),
    ],
)
def test_a_rulebook_is_bounded(tmp_path: Path, before: str, after: str, line: int, said: str) -> None:
    path = tmp_path / "rulebooks" / "2025.yaml"
    path.parent.mkdir()
    path.write_text(RULEBOOK, "utf-8")
    assert load_rulebook(path)
    path.write_text(RULEBOOK.replace(before, after), "utf-8")
    with pytest.raises(RulebookProblem) as problem:
        load_rulebook(path)
    assert f"2025.yaml 第{line}行" in str(problem.value)
    assert said in str(problem.value)
    assert len(str(problem.value)) < 500


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("trips: {conversion: {10m: -1}}", "第1行"),
        ("trips: {label: 甲}\ntrips: {label: 乙}", "第2行"),
        ("trips:\n  schedule: [.nan]", "第2行"),
    ],
)
def test_metrics_yaml_is_bounded(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "metrics.yaml").write_text(text, "utf-8")
    with pytest.raises(RegistryProblem, match=f"metrics.yaml {said}"):
        load_registry(tmp_path)


def test_aliases_that_multiply_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    with pytest.raises(YamlProblem) as problem:
        read_yaml("\n".join(lines).encode())
    assert "内容过多" in problem.value.expected


def test_anchors_and_merges_of_a_sound_file_are_read() -> None:
    content = read_yaml(b"a: &a {x: 1}\nb:\n  <<: *a\n  y: 2\n")
    assert content.value == {"a": {"x": 1}, "b": {"x": 1, "y": 2}}
    assert content.line(("b", "y")) == 4

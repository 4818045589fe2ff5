"""What people read for severities and statuses has one wording, in schemas/words.py: no other place spells it."""

from __future__ import annotations

import ast
from pathlib import Path

from schemas import words

ROOT = Path(__file__).resolve().parents[2]
# Wordings there were before, or nearly those of today; also within a sentence.
OTHER = ("须更正", "更正或说明", "须改正", "核实说明", "须核实或说明", "不予载入", "已采用", "已受理")
# The same word for another thing.
ELSEWHERE = {
    ("assets/review/rule_page.py", "提示"),  # a placeholder of a message
    ("assets/intake/reader/title_lines.py", "零报告"),  # a label that townships write
}


def spelled(source: str) -> list[tuple[int, str]]:
    """Line and text of each string, docstrings aside, that is a word of schemas/words.py or holds another wording."""
    tree = ast.parse(source)
    docstrings = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    tables = [table for table in vars(words).values() if isinstance(table, dict)]
    known = {word for table in tables for key, word in table.items() if not str(key).startswith("__")}
    return [
        (each.lineno, each.value)
        for each in ast.walk(tree)
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and id(each) not in docstrings
        if each.value in known or any(word in each.value for word in OTHER)
    ]


def test_severities_and_statuses_are_spelled_in_one_place() -> None:
    found = [
        (path.relative_to(ROOT).as_posix(), line, text)
        for folder in ("assets", "pipelines", "samples", "schemas")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if path.name != "words.py" or path.parent.name != "schemas"
        for line, text in spelled(path.read_text("utf-8"))
    ]
    assert [each for each in found if (each[0], each[2]) not in ELSEWHERE] == []


def test_a_second_wording_is_found() -> None:
    assert spelled('x = {"E": "须更正", "accepted": "已接收"}') == [(1, "须更正"), (1, "已接收")]
    assert spelled('f"须改正{n}处"') == [(1, "须改正")]
    assert spelled('"""已接收: a docstring."""') == []


def test_each_severity_and_status_of_the_contract_has_its_word() -> None:
    assert words.SEVERITIES == {"F": "不予载入", "E": "必须改正", "W": "改正或说明", "I": "提示"}
    assert set(words.SUBMISSION_STATUSES) == {
        "accepted", "needs_explanation", "nil", "returned", "unreadable", "missing", "late_closed",
    }  # fmt: skip
    assert set(words.FIGURES) == {"current", "carried", "none"}
    assert set(words.FINDING_STATUSES) == {"open", "explained", "exempted", "overturned"}

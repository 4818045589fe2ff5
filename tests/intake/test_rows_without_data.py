"""Rows among or under the data that are no data: totals in any words, comparisons, and what cannot be told."""

from __future__ import annotations

from typing import Any

import pytest

from assets.intake.reader.parsed_file import ParsedFile
from assets.intake.reader.row_words import row_word
from tests.intake.small_workbooks import FUND, read_sheet

TOTALS = [
    "汇总",
    "Total",
    "总和",
    "合計",
    "（合计）",
    "合计7",
    "∑",
    "共2项",
    "青谷镇汇总",
    "X汇总",
    "总数",
    "总额",
    "SUM",
    "求和",
    "小計",
    "全部",
    "总共",
    "一共",
    "合计7个项目",
    "【合计】",
    "总量",
    "加总",
    "GrandTotal",
    "全镇",
]
COMPARISONS = [
    "上年同期",
    "去年同期",
    "同比",
    "增减",
    "目标任务",
    "完成率",
    "人均",
    "同比增减(%)",
    "比上年同期增减",
    "环比",
    "增幅",
    "年度目标",
    "完成比例",
    "序时进度",
    "平均",
    "2024年同期",
    "占比",
    "排名",
]
NAMES = [
    "目标机器人项目",
    "招商数据汇总项目",
    "合计科技有限公司",
    "濉阳统计学院",
    "计划生育站",
    "总部基地",
    "总经理",
    "会计",
    "增资",
    "本月到位",
    "青谷镇",
    "其他",
]
POSTS = ["用人单位", "单位性质", "所属产业链", "岗位名称", "需求人数", "学历要求", "备注"]
ROWS = [
    [1, "T01-2025-001", "甲项目", 0, 10.5, 100.25, 100.25, 0, 0, None, None, None],
    [2, "T01-2025-002", "乙项目", 5, 20, 200, 205, 0, 0, None, None, None],
]
SUMS = [5, 30.5, 300.25, 305.25, 0, 0]


def _fund(*rows: list[Any]) -> tuple[list[int], list[tuple[str, int]]]:
    """(rows read as data, (issue, row) of what C130 says)."""
    return _told(read_sheet("到位资金", FUND, [*ROWS, *rows]))


def _posts(*rows: list[Any]) -> tuple[list[int], list[tuple[str, int]]]:
    return _told(read_sheet("人才需求", POSTS, list(rows)))


def _told(read: ParsedFile) -> tuple[list[int], list[tuple[str, int]]]:
    issues = [(str(issue[5]), int(issue[2])) for issue in read.issues if str(issue[5]).startswith("row_")]
    return read.sheets[0].rows, issues


def _post(name: Any, number: Any, kind: Any = "企业") -> list[Any]:
    return [name, kind, None, "岗位" if kind else None, number, None, None]


def test_words() -> None:
    assert [word for word in TOTALS if row_word(word) != "total"] == []
    assert [word for word in COMPARISONS if row_word(word) != "comparison"] == []
    assert [word for word in NAMES if row_word(word)] == []
    assert {row_word(word) for word in ("合 计", "总计：", "合计(万元)", "本页小计", "全镇合计", "累计")} == {"plain"}


@pytest.mark.parametrize("column", [0, 1, 2])
def test_a_total_in_other_words_is_a_total(column: int) -> None:
    row: list[Any] = [None, None, None, *SUMS, None, None, None]
    row[column] = "汇总"
    assert _fund(row) == ([4, 5], [("row_total", 6)])


def test_a_total_without_its_word_or_with_any_one_word() -> None:
    assert _fund([None, None, None, *SUMS, None, None, None]) == ([4, 5], [("row_total", 6)])
    assert _fund([3, None, "以上各项", *SUMS, None, None, "见附表"]) == ([4, 5], [("row_total", 6)])
    read = read_sheet("到位资金", FUND, [*ROWS, [None, None, None, *SUMS, None, None, None]])
    assert (6, "合计", "arrived_ytd", 3_002_500) in [total[:4] for total in read.sheets[0].totals]


def test_the_forms_own_word_says_nothing() -> None:
    assert _fund(["合 计", None, None, *SUMS, None, None, None]) == ([4, 5], [])


def test_rows_of_comparison_are_no_data_wherever_they_stand() -> None:
    last = ["上年同期", None, None, *[1, 2, 3, 4, 5, 6], None, None, None]
    total = ["合计", None, None, *SUMS, None, None, None]
    assert _fund(total, last, ["完成率%", *last[1:]]) == ([4, 5], [("row_comparison", 7), ("row_comparison", 8)])
    assert _fund(last, total) == ([4, 5], [("row_comparison", 6)])


def test_what_cannot_be_told_is_not_read_and_returns() -> None:
    assert _fund([None, None, None, 5, 30.5, 300, 305, 0, 0, None, None, None]) == ([4, 5], [("row_unsure", 6)])
    total = ["合计", None, None, *SUMS, None, None, None]
    other = [None, None, "其他", 1, 2, 3, 4, 0, 0, None, None, None]
    assert _fund(total, other) == ([4, 5], [("row_unsure", 7)])
    assert _posts(_post("甲", 3), _post("乙", 3, None)) == ([4], [("row_unsure", 5)])  # a post, or the total


def test_a_row_of_one_word_that_the_total_leaves_out_is_not_read() -> None:
    rows = [_post("甲", 3), _post("全街合起来看", 9, None), _post("丙", 5)]
    assert _posts(*rows, ["合计", None, None, None, 8]) == ([4, 6], [("row_unsure", 5)])
    assert _posts(*rows, ["合计", None, None, None, 17]) == ([4, 5, 6], [])  # the sender counts it
    assert _posts(*rows, ["合计", None, None, None, 20]) == ([4, 5, 6], [])  # says neither
    full = [_post("甲", 3), _post("乙", 9), ["合计", None, None, None, 3]]
    assert _posts(*full) == ([4, 5], [])  # a row with its own words is data, whatever the total forgot


def test_projects_with_a_code_are_data_whatever_they_are_called() -> None:
    named = [[3, "T01-2025-003", word, *SUMS, None, None, None] for word in ("汇总", "目标任务", "合计", "Total")]
    assert _fund(*named) == ([4, 5, 6, 7, 8, 9], [])
    twins = [[at, f"T01-2025-00{at}", "甲项目", *SUMS, None, None, None] for at in (3, 4)]
    assert _fund(*twins) == ([4, 5, 6, 7], [])


def test_near_misses_in_lists() -> None:
    assert _posts(_post("甲", 3), _post("乙", 4), _post("丙", 7)) == ([4, 5, 6], [])
    assert _posts(_post("甲", 3), _post("乙", 4), _post("丙", 5, None)) == ([4, 5, 6], [])
    assert _posts(_post("甲", 3), _post(None, 3, None)) == ([4], [("row_total", 5)])
    assert _posts(_post(None, 0, None))[1] == []
    assert _posts(_post("目标科技有限公司", 3), _post("汇总数据有限公司", 4))[0] == [4, 5]

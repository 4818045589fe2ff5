"""Messes 51–64: classes, people, units of the same sheet, things nobody asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.messes.making import Book, Case, Clean

L, F = "项目台账", "到位资金"


def _extra(title: str, words: str, value: Any) -> Callable[[Book], str]:
    """A column the form does not have, at the right."""

    def change(book: Book) -> str:
        sheet, row = book.sheet(title), 3
        column = sheet.max_column + 1
        sheet.cell(row, column).value = words
        for at in book.rows(title):
            sheet.cell(at, column).value = value
        return f"{title}!{sheet.cell(row, column).coordinate}"

    return change


def _mixed(book: Book) -> None:
    """总投资 in 亿元, 到位资金 in 万元."""
    for row in range(len(book.rows(L))):
        book.put(L, "total_investment", round(book.cell(L, "total_investment", row).value / 10_000, 8), row)
    total = book.sheet(L).cell(book.total(L), 12)
    total.value = round(total.value / 10_000, 8)
    book.head(L, "total_investment", "总投资(亿元)")
    book.sheet(L)["A2"].value = str(book.sheet(L)["A2"].value).replace("万元", "亿元")


def _rounded(book: Book) -> None:
    """Figures in 亿元 with two decimals: the parts do not add up to the total by a hundredth or two."""
    rows, factor = book.rows(L), 10_000
    values = [round(book.cell(L, "total_investment", row).value / factor, 2) for row in range(len(rows))]
    for row, value in enumerate(values):
        book.put(L, "total_investment", value, row)
    book.sheet(L).cell(book.total(L), 12).value = round(sum(values) + 0.02, 2)
    book.head(L, "total_investment", "总投资(亿元)")


def _no_signature(book: Book) -> None:
    book.cover("审核人", book.sheet("封面")["B5"].value)
    book.cover("单位负责人", None)
    book.cover("联系电话", 5613072073)


CASES = (
    Case(51, "产业链用别名", lambda b: b.put(L, "industry_chain", "装备制造", 0) and None, quiet=True),
    Case(51, "产业链认不出", lambda b: b.put(L, "industry_chain", "新能源"), finds=("C103 E",)),
    Case(51, "两个产业", lambda b: b.put(L, "industry_chain", "新材料、绿色食品"), finds=("C103 E",)),
    Case(52, "工业项目改成非工业", lambda b: b.put(L, "is_industrial", "否"), finds=("H206 W",)),
    Case(53, "“浙江商人”", lambda b: b.put(L, "investor_origin", "浙江商人"), finds=("C113 E",)),
    Case(53, "所在地空白", lambda b: b.put(L, "investor_origin", None), finds=("C102 E",)),
    Case(53, "“上海/江苏”", lambda b: b.put(L, "investor_origin", "上海/江苏"), finds=("C113 E",)),
    Case(54, "“是否亿元以上”一栏", _extra(L, "是否亿元以上", "是"), truth=True, finds=("F003 W",)),
    Case(55, "只是框架协议", lambda b: b.put(L, "note", "框架协议", 12) and None, quiet=True),
    Case(56, "审核人即填报人,负责人空白,电话是数字", _no_signature, truth=True),
    Case(57, "备注里有身份证号", lambda b: b.put(L, "note", "联系人张三340602199001011234", 12) and None, quiet=True),
    Case(58, "总投资亿元、到位万元", _mixed, truth=True),
    Case(59, "亿元两位小数,合计差一两分", _rounded),
    Case(60, "去年同期自填", _extra(F, "去年同期累计", 5), truth=True, finds=("F003 W",)),
    Case(61, "目标自填", _extra(F, "全年目标任务", 90_000), truth=True, finds=("F003 W",)),
    Case(62, "完成率自填", _extra(F, "资金到位率(%)", "117.9%"), truth=True, finds=("F003 W",)),
    *(Case(63, f"需求人数“{words}”", lambda b, w=words: b.put("人才需求", "posts_wanted", w), finds=("C101 E",))
      for words in ("若干", "3-5人", "不限")),
    Case(64, "对接企业“10余家”", lambda b: b.put("招商活动", "companies_met", "10余家"), finds=("C117 W",)),
    Case(64, "走访“全覆盖”", lambda b: b.put("企业走访", "visited_on", "全覆盖"), finds=("C105 E",)),
    Case(64, "有未办结却填解决率 100%", _extra("企业走访", "问题解决率", "100%"), truth=True, finds=("F003 W",)),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_words(case: Case, clean: Clean, tmp_path: Path) -> None:
    told = clean.check(case, tmp_path)
    if case.number == 59:
        assert not [each for each in told.findings if each.rule_code == "C109"]

"""Messes 43–50: which project, which company."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.messes.making import Book, Case, Clean, Make

L, F = "项目台账", "到位资金"


def _also_listed(change: dict[str, object]) -> Make:
    """A second unit lists a project of the first: its own code, these fields changed."""

    def make(data: bytes, folder: Path) -> list[Path]:
        mine, theirs = Book(data), Book(OTHER["data"])
        row = len(mine.rows(L)) - 1
        source = mine.rows(L)[row]
        values = mine.values(L, source)
        values[1] = "T02-2025-099"
        theirs.insert_row(L, 0, values)
        at = 0
        for name, value in change.items():
            theirs.put(L, name, value, at)
        total = theirs.sheet(L).cell(theirs.total(L), 12)
        total.value += theirs.cell(L, "total_investment", at).value
        paths = [folder / "甲.xlsx", folder / "乙.xlsx"]
        paths[0].write_bytes(data)
        paths[1].write_bytes(theirs.saved())
        return paths

    return make


OTHER: dict[str, bytes] = {}


def _gone(book: Book) -> None:
    """A project of January, with money this year, no longer listed anywhere."""
    for title in (L, F):
        row = book.rows(title)[3]
        book.sheet(title).delete_rows(row)


def _parts_of_one(data: bytes, folder: Path) -> list[Path]:
    """Three small projects of one unit are one large project of another: bundled, or counted twice."""
    theirs = Book(OTHER["data"])
    mine = Book(data)
    values = mine.values(L, mine.rows(L)[-1])
    amounts = [6000, 7000, 7000]
    for amount in amounts:
        values = list(values)
        values[1], values[2], values[3], values[4], values[5] = (
            f"T02-2025-09{amount // 1000 + len(folder.name) % 2}",
            f"佳禾配套车间{amount}",
            None,
            f"濉阳佳禾{amount}公司",
            None,
        )
        values[11] = amount
        theirs.insert_row(L, 0, values)
    for at in range(3):
        theirs.put(L, "project_code", f"T02-2025-09{at + 1}", at)
    theirs.sheet(L).cell(theirs.total(L), 12).value += sum(amounts)
    row = len(mine.rows(L)) - 1
    difference = sum(amounts) - mine.cell(L, "total_investment", row).value
    mine.put(L, "total_investment", sum(amounts), row)
    mine.sheet(L).cell(mine.total(L), 12).value += difference
    paths = [folder / "甲.xlsx", folder / "乙.xlsx"]
    paths[0].write_bytes(mine.saved())
    paths[1].write_bytes(theirs.saved())
    return paths


CASES = (
    Case(43, "两单位报同一项目", make=_also_listed({}), finds=("P301 E @",)),
    Case(44, "两单位报同一项目,改名、公司未注册", finds=("P302 W @",),
         make=_also_listed({"project_name": "翰渊密封胶粘剂生产基地(一期)项目", "company_uscc": None, "company_name": "濉阳翰渊新材料有限责任公司"})),
    Case(44, "几个小项目合成一个", make=_parts_of_one, finds=("P303 W @",)),
    Case(44, "同一项目改名", lambda b: b.put(L, "project_name", "年产3万台专用设备(一期)项目"), finds=("H206 W",)),
    Case(45, "投资方名称只换括号全半角", lambda b: b.put(L, "investor_name", f" {b.cell(L, 'investor_name').value} "), truth=True),
    Case(45, "投资方换成另一家", lambda b: b.put(L, "investor_name", "深圳市曜洲控股有限公司"), finds=("H206 W",)),
    Case(46, "信用代码位数不足", lambda b: b.put(L, "company_uscc", "91340602MAU86"), finds=("C104 E",)),
    Case(46, "信用代码 0 写成 O", lambda b: b.put(L, "company_uscc", str(b.cell(L, "company_uscc").value).replace("0", "O", 1)), finds=("C104 E",)),
    Case(46, "信用代码校验位不符", lambda b: b.put(L, "company_uscc", "91340602MAU86WFB4" + ("1" if not str(b.cell(L, "company_uscc").value).endswith("1") else "2")), finds=("C104 W",)),
    Case(46, "公司未注册,信用代码空", lambda b: b.put(L, "company_uscc", None) and None, quiet=True),
    Case(47, "旧式项目代码", lambda b: b.put(L, "approval_code", "皖发改备[2022]15号"), finds=("C120 W",)),
    Case(47, "别区的项目代码", lambda b: b.put(L, "approval_code", "2202-340103-04-01-981514"), finds=("C120 W",)),
    Case(48, "序号重复、重排", lambda b: [b.put(L, "seq", 1, row) for row in range(len(b.rows(L)))] and None, truth=True),
    Case(49, "项目不见了", _gone, finds=("H205 E @项目台账!None",)),
    Case(50, "阶段倒退", lambda b: b.put(L, "stage", "前期"), finds=("H204 E",)),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_identity(case: Case, clean: Clean, tmp_path: Path) -> None:
    OTHER["data"] = next(data for name, data in clean.ground.workbooks.items() if name.startswith("柳河镇"))
    clean.check(case, tmp_path)

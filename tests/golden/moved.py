"""The same district with one input changed for each of three figures: each moves by exactly that, and nothing else does.

The inputs are cells of three townships' own workbooks; the changes are typed into a copy of the home.
"""

from __future__ import annotations

import dataclasses
import os
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl

from assets.intake.home import MonthHome
from assets.month import run_month
from assets.store.published import Store
from tests.golden.table import MONTH, SEEDS, Seed

_OPEN = "p.counted=1 AND p.partner_unit_code IS NULL AND p.verified_ytd_yuan=p.arrived_ytd_yuan"
_CELL = (
    "SELECT c.file_name, c.sheet, c.cell, p.unit_code, p.project_code, p.arrived_total_yuan FROM report_project p JOIN report_source_cell c "
    f"ON c.month=p.month AND c.project_code=p.project_code WHERE p.month='{MONTH}' AND {_OPEN} AND "
)


@dataclass(frozen=True, slots=True)
class Move:
    """One change of input. `by`: seed figure → how far it must move."""

    said: str
    by: dict[str, Fraction]


def moved(home: MonthHome, folder: Path) -> tuple[list[Move], list[tuple[Seed, Fraction, Fraction]]]:
    """(the changes typed in, every seed figure before and after) of a copy of a released home made in `folder`."""
    copy = folder / "district"
    shutil.copytree(
        home.path,
        copy,
        copy_function=shutil.copy2,
        ignore=shutil.ignore_patterns(".dagster", "returns", "*.docx", "*.html", "tables"),
    )
    database = copy / "zhaoyin.db"
    published = datetime.fromisoformat(
        _asked(database, f"SELECT published_at FROM report_release WHERE month='{MONTH}'")[0]
    )
    other = dataclasses.replace(
        home, path=copy, as_of=published + timedelta(days=1), database_url=f"sqlite:///{database}"
    )
    before = [seed.value(database) for seed in SEEDS]
    moves = [_more_money(copy, database), _dearer_subsidy(copy, database), _started(copy, database)]
    with Store(other.database_url) as store:
        store.reopen(MONTH, "样本核对", "统计员", published + timedelta(hours=1))
        result = run_month(other, MONTH, store)
    assert result.outcome is not None, result.proof
    assert result.outcome.published, result.outcome.note
    return moves, [(seed, old, seed.value(database)) for seed, old in zip(SEEDS, before, strict=True)]


def _asked(database: Path, query: str) -> tuple[Any, ...]:
    with sqlite3.connect(database) as connection:
        return connection.execute(query).fetchone()  # type: ignore[no-any-return]


def _type_in(home: Path, file_name: str, sheet: str, cells: dict[str, Any]) -> None:
    """Types into a workbook what a clerk would; a number is added to what stands there."""
    path = home / "inbox" / file_name
    stamp = path.stat().st_mtime
    book = openpyxl.load_workbook(path)
    for address, value in cells.items():
        adds = isinstance(value, Fraction)
        book[sheet][address] = round(float(book[sheet][address].value or 0) + float(value), 4) if adds else value
    book.save(path)
    os.utime(path, (stamp, stamp))


def _more_money(home: Path, database: Path) -> Move:
    """A million yuan more for a project of 省外, ≥ 1亿, under way and signed before this year: 本月, 本年 and 历史累计."""
    file_name, sheet, cell, unit, code, _ = _asked(
        database,
        f"{_CELL} c.field='fund.arrived_ytd_yuan' AND p.origin_scope='out_of_province' "
        "AND p.total_investment_yuan>=100000000 AND p.signed_on<'2025-01-01' AND p.stage='building' "
        "AND p.arrived_total_yuan+1000000<p.total_investment_yuan ORDER BY p.project_code LIMIT 1",
    )
    row = cell.lstrip("ABCDEFGHIJ")
    _type_in(home, file_name, sheet, {f"{letter}{row}": Fraction(100) for letter in "EFG"})
    (industrial,) = _asked(
        database, f"SELECT is_industrial FROM report_project WHERE project_code='{code}' AND month='{MONTH}'"
    )
    figures = ["区外项目到位资金", "省外亿元以上项目到位资金", *(["工业项目到位资金"] if industrial else [])]
    by = dict.fromkeys(figures, Fraction(1_000_000))
    return Move(f"{unit} {code} 到位资金!E{row}、F{row}、G{row} 各加 100 万元", by)


def _dearer_subsidy(home: Path, database: Path) -> Move:
    """Half a 万元 more for one person."""
    file_name, sheet, cell = _asked(
        database,
        f"SELECT file_name, sheet, cell FROM report_source_cell WHERE month='{MONTH}' AND field='talent_subsidy.subsidy_yuan' "
        "ORDER BY file_name, cell LIMIT 1",
    )
    _type_in(home, file_name, sheet, {cell: Fraction(1, 2)})
    return Move(f"{file_name} 人才奖补!{cell} 加 0.5 万元", {"兑现金额": Fraction(5_000)})


def _started(home: Path, database: Path) -> Move:
    """One of the ten 前期 projects breaks ground; what has arrived for it joins the money of the started."""
    file_name, sheet, cell, unit, code, arrived = _asked(
        database,
        f"{_CELL} c.field='project.total_investment_yuan' AND p.stage='preparing' AND p.total_investment_yuan>=100000000 "
        "AND p.signed_on>='2025-01-01' AND p.origin_scope<>'local' ORDER BY p.arrived_total_yuan DESC, p.project_code LIMIT 1",
    )
    row = cell.lstrip("ABCDEFGHIJKL")
    _type_in(home, file_name, sheet, {f"Q{row}": "在建", f"O{row}": datetime(2025, 12, 18)})
    return Move(
        f"{unit} {code} 项目台账!Q{row} 前期改在建",
        {"开工建设": Fraction(1), "开工项目累计到位资金": Fraction(arrived), "正在建设": Fraction(1), "前期": Fraction(-1)},
    )  # fmt: skip

"""An outsider's district: the office's files as text, the townships' workbooks by openpyxl, the real month, plain SQL.

Nothing here imports the rooms' own builders: the form is written down again from the contract, so that what it says and
what the rooms read can differ.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl

from assets.intake.home import MonthHome
from assets.intake.submissions.month_files import read_month
from assets.month import MonthResult, run_month
from assets.review.judge import judge
from assets.review.model import Review
from assets.store.published import Store
from schemas.months import month_label

DISTRICT = """\
district: {name: 淮北市杜集区, division_code: "340602", city: 淮北市, province: 安徽省}
groups: {town: 镇, zone: 开发区}
"""
UNITS = """\
unit_code,unit_name,aliases,unit_group,active_from,active_to,successor_code,contact
T01,东镇,,town,,,,
T02,西镇,,town,,,,
Z01,经开区,,zone,,,,
"""
CHAINS = "chain_code,chain_name,aliases,sort_order\nnew_materials,新材料,,1\nfood,绿色食品,,2\n"
PROJECT = ("序号", "项目编号", "项目名称", "项目代码", "项目公司", "统一社会信用代码", "投资方", "投资方所在地", "所属产业链",
           "是否工业项目", "建设性质", "总投资(万元)", "签约日期", "签约活动", "开工日期", "投产日期", "项目阶段", "共同引进单位",
           "本单位占比(%)", "备注")  # fmt: skip
FUND = ("序号", "项目编号", "项目名称", "上年末累计到位", "本月到位", "本年累计到位", "历史累计到位", "其中:固定资产投资",
        "其中:外资(万美元)", "凭证类型", "凭证号", "备注")  # fmt: skip
LISTS = {
    "人才需求": ("用人单位", "单位性质", "所属产业链", "岗位名称", "需求人数", "学历要求", "备注"),
    "人才奖补": ("姓名", "证件号码", "用人单位", "引进年度", "政策名称", "兑现金额(万元)", "兑现日期", "备注"),
    "平台称号": ("名称", "类别", "级别", "计量单位", "数量", "依托单位", "文号", "备注"),
    "企业走访": ("走访日期", "企业名称", "走访人", "反映问题", "问题类别", "办理状态", "办结日期", "备注"),
    "招商活动": ("日期", "类型", "地点", "带队领导", "对接企业数", "参加人数", "有效线索数", "备注"),
}  # fmt: skip


def _word(code: str) -> str:
    """A name no two codes share, so that no project looks like another's double."""
    digest = hashlib.sha256(code.encode()).digest()
    return "".join(chr(0x4E00 + int.from_bytes(digest[at : at + 2], "big") % 0x1000) for at in range(0, 8, 2))


def project(code: str, **cells: Any) -> dict[str, Any]:
    """One project of a unit by the form's headers; money of 到位资金 too. Not given: an ordinary project from 浙江."""
    year, word = code.split("-")[1], _word(code)
    row = {
        "项目编号": code, "项目名称": f"{word}项目", "项目公司": f"{word}制造有限公司", "投资方": f"{word[::-1]}集团",
        "投资方所在地": "浙江省杭州市", "所属产业链": "新材料", "是否工业项目": "是", "建设性质": "新建", "总投资(万元)": 12_345,
        "签约日期": datetime(int(year), 1, 10), "项目阶段": "签约", "上年末累计到位": 0, "本月到位": 0, "本年累计到位": 0,
        "凭证类型": "银行回单", "凭证号": f"PZ-{code}", **cells,
    }  # fmt: skip
    row.setdefault("历史累计到位", row["上年末累计到位"] + row["本年累计到位"])
    if row["项目阶段"] in ("在建", "投产"):
        row.setdefault("开工日期", datetime(int(year), 1, 20))
    if row["项目阶段"] == "投产":
        row.setdefault("投产日期", datetime(int(year), 1, 25))
    return row


class Office:
    """A home under a folder, and what an outsider does with it."""

    def __init__(self, folder: Path, units: str = UNITS, district: str = DISTRICT) -> None:
        self.home = folder / "district"
        (self.home / "reference").mkdir(parents=True)
        (self.home / "inbox").mkdir()
        self.district = district
        self.write("district.yaml", district)
        self.write("reference/units.csv", units)
        self.write("reference/industry_chains.csv", CHAINS)
        self.url = f"sqlite:///{self.home}/zhaoyin.db"
        self.names = {line.split(",")[0]: line.split(",")[1] for line in units.strip().splitlines()[1:]}

    def write(self, path: str, text: str, encoding: str = "utf-8") -> Path:
        """One of the office's files."""
        file = self.home / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding)
        return file

    def send(
        self,
        unit: str,
        month: str,
        projects: list[dict[str, Any]] | None = None,
        lists: dict[str, list[tuple[Any, ...]]] | None = None,
        at: str = "",
        name: str = "",
        no_change: bool = False,
        explained: list[tuple[str, str, str, str]] | None = None,
    ) -> Path:
        """A unit's workbook in the inbox; `at` (Beijing time) is when it came: by default the 1st of the next month."""
        book = openpyxl.Workbook()
        self._cover(book.active, unit, month, no_change)
        self._sheet(book, "项目台账", unit, month, PROJECT, projects or [])
        self._sheet(book, "到位资金", unit, month, FUND, [p for p in projects or [] if p.get("到位", True)])
        for title, headers in LISTS.items():
            rows = [dict(zip(headers, row, strict=False)) for row in (lists or {}).get(title, [])]
            self._sheet(book, title, unit, month, headers, rows)
        if explained:
            headers = ("规则编号", "工作表", "项目编号", "说明")
            self._sheet(
                book, "情况说明", unit, month, headers, [dict(zip(headers, row, strict=True)) for row in explained]
            )
        path = self.home / "inbox" / (name or f"{self.names[unit]}{month}.xlsx")
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
        year, number = int(month[:4]), int(month[5:])
        following = f"{year + number // 12}-{number % 12 + 1:02d}-01T10:00"
        stamp = datetime.fromisoformat(f"{at or following}+08:00").timestamp()
        os.utime(path, (stamp, stamp))
        return path

    def _cover(self, sheet: Any, unit: str, month: str, no_change: bool) -> None:
        sheet.title = "封面"
        sheet.append([f"{month_label(month)}招商引资统计月报"])
        said = {"填报单位": self.names[unit], "填报月份": month_label(month), "填报人": "甲", "审核人": "乙", "单位负责人": "丙",
                "本月无变动": "是" if no_change else "否", "模板版本": "2025.1"}  # fmt: skip
        for label, value in said.items():
            sheet.append([label, value])

    def _sheet(
        self, book: Any, title: str, unit: str, month: str, headers: tuple[str, ...], rows: list[dict[str, Any]]
    ) -> None:
        sheet = book.create_sheet(title)
        sheet.append([f"{month_label(month)}{title}表"])
        sheet.append([f"填报单位:{self.names[unit]}  填报月份:{month_label(month)}  单位:万元"])
        sheet.append(list(headers))
        for number, row in enumerate(rows, start=1):
            sheet.append([number if header == "序号" else row.get(header) for header in headers])

    def run(self, month: str, as_of: str) -> MonthResult:
        """The month, released."""
        with Store(self.url) as store:
            return run_month(MonthHome(self.home, datetime.fromisoformat(as_of), self.url), month, store)

    def judged(self, month: str, as_of: str) -> Review:
        """The month as review would hand it on now; nothing is published."""
        home = MonthHome(self.home, datetime.fromisoformat(as_of), self.url)
        with Store(self.url) as store:
            intake = read_month(home.reference, month, home.as_of)
            return judge(intake, home.reference, store, home.as_of, open_until=store.open_until(month))

    def reopen(self, month: str, at: str) -> None:
        with Store(self.url) as store:
            store.reopen(month, "漏报", "甲", datetime.fromisoformat(at))

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Plain SQL on the file other tools read."""
        with sqlite3.connect(self.url.removeprefix("sqlite:///")) as connection:
            return connection.execute(query).fetchall()

    def figure(
        self, month: str, unit: str, metric: str, column: str = "ytd_value", caliber: str = "verified"
    ) -> float | None:
        """One cell of report_metric."""
        rows = self.ask(
            f"SELECT {column} FROM report_metric WHERE month='{month}' AND unit_code='{unit}' AND metric_code='{metric}' "
            f"AND caliber='{caliber}'"
        )
        assert len(rows) == 1, (month, unit, metric, rows)
        return rows[0][0]

    def submission(self, month: str, unit: str, columns: str = "status, figures") -> tuple[Any, ...]:
        """Cells of report_submission."""
        return self.ask(f"SELECT {columns} FROM report_submission WHERE month='{month}' AND unit_code='{unit}'")[0]

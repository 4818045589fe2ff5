"""Who and which month: the cover's labels, and the titles and unit lines above a table."""

from __future__ import annotations

import re
from typing import Any

from assets.intake.reader.cells import amounts, dates, words
from assets.intake.reader.cells.columns import raw_text
from assets.intake.reader.cells.typed import is_blank, trimmed
from assets.intake.reader.grids import Grid
from assets.intake.reader.headers import Layout
from assets.intake.reader.parsed_file import ParsedFile
from schemas.addresses import column_letters
from schemas.form.sheets import COVER

_COLON = "[:\uff1a]"
_AFTER = r"(?=\s*(?:填报月份|填报时间|填报日期|报表月份|金额单位|计量单位|单位负责人|单位[:\uff1a]|填报人|审核人|$))"
_UNIT_LINE = re.compile(
    rf"(?:填报|报送|编报|上报|填表)单位\s*(?:[(\uff08][^)\uff09]*[)\uff09])?\s*{_COLON}\s*(.*?){_AFTER}"
)
_MONTH_LINE = re.compile(
    rf"(?:填报月份|填报时间|报表月份|所属月份|填报日期){_COLON}\s*(.*?)(?=\s*(?:金额单位|计量单位|单位{_COLON}|填报单位|$))"
)
_MONEY_LINE = re.compile(
    rf"(?<![报送填])(?:金额|计量|货币)?单位\s*(?:{_COLON}|[(\uff08])\s*(?:人民币)?\s*(亿元|百万元|千万元|千元|万元|元)"
)
_FOREIGN_LINE = re.compile(
    rf"(?<![报送填])(?:金额|计量|货币)?单位\s*(?:{_COLON}|[(\uff08])\s*[亿百千万]*({amounts.FOREIGN.pattern})",
    re.IGNORECASE,
)
_MONEY_NOTE = re.compile(
    rf"(?<![报送填])(?:金额|计量|货币|资金)?单位(?:均)?\s*(?:{_COLON}|[(\uff08]|为|是|均为)\s*(?:人民币)?\s*(亿元|百万元|千万元|千元|万元|元)"
)
_MONEY_TITLE = re.compile(r"[(\uff08](?:单位[:\uff1a])?\s*(亿元|百万元|千万元|千元|万元|元)[)\uff09]")
_HAS_DAY = re.compile(r"月\s*\d{1,2}\s*日|\d{4}[-./]\d{1,2}[-./]\d{1,2}")
_LABELS = {item.header: item for item in COVER.fields}
_CHOICES_OF_LABEL = re.compile(r"[(\uff08\[][^)\uff09\]]*[)\uff09\]]")
_SYNONYMS_OF_LABEL = {
    "填报单位": ("报送单位", "编报单位", "上报单位", "单位名称", "填表单位"),
    "填报月份": ("报表月份", "所属月份", "月份"),
    "填报人": ("填表人",),
    "审核人": ("复核人",),
    "单位负责人": ("负责人",),
    "联系电话": ("电话",),
    "填报日期": ("填表日期", "填报时间", "报出日期"),
    "本月无变动": ("是否无变动", "零报告"),
    "模板版本": ("版本",),
}
_OTHER_LABELS = {word: label for label, words in _SYNONYMS_OF_LABEL.items() for word in words}
_BEGINNINGS = {word[0] for word in (*_LABELS, *_OTHER_LABELS)} | set("*([\uff08\uff3b\u3010\uff0a")


def label_of(value: Any) -> tuple[str, str]:
    """(the cover's label a cell is, the value in the same cell after a colon)."""
    if not isinstance(value, str) or len(value) > 60 or value.lstrip()[:1] not in _BEGINNINGS:
        return "", ""
    name, _, inside = trimmed(value).replace("\uff1a", ":").partition(":")
    plain = _CHOICES_OF_LABEL.sub("", words.header(name)).strip("*")
    plain = _OTHER_LABELS.get(plain, plain)
    return (plain, trimmed(inside)) if plain in _LABELS else ("", "")


def is_cover(grid: Grid) -> bool:
    """Three of the cover's labels in the first columns, and no table."""
    beginnings = (value for row in grid.rows[:40] for value in row[:6] if isinstance(value, str) and value)
    labels = {label_of(value)[0] for value in beginnings if value.lstrip()[:1] in _BEGINNINGS} - {""}
    return len(labels) >= 3 and not any(words.header(value) == "项目编号" for row in grid.rows[:40] for value in row)


def read_cover(grid: Grid, out: ParsedFile, epoch_1904: bool = False) -> None:
    """The cover's labels and values, wherever they stand; the first of each counts."""
    out.cover_sheet = grid.name
    for number, row in enumerate(grid.rows, start=1):
        for index, value in enumerate(row):
            label, inside = label_of(value)
            if not label or _LABELS[label].name in out.cover:
                continue
            at = index if inside else next((i for i in range(index + 1, len(row)) if row[i] not in (None, "")), None)
            if at is not None and not inside and label_of(row[at])[0]:
                at = None  # the next label: this one has no value
            out.cover[_LABELS[label].name] = (inside or row[at]) if at is not None else None
            out.cover_cells[_LABELS[label].name] = f"{column_letters(at if at is not None else index + 1)}{number}"
    _cover_statements(grid, out, epoch_1904)


def _cover_statements(grid: Grid, out: ParsedFile, epoch_1904: bool) -> None:
    """The unit, the month and 本月无变动 as the cover states them; what states nothing clear is an issue."""
    if not is_blank(out.cover.get("unit_name")):
        out.units.append((f"{grid.name}!{out.cover_cells['unit_name']}", trimmed(str(out.cover["unit_name"]))))
    written = out.cover.get("month")
    if not is_blank(written):
        place = f"{grid.name}!{out.cover_cells['month']}"
        month, number = _stated_month(written, epoch_1904), dates.month_number_of(written)
        if month:
            out.months.append((place, month))
        elif number:
            out.bare_month = (place, number)
        else:
            out.report(
                "month_unclear",
                _unclear(written),
                raw_text(written),
                at=("cover", grid.name, None, out.cover_cells["month"], "month"),
            )
    status = words.yes_no(out.cover.get("no_change"))
    if status.issue or (
        isinstance(out.cover.get("no_change"), str) and words.header(out.cover["no_change"]) in ("无", "有")
    ):
        cell = out.cover_cells["no_change"]
        out.report(
            "yes_no_unknown",
            "应为:是、否",
            raw_text(out.cover["no_change"]),
            at=("cover", grid.name, None, cell, "no_change"),
        )
        status = words.yes_no("否")
    out.cover["no_change"] = bool(status.value) if status.value is not None else False


def _unclear(written: Any) -> str:
    if isinstance(written, float) and f"{written:g}".endswith(".1"):
        year = int(written)
        return f"是数字，可能是{year}年1月，也可能是{year}年10月，请写作“{year}年1月”或“{year}年10月”"
    return "不能确定是哪个月，请写作“2025年10月”"


def _stated_month(written: Any, epoch_1904: bool) -> str | None:
    if isinstance(written, float) and written.is_integer() and 30000 <= written <= 73415:
        day = dates.iso_date(written, epoch_1904).value
        return str(day)[:7] if day else None
    return dates.month_of(written)


def read_lines(grid: Grid, layout: Layout, out: ParsedFile) -> tuple[int, str | None]:
    """Title and unit line above the headers: who, which month, what 1 means. (The unit line's factor, the cell that
    says it.)"""
    factor, said_at = 10_000, None
    for number, row in enumerate(grid.rows[: layout.header_row], start=1):
        for index, value in enumerate(row):
            if not isinstance(value, str) or len(value) < 2:
                continue
            place = f"{grid.name}!{column_letters(index)}{number}"
            unit = _UNIT_LINE.search(value)
            _note_unit(unit, row, index, place, out)
            _note_month(value, row, index, place, out, titled=unit is None)
            foreign = _FOREIGN_LINE.search(value)
            if foreign and any(item.kind == "money" for item in layout.sheet.fields):
                words = f"单位栏写的是{foreign[1]},本表金额为人民币,不能确定金额单位"
                cell = f"{column_letters(index)}{number}"
                out.report("unit_contradiction", words, value, at=(layout.sheet.kind, grid.name, number, cell))
            money = _MONEY_LINE.search(value) or _MONEY_TITLE.search(value)
            if money:
                written, cell = amounts.UNIT_FACTORS[money[1]], f"{column_letters(index)}{number}"
                if said_at and written != factor:
                    words = f"金额单位前后不一致:{said_at} 与此处不同,不能确定金额单位"
                    out.report("unit_contradiction", words, value, at=(layout.sheet.kind, grid.name, number, cell))
                factor, said_at = written, cell
    return factor, said_at


def money_unit_said(value: Any) -> int | None:
    """What 1 means in a text that states a unit of money (注:金额单位为亿元); None where it states none."""
    found = _MONEY_NOTE.search(value) if isinstance(value, str) and len(value) < 200 else None
    return amounts.UNIT_FACTORS[found[1]] if found else None


def _note_unit(unit: re.Match[str] | None, row: list[Any], index: int, place: str, out: ParsedFile) -> None:
    if not unit:
        return
    name = trimmed(unit[1])
    following = row[index + 1] if index + 1 < len(row) else None
    if not name and isinstance(following, str) and following and ":" not in words.header(following):
        name = trimmed(following)
    if name and not is_blank(name):
        out.units.append((place, name))


def _note_month(value: str, row: list[Any], index: int, place: str, out: ParsedFile, titled: bool) -> None:
    """A month a unit line or a title states. A 填报时间 with its day says when, not for which month."""
    line = _MONTH_LINE.search(value)
    if line:
        text: Any = trimmed(line[1])
        if not text and index + 1 < len(row):
            text = row[index + 1]
        if (isinstance(text, str) and _HAS_DAY.search(text)) or not isinstance(text, str):
            return
        month = dates.month_of(text)
        if month:
            out.months.append((place, month))
    elif titled and len(value) <= 80:
        out.titles.append((place, value))
        month = dates.month_of(value) if "年" in value and "月" in value else None
        if month and not _HAS_DAY.search(value):
            out.months.append((place, month))

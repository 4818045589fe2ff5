"""One file read: its cover, its sheets' rows typed with their raw text and addresses, its totals, its issues.

The result is plain lists and dicts, so that it can cross a process border and lie in the cache.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from assets.intake.cells import amounts, dates, words
from assets.intake.cells.typed import Typed, is_blank
from assets.intake.grids import Grid, Unreadable, read_grids
from assets.intake.headers import Layout, find_layout
from assets.intake.parts import PartsSeen, check_archive, look_into
from assets.intake.template_formulas import fill_template_formulas
from schemas.district import Limits
from schemas.submission import COVER, RETURN_SHEET, Field

_TOTAL = re.compile(r"^(合计|小计|总计|累计|总合计|本页合计)[:\uff1a]?$")
_FOOT = re.compile(r"^(填报人|审核人|单位负责人|联系电话|注[:\uff1a]|备注[:\uff1a]|说明[:\uff1a]|数据来源|填表说明|制表)")
_BAND = re.compile(r"^([一二三四五六七八九十]+、|[(\uff08][一二三四五六七八九十]+[)\uff09]|[IVX]+\.)")
_UNIT_LINE = re.compile(r"填报单位[:\uff1a]\s*(.+?)(?=\s*(填报月份|填报时间|单位[:\uff1a]|$))")
_MONTH_LINE = re.compile(r"(?:填报月份|填报时间)[:\uff1a]\s*(\S+)")
_MONEY_LINE = re.compile(r"(?<!填报)单位[:\uff1a]\s*(亿元|百万元|千元|万元|元)")


_ERROR_CELL = re.compile(r"#(REF!|DIV/0!|N/A|VALUE!|NAME\?|NUM!|NULL!)$")
_BROKEN_TOTALS = ("amount_error_cell", "amount_unreadable", "amount_doubtful")
_NUMBERS = ("money", "usd", "count", "percent")


@dataclass
class SheetRead:
    """The data rows of one sheet: column store of typed values and of the raw text."""

    kind: str
    name: str
    rows: list[int] = field(default_factory=list)
    typed: dict[str, list[Any]] = field(default_factory=dict)
    raw: dict[str, list[str | None]] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    totals: list[tuple[int, str, str, int, int, int]] = field(default_factory=list)  # row, label, field, value, first, last


@dataclass
class FileRead:
    """What one file says. `units` and `months`: (place, text) as written on cover, titles and unit lines."""

    cover: dict[str, Any] = field(default_factory=dict)
    cover_cells: dict[str, str] = field(default_factory=dict)
    units: list[tuple[str, str]] = field(default_factory=list)
    months: list[tuple[str, str]] = field(default_factory=list)
    sheets: list[SheetRead] = field(default_factory=list)
    issues: list[tuple[Any, ...]] = field(default_factory=list)  # kind, sheet, row, cell, field, code, raw, detail
    readable: bool = True
    author: str | None = None


def letters(index: int) -> str:
    """Column letters of a 0-based index: 0 → A, 26 → AA."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def shown(value: Any) -> str | None:
    """A cell as text as a person sees it in a finding; None for a blank."""
    if value is None or value == "":
        return None
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def read_file(data: bytes, file_name: str, aliases: dict[tuple[str, str], str], limits: Limits | None = None) -> FileRead:
    """Reads one submission's bytes; what cannot be loaded at all comes back with readable False and its reason."""
    out = FileRead()
    bounds = limits or Limits()
    try:
        check_archive(data, bounds)
        seen = look_into(data, bounds)
        grids = read_grids(data, file_name)
        _within(grids, bounds)
    except Unreadable as reason:
        out.readable = False
        out.issues.append((None, None, None, None, None, reason.code, None, reason.detail))
        return out
    out.author = seen.author
    out.issues += [(None, None, None, None, None, code, None, detail) for code, detail in seen.file_issues]
    for name, address in fill_template_formulas(data, grids):
        seen.uncalculated.get(name, set()).discard(address)
    for grid in grids:
        if grid.name != RETURN_SHEET:
            _mark_states(grid, seen)
            _read_grid(grid, aliases, out)
            _note_hidden(grid, seen, out)
    return out


def _within(grids: list[Grid], limits: Limits) -> None:
    """The used range is bounded too: a file of few bytes may ask for billions of cells."""
    if len(grids) > limits.sheets:
        raise Unreadable("too_many_sheets", f"有 {len(grids)} 张工作表,超过 {limits.sheets} 张的上限")
    if sum(1 for grid in grids for row in grid.rows for value in row if value not in (None, "")) > limits.cells:
        raise Unreadable("too_many_cells", f"单元格超过 {limits.cells} 个的上限,请删除多余的行列")


class NotCalculated(str):
    """A formula that was never calculated: neither blank nor zero."""

    __slots__ = ()


def _mark_states(grid: Grid, seen: PartsSeen) -> None:
    """Error cells get their error text, formulas never calculated their own mark: calamine gives both as blank."""
    for address, text in seen.errors.get(grid.name, {}).items():
        _put(grid, address, text)
    for address in seen.uncalculated.get(grid.name, ()):
        _put(grid, address, NotCalculated("公式未计算"))


def _put(grid: Grid, address: str, value: str) -> None:
    digits = re.search(r"\d+$", address)
    if digits is None:
        return
    row, column = int(digits[0]) - 1, 0
    for letter in address[: digits.start()]:
        column = column * 26 + ord(letter) - 64
    while len(grid.rows) <= row:
        grid.rows.append([""] * (len(grid.rows[0]) if grid.rows else column))
    line = grid.rows[row]
    line += [""] * (column - len(line))
    line[column - 1] = value


def _note_hidden(grid: Grid, seen: PartsSeen, out: FileRead) -> None:
    """Hidden and filtered rows that hold data are loaded, and said."""
    read = next((sheet for sheet in out.sheets if sheet.name == grid.name), None)
    if read is None:
        return
    hidden = [row for row in seen.hidden_rows.get(grid.name, []) if row in set(read.rows)]
    if hidden:
        code = "filtered_rows" if seen.filtered.get(grid.name) else "hidden_rows"
        words = f"第{'、'.join(map(str, hidden[:10]))}行被隐藏或筛选,已读入"
        out.issues.append((read.kind, grid.name, hidden[0], f"A{hidden[0]}", None, code, None, words))
    if seen.hidden_columns.get(grid.name):
        out.issues.append((read.kind, grid.name, None, None, None, "hidden_columns", None, "有隐藏的列,已读入"))


def _read_grid(grid: Grid, aliases: dict[tuple[str, str], str], out: FileRead) -> None:
    if _is_cover(grid):
        _read_cover(grid, out)
        return
    layout = find_layout(grid, aliases)
    if layout is None:
        if any(value not in (None, "") for row in grid.rows for value in row):
            out.issues.append((None, grid.name, None, None, None, "sheet_unknown", None, "未识别的工作表,未读取"))
        return
    if not grid.visible:
        out.issues.append((layout.sheet.kind, grid.name, None, None, None, "hidden_sheet_read", None, "工作表被隐藏"))
    factor = _read_lines(grid, layout, out)
    _note_columns(grid, layout, out)
    out.sheets.append(_read_rows(grid, layout, factor, out))


def _is_cover(grid: Grid) -> bool:
    labels = {words.header(row[column]) for row in grid.rows[:30] for column in range(min(2, len(row)))}
    return len(labels & {item.header for item in COVER.fields}) >= 3 and "项目编号" not in labels


def _read_cover(grid: Grid, out: FileRead) -> None:
    known = {item.header: item for item in COVER.fields}
    for number, row in enumerate(grid.rows, start=1):
        for index, value in enumerate(row):
            item = known.get(words.header(value).rstrip(":"))
            if item is None or item.name in out.cover:
                continue
            right = next((at for at in range(index + 1, len(row)) if row[at] not in (None, "")), None)
            out.cover[item.name] = row[right] if right is not None else None
            out.cover_cells[item.name] = f"{letters(right if right is not None else index + 1)}{number}"
    place = f"{grid.name}!{out.cover_cells.get('unit_name', 'A1')}"
    if out.cover.get("unit_name"):
        out.units.append((place, str(out.cover["unit_name"])))
    month = dates.month_of(out.cover.get("month"))
    if month:
        out.months.append((f"{grid.name}!{out.cover_cells['month']}", month))
    status = words.yes_no(out.cover.get("no_change"))
    out.cover["no_change"] = bool(status.value) if status.value is not None else False


def _read_lines(grid: Grid, layout: Layout, out: FileRead) -> int:
    """Title and unit line above the headers: who, which month, what 1 means. Returns the unit line's factor."""
    factor = 10_000
    for number, row in enumerate(grid.rows[: layout.header_row], start=1):
        for index, value in enumerate(row):
            if not isinstance(value, str) or not value:
                continue
            place = f"{grid.name}!{letters(index)}{number}"
            unit, month, money = _UNIT_LINE.search(value), _MONTH_LINE.search(value), _MONEY_LINE.search(value)
            if unit:
                out.units.append((place, unit[1].strip()))
            found = dates.month_of(month[1] if month else value)
            if found and (month or "年" in value):
                out.months.append((place, found))
            if money:
                factor = amounts.UNIT_FACTORS[money[1]]
    return factor


def _note_columns(grid: Grid, layout: Layout, out: FileRead) -> None:
    kind, row = layout.sheet.kind, layout.header_row + 1
    for index, word, suggestion in layout.proposals:
        code = "header_proposed" if suggestion else "column_unknown"
        detail = f"疑为“{suggestion}”,未读取;请在 header_aliases.csv 确认" if suggestion else "不是本表的列,未读取"
        out.issues.append((kind, grid.name, row, f"{letters(index)}{row}", None, code, word, detail))
    for index, word in layout.doubled:
        out.issues.append((kind, grid.name, row, f"{letters(index)}{row}", None, "column_unknown", word, "与另一列重复,未读取"))
    for name in layout.sheet.required_columns:
        if name not in layout.columns:
            title = layout.sheet.field(name).header
            out.issues.append((kind, grid.name, row, f"A{row}", name, "column_missing", None, f"缺少“{title}”列"))


def _read_rows(grid: Grid, layout: Layout, factor: int, out: FileRead) -> SheetRead:
    sheet = layout.sheet
    read = SheetRead(sheet.kind, grid.name, columns={name: letters(at) for name, at in layout.columns.items()})
    present = [item for item in sheet.fields if item.name in layout.columns]
    read.typed = {item.column: [] for item in present}
    read.raw = {item.name: [] for item in present}
    header = [words.header(value) for value in grid.rows[layout.header_row]]
    since = None
    for index in range(layout.first_row, len(grid.rows)):
        row = grid.rows[index]
        kind = _row_kind(row, layout, header)
        if kind == "data":
            since = index + 1 if since is None else since
            _take_row(row, index + 1, grid.name, layout, present, factor, read, out)
        elif kind == "total":
            _take_total(row, index + 1, layout, present, factor, read, since, out)
        elif kind == "unplaced":
            text = next(shown(value) for value in row if value not in (None, ""))
            out.issues.append((sheet.kind, grid.name, index + 1, f"A{index + 1}", None, "row_unplaced", text, "不是数据行,未读取"))
    return read


def _row_kind(row: list[Any], layout: Layout, header: list[str]) -> str:
    """'blank', 'data', 'total', 'note' (foot lines, bands, repeated headers) or 'unplaced' (may be data, was not)."""
    filled = [(index, value) for index, value in enumerate(row) if value not in (None, "") and str(value).strip()]
    if not filled:
        return "blank"
    first = words.header(filled[0][1])
    if _TOTAL.match(first) or (len(filled) > 1 and _TOTAL.match(words.header(filled[1][1])) and first.isdigit()):
        return "total"
    if _FOOT.match(first):
        return "note"
    if len(filled) >= 2 and [words.header(value) for _, value in filled] == [text for text in header if text]:
        return "note"
    placed = [index for index, _ in filled if index in layout.columns.values()]
    if len(filled) == 1 and isinstance(filled[0][1], str):
        return "note" if _BAND.match(first) or len(first) > 12 else "unplaced"
    seq = layout.columns.get("seq")
    meaning = [index for index in placed if index != seq]
    if not meaning:
        return "blank" if placed else "unplaced"
    if all(isinstance(value, str) for _, value in filled) and sum(words.header(v) in header for _, v in filled) >= 2:
        return "note"
    return "data"


def _take_row(
    row: list[Any], number: int, name: str, layout: Layout, present: list[Field], factor: int, read: SheetRead, out: FileRead
) -> None:
    read.rows.append(number)
    for item in present:
        at = layout.columns[item.name]
        value = row[at] if at < len(row) else None
        typed = type_cell(item, value, layout.factors.get(item.name, factor if item.kind == "money" else 10_000))
        read.raw[item.name].append(shown(value))
        read.typed[item.column].append(_blank_value(item, value) if typed.value is None and not typed.issue else typed.value)
        if typed.issue:
            cell = f"{letters(at)}{number}"
            out.issues.append((layout.sheet.kind, name, number, cell, item.name, typed.issue, shown(value), typed.detail))


def _blank_value(item: Field, value: Any) -> Any:
    """What a blank means in this column."""
    if item.blank == "zero":
        return 0
    return 100.0 if item.blank == "hundred" and is_blank(value) else None


def type_cell(item: Field, value: Any, factor: int) -> Typed:
    """One cell by its field's kind."""
    if isinstance(value, NotCalculated):
        return Typed(None, "amount_not_calculated" if item.kind in _NUMBERS else "text_error_cell", "公式从未计算过")
    if isinstance(value, str) and _ERROR_CELL.match(value):
        return Typed(None, "amount_error_cell" if item.kind in _NUMBERS else "text_error_cell", f"公式错误 {value}")
    if item.kind == "money":
        return amounts.amount(value, factor)
    if item.kind == "usd":
        return amounts.amount(value, factor, amounts.USD_FACTORS)
    if item.kind == "count":
        return amounts.count(value)
    if item.kind == "percent":
        return amounts.percent(value)
    if item.kind == "date":
        return dates.iso_date(value)
    if item.kind == "year":
        return words.year(value)
    if item.kind == "yes_no":
        return words.yes_no(value)
    if item.kind == "choice":
        return words.choice(value, item.choices)
    return words.code(value) if item.kind == "code" else words.text(value)


def _take_total(
    row: list[Any], number: int, layout: Layout, present: list[Field], factor: int, read: SheetRead, since: int | None, out: FileRead
) -> None:
    label = next(words.header(value) for value in row if isinstance(value, str) and _TOTAL.match(words.header(value)))
    for item in present:
        at = layout.columns[item.name]
        if item.kind not in ("money", "usd", "count") or at >= len(row) or row[at] in (None, ""):
            continue
        typed = type_cell(item, row[at], layout.factors.get(item.name, factor if item.kind == "money" else 10_000))
        if typed.issue in _BROKEN_TOTALS:
            cell = f"{letters(at)}{number}"
            out.issues.append((layout.sheet.kind, read.name, number, cell, item.name, typed.issue, shown(row[at]), f"{label}行{typed.detail}"))
        if isinstance(typed.value, int):
            read.totals.append((number, label, item.name, typed.value, since or number, number - 1))

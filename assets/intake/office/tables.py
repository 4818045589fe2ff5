"""One table of reference/: a .csv (UTF-8 with or without BOM, or GB18030) or an .xlsx of the same name and columns,
as text, every value checked, each fault with its line."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from sys import intern

import pandas as pd
import pandera.errors

from schemas.office.reference import MONTH, ReferenceFile

# How an expectation begins that is a sentence of its own.
_SENTENCES = ("应", "不", "缺少", "无法", "必须", "表头", "本行", "同一", "文件", "与", "须")


@dataclass(frozen=True, slots=True)
class TableFault:
    """What is wrong in one of the office's files: file, line (1 is the header), column, value, what is expected."""

    file: str
    line: int | None
    column: str
    value: str
    expected: str

    @property
    def text(self) -> str:
        place = f" 第{self.line}行" if self.line else ""
        column = f" {self.column}" if self.column else ""
        found = f"“{self.value}”" if self.value else "空白" if self.column and self.line else ""
        said = self.expected if self.expected.startswith(_SENTENCES) else f"应为：{self.expected}"
        return f"{self.file}{place}{column}{'：' if found else ''}{found} —— {said}"


def read_table(folder: Path, form: ReferenceFile, faults: list[TableFault]) -> tuple[Path | None, pd.DataFrame]:
    """The rows of one reference file as text plus `_line`; an empty frame when the file is absent."""
    path = next(
        (folder / f"{form.name}{ext}" for ext in (".csv", ".xlsx") if (folder / f"{form.name}{ext}").is_file()), None
    )
    if path is None:
        return None, pd.DataFrame(columns=[*form.columns, "_line"], dtype=object)
    name = f"{folder.name}/{path.name}"
    lines = _lines(path)
    header = [cell.strip() for cell in lines[0][1]] if lines else []
    missing = [column for column in form.columns if column not in header and column not in form.optional_columns]
    for column in missing:
        faults.append(TableFault(name, 1, column, "", f"表头应含 {'、'.join(form.columns)}"))
    for column in header:
        if column and column not in form.columns:
            faults.append(TableFault(name, 1, column, column, f"表头只能是 {'、'.join(form.columns)}"))
    rows = [(number, cells) for number, cells in lines[1:] if any(cell.strip() for cell in cells)]
    frame = pd.DataFrame({"_line": [number for number, _ in rows]}, dtype=object)
    for column in form.columns:
        at = header.index(column) if column in header else None
        # Codes and months come again and again: each is held once.
        frame[column] = [intern(cells[at].strip()) if at is not None and at < len(cells) else "" for _, cells in rows]
    frame = frame.astype(object)
    for number, cells in rows:
        for cell in (cell.strip() for cell in cells[len(header) :]):
            if cell:
                faults.append(TableFault(name, number, "表头之外", cell, "本行多于表头的列；文字里的逗号须用引号括起"))
    if path.suffix == ".xlsx":
        _months_of_excel(form, frame)
    if not missing:
        _check(name, form, frame, faults)
    return path, frame


def _months_of_excel(form: ReferenceFile, frame: pd.DataFrame) -> None:
    """2025-12 typed into Excel becomes the first of December: in a column of months it is the month."""
    for column, (pattern, _) in form.patterns.items():
        if pattern == MONTH:
            frame[column] = frame[column].str.replace(r"^(\d{4}-\d{2})-01$", r"\1", regex=True)


def _check(name: str, form: ReferenceFile, frame: pd.DataFrame, faults: list[TableFault]) -> None:
    try:
        form.schema().validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases
        for index, column, value, check in cases[["index", "column", "failure_case", "check"]].itertuples(index=False):
            faults.append(TableFault(name, int(frame.at[int(index), "_line"]), str(column), str(value), str(check)))
    if form.key and len(frame):
        for index in frame.index[frame.duplicated(list(form.key))]:
            value = "、".join(str(frame.at[index, column]) for column in form.key)
            line = int(frame.at[index, "_line"])
            faults.append(TableFault(name, line, "+".join(form.key), value, "同一组键只出现一次，与前面的行重复"))


def _lines(path: Path) -> list[tuple[int, list[str]]]:
    """(line number, cells) of a csv or of the first sheet of an xlsx."""
    if path.suffix == ".xlsx":
        from python_calamine import CalamineWorkbook

        grid = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
        return [(number, [_cell(value) for value in row]) for number, row in enumerate(grid, start=1)]
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    reader = csv.reader(io.StringIO(text, newline=""))
    lines: list[tuple[int, list[str]]] = []
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return [line for line in lines if not (line[1] and line[1][0].startswith("#"))]
        lines.append((number, cells))


def _cell(value: object) -> str:
    """A cell of Excel as the csv would have it: 36000.0 is 36000, a midnight its date, the first of a month typed as
    2025-12 is told by its column."""
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)

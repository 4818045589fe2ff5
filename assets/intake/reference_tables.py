"""One table of reference/: a .csv (UTF-8 with or without BOM, or GB18030) or an .xlsx of the same name and columns,
as text, every value checked, each fault with its line."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.errors

from schemas.reference import ReferenceFile


@dataclass(frozen=True, slots=True)
class Fault:
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
        found = f"“{self.value}”" if self.value else "空白" if self.column else ""
        return f"{self.file}{place}{column}{':' if found else ''}{found} —— 应为:{self.expected}"


def read_table(folder: Path, form: ReferenceFile, faults: list[Fault]) -> tuple[Path | None, pd.DataFrame]:
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
        faults.append(Fault(name, 1, column, "", f"表头应含 {'、'.join(form.columns)}"))
    for column in header:
        if column and column not in form.columns:
            faults.append(Fault(name, 1, column, column, f"表头只能是 {'、'.join(form.columns)}"))
    rows = [(number, cells) for number, cells in lines[1:] if any(cell.strip() for cell in cells)]
    frame = pd.DataFrame({"_line": [number for number, _ in rows]}, dtype=object)
    for column in form.columns:
        at = header.index(column) if column in header else None
        frame[column] = [cells[at].strip() if at is not None and at < len(cells) else "" for _, cells in rows]
    frame = frame.astype(object)
    if not missing:
        _check(name, form, frame, faults)
    return path, frame


def _check(name: str, form: ReferenceFile, frame: pd.DataFrame, faults: list[Fault]) -> None:
    try:
        form.schema().validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases
        for index, column, value, check in cases[["index", "column", "failure_case", "check"]].itertuples(index=False):
            faults.append(Fault(name, int(frame.at[int(index), "_line"]), str(column), str(value), str(check)))
    if form.key and len(frame):
        for index in frame.index[frame.duplicated(list(form.key))]:
            value = "、".join(str(frame.at[index, column]) for column in form.key)
            line = int(frame.at[index, "_line"])
            faults.append(Fault(name, line, "+".join(form.key), value, "同一组键只出现一次,与前面的行重复"))


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
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)

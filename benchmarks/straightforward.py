"""The straightforward way, for comparison: pandas.read_excel with openpyxl, sheet by sheet, converted row by row, to_sql."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import sqlalchemy as sa

SHEETS = {
    "项目台账": [2],
    "到位资金": [2, 3],
    "人才需求": [2],
    "人才奖补": [2],
    "平台称号": [2],
    "企业走访": [2],
    "招商活动": [2],
}


def month(home: Path) -> dict[str, pd.DataFrame]:
    """Every sheet of every workbook as a frame, cleaned and written to SQLite."""
    found: dict[str, list[pd.DataFrame]] = {}
    for path in sorted((home / "inbox").rglob("*.xlsx")):
        for name, header in SHEETS.items():
            frame = pd.read_excel(path, sheet_name=name, header=header, engine="openpyxl")
            first = frame.columns[0]
            frame = frame[~frame[first].astype(str).str.startswith(("合计", "填报人", "注", "nan"))]
            for column in frame.columns:
                numbers = pd.to_numeric(frame[column], errors="coerce")
                if numbers.notna().any():
                    frame[column] = numbers
            frame["file"] = path.name
            found.setdefault(name, []).append(frame)
    engine = sa.create_engine("sqlite://")
    whole = {name: pd.concat(frames) for name, frames in found.items()}
    for name, frame in whole.items():
        frame.columns = [str(column) for column in frame.columns]
        frame.to_sql(name, engine, index=False)
    return whole

"""Every report table against its Pandera schema: a column of each kind broken, one at a time, is told with table, row and
column; what is whole passes."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pandas as pd
import pytest

from schemas.columns.dictionary import Column, Table
from schemas.columns.frames import typed_frame
from schemas.columns.report import REPORT_TABLES
from schemas.columns.validation import CODES, table_faults

_VALUES: dict[str, Any] = {
    "text": "x", "json": "{}", "int": 1, "float": 0.5, "bool": True, "date": "2025-01-02", "datetime": "2025-01-02T09:00:00",
}  # fmt: skip
_BROKEN: dict[str, Any] = {"text": 5, "json": "{", "float": float("inf"), "date": "2025年1月", "datetime": "昨天"}


def _value(table: Table, column: Column) -> Any:
    codes = CODES.get((table.name, column.name))
    return codes[0] if codes else _VALUES[column.dtype]


def _whole(table: Table) -> pd.DataFrame:
    return typed_frame(pd.DataFrame([{column.name: _value(table, column) for column in table.columns}]), table)


@pytest.mark.parametrize("name", REPORT_TABLES)
def test_a_column_of_each_kind_is_held_to_the_dictionary(name: str) -> None:
    table = REPORT_TABLES[name]
    whole = _whole(table)
    assert table_faults(whole, table) == []
    assert table_faults(whole.iloc[0:0], table) == []
    assert table_faults(pd.read_parquet(BytesIO(whole.to_parquet())), table) == []  # as a step of a run hands it on
    assert "列与数据字典不符" in table_faults(whole.drop(columns=table.names[-1]), table)[0]
    assert "列与数据字典不符" in table_faults(whole.assign(more=1), table)[0]
    if table.keys:
        assert "主键重复" in table_faults(pd.concat([whole, whole], ignore_index=True), table)[0]
    first = {(column.dtype, column.nullable): column for column in reversed(table.columns)}
    coded = [column for column in table.columns if (name, column.name) in CODES]
    for column in {each.name: each for each in (*first.values(), *coded)}.values():
        broken = []
        if not column.nullable:
            broken.append(None)
        if column.dtype in _BROKEN:
            broken.append(_BROKEN[column.dtype])
        if (name, column.name) in CODES:
            broken.append(99 if column.dtype == "int" else "unheard_of")
        for value in broken:
            frame = whole.copy()
            frame[column.name] = typed_frame(pd.DataFrame({column.name: [value]}, dtype=object), table)[column.name]
            told = table_faults(frame, table)
            assert told, (column.name, value)
            assert f"report_{name} 第 1 行" in told[0]
            assert f" {column.name}：" in told[0]


def test_a_type_that_is_not_the_dictionarys_is_told() -> None:
    table = REPORT_TABLES["stage"]
    frame = _whole(table).astype({"investment_yuan": "float64"})
    assert any("investment_yuan" in each for each in table_faults(frame, table))

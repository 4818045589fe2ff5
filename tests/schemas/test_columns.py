"""The column dictionary is whole: every column has a label, a known type and a table with keys."""

import re

from schemas.columns.books import BOOKS
from schemas.columns.metadata import column_records
from schemas.columns.releases import FIGURE_SOURCE
from schemas.columns.report import REPORT_TABLES


def test_every_column_is_described_in_chinese() -> None:
    for table in [*REPORT_TABLES.values(), *BOOKS.values(), FIGURE_SOURCE]:
        assert len(table.names) == len(set(table.names)), table.name
        for column in table.columns:
            assert re.search(r"[\u4e00-\u9fff]", column.label), (table.name, column.name)
            assert column.meaning


def test_report_tables_have_keys_but_the_release() -> None:
    without = [name for name, table in REPORT_TABLES.items() if not table.keys]
    assert without == ["release"]  # its key is the month itself


def test_money_columns_are_whole_yuan() -> None:
    for table in REPORT_TABLES.values():
        for column in table.columns:
            if column.name.endswith("_yuan"):
                assert column.dtype == "int", (table.name, column.name)


def test_records_for_the_ui() -> None:
    records = column_records(REPORT_TABLES["submission"])
    assert records[0]["name"] == "unit_code"
    assert records[0]["type"] == "文本"
    assert all(set(record) == {"name", "type", "description"} for record in records)


def test_the_data_dictionary_is_current_and_names_every_column_that_is_published() -> None:
    """Stale: run `make docs`."""
    from assets.store.derived import described
    from schemas.columns.dictionary_docs import PATH, data_dictionary

    text = data_dictionary()
    assert PATH.read_text("utf-8") == text
    for name, _, columns in described():
        if name != "report_data_dictionary":
            part = text.split(f"## {name} ")[1].split("\n## ")[0]
            assert [column.name for column in columns if f"| `{column.name}` |" not in part] in (
                [],
                ["release_id", "month"],
            )

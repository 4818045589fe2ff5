"""Everything intake can say of a file, a sheet or a cell, with the rule (schemas/rules) that judges it.

The vocabulary only: code → rule id. The rule's words and severity are in the catalogue.
"""

from __future__ import annotations

ISSUE_RULES: dict[str, str] = {
    # file
    "encrypted": "F001", "truncated": "F001", "zero_byte": "F001", "wrong_format": "F001", "unsupported_format": "F001",
    "too_large": "F001", "too_many_sheets": "F001", "too_many_cells": "F001", "zip_bomb": "F001", "entity_bomb": "F001",
    "bad_zip": "F001", "path_trick": "F001", "not_a_file": "F001", "timed_out": "F001", "out_of_memory": "F001", "crashed": "F001",
    "not_read_yet": "F001", "kept_broken": "F001",
    "macros": "F007", "external_links": "F007", "dde": "F007", "embedded_object": "F007",
    "same_bytes": "F002",
    # sheet and header
    "sheet_missing": "F003", "sheet_unknown": "F003", "sheet_doubled": "F003", "column_missing": "F003",
    "column_absent": "F003", "cells_merged": "F003",
    "column_unknown": "F003", "header_proposed": "F003", "not_a_submission": "F003",
    "unit_unknown": "F004", "unit_file_name": "F004", "unit_inactive": "F004", "unit_conflict": "F004", "unit_missing": "F004",
    "month_unknown": "F005", "month_conflict": "F005", "month_file_name": "F005", "month_future": "F005",
    "month_unclear": "F005", "month_doubtful": "F005", "time_unlikely": "F005",
    "hidden_rows": "F006", "hidden_columns": "F006", "filtered_rows": "F006", "struck_through": "F006",
    "hidden_sheet_read": "F006", "hidden_sheet_ignored": "F006",
    "template_other": "F008",
    # cell
    "amount_converted": "C101", "amount_doubtful": "C101", "amount_unreadable": "C101", "amount_sub_yuan": "C101",
    "amount_error_cell": "C101", "amount_not_calculated": "C101", "amount_stale": "C101", "unit_contradiction": "C101", "unit_line_other": "C101",
    "count_unreadable": "C101", "percent_doubtful": "C119", "percent_unreadable": "C119",
    "text_error_cell": "C101", "code_scientific": "C101",
    "date_unreadable": "C105", "date_planned": "C105", "date_ambiguous": "C105",
    "choice_unknown": "C103", "yes_no_unknown": "C103",
    "formula_text": "C118", "unseen_dropped": "C118",
    "row_unplaced": "F003", "row_total": "C130", "row_comparison": "C130", "row_unsure": "C130",
}  # fmt: skip

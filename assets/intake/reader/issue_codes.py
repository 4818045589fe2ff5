"""Every issue that intake can report of a file, a sheet or a cell, with the rule (schemas/rules) that judges it.

The rule's words and severity are in the catalogue.
"""

from __future__ import annotations

_CODES_OF_RULE = {
    "F001": (
        "encrypted truncated zero_byte wrong_format unsupported_format too_large too_many_sheets "
        "too_many_cells zip_bomb entity_bomb bad_zip path_trick not_a_file timed_out out_of_memory "
        "crashed not_read_yet kept_broken"
    ),
    "F007": "macros external_links dde embedded_object",
    "F002": "same_bytes",
    "F003": (
        "sheet_missing sheet_unknown sheet_doubled column_missing column_absent cells_merged "
        "column_unknown header_proposed not_a_submission row_unplaced"
    ),
    "F004": "unit_unknown unit_file_name unit_inactive unit_conflict unit_missing",
    "F005": ("month_unknown month_conflict month_file_name month_future month_unclear month_doubtful time_unlikely"),
    "F006": "hidden_rows hidden_columns filtered_rows struck_through hidden_sheet_read hidden_sheet_ignored",
    "F008": "template_other",
    "C101": (
        "amount_converted amount_doubtful amount_unreadable amount_sub_yuan amount_error_cell "
        "amount_not_calculated amount_stale unit_contradiction unit_line_other count_unreadable "
        "text_error_cell code_scientific"
    ),
    "C119": "percent_doubtful percent_unreadable",
    "C105": "date_unreadable date_planned date_ambiguous",
    "C103": "choice_unknown yes_no_unknown",
    "C118": "formula_text unseen_dropped",
    "C130": "row_total row_comparison row_unsure",
}
ISSUE_RULES: dict[str, str] = {code: rule for rule, codes in _CODES_OF_RULE.items() for code in codes.split()}

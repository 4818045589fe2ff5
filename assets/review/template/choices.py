"""What may be typed into a cell of the template: drop-downs of words and codes, dates up to the month's end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from schemas.addresses import column_letters
from schemas.codes.lists import CHOICES
from schemas.form.sheets import Field, Sheet

_LONGEST_LIST = 255  # of a drop-down written out in the cell's own rule
Lists = dict[tuple[str, str], list[str]]  # (sheet kind, field) → the words of this unit and month


class Choices:
    """The drop-downs of one workbook: written out in the rule where short enough, else listed below the cover."""

    _FIRST = 60

    def __init__(self, sheet: Any, look: Any) -> None:
        self._sheet, self._look = sheet, look
        self._lists: list[list[str]] = []

    def rule(self, words: Iterable[str], message: str, strict: bool = True) -> dict[str, Any]:
        values = [word for word in words if word]
        source: Any = values
        if len(",".join(values)) > _LONGEST_LIST or any("," in word for word in values):
            self._lists.append(values)
            column = column_letters(len(self._lists) - 1 + 2)
            source = f"=封面!${column}${self._FIRST + 1}:${column}${self._FIRST + len(values)}"
        return {
            "validate": "list",
            "source": source,
            "input_message": message[:250],
            "ignore_blank": True,
            "error_type": "stop" if strict else "warning",
            "error_title": "请从列表中选择",
            "error_message": message[:250],
        }

    def write(self) -> None:
        for column, values in enumerate(self._lists, 2):
            for row, value in enumerate(values):
                self._sheet.write_string(self._FIRST + row, column, value, self._look)


def rule_of(form: Sheet, item: Field, lists: Lists, choices: Choices, codes: str, end: date) -> dict[str, Any] | None:
    """What may be typed into the cells of a field; None for anything. `codes`: the cells of 项目台账 that hold project
    codes; `end`: the month's last day."""
    if (form.kind, item.name) in lists:
        words = lists[(form.kind, item.name)]
    elif item.choices or item.kind == "yes_no":
        words = [each[0] for each in CHOICES[item.choices or "yes_no"].values()]
    elif item.kind == "date":
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": date(1990, 1, 1),
            "maximum": end,
            "error_type": "warning",
            "error_title": "日期",
            "error_message": f"应为实际日期，不晚于{end}",
        }
    elif form.kind == "fund" and item.name == "project_code":
        return {"validate": "list", "source": codes, "input_message": "选择项目台账中的项目编号"}
    else:
        return None
    return choices.rule(words, f"请选择{item.header}") if words else None

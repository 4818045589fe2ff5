"""One column typed at once, by its field's kind; and one cell, where a total or the cover asks."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from assets.intake.reader.cells import amounts, dates, words
from assets.intake.reader.cells.plain import plain_column
from assets.intake.reader.cells.typed import MarkedText, MergedNumber, NotCalculated, PrintedNumber, Typed
from schemas.form.sheets import Field

_ERROR_CELL = re.compile(r"#(REF!|DIV/0!|N/A|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!)$")
NUMBERS = ("money", "usd", "count", "percent")


def read_column(
    item: Field, values: list[Any], factor: int, textual: bool = False, epoch_1904: bool = False
) -> tuple[list[str | None], list[Any], list[tuple[int, Typed]]]:
    """(the cells as text, the typed values with blanks filled by what a blank means here, (position, what was seen) of
    every cell that said something)."""
    blank = {"zero": 0, "hundred": 100.0}.get(item.blank)
    if item.kind not in (*NUMBERS, "date", "year"):  # words and codes are what is shown
        values = [value.text if type(value) is PrintedNumber else value for value in values]
    if None not in values and "" not in values:
        return _filled_column(item, values, blank, factor, textual, epoch_1904)
    at = [position for position, value in enumerate(values) if value is not None and value != ""]
    if not at:
        return [None] * len(values), [blank] * len(values), []
    shown_ones, typed, said = _filled_column(
        item, [values[position] for position in at], blank, factor, textual, epoch_1904
    )
    return (
        _spread(shown_ones, at, len(values), None),
        _spread(typed, at, len(values), blank),
        [(at[position], seen) for position, seen in said],
    )


def _spread(values: list[Any], at: list[int], size: int, blank: Any) -> list[Any]:
    """`size` values: these at their positions, blanks elsewhere."""
    spread = [blank] * size
    for position, value in zip(at, values, strict=True):
        spread[position] = value
    return spread


def _filled_column(
    item: Field, values: list[Any], blank: Any, factor: int, textual: bool, epoch_1904: bool
) -> tuple[list[str | None], list[Any], list[tuple[int, Typed]]]:
    """The same of cells none of which is empty."""
    types = set(map(type, values))
    plain = plain_column(item.kind, values, types, factor)
    if plain is not None:
        return all_shown(values) if types == {float} else plain, plain, []
    typed_of = _reader(item, factor, epoch_1904)
    if types == {str} or types == {float}:  # equal ones are typed once
        once = {value: _seen(item, value, typed_of, blank, textual) for value in set(values)}
        if not any(typed for _, typed in once.values()):
            return all_shown(values), [once[value][0] for value in values], []
        seen = [once[value] for value in values]
    else:
        seen = [_seen(item, value, typed_of, blank, textual) for value in values]
    said = [(position, typed) for position, (_, typed) in enumerate(seen) if typed]
    return all_shown(values), [value for value, _ in seen], said


def _seen(
    item: Field, value: Any, typed_of: Callable[[Any], Typed], blank: Any, textual: bool
) -> tuple[Any, Typed | None]:
    """(typed value, what is to be said of the cell or None)."""
    if value is None or value == "":
        return blank, None
    typed = _typed(item, value, typed_of)
    if typed.issue is None:
        return (blank if typed.value is None else typed.value), None
    if textual and typed.issue == "amount_converted" and amounts.is_plain_number(str(value)):
        return typed.value, None
    return typed.value, typed


def type_cell(item: Field, value: Any, factor: int, epoch_1904: bool = False) -> Typed:
    """One cell by its field's kind."""
    return _typed(item, value, _reader(item, factor, epoch_1904))


def _typed(item: Field, value: Any, typed_of: Callable[[Any], Typed]) -> Typed:
    return _state(item, value) or (_printed(item, value, typed_of) if type(value) is PrintedNumber else typed_of(value))


def _printed(item: Field, value: PrintedNumber, typed_of: Callable[[Any], Typed]) -> Typed:
    """A number shown as another amount: read to what is shown where that says its unit, else doubtful."""
    plain = typed_of(float(value))
    if item.kind == "percent" and value.text.endswith("%"):
        return typed_of(value.text)
    if item.kind not in ("money", "usd", "count") or not value.weighs:
        return plain
    told = typed_of(value.text)
    if told.value == plain.value:
        return plain
    if told.value is None or amounts.is_plain_number(value.text):
        return Typed(None, "amount_doubtful", f"的格式显示为“{value.text}”,与单元格里的数不同,不能确定是多少")
    if item.kind == "count":
        return told
    unit = "美元" if item.kind == "usd" else "元"
    return told._replace(detail=f"{raw_text(value)} 的格式显示为“{value.text}”,按显示读作 {told.value} {unit}")


def _state(item: Field, value: Any) -> Typed | None:
    """Formulas never calculated and error cells: neither blank nor zero."""
    if type(value) is float or not isinstance(value, str):
        return None
    if isinstance(value, NotCalculated):
        return Typed(None, "amount_not_calculated" if item.kind in NUMBERS else "text_error_cell", "公式从未计算过")
    if isinstance(value, MarkedText) and item.kind in (*NUMBERS, "date", "year", "code"):
        code = (
            "date_ambiguous" if item.kind == "date" else "code_scientific" if item.kind == "code" else "amount_doubtful"
        )
        return Typed(None, code, "含上标、下标或删除线的字符,不能确定是多少")
    if isinstance(value, MergedNumber):
        return Typed(None, "amount_doubtful", "是合并的单元格,不能确定属于哪一格")
    if value[:1] == "#" and _ERROR_CELL.match(value.strip()):
        return Typed(None, "amount_error_cell" if item.kind in NUMBERS else "text_error_cell", f"公式错误 {value}")
    return None


def _reader(item: Field, factor: int, epoch_1904: bool) -> Callable[[Any], Typed]:
    kind = item.kind
    if kind == "money":
        return partial(amounts.amount, factor=factor)
    if kind == "usd":
        return partial(amounts.amount, factor=factor, factors=amounts.USD_FACTORS)
    if kind == "choice":
        return partial(words.choice, choices=item.choices)
    if kind == "date":
        return partial(dates.iso_date, epoch_1904=epoch_1904)
    plain: dict[str, Callable[[Any], Typed]] = {
        "count": amounts.count,
        "percent": amounts.percent,
        "year": words.year,
        "yes_no": words.yes_no,
        "code": words.code,
    }
    return plain.get(kind, words.text)


def all_shown(values: list[Any]) -> list[str | None]:
    """A column without empty cells as `shown` gives its cells."""
    types = set(map(type, values))
    if types == {str}:
        return list(values)
    if types == {float} and 4 * len(once := set(values)) < len(values):
        texts_of = {value: raw_text(value) for value in once}
        return [texts_of[value] for value in values]
    if types == {float} and min(values) > -1e15 and max(values) < 1e15:
        texts = [text[:-2] if text[-2:] == ".0" else text for text in map(repr, values)]
        if "-0" not in texts:
            return list(texts)
    return [raw_text(value) for value in values]


def raw_text(value: Any) -> str | None:
    """A cell as text as a person sees it in a finding; None for a blank."""
    if value is None or value == "":
        return None
    if type(value) is str:
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return value.isoformat() if hasattr(value, "isoformat") else str(value)

"""Formulas by the cells they refer to, and the template's sums that nobody has calculated."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from assets.intake.reader.cells.typed import NotCalculated
from assets.intake.reader.features import Formula, WorkbookFeatures
from assets.intake.reader.formulas import NoValue, formula_value
from assets.intake.reader.grids import Grid
from assets.intake.reader.template_formulas import fill_template_formulas

_ROWS: list[list[Any]] = [[1.0, 0.1, "合计"], [2.0, "", 0.2], [4.0, NotCalculated("公式未计算"), "#REF!"]]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A1+A2*A3", "9"),
        ("ROUND(B1+C2,4)", "0.3"),
        ("SUM(A1:A3)", "7"),
        ("SUM(A3:A1)", "7"),  # a range may be written backwards
        ("SUM(A1:C1)", "1.1"),  # text in a range counts nothing
        ("-(A1-$A$3)/2", "1.5"),
        ("B2+A1", "1"),  # blank is 0
    ],
)
def test_values(text: str, value: str) -> None:
    assert formula_value(Formula(text), Grid("表", _ROWS).at) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["A1+C1", "SUM(B1:B3)", "C3+1", "A1/B2", "IF(A1,1,2)", "SUM(A1:XFD9999)", "A1+", "(A1"]
)
def test_no_value(text: str) -> None:
    with pytest.raises(NoValue):
        formula_value(Formula(text), Grid("表", _ROWS).at)


def test_a_shared_formula_moves_its_relative_references() -> None:
    assert formula_value(Formula("A1+$A$1", down=2), Grid("表", _ROWS).at) == 5


def test_sums_of_the_template_rest_on_each_other_but_not_on_themselves() -> None:
    grid = Grid("到位资金", [[1.0, 2.0, ""], [3.0, "约4", ""], ["", "", ""], ["", "", ""]])
    texts = {
        "C1": "ROUND(A1+B1,4)",
        "C2": "ROUND(A2+B2,4)",  # text
        "C3": "ROUND(SUM(C1:C1),4)",
        "A4": "ROUND(SUM(A4:A4),4)",  # itself
        "B4": "ROUND(1+A4,4)",  # on one without a value
        "C4": "ROUND(SUM(A1:A3),2)",  # no form of the template
    }
    features = WorkbookFeatures(
        formulas={grid.name: {cell: Formula(text) for cell, text in texts.items()}},
        uncalculated={grid.name: set(texts)},
    )
    assert fill_template_formulas(grid, features) == ["C1", "C3"]
    assert (grid.rows[0][2], grid.rows[2][2]) == (3.0, 3.0)

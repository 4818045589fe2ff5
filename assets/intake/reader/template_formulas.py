"""Values of the template's own formulas where a program that does not calculate (openpyxl) has saved the workbook.

Only the forms of sum that the template writes are calculated. Any other formula that was never calculated stays an
error at its cell.
"""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import Decimal
from typing import Any

from assets.intake.reader.features import Formula, WorkbookFeatures
from assets.intake.reader.formulas import NoValue, formula_value
from assets.intake.reader.grids import Grid
from schemas.addresses import cell_address, cell_indexes

MARKER = "zhaoyin_template"  # a defined name of the template (assets/review/template)
_FORMS = re.compile(r"ROUND\((?:-?[A-Z]*[\d.]+\+[A-Z]+\d+|SUM\(([A-Z]+)\d+:\1\d+\)),4\)")


def fill_template_formulas(grid: Grid, features: WorkbookFeatures) -> list[str]:
    """Puts the value of every never-calculated template formula into its grid cell; the A1 addresses that were
    filled."""
    texts = features.formulas.get(grid.name, {})
    uncalculated = features.uncalculated.get(grid.name, set())
    formulas = {
        address: texts[address]
        for address in sorted(uncalculated & texts.keys(), key=cell_indexes)
        if _FORMS.fullmatch(texts[address].text.replace(" ", "").replace("$", ""))
    }
    sheet = _Sheet(grid, formulas, uncalculated)
    values = {address: value for address in formulas if (value := sheet.calculated(address)) is not None}
    for address, value in values.items():
        grid.put(*cell_indexes(address), float(value))
    return list(values)


class _Sheet:
    """The cells of one sheet as its template formulas see them: a text among them leaves a formula without a value."""

    def __init__(self, grid: Grid, formulas: dict[str, Formula], uncalculated: set[str]) -> None:
        self.grid, self.formulas, self.uncalculated = grid, formulas, uncalculated
        self.known: dict[str, Decimal | None] = {}

    def calculated(self, address: str) -> Decimal | None:
        """The value of the formula at this address; None where it has none."""
        if address not in self.known:
            self.known[address] = None  # a formula that refers to itself has no value
            with suppress(NoValue):
                self.known[address] = formula_value(self.formulas[address], self._cell_at)
        return self.known[address]

    def _cell_at(self, row: int, column: int) -> Any:
        address = cell_address(row, column)
        value = self.calculated(address) if address in self.formulas else self.grid.at(row, column)
        if address in self.formulas and value is not None:
            return float(value)
        if address in self.uncalculated or (isinstance(value, str) and value):
            raise NoValue
        return value

"""Merged cells among the data: text merged over rows counts for each row; a code or money merged over rows or columns
counts for none. Both are reported.
"""

from __future__ import annotations

from assets.intake.reader.cells.columns import raw_text
from assets.intake.reader.cells.typed import MergedNumber
from assets.intake.reader.grids import Grid
from assets.intake.reader.headers import Layout
from schemas.form.sheets import Field

_CARRIED = ("text", "name", "place", "chain", "unit", "choice", "yes_no", "date", "year")
_NUMBERS = ("money", "usd", "count", "percent")


def fill_down(grid: Grid, layout: Layout, rows: list[int]) -> list[tuple[int, int, Field, str]]:
    """Gives every data row under a vertical merge the text of the merge; (row, column, field, what was done) of each.

    Row and column are indexes. A number merged over several data rows or fields becomes a `MergedNumber`, which is an
    issue at its cell.
    """
    said: list[tuple[int, int, Field, str]] = []
    if not grid.merged or not rows:
        return said
    fields = {at: layout.sheet.field(name) for name, at in layout.columns.items()}
    numbers = set(rows)
    for (top, left), (bottom, right) in grid.merged:
        if bottom < rows[0] - 1 or top > rows[-1] - 1:
            continue
        inside = [row for row in range(top, bottom + 1) if row + 1 in numbers]
        held = [fields[at] for at in range(left, right + 1) if at in fields]
        if not inside or not held or (len(inside) < 2 and len(held) < 2):
            continue
        words = _spread(grid, fields, (top, left), inside, held)
        if words:
            said.append((top, left, held[0], words))
    return said


def _spread(
    grid: Grid, fields: dict[int, Field], corner: tuple[int, int], inside: list[int], held: list[Field]
) -> str | None:
    top, left = corner
    value = grid.rows[top][left] if left < len(grid.rows[top]) else ""
    item = fields.get(left)
    if item is None:
        return None
    where = f"第{inside[0] + 1}至{inside[-1] + 1}行" if len(inside) > 1 else f"第{inside[0] + 1}行"
    if value in (None, ""):
        return f"{where}“{item.label}”为合并单元格,内容为空"
    if item.kind in _NUMBERS:
        grid.rows[top][left] = MergedNumber(raw_text(value))
        return None
    if item.kind in _CARRIED and len(held) == 1:
        for row in inside:
            line = grid.rows[row]
            if row != top and left < len(line) and line[left] in (None, ""):
                line[left] = value
        return f"{where}“{item.label}”为合并单元格,各行均按“{raw_text(value)}”读取"
    return f"{where}“{item.label}”为合并单元格,只读入左上一格"

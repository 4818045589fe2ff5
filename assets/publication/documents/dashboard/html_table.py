"""Tables of the dashboard: a table on a desk, a card a row on a phone; read as a table by a screen reader in both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Markup:
    """A cell that is HTML already; everything else is escaped."""

    html: str
    style: str = ""


Cell = str | Markup
_NUMBERS = {
    "本年累计",
    "年度目标",
    "完成序时进度",
    "同比",
    "位次",
    "当年累计",
    "上年同期",
    "项目数",
    "占签约",
    "总投资",
    "占比",
    "到位资金",
    "得分",
    "权重",
}


def html_table(
    caption: str, heads: tuple[str, ...], rows: Iterable[list[Cell]], nothing: str = "没有记录", style: str = ""
) -> str:
    """The first column names the row. `style`: classes of the table."""
    lines = [_line(row, heads) for row in rows]
    return whole_table(caption, heads, lines, nothing, style)


def whole_table(
    caption: str, heads: tuple[str, ...], lines: list[str], nothing: str = "没有记录", style: str = ""
) -> str:
    """The same from lines already made (group headings among them)."""
    if not lines:
        return f'<p class="nothing">{nothing}。</p>'
    head = "".join(
        f'<th scope="col" role="columnheader"{" class=n" if each in _NUMBERS else ""}>{each}</th>' for each in heads
    )
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(caption)}"><table role="table" class="stack {style}"><caption>{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{"".join(lines)}</tbody></table></div>'
    )


def line(cells: list[Cell], heads: tuple[str, ...], style: str = "") -> str:
    """One row; `style`: its class."""
    return _line(cells, heads, style)


def heading(words: str, columns: int) -> str:
    """A row that names the group below it."""
    return f'<tr role="row" class="group"><th role="rowheader" scope="colgroup" colspan="{columns}">{escape(words)}</th></tr>'


def _line(cells: list[Cell], heads: tuple[str, ...], style: str = "") -> str:
    first, *rest = cells
    told = f'<th scope="row" role="rowheader">{_inside(first)}</th>'
    for cell, head in zip(rest, heads[1:], strict=True):
        kind = f' class="{cell.style}"' if isinstance(cell, Markup) and cell.style else ""
        told += f'<td role="cell" data-label="{escape(head)}"{kind}>{_inside(cell)}</td>'
    return f'<tr role="row"{f" class={chr(34)}{style}{chr(34)}" if style else ""}>{told}</tr>'


def _inside(cell: Cell) -> str:
    return cell.html if isinstance(cell, Markup) else escape(str(cell))

"""The answer to a township in its own workbook: every wrong cell marked and commented, a first sheet that lists all.

Only the parts that carry marks are written; images, seals, macros, formulas and whatever else the file holds keep
their bytes. What cannot carry marks is answered with a workbook of findings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from assets.review.returns.annotate.cells import SheetCells
from assets.review.returns.annotate.comments import AUTHOR, write_comments
from assets.review.returns.annotate.findings_table import FILLS, comment_text, legible, lines, summary
from assets.review.returns.annotate.findings_workbook import findings_workbook
from assets.review.returns.annotate.package import MAIN, CannotCarry, Package, parsed, xml_bytes
from assets.review.returns.annotate.return_sheet import return_sheet
from assets.review.returns.annotate.styles import Styles
from assets.review.returns.annotate.workbook_part import WorkbookPart
from schemas.addresses import cell_numbers
from schemas.finding import Finding
from schemas.form.sheets import RETURN_SHEET
from schemas.months import month_label
from schemas.typography import chinese

_ORDER = ("F", "E", "W")
_WORD = "（退回）"  # after the township's own name of the file
_APART = "（退回说明）"
_TITLE = "招商引资统计月报退回说明"
_CARRIERS = (".xlsx", ".xlsm")
_NAME_BYTES = 240  # of 255 that a file system takes: the office's own programs add to names, too


@dataclass(frozen=True, slots=True)
class AnnotatedReturn:
    """What goes back: its bytes, the name to send it under, and whether it is the township's own workbook. `reason`:
    why it is not, Chinese."""

    data: bytes
    file_name: str
    own_workbook: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What an answer is about: whose file, of which month, due when."""

    unit_name: str
    month: str
    deadline_text: str = ""

    def heading(self, file_name: str, findings: Sequence[Finding]) -> tuple[str, str, str]:
        """(title, the line about the file, one sentence on the findings)."""
        name = legible(PurePosixPath(file_name).name)
        words = f"填报单位：{self.unit_name}    填报月份：{month_label(self.month)}    文件：{name}"
        return _TITLE, chinese(words), summary(findings, self.deadline_text)


def annotate(
    data: bytes, file_name: str, findings: Sequence[Finding], *, unit_name: str, month: str, deadline_text: str = ""
) -> AnnotatedReturn:
    """The annotated copy of `data`, made in this process, or a findings workbook where the file cannot carry it."""
    about = About(unit_name, month, deadline_text)
    try:
        if not carries_marks(file_name):
            raise CannotCarry(NO_MARKS)
        return AnnotatedReturn(annotated_copy(data, file_name, findings, about), own_name(file_name))
    except CannotCarry as fault:
        return findings_apart(file_name, findings, about, str(fault))


NO_MARKS = "格式不能加批注"


def carries_marks(file_name: str) -> bool:
    """Whether a file of this name may be a workbook whose cells can be marked."""
    return PurePosixPath(file_name).suffix.lower() in _CARRIERS


def own_name(file_name: str) -> str:
    """The name of the annotated copy."""
    path = PurePosixPath(file_name)
    return within_a_name(path.stem.removesuffix(_WORD), f"{_WORD}{path.suffix.lower()}")


def within_a_name(stem: str, ending: str) -> str:
    """`stem` + `ending` as a file name that every system takes: a long stem loses its last characters."""
    room = _NAME_BYTES - len(ending.encode())
    return stem.encode("utf-8", "replace")[:room].decode("utf-8", "ignore") + ending


def annotated_copy(data: bytes, file_name: str, findings: Sequence[Finding], about: About) -> bytes:
    """The township's workbook with its wrong cells marked. Reading it gives the same data as reading the original.
    CannotCarry, or another fault of a malformed file."""
    found = lines(findings)
    package = Package.read(data)
    workbook = WorkbookPart(package)
    styles = Styles(package, workbook.name)
    parts = workbook.sheet_parts()
    _mark(package, parts, findings, styles)
    workbook.put_first(return_sheet(*about.heading(file_name, findings), found, set(parts), styles))
    styles.save()
    return package.bytes()


def findings_apart(file_name: str, findings: Sequence[Finding], about: About, reason: str) -> AnnotatedReturn:
    """The findings in a workbook of their own, which says the reason."""
    data = findings_workbook(*about.heading(file_name, findings), lines(findings), reason)
    name = within_a_name(PurePosixPath(file_name).stem, f"{_APART}.xlsx")
    return AnnotatedReturn(data, name, own_workbook=False, reason=reason)


def _mark(package: Package, parts: dict[str, str], findings: Sequence[Finding], styles: Styles) -> None:
    """Fills and comments, sheet by sheet; marks of an earlier return are taken off first."""
    for sheet, part in parts.items():
        if sheet == RETURN_SHEET:
            continue
        mine = [
            each
            for each in findings
            if each.sheet == sheet and each.status == "open" and each.severity in FILLS and each.cell
        ]
        before = _marked_before(package, part)
        if not mine and not before:
            continue
        root = parsed(package.parts[part])
        if root.tag != f"{{{MAIN}}}worksheet":
            raise CannotCarry("工作表部件无法识别")
        cells = SheetCells(root)
        if before:
            _unmark(cells, styles)
        texts = _marked_cells(cells, mine, styles)
        write_comments(package, part, cells, texts)
        package.set(part, xml_bytes(root))


def _marked_cells(cells: SheetCells, findings: list[Finding], styles: Styles) -> dict[tuple[int, int], str]:
    """Marks each cell with the colour of its gravest finding; the comment of each."""
    by_cell: dict[tuple[int, int], list[Finding]] = {}
    for each in findings:
        place = cell_numbers(each.cell or "")
        if place:
            by_cell.setdefault(cells.shown_at(*place), []).append(each)
    for place, here in by_cell.items():
        here.sort(key=lambda each: _ORDER.index(each.severity))
        cells.set_style(*place, styles.filled(cells.style(*place), FILLS[here[0].severity]))
    return {place: comment_text(here) for place, here in by_cell.items()}


def _marked_before(package: Package, part: str) -> bool:
    return any(AUTHOR.encode() in package.parts.get(name, b"") for _, name in package.related(part, "comments"))


def _unmark(cells: SheetCells, styles: Styles) -> None:
    """Gives cells an earlier return of ours marked their own fill back."""
    known: dict[int, int] = {}
    for cell in cells.data.iter(f"{{{MAIN}}}c"):
        style = int(cell.get("s") or 0)
        if style not in known:
            known[style] = styles.unfilled(style, tuple(FILLS.values()))
        if known[style] != style:
            cell.set("s", str(known[style]))

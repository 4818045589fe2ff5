"""The one-page notice to a unit: what is missing, wrong, to be explained, explained, and due when.

As a Word document and as plain text for 微信 or OA. One notice a unit and month; the same state gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from assets.review.returns.annotate.findings_table import field_label, legible
from assets.review.submission_status import is_wrong_month
from schemas.calendar import Deadlines
from schemas.files import zip_of
from schemas.finding import Finding
from schemas.months import month_label
from schemas.quoting import quoted, visible
from schemas.typography import chinese
from schemas.words import ERRORS, SUBMISSION_STATUSES, WARNINGS

_EXPLAINED = 300  # characters of an explanation
_SHOWN = 8  # findings of a kind on the page; the rest are in the returned workbook
_TITLES = {
    "missing": "催报通知", "returned": "退回通知", "unreadable": "退回通知", "needs_explanation": f"{WARNINGS}通知",
    "accepted": "改正通知", "late_closed": "关账后来件告知",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Notice:
    """What is said: a title, whom to, an opening, numbered sections (heading, lines), a closing, who says it."""

    title: str
    addressee: str
    opening: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    closing: str
    sender: str
    attachments: tuple[str, ...] = field(default=())


def day_label(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def deadline_text(deadlines: Deadlines, month: str) -> str:
    """Until when a correction counts: '2026年1月6日(最迟2026年1月12日关账)'."""
    return chinese(f"{day_label(deadlines.submit(month))}（最迟{day_label(deadlines.close(month))}关账）")


def compose_notice(
    status: str,
    unit_name: str,
    month: str,
    findings: Sequence[Finding],
    deadlines: Deadlines,
    sender: str,
    *,
    overdue: bool = False,
    received_at: str | None = None,
    attachments: Sequence[str] = (),
    apart: str = "",
) -> Notice:
    """The notice of a unit's standing; `findings` are all of its submission's. `apart`: why they are listed in a
    workbook of their own and not marked in the unit's."""
    label = month_label(month)
    word = "报送提醒" if status == "missing" and not overdue else _TITLES.get(status, "核查情况告知")
    opened = [each for each in findings if each.status == "open"]
    sections = (
        _section(ERRORS, [each for each in opened if each.severity in "FE"]),
        _section(
            f"{WARNINGS}：有误的改正，无误的在“情况说明”表写明原因", [each for each in opened if each.severity == "W"]
        ),
        _section("情况说明中未对上的", [each for each in opened if each.rule_code == "C199"]),
        _section("已说明，予以采信", [each for each in findings if each.status == "explained"]),
    )
    return Notice(
        title=f"{label}招商引资统计月报{word}",
        addressee=f"{unit_name}:",
        opening=_opening(status, label, received_at, overdue, any(map(is_wrong_month, opened)))
        + (f"原文件的{apart}，问题单列于附件。" if apart else ""),
        sections=tuple(section for section in sections if section[1]),
        closing=_closing(status, deadlines, month, overdue),
        sender=sender,
        attachments=tuple(visible(name) for name in attachments),
    )


def _opening(status: str, label: str, received_at: str | None, overdue: bool, wrong_month: bool) -> str:
    came = f"你单位于{_moment(received_at)}报送的{label}统计月报" if received_at else f"你单位{label}统计月报"
    accepted = SUBMISSION_STATUSES["accepted"]
    if status == "returned" and wrong_month:
        return f"{came}已收到，月份写错，现予退回，所报数据暂不采用。"
    return {
        "missing": f"你单位{label}统计月报" + ("已逾报送期限，至今未收到。" if overdue else "尚未收到。"),
        "returned": f"{came}经核查有{ERRORS}的问题，现予退回，所报数据暂不采用。",
        "unreadable": f"{came}文件无法读取，现予退回。",
        "needs_explanation": f"{came}{accepted}，其中有须{WARNINGS}的事项。",
        "accepted": f"{came}{accepted}，其中下列内容{ERRORS}，改正前该单元格或该行不计入统计。",
        "late_closed": f"{came}在关账之后收到，已留存，不改变本月已关账的数据；如需计入，请书面申请重开。",
    }.get(status, f"{came}已核查。")


def _closing(status: str, deadlines: Deadlines, month: str, overdue: bool) -> str:
    due = deadline_text(deadlines, month)
    if status == "missing":
        return f"报送截止{due}。" + (
            "请立即报送；确无变动的，封面“本月无变动”填“是”后报送，不得不报。"
            if overdue
            else "请按时报送；确无变动的，封面“本月无变动”填“是”。"
        )
    if status == "late_closed":
        return f"本月已于{day_label(deadlines.close(month))}关账。"
    if overdue:
        submit, close = day_label(deadlines.submit(month)), day_label(deadlines.close(month))
        return f"报送截止日{submit}已过，请立即办理并重报，最迟于{close}关账前报送。"
    return f"请于{due}办理并重报。首次无误报送的时间作为按时报送的依据。"


def _section(heading: str, findings: list[Finding]) -> tuple[str, tuple[str, ...]]:
    shown = [_line(each) for each in findings[:_SHOWN]]
    if len(findings) > _SHOWN:
        shown.append(f"其余{len(findings) - _SHOWN}处见退回的工作簿“退回说明”表")
    return f"{heading}（{len(findings)}处）", tuple(shown)


def _line(finding: Finding) -> str:
    place = visible(" ".join(part for part in (finding.sheet, finding.cell, field_label(finding)) if part))
    place = f"{finding.rule_code} {place}".rstrip()
    line = f"{place}：{finding.message}"
    if finding.status == "explained" and finding.explanation:
        return f"{line}（说明：“{quoted(finding.explanation, _EXPLAINED)}”）"
    return f"{line}；应为：{finding.expected}" if finding.expected and finding.expected not in line else line


def _moment(received_at: str) -> str:
    day = date.fromisoformat(received_at[:10])
    return f"{day.month}月{day.day}日{received_at[11:16]}"


def notice_text(notice: Notice) -> str:
    """The notice as plain text."""
    rows = [notice.title, "", notice.addressee, notice.opening]
    for number, (heading, items) in enumerate(notice.sections):
        rows += ["", f"{_NUMBERS[number]}、{heading}", *(f"{n}. {item}" for n, item in enumerate(items, 1))]
    rows += ["", notice.closing]
    rows += [f"附件：{'、'.join(notice.attachments)}"] if notice.attachments else []
    return "\n".join(chinese(row) for row in [*rows, "", notice.sender]) + "\n"


_NUMBERS = "一二三四五六七八九十"


def notice_docx(notice: Notice) -> bytes:
    """The notice as a Word document of one A4 page."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(30),
        Mm(25),
        Mm(28),
        Mm(26),
    )
    lines = sum(len(items) for _, items in notice.sections)
    size = 14.0 if lines <= 6 else 12.0 if lines <= 12 else 10.5
    title = _paragraph(document, notice.title, "黑体", 20, indent=False)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _paragraph(document, notice.addressee, "仿宋", size, indent=False)
    _paragraph(document, notice.opening, "仿宋", size)
    for number, (heading, items) in enumerate(notice.sections):
        _paragraph(document, f"{_NUMBERS[number]}、{heading}", "黑体", size)
        for n, item in enumerate(items, 1):
            _paragraph(document, f"{n}. {item}", "仿宋", size)
    _paragraph(document, notice.closing, "仿宋", size)
    if notice.attachments:
        _paragraph(document, f"附件：{'、'.join(notice.attachments)}", "仿宋", size)
    _paragraph(document, notice.sender, "仿宋", size, indent=False).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.core_properties.title = notice.title
    document.core_properties.author = notice.sender
    document.core_properties.comments = ""
    out = io.BytesIO()
    document.save(out)
    return _same_time(out.getvalue())


def _paragraph(document: object, text: str, font: str, size: float, indent: bool = True):  # type: ignore[no-untyped-def]
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph = document.add_paragraph()  # type: ignore[attr-defined]
    paragraph.paragraph_format.space_after = Pt(4)
    paragraph.paragraph_format.line_spacing = 1.3
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(size * 2)
    run = paragraph.add_run(legible(chinese(text)))
    run.font.size = Pt(size)
    run.font.name = font
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    return paragraph


def _same_time(data: bytes) -> bytes:
    """The same zip with one fixed time in it: the same notice gives the same bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        return zip_of([(name, old.read(name)) for name in old.namelist()], zipfile.ZIP_DEFLATED)

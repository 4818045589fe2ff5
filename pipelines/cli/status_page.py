"""The list for chasing as one page: no script, no network, prints on A4. Who owes something stands on top."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assets.review.submission_status import SubmissionStatus
from schemas.words import ERRORS, SUBMISSION_STATUSES, WARNINGS

_TONE = {
    "accepted": "good", "nil": "good", "needs_explanation": "warn", "late_closed": "warn", "missing": "warn",
    "returned": "bad", "unreadable": "bad",
}  # fmt: skip
_MARK = {"good": "✓", "warn": "⚠", "bad": "✗"}
_ORDER = {"bad": 0, "warn": 1, "good": 2}
_HEADS = ("单位", "状态", "收到时间", "按时", "迟报天数", ERRORS, WARNINGS, "下一步", "答复")
_STYLE = """
@page{size:A4 landscape;margin:14mm}
body{font:15px/1.6 'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',sans-serif;margin:2rem auto;
max-width:70rem;padding:0 1rem;color:#1a1a1a}
h1{font-size:1.4rem;margin:0}p{margin:.4rem 0}
table{border-collapse:collapse;width:100%;margin-top:.8rem}
th,td{border-bottom:1px solid #ccc;padding:.35rem .6rem;text-align:left;white-space:nowrap}
td:last-child{white-space:normal}th{background:#f0f0f0;border-bottom:2px solid #888}
td.n{text-align:right;font-variant-numeric:tabular-nums}
.bad td:nth-child(2){color:#a11212;font-weight:600}.warn td:nth-child(2){color:#8a4b00;font-weight:600}
.good td:nth-child(2){color:#1e5b38}.note{color:#555}
"""


def status_page(title: str, rows: Sequence[SubmissionStatus], notes: Sequence[str]) -> str:
    """A whole HTML document for one month."""
    ordered = sorted(rows, key=lambda row: (_ORDER[_tone(row)], row.status))
    counts = "，".join(f"{word} {count} 家" for word, count in _counts(rows))
    due = f"报送截止 {rows[0].due}，关账 {rows[0].close}。" if rows else ""
    heads = "".join(f'<th scope="col">{name}</th>' for name in _HEADS)
    said = "".join(f'<p class="note">注：{escape(note)}</p>' for note in notes)
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{escape(title)}</h1><p>{due}{counts}。</p>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(map(_row, ordered))}</tbody></table>{said}"
        "</main></body></html>"
    )


def _tone(row: SubmissionStatus) -> str:
    late = bool(row.late_days) and _TONE[row.status] == "good"
    return "warn" if late else _TONE[row.status]


def _counts(rows: Sequence[SubmissionStatus]) -> list[tuple[str, int]]:
    groups = (
        ("accepted", "nil"),
        ("needs_explanation",),
        ("returned", "unreadable"),
        ("missing",),
        ("late_closed",),
    )
    counted = [
        ("应报", len(rows)),
        *((SUBMISSION_STATUSES[of[0]], sum(row.status in of for row in rows)) for of in groups),
    ]
    return [(word, count) for word, count in counted if count]


def _row(row: SubmissionStatus) -> str:
    tone = _tone(row)
    received = (row.received_at or "—").replace("T", " ")[:16]
    on_time = "—" if row.on_time is None else "是" if row.on_time else "否"
    cells = (row.unit_name, f"{_MARK[tone]} {row.status_label}", received, on_time)
    numbers = (row.late_days or "", row.errors or "", row.warnings or "")
    return (
        f'<tr class="{tone}">'
        + "".join(f"<td>{escape(str(value))}</td>" for value in cells)
        + "".join(f'<td class="n">{value}</td>' for value in numbers)
        + f"<td>{escape(row.next_step)}</td><td>{escape(row.answer_label)}</td></tr>"
    )

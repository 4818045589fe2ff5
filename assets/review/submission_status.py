"""Who has sent, who was returned, who is late, when it is due: the list for chasing, before any release."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from assets.intake.office.units import UnitRegister
from assets.review.model import Review
from assets.review.returns.answers import AnswerRecord
from schemas.calendar import Deadlines
from schemas.finding import Finding
from schemas.words import SUBMISSION_STATUSES


@dataclass(frozen=True, slots=True)
class SubmissionStatus:
    """One expected unit. `next_step` is what the office tells it, Chinese; empty when nothing is owed. `answer`: the
    answer to its submission that lies ready, below the home; `answer_waits`: one is owed and does not lie ready."""

    unit_code: str
    unit_name: str
    unit_group: str
    status: str
    status_label: str
    received_at: str | None
    on_time: bool | None
    late_days: int | None
    errors: int
    warnings: int
    due: str
    close: str
    contact: str
    next_step: str
    answer: str = ""
    answer_waits: bool = False

    @property
    def answer_label(self) -> str:
        """Whether an answer lies ready, and where."""
        return self.answer or ("待写出" if self.answer_waits else "—")

    def record(self) -> dict[str, Any]:
        return asdict(self)


CLEAN = ("accepted", "nil")
_STEPS = {
    "needs_explanation": "请在情况说明表逐条说明疑点后重报",
    "returned": "请按退回说明修改后重报",
    "unreadable": "文件无法读取，请按模板另存后重报",
    "late_closed": "已过关账日，如需计入请书面申请重开",
}
MONTH_WRONG_STEP = "已收到，月份写错，请改正填报月份后重报"


def is_wrong_month(finding: Finding) -> bool:
    """Whether a finding says that a file came and its month is wrong or cannot be told."""
    return finding.rule_code == "F005" and finding.returns and finding.status == "open"


def units_of_wrong_month(review: Review) -> set[str]:
    """The units whose latest file was returned for its month: they have sent."""
    returned = set(review.submissions.loc[review.submissions["status"] == "returned", "unit_code"])
    return {str(each.unit_code) for each in review.findings if is_wrong_month(each)} & returned


def submission_statuses(
    review: Review, register: UnitRegister, deadlines: Deadlines, as_of: datetime, answers: AnswerRecord | None = None
) -> list[SubmissionStatus]:
    """One row an expected unit of the review's month, in the register's order. `answers`: what has been written."""
    month = review.month
    owed = units_owed(review)
    waiting = dict.fromkeys(units_of_wrong_month(review), MONTH_WRONG_STEP) | _waiting(review)
    due, close = deadlines.submit(month), deadlines.close(month)
    rows = []
    for row in review.submissions.itertuples():
        late = None if pd.isna(row.late_days) else int(row.late_days)
        answer = _answer(row, answers) if row.unit_code in owed else ""
        rows.append(
            SubmissionStatus(
                str(row.unit_code),
                register.name(str(row.unit_code)),
                register.group(str(row.unit_code)) or "",
                str(row.status),
                SUBMISSION_STATUSES[str(row.status)],
                str(row.received_at) if isinstance(row.received_at, str) else None,
                None if pd.isna(row.on_time) else bool(row.on_time),
                late,
                int(row.errors),
                int(row.warnings),
                due.isoformat(),
                close.isoformat(),  # type: ignore[call-overload]
                str(register.units.at[row.unit_code, "contact"] or ""),
                waiting.get(str(row.unit_code)) or _step(str(row.status), due, as_of),
                answer,
                bool(
                    answers and row.unit_code in owed and not answer and (row.status != "missing" or as_of.date() > due)
                ),
            )
        )
    return rows


def units_owed(review: Review) -> set[str]:
    """Units that are owed an answer: not accepted, or accepted with something that does not count until corrected."""
    opened = {each.file_name for each in review.findings if each.status == "open" and each.severity in "FEW"}
    rows = zip(
        review.submissions["unit_code"], review.submissions["status"], review.submissions["file_name"], strict=True
    )
    return {
        str(code) for code, status, name in rows if status not in CLEAN or (isinstance(name, str) and name in opened)
    }


def _answer(row: Any, answers: AnswerRecord | None) -> str:
    """The answer to the very file that the unit has sent, where it lies ready."""
    ready = answers.ready(str(row.unit_code)) if answers else None
    sent = row.file_sha256 if isinstance(row.file_sha256, str) else None
    return ready.path if ready and ready.file_sha256 == sent else ""


def _waiting(review: Review) -> dict[str, str]:
    """Unit → what to say where a file came after the close behind one that counts."""
    late = review.revisions[(review.revisions["outcome"] == "late_closed") & ~review.revisions["latest"].astype(bool)]
    return {
        str(unit): f"关账后又报来“{name}”，如需计入请书面申请重开"
        for unit, name in zip(late["unit_code"], late["file_name"], strict=True)
    }


def _step(status: str, due: Any, as_of: datetime) -> str:
    if status != "missing":
        return _STEPS.get(status, "")
    days = (due - as_of.date()).days
    if days > 0:
        return f"距报送截止还有{days}天"
    return "今天截止，请尽快报送" if days == 0 else f"已逾期{-days}天，请立即报送"

"""The words that people read for codes, one word a code: severities, what became of a finding and of a submission.

Documents, returns, checks, the command line and the dashboard take them from here; tests/schemas/test_words.py looks for
other wordings. Messages of rules have theirs in schemas/rules/catalogue.yaml, columns of tables in schemas/columns.
"""

from __future__ import annotations

# report_finding.severity. report_submission counts F and E as `errors`, W as `warnings`.
SEVERITIES = {"F": "不予载入", "E": "必须改正", "W": "改正或说明", "I": "提示"}
ERRORS, WARNINGS = SEVERITIES["E"], SEVERITIES["W"]
# Severities of a rule: ER is an E that returns the whole submission.
RULE_SEVERITIES = {**SEVERITIES, "ER": f"{ERRORS}并退回"}

# report_finding.status
FINDING_STATUSES = {"open": "未解决", "explained": "已说明", "exempted": "已豁免", "overturned": "已推翻"}

# report_submission.status
SUBMISSION_STATUSES = {
    "accepted": "已接收",
    "needs_explanation": "待说明",
    "nil": "零报告",
    "returned": "已退回",
    "unreadable": "无法读取",
    "missing": "未报送",
    "late_closed": "关账后报送",
}
# The same said of a unit whose own month is not there: 被退回的甲镇.
ABSENCE_REASONS = {
    name: "被退回" if name == "returned" else SUBMISSION_STATUSES[name]
    for name in ("missing", "returned", "unreadable", "late_closed")
}

# report_submission.figures
CARRIED, MISSING = "沿用上次数", "缺数"
FIGURES = {"current": "当月数", "carried": CARRIED, "none": MISSING}

# Severity of a Dagster check that did not pass.
CHECK_SEVERITIES = {"ERROR": "错误", "WARN": "提醒"}

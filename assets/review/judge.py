"""Judges a month: every rule over every revision, how each unit stands, and the rows that may enter the books."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from assets.intake.model import Intake
from assets.intake.office.model import Reference
from assets.intake.submissions.collected import Collected, read_collected
from assets.review.accept import accepted_rows, tallied
from assets.review.comply import explained
from assets.review.model import Review
from assets.review.month_context import MonthContext
from assets.review.revisions import judged_revisions, submissions_of
from assets.review.rule_context import Evaluator, RuleContext, evaluators_of
from assets.review.rules import (
    empty_returns,
    files,
    fund_codes,
    funds,
    lists,
    merged_projects,
    over_time,
    own_series,
    projects,
    unit_slips,
)
from assets.review.rules.between_units import (
    bundled,
    copied,
    declared_money,
    handed_over,
    near_duplicates,
    peer_amounts,
    same_project,
    unknown_companies,
)
from assets.review.source_cells import source_cells
from schemas.finding import Finding
from schemas.history import History

# Whose evaluators are asked, in this order: what needs no other unit first.
RULES = (
    merged_projects, files, empty_returns, funds, fund_codes, lists, projects, over_time, own_series, unit_slips,
    near_duplicates, same_project, bundled, handed_over, copied, unknown_companies, declared_money, peer_amounts,
)  # fmt: skip


def judge_month(
    collected: Collected, reference: Reference, history: History, as_of: datetime, open_until: datetime | None = None
) -> Review:
    """The judgement of a month's submissions at `as_of`.
    `open_until`: up to when a reopened month takes files in, past its close day."""
    return judge(read_collected(collected, reference), reference, history, as_of, open_until)


def judge(
    intake: Intake, reference: Reference, history: History, as_of: datetime, open_until: datetime | None = None
) -> Review:
    """The same, of submissions that have been read already."""
    month_context = MonthContext(intake.month, reference, history, as_of, open_until)
    context = RuleContext(intake, month_context)
    findings = findings_of(context)
    revisions = judged_revisions(intake.files, context.filled, findings, month_context)
    accepted, rejected = accepted_rows(context, revisions, findings)
    tally = tallied(context, revisions, accepted, rejected)
    shown = _in_latest(findings, revisions, intake.files)
    return Review(
        month=intake.month,
        submissions=submissions_of(revisions, shown, tally, month_context),
        revisions=revisions,
        findings=shown,
        accepted=accepted,
        cells=source_cells(context, accepted),
        rejected=rejected,
        tally=tally.groupby("kind", as_index=False).sum(numeric_only=True) if len(tally) else tally,
    )


def findings_of(context: RuleContext) -> list[Finding]:
    """Everything the rules say of every file of a context, explained and exempted where that is so. A rule that is off
    says nothing."""
    found = [each for evaluator in _evaluators() for each in evaluator(context) if context.is_on(each.rule_code)]
    return explained(found, context)


def _evaluators() -> list[Evaluator]:
    return [each for module in RULES for each in evaluators_of(module)]


def _in_latest(findings: list[Finding], revisions: pd.DataFrame, files: pd.DataFrame) -> list[Finding]:
    """The findings without those of superseded revisions; those of a file of no known unit are kept."""
    shown = {*revisions.loc[revisions["latest"], "file_sha256"], *files.loc[files["unit_code"].isna(), "file_sha256"]}
    return [each for each in findings if each.file_sha256 in shown or each.file_name is None]

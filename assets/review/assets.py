"""Dagster assets of review: the judgement of the month, the answers to the townships, the board to watch."""

import dagster as dg
import pandas as pd

from assets.intake.assets import table_schema
from assets.intake.home import MonthHome
from assets.intake.model import Intake
from assets.review.calendar import Deadlines
from assets.review.judge import judge
from assets.review.model import Review
from assets.review.returns import write_returns
from assets.review.standing import LABELS
from schemas.columns.report import SUBMISSION
from schemas.history import History

GROUP = "review"


@dg.asset(
    group_name=GROUP,
    kinds={"pandera"},
    description="核查结果：逐单位判定接收、待说明、退回或未报，每个问题指明文件、工作表、单元格、原值和应为。",
)
def reviewed_submissions(
    context: dg.AssetExecutionContext,
    received_submissions: Intake,
    home: dg.ResourceParam[MonthHome],
    history: dg.ResourceParam[History],
) -> Review:
    """The month judged against the rule catalogue and the last accepted state."""
    open_until = history.open_until(context.partition_key) if hasattr(history, "open_until") else None
    review = judge(received_submissions, home.reference, history, home.as_of, open_until=open_until)
    status = review.submissions["status"].value_counts()
    context.log.info("、".join(f"{LABELS[code]} {count} 家" for code, count in status.items()))
    context.add_output_metadata(
        {
            "月份": context.partition_key,
            "报送情况": dg.MetadataValue.md(status_markdown(review.submissions, home)),
            "问题数": len(review.findings),
            "读入行数": int(review.tally["rows_read"].sum()) if len(review.tally) else 0,
            "退回行数": len(review.rejected),
        }
    )
    return review


@dg.asset(
    group_name=GROUP,
    kinds={"excel"},
    description="退回件：在报送单位自己的工作簿上标出问题单元格，附退回说明和告知单，存放于 returns/月份/单位。",
)
def returned_workbooks(
    context: dg.AssetExecutionContext,
    received_submissions: Intake,
    reviewed_submissions: Review,
    home: dg.ResourceParam[MonthHome],
) -> pd.DataFrame:
    """One row a written answer: unit_code, file, findings."""
    deadlines = Deadlines(home.reference.district.calendar, home.reference.holidays)
    written = write_returns(
        home.path, context.partition_key, reviewed_submissions, received_submissions, home.reference, deadlines
    )
    rows = pd.DataFrame(
        [
            {"unit_code": each.unit_code, "path": str(each.path.relative_to(home.path)), "findings": each.findings}
            for each in written
        ],
        columns=["unit_code", "path", "findings"],
    )
    context.add_output_metadata(
        {
            "月份": context.partition_key,
            "退回件": dg.MetadataValue.md(
                "\n".join(f"- {row.unit_code}:`{row.path}`" for row in rows.itertuples()) or "本月无退回件"
            ),
        }
    )
    return rows


@dg.asset(
    group_name=GROUP,
    description="报送情况一览：每应报单位一项检查，✓ 已接收，⚠ 未报或迟报，✗ 退回；值班人员只看这一页。",
    metadata=table_schema(SUBMISSION),
)
def submission_board(
    context: dg.AssetExecutionContext, reviewed_submissions: Review, home: dg.ResourceParam[MonthHome]
) -> pd.DataFrame:
    """report_submission as review left it: one row an expected unit."""
    context.add_output_metadata(
        {
            "月份": context.partition_key,
            "报送情况": dg.MetadataValue.md(status_markdown(reviewed_submissions.submissions, home)),
            "dagster/row_count": len(reviewed_submissions.submissions),
        }
    )
    return reviewed_submissions.submissions


def status_markdown(submissions: pd.DataFrame, home: MonthHome) -> str:
    """The status table a person reads in the UI."""
    lines = ["| 单位 | 状态 | 收到时间 | 错误 | 疑点 |", "|---|---|---|---|---|"]
    for row in submissions.itertuples():
        received = str(row.received_at).replace("T", " ")[:16] if isinstance(row.received_at, str) else "—"
        lines.append(
            f"| {home.register.name(row.unit_code)} | {LABELS[row.status]} | {received} | {row.errors} | {row.warnings} |"
        )
    return "\n".join(lines)

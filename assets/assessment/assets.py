"""Dagster assets of assessment: scores with their reasons, and what is under supervision."""

from collections.abc import Iterator

import dagster as dg
import pandas as pd

from assets.assessment.month_scores import score_month
from assets.assessment.supervision import supervise
from assets.intake.assets import table_schema
from assets.intake.home import MonthHome
from assets.ledger.model import Books
from assets.review.model import Review
from schemas.columns.judged import ASSESSMENT, ASSESSMENT_ITEM, SUPERVISION
from schemas.history import History
from schemas.office.rulebook import rulebook_for

GROUP = "assessment"


@dg.multi_asset(
    outs={
        "report_assessment_item": dg.AssetOut(
            group_name=GROUP,
            kinds={"table"},
            metadata=table_schema(ASSESSMENT_ITEM),
            description="考核得分明细：每单位每考核项目一行，附条款、实际、目标、封顶、计分步骤。",
        ),
        "report_assessment": dg.AssetOut(
            group_name=GROUP,
            kinds={"table"},
            metadata=table_schema(ASSESSMENT),
            description="考核总分：基础得分、加分、减分、总分、组内位次、与上一位的差距。",
        ),
    }
)
def scores(
    context: dg.AssetExecutionContext,
    reviewed_submissions: Review,
    district_books: Books,
    report_metric: pd.DataFrame,
    home: dg.ResourceParam[MonthHome],
    history: dg.ResourceParam[History],
) -> Iterator[dg.Output[pd.DataFrame]]:
    """report_assessment_item and report_assessment of the month by the rulebook in effect."""
    month = context.partition_key
    made = score_month(home, month, reviewed_submissions, district_books, report_metric, history)
    yield dg.Output(
        made.items, "report_assessment_item", metadata={"月份": month, "dagster/row_count": len(made.items)}
    )
    yield dg.Output(made.totals, "report_assessment", metadata={"月份": month, "dagster/row_count": len(made.totals)})


@dg.asset(
    group_name=GROUP,
    kinds={"table"},
    metadata=table_schema(SUPERVISION),
    description="督办事项：按考核办法的督办规则逐项登记，蓝黄红三色，到期未整改升级，整改后销号。",
)
def report_supervision(
    context: dg.AssetExecutionContext,
    district_books: Books,
    report_metric: pd.DataFrame,
    report_assessment: pd.DataFrame,
    home: dg.ResourceParam[MonthHome],
    history: dg.ResourceParam[History],
) -> pd.DataFrame:
    """report_supervision: one row an item open this month or cleared in it."""
    month = context.partition_key
    items = supervise(
        rulebook_for(home.path, month),
        report_metric,
        district_books.facts,
        report_assessment,
        district_books.submissions,
        home.reference.exemptions,
        history,
        home.register,
        month,
    )
    open_items = items[items["cleared_month"].isna()]
    context.add_output_metadata(
        {
            "月份": month,
            "在办": len(open_items),
            "红牌": int((open_items["colour"] == "red").sum()),
            "dagster/row_count": len(items),
        }
    )
    return items

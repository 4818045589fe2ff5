"""Dagster assets of review: the judgement of the month, the answers to the townships, the board to watch."""

from collections.abc import Iterable, Sequence
from typing import Any

import dagster as dg
import pandas as pd
from dagster._core.definitions.asset_checks.asset_check_evaluation import AssetCheckEvaluationTargetMaterializationData

from assets.intake.assets import table_schema
from assets.intake.home import MonthHome
from assets.intake.submissions.collected import Collected
from assets.review.board import group_frame, register_frame, worst_first
from assets.review.due import nothing_received
from assets.review.judge import judge_month
from assets.review.model import Review
from assets.review.new_year import year_lacks
from assets.review.returns.write import write_returns
from assets.review.submission_status import submission_statuses
from schemas.calendar import Deadlines
from schemas.columns.board import BOARD, REGISTER
from schemas.history import History
from schemas.words import ERRORS, SUBMISSION_STATUSES, WARNINGS

GROUP = "review"
SHOWN_UNITS = 200
RECEIVED = "submission_received"


@dg.asset(
    group_name=GROUP,
    kinds={"pandera"},
    description="核查结果：逐单位判定接收、待说明、退回或未报，每个问题指明文件、工作表、单元格、原值和应为。",
)
def reviewed_submissions(
    context: dg.AssetExecutionContext,
    received_submissions: Collected,
    home: dg.ResourceParam[MonthHome],
    history: dg.ResourceParam[History],
) -> Review:
    """The month judged against the rule catalogue and the last accepted state."""
    open_until = history.open_until(context.partition_key) if hasattr(history, "open_until") else None
    review = judge_month(received_submissions, home.reference, history, home.as_of, open_until=open_until)
    status = review.submissions["status"].value_counts()
    context.add_output_metadata(
        {
            "月份": context.partition_key,
            "dagster/row_count": len(review.submissions),
            "报送情况": "、".join(f"{SUBMISSION_STATUSES[code]} {count} 家" for code, count in status.items()),
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
    received_submissions: Collected,
    reviewed_submissions: Review,
    home: dg.ResourceParam[MonthHome],
) -> pd.DataFrame:
    """One row an answer that is owed: unit_code, path below the home, findings, failure ('' where it was written)."""
    deadlines = Deadlines(home.reference.district.calendar, home.reference.holidays)
    written = write_returns(
        home.path, context.partition_key, reviewed_submissions, received_submissions.files, home.reference, deadlines
    )
    rows = pd.DataFrame(
        [
            {
                "unit_code": each.unit_code,
                "path": "" if each.failure else each.path.relative_to(home.path).as_posix(),
                "findings": each.findings,
                "failure": each.failure,
            }
            for each in written
        ],
        columns=["unit_code", "path", "findings", "failure"],
    )
    context.add_output_metadata(
        {
            "月份": context.partition_key,
            "dagster/row_count": len(rows),
            "新写出": sum(each.changed and not each.failure for each in written),
            "未能写出": sum(bool(each.failure) for each in written),
            "存放位置": dg.MetadataValue.path(str(home.path / "returns" / context.partition_key)),
        }
    )
    return rows


@dg.asset(
    group_name=GROUP,
    kinds={"table"},
    description="报送登记：每应报单位一行，状态、收到时间、是否按时、各程度问题数、下一步；"
    "同时逐单位记入 submission_received。",
    metadata=table_schema(REGISTER),
)
def submission_register(
    context: dg.AssetExecutionContext,
    reviewed_submissions: Review,
    returned_workbooks: pd.DataFrame,
    home: dg.ResourceParam[MonthHome],
) -> pd.DataFrame:
    """One row an expected unit (REGISTER); every new state of a unit is reported to the
    asset month × unit."""
    deadlines = Deadlines(home.reference.district.calendar, home.reference.holidays)
    register = register_frame(submission_statuses(reviewed_submissions, home.register, deadlines, home.as_of))
    answers = answer_paths(returned_workbooks)
    report_received(context, register, reviewed_submissions.submissions, answers)
    context.add_output_metadata(
        {
            "月份": context.partition_key,
            "报送情况": register_table(register, answers),
            "dagster/row_count": len(register),
        }
    )
    return register


@dg.asset(
    group_name=GROUP,
    kinds={"table"},
    description="报送一览（值班只看这一页）：每应报单位一项检查，"
    "✓ 已接收，⚠ 未报、迟报或待说明，✗ 退回；单位过多时按分组。",
    metadata=table_schema(BOARD),
)
def submission_board(
    context: dg.AssetExecutionContext, submission_register: pd.DataFrame, home: dg.ResourceParam[MonthHome]
) -> pd.DataFrame:
    """One row a group (BOARD); its checks are the page to watch."""
    groups = group_frame(submission_register, home.reference.district.groups)
    statuses = ["accepted", "needs_explanation", "returned", "missing"]
    totals = groups[["expected", *statuses]].sum()
    held = not home.senders(context.partition_key)
    words = zip(("应报", *(SUBMISSION_STATUSES[code] for code in statuses)), totals, strict=True)
    lacking = year_lacks(home.reference, context.partition_key)
    context.add_output_metadata(
        {
            "月份": context.partition_key,
            "报送情况": "，".join(f"{word} {int(count)} 家" for word, count in words),
            **({"本年度尚缺": "；".join(lacking)} if lacking else {}),
            **({"发布": nothing_received(context.partition_key)} if held else {}),
            "dagster/row_count": len(groups),
        }
    )
    return groups


def received_spec(months: dg.PartitionsDefinition, unit_codes: list[str]) -> dg.AssetSpec:
    """The outside asset month × unit: which submissions came and how each stands. Nothing computes it; the register
    reports to it."""
    return dg.AssetSpec(
        RECEIVED,
        group_name=GROUP,
        deps=["submission_register"],
        partitions_def=month_by_unit(months, unit_codes),
        description="报送历史（月份×单位）：收到一份记一次，检查 accepted 说明是否接收；灰色为未报。",
    )


def month_by_unit(months: dg.PartitionsDefinition, unit_codes: list[str]) -> dg.MultiPartitionsDefinition:
    return dg.MultiPartitionsDefinition({"month": months, "unit": dg.StaticPartitionsDefinition(unit_codes)})


def report_received(
    context: dg.AssetExecutionContext, register: pd.DataFrame, submissions: pd.DataFrame, answers: dict[str, str]
) -> None:
    """One materialization a received unit whose file or status is new, then the check of each: the check names the
    materialization it judges, so they go out in this order, inside the run. What has been said is not said again."""
    files = submissions.set_index("unit_code")[["file_name", "file_sha256"]].to_dict("index")
    came = {
        str(dg.MultiPartitionKey({"month": context.partition_key, "unit": row.unit_code})): row
        for row in register.itertuples()
        if row.status != "missing"
    }
    reported = _latest(context, list(came))
    fresh = []
    for key, row in came.items():
        file = files[row.unit_code]
        fingerprint = f"{str(file['file_sha256'])[:16]} {row.status}"
        if key in reported and reported[key].asset_materialization.metadata["标记"].value == fingerprint:
            continue
        metadata = {
            "月份": context.partition_key,
            "单位": row.unit_name,
            "状态": row.status_label,
            "收到时间": shown_time(row.received_at),
            "文件": str(file["file_name"]),
            "标记": fingerprint,
        }
        context.log_event(dg.AssetMaterialization(RECEIVED, partition=key, metadata=metadata))
        fresh.append(key)
    for key, record in _latest(context, fresh).items():
        context.log_event(_accepted(key, came[key], record, answers))


def _latest(context: dg.AssetExecutionContext, keys: list[str]) -> dict[str, Any]:
    """The newest materialization of each partition key that has one."""
    if not keys:
        return {}
    chosen = dg.AssetRecordsFilter(asset_key=dg.AssetKey(RECEIVED), asset_partitions=keys)
    newest: dict[str, Any] = {}
    cursor = None
    while True:
        page = context.instance.fetch_materializations(chosen, limit=200, cursor=cursor)
        for record in page.records:
            newest.setdefault(str(record.partition_key), record)
        if not page.has_more or len(newest) == len(keys):
            return newest
        cursor = page.cursor


def _accepted(key: str, row: Any, record: Any, answers: dict[str, str]) -> dg.AssetCheckEvaluation:
    refused = row.status in ("returned", "unreadable")
    return dg.AssetCheckEvaluation(
        asset_key=dg.AssetKey(RECEIVED),
        check_name="accepted",
        passed=row.status in ("accepted", "nil"),
        severity=dg.AssetCheckSeverity.ERROR if refused else dg.AssetCheckSeverity.WARN,
        description=f"{row.unit_name}：{row.status_label}" + (f"，{row.next_step}" if row.next_step else ""),
        metadata={
            name: dg.MetadataValue.text(str(value))
            for name, value in (
                (ERRORS, row.errors),
                (WARNINGS, row.warnings),
                ("退回件", answers.get(row.unit_code, "—")),
            )
        },
        partition=key,
        target_materialization_data=AssetCheckEvaluationTargetMaterializationData(
            storage_id=record.storage_id, run_id=record.run_id, timestamp=record.timestamp
        ),
    )


def answer_paths(returned_workbooks: pd.DataFrame) -> dict[str, str]:
    """Unit code → the answer that lies ready for it, below the home."""
    return {
        unit: path
        for unit, path in zip(returned_workbooks["unit_code"], returned_workbooks["path"], strict=True)
        if path
    }


def register_table(register: pd.DataFrame, answers: dict[str, str]) -> dg.TableMetadataValue:
    """The register as a person calls down it: the worst first, at most two hundred."""
    columns = ("单位", "状态", "收到时间", "按时", "迟报天数", ERRORS, WARNINGS, "下一步", "退回件")
    rows = [
        (
            row.unit_name,
            row.status_label,
            shown_time(row.received_at),
            shown_flag(row.on_time),
            "" if pd.isna(row.late_days) or not row.late_days else str(row.late_days),
            int(row.errors),
            int(row.warnings),
            row.next_step,
            answers.get(str(row.unit_code), ""),
        )
        for row in worst_first(register).head(SHOWN_UNITS).itertuples()
    ]
    return table_metadata(columns, rows)


def table_metadata(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> dg.TableMetadataValue:
    """Rows as a table in the UI."""
    return dg.TableMetadataValue(
        records=[dg.TableRecord(dict(zip(columns, row, strict=True))) for row in rows],
        schema=dg.TableSchema([dg.TableColumn(name) for name in columns]),
    )


def shown_time(value: Any) -> str:
    """2025-12-03 09:12, or a dash where nothing came."""
    return value.replace("T", " ")[:16] if isinstance(value, str) else "—"


def shown_flag(value: Any) -> str:
    return "—" if pd.isna(value) else "是" if value else "否"

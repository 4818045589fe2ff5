"""Dagster assets of intake: what arrived for the month, read. Judging is the next room's."""

import dagster as dg

from assets.intake.home import MonthHome
from assets.intake.inbox.network import is_network_fault
from assets.intake.submissions.collected import Collected, collect
from schemas.columns.dictionary import Table
from schemas.columns.metadata import column_records
from schemas.form.sheets import DATA_SHEETS

GROUP = "intake"
PULL_RETRIES, RETRY_AFTER_SECONDS = 3, 20
INBOX = dg.AssetSpec("township_inbox", group_name=GROUP, description="各镇、街道、开发区报送的统计工作簿（收件箱）")
OFFICE_FILES = dg.AssetSpec(
    "office_reference", group_name=GROUP, description="区招商局自管的参考文件：单位、目标、认定、同期数等"
)


def table_schema(table: Table) -> dict[str, dg.TableSchema]:
    """Metadata of an asset that is a table of the dictionary: names, types, labels and units in the UI."""
    columns = [
        dg.TableColumn(name=each["name"], type=each["type"], description=each["description"])
        for each in column_records(table)
    ]
    return {"dagster/column_schema": dg.TableSchema(columns)}


@dg.asset(
    group_name=GROUP,
    deps=[INBOX, OFFICE_FILES],
    kinds={"excel"},
    description="收到的报表：按月份取件，原件按摘要留存，逐格读出（保留工作表、单元格地址和原文）。",
)
def received_submissions(context: dg.AssetExecutionContext, home: dg.ResourceParam[MonthHome]) -> Collected:
    """The files of one month, each read by itself and kept.

    A network fault is retried. A bad file is an issue of that file alone.
    """
    try:
        collected = collect(home.reference, context.partition_key, home.received(context.partition_key))
    except Exception as fault:
        if is_network_fault(fault):
            raise dg.RetryRequested(max_retries=PULL_RETRIES, seconds_to_wait=RETRY_AFTER_SECONDS) from fault
        raise
    files = collected.files
    context.log.info(f"{context.partition_key}：收到 {len(files)} 个文件，可读 {int(files['readable'].sum())} 个")
    context.add_output_metadata(
        {
            "月份": context.partition_key,
            "文件数": len(files),
            "可读": int(files["readable"].sum()),
            "dagster/row_count": sum(map(collected.rows, DATA_SHEETS)),
            "各表行数": dg.MetadataValue.json({kind: collected.rows(kind) for kind in DATA_SHEETS}),
        }
    )
    return collected

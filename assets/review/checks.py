"""Dagster checks of review: the findings by level, nothing lost, and one check a unit on the board.

None of them blocks: a failure in one unit never fails the month. What blocks is the prover's, on release_candidate.
"""

import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg
import pandas as pd

from assets.intake.home import MonthHome
from assets.review.model import Review
from assets.review.standing import LABELS
from schemas.finding import Finding

LEVELS = {
    0: ("level_0_files", "文件与表样核查"),
    1: ("level_1_rows", "表内核查"),
    2: ("level_2_months", "跨月核查"),
    3: ("level_3_units", "跨单位核查"),
}
SHOWN = 100
_OPEN = ("F", "E", "W")


def month_check(
    name: str,
    asset: str,
    description: str,
    months: dg.PartitionsDefinition,
    *,
    blocking: bool = False,
    deps: Sequence[str] = (),
) -> dg.AssetCheckSpec:
    """The spec of a check partitioned like its asset. `deps`: other assets it reads."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.PreviewWarning)
        return dg.AssetCheckSpec(
            name,
            asset=asset,
            description=description,
            blocking=blocking,
            partitions_def=months,
            additional_deps=list(deps),
        )


def findings_table(findings: list[Finding], home: MonthHome) -> dg.TableMetadataValue:
    """The first hundred findings as a person acts on them, with the place of the answer."""
    columns = ("单位", "程度", "规则", "工作表", "单元格", "原值", "应为", "说明", "退回件")
    records = [
        dg.TableRecord(
            dict(
                zip(
                    columns,
                    (
                        home.register.name(each.unit_code) if each.unit_code else "—",
                        each.severity,
                        each.rule_code,
                        each.sheet or "—",
                        each.cell or "—",
                        each.raw_value or "",
                        each.expected or "",
                        each.message,
                        f"returns/…/{each.unit_code}" if each.unit_code else "",
                    ),
                    strict=True,
                )
            )
        )
        for each in findings[:SHOWN]
    ]
    return dg.TableMetadataValue(records=records, schema=dg.TableSchema([dg.TableColumn(name) for name in columns]))


def _level_result(level: int, review: Review, home: MonthHome, month: str) -> dg.AssetCheckResult:
    name, label = LEVELS[level]
    found = [
        each for each in review.findings if each.level == level and each.severity in _OPEN and each.status == "open"
    ]
    worst = dg.AssetCheckSeverity.ERROR if any(each.severity in "FE" for each in found) else dg.AssetCheckSeverity.WARN
    by_rule = pd.Series([each.rule_code for each in found]).value_counts().to_dict() if found else {}
    return dg.AssetCheckResult(
        asset_key="reviewed_submissions",
        check_name=name,
        passed=not found,
        severity=worst,
        description=f"{month} {label}：{len(found)} 个未解决问题" if found else f"{month} {label}：无未解决问题",
        metadata={
            "月份": month,
            "问题数": len(found),
            "按规则": dg.MetadataValue.json(by_rule),
            **({"问题清单": findings_table(found, home)} if found else {}),
        },
    )


def _nothing_lost(review: Review, month: str) -> dg.AssetCheckResult:
    tally = review.tally
    rows = tally["rows_read"] - tally["rows_loaded"] - tally["rows_rejected"]
    money = tally["amount_read_yuan"] - tally["amount_loaded_yuan"] - tally["amount_rejected_yuan"]
    kept = bool((rows == 0).all() and (money == 0).all())
    return dg.AssetCheckResult(
        asset_key="reviewed_submissions",
        check_name="nothing_lost",
        passed=kept,
        severity=dg.AssetCheckSeverity.ERROR,
        description=f"{month} 读入 = 入账 + 退回（行数与金额）{'' if kept else '：不相等'}",
        metadata={"月份": month, "逐表": dg.MetadataValue.json(tally.astype(object).to_dict("records"))},
    )


def review_checks(months: dg.PartitionsDefinition) -> list[Any]:
    """Findings by level, and the balance of rows and amounts."""
    specs = [
        *(month_check(name, "reviewed_submissions", label, months) for name, label in LEVELS.values()),
        month_check("nothing_lost", "reviewed_submissions", "收发平衡：读入=入账+退回", months),
    ]

    @dg.multi_asset_check(name="review_findings", specs=specs)
    def review_findings(
        context: dg.AssetCheckExecutionContext, reviewed_submissions: Review, home: dg.ResourceParam[MonthHome]
    ) -> Iterator[dg.AssetCheckResult]:
        month = context.partition_key
        for level in LEVELS:
            yield _level_result(level, reviewed_submissions, home, month)
        yield _nothing_lost(reviewed_submissions, month)

    return [review_findings]


def board_checks(months: dg.PartitionsDefinition, units: dict[str, str]) -> list[Any]:
    """One check a unit: the name is its code, the description its name; the page a person on duty watches."""
    if not units:
        return []
    specs = [
        month_check(_check_name(code), "submission_board", name, months, deps=["reviewed_submissions"])
        for code, name in units.items()
    ]

    @dg.multi_asset_check(name="submission_board_units", specs=specs)
    def submission_board_units(
        context: dg.AssetCheckExecutionContext, submission_board: pd.DataFrame, reviewed_submissions: Review
    ) -> Iterator[dg.AssetCheckResult]:
        rows = {row.unit_code: row for row in submission_board.itertuples()}
        for code, name in units.items():
            yield _unit_result(code, name, rows.get(code), reviewed_submissions, context.partition_key)

    return [submission_board_units]


def _check_name(code: str) -> str:
    """Check names are ASCII letters, digits and underscores."""
    return code.replace("-", "_")


def _unit_result(code: str, name: str, row: Any, review: Review, month: str) -> dg.AssetCheckResult:
    if row is None:
        return dg.AssetCheckResult(
            asset_key="submission_board", check_name=_check_name(code), passed=True,
            description=f"{name}：本月不在应报范围", metadata={"月份": month},
        )  # fmt: skip
    word = LABELS[row.status]
    late = bool(row.late_days) if row.late_days is not None and not pd.isna(row.late_days) else False
    good = row.status in ("accepted", "nil") and not late
    worst = dg.AssetCheckSeverity.ERROR if row.status in ("returned", "unreadable") else dg.AssetCheckSeverity.WARN
    reason = f"{word}{f'，迟报{int(row.late_days)}个工作日' if late else ''}"
    first = next((each for each in review.findings if each.unit_code == code and each.severity in "FE"), None)
    return dg.AssetCheckResult(
        asset_key="submission_board",
        check_name=_check_name(code),
        passed=good,
        severity=worst,
        description=f"{name}：{reason}{f'；{first.message}' if first and not good else ''}",
        metadata={
            "月份": month,
            "状态": word,
            "收到时间": str(row.received_at or "—"),
            "错误": int(row.errors),
            "疑点": int(row.warnings),
            "文件": str(row.file_name or "—"),
        },
    )

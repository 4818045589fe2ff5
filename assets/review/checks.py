"""Dagster checks of review: the findings by level, nothing lost, and one check a unit on the board.

None of them blocks: a failure in one unit never fails the month. What blocks is the prover's, on release_candidate.
"""

import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg
import pandas as pd

from assets.intake.home import MonthHome
from assets.review.accept import TALLIED
from assets.review.assets import RECEIVED, answer_paths, month_by_unit, register_table, shown_time, table_metadata
from assets.review.board import UNITS_ON_ONE_SCREEN
from assets.review.model import Review
from schemas.finding import Finding
from schemas.form.sheets import DATA_SHEETS
from schemas.words import ERRORS, SEVERITIES, SUBMISSION_STATUSES, WARNINGS

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


def findings_table(findings: list[Finding], home: MonthHome, answers: dict[str, str]) -> dg.TableMetadataValue:
    """The first hundred findings as a person acts on them, the gravest first, with the answer that lies ready.
    `answers`: unit code → its file below the home."""
    columns = ("单位", "程度", "规则", "工作表", "单元格", "原值", "应为", "说明", "退回件")
    rows = [
        (
            home.register.name(each.unit_code) if each.unit_code else "—",
            SEVERITIES[each.severity],
            each.rule_code,
            each.sheet or "—",
            each.cell or "—",
            each.raw_value or "",
            each.expected or "",
            each.message,
            answers.get(each.unit_code or "", ""),
        )
        for each in sorted(findings, key=lambda one: "FEWI".index(one.severity))[:SHOWN]
    ]
    return table_metadata(columns, rows)


def _level_result(
    level: int, review: Review, home: MonthHome, month: str, answers: dict[str, str]
) -> dg.AssetCheckResult:
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
            **({"按规则": "、".join(f"{code} {count}" for code, count in by_rule.items())} if found else {}),
            **({"问题清单": findings_table(found, home, answers)} if found else {}),
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
        metadata={"月份": month, "逐表": _balance_table(tally)},
    )


def _balance_table(tally: pd.DataFrame) -> dg.TableMetadataValue:
    """Rows and yuan, sheet by sheet: read, in the books, given back."""
    columns = ("工作表", "读入行", "入账行", "退回行", "读入金额（元）", "入账金额（元）", "退回金额（元）")
    rows = [
        (DATA_SHEETS[row.kind].title, *(int(value) for value in row[2:]))
        for row in tally[["kind", *TALLIED]].itertuples()
    ]
    return table_metadata(columns, rows)


def answers_written(returned_workbooks: pd.DataFrame, home: MonthHome, month: str) -> dg.AssetCheckResult:
    """Fails where an answer could not be written; the release does not wait for it."""
    failed = returned_workbooks[returned_workbooks["failure"] != ""]
    names = [
        home.register.name(code) if code in home.register.units.index else "未能识别单位"
        for code in failed["unit_code"]
    ]
    lines = [f"{name}：{reason}" for name, reason in zip(names, failed["failure"], strict=True)]
    owed = len(returned_workbooks)
    return dg.AssetCheckResult(
        asset_key="returned_workbooks",
        check_name="answers_written",
        passed=failed.empty,
        severity=dg.AssetCheckSeverity.ERROR,
        description=f"{month} 应答复 {owed} 份，已写出 {owed - len(failed)} 份"
        + (f"；{'；'.join(lines[:10])}" if lines else ""),
        metadata={"月份": month, "应答复": owed, "未能写出": len(failed)},
    )


def review_checks(months: dg.PartitionsDefinition) -> list[Any]:
    """Findings by level, the balance of rows and amounts, and whether every answer was written."""
    specs = [
        *(
            month_check(name, "reviewed_submissions", label, months, deps=["returned_workbooks"])
            for name, label in LEVELS.values()
        ),
        month_check("nothing_lost", "reviewed_submissions", "收发平衡：读入=入账+退回", months),
        month_check("answers_written", "returned_workbooks", "退回件和告知单是否都已写出（不影响发布）", months),
    ]

    @dg.multi_asset_check(name="review_findings", specs=specs)
    def review_findings(
        context: dg.AssetCheckExecutionContext,
        reviewed_submissions: Review,
        returned_workbooks: pd.DataFrame,
        home: dg.ResourceParam[MonthHome],
    ) -> Iterator[dg.AssetCheckResult]:
        month, answers = context.partition_key, answer_paths(returned_workbooks)
        for level in LEVELS:
            yield _level_result(level, reviewed_submissions, home, month, answers)
        yield _nothing_lost(reviewed_submissions, month)
        yield answers_written(returned_workbooks, home, month)

    return [review_findings]


def received_check(months: dg.PartitionsDefinition, unit_codes: list[str]) -> Any:
    """`accepted` on submission_received. Runs report it themselves; executed by hand in the UI it says again what the
    month's register says."""

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.PreviewWarning)
        described = dg.asset_check(
            asset=RECEIVED,
            name="accepted",
            description="该单位该月的报表是否接收：✓ 已接收或零报告，⚠ 待说明，✗ 退回",
            partitions_def=month_by_unit(months, unit_codes),
        )

    def accepted(context: dg.AssetCheckExecutionContext, home: dg.ResourceParam[MonthHome]) -> dg.AssetCheckResult:
        month, unit = str(context.partition_key).split("|")
        kept = home.path / "work" / month / "submission_register" / "rows.parquet"
        register = pd.read_parquet(kept).set_index("unit_code")
        status = str(register.at[unit, "status"])
        return dg.AssetCheckResult(
            passed=status in ("accepted", "nil"), severity=_severity(status), description=SUBMISSION_STATUSES[status]
        )

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.PreviewWarning)
        return described(accepted)


def board_checks(months: dg.PartitionsDefinition, units: dict[str, str], groups: dict[str, str]) -> list[Any]:
    """The page a person on duty watches. One check a unit: its name is the unit's code, its description the unit's
    name. Past UNITS_ON_ONE_SCREEN one check a group, with the units that owe something as its table."""
    by_unit = len(units) <= UNITS_ON_ONE_SCREEN
    chosen = units if by_unit else groups
    if not chosen:
        return []
    specs = [
        month_check(
            _check_name(code), "submission_board", name, months, deps=["submission_register", "returned_workbooks"]
        )
        for code, name in chosen.items()
    ]

    @dg.multi_asset_check(name="submission_board_checks", specs=specs)
    def submission_board_checks(
        context: dg.AssetCheckExecutionContext, submission_register: pd.DataFrame, returned_workbooks: pd.DataFrame
    ) -> Iterator[dg.AssetCheckResult]:
        answers, month = answer_paths(returned_workbooks), context.partition_key
        rows = {str(row.unit_code): row for row in submission_register.itertuples()}
        for code, name in chosen.items():
            if by_unit:
                yield _unit_result(code, name, rows.get(code), answers, month)
            else:
                yield _group_result(code, name, submission_register, answers, month)

    return [submission_board_checks]


def _check_name(code: str) -> str:
    """Check names are ASCII letters, digits and underscores."""
    return code.replace("-", "_")


def _severity(status: str) -> dg.AssetCheckSeverity:
    return dg.AssetCheckSeverity.ERROR if status in ("returned", "unreadable") else dg.AssetCheckSeverity.WARN


def _is_good(row: Any) -> bool:
    late = not pd.isna(row.late_days) and int(row.late_days) > 0
    return row.status in ("accepted", "nil") and not late


def _unit_result(code: str, name: str, row: Any, answers: dict[str, str], month: str) -> dg.AssetCheckResult:
    """✓ accepted in time, ⚠ missing, late or to be explained, ✗ returned; the reason beside it."""
    if row is None:
        return dg.AssetCheckResult(
            asset_key="submission_board",
            check_name=_check_name(code),
            passed=True,
            description=f"{month} {name}：本月不在应报范围",
            metadata={"月份": month},
        )
    late = f"，迟报{int(row.late_days)}个工作日" if not pd.isna(row.late_days) and row.late_days else ""
    counts = f"，{ERRORS}{row.errors}处、{WARNINGS}{row.warnings}处" if row.errors or row.warnings else ""
    step = f"；{row.next_step}" if row.next_step else ""
    return dg.AssetCheckResult(
        asset_key="submission_board",
        check_name=_check_name(code),
        passed=_is_good(row),
        severity=_severity(row.status),
        description=f"{month} {name}：{row.status_label}{late}{counts}{step}",
        metadata={
            "月份": month,
            "收到时间": shown_time(row.received_at),
            **({"答复": answers[code]} if code in answers else {}),
        },
    )


def _group_result(
    code: str, name: str, register: pd.DataFrame, answers: dict[str, str], month: str
) -> dg.AssetCheckResult:
    """A group is as its worst unit; the table lists who owes something."""
    of_group = register[register["unit_group"] == code]
    owing = of_group[[not _is_good(row) for row in of_group.itertuples()]]
    refused = owing["status"].isin(["returned", "unreadable"]).any()
    return dg.AssetCheckResult(
        asset_key="submission_board",
        check_name=_check_name(code),
        passed=owing.empty,
        severity=dg.AssetCheckSeverity.ERROR if refused else dg.AssetCheckSeverity.WARN,
        description=f"{month} {name}：应报 {len(of_group)} 家，{len(owing)} 家未了",
        metadata={"月份": month, **({} if owing.empty else {"未了单位": register_table(owing, answers)})},
    )

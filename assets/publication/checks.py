"""Dagster checks of publication: the prover's proofs on release_candidate (blocking) and what it found (not)."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from assets.intake.home import MonthHome
from assets.publication.prover.proofs import PROOFS, prove
from assets.review.checks import month_check
from assets.store.candidate import Candidate
from assets.store.published import Store
from schemas.calendar import Deadlines
from schemas.months import shift
from schemas.office.rulebook import rulebook_for

SHOWN = 100


def checks(months: dg.PartitionsDefinition) -> list[Any]:
    """Every check of the room, partitioned by month."""
    proof_specs = [
        month_check(name, "release_candidate", label, months, blocking=True) for name, (label, _) in PROOFS.items()
    ]
    said = month_check("claims", "release_candidate", "口径与结论：能否同时成立、增幅是否雷同", months)
    published = month_check("last_month_published", "release", "上月已按日历发布", months)

    @dg.multi_asset_check(name="prover", specs=[*proof_specs, said])
    def prover(
        context: dg.AssetCheckExecutionContext,
        release_candidate: Candidate,
        home: dg.ResourceParam[MonthHome],
        store: dg.ResourceParam[Store],
    ) -> Iterator[dg.AssetCheckResult]:
        month = context.partition_key
        proof = prove(release_candidate, store, home.reference, home.register, rulebook_for(home.path, month))
        for name, (label, _) in PROOFS.items():
            yield _proved(name, label, proof.failures[name], month)
        yield _claims(proof.findings, month)

    @dg.multi_asset_check(name="calendar_kept", specs=[published])
    def last_month_published(
        context: dg.AssetCheckExecutionContext, home: dg.ResourceParam[MonthHome], store: dg.ResourceParam[Store]
    ) -> Iterator[dg.AssetCheckResult]:
        deadlines = Deadlines(home.reference.district.calendar, home.reference.holidays)
        previous = shift(context.partition_key, -1)
        known = store.months()
        due = bool(known) and known[0] <= previous and deadlines.is_closed(previous, home.as_of)
        found = store.release(previous)
        good = not due or (found is not None and found["status"] == "final")
        yield dg.AssetCheckResult(
            asset_key="release",
            check_name="last_month_published",
            passed=good,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"月份": context.partition_key},
            description=f"{previous} {'已定稿' if found and found['status'] == 'final' else '未到定稿时间' if good else '已过关账日但未定稿'}",
        )

    return [prover, last_month_published]


def _proved(name: str, label: str, faults: list[str], month: str) -> dg.AssetCheckResult:
    table = dg.TableMetadataValue(
        records=[dg.TableRecord({"不成立之处": fault}) for fault in faults[:SHOWN]],
        schema=dg.TableSchema([dg.TableColumn("不成立之处")]),
    )
    return dg.AssetCheckResult(
        asset_key="release_candidate",
        check_name=name,
        passed=not faults,
        severity=dg.AssetCheckSeverity.ERROR,
        description=f"{month} {label}{'：成立' if not faults else f'：{len(faults)} 处不成立，首处：{faults[0]}'}",
        metadata={"月份": month, "处数": len(faults), **({"清单": table} if faults else {})},
    )


def _claims(findings: list[Any], month: str) -> dg.AssetCheckResult:
    worth = [each for each in findings if each.severity in "EW"]
    columns = ("规则", "程度", "说明")
    table = dg.TableMetadataValue(
        records=[
            dg.TableRecord(dict(zip(columns, (f.rule_code, f.severity, f.message), strict=True)))
            for f in findings[:SHOWN]
        ],
        schema=dg.TableSchema([dg.TableColumn(name) for name in columns]),
    )
    return dg.AssetCheckResult(
        asset_key="release_candidate",
        check_name="claims",
        passed=not worth,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"{month} {f'{len(worth)} 项需说明：{worth[0].message}' if worth else '无须说明'}",
        metadata={"月份": month, "项数": len(findings), **({"清单": table} if findings else {})},
    )

"""Dagster assets of publication: the candidate the prover judges, and the release: the flip, nothing else after it."""

from collections.abc import Iterator

import dagster as dg
import pandas as pd
from pydantic import Field

from assets.intake.home import MonthHome
from assets.ledger.model import Books
from assets.publication.holding import held_back
from assets.publication.materiality import with_materiality
from assets.publication.prepare import MonthTables, prepare_candidate
from assets.publication.prover.proofs import require_proved, worth_saying
from assets.publication.provisional import STATES
from assets.publication.publish import publish_month
from assets.publication.summary_page import month_markdown
from assets.review.model import Review
from assets.store.candidate import MADE_BY_ROOMS, Candidate
from assets.store.published import Store
from schemas.office.rulebook import rulebook_for, rulebook_path

GROUP = "publication"


@dg.asset(
    group_name=GROUP,
    kinds={"pandas"},
    ins={f"report_{name}": dg.AssetIn() for name in MADE_BY_ROOMS},
    description="待发布：本月全部报告表汇总，由核对规则逐条证明；有一条阻断规则不成立即不发布。",
)
def release_candidate(
    context: dg.AssetExecutionContext,
    reviewed_submissions: Review,
    district_books: Books,
    home: dg.ResourceParam[MonthHome],
    store: dg.ResourceParam[Store],
    **tables: pd.DataFrame,
) -> Candidate:
    """The month's tables as one candidate, with the prover's findings among them."""
    month = context.partition_key
    made = MonthTables(
        reviewed_submissions, district_books, {name.removeprefix("report_"): frame for name, frame in tables.items()}
    )
    candidate = prepare_candidate(made, home, store, context.run.run_id, rulebook_path(home.path, month))
    found = worth_saying(candidate, store, home.reference, home.register, rulebook_for(home.path, month))
    candidate = with_materiality(candidate.with_findings(found), home.reference.district.display)
    context.add_output_metadata(
        {
            "月份": month,
            "状态": STATES[str(candidate.release["status"])],
            "dagster/row_count": sum(len(frame) for frame in candidate.tables.values()),
            "各表行数": dg.MetadataValue.json({name: len(frame) for name, frame in candidate.tables.items()}),
        }
    )
    return candidate


class ReleaseChoice(dg.Config):
    """What whoever launches a run may choose."""

    publish: bool = Field(default=False, description="本月尚未定期发布时也发布。默认不发布，只收件核查。")


@dg.asset(
    group_name=GROUP,
    kinds={"sql"},
    output_required=False,
    description="发布：写入新的修订、读回核对、生成文件、移动指针，一个事务内完成；与当前发布无差别则不发布。",
)
def release(
    context: dg.AssetExecutionContext,
    config: ReleaseChoice,
    release_candidate: Candidate,
    home: dg.ResourceParam[MonthHome],
    store: dg.ResourceParam[Store],
) -> Iterator[dg.Output[pd.DataFrame]]:
    """One row: how the publication ended. No output where the month is held back. Raises ReleaseRefused where a proof
    fails, BasisChanged where the candidate was made of something else than what lies there now."""
    month = context.partition_key
    back = held_back(month, home, store, asked=config.publish)
    if back is not None and back.kind == "waiting":
        raise dg.Failure(back.reason, allow_retries=False)
    if back is not None:
        context.log.warning(back.reason)
        return
    require_proved(release_candidate, store, home.reference, home.register, rulebook_for(home.path, month))
    outcome = publish_month(release_candidate, home, store)
    context.log.info(f"{month}：{outcome.release_id}，{'已发布' if outcome.published else outcome.note}")
    yield dg.Output(
        pd.DataFrame([vars_of(outcome)]),
        metadata={
            "月份": month,
            "发布编号": outcome.release_id,
            "修订号": outcome.revision,
            "状态码": outcome.status,
            "已发布": "是" if outcome.published else "否",
            f"{month} 月度摘要": dg.MetadataValue.md(month_markdown(store, month, home.register)),
        },
    )


def vars_of(outcome: object) -> dict[str, object]:
    return {name: getattr(outcome, name) for name in ("release_id", "month", "revision", "status", "published", "note")}

"""One cell of every report table and kind of column changed in a proved candidate: the prover blocks each."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from assets.intake.home import MonthHome
from assets.metrics.tables import CUTS
from assets.month import prepare_month
from assets.publication.prover.case import Case
from assets.publication.prover.completeness import every_unit_once
from assets.publication.prover.proofs import ReleaseRefused, require_proved, what_fails
from assets.publication.prover.recomputed_tables import tables_made_anew
from assets.publication.prover.records import records_whole
from assets.publication.prover.scores import scores_recompute
from assets.store.candidate import Candidate
from assets.store.published import Store
from samples.clean import write_clean
from schemas.columns.report import REPORT_TABLES
from schemas.office.rulebook import rulebook_for
from tests.publication.released import OPEN, raise_ytd

MONTH = "2025-01"
MADE_ANEW = ("metric", "project", *CUTS, "supervision")
# What stands beside the tables as the township or the rulebook wrote it; nothing else published says it a second time.
NOT_TWICE = {
    "submission": {"received_at", "on_time", "late_days", "revision", "file_name", "rows_read", "rows_loaded",
                   "rows_rejected", "errors", "warnings", "status"},
    "finding": {"severity", "returns", "file_name", "raw_value", "expected", "explanation", "material", "status"},
    "source_cell": {"file_name", "raw_value", "unit_code", "field", "project_code"},
    "assessment_item": {"item_label", "weight", "method", "actual", "target", "raw_score", "capped_score", "explanation",
                        "explanation_zh", "item_code"},
    "assessment": {"gap_to_next", "vetoed"},
}  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Ground:
    candidate: Candidate
    case: Case


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("proved") / "district"
    write_clean(folder, (MONTH,), 3)
    raise_ytd(folder, MONTH, 1)
    home = MonthHome(folder, OPEN, f"sqlite:///{folder}/zhaoyin.db")
    with Store(home.database_url) as store:
        made = prepare_month(home, MONTH, store)
        assert not made.proof.blocking, made.proof.failures
        yield Ground(
            made.candidate, Case(made.candidate, store, home.reference, home.register, rulebook_for(folder, MONTH))
        )


def other(value: Any, dtype: str, by: int) -> Any:
    """Another value of the type: a number up by `by`, a text with a mark, the other truth."""
    if dtype in ("int", "float"):
        return by if pd.isna(value) else value + by
    if dtype == "bool":
        return not bool(value)
    return "改" if value is None else f"{value}改"


def changed(candidate: Candidate, name: str, column: str, by: int = 10_000) -> Candidate:
    """The candidate with one cell of a table changed: the first filled one of the column."""
    frame = candidate.tables[name].copy()
    filled = frame[column].notna().to_numpy()
    at = int(filled.argmax()) if filled.any() else 0
    values = frame[column].tolist()
    values[at] = other(values[at], REPORT_TABLES[name].column(column).dtype, by)
    frame[column] = pd.Series(values, dtype=frame[column].dtype)
    return dataclasses.replace(candidate, tables={**candidate.tables, name: frame})


def columns_of(name: str, *, keys: bool) -> list[str]:
    table = REPORT_TABLES[name]
    chosen = table.keys[:1] if keys else [each for each in table.names if each not in table.keys]
    return [each for each in chosen if each not in NOT_TWICE.get(name, set())]


def test_a_changed_cell_of_any_table_made_anew_is_named(ground: Ground) -> None:
    """One cell of every column at once, so that the tables are made anew once: each fault names a cell of its own."""
    names = [name for name in MADE_ANEW if len(ground.candidate.tables[name])]
    touched = [(name, column) for name in names for column in columns_of(name, keys=False)]
    tampered = ground.candidate
    for name, column in touched:
        tampered = changed(tampered, name, column, by=10_000 + names.index(name))
    faults = tables_made_anew(dataclasses.replace(ground.case, candidate=tampered))
    let_through = [
        f"{name}.{column}"
        for name, column in touched
        if not any(
            fault.startswith(f"report_{name} ") and f" {REPORT_TABLES[name].column(column).label}：" in fault
            for fault in faults
        )
    ]
    assert let_through == []
    assert len(touched) >= 100


def test_one_changed_key_blocks(ground: Ground) -> None:
    for name in MADE_ANEW:
        if len(ground.candidate.tables[name]):
            tampered = changed(ground.candidate, name, columns_of(name, keys=True)[0])
            assert what_fails(tables_made_anew, dataclasses.replace(ground.case, candidate=tampered)), name


def test_one_changed_cell_of_a_record_blocks(ground: Ground) -> None:
    let_through = []
    names = ("submission", "finding", "source_cell", "assessment_item", "assessment")
    for name in [each for each in names if len(ground.candidate.tables[each])]:
        for column in [*columns_of(name, keys=True), *columns_of(name, keys=False)]:
            case = dataclasses.replace(ground.case, candidate=changed(ground.candidate, name, column))
            proofs = (records_whole, scores_recompute, every_unit_once)
            if not any(what_fails(proof, case) for proof in proofs):
                let_through.append(f"{name}.{column}")
    assert let_through == []


def test_a_row_more_or_less_blocks(ground: Ground) -> None:
    for name in ("fund_arrival", "metric", "stage", "activity", "project"):
        short = ground.candidate.tables[name].iloc[:-1]
        fewer = dataclasses.replace(ground.candidate, tables={**ground.candidate.tables, name: short})
        assert tables_made_anew(dataclasses.replace(ground.case, candidate=fewer)), name


def test_the_refusal_names_the_cell(ground: Ground) -> None:
    tampered = changed(ground.candidate, "fund_arrival", "out_of_district_ytd_yuan")
    of = ground.case
    with pytest.raises(ReleaseRefused, match=r"发布被核对规则阻断：.*report_fund_arrival .*区外项目到位资金·本年累计"):
        require_proved(tampered, of.history, of.reference, of.register, of.rulebook)

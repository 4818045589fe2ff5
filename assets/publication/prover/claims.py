"""What is worth saying of a candidate and never blocks it: claims that cannot hold together, equal growths."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from assets.publication.prover.case import Case
from assets.review.catalogue import finding
from schemas.finding import Finding
from schemas.rounding import exact, half_up

_HUNDRED_MILLION = 100_000_000


def fits_inside(part: int, part_amount: int, whole: int, whole_amount: int, threshold: int = _HUNDRED_MILLION) -> bool:
    """Whether `part` projects of `part_amount` can be among `whole` of `whole_amount`, each at least `threshold`:
    Σpart + (whole − part) × threshold ≤ Σwhole."""
    return part <= whole and part_amount + (whole - part) * threshold <= whole_amount


def events_feasible(case: Case) -> Iterator[Finding]:
    """D406: what an event counted and the ledger's own count can hold together."""
    metrics = case.candidate.tables["metric"]
    whole = metrics[(metrics["unit_code"] == "ALL") & (metrics["caliber"] == "declared")].set_index("metric_code")[
        "ytd_value"
    ]
    count, amount = whole.get("signed_100m"), whole.get("signed_100m_amount")
    for row in case.candidate.tables["event"].itertuples():
        if pd.isna(row.signed_projects) or pd.isna(row.signed_amount_yuan) or count is None or pd.isna(count):
            continue
        if not row.ledger_projects:  # not held yet: no project of the ledger was signed there
            continue
        part, part_amount = int(row.signed_projects), int(row.signed_amount_yuan)
        if not fits_inside(part, part_amount, int(count), int(amount)):
            most = int(amount) - (int(count) - part) * _HUNDRED_MILLION
            detail = (
                f"{row.event_name}集中签约{part}个、{_yi(part_amount)}亿元，不可能全部包含在亿元以上签约项目"
                f"{int(count)}个、{_yi(int(amount))}亿元之内：任意{part}个最多{_yi(most)}亿元。两者统计口径不同，应分别表述"
            )
            yield finding("D406", detail=detail, field="signed_amount_yuan", raw_value=_yi(part_amount))


def _yi(yuan: int) -> str:
    return f"{half_up(exact(yuan) / _HUNDRED_MILLION, 2)}"


def same_growth(case: Case) -> Iterator[Finding]:
    """D407: metrics of the district whose growth is the same at the shown digits. Two that are the same money (in January
    all of it is carried over) grow alike by nature and are one."""
    metrics = case.candidate.tables["metric"]
    rows = metrics[(metrics["unit_code"] == "ALL") & (metrics["caliber"] == "verified") & metrics["yoy"].notna()]
    rows = rows[(rows["value_unit"] == "yuan") & (rows["ytd_value"] != 0)]
    shown: dict[str, list[str]] = {}
    for row in rows.drop_duplicates(["ytd_value", "yoy"]).itertuples():
        text = str(half_up(exact(float(row.yoy)) * 100, 1))
        if text not in ("0.0", "-100.0"):
            shown.setdefault(text, []).append(str(row.metric_label))
    for text, labels in shown.items():
        if len(labels) > 1:
            yield finding("D407", detail=f"{'、'.join(labels)}同比均为 {text}%，请核对是否误抄", raw_value=f"{text}%")

"""Level 2: what a unit's resubmission changed (H211)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from assets.review.catalogue import finding
from assets.review.rule_context import RuleContext, judges
from schemas.finding import Finding
from schemas.form.sheets import DATA_SHEETS


@judges("H211")
def resubmissions(context: RuleContext) -> Iterator[Finding]:
    """What the file in force changes against the unit's file before it; many revisions are said as such."""
    many = int(context.limit("H211", "revisions"))
    ordered = sorted(context.files.values(), key=lambda file: (str(file.received_at), str(file.file_name)))
    of_unit: dict[str, list[Any]] = {}
    for file in ordered:
        of_unit.setdefault(str(file.unit_code), []).append(file)
    for unit, latest in context.latest.items():
        at = next(at for at, file in enumerate(of_unit[unit]) if file.file_id == latest)
        mine = of_unit[unit][: at + 1]  # a later one that could not be read, or came too late, is not the one in force
        readable = [int(file.file_id) for file in mine if file.readable]
        if len(mine) < 2:
            continue
        changes = _changes(context, readable[-2], latest) if len(readable) > 1 else "(上次无法读取)"
        yield finding(
            "H211",
            "many" if len(mine) > many else "",
            raw_value=str(len(mine)),
            detail=changes,
            **context.of_file(latest),
        )


def _changes(context: RuleContext, before: int, after: int) -> str:
    """到位资金:改3格;项目台账:增1行、减1行、改2格, or 数据相同."""
    said = []
    for kind, form in DATA_SHEETS.items():
        old, new = _keyed(context, kind, before), _keyed(context, kind, after)
        both = old.keys() & new.keys()
        counts = {
            "增": (len(new.keys() - old.keys()), "行"),
            "减": (len(old.keys() - new.keys()), "行"),
            "改": (sum(a != b for key in both for a, b in zip(old[key], new[key], strict=True)), "格"),
        }
        words = "、".join(f"{verb}{count}{unit}" for verb, (count, unit) in counts.items() if count)
        if words:
            said.append(f"{form.title}{words}")
    return "；".join(said) or "数据相同"


def _keyed(context: RuleContext, kind: str, file_id: int) -> dict[Any, tuple[Any, ...]]:
    """Rows of a file by what tells them apart: the project code, else the order; 序号 is no datum."""
    rows = context.rows(kind)
    at = rows.index[rows["file_id"] == file_id]
    names = [field.name for field in DATA_SHEETS[kind].fields if field.name != "seq"]
    raw = context.intake.raw[kind].loc[at, names].astype(object)
    raw = raw.where(raw.notna(), None)
    codes = rows.loc[at, "project_code"] if kind in ("project", "fund") else pd.Series(range(len(at)), index=at)
    return {
        code if isinstance(code, (str, int)) else f"#{order}": tuple(values)
        for order, (code, values) in enumerate(zip(codes, raw.itertuples(index=False), strict=True))
    }

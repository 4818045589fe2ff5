"""The rows that enter the books, the cells they stand on, and the balance: read = loaded + rejected with a reason."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assets.review.rule_context import RuleContext
from schemas.finding import Finding
from schemas.form.sheets import DATA_SHEETS

BOOK_KINDS = tuple(kind for kind in DATA_SHEETS if kind != "explanation")
REJECTED = ["file_id", "file_name", "sheet", "row", "project_code", "rule_code", "reason", "amount_yuan"]
TALLIED = [
    f"{what}_{fate}{unit}"
    for what, unit in (("rows", ""), ("amount", "_yuan"))
    for fate in ("read", "loaded", "rejected")
]


def accepted_rows(
    context: RuleContext, revisions: pd.DataFrame, findings: list[Finding]
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """(kind → rows of the revisions in force that enter the books, rejected rows). An E without R loads its row with
    that cell null; a returning E under reject_rows rejects its row, a project's with its money."""
    in_force = set(revisions.loc[revisions["in_force"], "file_id"])
    refused, nulled = _refusals(context, findings)
    accepted: dict[str, pd.DataFrame] = {}
    rejected: list[list[Any]] = []
    for kind in BOOK_KINDS:
        rows = context.rows(kind)
        rows = rows[rows["file_id"].isin(in_force)].copy()
        reasons = [refused.get(place) for place in zip(rows["file_id"], rows["sheet"], rows["row"], strict=True)]
        gone = {(r[0], r[4]) for r in rejected if r[8] == "project"} if kind == "fund" else set()
        for at, project in enumerate(zip(rows["file_id"], rows["project_code"], strict=True)) if gone else ():
            if project in gone:
                reasons[at] = reasons[at] or ("C121", "项目台账行已退回")
        if kind == "fund":  # one row a project in the books: a second one is rejected aloud, even where C122 is off
            for at, doubled in enumerate(rows.duplicated(["file_id", "project_code"])):
                reasons[at] = reasons[at] or (("C122", "一个项目只能有一行到位资金") if doubled else None)
        for at, reason in enumerate(reasons):
            if reason:
                row = rows.iloc[at]
                name = context.files[int(row["file_id"])].file_name
                place = [row["file_id"], name, row["sheet"], row["row"]]
                rejected.append([*place, _code(row), *reason, _amount(kind, row), kind])
        kept = rows[[reason is None for reason in reasons]].copy() if any(reasons) else rows
        _blank(kept, kind, nulled)
        accepted[kind] = _completed(context, kind, kept)
    return accepted, pd.DataFrame([row[:8] for row in rejected], columns=REJECTED)


Place = tuple[int, str, int]  # file_id, sheet, row


def _refusals(
    context: RuleContext, findings: list[Finding]
) -> tuple[dict[Place, tuple[str, str]], dict[Place, set[str]]]:
    """(place of a refused row → rule and reason, place of a row → the fields an E without R takes out of it)."""
    id_of = {file.file_sha256: file_id for file_id, file in context.files.items()}
    refused: dict[Place, tuple[str, str]] = {}
    nulled: dict[Place, set[str]] = {}
    for each in findings:
        if each.severity != "E" or each.status != "open" or not each.cell or not each.sheet:
            continue
        if each.file_sha256 not in id_of:
            continue
        place = (id_of[each.file_sha256], each.sheet, int("".join(char for char in each.cell if char.isdigit())))
        if each.returns:
            refused.setdefault(place, (each.rule_code, each.message))
        elif each.level == 1 and each.field:
            nulled.setdefault(place, set()).add(each.field)
    return refused, nulled


def _blank(rows: pd.DataFrame, kind: str, nulled: dict[Place, set[str]]) -> None:
    """Takes out, in place, the cells that an E without R left open: their rows load without them."""
    columns = {item.name: item.column for item in DATA_SHEETS[kind].fields}
    for index, *place in zip(rows.index, rows["file_id"], rows["sheet"], rows["row"], strict=True) if nulled else ():
        for name in nulled.get((int(place[0]), str(place[1]), int(place[2])), set()) & columns.keys():
            rows.at[index, columns[name]] = None if rows[columns[name]].dtype == object else pd.NA


def _code(row: pd.Series) -> str | None:
    code = row.get("project_code")
    return code if isinstance(code, str) else None


# The money at stake in a row: 本年累计 of a money row, 总投资 of a project, the subsidy.
_AT_STAKE = {"fund": "arrived_ytd_yuan", "project": "total_investment_yuan", "talent_subsidy": "subsidy_yuan"}


def _amount(kind: str, row: pd.Series) -> int:
    name = _AT_STAKE.get(kind)
    value = row.get(name) if name else None
    return 0 if value is None or pd.isna(value) else int(value)


def _completed(context: RuleContext, kind: str, rows: pd.DataFrame) -> pd.DataFrame:
    """File columns, and on projects what their words resolve to."""
    of = [context.files[file_id] for file_id in rows["file_id"].tolist()]
    rows["file_name"] = pd.Series([file.file_name for file in of], index=rows.index, dtype=object)
    rows["file_sha256"] = pd.Series([file.file_sha256 for file in of], index=rows.index, dtype=object)
    if kind == "project":
        found = [context.places.get(str(text)) for text in rows["investor_origin"]]
        rows["origin_scope"] = [place.scope if place else None for place in found]
        rows["origin_province"] = [place.province if place else None for place in found]
        rows["chain_code"] = [context.chains.get(str(text)) for text in rows["industry_chain"]]
        rows["partner_unit_code"] = [
            context.register.resolve(str(text), context.month) if isinstance(text, str) else None
            for text in rows["partner_unit"]
        ]
    return rows


def tallied(
    context: RuleContext, revisions: pd.DataFrame, accepted: dict[str, pd.DataFrame], rejected: pd.DataFrame
) -> pd.DataFrame:
    """kind, file_sha256, rows and amounts read, loaded, rejected: of the latest revision of each unit."""
    latest = revisions.loc[revisions["latest"] | revisions["in_force"], "file_id"]
    in_force = set(revisions.loc[revisions["in_force"], "file_id"])
    parts = []
    for kind in BOOK_KINDS:
        frame = context.rows(kind)
        read = _sums(kind, frame[frame["file_id"].isin(latest)])
        if not len(read):
            continue
        loaded = _sums(kind, accepted[kind]).reindex(read.index, fill_value=0)
        gone = _gone(context, kind, rejected).reindex(read.index, fill_value=0)
        counted = read.index.isin(list(in_force))
        parts.append(
            pd.DataFrame(
                {
                    "kind": kind,
                    "file_sha256": [context.files[int(file_id)].file_sha256 for file_id in read.index],
                    "rows_read": read["rows"],
                    "rows_loaded": loaded["rows"],
                    "rows_rejected": gone["rows"].where(counted, read["rows"]),
                    "amount_read_yuan": read["amount"],
                    "amount_loaded_yuan": loaded["amount"],
                    "amount_rejected_yuan": gone["amount"].where(counted, read["amount"]),
                }
            )
        )
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["kind", "file_sha256", *TALLIED])


def _sums(kind: str, rows: pd.DataFrame) -> pd.DataFrame:
    """file_id → rows and the money at stake in them."""
    name = _AT_STAKE.get(kind)
    amounts = rows[name].fillna(0).astype("int64") if name else pd.Series(0, index=rows.index, dtype="int64")
    grouped = amounts.groupby(rows["file_id"])
    return pd.DataFrame({"rows": grouped.size(), "amount": grouped.sum()})


def _gone(context: RuleContext, kind: str, rejected: pd.DataFrame) -> pd.DataFrame:
    """file_id → rejected rows of the kind and the money at stake in them."""
    sheets = set(context.rows(kind)["sheet"].unique())
    mine = rejected[rejected["sheet"].isin(list(sheets))]
    grouped = mine["amount_yuan"].astype("int64").groupby(mine["file_id"].astype("int64"))
    return pd.DataFrame({"rows": grouped.size(), "amount": grouped.sum()})

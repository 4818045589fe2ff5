"""附12: scores and ranks, a section a group; then each group's points item by item, so that a unit sees where it lost them."""

from __future__ import annotations

from typing import Any

from assets.publication.documents.view import ReleaseView
from assets.publication.documents.workbook.sheets import Formats, SheetTable
from assets.publication.documents.workbook.sheets import SheetColumn as C
from schemas.months import span_label


def score_rows(view: ReleaseView, group: str) -> list[dict[str, Any]]:
    """report_assessment of a group, best first; units without figures, which are not ranked, after them."""
    rows = {row["unit_code"]: row for row in view.table("assessment").to_dict("records")}
    there = view.participation(group)
    return [rows[unit] for unit in (*there.ranked, *there.unranked)]


def print_scores(view: ReleaseView, book: Any, formats: Formats, stamp: str) -> None:
    """附12 and one 附12-n a group; only the statement that there is none without a rulebook."""
    _totals(view, book, formats, stamp)
    for at, (key, label, _units) in enumerate(view.groups(), 1):
        rows = score_rows(view, key)
        if rows:
            _items(view, book, formats, stamp, at, label, rows)


def _totals(view: ReleaseView, book: Any, formats: Formats, stamp: str) -> None:
    columns = (
        C("位次", "rank_in_group", "int", 7),
        C("单位", "unit_name", "text", 24),
        C("基础得分", "base_score", "score", 11),
        C("加分", "bonus", "score"),
        C("减分", "deduction", "score"),
        C("总分", "total_score", "score", 11),
        C("比上月位次", "moved", "centre", 11),
        C("与上一位差距", "gap_to_next", "score", 12),
        C("备注", "word", "centre", 12),
    )
    table = SheetTable(
        book, formats, "附12 考核得分", f"{span_label(view.month)}考核得分及排名表", stamp, "分", columns
    )
    found = False
    for key, label, _units in view.groups():
        rows = score_rows(view, key)
        if not rows:
            continue
        found = True
        table.section("，".join(filter(None, (f"{label}（{len(rows)}个", view.participation(key).words))) + "）")
        for row in rows:
            words = filter(None, (view.extent.mark(row["unit_code"]), "一票否决" if row["vetoed"] else ""))
            table.add({**row, "moved": moved(row["rank_change"]), "word": "、".join(words)})
    document = f"{view.rulebook_title}({view.rulebook_document})" if view.rulebook_document else view.rulebook_title
    table.close(
        stamp,
        [f"依据《{view.rulebook_title}》{view.rulebook_document}计分；总分为基础得分加加分减减分。"]
        if found and document
        else ["本月没有有效的考核办法，未计分。"],
    )


def moved(change: Any) -> str:
    """升2位, 降1位, 持平; nothing in the first month."""
    if change is None or change != change or str(change) == "<NA>":
        return "—"
    return "持平" if change == 0 else f"升{int(change)}位" if change > 0 else f"降{-int(change)}位"


def _items(
    view: ReleaseView, book: Any, formats: Formats, stamp: str, at: int, label: str, rows: list[dict[str, Any]]
) -> None:
    details = view.table("assessment_item")
    details = details[details["unit_code"].isin([row["unit_code"] for row in rows])]
    items = details.drop_duplicates("item_code")[["item_code", "item_label", "weight"]].to_dict("records")
    weights = {
        item["item_code"]: float(details[details["item_code"] == item["item_code"]]["weight"].max()) for item in items
    }
    order = sorted(items, key=lambda item: (-weights[item["item_code"]], item["item_code"]))
    columns = (
        C("位次", "rank_in_group", "int", 5),
        C("单位", "unit_name", "text", 20),
        *(
            C(f"{item['item_label']}（{weights[item['item_code']]:g}分）", item["item_code"], "score", 10)
            for item in order
        ),
        C("加分", "bonus", "score", 8),
        C("减分", "deduction", "score", 8),
        C("总分", "total_score", "score", 9),
    )
    table = SheetTable(
        book, formats, f"附12-{at} {label}分项", f"{label}{span_label(view.month)}考核分项得分表", stamp, "分", columns
    )
    table.sheet.set_row(2, 62)
    points = {(r["unit_code"], r["item_code"]): r["score"] for r in details.to_dict("records")}
    for row in rows:
        table.add({**row, **{item["item_code"]: points.get((row["unit_code"], item["item_code"])) for item in order}})
    table.close(stamp, ["括号内为权重分；“—”为本单位不考核该项。每项得分的依据和步骤见计分说明。"])

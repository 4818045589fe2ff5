"""What a figure of the documents opens to is what report_figure_source says of it."""

from __future__ import annotations

from assets.publication.figure_lookup import FigureLookup
from assets.store.candidate import Candidate
from assets.store.published import Store
from tests.publication.released import MONTH, Released


def test_every_figure_opens_to_the_cells_of_the_view(released: Released) -> None:
    with Store(released.url) as store:
        release = str(store.release(MONTH)["release_id"])  # type: ignore[index]
        cells = store.of_release("source_cell", release)
        lookup = FigureLookup(Candidate(MONTH, {"source_cell": cells}, {}, {}, {}, store.behind_release(release)))
    told: dict[tuple[str, str, str], set[tuple[object, ...]]] = {}
    for table, row_key, column, *cell in released.ask(
        "SELECT f.table_name, f.row_key, f.column_name, c.file_name, c.sheet, c.cell, f.contribution FROM report_figure_source f "
        f"JOIN report_source_cell c ON c.release_id = f.release_id AND c.source_id = f.source_id WHERE f.month = '{MONTH}'"
    ):
        told.setdefault((str(table), str(row_key), str(column)), set()).add(_rounded(*cell))
    assert len(told) > 500
    assert {figure[0] for figure in told} >= {"report_metric", "report_origin", "report_industry_chain", "report_visit"}
    for figure, expected in told.items():
        rows = lookup(*figure)[["file_name", "sheet", "cell", "contribution"]]
        found = rows.astype(object).where(rows.notna(), None).itertuples(index=False, name=None)
        assert {_rounded(*row) for row in found} == expected, figure
    assert not len(lookup("report_metric", "ALL|no_such_metric|verified", "ytd_value"))


def _rounded(file_name: object, sheet: object, cell: object, contribution: object) -> tuple[object, ...]:
    """Sums of shares may be added in another order."""
    return file_name, sheet, cell, None if contribution is None else round(float(str(contribution)), 6)

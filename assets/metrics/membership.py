"""Which cells make which figure, and how much each contributes: the store that report_figure_source is a view of.

Two small tables instead of one row a cell and figure. A cell that feeds twenty figures is one member with the number of
its set; the sets (a few hundred a month, however many units) say which figures they stand for.

`members`: source_id, unit_code (the unit credited), set_id, contribution. One row a source, credited unit and way of
    contributing. A project's money contributes its credit, its 总投资 cell also stands for the project itself (the
    count credit: share at four places, times its equivalents where a metric converts). What 认定 takes off is a member
    of its own, of the office's row in verifications.
`sets`: set_id, table_name, row_key_rest, column_name, places, additive. The row key of a figure is the place and the
rest joined by |; `places`: unit_group_all · unit_all · district (the rest alone is the key). additive: contributions
sum to the figure to the yuan; else (distinct counts, ratios) the cell is a source without an amount.

The view, with place(unit_code, place, level) holding (u, u, unit), (u, GROUP:g, group), (u, ALL, all):

    SELECT s.table_name, CASE s.places WHEN 'district' THEN s.row_key_rest WHEN … THEN p.place || '|' || s.row_key_rest
           END AS row_key, s.column_name, m.source_id, CASE WHEN s.additive THEN SUM(m.contribution) END AS contribution
    FROM figure_member m JOIN figure_set s USING (release_id, set_id) JOIN place p USING (release_id, unit_code)
    WHERE … GROUP BY 1, 2, 3, 4

Contributions of lead and
partner are added in groups and in ALL, so ALL has each project once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from assets.intake.office.model import Reference
from assets.intake.office.units import UnitRegister
from assets.ledger.credit import COUNT_SCALE
from assets.ledger.model import Books
from assets.ledger.office_cells import is_office_field
from assets.metrics.facts import Facts, facts_of
from assets.metrics.figures import Figure, list_figures, project_figures
from assets.metrics.measure import equivalents
from schemas.history import History
from schemas.metrics import load_registry

MEMBER_COLUMNS = ("source_id", "unit_code", "set_id", "contribution")
SET_COLUMNS = ("set_id", "table_name", "row_key_rest", "column_name", "places", "additive")
# The cell that stands for a row of a list where the row itself is counted.
_STANDS_FOR_ROW = {
    "talent_demand": ("talent_demand.posts_wanted",),
    "talent_subsidy": ("talent_subsidy.subsidy_yuan",),
    "recognition": ("recognition.quantity",),
    "visit": ("visit.company_name", "visit.visited_on", "visit.issue"),
    "activity": ("activity.companies_met", "activity.people", "activity.leads"),
}
_PROJECT_FIELD = {
    "total_investment_yuan": ("project.total_investment_yuan",),
    "arrived_before_year_yuan": ("fund.arrived_before_year_yuan", "fund.arrived_total_yuan"),
    "arrived_ytd_yuan": ("fund.arrived_ytd_yuan",),
    "arrived_total_yuan": ("fund.arrived_total_yuan", "fund.arrived_ytd_yuan", "fund.arrived_before_year_yuan"),
    "fixed_asset_ytd_yuan": ("fund.fixed_asset_ytd_yuan",),
    "arrived_usd_ytd": ("fund.arrived_usd_ytd",),
}
_ADJUSTED = {"arrived_ytd_yuan": "verified_ytd_yuan", "arrived_total_yuan": "verified_total_yuan"}


@dataclass(frozen=True)
class Membership:
    """MEMBER_COLUMNS and SET_COLUMNS of a month."""

    members: pd.DataFrame
    sets: pd.DataFrame


class _Sets:
    """Distinct combinations of figures, numbered as they come."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, str, str, str, str, bool]] = []
        self._number = 0

    def numbered(self, figures: list[Figure], masks: np.ndarray) -> np.ndarray:
        """Rows × figures (bool) → the set number of each row, 0 where it feeds nothing."""
        if not len(figures) or not masks.any():
            return np.zeros(len(masks), dtype="int64")
        packed, inverse = np.unique(np.packbits(masks, axis=1), axis=0, return_inverse=True)
        combinations = np.unpackbits(packed, axis=1, count=len(figures)).astype(bool)
        numbers = np.zeros(len(combinations), dtype="int64")
        for at, combination in enumerate(combinations):
            if combination.any():
                self._number += 1
                numbers[at] = self._number
                self.rows += [
                    (self._number, f.table, f.rest, f.column, f.places, f.additive)
                    for f, fed in zip(figures, combination, strict=True)
                    if fed
                ]
        return numbers[inverse.ravel()]


def figure_membership(
    books: Books, reference: Reference, history: History, month: str, conversion: dict[str, float] | None = None
) -> Membership:
    """The sources of every additive figure of the metrics' tables, and those of ratios and distinct counts."""
    registry = load_registry(reference.home)
    facts = facts_of(books, reference, UnitRegister(reference).expected(month), history)
    sets = _Sets()
    parts = list(_of_projects(books, facts, sets, list(project_figures(facts, registry, reference, month)), conversion))
    for name in _STANDS_FOR_ROW:
        parts += list(_of_list(books, facts, sets, name, list(list_figures(facts, registry, name))))
    members = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(MEMBER_COLUMNS))
    return Membership(members[list(MEMBER_COLUMNS)], pd.DataFrame(sets.rows, columns=list(SET_COLUMNS)))


def _of_projects(
    books: Books, facts: Facts, sets: _Sets, figures: list[Figure], conversion: dict[str, float] | None
) -> Iterator[pd.DataFrame]:
    fact = facts.projects
    codes = fact.rows["project_code"].to_numpy(dtype=object)
    sources = _project_sources(books.cells)
    credits = fact.credits

    def members(chosen: list[Figure], source: np.ndarray, amounts: np.ndarray) -> pd.DataFrame:
        masks = np.column_stack([figure.mask for figure in chosen]) if chosen else np.zeros((len(codes), 0), dtype=bool)
        numbers = sets.numbered(chosen, masks)[credits.at]
        return _members(facts.units, credits.unit, source[credits.at], numbers, amounts)

    cell_of = _first_found(codes, sources, _PROJECT_FIELD["total_investment_yuan"])
    yield members([f for f in figures if f.kind == "count"], cell_of, credits.count / COUNT_SCALE)
    for metric_conversion in {f.conversion for f in figures if f.kind == "convert"}:
        worth = equivalents(fact.rows["total_investment_yuan"], conversion or dict(metric_conversion))
        chosen = [f for f in figures if f.kind == "convert" and f.conversion == metric_conversion]
        yield members(chosen, cell_of, credits.count * worth[credits.at] / COUNT_SCALE)
    adjusting = _first_found(codes, sources, ("verification.verified_ytd_yuan", "policy.unverified"))
    for column in sorted({f.measured for f in figures if f.kind == "sum"}):
        chosen = [f for f in figures if f.kind == "sum" and f.measured == column]
        yield members(chosen, _first_found(codes, sources, _PROJECT_FIELD[column]), credits.money[column])
        if column in _ADJUSTED:
            verified = [f for f in chosen if f.caliber == "verified"]
            yield members(verified, adjusting, credits.money[_ADJUSTED[column]] - credits.money[column])


def _members(
    units: list[str], unit: np.ndarray, source: np.ndarray, numbers: np.ndarray, amounts: np.ndarray
) -> pd.DataFrame:
    """The rows that feed something and are not nothing."""
    amounts = np.asarray(amounts, dtype="float64")
    kept = (numbers > 0) & (amounts != 0) & pd.notna(source)
    return pd.DataFrame(
        {
            "source_id": source[kept],
            "unit_code": np.array(units, dtype=object)[unit[kept]],
            "set_id": numbers[kept],
            "contribution": amounts[kept],
        }
    )


def _project_sources(cells: pd.DataFrame) -> dict[str, pd.Series]:
    """Field → source of each project."""
    known = cells[cells["project_code"].notna()]
    return {
        str(field): rows.drop_duplicates("project_code").set_index("project_code")["source_id"]
        for field, rows in known.groupby("field", sort=False)
    }


def _first_found(codes: np.ndarray, sources: dict[str, pd.Series], fields: tuple[str, ...]) -> np.ndarray:
    """Each project's source in the first of `fields` that has one; None without."""
    found = pd.Series(None, index=range(len(codes)), dtype=object)
    for field in fields:
        if field in sources:
            told = sources[field].reindex(codes).reset_index(drop=True).astype(object)
            found = found.where(found.notna(), told)
    return found.to_numpy(dtype=object)


def _of_list(books: Books, facts: Facts, sets: _Sets, name: str, figures: list[Figure]) -> Iterator[pd.DataFrame]:
    fact = facts.get(name)
    cells = books.cells[books.cells["project_code"].isna() & ~is_office_field(books.cells["field"])]
    cells = cells[cells["field"].str.startswith(f"{name}.")]
    numbers = cells["cell"].astype("str").str.extract(r"(\d+)$")[0]
    keys = zip(cells["file_sha256"], cells["sheet"], numbers, cells["field"], strict=True)
    sources = dict(zip(keys, cells["source_id"], strict=True))
    rows = list(zip(fact.rows["file_sha256"], fact.rows["sheet"], fact.rows["row"].astype("str"), strict=True))
    for kind, measured in dict.fromkeys((f.kind, f.measured) for f in figures):
        chosen = [f for f in figures if (f.kind, f.measured) == (kind, measured)]
        fields = (f"{name}.{measured}",) if kind == "sum" else _STANDS_FOR_ROW[name]
        source = np.array(
            [next((sources[(*row, field)] for field in fields if (*row, field) in sources), None) for row in rows],
            dtype=object,
        )
        amounts = fact.credits.money[measured] if kind == "sum" else np.ones(len(rows))
        masks = np.column_stack([figure.mask for figure in chosen])
        yield _members(facts.units, fact.credits.unit, source, sets.numbered(chosen, masks), amounts)


def figure_places(units: pd.DataFrame) -> pd.DataFrame:
    """unit_code, place, level: where a unit's contributions count: itself, its group, the district."""
    return pd.concat(
        [
            units.assign(place=units["unit_code"], level="unit"),
            units.assign(place="GROUP:" + units["unit_group"].astype(str), level="group"),
            units.assign(place="ALL", level="all"),
        ],
        ignore_index=True,
    )[["unit_code", "place", "level"]]

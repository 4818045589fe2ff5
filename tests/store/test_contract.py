"""The views as the contract names them, column by column, typed here a second time on purpose: what other tools load."""

from __future__ import annotations

import sqlalchemy as sa

from schemas.codes.lists import CHOICES, STAGE_ORDER
from tests.publication.released import Released
from tests.publication.walk import additive_figures, unequal

_M = "month_yuan i, ytd_yuan i, prior_ytd_yuan i, yoy d, target_yuan i, completion d, schedule_progress d, rank i"
_FUNDS = ", ".join(
    f"{m}_{column}"
    for m in ("out_of_district", "industrial", "out_of_province_100m", "overseas")
    for column in _M.split(", ")
)
# view: columns after release_id and month; `*` a key, then t text (default) · i BIGINT · d DOUBLE · b BOOLEAN · D DATE · T TIMESTAMP
VIEWS = {
    "report_release": "revision i, status, published_at T, rulebook_version, input_digest, code_version, run_id, units_expected i, units_current i, units_carried i, units_missing i, coverage d, supersedes",
    "report_metric": "*unit_code, *metric_code, *caliber, unit_name, unit_group, metric_label, value_unit, month_value d, ytd_value d, prior_ytd_value d, comparable_prior_ytd_value d, yoy d, change_points d, original_target d, annual_target d, completion d, schedule_target d, schedule_progress d, schedule_gap d, rank i",
    "report_fund_arrival": f"*unit_code, *caliber, unit_name, unit_group, {_FUNDS}",
    "report_project": "*project_code, unit_code, partner_unit_code, own_share d, project_name, approval_code, company_name, company_uscc, investor_name, investor_origin, origin_scope, origin_province, industry_chain, is_industrial b, build_kind, size_band, stage, signed_on D, signing_event, started_on D, completed_on D, total_investment_yuan i, arrived_before_year_yuan i, arrived_month_yuan i, arrived_ytd_yuan i, arrived_total_yuan i, fixed_asset_ytd_yuan i, arrived_usd_ytd i, verified_ytd_yuan i, counted b, note",
    "report_industry_chain": "*unit_code, *chain_code, *caliber, chain_name, projects d, share_of_projects d, investment_yuan i, share_of_investment d, started d, completed d, arrived_yuan i",
    "report_size_band": "*unit_code, *size_band, *caliber, projects d, investment_yuan i, arrived_ytd_yuan i",
    "report_stage": "*unit_code, *stage, *caliber, label_zh, projects d, investment_yuan i",
    "report_origin": "*origin_scope, *province, *caliber, region_block, projects i, arrived_ytd_yuan i",
    "report_event": "*event_name, *year i, signed_projects i, signed_amount_yuan i, ledger_projects i, ledger_amount_yuan i, feasible b, highlights",
    "report_talent": "*unit_code, *cohort_year, employers i, employers_enterprise i, employers_institution i, posts_wanted i, subsidised_people i, subsidy_yuan i",
    "report_recognition": "*unit_code, *category, *level, *count_unit, quantity i",
    "report_visit": "*unit_code, visits i, companies i, issues_raised i, issues_resolved i, issues_overdue i, resolution_rate d",
    "report_activity": "*unit_code, *activity_kind, label_zh, times i, people i, companies_met i, leads i",
    "report_assessment_item": "*unit_code, *item_code, unit_group, item_label, weight d, method, actual d, target d, ratio d, raw_score d, capped_score d, score d, explanation, explanation_zh",
    "report_assessment": "*unit_code, unit_name, unit_group, base_score d, bonus d, deduction d, total_score d, rank_in_group i, rank_change i, gap_to_next d, vetoed b",
    "report_supervision": "*item_id, kind, unit_code, project_code, rule_code, threshold, actual, first_month, months_open i, colour, cleared_month, cleared_reason",
    "report_submission": "*unit_code, status, figures, received_at T, on_time b, late_days i, revision i, file_name, file_sha256, rows_read i, rows_loaded i, rows_rejected i, errors i, warnings i",
    "report_finding": "*finding_id, unit_code, rule_code, level i, severity, returns b, file_name, file_sha256, sheet, cell, field, project_code, raw_value, expected, message, explanation, material b, status",
    "report_source_cell": "*source_id, file_sha256, file_name, sheet, cell, raw_value, value_yuan i, unit_code, project_code, field",
    "report_figure_source": "*table_name, *row_key, *column_name, *source_id, contribution d",
    "report_revision_change": "*table_name, *row_key, *column_name, value_before, value_after, cause_kind, cause",
}  # fmt: skip
_TYPES = {
    "postgresql": {"t": "text", "i": "bigint", "d": "double precision", "b": "boolean", "D": "date",
                   "T": "timestamp without time zone"},
    "sqlite": {"t": "TEXT", "i": "BIGINT", "d": "DOUBLE", "b": "BOOLEAN", "D": "DATE", "T": "DATETIME"},
}  # fmt: skip
_DICTIONARY_TYPES = {"text": "t", "json": "t", "int": "i", "float": "d", "bool": "b", "date": "D", "datetime": "T"}


def _columns(view: str) -> list[tuple[str, str, bool]]:
    """(name, type letter, key) in order."""
    found = [("release_id", "t", False), ("month", "t", False)]
    for column in VIEWS[view].split(", "):
        name, _, kind = column.partition(" ")
        found.append((name.removeprefix("*"), kind or "t", name.startswith("*")))
    return found


def _actual(released: Released, view: str) -> list[tuple[str, str]]:
    if released.url.startswith("sqlite"):
        return [(str(row[1]), str(row[2])) for row in released.ask(f"PRAGMA table_info({view})")]
    query = f"SELECT column_name, data_type FROM information_schema.columns WHERE table_name = '{view}' ORDER BY ordinal_position"  # fmt: skip
    return [(str(name), str(kind)) for name, kind in released.ask(query)]


def test_every_view_has_its_columns_in_order_and_of_their_type(released: Released) -> None:
    kinds = _TYPES["sqlite" if released.url.startswith("sqlite") else "postgresql"]
    for view in VIEWS:
        wanted = [(name, kinds[kind]) for name, kind, _ in _columns(view)]
        computed = view == "report_figure_source" and released.url.startswith("sqlite")
        found = _actual(released, view)
        if computed:  # SQLite states no type for an expression
            assert [name for name, _ in found] == [name for name, _ in wanted]
        else:
            assert found == wanted, view


def test_there_is_no_other_report_view(released: Released) -> None:
    engine = sa.create_engine(released.url)
    inspector = sa.inspect(engine)
    names = {name for name in (*inspector.get_view_names(), *inspector.get_table_names()) if name.startswith("report_")}
    engine.dispose()
    assert names == {*VIEWS, "report_data_dictionary"}


def test_the_dictionary_describes_every_column_of_every_view(released: Released) -> None:
    rows = released.ask("SELECT table_name, column_name, data_type, label_zh, meaning FROM report_data_dictionary")
    told = {(str(table), str(column)): str(kind) for table, column, kind, _, _ in rows}
    for view in VIEWS:
        assert {column for table, column in told if table == view} == {name for name, _, _ in _columns(view)}, view
        for name, kind, _ in _columns(view):
            assert _DICTIONARY_TYPES[told[view, name]] == kind, (view, name)
    assert all(label and meaning for *_, label, meaning in rows)
    assert ("report_data_dictionary", "meaning") in told
    if released.url.startswith("sqlite"):
        return
    comments = released.ask(
        "SELECT c.relname, a.attname, col_description(c.oid, a.attnum) FROM pg_class c JOIN pg_attribute a "
        "ON a.attrelid = c.oid AND a.attnum > 0 WHERE c.relname LIKE 'report\\_%' AND c.relkind IN ('v', 'r')"
    )
    said = {(str(view), str(column)): comment for view, column, comment in comments}
    assert {key for key in told if key[0].startswith("report_")} == set(said)
    assert "认定" in str(said["report_project", "verified_ytd_yuan"])
    assert all(said.values())


def test_keys_are_unique(released: Released) -> None:
    for view in VIEWS:
        keys = ", ".join(["month", *(name for name, _, key in _columns(view) if key)])
        assert released.ask(f"SELECT {keys}, COUNT(*) FROM {view} GROUP BY {keys} HAVING COUNT(*) > 1") == [], view


def test_rows_stand_where_nothing_happened(released: Released) -> None:
    """Every unit, group and ALL; every chain, stage, band and kind: zero rows too."""
    units = {str(row[0]) for row in released.ask("SELECT unit_code FROM report_submission WHERE month = '2025-02'")}
    groups = {
        f"GROUP:{row[0]}" for row in released.ask("SELECT unit_group FROM report_assessment WHERE month='2025-02'")
    }
    assert len(units) == 3
    everywhere, whole = units | groups | {"ALL"}, units | {"ALL"}
    kinds, chains = set(CHOICES["activity_kind"]), released.ask("SELECT DISTINCT chain_code FROM report_industry_chain")  # fmt: skip
    expected = {
        "report_visit": {(place,) for place in everywhere},
        "report_talent": {(place,) for place in everywhere},
        "report_activity, activity_kind": {(place, kind) for place in everywhere for kind in kinds},
        "report_industry_chain, chain_code, caliber": {(p, c[0], k) for p in whole for c in chains for k in _CALIBERS},
        "report_size_band, size_band, caliber": {(p, b, k) for p in whole for b in ("100m", "50m", "10m") for k in _CALIBERS},
        "report_stage, stage, caliber": {(p, s, k) for p in whole for s in STAGE_ORDER for k in _CALIBERS},
    }  # fmt: skip
    for words, rows in expected.items():
        view, _, columns = words.partition(",")
        where = " AND cohort_year = 'ALL'" if "talent" in view else ""
        query = (
            f"SELECT unit_code{',' if columns else ''}{columns} FROM {view.split()[0]} WHERE month = '2025-02'{where}"
        )
        assert set(released.ask(query)) == rows, view


_CALIBERS = ("declared", "verified")


def test_contributions_of_every_additive_figure_sum_to_it_to_the_yuan(released: Released) -> None:
    """All additive metrics × units, groups and ALL × both calibers; a figure without a source is nothing."""
    figures = additive_figures(released.url, "2025-02")
    assert len(figures) > 300
    assert unequal(figures) == []
    assert sum(1 for figure in figures if figure.value) > 80

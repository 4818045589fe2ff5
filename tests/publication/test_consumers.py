"""The snippets of docs/consumers.md that can run here, on a real release."""

from __future__ import annotations

import subprocess
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import sqlalchemy as sa
from frictionless import Package

from tests.publication.conftest import Run


def _tables(home: Path) -> Path:
    return home / "releases" / "2025-01" / "r1" / "tables"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/zhaoyin.db"


def test_duckdb_reads_the_parquet_files(run: Run, fresh_home: Path) -> None:
    run("2025-01")
    query = f"""
        SELECT unit_name, out_of_district_ytd_yuan / 1e8, out_of_district_rank
        FROM '{_tables(fresh_home)}/report_fund_arrival.parquet'
        WHERE caliber = 'verified' AND unit_group IS NOT NULL AND unit_code NOT LIKE 'GROUP:%' ORDER BY 3"""
    assert len(duckdb.sql(query).fetchall()) == 3


def test_pandas_reads_the_views(run: Run, url: str) -> None:
    run("2025-01")
    engine = sa.create_engine(url)
    rows = pd.read_sql("SELECT * FROM report_metric WHERE month = '2025-01' AND caliber = 'verified'", engine)
    engine.dispose()
    assert {"unit_code", "ytd_value", "schedule_progress"} <= set(rows.columns)
    assert len(rows) > 100


def test_the_data_package_is_valid(run: Run, fresh_home: Path) -> None:
    run("2025-01")
    report = Package(str(_tables(fresh_home) / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "type", "note"])[:5]


def test_parquet_and_database_hold_the_same(run: Run, url: str, fresh_home: Path) -> None:
    run("2025-01")
    stored = pd.read_parquet(_tables(fresh_home) / "report_metric.parquet")
    engine = sa.create_engine(url)
    live = pd.read_sql("SELECT * FROM report_metric WHERE month = '2025-01'", engine)
    engine.dispose()
    keys = ["unit_code", "metric_code", "caliber"]
    both = stored.merge(live, on=keys, suffixes=("_file", "_db"))
    assert len(both) == len(stored) == len(live)
    assert (both["ytd_value_file"].fillna(-1) == both["ytd_value_db"].fillna(-1)).all()


@pytest.mark.full
def test_psql_reads_the_views(psql: str, pg_url: str, fresh_home: Path) -> None:
    from assets.intake.home import MonthHome
    from assets.month import run_month
    from assets.publication.store.store import Store
    from tests.publication.conftest import CLOSED

    with Store(pg_url) as store:
        run_month(MonthHome(fresh_home, CLOSED, pg_url), "2025-01", store)
    plain = pg_url.replace("postgresql+psycopg://", "postgresql://")
    query = "SELECT COUNT(*) FROM report_metric WHERE unit_code = 'ALL'"
    done = subprocess.run([psql, plain, "-At", "-c", query], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 50


def test_no_personal_data_reaches_tables_or_files(run: Run, url: str, fresh_home: Path) -> None:
    """Names and ids of every 人才奖补 row of the inbox: in no table, no released file."""
    import openpyxl

    run("2025-01")
    planted: set[str] = set()
    for path in (fresh_home / "inbox").rglob("*.xlsx"):
        sheet = openpyxl.load_workbook(path, data_only=True)["人才奖补"]
        for row in sheet.iter_rows(min_row=4, max_col=2, values_only=True):
            if row[1] and str(row[1])[:6].isdigit():
                planted |= {str(row[0]), str(row[1])}
    database = Path(url.removeprefix("sqlite:///")).read_bytes()
    released = b"".join(
        path.read_bytes() for path in (fresh_home / "releases").rglob("*") if path.suffix in (".csv", ".json", ".html")
    )
    for word in planted:
        assert word.encode() not in database
        assert word.encode() not in released

"""The snippets of docs/consumers.md that can run here, on a real release."""

from __future__ import annotations

import subprocess
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest
import sqlalchemy as sa
from frictionless import Package

from schemas.columns.report import REPORT_TABLES
from tests.publication.released import MONTH, Released

ROOT = Path(__file__).resolve().parents[2]


def _tables(home: Path) -> Path:
    return home / "releases" / "2025-01" / "r1" / "tables"


@pytest.fixture
def dialect() -> str:
    return "sqlite"


def _snippet(title: str, language: str = "sql") -> str:
    """The code under a heading of docs/consumers.md marked ✓, of January instead of December."""
    text = (ROOT / "docs" / "consumers.md").read_text("utf-8").split(f"**{title}** ✓", 1)[1]
    code = text.split(f"```{language}\n", 1)[1].split("```", 1)[0]
    return code.replace("2025-12", "2025-01")


def test_duckdb_reads_the_parquet_files(fresh_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(fresh_home)
    assert len(duckdb.sql(_snippet("DuckDB")).fetchall()) == 3


def test_the_queries_of_the_page_run_on_the_database(released: Released) -> None:
    """On SQLite and on PostgreSQL; the month was released three times, its second time after a corrected cell."""
    for title, least in (
        ("Where a number comes from", 1),
        ("What was said of a month, and when", 4),
        ("What a correction changed, and why", 1),
    ):
        rows = released.ask(_snippet(title).replace("'2025-01'", f"'{MONTH}'"))
        assert len(rows) >= least, title


def test_pandas_reads_the_views(url: str) -> None:
    engine = sa.create_engine(url)
    rows = pd.read_sql("SELECT * FROM report_metric WHERE month = '2025-01' AND caliber = 'verified'", engine)
    engine.dispose()
    assert {"unit_code", "ytd_value", "schedule_progress"} <= set(rows.columns)
    assert len(rows) > 100


def test_the_data_package_is_valid(fresh_home: Path) -> None:
    report = Package(str(_tables(fresh_home) / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "type", "note"])[:5]


def test_parquet_and_database_hold_the_same(url: str, fresh_home: Path) -> None:
    stored = pd.read_parquet(_tables(fresh_home) / "report_metric.parquet")
    engine = sa.create_engine(url)
    live = pd.read_sql("SELECT * FROM report_metric WHERE month = '2025-01'", engine)
    engine.dispose()
    keys = ["unit_code", "metric_code", "caliber"]
    both = stored.merge(live, on=keys, suffixes=("_file", "_db"))
    assert len(both) == len(stored) == len(live)
    assert (both["ytd_value_file"].fillna(-1) == both["ytd_value_db"].fillna(-1)).all()


@pytest.mark.full
@pytest.mark.parametrize("dialect", ["postgresql"])
def test_psql_reads_the_views(psql: str, url: str) -> None:
    plain = url.replace("postgresql+psycopg://", "postgresql://")
    for query, said in ((_snippet("psql"), "2025-01|"), ("\\d+ report_metric", "本年累计")):
        done = subprocess.run([psql, plain, "-At", "-c", query], capture_output=True, text=True, check=True)
        assert said in done.stdout


@pytest.mark.full
def test_libreoffice_opens_the_csv_files_and_the_workbook(
    url: str, fresh_home: Path, soffice: str, tmp_path: Path
) -> None:
    """By opening: comma, quotes, UTF-8 (76), as its dialog proposes them; what it then shows is what the views say."""
    engine = sa.create_engine(url)
    views = {
        name: pd.read_sql(f"SELECT * FROM report_{name} WHERE month = '2025-01'", engine)
        for name in ("metric", "project", "fund_arrival")
    }
    engine.dispose()
    for name in ("metric", "project"):
        shown = _opened(soffice, _tables(fresh_home) / f"report_{name}.csv", tmp_path)
        keys = REPORT_TABLES[name].keys
        left, right = (frame.sort_values(keys, ignore_index=True) for frame in (shown, views[name]))
        assert list(left.columns) == list(right.columns)
        for column in REPORT_TABLES[name].columns:
            if column.dtype in ("int", "float"):
                pd.testing.assert_series_equal(left[column.name].astype(float), right[column.name].astype(float))
            elif column.dtype == "text":
                assert [_told(value) for value in left[column.name]] == [_told(value) for value in right[column.name]]
        assert list(left[keys[0]]) == list(right[keys[0]])

    book = _converted(soffice, _tables(fresh_home).parent / "report.xlsx", tmp_path)
    sheet = openpyxl.load_workbook(book, data_only=True)["附2-1 区外到位"]
    head = next(row for row in range(1, 9) if str(sheet.cell(row, 1).value) == "单位")
    column = next(at for at in range(1, 20) if str(sheet.cell(head, at).value or "").endswith("累计"))
    said = {str(sheet.cell(row, 1).value): sheet.cell(row, column).value for row in range(head + 1, sheet.max_row)}
    funds = views["fund_arrival"][views["fund_arrival"]["caliber"] == "verified"]
    units = funds[funds["unit_group"].notna() & ~funds["unit_code"].str.startswith("GROUP:")]
    assert len(units) == 3
    for row in units.itertuples():
        assert float(str(said[row.unit_name])) == pytest.approx(row.out_of_district_ytd_yuan / 1e8, abs=1e-9)


def _opened(soffice: str, csv: Path, folder: Path) -> pd.DataFrame:
    """A csv file as LibreOffice understands it."""
    sheet = openpyxl.load_workbook(_converted(soffice, csv, folder, "--infilter=CSV:44,34,76"), data_only=True).active
    head, *rows = sheet.iter_rows(values_only=True)  # type: ignore[union-attr]
    return pd.DataFrame(rows, columns=[str(name) for name in head])


def _converted(soffice: str, path: Path, folder: Path, *options: str) -> Path:
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [soffice, profile, "--headless", *options, "--convert-to", "xlsx", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / f"{path.stem}.xlsx"


def _told(value: object) -> str:
    return "" if value is None or value != value else str(value)


def test_no_personal_data_reaches_tables_or_files(url: str, fresh_home: Path) -> None:
    """Names and ids of every 人才奖补 row of the inbox: in no table, no released file."""
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

"""The straightforward way, for comparison: pandas and openpyxl, sheet by sheet, as most offices' scripts do it.

Each workbook is opened once; each sheet becomes a frame, is cleaned with pandas' own functions, validated with a Pandera
schema and appended; then the ledger is merged, the money metrics are grouped, and all goes to SQLite with to_sql. It
makes the tables the month makes (typed rows of seven sheets, ledger, metrics by unit) and does none of its other work: no
headers found by meaning, no cell addresses, no rules beyond the schema, no carried figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
import sqlalchemy as sa

from schemas.codes.lists import CHOICES
from schemas.codes.places import resolve_place
from schemas.form.sheets import DATA_SHEETS, Field
from schemas.office.district import Identity

HEADERS = {"fund": [2, 3]}  # every other sheet of the template has its headers in row 3
KINDS = tuple(kind for kind in DATA_SHEETS if kind != "explanation")
_FOOT = ("合计", "填报人", "注")
_DTYPES = {"money": "Int64", "usd": "Int64", "count": "Int64", "year": "Int64", "percent": "float64"}
_SCHEMAS = {
    kind: pa.DataFrameSchema(
        {
            item.column: pa.Column(
                _DTYPES.get(item.kind),
                pa.Check.ge(0) if item.kind in ("money", "usd", "count") else None,
                nullable=item.blank != "required",
            )
            for item in DATA_SHEETS[kind].fields
        }
    )
    for kind in KINDS
}


@dataclass(frozen=True, slots=True)
class Straight:
    """`tables[kind]`: typed rows with `file` · `metrics`: one row a file, money by metric."""

    tables: dict[str, pd.DataFrame]
    metrics: pd.DataFrame


def month(home: Path, identity: Identity) -> Straight:
    """Every workbook of the inbox, cleaned, validated, counted and written to SQLite."""
    found: dict[str, list[pd.DataFrame]] = {kind: [] for kind in KINDS}
    for path in sorted((home / "inbox").rglob("*.xlsx")):
        with pd.ExcelFile(path, engine="openpyxl") as book:
            for kind in KINDS:
                frame = _cleaned(kind, book.parse(DATA_SHEETS[kind].title, header=HEADERS.get(kind, [2])))
                found[kind].append(_SCHEMAS[kind].validate(frame).assign(file=path.name))
    tables = {kind: pd.concat(frames, ignore_index=True) for kind, frames in found.items()}
    ledger = tables["project"].merge(tables["fund"], on=["file", "project_code"], how="left", suffixes=("", "_fund"))
    metrics = _metrics(ledger, identity)
    engine = sa.create_engine("sqlite://")
    for name, frame in {**tables, "ledger": ledger, "metrics": metrics.reset_index()}.items():
        frame.to_sql(name, engine, index=False)
    return Straight(tables, metrics)


def _cleaned(kind: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The form's columns, typed; the total and the foot left out."""
    fields = {item.header: item for item in DATA_SHEETS[kind].fields}
    names = []
    for column in frame.columns:
        levels = [str(part) for part in column] if isinstance(column, tuple) else [str(column)]
        names.append(next((_bare(part) for part in reversed(levels) if _bare(part) in fields), levels[0]))
    frame.columns = pd.Index(names)
    first = frame.iloc[:, 0].astype(str)
    frame = frame[~first.str.startswith(_FOOT) & frame.iloc[:, 1].notna()].reset_index(drop=True)
    return pd.DataFrame({item.column: _typed(frame[header], item) for header, item in fields.items()})


def _bare(header: str) -> str:
    return header.split("(")[0].split("\uff08")[0].strip()


def _typed(values: pd.Series, item: Field) -> pd.Series:
    if item.kind in ("money", "usd"):
        whole = (pd.to_numeric(values, errors="coerce") * 10_000).round().astype("Int64")
        return whole.fillna(0) if item.blank == "zero" else whole
    if item.kind in ("count", "year"):
        return pd.to_numeric(values, errors="coerce").astype("Int64")
    if item.kind == "percent":
        return pd.to_numeric(values, errors="coerce").astype("float64").fillna(100.0)
    if item.kind == "date":
        return pd.to_datetime(values, errors="coerce").dt.strftime("%Y-%m-%d").astype(object)
    text = values.astype(object).where(values.notna(), None)
    if item.name == "seq":
        return text.map(lambda value: str(int(value)), na_action="ignore")
    text = text.map(lambda value: str(value).strip(), na_action="ignore")
    if item.kind in ("choice", "yes_no"):
        codes = {word: code for code, words in CHOICES[item.choices or "yes_no"].items() for word in words}
        text = text.map(codes)
        return text.map({"yes": True, "no": False}) if item.kind == "yes_no" else text
    return text


def _metrics(ledger: pd.DataFrame, identity: Identity) -> pd.DataFrame:
    """Money of the year by file: from outside the district, industrial, not industrial, overseas, foreign capital."""
    places = {text: resolve_place(text, identity) for text in ledger["investor_origin"].unique()}
    scope = ledger["investor_origin"].map(lambda text: places[text].scope if places[text] else None)
    money, outside = ledger["arrived_ytd_yuan"].fillna(0), scope != "local"
    industrial = ledger["is_industrial"].astype(bool)
    columns = {
        "funds_out_of_district": money.where(outside, 0),
        "funds_industrial": money.where(outside & industrial, 0),
        "funds_services": money.where(outside & ~industrial, 0),
        "funds_overseas": money.where(scope == "overseas", 0),
        "foreign_capital_usd": ledger["arrived_usd_ytd"].fillna(0),
        "funds_fixed_asset": ledger["fixed_asset_ytd_yuan"].fillna(0).where(outside, 0),
    }
    return pd.DataFrame(columns).groupby(ledger["file"]).sum()

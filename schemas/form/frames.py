"""The rows of a month's submissions as Pandera schemas: level 1 of the rule catalogue.

A check's name is its rule. A check says which cells of its column fail and nothing more; what is wrong with each, and
what it should be, is said by assets/review. Cells are typed when they come here (what could not be typed is null and
was said by intake), so no check is about types. Relations between columns are checks of the column they are marked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import mul
from typing import Any

import pandas as pd
import pandera.pandas as pa
from stdnum.cn import ric

from schemas.codes.names import name_key, name_likeness
from schemas.form.sheets import DATA_SHEETS, PLACEHOLDERS

PROJECT_CODE = re.compile(r"(.+)-(\d{4})-(\d{3}|[1-9]\d{3})")  # a four-digit one only past 999
APPROVAL_CODE = re.compile(r"\d{4}-(\d{6})-\d{2}-\d{2}-\d{6}")
CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_CREDIT_VALUES = {letter: value for value, letter in enumerate("0123456789ABCDEFGHJKLMNPQRTUWXY")}
_CREDIT_WEIGHTS = [pow(3, place, 31) for place in range(17)] + [1]
AGES = range(16, 81)
DATED = {"visit": "visited_on", "activity": "held_on", "talent_subsidy": "paid_on"}
MEETING = ("trip", "reception")  # activities that meet companies, or say that they met none

Failing = dict[tuple[str, str], list[Any]]


@dataclass(frozen=True, slots=True)
class FormContext:
    """What a month's cells are compared with. `chains`: every known word for an industry chain; `one_place`: origins as
    written that are exactly one place; `partners`: (unit, partner as written) that name another known unit;
    `own_codes`: file → the unit codes its projects may carry; `handed_over`: project code → the unit it was handed over
    to; `subsidy_cap_yuan`: None where the district has none; `usd_over`: by how much foreign money may exceed this
    year's at `usd_rate`; `name_likeness`: below it two names are two projects'."""

    year: int
    first_day: str
    last_day: str
    division_code: str
    chains: frozenset[str]
    one_place: frozenset[str]
    partners: frozenset[tuple[Any, str]]
    own_codes: Mapping[int, frozenset[str]]
    handed_over: Mapping[str, str]
    investment_share: float
    subsidy_cap_yuan: int | None
    investment_bound_yuan: int
    usd_rate: float
    usd_over: float
    name_likeness: float


def failing(schema: pa.DataFrameSchema, rows: pd.DataFrame) -> Failing:
    """(column, rule) → index of every failing row, in the frame's order. One validate call."""
    try:
        schema.validate(rows, lazy=True)
    except pa.errors.SchemaErrors as fault:
        cases = fault.failure_cases
        if cases["index"].isna().any():
            raise  # a check itself went wrong: never taken for a clean month
        grouped = cases.groupby(["column", "check"])["index"]
        return {(str(column), str(rule)): sorted(set(places)) for (column, rule), places in grouped}
    return {}


def submission_schema(
    kind: str, rows: pd.DataFrame, raw: pd.DataFrame, against: FormContext, projects: pd.DataFrame | None = None
) -> pa.DataFrameSchema:
    """The schema of the rows of one sheet kind of a month. `raw`: the same rows as found; `projects`: the project rows,
    for the money rows' relations with them."""
    checks: dict[str, list[pa.Check]] = {}
    for name, rule, holds in _relations(kind, rows, raw, against, projects):
        checks.setdefault(name, []).append(pa.Check(holds, name=rule, ignore_na=False))
    for item in DATA_SHEETS[kind].fields:
        if item.blank == "required" and item.name != "project_code":
            filled = rows[item.column].notna() | ~_blank(raw[item.name])
            checks.setdefault(item.column, []).append(pa.Check(_as_is(filled), name="C102", ignore_na=False))
    return pa.DataFrameSchema(
        {name: pa.Column(None, held, nullable=True, required=False) for name, held in checks.items()}, strict=False
    )


Relation = tuple[str, str, Callable[[pd.Series], pd.Series]]


def _relations(
    kind: str, rows: pd.DataFrame, raw: pd.DataFrame, against: FormContext, projects: pd.DataFrame | None
) -> list[Relation]:
    if kind == "project":
        return _of_project(rows, raw, against)
    if kind == "fund" and projects is not None:
        return _of_fund(rows, raw, against, projects)
    found: list[Relation] = []
    if kind in DATED:
        found.append((DATED[kind], "C117", _each(lambda on: against.first_day <= on <= against.last_day)))
    if kind == "talent_subsidy":
        found += _of_subsidy(rows, against)
    if kind == "activity":
        met = ~rows["activity_kind"].isin(MEETING)
        found.append(("people", "C117", _as_is(raw["people"].notna())))
        found.append(("companies_met", "C117", _as_is(met | raw["companies_met"].notna())))
    if kind == "visit":
        open_ones = rows["issue_status"].ne("resolved") | rows["resolved_on"].notna() | ~_blank(raw["resolved_on"])
        found.append(("resolved_on", "C117", _as_is(open_ones)))
    return found


def _of_project(rows: pd.DataFrame, raw: pd.DataFrame, against: FormContext) -> list[Relation]:
    past = _each(lambda on: on <= against.last_day)
    signed, started, completed = (rows[name].fillna("") for name in ("signed_on", "started_on", "completed_on"))
    started_after = (started == "") | (started >= signed)
    completed_after = (completed == "") | (completed >= started.where(started != "", signed))
    return [
        ("total_investment_yuan", "C101", lambda yuan: (yuan >= 0).fillna(True)),
        ("industry_chain", "C103", _each(lambda text: text in against.chains)),
        ("company_uscc", "C104", _each(is_credit_code)),
        ("signed_on", "C105", past),
        ("started_on", "C105", lambda on: past(on) & started_after),
        ("completed_on", "C105", lambda on: past(on) & completed_after),
        ("stage", "C105", _as_is(_stage_agrees(rows, raw))),
        ("total_investment_yuan", "C125", lambda yuan: (yuan <= against.investment_bound_yuan).fillna(True)),
        ("project_code", "C106", _as_is(_own_code(rows, against))),
        ("project_code", "C126", _as_is(_year_of_signing(rows))),
        ("investor_origin", "C113", _each(lambda text: text in against.one_place)),
        ("own_share", "C119", _as_is(_share_agrees(rows, raw, against))),
        ("approval_code", "C120", _each(lambda text: is_approval_code(text, against.division_code))),
    ]


def _of_fund(rows: pd.DataFrame, raw: pd.DataFrame, against: FormContext, projects: pd.DataFrame) -> list[Relation]:
    before, ytd, total, fixed = (
        rows[f"{name}_yuan"].astype("Int64")
        for name in ("arrived_before_year", "arrived_ytd", "arrived_total", "fixed_asset_ytd")
    )
    month = rows["arrived_month_yuan"].astype("Int64")
    keys = list(zip(rows["file_id"], rows["project_code"], strict=True))
    planned = dict(
        zip(
            zip(projects["file_id"], projects["project_code"], strict=True),
            projects["total_investment_yuan"],
            strict=True,
        )
    )
    investment = pd.Series([planned.get(key, pd.NA) for key in keys], index=rows.index, dtype="Int64")
    within = (investment <= 0) | (total <= investment.astype("Float64") * against.investment_share)
    return [
        ("fixed_asset_ytd_yuan", "C101", lambda yuan: (yuan >= 0).fillna(True)),
        ("arrived_usd_ytd", "C101", lambda dollars: (dollars >= 0).fillna(True)),
        ("arrived_total_yuan", "C108", _as_is(within.fillna(True))),
        ("fixed_asset_ytd_yuan", "C110", _as_is((fixed <= ytd.clip(lower=0)).fillna(True))),
        ("arrived_ytd_yuan", "C110", _as_is((ytd <= total).fillna(True))),
        ("arrived_total_yuan", "C110", _as_is((before + ytd == total).fillna(True))),
        (
            "arrived_month_yuan",
            "C112",
            _as_is(~((month == total) & (total == investment) & (total != 0)).fillna(False)),
        ),
        ("arrived_month_yuan", "C115", _as_is((month >= 0).fillna(True))),
        (
            "evidence_ref",
            "C114",
            _as_is((month <= 0).fillna(True) | rows["evidence_ref"].notna() | ~_blank(raw["evidence_ref"])),
        ),
        (
            "project_code",
            "C121",
            _as_is(pd.Series([isinstance(key[1], str) and key in planned for key in keys], index=rows.index)),
        ),
        (
            "project_code",
            "C122",
            _as_is(rows["project_code"].isna() | ~rows.duplicated(["file_id", "project_code"], keep=False)),
        ),
        ("project_name", "C123", _as_is(_name_of_its_code(rows, projects, against.name_likeness))),
        ("arrived_usd_ytd", "C124", _as_is(_foreign_within(rows, against))),
        ("arrived_month_yuan", "C127", _as_is((month <= rows["arrived_ytd_yuan"].astype("Int64")).fillna(True))),
    ]


def _foreign_within(rows: pd.DataFrame, against: FormContext) -> pd.Series:
    """Foreign money (dollars) at the rate is no more than this year's money, but for the allowed part."""
    dollars, ytd = rows["arrived_usd_ytd"].astype("Float64"), rows["arrived_ytd_yuan"].astype("Float64")
    most = ytd.clip(lower=0) * (1 + against.usd_over)
    return ((dollars <= 0) | (dollars * against.usd_rate <= most)).fillna(True)


def _name_of_its_code(rows: pd.DataFrame, projects: pd.DataFrame, least: float) -> pd.Series:
    """The name beside a code is like the ledger's for this code, and is not the name of another code of the same
    file."""
    listed: dict[tuple[int, str], str] = {}
    codes: dict[tuple[int, str], set[str]] = {}
    for file_id, code, name in zip(
        *(projects[column].tolist() for column in ("file_id", "project_code", "project_name")), strict=True
    ):
        if isinstance(code, str) and isinstance(name, str):
            listed[(file_id, code)] = name
            codes.setdefault((file_id, name_key(name)), set()).add(code)

    def holds(file_id: int, code: Any, name: Any) -> bool:
        own = listed.get((file_id, code)) if isinstance(code, str) else None
        if own is None or not isinstance(name, str) or own == name or not (key := name_key(name)):
            return True
        return key == name_key(own) or ((file_id, key) not in codes and name_likeness(name, own) >= least)

    places = zip(*(rows[column].tolist() for column in ("file_id", "project_code", "project_name")), strict=True)
    return pd.Series([holds(*place) for place in places], index=rows.index, dtype=bool)


def _of_subsidy(rows: pd.DataFrame, against: FormContext) -> list[Relation]:
    cap = against.subsidy_cap_yuan
    return [
        ("person_id", "C116", _each(lambda text: is_identity(text) and against.year - int(text[6:10]) in AGES)),
        ("subsidy_yuan", "C116", lambda yuan: (yuan <= cap).fillna(True) if cap is not None else yuan == yuan),
        ("employer", "C116", lambda text: text.notna()),
    ]


def is_credit_code(text: str) -> bool:
    """GB 32100-2015: eighteen of its letters, eight digits first, and the check digit. The standard's sum, as
    stdnum.cn.uscc has it (a test holds the two together): a month has tens of thousands."""
    code = text.upper()
    if CREDIT_CODE.fullmatch(code) is None or not code[:8].isdigit():
        return False
    return sum(map(mul, map(_CREDIT_VALUES.__getitem__, code), _CREDIT_WEIGHTS)) % 31 == 0


def is_approval_code(text: str, division_code: str) -> bool:
    """GB/T 40058, of this division."""
    found = APPROVAL_CODE.fullmatch(text)
    return found is not None and found[1] == division_code


def is_identity(text: str) -> bool:
    """GB 11643-1999: eighteen digits with a possible birthday, and the check digit."""
    return bool(ric.is_valid(text.upper()))


def _stage_agrees(rows: pd.DataFrame, raw: pd.DataFrame) -> pd.Series:
    """在建 has begun, 投产 is completed, what is only signed has not begun. A date that could not be read is said
    already."""
    stage = rows["stage"]
    started, completed = rows["started_on"].notna(), rows["completed_on"].notna()
    not_started = ~started & raw["started_on"].isna()
    not_completed = ~completed & raw["completed_on"].isna()
    early = stage.isin(["signed", "preparing"]) & started
    late = stage.isin(["building", "completed"]) & not_started
    return ~(early | late | (stage.eq("completed") & not_completed) | (stage.eq("building") & completed))


def _own_code(rows: pd.DataFrame, against: FormContext) -> pd.Series:
    """Well-formed, of the file's own unit (or of one it took over), once in the file."""
    doubled = rows.duplicated(["file_id", "project_code"]) & rows["project_code"].notna()

    def is_own(file_id: int, unit: Any, code: Any) -> bool:
        match = PROJECT_CODE.fullmatch(code) if isinstance(code, str) else None
        own = against.own_codes.get(file_id)
        return match is not None and (not own or match[1] in own or against.handed_over.get(code) == unit)

    places = zip(rows["file_id"], rows["unit_code"], rows["project_code"], strict=True)
    formed = [is_own(*place) for place in places]
    return pd.Series(formed, index=rows.index) & ~doubled


def _year_of_signing(rows: pd.DataFrame) -> pd.Series:
    """The year in a well-formed code is that of 签约日期."""

    def holds(code: Any, on: Any) -> bool:
        match = PROJECT_CODE.fullmatch(code) if isinstance(code, str) else None
        return match is None or not isinstance(on, str) or not on or match[2] == on[:4]

    return pd.Series(
        [holds(code, on) for code, on in zip(rows["project_code"], rows["signed_on"], strict=True)],
        index=rows.index,
        dtype=bool,
    )


def _share_agrees(rows: pd.DataFrame, raw: pd.DataFrame, against: FormContext) -> pd.Series:
    """Above 1, at most 100; below 100 exactly when there is a partner, who is another known unit."""
    share = rows["own_share"].fillna(100.0)
    said = rows["own_share"].isna() & raw["own_share"].notna()  # could not be typed
    pairs = zip(rows["unit_code"], rows["partner_unit"], strict=True)
    known = pd.Series(
        [not isinstance(partner, str) or (unit, partner) in against.partners for unit, partner in pairs],
        index=rows.index,
    )
    has = rows["partner_unit"].notna() & rows["partner_unit"].ne("")
    return said | ((share > 1) & (share <= 100) & known & (has == (share < 100)))


def _blank(raw: pd.Series) -> pd.Series:
    """Blank, or a word for nothing."""
    return pd.Series(
        [not isinstance(text, str) or text.strip() in PLACEHOLDERS for text in raw], index=raw.index, dtype=bool
    )


def _as_is(flags: pd.Series) -> Callable[[pd.Series], pd.Series]:
    """A relation worked out for the whole frame, as the check of the column it is marked at."""
    settled = flags.astype(bool)
    return lambda column: settled.loc[column.index]


def _each(holds: Callable[[str], bool]) -> Callable[[pd.Series], pd.Series]:
    """A check of every filled text; equal ones are looked at once."""

    def check(column: pd.Series) -> pd.Series:
        known: dict[Any, bool] = {}
        for text in column:
            if text not in known:
                known[text] = not isinstance(text, str) or text == "" or bool(holds(text))
        return pd.Series([known[text] for text in column], index=column.index, dtype=bool)

    return check

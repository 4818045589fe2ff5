"""The published report tables by name (view `report_<name>`, storage `published_<name>`): what other tools load.

Their columns stand in figures.py, listed.py, judged.py and releases.py. Removing or retyping a column is a new major
version of the contract."""

from __future__ import annotations

from schemas.columns.dictionary import Table
from schemas.columns.figures import EVENT, FUND_ARRIVAL, INDUSTRY_CHAIN, METRIC, ORIGIN, SIZE_BAND, STAGE
from schemas.columns.judged import ASSESSMENT, ASSESSMENT_ITEM, FINDING, SUBMISSION, SUPERVISION
from schemas.columns.lists import ACTIVITY, PROJECT, RECOGNITION, TALENT, VISIT
from schemas.columns.releases import RELEASE, REVISION_CHANGE, SOURCE_CELL

REPORT_TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        RELEASE, METRIC, FUND_ARRIVAL, PROJECT, INDUSTRY_CHAIN, SIZE_BAND, STAGE, ORIGIN, EVENT, TALENT, RECOGNITION,
        VISIT, ACTIVITY, ASSESSMENT_ITEM, ASSESSMENT, SUPERVISION, SUBMISSION, FINDING, SOURCE_CELL, REVISION_CHANGE,
    )
}  # fmt: skip

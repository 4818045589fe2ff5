"""The only file that assembles: assets, checks, jobs, schedule, sensors, resources. Loads with no district present."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import dagster as dg

from assets.assessment import assets as assessment_assets
from assets.intake import assets as intake_assets
from assets.intake.office.reference import ReferenceProblem, read_district
from assets.intake.office.tables import TableFault, read_table
from assets.ledger import assets as ledger_assets
from assets.metrics import assets as metrics_assets
from assets.publication import assets as publication_assets
from assets.publication import checks as publication_checks
from assets.review import assets as review_assets
from assets.review import checks as review_checks
from assets.store.identity import StrangerProblem, open_store, release_folders
from pipelines.cli.options import database_url
from pipelines.instance import keep_files_private
from pipelines.io_manager import parquet_io_manager
from pipelines.jobs import intake_job, monthly_job
from pipelines.partitions import months_from
from pipelines.resources import clock, configured_home, fixed_clock, home_resource, store_resource
from pipelines.schedules import monthly_schedule
from pipelines.sensors import district_sensors
from schemas.months import shift
from schemas.office.district import District
from schemas.office.reference import REFERENCE_FILES

ROOMS = (intake_assets, review_assets, ledger_assets, metrics_assets, assessment_assets, publication_assets)
_MONTH_IN_PATH = re.compile(r"(20\d{2})[-年._]?(0[1-9]|1[0-2])")


def first_and_last_month(home: Path, asked: Sequence[str] = ()) -> tuple[str, str]:
    """The months that can have anything: from the first release or the first file in the inbox (else the month being
    collected now) to the running month, and all that a command asks for. A partition before them would stay grey for
    ever."""
    found = list(asked)
    if (home / "district.yaml").exists():
        try:
            with open_store(home, database_url(home)) as store:
                found += store.months()
        except StrangerProblem:  # said by every run, look and tick; the definitions load without the database
            found += [month for month, _ in release_folders(home)]
    inbox = home / "inbox"
    if inbox.is_dir():
        for path in inbox.iterdir():
            found += [f"{year}-{number}" for year, number in _MONTH_IN_PATH.findall(path.name)]
    now = clock().strftime("%Y-%m")
    return min(found, default=shift(now, -1)), max([now, *found])


def build_defs(
    home: Path | None = None, asked: Sequence[str] = (), as_of: datetime | None = None, **overrides: Any
) -> dg.Definitions:
    """The definitions of one district. `asked`, `as_of`: the months a command runs, and the moment it fixes; `overrides`
    replace resources by name (tests)."""
    folder = (home or configured_home()).resolve()
    months = months_from(*first_and_last_month(folder, asked))
    units, district = _units_and_district(folder)
    month_job = monthly_job(months, has_units=bool(units))
    answer_job = intake_job(months)
    assets = _partitioned(list(dg.load_assets_from_modules(list(ROOMS), include_specs=True)), months)
    checks = [
        *review_checks.review_checks(months),
        *review_checks.board_checks(months, units, district.groups),
        *publication_checks.checks(months),
    ]
    if units:
        assets.append(review_assets.received_spec(months, list(units)))
        checks.append(review_checks.received_check(months, list(units)))
    schedule = district.schedule
    return dg.Definitions(
        assets=assets,
        asset_checks=checks,
        executor=dg.in_process_executor,
        jobs=[month_job, answer_job],
        schedules=[
            monthly_schedule(month_job, folder, schedule.cron, schedule.timezone, months_first(months), fixed_clock)
        ],
        sensors=district_sensors(folder, month_job, answer_job, months_first(months)),
        resources={
            "home": home_resource(folder, as_of),
            "store": store_resource(folder),
            "history": store_resource(folder),
            "io_manager": parquet_io_manager(folder),
            **overrides,
        },
    )


def months_first(months: dg.MonthlyPartitionsDefinition) -> str:
    return months.get_first_partition_key() or months.start.strftime("%Y-%m")


def _partitioned(assets: list[Any], months: dg.MonthlyPartitionsDefinition) -> list[Any]:
    """Every computed asset of the rooms is one a month; the outside ones (AssetSpec) are not ours to partition."""
    computed = [each for each in assets if not isinstance(each, dg.AssetSpec)]
    outside = [each for each in assets if isinstance(each, dg.AssetSpec)]
    by_month = dg.map_asset_specs(lambda spec: spec.replace_attributes(partitions_def=months), computed)
    return [*outside, *by_month]


def _units_and_district(home: Path) -> tuple[dict[str, str], District]:
    """Unit code → name for the board's checks, of district.yaml and the register alone: a run asked for while another of the
    office's files is broken must have the steps it was asked for, so that the fault is what fails it. Nothing where there
    is no district yet or these two do not validate."""
    nobody = District.model_validate(
        {"district": {"name": "—", "division_code": "000000", "city": "—", "province": "—"}, "groups": {"none": "—"}}
    )
    try:
        district = read_district(home)
    except ReferenceProblem:
        return {}, nobody
    faults: list[TableFault] = []
    _, units = read_table(home / "reference", REFERENCE_FILES["units"], faults)
    return ({}, nobody) if faults else (dict(zip(units["unit_code"], units["unit_name"], strict=True)), district)


keep_files_private()
defs = build_defs()

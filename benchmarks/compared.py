"""Ours and the straightforward way's, cell by cell: the typed rows of every sheet and the money metrics of every unit."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from assets.intake.model import Intake
from benchmarks.straightforward import KINDS, Straight
from schemas.form.sheets import DATA_SHEETS


def cells(intake: Intake, metrics: pd.DataFrame, straight: Straight) -> tuple[int, list[str]]:
    """(cells compared, what differs: sheet, row, column, ours, theirs)."""
    count, differing = 0, []
    files = [PurePosixPath(name).name for name in intake.files["file_name"]]
    for kind in KINDS:
        ours, theirs = intake.rows[kind], straight.tables[kind]
        order = pd.Series([files[file_id] for file_id in ours["file_id"]], index=ours.index)
        ours = ours.assign(file=order).sort_values(["file", "row"], kind="stable")
        theirs = theirs.sort_values("file", kind="stable")
        if len(ours) != len(theirs):
            differing.append(f"{kind}: {len(ours)} rows, {len(theirs)} theirs")
            continue
        for name in ("file", *(item.column for item in DATA_SHEETS[kind].fields)):
            pairs = zip(ours[name].tolist(), theirs[name].tolist(), strict=True)
            found = [
                f"{kind}.{name} row {at}: {a!r}, {b!r} theirs" for at, (a, b) in enumerate(pairs) if not same(a, b)
            ]
            count, differing = count + len(ours), differing + found
    return _metrics(intake, metrics, straight, files, count, differing)


def _metrics(
    intake: Intake, metrics: pd.DataFrame, straight: Straight, files: list[str], count: int, differing: list[str]
) -> tuple[int, list[str]]:
    unit_of = dict(zip(files, intake.files["unit_code"], strict=True))
    declared = metrics[metrics["caliber"] == "declared"].set_index(["unit_code", "metric_code"])["ytd_value"]
    for name in straight.metrics:
        for file, value in straight.metrics[name].items():
            count += 1
            ours = declared.get((unit_of[str(file)], name))
            if not same(ours, value):
                differing.append(f"metric {name} {file}: {ours!r}, {value!r} theirs")
    return count, differing


def same(one: Any, other: Any) -> bool:
    return bool(one == other) if not (pd.isna(one) or pd.isna(other)) else bool(pd.isna(one) and pd.isna(other))

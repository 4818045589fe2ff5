"""One IO manager: what an asset returns is kept as Parquet under HOME/work/<month>/<asset>/, one file a frame.

A frame is one file; a dataclass of frames is a folder: each frame a file, each dict of frames a folder,
findings as a frame, everything small as JSON. A run re-executed from its failed step reads what the steps before it left,
but only where that was made of what the run itself finds: beside each output lies what its month was made of (BASIS).
"""

from __future__ import annotations

import dataclasses
import json
import shutil
import typing
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import dagster as dg
import pandas as pd

from assets.intake.home import MonthHome
from assets.publication.basis import BasisChanged, basis_of, differences
from pipelines.sealing import Key, sealed_apart, unsealed, without_personal
from schemas.finding import Finding, findings_frame

BASIS = "basis.json"
Basis = Callable[[str], dict[str, Any]]  # month → what a run of it is made of now


class StepInputMissing(Exception):
    """The output of an earlier step is not there, or cannot be read."""

    exit_code = 1

    def __init__(self, month: str, step: str, reason: str) -> None:
        self.month, self.step, self.reason = month, step, reason
        super().__init__(month, step, reason)

    def __str__(self) -> str:
        return f"{self.month} 前一步 {self.step} 的结果{self.reason}，本步骤不能单独执行，请整月重跑"


def parquet_io_manager(home: Path) -> dg.IOManagerDefinition:
    """The manager of a district's runs: outputs below HOME/work, each held to what its run is made of."""

    @dg.io_manager(config_schema={}, required_resource_keys={"home", "store"}, description="各步骤结果的存放")
    def manager(context: dg.InitResourceContext) -> ParquetIOManager:
        month_home, store = context.resources.home, context.resources.store
        return ParquetIOManager(home / "work", lambda month: basis_of(month_home, month, store))

    return manager


class ParquetIOManager(dg.IOManager):
    """Keeps asset values below `folder` (HOME/work). A run has a manager of its own."""

    def __init__(self, folder: Path, basis: Basis | None = None) -> None:
        self._folder, self._basis_now = folder, basis
        self._bases: dict[str, dict[str, Any]] = {}

    def _path(self, context: dg.OutputContext | dg.InputContext) -> Path:
        return self._folder / _month(context) / context.asset_key.path[-1]

    def _basis(self, month: str) -> dict[str, Any]:
        """What this run of the month is made of: asked once, so that it is the same from the first step to the last."""
        if month not in self._bases:
            self._bases[month] = self._basis_now(month) if self._basis_now else {}
        return self._bases[month]

    def handle_output(self, context: dg.OutputContext, obj: Any) -> None:
        if obj is None:
            return
        target = self._path(context)
        fresh = target.with_name(f".{target.name}.part")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        keep(obj, fresh, self._key)
        (fresh / BASIS).write_text(json.dumps(self._basis(_month(context)), ensure_ascii=False), encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)
        fresh.rename(target)

    def load_input(self, context: dg.InputContext) -> Any:
        """The value an earlier step left. Raises StepInputMissing where it is not there, BasisChanged where it was made of
        something else than this run finds."""
        wanted, folder, month = context.dagster_type.typing_type, self._path(context), _month(context)
        if not folder.is_dir():
            raise StepInputMissing(month, folder.name, "不存在")
        made_of = _read_basis(folder)
        if made_of != self._basis(month):
            raise BasisChanged(month, differences(made_of, self._basis(month)))
        try:
            return recall(wanted, folder, self._key)
        except (FileNotFoundError, KeyError, TypeError, ValueError) as fault:
            raise StepInputMissing(month, folder.name, "不完整或无法读取") from fault

    def _key(self) -> bytes:
        """The district's person key; raises PersonKeyProblem with what to do."""
        return MonthHome(self._folder.parent, datetime.min, "").person_key


def _month(context: dg.OutputContext | dg.InputContext) -> str:
    return context.partition_key if context.has_partition_key else "all"


def _read_basis(folder: Path) -> dict[str, Any]:
    """What the output was made of; empty where that is not known."""
    try:
        return dict(json.loads((folder / BASIS).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):
        return {}


def keep(value: Any, folder: Path, key: Key) -> None:
    """Writes a frame, or a dataclass of frames, into an empty folder; personal data apart, sealed under `key`."""
    if isinstance(value, pd.DataFrame):
        _write(value, folder / "rows.parquet", key)
        return
    small: dict[str, Any] = {}
    for item in dataclasses.fields(value):
        part = getattr(value, item.name)
        if isinstance(part, pd.DataFrame):
            _write(part, folder / f"{item.name}.parquet", key)
        elif isinstance(part, dict) and part and all(isinstance(each, pd.DataFrame) for each in part.values()):
            (folder / item.name).mkdir()
            for name, frame in part.items():
                _write(frame, folder / item.name / f"{name}.parquet", key)
        elif isinstance(part, list) and part and isinstance(part[0], Finding):
            _write(findings_frame(part), folder / f"{item.name}.findings.parquet", key)
        else:
            small[item.name] = without_personal(_plain(part))
    (folder / "rest.json").write_text(json.dumps(small, ensure_ascii=False), encoding="utf-8")


def recall(wanted: Any, folder: Path, key: Key) -> Any:
    """The value `keep` wrote, as the type the asset function asks for."""
    if wanted is pd.DataFrame or not dataclasses.is_dataclass(wanted):
        return _read(folder / "rows.parquet", key)
    small = json.loads((folder / "rest.json").read_text(encoding="utf-8"))
    hints = typing.get_type_hints(wanted)
    values: dict[str, Any] = {}
    for item in dataclasses.fields(wanted):
        path = folder / f"{item.name}.parquet"
        if path.is_file():
            values[item.name] = _read(path, key)
        elif (folder / item.name).is_dir():
            values[item.name] = {file.stem: _read(file, key) for file in sorted((folder / item.name).glob("*.parquet"))}
        elif (folder / f"{item.name}.findings.parquet").is_file():
            values[item.name] = _findings(pd.read_parquet(folder / f"{item.name}.findings.parquet"))
        elif item.name in small:
            values[item.name] = _as_hinted(small[item.name], hints[item.name])
    return typing.cast(Any, wanted)(**values)


def _read(path: Path, key: Key) -> pd.DataFrame:
    return unsealed(pd.read_parquet(path), path, key)


def _write(frame: pd.DataFrame, path: Path, key: Key) -> None:
    """Object columns are written as text where Arrow cannot take them as they are (a column of mixed cells)."""
    frame = sealed_apart(frame, path, key)
    try:
        frame.to_parquet(path)
    except (TypeError, ValueError, OSError):
        text = frame.copy()
        for column in text.select_dtypes("object").columns:
            text[column] = [None if value is None or value is pd.NA else str(value) for value in text[column]]
        text.to_parquet(path)


def _findings(frame: pd.DataFrame) -> list[Finding]:
    clean = frame.astype(object).where(frame.notna(), None)
    return [Finding(**row) for row in clean.to_dict("records")]


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if isinstance(value, dict) and any(not isinstance(key, str) for key in value):
        return {"_pairs": [[list(key) if isinstance(key, tuple) else key, _plain(item)] for key, item in value.items()]}
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


def _as_hinted(value: Any, hint: Any) -> Any:
    if isinstance(value, dict) and "_pairs" in value:
        return {tuple(key) if isinstance(key, list) else key: item for key, item in value["_pairs"]}
    if typing.get_origin(hint) is tuple and isinstance(value, list):
        return tuple(value)
    inner = typing.get_args(hint)
    if isinstance(value, list) and inner and dataclasses.is_dataclass(inner[0]):
        return [typing.cast(Any, inner[0])(**each) for each in value]
    return value

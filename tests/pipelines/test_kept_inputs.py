"""An input is read once a run; no step sees what another did to it; what was written anew is read anew."""

from pathlib import Path
from typing import Any

import dagster as dg
import pandas as pd
import pytest

from assets.review.model import Review
from pipelines import io_manager as io_managers
from pipelines import step_cache as kept_inputs
from pipelines.io_manager import ParquetIOManager
from pipelines.step_cache import KeptInputs
from schemas.finding import Finding


def _written(folder: Path, value: int) -> Path:
    """As the IO manager writes: into a new folder, which then takes the name."""
    fresh = folder.with_name(f".{folder.name}.part")
    fresh.mkdir(parents=True)
    pd.DataFrame({"value": [value]}).to_parquet(fresh / "rows.parquet")
    if folder.exists():
        (folder / "rows.parquet").unlink()
        folder.rmdir()
    fresh.rename(folder)
    return folder


def _read(folder: Path, reads: list[Path]) -> pd.DataFrame:
    reads.append(folder)
    return pd.read_parquet(folder / "rows.parquet")


def test_read_once_and_what_one_does_to_it_no_other_sees(tmp_path: Path) -> None:
    kept, reads, folder = KeptInputs(), list[Path](), _written(tmp_path / "asset", 1)
    first = kept.of(folder, pd.DataFrame, lambda: _read(folder, reads))
    first.loc[0, "value"] = 99
    first["more"] = 1
    assert kept.of(folder, pd.DataFrame, lambda: _read(folder, reads)).to_dict("list") == {"value": [1]}
    assert len(reads) == 1


def test_a_value_written_anew_is_read_anew(tmp_path: Path) -> None:
    kept, reads, folder = KeptInputs(), list[Path](), _written(tmp_path / "asset", 1)
    kept.of(folder, pd.DataFrame, lambda: _read(folder, reads))
    _written(folder, 2)
    assert kept.of(folder, pd.DataFrame, lambda: _read(folder, reads))["value"].tolist() == [2]
    assert len(reads) == 2


def test_a_large_value_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_inputs, "LARGEST_BYTES", 1)
    kept, reads, folder = KeptInputs(), list[Path](), _written(tmp_path / "asset", 1)
    for _ in range(2):
        kept.of(folder, pd.DataFrame, lambda: _read(folder, reads))
    assert len(reads) == 2


def test_a_value_that_is_not_there_is_asked_for_again(tmp_path: Path) -> None:
    kept, folder = KeptInputs(), tmp_path / "asset"
    with pytest.raises(FileNotFoundError):
        kept.of(folder, pd.DataFrame, lambda: _read(folder, []))
    _written(folder, 3)
    assert kept.of(folder, pd.DataFrame, lambda: _read(folder, []))["value"].tolist() == [3]


def test_a_dataclass_is_handed_out_with_parts_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "asset").mkdir()
    empty = pd.DataFrame({"a": []})
    accepted = {"project": pd.DataFrame({"a": [1]})}
    review = Review("2025-03", empty, empty, [Finding("C101", "E", 1, "一")], accepted, empty, empty, empty)
    kept = KeptInputs()
    first = kept.of(tmp_path / "asset", Review, lambda: review)
    first.findings.append(Finding("C102", "E", 1, "二"))
    first.accepted["project"]["a"] *= 10
    assert first.accepted["project"]["a"].tolist() == [10]
    second = kept.of(tmp_path / "asset", Review, lambda: review)
    assert [each.rule_code for each in second.findings] == ["C101"]
    assert second.accepted["project"]["a"].tolist() == [1]


def test_the_steps_of_a_run_share_what_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[str] = []
    recall = io_managers.recall

    def counted(wanted: Any, folder: Path, key: Any) -> Any:
        reads.append(folder.name)
        return recall(wanted, folder, key)

    monkeypatch.setattr(io_managers, "recall", counted)

    @dg.asset
    def source() -> pd.DataFrame:
        return pd.DataFrame({"value": [1, 2]})

    @dg.asset
    def spoils(source: pd.DataFrame) -> pd.DataFrame:
        source["value"] *= 10
        return source

    @dg.asset(deps=[spoils])
    def sums(source: pd.DataFrame) -> pd.DataFrame:
        return pd.DataFrame({"value": [source["value"].sum()]})

    for expected in (["source"], ["source", "source"]):  # the next run reads for itself
        result = dg.materialize([source, spoils, sums], resources={"io_manager": ParquetIOManager(tmp_path / "work")})
        assert result.output_for_node("sums")["value"].tolist() == [3]
        assert reads == expected

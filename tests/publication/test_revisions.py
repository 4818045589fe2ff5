"""What a revision says: which cell or line of the office changed it, what was said before, and the same bytes again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from assets.publication.release_files import file_digests, write_tables
from assets.publication.reprinting import reprint
from assets.store.published import Store
from pipelines.cli.diff import diff
from tests.publication.released import MONTH, Released


def _changes(released: Released, revision: int) -> list[tuple[object, ...]]:
    return released.ask(
        "SELECT c.table_name, c.row_key, c.column_name, c.cause_kind, c.cause FROM published_revision_change c "
        f"JOIN published_release r ON r.release_id = c.release_id WHERE r.month = '{MONTH}' AND r.revision = {revision}"
    )


def test_a_corrected_cell_is_named_with_what_it_said_before_and_after(released: Released) -> None:
    rows = _changes(released, 2)
    own = [row for row in rows if row[1] == f"{released.unit}|funds_out_of_district|declared" and row[2] == "ytd_value"]
    assert len(own) == 1
    assert own[0][3] == "cell"
    assert "到位资金!F5 本年累计到位：" in str(own[0][4])
    assert {row[3] for row in rows if row[0] == "report_metric" and row[2] == "ytd_value"} == {"cell"}


def test_what_another_units_correction_moved_is_spill_over(released: Released) -> None:
    """Only ranks and scores of a unit that corrected nothing can move; never its figures."""
    others = [row for row in _changes(released, 2) if row[3] == "spill_over"]
    assert not [row for row in others if str(row[1]).split("|")[0] in (released.unit, "ALL")]
    assert {row[0] for row in others} <= {"report_assessment", "report_assessment_item", "report_metric"}
    assert not [row for row in others if row[2] in ("ytd_value", "month_value")]


def test_a_changed_target_is_named_by_its_line(released: Released) -> None:
    rows = [row for row in _changes(released, 3) if row[2] == "annual_target"]
    assert {str(row[1]).split("|")[0] for row in rows} >= {released.unit, "ALL"}
    assert {row[3] for row in rows} == {"reference"}
    assert all("reference/targets.csv 第" in str(row[4]) and f"{released.unit}," in str(row[4]) for row in rows)


def test_what_was_said_of_the_month_release_by_release(released: Released) -> None:
    said = released.ask(
        f"SELECT revision, ytd_value, status FROM vintage_metric WHERE month = '{MONTH}' AND unit_code = 'ALL' "
        "AND metric_code = 'funds_out_of_district' AND caliber = 'declared' ORDER BY revision"
    )
    assert [row[0] for row in said] == [1, 2, 3]
    assert float(str(said[1][1])) - float(str(said[0][1])) == 10_000
    assert said[2][1:] == said[1][1:]


def test_every_revision_prints_again_with_the_same_bytes(released: Released, tmp_path: Path) -> None:
    """The office's files and the townships' have changed since: what is printed is what was read then."""
    shutil.rmtree(tmp_path)
    with Store(released.url) as store:
        for release in store.releases(MONTH)[::2]:  # the first and the third
            made = reprint(released.home, store, release, tmp_path / f"r{release['revision']}")
            assert made.different == []
            assert len(made.same) > 40


def test_the_bytes_do_not_depend_on_how_a_frame_was_kept(released: Released, tmp_path: Path) -> None:
    """Between the Dagster steps a frame goes through Parquet; printed again it comes from the database."""
    with Store(released.url) as store:
        release = store.releases(MONTH)[0]["release_id"]
        stored = {
            name: store.of_release(name, release)
            for name in ("release", "submission", "fund_arrival", "visit", "finding")
        }
    kept = {}
    for name, frame in stored.items():
        frame.to_parquet(tmp_path / f"{name}.parquet")
        kept[name] = pd.read_parquet(tmp_path / f"{name}.parquet")
    for folder, tables in ((tmp_path / "stored", stored), (tmp_path / "kept", kept)):
        write_tables(folder, tables, release, MONTH)
    assert file_digests(tmp_path / "kept") == file_digests(tmp_path / "stored")


def test_diff_reads_as_a_person_would_say_it(
    released: Released, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHAOYIN_DATABASE_URL", released.url)
    diff(MONTH, from_="r1", to="2", vintages=False, metric=None, unit="ALL", home=released.home, as_json=False)
    said = capsys.readouterr().out
    assert "第 1 次发布" in said
    assert "【报表更正】" in said
    assert "区外项目到位资金 上报 本年累计：" in said
    assert "（+10,000）" in said
    diff(MONTH, from_="r1", to="r3", vintages=False, metric=None, unit="ALL", home=released.home, as_json=False)
    assert "【参考文件与认定】" in capsys.readouterr().out
    diff(MONTH, None, None, True, "funds_out_of_district", "ALL", released.home, False)
    assert capsys.readouterr().out.count("快报") == 3

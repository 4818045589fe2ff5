"""Published is published: append, read back, flip; the same again publishes nothing; the database refuses changes."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from assets.publication.office_copies import RECEIVED, received_copy
from assets.publication.verifying import faults
from assets.store.published import Store
from schemas.columns.report import REPORT_TABLES
from tests.publication.conftest import Run
from tests.publication.released import CLOSED, MONTH, OPEN, ask, raise_ytd


def test_every_view_has_exactly_the_columns_of_the_contract(url: str) -> None:
    engine = sa.create_engine(url)
    inspector = sa.inspect(engine)
    for name, table in REPORT_TABLES.items():
        columns = [column["name"] for column in inspector.get_columns(f"report_{name}")]
        assert columns == ["release_id", "month", *table.names], name
    described = ask(
        url, "SELECT table_name, column_name FROM report_data_dictionary WHERE table_name = 'report_metric'"
    )
    assert len(described) == len(REPORT_TABLES["metric"].names) + 2
    engine.dispose()


def test_the_same_again_publishes_nothing(run: Run, url: str) -> None:
    again = run("2025-01").outcome
    assert again is not None
    assert not again.published
    assert ask(url, "SELECT COUNT(*) FROM published_release") == [(1,)]


def test_the_database_refuses_to_change_a_release(url: str) -> None:
    engine = sa.create_engine(url)
    for statement in (
        "UPDATE published_metric SET ytd_value = 1",
        "DELETE FROM published_metric",
        "DELETE FROM published_release",
    ):
        with pytest.raises(sa.exc.DBAPIError, match="immutable"), engine.begin() as connection:
            connection.execute(sa.text(statement))
    engine.dispose()


def test_one_cell_raised_by_ten_thousand_yuan_moves_exactly_what_depends_on_it(
    run: Run, url: str, fresh_home: Path
) -> None:
    before = run(MONTH, OPEN).outcome
    assert before is not None
    assert before.status == "provisional"
    unit, project = raise_ytd(fresh_home, MONTH, 1)
    after = run(MONTH, OPEN).outcome
    assert after is not None
    assert (after.published, after.revision) == (True, 2)
    changed = ask(
        url,
        "SELECT row_key, column_name, value_before, value_after, cause_kind FROM report_revision_change "
        f"WHERE month='{MONTH}' AND table_name='report_metric' AND column_name='ytd_value' AND row_key LIKE '%funds_out_of_district|declared'",
    )
    assert {str(row[0]).split("|")[0] for row in changed} == {unit, f"GROUP:{_group(url, unit)}", "ALL"}
    assert all(float(str(row[3])) - float(str(row[2])) == 10_000 for row in changed)
    assert {row[4] for row in changed} == {"cell"}
    moved = ask(
        url,
        f"SELECT DISTINCT row_key FROM report_revision_change WHERE month='{MONTH}' AND table_name='report_project'",
    )
    assert moved == [(project,)]


def _group(url: str, unit: str) -> str:
    return str(ask(url, f"SELECT DISTINCT unit_group FROM report_fund_arrival WHERE unit_code='{unit}'")[0][0])


def test_final_is_final_until_reopened_with_a_reason(run: Run, url: str, fresh_home: Path) -> None:
    assert run(MONTH, CLOSED).outcome.status == "final"  # type: ignore[union-attr]
    raise_ytd(fresh_home, MONTH, 1)
    refused = run(MONTH, CLOSED).outcome
    assert refused is not None
    assert not refused.published
    assert "重开" in refused.note
    with Store(url) as store:
        store.reopen(MONTH, reason="凭证补齐", by="李某", at=datetime(2025, 3, 21, 9))
    again = run(MONTH, datetime(2025, 3, 22, 9)).outcome
    assert again is not None
    assert (again.published, again.revision, again.status) == (True, 2, "final")


def test_a_reopening_at_the_moment_of_a_release_opens_it_and_the_next_release_closes_it(
    run: Run, url: str, fresh_home: Path
) -> None:
    assert run(MONTH, CLOSED).outcome.status == "final"  # type: ignore[union-attr]
    raise_ytd(fresh_home, MONTH, 1)
    with Store(url) as store:
        store.reopen(MONTH, reason="凭证补齐", by="李某", at=CLOSED)
        assert store.open_until(MONTH) == datetime.max
        again = run(MONTH, CLOSED).outcome
        assert again is not None
        assert (again.published, again.revision) == (True, 2)
        assert store.open_until(MONTH) < datetime.max


def test_files_manifests_and_the_chain(run: Run, url: str, fresh_home: Path) -> None:
    run(MONTH)
    folder = fresh_home / "releases" / MONTH / "r1"
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["previous"]["release_id"].startswith("2025-01-r1")
    assert (folder / "tables" / "report_metric.parquet").exists()
    assert (folder / "tables" / "report_metric.csv").read_bytes()[:3] == b"\xef\xbb\xbf"
    with Store(url) as store:
        assert list(faults(fresh_home, store)) == []


def test_one_byte_touched_is_named(url: str, fresh_home: Path) -> None:
    parquet = fresh_home / "releases" / "2025-01" / "r1" / "tables" / "report_project.parquet"
    data = bytearray(parquet.read_bytes())
    data[len(data) // 2] ^= 1
    parquet.write_bytes(bytes(data))
    with Store(url) as store:
        assert [fault for fault in faults(fresh_home, store) if "report_project.parquet" in fault]


def test_an_input_touched_is_named(url: str, fresh_home: Path) -> None:
    manifest = json.loads((fresh_home / "releases" / "2025-01" / "r1" / "manifest.json").read_text("utf-8"))
    name, digest = next((name, digest) for name, digest in manifest["inputs"].items() if name.startswith(RECEIVED))
    kept = received_copy(fresh_home, digest)
    kept.write_bytes(kept.read_bytes() + b"x")
    with Store(url) as store:
        assert any(f"原件被改动：{name}" in fault for fault in faults(fresh_home, store))


def test_a_row_touched_behind_the_guard_is_named(url: str, fresh_home: Path) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        if url.startswith("sqlite"):
            connection.execute(sa.text("DROP TRIGGER published_metric_no_update"))
        else:
            connection.execute(sa.text("ALTER TABLE published_metric DISABLE TRIGGER ALL"))
        connection.execute(sa.text("UPDATE published_metric SET ytd_value = ytd_value + 1 WHERE unit_code = 'ALL'"))
    engine.dispose()
    with Store(url) as store:
        assert any("published_metric" in fault for fault in faults(fresh_home, store))


def test_contributions_sum_to_the_figure_to_the_yuan(url: str) -> None:
    rows = ask(
        url,
        "SELECT m.unit_code, m.metric_code, m.caliber, m.ytd_value, SUM(f.contribution) FROM report_metric m "
        "JOIN report_figure_source f ON f.release_id = m.release_id AND f.table_name = 'report_metric' "
        "AND f.column_name = 'ytd_value' AND f.row_key = m.unit_code || '|' || m.metric_code || '|' || m.caliber "
        "WHERE m.value_unit = 'yuan' GROUP BY m.unit_code, m.metric_code, m.caliber, m.ytd_value",
    )
    assert len(rows) > 50
    assert all(abs(float(str(row[3])) - float(str(row[4]))) < 0.5 for row in rows)


def test_a_reader_sees_the_old_or_the_new_never_a_mixture(run: Run, url: str, fresh_home: Path) -> None:
    """The pointer and the rows move in one transaction: a failure on the way leaves the old release."""
    run(MONTH, OPEN)
    before = ask(url, "SELECT release_id, COUNT(*) FROM report_metric GROUP BY release_id ORDER BY release_id")
    raise_ytd(fresh_home, MONTH, 1)
    (fresh_home / "releases" / MONTH / "r2").parent.mkdir(exist_ok=True)
    blocked = fresh_home / "releases" / MONTH
    blocked.chmod(0o500)
    try:
        if os.geteuid() != 0:
            with pytest.raises(OSError, match="ermission"):
                run(MONTH, OPEN)
            assert (
                ask(url, "SELECT release_id, COUNT(*) FROM report_metric GROUP BY release_id ORDER BY release_id")
                == before
            )
    finally:
        blocked.chmod(0o700)
    assert run(MONTH, OPEN).outcome.revision == 2  # type: ignore[union-attr]

"""Exit codes and words of the command line, by the real command."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from samples.clean import write_clean
from tests.acceptance.office import Office, project

COMMAND = Path(sys.executable).parent / "zhaoyin"


def zhaoyin(
    *arguments: str, home: Path | None = None, key: str = "key-of-the-tests"
) -> subprocess.CompletedProcess[str]:
    where = ["--home", str(home)] if home else []
    environment = {**os.environ, "ZHAOYIN_PERSON_KEY": key}
    environment.pop("DAGSTER_HOME", None)
    return subprocess.run(
        [str(COMMAND), *arguments, *where], capture_output=True, text=True, env=environment, check=False
    )


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("written") / "district"
    write_clean(home, ("2025-01",), 3)
    return home


@pytest.fixture
def office(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "district", copy_function=shutil.copy2))


@pytest.fixture(scope="module")
def first_run(written: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """(home, what was said) of January's first run; later tests go on with that home."""
    home = Path(shutil.copytree(written, tmp_path_factory.mktemp("ran") / "district", copy_function=shutil.copy2))
    return home, zhaoyin("run", "--month", "2025-01", "--as-of", "2025-02-20T09:00", home=home)


def test_a_month_runs_through_dagster_and_again_is_unchanged(
    first_run: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    home, first = first_run
    assert first.returncode == 0, first.stdout + first.stderr
    last = first.stdout.strip().splitlines()[-1]
    assert last.startswith("month=2025-01 release=2025-01-r1-")
    assert last.endswith("revision=1 status=final published=yes answers=0/0")
    again = zhaoyin("run", "--month", "2025-01", "--as-of", "2025-02-20T09:00", home=home)
    assert "无变化" in again.stdout
    assert again.stdout.strip().endswith("published=no answers=0/0")
    assert (home / ".dagster" / "dagster.yaml").exists()
    assert (home / "releases" / "2025-01" / "r1" / "report.xlsx").exists()
    chain = home / "releases" / "chain.jsonl"
    kept = chain.read_bytes()
    chain.unlink()
    lost = zhaoyin("run", "--month", "2025-01", "--as-of", "2025-02-20T09:00", home=home)
    assert (lost.returncode, lost.stdout) == (2, "")
    assert "发布链存根缺失" in lost.stderr
    assert "zhaoyin verify --renew-record" in lost.stderr
    assert not chain.exists()
    chain.write_bytes(kept)


def test_a_broken_reference_file_is_exit_2_and_publishes_nothing(office: Path) -> None:
    (office / "reference" / "targets.csv").write_text(
        "year,unit_code,metric_code,annual_target\n2025,T99,funds_out_of_district,三亿\n", "utf-8"
    )
    done = zhaoyin("run", "--month", "2025-01", home=office)
    assert done.returncode == 2
    assert "reference/targets.csv 第2行 annual_target：“三亿”" in done.stderr
    assert "T99" in done.stderr
    assert not (office / "releases").exists()


def test_a_rulebook_whose_weights_do_not_add_up_is_exit_2(office: Path) -> None:
    path = office / "rulebooks" / "2025.yaml"
    path.write_text(
        path.read_text("utf-8").replace("weight: {zone: 25, town: 25", "weight: {zone: 25, town: 24"), "utf-8"
    )
    done = zhaoyin("run", "--month", "2025-01", home=office)
    assert done.returncode == 2
    assert "“town”各项权重之和为 99，应为 100" in done.stderr
    assert not (office / "releases").exists()


def test_a_wrong_month_is_a_usage_error(office: Path) -> None:
    assert zhaoyin("run", "--month", "2025年1月", home=office).returncode == 2
    assert zhaoyin("nothing").returncode == 2


def test_check_says_clean_and_json_has_the_contracts_keys(office: Path) -> None:
    file = next((office / "inbox" / "2025-01").glob("*.xlsx"))
    done = zhaoyin("check", str(file), "--json", home=office)
    said = json.loads(done.stdout)
    assert set(said) >= {"command", "ok", "month", "units", "findings"}
    assert (done.returncode, said["ok"], said["month"]) == (0, True, "2025-01")


def test_status_lists_who_has_sent(office: Path) -> None:
    next((office / "inbox" / "2025-01").glob("*.xlsx")).unlink()
    done = zhaoyin("status", "--month", "2025-01", "--as-of", "2025-02-20T09:00", "--json", home=office)
    states = sorted(unit["status"] for unit in json.loads(done.stdout)["units"])
    assert states == ["accepted", "accepted", "missing"]


def test_doctor_backup_and_restore(first_run: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    home, _ = first_run
    assert zhaoyin("doctor", home=home).returncode == 0
    archive, other = tmp_path / "b.tar.gz", tmp_path / "restored"
    assert zhaoyin("backup", str(archive), home=home).returncode == 0
    assert zhaoyin("restore", str(archive), home=other).returncode == 0
    assert zhaoyin("verify", home=other).returncode == 0


def test_a_month_past_the_clock_from_a_file_whose_name_says_no_month(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.send("T01", "2031-05", [project("T01-2031-001")], name="东镇报表.xlsx")
    done = zhaoyin("run", "--month", "2031-05", "--as-of", "2031-06-20T09:00+08:00", home=office.home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip().splitlines()[-1].endswith("revision=1 status=final published=yes answers=2/2")
    assert office.submission("2031-05", "T01") == ("accepted", "current")


def test_without_a_key_for_people_nothing_is_read(tmp_path: Path) -> None:
    office = Office(tmp_path)
    done = zhaoyin("run", "--month", "2025-05", home=office.home, key="")
    assert done.returncode == 2
    assert "ZHAOYIN_PERSON_KEY" in done.stderr
    assert not (office.home / "releases").exists()

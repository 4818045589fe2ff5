"""`zhaoyin check` as a person runs it: the real program, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.review.returns.conftest import MONTH, UNIT, District

ZHAOYIN = Path(sys.executable).with_name("zhaoyin")
_KEYS = [
    "unit_code",
    "rule_code",
    "severity",
    "file_name",
    "sheet",
    "cell",
    "field",
    "raw_value",
    "expected",
    "message",
]


def _check(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(ZHAOYIN), "check", *map(str, arguments)], capture_output=True, text=True, check=False, timeout=60
    )


def test_a_clean_workbook_exits_0_and_leaves_nothing_behind(district: District) -> None:
    before = sorted(path for path in district.home.rglob("*"))
    done = _check(district.file(), "--home", district.home)
    assert done.returncode == 0, done.stderr
    assert "可以报送" in done.stdout
    assert sorted(path for path in district.home.rglob("*")) == before


def test_a_wrong_cell_exits_1_and_is_named(district: District) -> None:
    path = district.change(lambda book: book["到位资金"].__setitem__("F5", "约1.2亿"))
    done = _check(path, "--home", district.home, "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 1
    assert (said["command"], said["ok"], said["month"]) == ("check", False, MONTH)
    (unit,) = said["units"]
    assert (unit["unit_code"], unit["file_name"], unit["status"]) == (UNIT, path.name, "returned")
    assert all(list(each) == _KEYS for each in said["findings"])
    (found,) = [each for each in said["findings"] if each["cell"] == "F5"]
    assert (found["rule_code"], found["severity"], found["sheet"], found["raw_value"]) == (
        "C101",
        "E",
        "到位资金",
        "约1.2亿",
    )
    table = _check(path, "--home", district.home)
    assert table.returncode == 1
    assert "约1.2亿" in table.stdout


def test_usage_and_bad_reference_exit_2(district: District) -> None:
    assert _check(district.file(), "--home", district.home, "--month", "2025-13").returncode == 2
    assert _check(district.home / "absent.xlsx", "--home", district.home).returncode == 2
    units = district.home / "reference" / "units.csv"
    units.write_text(units.read_text("utf-8-sig").replace("unit_code", "unit", 1), encoding="utf-8")
    assert _check(district.file(), "--home", district.home).returncode == 2


def test_it_imports_no_dagster() -> None:
    script = "import sys, pipelines.cli.check, assets.intake.submissions.month_files, assets.review.judge, assets.store.published; sys.exit('dagster' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_several_files_of_one_unit_are_each_judged(district: District) -> None:
    """Files on a clerk's desk are no revisions of each other: a clean one beside it acquits nobody."""
    clean = district.home / "原来的.xlsx"
    clean.write_bytes(district.file().read_bytes())
    wrong = district.change(lambda book: book["到位资金"].__setitem__("F5", "约1.2亿"))
    again = wrong.with_name("又一份.xlsx")
    again.write_bytes(wrong.read_bytes())
    done = _check(clean, wrong, again, "--home", district.home, "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 1
    assert {unit["file_name"]: unit["errors"] > 0 for unit in said["units"]} == {
        clean.name: False, wrong.name: True, again.name: True,
    }  # fmt: skip

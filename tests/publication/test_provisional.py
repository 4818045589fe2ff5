"""Wherever the total of a provisional release that lacks a unit is shown, it says 快报, what it covers and 不低于."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from assets.intake.office.reference import read_reference
from assets.intake.office.units import UnitRegister
from assets.publication.provisional import published_extent
from assets.publication.summary_page import month_markdown
from assets.store.published import Store
from pipelines.cli.diff import diff
from pipelines.cli.explain import explain
from pipelines.cli.summary import summary_table
from tests.publication.conftest import Run
from tests.publication.released import CLOSED, MONTH, OPEN

FUNDS = "funds_out_of_district"


@pytest.fixture
def dialect() -> str:
    return "sqlite"


@pytest.fixture
def lacking(run: Run, fresh_home: Path) -> str:
    """February released without the workbook of the first unit, before the close; the unit."""
    path = sorted((fresh_home / "inbox" / MONTH).glob("*.xlsx"))[0]
    path.unlink()
    result = run(MONTH, OPEN)
    rows = result.books.submissions
    return str(rows.loc[rows["figures"] == "carried", "unit_code"].item())


def test_the_pages_and_commands_say_so(
    lacking: str, run: Run, url: str, fresh_home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setenv("ZHAOYIN_DATABASE_URL", url)
    state = "快报（已报2/3家，以定稿为准）"
    with Store(url) as store:
        register = UnitRegister(read_reference(fresh_home))
        extent = published_extent(store, MONTH)
        assert extent is not None
        assert (extent.state, extent.beside(lacking), extent.beside("ALL")) == (state, "（沿用）", "（不低于）")
        page = month_markdown(store, MONTH, register)
        table = _printed(summary_table(store, MONTH))
        assert month_markdown(store, "2025-01", register).count("不低于") == 0
    for shown in (page, table):
        assert state in shown
        assert f"{register.name(lacking)}（沿用）" in shown
        assert shown.count("（不低于）") == 1
    assert "合计不低于所列，完成序时和同比按已报数" in page

    explain(MONTH, FUNDS, False, "ALL", "verified", None, None, None, fresh_home, False)
    assert "本年累计 不低于" in (said := capsys.readouterr().out)
    assert state in said
    explain(MONTH, FUNDS, False, "ALL", "verified", None, None, None, fresh_home, True)
    assert json.loads(capsys.readouterr().out)["lower_bound"] is True

    run(MONTH, CLOSED)  # final, with whoever is there
    diff(MONTH, None, None, True, FUNDS, "ALL", fresh_home, False)
    first, final = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  r")]
    assert f"{state}  不低于" in first
    assert "定稿" in final
    assert "不低于" not in final
    with Store(url) as store:
        page = month_markdown(store, MONTH, register)
    assert "定稿" in page
    assert "不低于" not in page
    assert f"{register.name(lacking)}（沿用）" in page


def test_the_package_of_the_tables_says_so(lacking: str, fresh_home: Path) -> None:
    package = json.loads((fresh_home / "releases" / MONTH / "r1" / "tables" / "datapackage.json").read_text("utf-8"))
    assert "快报（已报2/3家，以定稿为准）" in package["title"]
    assert "不低于" in package["description"]
    earlier = json.loads(
        (fresh_home / "releases" / "2025-01" / "r1" / "tables" / "datapackage.json").read_text("utf-8")
    )
    assert "定稿" in earlier["title"]


def _printed(table: object) -> str:
    console = Console(width=200, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(table)
    return console.export_text()

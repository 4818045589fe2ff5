"""The table at the end of a run: whole on a terminal of 80 columns, whatever the names and standings."""

from typing import Any

import pandas as pd
import pytest
from rich.cells import cell_len
from rich.console import Console

from pipelines.cli.summary import summary_table

LONG = "东湖现代服务业集聚示范区管理委员会办公室筹备组（代管石岭镇）"


class _Published:
    """A history with one provisional release."""

    def release(self, _month: str) -> dict[str, Any]:
        return {"status": "provisional", "units_current": 1, "units_expected": 2, "coverage": 0.932}

    def table(self, name: str, _month: str) -> pd.DataFrame:
        codes, names = ["T01", "T02", "ALL"], ["清溪镇", LONG, "濉阳市梅山区"]
        if name == "submission":
            return pd.DataFrame(
                {"unit_code": codes[:2], "status": ["accepted", "late_closed"], "figures": ["current", "carried"]}
            )
        if name == "assessment":
            return pd.DataFrame({"unit_code": codes[:2], "total_score": [112.794, 99.25], "rank_in_group": [1, 12]})
        return pd.DataFrame(
            {
                "unit_code": codes, "unit_name": names, "unit_group": ["town", "town", None], "caliber": "verified",
                "out_of_district_ytd_yuan": [742_000_000, 123_456_000_000, 124_198_000_000],
                "out_of_district_schedule_progress": [1.146, 0.9, 1.1], "out_of_district_yoy": [-0.134, 12.5, 0.168],
            }
        )  # fmt: skip


@pytest.mark.parametrize("width", [80, 100, 140])
def test_every_head_and_cell_is_there(width: int) -> None:
    console = Console(width=width, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(summary_table(_Published(), "2025-12"))  # type: ignore[arg-type]
    shown = console.export_text()
    assert "…" not in shown
    assert max(map(cell_len, shown.splitlines())) <= width
    for words in (
        "2025年12月区外项目到位资金与考核", "快报（已报1/2家，覆盖率93.2%，以定稿为准）",
        "到位：2025年1—12月累计，亿元；序时（完成序时进度）、同比：%",
        "单位", "状态", "到位", "序时", "同比", "得分", "位次",
        "关账后报送", "1234.56", "1250.0", "-13.4", "112.794", "（不低于）",
    ):  # fmt: skip
        assert words in shown
    whole = "".join(line[: line.find("  ") if "  " in line else None].strip() for line in shown.splitlines())
    assert LONG.replace("（", "") in whole.replace("（", "")

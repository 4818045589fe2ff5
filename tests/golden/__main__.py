"""`python -m tests.golden HOME`: the report's figures asked of a released sample district, then of a copy with three inputs
changed. Ends with 1 where a printed figure differs."""

from __future__ import annotations

import sys
import tempfile
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from assets.intake.home import MonthHome
from tests.golden.moved import moved
from tests.golden.table import SEEDS


def main() -> int:
    home = Path(sys.argv[1] if len(sys.argv) > 1 else "district").resolve()
    database = home / "zhaoyin.db"
    wrong = 0
    print("| 报告中的数 | 查询 | 值 | 印出 |\n|---|---|---|---|")
    for seed in SEEDS:
        text = seed.text(database)
        wrong += text != seed.printed
        value = seed.value(database)
        shown = str(value) if value.denominator == 1 else f"{float(value):.10f}"
        print(
            f"| {seed.said} | `{seed.query}` | {shown} | {text}{'' if text == seed.printed else f'（应为 {seed.printed}）'} |"
        )
    with tempfile.TemporaryDirectory() as folder:
        moves, figures = moved(MonthHome(home, datetime.now(), f"sqlite:///{database}"), Path(folder))
    print("\n改动的输入：")
    for move in moves:
        print(f"- {move.said}")
    print("\n| 变动的数 | 改前 | 改后 | 差 |\n|---|---|---|---|")
    for seed, old, new in figures:
        if old != new:
            sign = "+" if new > old else ""
            print(f"| {seed.said} | {_plain(old)} | {_plain(new)} | {sign}{_plain(new - old)} |")
    return 1 if wrong else 0


def _plain(value: Fraction) -> str:
    return f"{int(value):,}" if value.denominator == 1 else f"{float(value):.10f}"


if __name__ == "__main__":
    sys.exit(main())

"""`zhaoyin template`: next month's pre-filled workbooks, one a unit."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.check import history_of
from pipelines.cli.options import DEFAULT_HOME, HomeOption, MonthOption, checked_month


def template(
    month: MonthOption,
    unit: Annotated[
        str | None, typer.Option("--unit", help="Unit code or name; default: every unit of the month.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder to write to; default HOME/templates/<month>.")
    ] = None,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Writes the workbooks of the month from the latest release before it."""
    from assets.intake.office.reference import read_reference
    from assets.intake.office.units import UnitRegister
    from assets.review.template.workbook import template_name, write_template

    checked_month(month)
    reference = read_reference(home)
    register = UnitRegister(reference)
    units = register.expected(month)
    if unit:
        code = register.resolve(unit, month)
        if code is None:
            near = "、".join(register.suggest(unit)) or "无"
            raise typer.BadParameter(f"{month} 没有单位“{unit}”（近似：{near}）", param_hint="--unit")
        units = [code]
    folder = out or home / "templates" / month
    with ExitStack() as open_until_done:
        history = history_of(home, open_until_done)
        since = [each for each in history.months() if each < month]
        for code in units:
            print(write_template(folder / template_name(register.name(code), month), code, month, reference, history))
    print(f"共 {len(units)} 份，结转自 {since[-1] if since else '（无以前数据，空表）'}")

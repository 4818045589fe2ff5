"""`zhaoyin verify`: recomputes the manifests and names what was touched."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from pipelines.cli.options import DEFAULT_HOME, HomeOption, JsonOption, checked_month, database_url

TOUCHED = 1


def verify(
    month: Annotated[str | None, typer.Option("--month", help="One month only, YYYY-MM.")] = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Checks manifests and their chain, release files, inputs, reference files and database rows."""
    from assets.publication.store.store import Store
    from assets.publication.verifying import faults, leftovers

    with Store(database_url(home)) as store:
        found = list(faults(home, store, checked_month(month) if month else None))
        months = store.months()
        left = leftovers(home, store)
    if as_json:
        print(
            json.dumps(
                {
                    "command": "verify",
                    "ok": not found,
                    "month": month,
                    "faults": found,
                    "leftovers": [str(path) for path in left],
                },
                ensure_ascii=False,
            )
        )
    elif found:
        print(f"发现 {len(found)} 处被动过,第一处:{found[0]}")
        for each in found[1:]:
            print(f"  {each}")
    else:
        print(f"核对无误:{len(months)} 个月的发布与发布时一致" if months else "尚无发布")
    if left and not as_json:
        print(f"另有未发布的残留目录 {len(left)} 个(中断的运行所留,该月下次运行时清除):{'、'.join(map(str, left))}")
    raise typer.Exit(TOUCHED if found else 0)

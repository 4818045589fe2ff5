"""`zhaoyin init`: a home with commented examples and one unit, ready to be filled by the office."""

from __future__ import annotations

from pathlib import Path

import typer

from assets.store.identity import make_identity
from pipelines.cli.options import DEFAULT_HOME, HomeOption
from pipelines.instance import ROOT, instance_folder, prepare_instance

TEMPLATE = ROOT / "pipelines" / "home_template"


def init(home: HomeOption = DEFAULT_HOME) -> None:
    """Writes district.yaml, reference/, rulebooks/ and metrics.yaml with comments; never overwrites a file."""
    instance_folder(home)
    if (home / "district.yaml").exists():
        raise typer.BadParameter(f"{home} 已有 district.yaml，未改动任何文件")
    for source in sorted(TEMPLATE.rglob("*")):
        target = home / source.relative_to(TEMPLATE)
        if source.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        elif not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    for name in ("inbox", "work", "releases", "returns"):
        (home / name).mkdir(parents=True, exist_ok=True)
    for shared in (home, home / "inbox", home / "releases"):
        shared.chmod(0o755)
    make_identity(home)
    prepare_instance(home)
    print(
        f"已建立 {home}。请依次修改：district.yaml（区名、期限）、reference/units.csv（单位）、rulebooks/（考核办法），"
    )
    print(f"把各单位工作簿放入 {home / 'inbox'}，再运行 zhaoyin run --home {home} --month {_this_month()}。")


def _this_month() -> str:
    from pipelines.cli.options import parse_moment
    from schemas.months import shift

    return shift(parse_moment(None).strftime("%Y-%m"), -1)


def template_files() -> list[Path]:
    """The files a new home starts with."""
    return [path for path in sorted(TEMPLATE.rglob("*")) if path.is_file()]

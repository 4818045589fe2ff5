"""Many large clean workbooks for the benchmarks: 120 projects each, every sheet filled, about 39 KB.

Companies have the names of the part of the country their units are in (300 units): how often a name is met with a second time
does not depend on how many units there are. The two units of each pair list one project of theirs both, in other words.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

from samples.codes import credit_code, identity_number
from samples.names import CHAIN_NAMES, ORIGINS, Names, brands_of
from samples.people import person_name
from samples.reference_files import write_chains, write_district, write_narrative, write_targets, write_units
from samples.rulebooks import rulebook_text
from samples.sheets import Content, Row, amount, staff_of
from samples.units import DISTRICT, DIVISION_CODE, Unit
from samples.workbook import write_workbook
from schemas.months import last_day, month_label

_LIST_ROWS = 12
_BLOCK = 300  # units whose companies share one choice of names
_TWIN = 7  # the project that two units list both
_SCOPES = ("out_of_province",) * 6 + ("in_province", "in_city", "local", "overseas")
_FIRST = "东西南北上下前后青白赤玄金石水木云霞松柏竹梅"
_SECOND = "山河湖泉岭坡桥塘溪沟湾洼岗坪台寨营铺店集"


def load_units(count: int) -> list[Unit]:
    """`count` towns and sub-districts with names of their own."""
    units = []
    for i in range(count):
        stem = _FIRST[i % 22] + _SECOND[i // 22 % 20] + ("" if i < 440 else _SECOND[i // 440 % 20])
        group, word, office = ("subdistrict", "街道", "办事处") if i % 4 == 3 else ("town", "镇", "人民政府")
        name = stem + word
        units.append(Unit(f"U{i + 1:04d}", name, group, (f"{name}{office}",), f"{name}{office}"))
    return units


def write_load(folder: Path, units: int, month: str, rows: int = 120) -> list[Path]:
    """One workbook a unit in `folder`; the same arguments give the same bytes. Returns the paths in order of unit."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for unit in load_units(units):
        path = folder / f"{unit.name}{month_label(month)}招商引资统计月报.xlsx"
        paths.append(write_workbook(path, _content(unit, month, rows)))
    return paths


def write_load_home(home: Path, units: int, month: str, rows: int = 120) -> list[Path]:
    """A home with reference files for `units` units and their workbooks in the inbox."""
    register = load_units(units)
    write_district(home)
    write_units(home / "reference", register, int(month[:4]))
    write_chains(home / "reference")
    write_narrative(home / "reference")
    metrics = ("funds_out_of_district", "funds_industrial", "funds_services", "funds_out_of_province_100m", "signed_equivalents",
               "started_100m", "completed_projects", "trips")  # fmt: skip
    targets = [
        (month[:4], unit.code, metric, "120000" if metric.startswith("funds") else "12", f"{month[:4]}-01")
        for unit in register for metric in metrics
    ]  # fmt: skip
    write_targets(home / "reference", targets)
    path = home / "rulebooks" / f"{month[:4]}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(rulebook_text(int(month[:4]), DISTRICT), encoding="utf-8")
    return write_load(home / "inbox" / month, units, month, rows)


@cache
def _brands(block: int) -> list[str]:
    return brands_of(block)


def _content(unit: Unit, month: str, rows: int) -> Content:
    rng = Random(f"zhaoyin load {unit.code} {month}")
    names = Names(rng, _brands(_number(unit) // _BLOCK))
    projects, funds = [], []
    for i in range(1, rows + 1):
        project, fund = _project(unit, month, i, rng, names)
        projects.append(project)
        funds.append(fund)
    sent = datetime.combine(last_day(month) + timedelta(days=2), datetime.min.time())
    return Content(
        unit, month, staff_of(unit), sent.date(), False, projects, funds, _lists(unit, month, rng, names), [], {}
    )


def _project(unit: Unit, month: str, number: int, rng: Random, names: Names) -> tuple[Row, Row]:
    """A project under construction and its money."""
    year, months = int(month[:4]), int(month[5:])
    chain, scope = rng.choice(list(CHAIN_NAMES)), rng.choice(_SCOPES)
    origin = rng.choice(ORIGINS[scope])
    name, company, investor = names.of_project(chain, origin)
    investor = investor if number % 2 else company
    total = rng.randrange(1_020, 30_000, 20)
    if number == _TWIN:
        scope, (chain, origin, name, company, investor, total) = "out_of_province", _twin(unit)
    signed = date(year - 1, rng.randrange(1, 10), rng.randrange(1, 28))
    started = signed + timedelta(days=rng.randrange(30, 80))
    serial = 100_000 + 30 * int(unit.code[1:]) + number // 4  # no two projects share one: nothing is listed twice here
    approval = f"{started:%y%m}-{DIVISION_CODE}-04-01-{serial:06d}" if number % 4 == 0 else None
    credit = credit_code(rng, DIVISION_CODE) if number % 2 else None
    code = f"{unit.code}-{year - 1}-{number:03d}"
    before, now = int(total * 100 * rng.uniform(0.1, 0.3)), int(total * rng.uniform(2, 4))
    ytd = now * months + rng.randrange(100) if months > 1 else now
    usd = int(ytd * 0.05) if scope == "overseas" else 0
    project: Row = (
        number, code, name, approval, company, credit, investor,
        origin, CHAIN_NAMES[chain], "否" if chain == "services" else "是", "新建", total, signed, None, started, None, "在建", None,
        100, None,
    )  # fmt: skip
    fund: Row = (
        number, code, name, amount(before), amount(now), amount(ytd), amount(before + ytd), amount(int(ytd * 0.8)), amount(usd),
        "银行进账单", f"JZ{month.replace('-', '')}-{number:03d}", None,
    )  # fmt: skip
    return project, fund


def _number(unit: Unit) -> int:
    """0 for the first."""
    return int(unit.code[1:]) - 1


def _twin(unit: Unit) -> tuple[str, str, str, str, str, int]:
    """The project that this unit and its neighbour list both: (chain, origin, name, company, investor, total). The second of
    them writes it a little differently."""
    pair, second = divmod(_number(unit), 2)
    rng = Random(f"zhaoyin load twin {pair}")
    names = Names(rng, _brands(_number(unit) // _BLOCK))
    chain, origin = rng.choice(list(CHAIN_NAMES)), rng.choice(ORIGINS["out_of_province"])
    name, company, investor = names.of_project(chain, origin)
    total = rng.randrange(2_000, 30_000, 20)
    return chain, origin, f"{name}(一期)" if second else name, company, investor, total + 10 * second


def _lists(unit: Unit, month: str, rng: Random, names: Names) -> dict[str, list[Row]]:
    year, last = int(month[:4]), last_day(month)
    companies = [names.of_company() for _ in range(12)]

    def day() -> date:
        return date(year, 1, 1) + timedelta(days=rng.randrange((last - date(year, 1, 1)).days + 1))

    half = _LIST_ROWS // 4
    return {
        "人才需求": [(rng.choice(companies), "企业", "新材料", "工艺工程师", rng.randrange(1, 9), "本科及以上", None) for _ in range(half)],
        "人才奖补": [
            (person_name(rng), identity_number(rng, DIVISION_CODE, date(1990 + i, 5, 3)), rng.choice(companies), year - 1, "英才计划", 1.2,
             day(), None) for i in range(half)
        ],
        "平台称号": [("市级工匠", "工匠", "市", "人", 1, rng.choice(companies), f"濉人社发〔{year}〕{i + 1}号", None) for i in range(3)],
        "企业走访": [
            (on, rng.choice(companies), person_name(rng), "旺季用工紧张", "用工", "已办结", on, None) for on in (day() for _ in range(_LIST_ROWS))
        ],
        "招商活动": [
            (day(), "外出招商", "浙江省杭州市", person_name(rng), 3, 4, 1, "拜访重点企业") for _ in range(_LIST_ROWS)
        ],
    }  # fmt: skip

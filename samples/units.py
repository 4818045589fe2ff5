"""The sample district and its units: names, codes, groups, spellings, the change of 2024 to 2025."""

from __future__ import annotations

from dataclasses import dataclass

DIVISION_CODE = "340602"
CITY, DISTRICT, PROVINCE = "濉阳市", "濉阳市梅山区", "安徽省"
GROUPS = {"town": "镇", "subdistrict": "街道", "zone": "开发区"}


@dataclass(frozen=True, slots=True)
class Unit:
    """One reporting unit. `code` is its key for life; `shown` is what its workbooks call it."""

    code: str
    name: str
    group: str
    aliases: tuple[str, ...]
    shown: str = ""

    @property
    def on_forms(self) -> str:
        return self.shown or self.name


def _zone(code: str, name: str, *aliases: str) -> Unit:
    return Unit(code, name, "zone", (f"{name}管委会", f"{name}管理委员会", *aliases), f"{name}管委会")


def _town(code: str, name: str, *aliases: str) -> Unit:
    return Unit(code, name, "town", (f"{name}人民政府", name.removesuffix("镇"), *aliases), f"{name}人民政府")


def _street(code: str, name: str, *aliases: str) -> Unit:
    short = name.removesuffix("街道")
    return Unit(code, name, "subdistrict", (f"{name}办事处", f"{short}办事处", *aliases), f"{name}办事处")


# In the order in which a smaller sample takes them: every group is there from three units on.
UNITS: tuple[Unit, ...] = (
    _zone("Z01", "梅山经济开发区", "梅山经开区", "经开区"),
    _town("T01", "青谷镇"),
    _street("S01", "城东街道"),
    _town("T02", "柳河镇"),
    _zone("Z02", "梅山高新技术产业园区", "梅山高新区", "高新区"),
    _street("S02", "龙山街道"),
    _town("T03", "望湖镇"),
    _town("T04", "白沙镇"),
    _zone("Z03", "东湖现代服务业集聚区", "东湖集聚区", "服务业集聚区"),
    _street("S03", "新华街道"),
    _town("T05", "石岭镇"),
    _town("T06", "双桥镇"),
    _street("S04", "城西街道"),
    _town("T07", "沱南镇"),
    _town("T08", "大庙镇"),
    _town("T09", "清溪镇"),
    _street("S05", "黄里街道", "黄里"),
    _town("T10", "古塘镇"),
)
# 撤镇设街道: until the December before the sample's last year it is a town under its own code.
FORMER = _town("T11", "黄里镇")
SUCCESSOR = "S05"


def units_of(year: int, last_year: int, count: int = len(UNITS)) -> list[Unit]:
    """The units that report in `year`, in the sample's order."""
    chosen = UNITS[:count]
    return [FORMER if unit.code == SUCCESSOR and year < last_year else unit for unit in chosen]


def reporting_code(code: str, year: int, last_year: int) -> str:
    """Who reports in `year` what belongs to `code`."""
    if code in (FORMER.code, SUCCESSOR):
        return FORMER.code if year < last_year else SUCCESSOR
    return code


BY_CODE: dict[str, Unit] = {unit.code: unit for unit in (*UNITS, FORMER)}

"""The divisions of China down to the county, by code and by name, from python-stdnum's table (GB/T 2260 and its past).

Names are looked up in full (昆山市) and without the suffix (昆山). A name of today wins over one of the past; past
names are kept because offices go on writing them (吴江市, 无为县). Which scope a place has for a district is
places.py's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
OVERSEAS_CODES = {"71": "台湾", "81": "香港", "82": "澳门"}

_PEOPLES = (
    "壮族|满族|回族|苗族|维吾尔族?|土家族|彝族|蒙古族?|藏族|布依族|侗族|瑶族|朝鲜族|白族|哈尼族|哈萨克族?|黎族|傣族|畲族"
    "|傈僳族|仡佬族|东乡族|拉祜族|水族|佤族|纳西族|羌族|土族|仫佬族|锡伯族?|柯尔克孜族?|达斡尔族|景颇族|毛南族|撒拉族"
    "|布朗族|塔吉克族?|阿昌族|普米族|鄂温克族?|怒族|京族|基诺族|德昂族|保安族|裕固族|鄂伦春族?|独龙族|各族"
)
_SUFFIX = re.compile(
    rf"(?:(?:{_PEOPLES})*自治[区州县旗]|特别行政区|自治区|左旗|右旗|地区|林区|特区|新区|矿区|[省市县区盟旗])$"
)
_PROVINCE_SUFFIX = re.compile(r"(?:(?:壮族|回族|维吾尔)?自治区|省|市)$")
_NO_PLACE = frozenset({"市辖区", "市区", "郊区", "城区", "矿区", "县", "市", "省直辖行政单位", "省直辖县级行政单位",
                       "省直辖县级行政区划", "自治区直辖县级行政单位", "自治区直辖县级行政区划"})  # fmt: skip
_LINE = re.compile(r'^\s*(\d+)\s+(province|county)="(.*)"')
_DATED = re.compile(r"\[(\d*)-(\d*)\](.*)")


@dataclass(frozen=True, slots=True)
class Division:
    """One division: six-digit code, full name, whether the name is in force."""

    code: str
    name: str
    current: bool

    @property
    def level(self) -> int:
        """1 province · 2 prefecture · 3 county."""
        return 1 if self.code.endswith("0000") else 2 if self.code.endswith("00") else 3


def short_name(name: str) -> str:
    """The name without its suffix; the name itself where one letter would remain (萧县)."""
    bare = _SUFFIX.sub("", name)
    return bare if len(bare) >= 2 else name


@dataclass(frozen=True)
class Gazetteer:
    """`provinces`: two digits → full name. `by_name`: full or short name → divisions of that name below the province,
    `by_province_name`: the same for provinces → two digits. `by_code`: six digits → divisions that bore the code."""

    provinces: dict[str, str]
    by_province_name: dict[str, str]
    by_name: dict[str, tuple[Division, ...]]
    by_code: dict[str, tuple[Division, ...]]
    longest: int


@cache
def gazetteer() -> Gazetteer:
    """The table, read once a process (about 20 ms)."""
    provinces: dict[str, str] = {}
    divisions: list[Division] = []
    at = ""
    for line in (files("stdnum.cn") / "loc.dat").read_text("utf-8").splitlines():
        found = _LINE.match(line)
        if not found:
            continue
        digits, kind, value = found.groups()
        if kind == "province":
            at = digits
            provinces[at] = value
        else:
            divisions.extend(_dated(at + digits, value))
    named: dict[str, list[Division]] = {}
    coded: dict[str, list[Division]] = {}
    prefectures = {d.code[:4] for d in divisions if d.level == 2 and d.current} | {
        f"{p}{n}" for p in MUNICIPALITIES for n in ("01", "02")
    }
    for division in divisions:
        coded.setdefault(division.code, []).append(division)
        past_prefecture = division.code[:4] not in prefectures and division.code[2:4] != "90"
        if division.level == 1 or (past_prefecture and not division.current):
            continue
        for name in _names(division.name):
            named.setdefault(name, []).append(division)
    by_province_name = {
        name: p
        for p, full in provinces.items()
        if p not in OVERSEAS_CODES
        for name in (full, _PROVINCE_SUFFIX.sub("", full))
    }
    return Gazetteer(
        {p: name for p, name in provinces.items() if p not in OVERSEAS_CODES},
        by_province_name,
        {name: tuple(found) for name, found in named.items()},
        {code: tuple(found) for code, found in coded.items()},
        max(len(name) for name in [*named, *by_province_name]),
    )


def _names(name: str) -> set[str]:
    """恩施土家族苗族自治州 → itself, 恩施, 恩施州."""
    short = short_name(name)
    return {name, short, short + name[-1]} if "自治" in name else {name, short}


def _dated(code: str, value: str) -> list[Division]:
    """`[1983-2001]东市区,[2002-]瑶海区` → one division a name."""
    found = []
    for part in value.split(","):
        dated = _DATED.fullmatch(part)
        name, current = (dated[3], not dated[2]) if dated else (part, True)
        if name and name not in _NO_PLACE:
            found.append(Division(code, name, current))
    return found

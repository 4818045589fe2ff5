"""The figures of the annual report as queries on the views: what is asked, what comes back, what is printed."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from schemas.rounding import exact, half_up

YI, WAN = 100_000_000, 10_000
MONTH = "2025-12"


@dataclass(frozen=True, slots=True)
class Seed:
    """One printed figure. `query` gives one value; shown × `scale` at `places`, followed by `unit`."""

    said: str
    query: str
    scale: Fraction
    places: int
    unit: str
    printed: str

    def value(self, database: Path) -> Fraction:
        with sqlite3.connect(database) as connection:
            ((value,),) = connection.execute(self.query).fetchall()
        return exact(value)

    def text(self, database: Path) -> str:
        return f"{half_up(self.value(database) * self.scale, self.places)}{self.unit}"


def _metric(said: str, code: str, column: str, scale: Fraction, places: int, unit: str, printed: str) -> Seed:
    query = (
        f"SELECT {column} FROM report_metric WHERE month='{MONTH}' AND unit_code='ALL' AND caliber='verified' "
        f"AND metric_code='{code}'"
    )
    return Seed(said, query, scale, places, unit, printed)


def _cut(said: str, table: str, what: str, where: str, scale: Fraction, places: int, unit: str, printed: str) -> Seed:
    query = f"SELECT {what} FROM report_{table} WHERE month='{MONTH}' AND {where}"
    return Seed(said, query, scale, places, unit, printed)


_ONE, _YI, _PERCENT = Fraction(1), Fraction(1, YI), Fraction(100)
_ALL = "unit_code='ALL'"
_CHAINS = {
    "新材料": (7, "42.83"), "装备制造和新能源汽车": (14, "19.87"), "绿色食品": (8, "16.44"), "现代服务业及商贸物流": (4, "15.43"),
    "生命健康": (2, "6.80"), "绿色建筑建材": (2, "11.20"), "电子信息及光电显示": (1, "3.00"),
}  # fmt: skip

SEEDS: tuple[Seed, ...] = (
    _metric("区外项目到位资金", "funds_out_of_district", "ytd_value", _YI, 1, "亿元", "145.4亿元"),
    _metric("区外项目到位资金增长", "funds_out_of_district", "yoy", _PERCENT, 1, "%", "16.8%"),
    _metric("工业项目到位资金", "funds_industrial", "ytd_value", _YI, 1, "亿元", "96.6亿元"),
    _metric("工业项目到位资金增长", "funds_industrial", "yoy", _PERCENT, 1, "%", "16.8%"),
    _metric("省外亿元以上项目到位资金", "funds_out_of_province_100m", "ytd_value", _YI, 1, "亿元", "106.2亿元"),
    _metric("完成序时进度", "funds_out_of_province_100m", "schedule_progress", _PERCENT, 1, "%", "117.9%"),
    _metric("签约亿元以上项目", "signed_100m", "ytd_value", _ONE, 0, "个", "38个"),
    _metric("完成序时进度", "signed_100m", "schedule_progress", _PERCENT, 1, "%", "105.6%"),
    _metric("签约总金额", "signed_100m_amount", "ytd_value", _YI, 2, "亿元", "115.57亿元"),
    _metric("签约总金额增长", "signed_100m_amount", "yoy", _PERCENT, 2, "%", "52.13%"),
    _metric("开工建设", "signed_100m_started", "ytd_value", _ONE, 0, "个", "28个"),
    _metric("开工项目累计到位资金", "signed_100m_funds", "ytd_value", _YI, 2, "亿元", "39.17亿元"),
    *(
        _cut(f"{name}{said}", "industry_chain", what, f"{_ALL} AND caliber='verified' AND chain_name='{name}'", *shown)
        for name, (count, yuan) in _CHAINS.items()
        for said, what, shown in (
            ("项目", "projects", (_ONE, 0, "个", f"{count}个")),
            ("总投资", "investment_yuan", (_YI, 2, "亿元", f"{yuan}亿元")),
        )
    ),
    *(
        _cut(said, "stage", "SUM(projects)", f"{_ALL} AND caliber='verified' AND stage IN ({stages})", _ONE, 0, "个", printed)
        for said, stages, printed in (
            ("建成投产", "'completed'", "12个"), ("正在建设", "'building'", "16个"), ("前期", "'signed', 'preparing'", "10个"),
        )
    ),
    _metric("引进项目", "projects_introduced", "ytd_value", _ONE, 0, "个", "120个"),
    *(
        _cut(said, "size_band", "projects", f"{_ALL} AND caliber='verified' AND size_band='{band}'", _ONE, 0, "个", printed)
        for said, band, printed in (("亿元以上", "100m", "38个"), ("5000万元以上", "50m", "22个"), ("1000万元以上", "10m", "60个"))
    ),
    _cut("集中签约", "event", "signed_projects", "year=2025", _ONE, 0, "个", "8个"),
    _cut("集中签约金额", "event", "signed_amount_yuan", "year=2025", _YI, 1, "亿元", "91.3亿元"),
    _metric("征集用人单位", "talent_employers", "ytd_value", _ONE, 0, "家", "19家"),
    _metric("需求", "talent_posts_wanted", "ytd_value", _ONE, 0, "人", "132人"),
    _metric("兑现", "talent_subsidised", "ytd_value", _ONE, 0, "人", "14人"),
    _metric("兑现金额", "talent_subsidy", "ytd_value", Fraction(1, WAN), 1, "万元", "23.6万元"),
)  # fmt: skip

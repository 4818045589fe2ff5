"""Where an investor comes from, seen from one district."""

from __future__ import annotations

import pytest

from schemas.codes.places import Place, is_too_coarse, region_block, resolve_place
from schemas.office.district import Identity

DUJI = Identity(name="淮北市杜集区", division_code="340602", city="淮北市", province="安徽省")
MASKED = Identity(name="XX市XX区", division_code="340602", city="XX市", province="安徽省")
PUDONG = Identity(name="上海市浦东新区", division_code="310115", city="上海市", province="上海市")


@pytest.mark.parametrize(
    ("text", "scope", "province"),
    [
        ("浙江省杭州市", "out_of_province", "浙江省"),
        ("浙江杭州", "out_of_province", "浙江省"),
        ("杭州", "out_of_province", "浙江省"),
        ("江苏", "out_of_province", "江苏省"),
        ("上海市", "out_of_province", "上海市"),
        ("上海", "out_of_province", "上海市"),
        ("上海市浦东新区", "out_of_province", "上海市"),
        ("上海浦东", "out_of_province", "上海市"),
        ("昆山", "out_of_province", "江苏省"),
        ("昆山市", "out_of_province", "江苏省"),
        ("江苏省苏州市昆山市", "out_of_province", "江苏省"),
        ("江苏省苏州市昆山市玉山镇", "out_of_province", "江苏省"),
        ("苏州工业园区", "out_of_province", "江苏省"),
        ("吴江市", "out_of_province", "江苏省"),
        ("江苏/苏州", "out_of_province", "江苏省"),
        ("北京市朝阳区", "out_of_province", "北京市"),
        ("吉林省长春市朝阳区", "out_of_province", "吉林省"),
        ("吉林", "out_of_province", "吉林省"),
        ("吉林市", "out_of_province", "吉林省"),
        ("西安", "out_of_province", "陕西省"),
        ("中山", "out_of_province", "广东省"),
        ("内蒙古", "out_of_province", "内蒙古自治区"),
        ("新疆", "out_of_province", "新疆维吾尔自治区"),
        ("广西南宁", "out_of_province", "广西壮族自治区"),
        ("呼和浩特", "out_of_province", "内蒙古自治区"),
        ("和田", "out_of_province", "新疆维吾尔自治区"),
        ("恩施州", "out_of_province", "湖北省"),
        ("大理", "out_of_province", "云南省"),
        ("320583", "out_of_province", "江苏省"),
        ("330000", "out_of_province", "浙江省"),
        ("中国广东省深圳市南山区", "out_of_province", "广东省"),
        ("合肥", "in_province", "安徽省"),
        ("安徽省合肥市", "in_province", "安徽省"),
        ("本省合肥市", "in_province", "安徽省"),
        ("安徽合肥高新区", "in_province", "安徽省"),
        ("萧县", "in_province", "安徽省"),
        ("无为县", "in_province", "安徽省"),
        ("340100", "in_province", "安徽省"),
        ("本市相山区", "in_city", "安徽省"),
        ("本市濉溪县", "in_city", "安徽省"),
        ("淮北市烈山区", "in_city", "安徽省"),
        ("安徽省淮北市濉溪县", "in_city", "安徽省"),
        ("濉溪", "in_city", "安徽省"),
        ("340603", "in_city", "安徽省"),
        ("本市杜集区", "local", "安徽省"),
        ("杜集区", "local", "安徽省"),
        ("淮北市杜集区", "local", "安徽省"),
        ("本区", "local", "安徽省"),
        ("340602", "local", "安徽省"),
        ("香港", "overseas", "香港"),
        ("中国香港", "overseas", "香港"),
        ("香港特别行政区", "overseas", "香港"),
        ("澳门", "overseas", "澳门"),
        ("台湾省", "overseas", "台湾"),
        ("香港九龙", "overseas", "香港"),
        ("台湾台北", "overseas", "台湾"),
        ("德国", "overseas", "德国"),
        ("日本东京", "overseas", "日本"),
        ("印尼", "overseas", "印度尼西亚"),
        ("印度", "overseas", "印度"),
        ("英属维尔京群岛", "overseas", "英属维尔京群岛"),
        ("境外(德国)", "overseas", "德国"),
        ("810000", "overseas", "香港"),
        ("浙 江 省", "out_of_province", "浙江省"),
        ("浙江省(杭州市)", "out_of_province", "浙江省"),
        ("安徽-蚌埠", "in_province", "安徽省"),
        ("安徽—淮北—濉溪县", "in_city", "安徽省"),
        ("江苏·苏州·昆山", "out_of_province", "江苏省"),
        ("境外:新加坡", "overseas", "新加坡"),
        ("境外 — 新加坡", "overseas", "新加坡"),
        ("港澳台：香港", "overseas", "香港"),
        ("省外 江苏南京", "out_of_province", "江苏省"),
        ("省外（江苏省南京市）", "out_of_province", "江苏省"),
        ("(省外)江苏省南京市", "out_of_province", "江苏省"),
        ("江苏省南京市（省外）", "out_of_province", "江苏省"),
        ("省内合肥市", "in_province", "安徽省"),
        ("市外：合肥", "in_province", "安徽省"),
        ("注册地：上海市", "out_of_province", "上海市"),
        ("上海市/浦东新区", "out_of_province", "上海市"),
        ("上海市江苏路100号", "out_of_province", "上海市"),
    ],
)
def test_one_origin(text: str, scope: str, province: str) -> None:
    assert resolve_place(text, DUJI) == Place(scope, province)


@pytest.mark.parametrize(
    "text",
    ["", None, "朝阳区", "鼓楼区", "西安区", "本市", "淮北市", "安徽省", "安徽", "340000", "340600", "浙江商人", "不详",
     "省外", "境外", "999999", "123", "浙江省苏州市", "本市包河区", "浙江省鼓楼区外的某处", "省外合肥市", "境外 上海", "国内:德国",
     "上海市江苏省苏州市", "注册地:"],
)  # fmt: skip
def test_no_origin(text: str | None) -> None:
    assert resolve_place(text, DUJI) is None


@pytest.mark.parametrize(
    "text",
    [
        "上海/江苏",
        "浙江、江苏",
        "香港,深圳",
        "上海市和江苏省",
        "上海市\n浙江省",
        "杭州市;德国",
        "上海市/江苏省苏州市",
        "上海市|江苏省苏州市",
        "上海市-江苏省苏州市",
        "上海市 江苏省苏州市、德国",
        "省外:上海/江苏",
    ],
)
def test_several_origins(text: str) -> None:
    assert resolve_place(text, DUJI) == Place("", "", True)


def test_the_own_province_or_city_alone_is_too_coarse() -> None:
    assert all(is_too_coarse(text, DUJI) for text in ("安徽省", "安徽", " 本省", "淮北市", "本市"))
    assert not any(is_too_coarse(text, DUJI) for text in ("江苏省", "杜集区", "安徽省合肥市", "不详"))


def test_a_district_under_an_invented_name() -> None:
    assert resolve_place("本市XX区", MASKED) == Place("local", "安徽省")
    assert resolve_place("XX市XX区", MASKED) == Place("local", "安徽省")
    assert resolve_place("本市YY区", MASKED) == Place("in_city", "安徽省")
    assert resolve_place("本市濉溪县", MASKED) == Place("in_city", "安徽省")
    assert resolve_place("合肥", MASKED) == Place("in_province", "安徽省")


def test_a_district_of_a_municipality_has_no_in_province() -> None:
    assert resolve_place("上海市徐汇区", PUDONG) == Place("in_city", "上海市")
    assert resolve_place("浦东", PUDONG) == Place("local", "上海市")
    assert resolve_place("上海", PUDONG) is None
    assert resolve_place("安徽", PUDONG) == Place("out_of_province", "安徽省")


def test_blocks_of_provinces() -> None:
    assert region_block("out_of_province", "江苏省") == "沪苏浙"
    assert region_block("overseas", "香港") == "粤港澳"
    assert region_block("overseas", "德国") == "境外"
    assert region_block("in_city", "安徽省") == "本省"

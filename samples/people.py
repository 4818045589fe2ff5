"""Invented people: names, birthdays, telephone numbers."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

_FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
_FIRST = "志建文明国永春海晓玉秀立宏俊思佳雨泽子浩一梓欣嘉博启承景书云振德广学兆维"
_SECOND = "强军平伟杰涛磊刚勇华丽敏静霞娟婷芳辉斌鹏飞宇轩然涵怡琪彤悦妍宁远航帆峰岩松柏"


def person_name(rng: Random) -> str:
    """A name of two or three characters."""
    name = rng.choice(_FAMILY)
    if rng.random() < 0.8:
        name += rng.choice(_FIRST)
    return name + rng.choice(_SECOND)


def birthday(rng: Random, youngest: int, oldest: int, year: int) -> date:
    """A birthday of someone between two ages in `year`."""
    return date(year - oldest, 1, 1) + timedelta(days=rng.randrange((oldest - youngest) * 365))


def office_phone(rng: Random) -> str:
    """A landline of the fictitious district."""
    return f"0561-30{rng.randrange(10000, 99999)}"

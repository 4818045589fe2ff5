"""A project's and a company's name as compared: what tells one from another, without forms, places, capacity and phase.

For likeness only. What a township wrote stays as it wrote it everywhere else.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from schemas.codes.gazetteer import gazetteer

_NAMES = 2**17  # more names than a month of a large home has: several rules ask for each
_FORM = re.compile(r"(?:有限责任公司|股份有限公司|集团有限公司|有限公司|集团公司|总公司|分公司|公司|集团|股份|控股)+$")
_TRADE = re.compile(
    "新材料|新能源|材料|科技|技术|实业|工业|产业|发展|投资|贸易|商贸|智能|装备|机械|电子|光电|电气|食品|农业|环保|生物|医药|药业"
    "|医疗|器械|建材|建筑|建设|物流|供应链|管理|服务|制造|精密|汽车|部件|零部件|集团|股份|控股|能源|电力|信息|数据|文化|传媒"
)
_NUMBERED = re.compile(r"^(?:[((]?[0-9一二三四五六七八九十]{1,3}[))]|[0-9一二三四五六七八九十]{1,3}[、.])")
_CAPACITY = re.compile(r"年(?:产|加工|处理)量?[0-9.]+[万亿百千]*(?:平方米|立方米|[吨件套片台辆个只米支瓶条双头])?")
_PHASE = re.compile(r"第?([一二三四五六1-6])期(?:工程|项目)?")
_MARKS = re.compile(r"[()()\[\]【】《》“”\"、,,。.;;:·\-—_\s及与和]+")
_CHANGES = re.compile(r"续建|扩建|技改|新建|重新签约|补充协议")
_PLAIN = re.compile("生产线|生产|基地|研发|加工|制造|建设|工程|项目|高性能|高端|精深|一体化|产业园")
_HOME = re.compile(r"^[\u4e00-\u9fff]{2,3}(?:省|市|区|县|镇|街道)(?=[\u4e00-\u9fff]{3})")
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_DIGIT = {**{str(n): n for n in range(1, 7)}, **{word: n for n, word in enumerate("一二三四五六", 1)}}


@cache
def _beginnings() -> frozenset[str]:
    """The first two letters of every division's name."""
    places = gazetteer()
    return frozenset(name[:2] for names in (places.by_name, places.by_province_name) for name in names)


@lru_cache(maxsize=_NAMES)
def without_places(text: str) -> str:
    """The name without a division it begins with, twice at most (安徽省淮北市…), or names in brackets."""
    places, beginnings = gazetteer(), _beginnings()
    for _ in range(2):
        if text[:2] not in beginnings:
            break
        for length in range(min(places.longest, len(text) - 2), 1, -1):
            head = text[:length]
            if head in places.by_name or head in places.by_province_name:
                text = text[length:].removeprefix("省").removeprefix("市")
                break
        else:
            break
    return text


@lru_cache(maxsize=_NAMES)
def company_core(name: str | None) -> str:
    """安徽恒铝新材料有限责任公司 → 恒铝新材料."""
    text = unicodedata.normalize("NFKC", name or "").replace(" ", "")
    if "(" in text:
        inner = "".join(part for part in _IN_BRACKETS.findall(text) if not _is_place(part))
        text = _IN_BRACKETS.sub("", text) + inner
    return without_places(_FORM.sub("", text)) or text


def _is_place(text: str) -> bool:
    places = gazetteer()
    return text in places.by_name or text in places.by_province_name


@lru_cache(maxsize=_NAMES)
def company_mark(name: str | None) -> str:
    """The word that is its own (字号): 安徽恒铝新材料有限公司 → 恒铝; the core where nothing else is left."""
    core = company_core(name)
    found = _TRADE.search(core)
    head = core[: found.start()] if found and found.start() >= 2 else _TRADE.sub("", core)
    return head or core


@lru_cache(maxsize=_NAMES)
def phase_of(name: str | None) -> int | None:
    """二期 → 2; None where no phase is said."""
    if not name or "期" not in name:
        return None
    found = _PHASE.search(unicodedata.normalize("NFKC", name))
    return _DIGIT[found[1]] if found else None


@lru_cache(maxsize=_NAMES)
def project_core(name: str | None) -> str:
    """年产5万吨生物基降解材料项目(一期) → 生物基降解材料; a name made of plain words only keeps them."""
    text = _NUMBERED.sub("", unicodedata.normalize("NFKC", name or "").strip())
    text = _CAPACITY.sub("", _PHASE.sub("", text))
    text = _MARKS.sub("", _CHANGES.sub("", text)) or (name or "")
    text = _HOME.sub("", text)
    return _PLAIN.sub("", text) or text

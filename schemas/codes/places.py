"""Where an investor comes from: a written place → its scope seen from one district, and its province or country.

The scope is local (区内) · in_city (市内区外) · in_province (省内市外) · out_of_province (省外) · overseas (境外 and
港澳台). Names are looked up, never guessed by likeness: what is not one known place is None, and the rule C113 asks the
township. A place too coarse to tell (本市, the own city or the own province alone) is None for the same reason.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from schemas.codes.countries import COUNTRIES
from schemas.codes.gazetteer import MUNICIPALITIES, OVERSEAS_CODES, Division, gazetteer, short_name
from schemas.office.district import Identity

ORIGIN_SCOPES: dict[str, str] = {
    "local": "区内",
    "in_city": "市内区外",
    "in_province": "省内市外",
    "out_of_province": "省外",
    "overseas": "境外",
}
_BLOCKS = {
    "沪苏浙": ("上海市", "江苏省", "浙江省"),
    "京津冀": ("北京市", "天津市", "河北省"),
    "粤港澳": ("广东省", "香港", "澳门"),
    "东北": ("辽宁省", "吉林省", "黑龙江省"),
    "中部": ("山西省", "安徽省", "江西省", "河南省", "湖北省", "湖南省"),
    "西部": ("内蒙古自治区", "广西壮族自治区", "重庆市", "四川省", "贵州省", "云南省", "西藏自治区", "陕西省", "甘肃省",
             "青海省", "宁夏回族自治区", "新疆维吾尔自治区"),
    "东部其他": ("福建省", "山东省", "海南省"),
}  # fmt: skip
_BLOCK_OF = {province: block for block, provinces in _BLOCKS.items() for province in provinces}

_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_EDGES = re.compile(r"^[()\[\]【】。.,、:]+|[()\[\]【】。.,、:]+$")
_SEPARATORS = re.compile(r"[、,;/\\|+&\s:·>\-—–]+|[和与及]")
_ADDRESS = re.compile(r".{1,20}(区|县|市|镇|乡|旗|街道|村|路|号|园|城|基地|中心)")
_NOT_A_PLACE = re.compile(r"商人|商会|籍|华侨|公司|集团|企业|人士|老板")
_WORD = re.compile(r"[\u4e00-\u9fff·]{2,8}")
# What an office writes around a place; the place must lie there.
_FRAMES: dict[str, frozenset[str]] = {
    "省外": frozenset({"out_of_province"}), "外省": frozenset({"out_of_province"}),
    "省内": frozenset({"local", "in_city", "in_province"}), "本省": frozenset({"local", "in_city", "in_province"}),
    "市外": frozenset({"in_province", "out_of_province"}), "外市": frozenset({"in_province", "out_of_province"}),
    "市内": frozenset({"local", "in_city"}), "本市": frozenset({"local", "in_city"}),
    "区外": frozenset({"in_city", "in_province", "out_of_province", "overseas"}), "区内": frozenset({"local"}),
    "境外": frozenset({"overseas"}), "国外": frozenset({"overseas"}), "海外": frozenset({"overseas"}),
    "外资": frozenset({"overseas"}), "港澳台": frozenset({"overseas"}), "港澳台地区": frozenset({"overseas"}),
    **dict.fromkeys(("境内", "国内", "内资"), frozenset({"local", "in_city", "in_province", "out_of_province"})),
    **dict.fromkeys(
        ("注册地", "注册地址", "总部", "总部所在地", "投资方", "投资方所在地", "所在地", "来源地"), frozenset()
    ),
}  # fmt: skip
_FRAMED = re.compile(rf"[(\[]?({'|'.join(sorted(_FRAMES, key=len, reverse=True))})[)\]]?[:\-—–/·,、 ]*(.+)", re.DOTALL)
_FRAMED_BEHIND = re.compile(rf"(.+?)[(\[]({'|'.join(sorted(_FRAMES, key=len, reverse=True))})[)\]]", re.DOTALL)
_OVERSEAS_WORDS = ("境外", "国外", "海外")


@dataclass(frozen=True, slots=True)
class Place:
    """One origin. `scope` and `province` are '' where `multiple`: the cell names several origins."""

    scope: str
    province: str
    multiple: bool = False


def region_block(scope: str, province: str) -> str:
    """The block of provinces a row of report_origin belongs to: 本省, 沪苏浙, 京津冀, 粤港澳 … 境外."""
    if scope in ("local", "in_city", "in_province"):
        return "本省"
    return _BLOCK_OF.get(province, "境外" if scope == "overseas" else "")


def resolve_place(text: str | None, identity: Identity) -> Place | None:
    """The one origin `text` names for the district, a Place with `multiple` where it names several, None where it names
    none that is known and unambiguous (朝阳区 without a city, the own city without a district)."""
    if not text:
        return None
    return _resolve(str(text), identity.division_code, identity.name, identity.city, identity.province)


def is_too_coarse(text: str, identity: Identity) -> bool:
    """Whether the text is the own province or the own city alone."""
    home = _Home(identity.division_code, identity.name, identity.city, identity.province)
    return home.is_coarse(_folded(unicodedata.normalize("NFKC", text)))


@lru_cache(maxsize=65_536)
def _resolve(text: str, division_code: str, name: str, city: str, province: str) -> Place | None:
    home = _Home(division_code, name, city, province)
    bare = unicodedata.normalize("NFKC", text).strip()
    framed = _FRAMED.fullmatch(bare) or _FRAMED_BEHIND.fullmatch(bare)
    if framed and home.place(_folded(bare)) is None:
        frame, inside = (framed[1], framed[2]) if framed[1] in _FRAMES else (framed[2], framed[1])
        place = _resolve(inside, division_code, name, city, province)
        held = _FRAMES[frame]
        return place if place is None or place.multiple or not held or place.scope in held else None
    listed = {place for place in (home.place(_folded(piece)) for piece in re.split("[、;和及]", bare)) if place}
    if len(listed) > 1:
        return Place("", "", True)
    whole = home.place(_folded(bare))
    if whole:
        return whole
    parts = [part for part in (_folded(piece) for piece in _SEPARATORS.split(bare)) if part]
    if len(parts) < 2:
        return None
    joined = home.place("".join(parts))
    if joined:
        return joined
    known = {place for place in (home.place(part) for part in parts) if place} | {
        part for part in parts if home.is_coarse(part)
    }
    return Place("", "", True) if len(known) > 1 else None


def _folded(text: str) -> str:
    folded = _EDGES.sub("", _SPACE.sub("", text))
    for prefix in ("中华人民共和国", "中国"):
        if len(folded) > len(prefix):
            folded = folded.removeprefix(prefix)
    return folded


@dataclass(frozen=True, slots=True)
class _Home:
    """The district from which a place is looked at."""

    code: str
    name: str
    city: str
    province: str

    def place(self, text: str) -> Place | None:
        if not text:
            return None
        if re.fullmatch(r"\d{6}", text):
            return self._of_code(text)
        return self._own(text) or self._abroad(text) or self._mainland(text)

    def is_coarse(self, text: str) -> bool:
        """The own city or province alone: a place, but no scope."""
        return text in {self.city, short_name(self.city), self.province, short_name(self.province), "本市", "本省"}

    # own district, own city ------------------------------------------------------------------------------------------

    def _own(self, text: str) -> Place | None:
        district = self.name.removeprefix(self.province).removeprefix(self.city) or self.name
        city, province = {self.city, short_name(self.city)}, {self.province, short_name(self.province)}
        own = {district, short_name(district)}
        prefixes = {"", "本市", *city, *(p + c for p in province for c in city), *province}
        if text in ("本区", "区内", "本县", "县内", "本地") or text in {p + d for p in prefixes for d in own}:
            return Place("local", self.province)
        for prefix in sorted(prefixes - {""} - province, key=len, reverse=True):
            rest = text.removeprefix(prefix)
            if rest not in (text, ""):
                return self._in_own_city(rest)
        return None

    def _in_own_city(self, rest: str) -> Place | None:
        """本市YY区: a county of the own city that the gazetteer knows; where the city itself is not in it (a district
        under an invented name), any other 区 or 县."""
        hits = [d for d in self._named(rest) if d.level == 3 and self._scope(d.code) in ("local", "in_city")]
        if hits:
            return self._of_divisions(hits)
        known_city = any(d.code[:4] == self.code[:4] for d in gazetteer().by_name.get(self.city, ()))
        municipality = self.code[:2] in MUNICIPALITIES
        if not known_city and not municipality and re.fullmatch(r".{1,8}[区县市]", rest):
            return Place("in_city", self.province)
        return None

    # abroad ----------------------------------------------------------------------------------------------------------

    def _abroad(self, text: str) -> Place | None:
        for word in _OVERSEAS_WORDS:
            text = text.removeprefix(word).strip("()")
        for length in range(min(len(text), 14), 1, -1):
            country = COUNTRIES.get(text[:length])
            rest = text[length:]
            if country and (not rest or self._is_within(rest, country)):
                return Place("overseas", country)
        return None

    def _is_within(self, rest: str, country: str) -> bool:
        """日本东京, 台湾台北: a word behind the country that is no other country, no Chinese place and no person."""
        if not _WORD.fullmatch(rest) or _NOT_A_PLACE.search(rest):
            return False
        if COUNTRIES.get(rest, country) != country or rest in gazetteer().by_province_name:
            return False
        return not any(d.level == 2 or d.name == rest for d in self._named(rest))

    # mainland --------------------------------------------------------------------------------------------------------

    def _mainland(self, text: str) -> Place | None:
        text = text.removeprefix("本省") if text.startswith("本省") else text
        within = ""
        for length in range(min(len(text), 8), 1, -1):
            digits = gazetteer().by_province_name.get(text[:length])
            if digits and not (length < len(text) and text in gazetteer().by_name):
                within, text = digits, text[length:]
                break
        if within and not text:
            return None if within == self.code[:2] else Place("out_of_province", gazetteer().provinces[within])
        return self._below(text, within)

    def _below(self, text: str, within: str) -> Place | None:
        """The longest known name at the start of `text` inside a province (any, where none was written)."""
        for length in range(min(len(text), gazetteer().longest), 1, -1):
            hits = [d for d in self._named(text[:length]) if d.code.startswith(within)]
            rest = text[length:]
            if not hits:
                continue
            if not rest:
                return self._of_divisions(hits)
            below = [
                d for h in hits if h.level == 2 for d in self._named(rest) if d.code[:4] == h.code[:4] and d.level == 3
            ]
            if below:
                return self._of_divisions(below)
            if (
                _ADDRESS.fullmatch(rest)
                and not self._contradicts(rest, hits)
                and not self._elsewhere(rest, hits[0].code[:2])
            ):
                return self._of_divisions(hits)
            deeper = [self._below_prefecture(rest, h) for h in hits if h.level == 2]
            return next((place for place in deeper if place), None)
        address = _ADDRESS.fullmatch(text) and not self._named(text) and not self._elsewhere(text, within)
        if within and within != self.code[:2] and address:
            return Place("out_of_province", gazetteer().provinces[within])
        return None

    def _below_prefecture(self, rest: str, prefecture: Division) -> Place | None:
        """苏州市昆山市玉山镇: a county of the prefecture and an address in it."""
        for length in range(len(rest) - 1, 1, -1):
            hits = [d for d in self._named(rest[:length]) if d.code[:4] == prefecture.code[:4] and d.level == 3]
            if hits and _ADDRESS.fullmatch(rest[length:]):
                return self._of_divisions(hits)
        return None

    def _contradicts(self, rest: str, hits: list[Division]) -> bool:
        """The rest of the text names a place that is not below any of `hits`."""
        others = self._named(rest)
        return bool(others) and not any(o.code[:4] == h.code[:4] for o in others for h in hits)

    def _elsewhere(self, rest: str, province: str) -> bool:
        """Whether an address begins with the full name of another province or of a prefecture of another one."""
        text = rest.lstrip("/\\|+&,、;:·>-—–和与及")
        for length in range(min(len(text), 12), 2, -1):
            name = text[:length]
            digits = gazetteer().by_province_name.get(name)
            if digits and name[-1] in "省市区" and digits != province:
                return True
            others = [d for d in gazetteer().by_name.get(name, ()) if d.level == 2 and d.name == name]
            if others and all(d.code[:2] != province for d in others):
                return True
        return False

    def _named(self, name: str) -> list[Division]:
        """Divisions of that name today, else of the past. A prefecture written without 市 (西安, 中山) is meant before
        counties of that short name elsewhere, unless a municipality has one too (朝阳)."""
        found = gazetteer().by_name.get(name, ())
        hits = [d for d in found if d.current] or list(found)
        prefectures = [d for d in hits if d.level == 2]
        exact = [d for d in hits if d.name == name]
        if exact:
            return exact
        in_municipality = any(d.code[:2] in MUNICIPALITIES for d in hits if d.level == 3)
        return prefectures if prefectures and not in_municipality else hits

    # codes -----------------------------------------------------------------------------------------------------------

    def _of_code(self, code: str) -> Place | None:
        if code[:2] in OVERSEAS_CODES:
            return Place("overseas", OVERSEAS_CODES[code[:2]])
        province = gazetteer().provinces.get(code[:2])
        if not province or (not code.endswith("0000") and code not in gazetteer().by_code and code != self.code):
            return None
        if code[:2] != self.code[:2]:
            return Place("out_of_province", province)
        if code.endswith("0000") or (code.endswith("00") and code[:4] == self.code[:4]):
            return None
        return Place(self._scope(code), self.province)

    def _of_divisions(self, divisions: list[Division]) -> Place | None:
        places = {self._of_code(division.code) for division in divisions}
        return places.pop() if len(places) == 1 else None

    def _scope(self, code: str) -> str:
        if code == self.code:
            return "local"
        if code[:2] != self.code[:2]:
            return "out_of_province"
        if code[:2] in MUNICIPALITIES or (code[:4] == self.code[:4] and code[2:4] != "90"):
            return "in_city"
        return "in_province"

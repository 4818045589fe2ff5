"""One-cell edits, as hands make them: the same truth written otherwise, or another truth.

Each edit takes the value and gives the new one; it raises NotHere where it does not apply. An edit that would only make
another equally valid statement (a day later, another company) is not here: nobody could tell.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any

from tests.fuzz.mutant import Formatted, NotHere, Place, Saved, is_date, is_number

Edit = Callable[[Place, Random], Any]
_WIDE = str.maketrans("0123456789.,%-", "".join(chr(ord(char) + 0xFEE0) for char in "0123456789.,%-"))
_CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")
_SUMMED = {
    "total_investment", "arrived_before_year", "arrived_month", "arrived_ytd", "arrived_total", "fixed_asset_ytd",
    "arrived_usd_ytd", "posts_wanted", "subsidy", "companies_met", "people", "leads",
}  # fmt: skip


def _plain(value: Any) -> str:
    return format(Decimal(repr(value)).normalize(), "f")


def _number(place: Place) -> Any:
    if not is_number(place.value) or place.item.kind not in ("money", "usd", "count", "percent"):
        raise NotHere
    return place.value


def _money(place: Place) -> Any:
    if place.item.kind not in ("money",) or not is_number(place.value):
        raise NotHere
    return place.value


def _summed(place: Place) -> Any:
    """A number that a 合计 or an identity holds."""
    value = _number(place)
    if place.item.name not in _SUMMED or value == 0:
        raise NotHere
    return value


def _date(place: Place) -> datetime:
    if not is_date(place.value):
        raise NotHere
    return place.value


def _word(*kinds: str) -> Callable[[Place], str]:
    def of(place: Place) -> str:
        if place.item.kind not in kinds or not isinstance(place.value, str):
            raise NotHere
        return place.value

    return of


def _swapped(place: Place, rng: Random) -> Any:
    digits = _plain(_summed(place))
    spots = [
        i
        for i in range(len(digits) - 1)
        if digits[i].isdigit() and digits[i + 1].isdigit() and digits[i] != digits[i + 1]
    ]
    if not spots:
        raise NotHere
    at = rng.choice(spots)
    return float(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])


def _grouped(place: Place, mark: str) -> str:
    text = f"{Decimal(repr(_number(place))):,}"
    if "," not in text:
        raise NotHere
    return text.replace(",", mark)


def _shown_in(place: Place, rng: Random, formats: dict[str, int]) -> Formatted:
    """The same amount typed in another unit, which only the format says; the number 0 is 0 in all of them."""
    number, (code, power) = Decimal(repr(_money(place))), rng.choice(list(formats.items()))
    if number == 0:
        raise NotHere
    return Formatted(float(number.scaleb(power)), code)


def _day_forms(day: datetime, rng: Random) -> str:
    y, m, d = day.year, day.month, day.day
    spoken = f"{str(y).translate(_CHINESE)}年{_spoken(m)}月{_spoken(d)}日"
    return rng.choice([
        f"{y}.{m}.{d}", f"{y}.{m:02d}.{d:02d}", f"{y}/{m}/{d}", f"{y}-{m}-{d}", f"{y % 100}.{m}.{d}", f"{y}年{m}月{d}日", f"{y}{m:02d}{d:02d}",
        f"{y}.{m}.{d}日", spoken, f"{y}-{m:02d}-{d:02d} 10:30", f"{y}-{m:02d}-{d:02d} 00:00:00", f" {y}-{m:02d}-{d:02d} ",
        f"{y}、{m}、{d}", f"{y}年{m}月{d}号", f"{y} 年 {m} 月 {d} 日", f"{y}—{m}—{d}", f"{d}/{m}/{y}", f"{y}-{m:02d}-{d:02d}T00:00:00",
    ])  # fmt: skip


def _spoken(number: int) -> str:
    ones = "〇一二三四五六七八九"
    tens, one = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else ones[tens] + "十") + (ones[one] if one else "")


def _lossy_day(day: datetime, rng: Random) -> Any:
    y, m, d = day.year, day.month, day.day
    return rng.choice([
        float(f"{y}.{m}"), f"{y}年{m}月", f"{y}.{m}", f"{m}月{d}日", f"{m}.{d}", float(f"{m}.{d}"), f"拟{y}年{m}月{d}日", f"预计{y}年{m}月底",
        "上半年", f"{y}年第二季度", "已开工", "计划", f"{y}", y, "三月", f"{y}-{m:02d}-32", f"{y}-13-{d:02d}", f"{y}.{m}.{d}-{y}.{m}.{d + 1}",
        f"{y}年{m}月中旬", f"约{y}年{m}月{d}日",
    ])  # fmt: skip


def _lossy_words(place: Place, rng: Random) -> Any:
    value = _plain(_number(place))
    words = rng.choice([
        f"约{value}", f"{value}余", f"{value}多", f"{value}左右", f"{value}-{value}5", f"{value}~{value}9", f"近{value}", f"{value}以上", "待定", "若干",
        "不详", f"{value}?", f"{value}(含税)", f"{value}+{value}", f"{value}/{value}", f"({value})", f"{value}。", f"{value}..1",
        f"{value}\n{value}", f"≥{value}", f"{value}元/年", f"{value}O", "O", "l2", f"{value}e3", "#REF!", "#DIV/0!", "三百", "两千万", f"US${value}",
        f"{value}万美元", f"{value}港币", f"{value}%%", "=", True, datetime(2025, 1, 5),
    ])  # fmt: skip
    if place.item.kind == "usd" and words == f"{value}万美元":
        raise NotHere  # says what the column says
    return words


def _near_words(place: Place, rng: Random) -> str:
    text = _word("choice", "yes_no", "chain", "unit")(place)
    return rng.choice(
        [
            f"{text}?",
            f"{text}中中",
            text[:-1] or "某",
            "进行中",
            "其他",
            f"{text}、{text}",
            "新能源",
            "是否",
            "✓",
            "待定",
            "0",
        ]
    )


def _code_noise(place: Place, rng: Random) -> Any:
    text = _word("code")(place)
    if place.item.name not in ("project_code", "company_uscc", "approval_code", "person_id"):
        raise NotHere
    return rng.choice([text.translate(_WIDE), f" {text} ", text.replace("-", "—"), f"{text}\u00a0", text[:-1], f"{text}1", text[1:], f"{text} {text}",
                       9.13406e17, text.replace("0", "O", 1), f"'{text}"])  # fmt: skip


SAME: dict[str, Edit] = {
    "text number": lambda p, r: _plain(_number(p)),
    "full-width number": lambda p, r: _plain(_number(p)).translate(_WIDE),
    "thousands comma": lambda p, r: _grouped(p, ","),
    "Chinese comma": lambda p, r: _grouped(p, "\uff0c"),
    "thousands space": lambda p, r: _grouped(p, " "),
    "outer blanks": lambda p, r: r.choice([" {}", "{} ", "{}\u00a0", "\u3000{}", "{}\t", "\u200b{}", "'{}", "{}\n"]).format(_plain(_number(p))),
    "万 suffix": lambda p, r: f"{_plain(_money(p))}{r.choice(['万', '万元', ' 万元', '万元整', '萬元'])}",
    "亿 suffix": lambda p, r: f"{_plain_exact(Decimal(repr(_money(p))) / 10_000)}{r.choice(['亿', '亿元', '个亿', ' 亿'])}",
    "format with a unit": lambda p, r: _shown_in(p, r, {'0.00"亿"': -4, '0!.0000"万元"': 4, '#,##0.00"元"': 4, '#,##0.0"万元"': 0, '0.00,,"百万"': 4}),
    "元 suffix": lambda p, r: f"{_plain_exact(Decimal(repr(_money(p))) * 10_000)}元",
    "plus, yuan sign, decimals": lambda p, r: r.choice(["+{}", "\u00a5{}", "\uffe5{}", "{}.00", "0{}", "人民币{}"]).format(_plain(_money(p))),
    "date as text": lambda p, r: _day_forms(_date(p), r),
    "date as serial": lambda p, r: (_date(p) - datetime(1899, 12, 30)).days,
    "date as 8 digits": lambda p, r: int(f"{_date(p):%Y%m%d}"),
    "percent sign": lambda p, r: f"{_plain(p.value)}%" if p.item.kind == "percent" and is_number(p.value) else _skip(),
    "spaces in a word": lambda p, r: r.choice([" {}", "{} ", "{}\n", "\u3000{}"]).format(_word("choice", "yes_no", "chain", "place", "unit")(p)),
    "number shown as words": lambda p, r: r.choice(["{}人", "{}个", "{}家"]).format(_plain(p.value)) if p.item.kind == "count" and is_number(p.value) else _skip(),
}  # fmt: skip

OTHER: dict[str, Edit] = {
    "digits swapped": _swapped,
    "sign": lambda p, r: -_summed(p),
    "ten times": lambda p, r: _summed(p) * r.choice([10, 100, 1000, 10_000]),
    "a tenth": lambda p, r: float(Decimal(repr(_summed(p))) / r.choice([10, 100, 10_000])),
    "blank": lambda p, r: None if p.item.feeds and p.value not in (None, 0, "") and (p.item.blank == "required" or _summed(p)) else _skip(),
    "zero": lambda p, r: 0 * _summed(p),
    "one digit changed": lambda p, r: _summed(p) + r.choice([-1, 1, 2, 10, 0.5]) if p.item.kind != "count" else _summed(p) + 1,
    "words for a number": _lossy_words,
    "half a count": lambda p, r: p.value + 0.5 if p.item.kind == "count" and is_number(p.value) else _skip(),
    "share out of range": lambda p, r: r.choice([0.6, 0, -5, 160, "60/40", "六成", "六四开"]) if p.item.kind == "percent" and is_number(p.value) else _skip(),
    "no day": lambda p, r: _lossy_day(_date(p), r) if p.item.feeds or p.kind in ("visit", "activity") else _skip(),
    "another century": lambda p, r: r.choice([_date(p).replace(year=2052), _date(p).replace(year=1925)]) if p.item.feeds else _skip(),
    "unknown word": _near_words,
    "code noise": _code_noise,
    "format that shrinks": lambda p, r: _shown_in(p, r, {"#,##0,": 3, "0.0,,": 6, "0!.0,": 4, '"约"0': 0, '0.0"万美元"': 0}) if p.item.kind == "money" else _skip(),
    "error cell": lambda p, r: r.choice(["#REF!", "#N/A", "#VALUE!"]) if p.item.feeds and p.value not in (None, "") else _skip(),
    "formula never calculated": lambda p, r: "=1+1" if p.item.feeds and is_number(p.value) else _skip(),
    "stale formula": lambda p, r: Saved(f"{_plain(_stale(p))}+0", p.value + r.choice([1, -1, 10, 100, -p.value])),
    "origin unclear": lambda p, r: r.choice(["浙江商人", "外地", "江浙", "上海/江苏", "国外", "某市", "浙江省杭州市、江苏省南京市"]) if p.item.kind == "place" and p.value else _skip(),
}  # fmt: skip


def _stale(place: Place) -> Any:
    """A number of a data cell that a formula could stand for."""
    value = _number(place)
    if place.item.kind == "percent" or value == 0:
        raise NotHere
    return value


def _plain_exact(number: Decimal) -> str:
    return format(number.normalize(), "f")


def _skip() -> Any:
    raise NotHere

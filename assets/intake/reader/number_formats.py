"""What a number format prints beside the digits: a unit (0.00"亿"), a scale (#,##0,), a point of its own
(0!.0000"万元").

What a person sees of such a cell is another amount than the number in it. A format that prints nothing of the kind, as
nearly all do, is told apart by a look at its letters and costs nothing further.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne

from assets.intake.reader.cells.typed import PrintedNumber

_UNITS = re.compile("[亿億万萬千百元圆港美欧英约近余多KkMB$€£]")
_SAYS = re.compile(r"[^\W_]")  # a letter, a word, a digit
_TELLING = re.compile(rf'{_UNITS.pattern}|,(?![#0?])|[!\\"][.．]|"[^"]*[^\W_][^"]*"|[!\\][^\W_]|%|(?<![.0#?])0{{2,}}')
_DECORATION = "()（）-+ "  # how a negative number is set apart
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<general>General|G/通用格式)'
    r"|(?P<digit>[0#?]+)|(?P<comma>,)|(?P<point>\.)|(?P<bare>.)",
    re.IGNORECASE,
)
_OTHER_MEANING = re.compile(r"[ymdhsYMDHS@/]|E[+-]")  # a date, a text, a fraction, a power of ten
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_COMPARED: dict[str, Callable[[float, float], bool]] = {"<=": le, ">=": ge, "<>": ne, "<": lt, ">": gt, "=": eq}
_DIGITS = re.compile(r"-?\d(?:[\d,]|\s(?=\d))*(?:\.\d+)?")
_DIGIT = re.compile(r"\d")
_SHRUNK = 500  # a number shown this many times smaller is scaled, not rounded


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a format: for which numbers, what stands before and after the digits, by which power of ten the
    number is shown smaller (a percentage: -2), how many digits are shown at least, and what stands between groups of
    digits: (text before the group, its digits). `places`: decimals shown; only where digits of the format follow them
    are they cut off as shown."""

    holds: Callable[[float], bool] | None
    prefix: str
    suffix: str
    scale: int
    least: int = 1
    groups: tuple[tuple[str, int], ...] = ()
    places: int = 0

    @property
    def weighs(self) -> bool:
        """Whether what is shown may be another amount than the number."""
        around = self.prefix + self.suffix
        return self.scale != 0 or bool(_UNITS.search(around) or _DIGIT.search(around))

    @property
    def tells(self) -> bool:
        return self.weighs or self.least > 1 or len(self.groups) > 1 or bool(_SAYS.search(self.prefix + self.suffix))

    def shown(self, value: float) -> PrintedNumber:
        whole, point, rest = format(Decimal(repr(value)).scaleb(-self.scale).normalize(), "f").partition(".")
        if _DIGIT.match(self.suffix):
            rest = rest[: self.places]
            point = "." if rest else ""
        sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
        digits = f"{sign}{self._grouped(whole.zfill(self.least))}{point}{rest}"
        before = self.prefix.lstrip(_DECORATION) if _SAYS.search(self.prefix) else ""
        behind = self.suffix.rstrip(_DECORATION) if _SAYS.search(self.suffix) else self.suffix.strip(_DECORATION)
        text = f"{before or self.prefix.strip(_DECORATION)}{digits}{behind}"
        return PrintedNumber(value, text, self.weighs)

    def _grouped(self, digits: str) -> str:
        text = ""
        for before, count in reversed(self.groups[1:]):
            digits, text = digits[:-count], f"{before}{digits[-count:]}{text}"
        return digits + text


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """A format that prints a unit or a scale for some numbers."""

    sections: tuple[Section, ...]

    def printed(self, value: float) -> PrintedNumber | None:
        """The number with what is shown of it; None where this number is shown as it is."""
        section = self._of(value)
        return section.shown(value) if section.tells else None

    def _of(self, value: float) -> Section:
        if any(section.holds for section in self.sections):
            return next((each for each in self.sections if each.holds is None or each.holds(value)), self.sections[-1])
        at = 0 if value > 0 or len(self.sections) == 1 else 1 if value < 0 else 2
        return self.sections[at] if at < len(self.sections) else self.sections[0]


@lru_cache(maxsize=1024)
def number_format(code: str) -> NumberFormat | None:
    """The format of a code as a workbook keeps it; None for one that prints only the number."""
    if not _TELLING.search(code):
        return None
    sections = tuple(_section(part) for part in _split(code))
    known = tuple(each for each in sections if each is not None)
    return NumberFormat(known) if len(known) == len(sections) and any(each.tells for each in known) else None


def as_shown(value: float, text: str) -> PrintedNumber | None:
    """The same of a cell whose shown text is kept beside its value (.ods); None where it is shown as it is."""
    found = _DIGITS.search(text)
    if not found:
        return None
    prefix, suffix = text[: found.start()], text[found.end() :]
    if _DIGIT.search(suffix):  # a power of ten, a fraction, another language's separators
        return None
    if "%" in suffix:
        return Section(None, prefix, suffix, -2).shown(value)
    digits, scale = Decimal(re.sub(r"[,\s]", "", found[0])), 0
    if digits and abs(Decimal(repr(value)) / digits) > _SHRUNK:
        scale = int((Decimal(repr(value)) / digits).copy_abs().log10().to_integral_value())
    section = Section(None, prefix, suffix, scale)
    return section.shown(value) if section.tells else None


def _split(code: str) -> list[str]:
    """The sections; the fourth, for text, is none of a number's."""
    parts, quote = [""], ""
    for at, char in enumerate(code):
        if char == '"':
            quote = "" if quote else char
        if char == ";" and not quote and code[at - 1 : at] not in ("\\", "!"):
            parts.append("")
        else:
            parts[-1] += char
    return [part for part in parts[:3] if part] or [code]


def _section(code: str) -> Section | None:
    """None where the section shows something else than a number: a date, a percentage, a text."""
    holds, prefix, suffix = None, "", ""
    digits = commas = after_own_point = least = percents = places = 0
    own_point = behind_point = False
    groups: list[tuple[str, int]] = []
    for token in _TOKEN.finditer(code):
        kind = token.lastgroup
        if kind == "bracket":
            condition = _CONDITION.match(token["bracket"])
            if condition:
                compare, bound = _COMPARED[condition[1]], float(condition[2])
                holds = _bound(compare, bound)
            said = token["bracket"][1:].partition("-")[0] if token["bracket"].startswith("$") else ""
        elif kind in ("quoted", "escaped"):
            said = token[kind]
        elif kind == "bare":
            if _OTHER_MEANING.match(token[0] + code[token.end() : token.end() + 1]):
                return None
            said = token[0]
            percents += said == "%"
        elif kind in ("digit", "general"):
            if own_point:
                after_own_point += len(token[0])
            if not own_point and not behind_point:
                if groups and not suffix:
                    groups[-1] = groups[-1][0], groups[-1][1] + len(token[0])
                else:
                    groups.append((suffix, len(token[0])))
            places += len(token[0]) if behind_point and not own_point else 0
            least += 0 if own_point or behind_point else token[0].count("0")
            digits, commas, suffix = digits + 1, 0, ""
            continue
        elif kind == "comma":
            commas += digits > 0
            continue
        else:  # a point, or a space as wide as a letter
            behind_point = behind_point or kind == "point"
            continue
        if not digits:
            prefix += said
        elif said in (".", "．"):
            own_point = True
        else:
            suffix += said
    if any(_UNITS.search(before) for before, _ in groups[1:]):
        groups = []  # 0"亿"0000"万" groups the digits of one amount
    scale = 3 * commas + after_own_point - 2 * percents
    return (
        Section(holds, prefix, suffix, scale, max(least, 1), tuple(groups), places)
        if digits
        else Section(holds, "", "", 0)
    )


def _bound(compare: Callable[[float, float], bool], bound: float) -> Callable[[float], bool]:
    return lambda value: compare(value, bound)

"""The workbook's styles with some added: a cell's own style under another fill, and the styles of the return sheet.

Styles are only appended: no index of the township's own cells changes its meaning.
"""

from __future__ import annotations

import copy

from lxml import etree

from assets.review.returns.annotate.package import MAIN, Package, parsed, xml_bytes

_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_EMPTY = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
)
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")


class Styles:
    """styles.xml of one workbook, appended to and written once."""

    def __init__(self, package: Package, workbook_part: str) -> None:
        self.package = package
        found = package.related(workbook_part, "styles")
        if found and found[0][1] in package.parts:
            self.part = found[0][1]
            self.root = parsed(package.parts[self.part])
        else:
            self.part = package.free_name("xl/styles{}.xml")
            self.root = parsed(_EMPTY.encode())
            package.relate(workbook_part, self.part, "styles")
            package.declare(self.part, _STYLES_TYPE)
        self._filled: dict[tuple[int, str], int] = {}
        self._parts: dict[tuple[str, str], int] = {}

    def filled(self, style: int, colour: str) -> int:
        """The index of a style like `style` in all but its fill."""
        key = (style, colour)
        if key not in self._filled:
            own = self._list("cellXfs")
            base = own[style] if style < len(own) else own[0]
            clone = copy.deepcopy(base)
            clone.set("fillId", str(self._fill(colour)))
            clone.set("applyFill", "1")
            self._filled[key] = self._append("cellXfs", clone)
        return self._filled[key]

    def unfilled(self, style: int, colours: tuple[str, ...]) -> int:
        """The style that an earlier return marked, as it was before: the same in all but the fill; else `style`."""
        own = self._list("cellXfs")
        marks = {str(n) for n, fill in enumerate(self._list("fills")) if _colour(fill) in colours}
        if style >= len(own) or own[style].get("fillId") not in marks:
            return style
        for index, each in enumerate(own):
            if each.get("fillId") not in marks and _like(each) == _like(own[style]):
                return index
        return style

    def added(
        self,
        size: int,
        bold: bool = False,
        colour: str = "000000",
        fill: str = "",
        border: bool = False,
        wide: str = "left",
        high: str = "center",
        font: str = "宋体",
        underline: bool = False,
    ) -> int:
        """The index of a style of the return sheet."""
        weight = "<b/>" if bold else ""
        line = "<u/>" if underline else ""
        font_xml = (
            f'<font xmlns="{MAIN}">{weight}{line}<sz val="{size}"/><color rgb="FF{colour}"/>'
            f'<name val="{font}"/><charset val="134"/></font>'
        )
        fonts = self._once("fonts", font_xml)
        edges = "".join(
            f'<{side} style="thin"><color rgb="FF8C8C8C"/></{side}>' for side in ("left", "right", "top", "bottom")
        )
        border_xml = f'<border xmlns="{MAIN}">{edges}<diagonal/></border>'
        borders = self._once("borders", border_xml) if border else 0
        fills = self._fill(fill) if fill else 0
        xf = (
            f'<xf xmlns="{MAIN}" numFmtId="0" fontId="{fonts}" fillId="{fills}" borderId="{borders}" '
            f'xfId="0" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
            f'<alignment horizontal="{wide}" vertical="{high}" wrapText="1"/></xf>'
        )
        return self._once("cellXfs", xf)

    def save(self) -> None:
        self.package.set(self.part, xml_bytes(self.root))

    def _fill(self, colour: str) -> int:
        return self._once(
            "fills",
            f'<fill xmlns="{MAIN}"><patternFill patternType="solid">'
            f'<fgColor rgb="FF{colour}"/><bgColor indexed="64"/></patternFill></fill>',
        )

    def _once(self, name: str, xml: str) -> int:
        if (name, xml) not in self._parts:
            self._parts[(name, xml)] = self._append(name, etree.fromstring(xml))
        return self._parts[(name, xml)]

    def _append(self, name: str, element: etree._Element) -> int:
        group = self._list(name)
        group.append(element)
        group.set("count", str(len(group)))
        return len(group) - 1

    def _list(self, name: str) -> etree._Element:
        group = self.root.find(f"{{{MAIN}}}{name}")
        if group is None:
            group = etree.Element(f"{{{MAIN}}}{name}")
            before = [self.root.find(f"{{{MAIN}}}{each}") for each in _ORDER[: _ORDER.index(name)]]
            last = next((each for each in reversed(before) if each is not None), None)
            self.root.insert(0 if last is None else self.root.index(last) + 1, group)
            default = etree.fromstring(_EMPTY).find(f"{{{MAIN}}}{name}")
            for child in list(default if default is not None else ()):
                group.append(child)
        return group


def _colour(fill: etree._Element) -> str:
    found = fill.find(f"{{{MAIN}}}patternFill/{{{MAIN}}}fgColor")
    return "" if found is None else str(found.get("rgb") or "")[-6:]


def _like(xf: etree._Element) -> tuple[object, ...]:
    """What two styles that differ in their fill alone have in common."""
    plain = {name: value for name, value in xf.attrib.items() if name not in ("fillId", "applyFill")}
    return (sorted(plain.items()), [etree.tostring(child) for child in xf])

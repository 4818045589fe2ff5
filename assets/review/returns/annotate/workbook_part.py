"""workbook.xml: where each sheet's part is, and one more sheet put first without moving what names or views mean."""

from __future__ import annotations

import re

from lxml import etree

from assets.review.returns.annotate.package import LINKS, MAIN, RELATIONSHIPS, CannotCarry, Package, parsed, xml_bytes
from schemas.form.sheets import RETURN_SHEET

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_SELECTED = re.compile(rb"""(<(?:\w+:)?sheetView\b[^>]*?)\s+tabSelected=(?:"(?:1|true)"|'(?:1|true)')""")


class WorkbookPart:
    """The workbook part of a package."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.name = _main_part(package)
        self.root = parsed(package.parts[self.name])
        if self.root.tag != f"{{{MAIN}}}workbook":
            raise CannotCarry("不是通常的 OOXML 工作簿（严格格式或其他）")
        sheets = self.root.find(f"{{{MAIN}}}sheets")
        if sheets is None or not len(sheets):
            raise CannotCarry("没有工作表")
        self.sheets = sheets

    def sheet_parts(self) -> dict[str, str]:
        """Sheet name → part name, for worksheets that are in the package."""
        worksheets = dict(self.package.related(self.name, "worksheet"))
        named = {str(each.get("name")): worksheets.get(str(each.get(f"{{{LINKS}}}id"))) for each in self.sheets}
        return {name: part for name, part in named.items() if part and part in self.package.parts}

    def put_first(self, content: bytes) -> None:
        """Adds the sheet 退回说明 before all others and opens the workbook on it; the one of an earlier return is
        written over where it stands."""
        earlier = self.sheet_parts().get(RETURN_SHEET)
        if earlier:
            self.package.set(earlier, content)
            self._open_on(next(n for n, each in enumerate(self.sheets) if each.get("name") == RETURN_SHEET), earlier)
        else:
            part = self.package.free_name("xl/worksheets/sheet{}.xml")
            self.package.set(part, content)
            self.package.declare(part, _SHEET_TYPE)
            sheet = etree.Element(f"{{{MAIN}}}sheet", name=RETURN_SHEET)
            sheet.set("sheetId", str(max(int(each.get("sheetId") or 0) for each in self.sheets) + 1))
            sheet.set(f"{{{LINKS}}}id", self.package.relate(self.name, part, "worksheet"))
            self.sheets.insert(0, sheet)
            for name in self.root.iterfind(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName"):
                if name.get("localSheetId") is not None:  # an index into the sheets: one further now
                    name.set("localSheetId", str(int(str(name.get("localSheetId"))) + 1))
            self._open_on(0, part)
        self.package.set(self.name, xml_bytes(self.root))

    def _open_on(self, index: int, part: str) -> None:
        """Shows the sheet alone: two selected sheets are a group, and typing would go into both."""
        for view in self.root.iterfind(f"{{{MAIN}}}bookViews/{{{MAIN}}}workbookView"):
            view.set("activeTab", str(index))
            if view.get("firstSheet") is not None:
                view.set("firstSheet", "0")
        for kind in ("worksheet", "chartsheet", "dialogsheet"):
            for _, other in self.package.related(self.name, kind):
                if other != part and other in self.package.parts:
                    data, count = _SELECTED.subn(rb"\1", self.package.parts[other])
                    if count:
                        self.package.set(other, data)


def _main_part(package: Package) -> str:
    rels = package.parts.get("_rels/.rels")
    if rels is None:
        raise CannotCarry("没有工作簿部件")
    for each in parsed(rels):
        if each.tag == f"{{{RELATIONSHIPS}}}Relationship" and str(each.get("Type")).endswith("/officeDocument"):
            name = str(each.get("Target")).lstrip("/")
            if name in package.parts and name.endswith(".xml"):
                return name
    raise CannotCarry("没有工作簿部件")

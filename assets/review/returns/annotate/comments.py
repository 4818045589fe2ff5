"""Comments on cells: written beside the township's own, in the sheet's comment part, its shapes and its threads.

A cell that has a comment keeps it and gets ours below; one that has a thread also gets a reply. What an earlier return
of ours wrote is taken out first, so that a corrected copy does not carry old reproaches.
"""

from __future__ import annotations

import re
import uuid

from lxml import etree

from assets.review.returns.annotate.cells import SheetCells
from assets.review.returns.annotate.package import MAIN, CannotCarry, Package, parsed, xml_bytes
from schemas.addresses import cell_numbers, numbered_address

AUTHOR = "区投资促进统计核查"
MARK = "【核查意见】"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_PERSON_KIND = "http://schemas.microsoft.com/office/2017/10/relationships/person"
_PERSONS_TYPE = "application/vnd.ms-excel.person+xml"
_NAMES = uuid.UUID("6f1e7c1e-6f0e-4f5e-9d53-2f6b2d1f6a10")
_SHAPE_END = b"</v:shape>"
_SHAPE_ID = re.compile(rb'id="_x0000_s(\d{1,9})"')
_BLOCK = re.compile(rb'idmap\b[^<>]{0,500}?\bdata="(\d{1,6})')
_SHAPE_HEAD = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{}"/>'
    "</o:shapelayout></xml>"
)
_SHAPE_TYPE = (
    '<v:shapetype xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'id="_x0000_t202_zy" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)


def write_comments(package: Package, sheet_part: str, cells: SheetCells, texts: dict[tuple[int, int], str]) -> None:
    """Puts `texts` (by row and column) on the sheet's cells."""
    part, root = _comments(package, sheet_part)
    ours = _author(root)
    notes = root.find(f"{{{MAIN}}}commentList")
    if notes is None:
        notes = etree.SubElement(root, f"{{{MAIN}}}commentList")
    withdrawn = _withdraw(notes, ours, set(texts))
    existing = {cell_numbers(str(each.get("ref"))): each for each in notes}
    fresh = []
    for place, text in sorted(texts.items()):
        own = existing.get(place)
        if own is not None:
            _extend(own, text)
        else:
            note = etree.SubElement(notes, f"{{{MAIN}}}comment", ref=numbered_address(*place), authorId=str(ours))
            body = etree.SubElement(note, f"{{{MAIN}}}text")
            for run in _runs(text):
                body.append(run)
            fresh.append(place)
    notes[:] = sorted(notes, key=lambda each: cell_numbers(str(each.get("ref"))) or (0, 0))
    package.set(part, xml_bytes(root))
    _draw(package, sheet_part, cells, [(place, texts[place]) for place in fresh], withdrawn)
    _reply(package, sheet_part, texts)


def _comments(package: Package, sheet_part: str) -> tuple[str, etree._Element]:
    found = package.related(sheet_part, "comments")
    if found and found[0][1] in package.parts:
        return found[0][1], parsed(package.parts[found[0][1]])
    part = package.free_name("xl/comments{}.xml")
    package.relate(sheet_part, part, "comments")
    package.declare(part, _COMMENTS_TYPE)
    root = etree.Element(f"{{{MAIN}}}comments", nsmap={None: MAIN})
    etree.SubElement(root, f"{{{MAIN}}}authors")
    etree.SubElement(root, f"{{{MAIN}}}commentList")
    return part, root


def _author(root: etree._Element) -> int:
    """Our index among the authors, appended where new."""
    authors = root.find(f"{{{MAIN}}}authors")
    if authors is None:
        authors = etree.Element(f"{{{MAIN}}}authors")
        root.insert(0, authors)
    for index, each in enumerate(authors):
        if each.text == AUTHOR:
            return index
    etree.SubElement(authors, f"{{{MAIN}}}author").text = AUTHOR
    return len(authors) - 1


def _withdraw(notes: etree._Element, ours: int, marked_again: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Takes out what an earlier return wrote; the cells whose comment is gone because all of it was ours."""
    gone: set[tuple[int, int]] = set()
    for note in list(notes):
        place = cell_numbers(str(note.get("ref")))
        if place and note.get("authorId") == str(ours) and place not in marked_again:
            gone.add(place)
            notes.remove(note)
            continue
        body = note.find(f"{{{MAIN}}}text")
        for run in list(body) if body is not None else []:
            words = "".join(run.itertext())
            if body is not None and (note.get("authorId") == str(ours) or words.lstrip("\n").startswith(MARK)):
                body.remove(run)
    return gone


def _runs(text: str, after: bool = False) -> list[etree._Element]:
    run = etree.Element(f"{{{MAIN}}}r")
    style = etree.SubElement(run, f"{{{MAIN}}}rPr")
    etree.SubElement(style, f"{{{MAIN}}}sz", val="9")
    etree.SubElement(style, f"{{{MAIN}}}color", indexed="81")
    etree.SubElement(style, f"{{{MAIN}}}rFont", val="宋体")
    etree.SubElement(style, f"{{{MAIN}}}charset", val="134")
    words = etree.SubElement(run, f"{{{MAIN}}}t")
    words.text = f"\n\n{MARK}\n{text}" if after else f"{MARK}\n{text}"
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return [run]


def _extend(note: etree._Element, text: str) -> None:
    """Adds our text below the comment that is there."""
    body = note.find(f"{{{MAIN}}}text")
    if body is None:
        body = etree.SubElement(note, f"{{{MAIN}}}text")
    plain = body.find(f"{{{MAIN}}}t")
    if plain is not None:  # a plain text may not stand beside runs
        run = etree.Element(f"{{{MAIN}}}r")
        run.append(plain)
        body.insert(0, run)
    for run in _runs(text, after=len(body) > 0):
        body.append(run)


def _draw(
    package: Package,
    sheet_part: str,
    cells: SheetCells,
    fresh: list[tuple[tuple[int, int], str]],
    withdrawn: set[tuple[int, int]],
) -> None:
    """The yellow boxes of new comments; other shapes of the part keep their bytes."""
    drawings = dict(package.related(sheet_part, "vmlDrawing"))
    relation = cells.legacy_drawing
    if relation is not None and drawings.get(relation) in package.parts:
        part, shapes = drawings[relation], package.parts[drawings[relation]]
    elif not fresh:
        return
    else:
        part, shapes = (
            package.free_name("xl/drawings/vmlDrawing{}.vml"),
            _SHAPE_HEAD.format(_free_block(package)).encode(),
        )
        cells.draw_legacy(package.relate(sheet_part, part, "vmlDrawing"))
        package.declare_ending("vml", _VML_TYPE)
    shapes = _without(shapes, withdrawn)
    end = shapes.rfind(b"</xml>")
    if end < 0:
        raise CannotCarry("批注图形部件无法识别")
    added = "" if b"_x0000_t202_zy" in shapes else _SHAPE_TYPE
    first = 1 + max([_block(shapes) * 1024, *(int(each) for each in _SHAPE_ID.findall(shapes))])
    added += "".join(_shape(first + n, place, text) for n, (place, text) in enumerate(fresh))
    package.set(part, shapes[:end] + added.encode() + shapes[end:])


def _without(shapes: bytes, withdrawn: set[tuple[int, int]]) -> bytes:
    """The part without the shapes of these cells; each byte is looked at once."""
    if not withdrawn:
        return shapes
    left, at = [], 0
    while (end := shapes.find(_SHAPE_END, at)) >= 0:
        end += len(_SHAPE_END)
        start = shapes.rfind(b"<v:shape ", at, end)
        gone = start >= 0 and _stands_at(shapes[start:end]) in withdrawn
        left.append(shapes[at : start if gone else end])
        at = end
    return b"".join((*left, shapes[at:]))


def _stands_at(shape: bytes) -> tuple[int, int] | None:
    """The cell a comment's shape belongs to."""
    row, column = re.search(rb"<x:Row>\s*(\d{1,7})", shape), re.search(rb"<x:Column>\s*(\d{1,7})", shape)
    return (int(row[1]) + 1, int(column[1]) + 1) if row and column else None


def _block(shapes: bytes) -> int:
    """The block of shape numbers a part calls its own (1024 each)."""
    found = _BLOCK.search(shapes)
    return int(found[1]) if found else 1


def _free_block(package: Package) -> int:
    return 1 + max([0, *(_block(data) for name, data in package.parts.items() if name.endswith(".vml"))])


def _shape(number: int, place: tuple[int, int], text: str) -> str:
    row, column = place[0] - 1, place[1] - 1
    lines = sum(1 + len(line) // 22 for line in text.split("\n")) + 2
    top = max(row - 1, 0)
    anchor = f"{column + 1}, 12, {top}, 8, {column + 4}, 40, {top + max(4, lines)}, 6"
    return (
        f'<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        f'xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{number}" type="#_x0000_t202_zy" '
        f'style="position:absolute;visibility:hidden" fillcolor="#fff7d6" o:insetmode="auto">'
        f'<v:fill color2="#fff7d6"/><v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>'
        f'<v:textbox style="mso-direction-alt:auto"/><x:ClientData ObjectType="Note">'
        f"<x:MoveWithCells/><x:SizeWithCells/>"
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
        f"</x:ClientData></v:shape>"
    )


def _reply(package: Package, sheet_part: str, texts: dict[tuple[int, int], str]) -> None:
    """A reply in the thread of each marked cell that has one."""
    for _, part in package.related(sheet_part, "threadedComment"):
        root = parsed(package.parts[part])
        heads = {cell_numbers(str(each.get("ref"))): each for each in root if not each.get("parentId")}
        hit = [place for place in sorted(texts) if place in heads]
        if not hit:
            continue
        person = _person(package)
        for place in hit:
            head = heads[place]
            own = f"{{{uuid.uuid5(_NAMES, part + numbered_address(*place) + texts[place])}}}".upper()
            if any(each.get("id") == own for each in root):
                continue
            reply = etree.SubElement(
                root,
                f"{{{_THREADS}}}threadedComment",
                ref=numbered_address(*place),
                personId=person,
                id=own,
                parentId=str(head.get("id")),
            )
            if head.get("dT"):
                reply.set("dT", str(head.get("dT")))
            etree.SubElement(reply, f"{{{_THREADS}}}text").text = f"{MARK}\n{texts[place]}"
        package.set(part, xml_bytes(root))


def _person(package: Package) -> str:
    """Our id among the workbook's people, appended where new."""
    own = f"{{{uuid.uuid5(_NAMES, AUTHOR)}}}".upper()
    part = next((name for name in package.parts if re.fullmatch(r"xl/persons/[^/]+\.xml", name)), None)
    if part is None:
        part = "xl/persons/person.xml"
        root = etree.Element(f"{{{_THREADS}}}personList", nsmap={None: _THREADS})
        package.relate("xl/workbook.xml", part, _PERSON_KIND)
        package.declare(part, _PERSONS_TYPE)
    else:
        root = parsed(package.parts[part])
    if not any(each.get("id") == own for each in root):
        etree.SubElement(root, f"{{{_THREADS}}}person", displayName=AUTHOR, id=own, userId=AUTHOR, providerId="None")
        package.set(part, xml_bytes(root))
    return own

"""An OOXML workbook as its zip parts: read with suspicion, changed part by part, written with every other part as it
was. No knowledge of sheets or cells here.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass, field

from lxml import etree

from schemas.files import FIXED_TIME

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_TYPES_PART = "[Content_Types].xml"
_LARGEST = 400 * 1024 * 1024
_RATIO = 200


class CannotCarry(Exception):
    """The file is no workbook whose parts can be edited: the answer must be a workbook of its own."""


def parsed(data: bytes) -> etree._Element:
    """The root of a part; raises CannotCarry for a DTD, an entity or broken XML."""
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:4096]:
        raise CannotCarry("部件含有实体声明")
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as fault:
        raise CannotCarry("部件不是合格的 XML") from fault


def xml_bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


@dataclass
class Package:
    """The parts of a workbook by name. `changed` are the parts written anew; all others keep their bytes."""

    parts: dict[str, bytes]
    infos: dict[str, zipfile.ZipInfo]
    changed: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, data: bytes) -> Package:
        """Reads every part; raises CannotCarry for what is not one sound zip of an OOXML workbook."""
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                infos = [info for info in archive.infolist() if not info.is_dir()]
                names = [info.filename for info in infos]
                if len({name.lower() for name in names}) != len(names) or _TYPES_PART not in names:
                    raise CannotCarry("不是 OOXML 工作簿")
                size = sum(info.file_size for info in infos)
                if size > _LARGEST or size > max(len(data), 100_000) * _RATIO:
                    raise CannotCarry("解压后过大")
                parts = {info.filename: archive.read(info) for info in infos}
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError) as fault:
            raise CannotCarry("压缩结构不完整或已损坏") from fault
        return cls(parts, {info.filename: info for info in infos})

    def set(self, name: str, data: bytes) -> None:
        """Replaces or adds a part."""
        self.parts[name] = data
        self.changed.add(name)

    def bytes(self) -> bytes:
        """The package as a zip: parts in their old order, new ones after them."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.parts.items():
                old = self.infos.get(name)
                info = zipfile.ZipInfo(name, old.date_time if old else FIXED_TIME)
                info.compress_type = old.compress_type if old and old.compress_type == 0 else zipfile.ZIP_DEFLATED
                info.external_attr = old.external_attr if old else 0o600 << 16
                archive.writestr(info, data)
        return out.getvalue()

    def free_name(self, pattern: str) -> str:
        """The first part name of `pattern` (with {}) that is not taken."""
        taken = {name.lower() for name in self.parts}
        return next(name for n in range(1, 100_000) if (name := pattern.format(n)).lower() not in taken)

    # --- relationships and content types ----------------------------------------------------------------------------
    def related(self, part: str, kind: str) -> list[tuple[str, str]]:
        """(relationship id, part name) of the part's relationships whose type ends in /`kind`."""
        rels = _rels_name(part)
        if rels not in self.parts:
            return []
        return [
            (str(each.get("Id")), _resolved(part, str(each.get("Target"))))
            for each in parsed(self.parts[rels])
            if str(each.get("Type")).endswith(f"/{kind}") and each.get("TargetMode") != "External"
        ]

    def relate(self, part: str, target: str, kind: str) -> str:
        """Adds a relationship of the officeDocument family and returns its id."""
        rels = _rels_name(part)
        root = (
            parsed(self.parts[rels])
            if rels in self.parts
            else etree.Element(f"{{{RELATIONSHIPS}}}Relationships", nsmap={None: RELATIONSHIPS})
        )
        taken = {each.get("Id") for each in root}
        new = next(f"rId{n}" for n in range(1, 100_000) if f"rId{n}" not in taken)
        family = kind if "://" in kind else f"{LINKS}/{kind}"
        path = posixpath.relpath(target, posixpath.dirname(part) or ".")
        etree.SubElement(root, f"{{{RELATIONSHIPS}}}Relationship", Id=new, Type=family, Target=path)
        self.set(rels, xml_bytes(root))
        return new

    def declare(self, part: str, content_type: str) -> None:
        """Says the content type of one part."""
        root = parsed(self.parts[_TYPES_PART])
        if not any(each.get("PartName") == f"/{part}" for each in root):
            etree.SubElement(root, f"{{{CONTENT_TYPES}}}Override", PartName=f"/{part}", ContentType=content_type)
            self.set(_TYPES_PART, xml_bytes(root))

    def declare_ending(self, ending: str, content_type: str) -> None:
        """Says the content type of every part with this ending."""
        root = parsed(self.parts[_TYPES_PART])
        if not any(str(each.get("Extension")).lower() == ending for each in root):
            root.insert(0, etree.Element(f"{{{CONTENT_TYPES}}}Default", Extension=ending, ContentType=content_type))
            self.set(_TYPES_PART, xml_bytes(root))


def _rels_name(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _resolved(part: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))

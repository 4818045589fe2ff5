"""The file format of received bytes, by content first and name last, and the files that must not be opened at all.

Every refusal names what the file is (issue codes of level 0). Nothing is executed, fetched or extracted to disk.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from schemas.office.district import Limits

NOT_A_FILE = (
    b"#!zhaoyin: a link, a device or a file that cannot be opened"  # what is kept in the place of one begins so
)
MOST_AREA = 30_000_000  # cells of used range of a workbook, filled or not
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_ZIP_FAULTS = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError)
_OLD_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00")
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_ARCHIVES = {b"Rar!": "RAR", b"7z\xbc\xaf": "7z", b"\x1f\x8b": "gzip"}


class Unreadable(Exception):
    """Nothing of the file can be loaded. `code`: of assets/intake/reader/issue_codes.py; `detail`: the reason,
    Chinese."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


def sniff(data: bytes, file_name: str) -> str:
    """'ooxml', 'ods', 'xls', 'csv' or 'csv_zip' by content; raises Unreadable for everything else, by its own name."""
    if not data:
        raise Unreadable("zero_byte", "文件为空(0 字节)")
    if data.startswith(NOT_A_FILE):
        raise Unreadable("not_a_file", "是链接、设备或无权读取的文件,未打开;请把文件本身放入收件箱")
    if data[:4] == _ZIP:
        return _sniff_zip(data)
    if data[:8] == _OLE:
        return _sniff_ole(data)
    if data.startswith(_OLD_BIFF):
        raise Unreadable("unsupported_format", "Excel 5.0/95 以前的旧格式,请另存为 .xlsx 后重报")
    for mark, name in _ARCHIVES.items():
        if data.startswith(mark):
            raise Unreadable("unsupported_format", f"{name} 压缩包,请解压后报送 Excel 工作簿")
    if data.startswith(_PICTURES) and b"," not in data[:16]:
        raise Unreadable("unsupported_format", "图片(扫描件或照片),请报送 Excel 工作簿")
    return _sniff_text(data, file_name)


def _sniff_text(data: bytes, file_name: str) -> str:
    head = data[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith(b"%pdf"):
        raise Unreadable("wrong_format", "文件内容是 PDF,请报送 Excel 工作簿")
    if head.startswith(b"{\\rtf"):
        raise Unreadable("wrong_format", "文件内容是 RTF 文档,请报送 Excel 工作簿")
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head")) or b"<html" in head:
        raise Unreadable("wrong_format", "文件内容是网页(HTML),请另存为 .xlsx 后重报")
    if head.startswith(b"<"):
        raise Unreadable("wrong_format", "文件内容是 XML,请另存为 .xlsx 后重报")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "csv"
    if b"\x00" in data:
        raise Unreadable("unsupported_format", "无法识别的文件格式,请报送 Excel 工作簿")
    if file_name.lower().endswith((".csv", ".txt", ".tsv")) or b"," in head or b"\t" in data[:2048]:
        return "csv"
    raise Unreadable("unsupported_format", "无法识别的文件格式,请报送 Excel 工作簿")


def _sniff_ole(data: bytes) -> str:
    """Compound files: .xls and .et, or an encrypted .xlsx, a Word document."""
    if _utf16("EncryptedPackage") in data:
        raise Unreadable("encrypted", "文件设有打开密码,请取消密码后重报")
    if _utf16("Workbook") in data or _utf16("Book") in data:
        return "xls"
    if _utf16("WordDocument") in data:
        raise Unreadable("wrong_format", "文件内容是 Word 或 WPS 文字文档,请报送 Excel 工作簿")
    raise Unreadable("truncated", "文件不完整或已损坏,请重新导出后重报")


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


def _sniff_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            kind = archive.read("mimetype")[:80] if "mimetype" in names else b""
    except _ZIP_FAULTS as fault:
        raise Unreadable("truncated", "文件不完整或已损坏,请重新导出后重报") from fault
    if len({name.lower() for name in names}) != len(names):
        raise Unreadable("bad_zip", "压缩结构异常:有重复的内部文件")
    if any(
        name.startswith("/") or ".." in name.replace("\\", "/").split("/") or "\\" in name or ":" in name
        for name in names
    ):
        raise Unreadable("path_trick", "压缩结构异常:内部文件名越出目录")
    if "[Content_Types].xml" in names:
        return _sniff_ooxml(names)
    if kind:
        if b"spreadsheet" in kind:
            return "ods"
        raise Unreadable("wrong_format", "文件内容不是电子表格(OpenDocument),请报送 Excel 工作簿")
    if any(name.lower().endswith(".csv") for name in names):
        return "csv_zip"
    if any(name.startswith("xl/") for name in names):
        raise Unreadable("truncated", "文件不完整或已损坏,请重新导出后重报")
    inner = "、".join(name for name in names[:3] if not name.endswith("/"))
    raise Unreadable("unsupported_format", f"压缩包中没有统计表(.csv),只有 {inner or '空目录'};Excel 工作簿请直接报送")


def _sniff_ooxml(names: list[str]) -> str:
    if any(name.startswith("word/") for name in names):
        raise Unreadable("wrong_format", "文件内容是 Word 文档,请报送 Excel 工作簿")
    if any(name.startswith("ppt/") for name in names):
        raise Unreadable("wrong_format", "文件内容是演示文稿,请报送 Excel 工作簿")
    if "xl/workbook.bin" in names:
        raise Unreadable("unsupported_format", "二进制工作簿(.xlsb),请另存为 .xlsx 后重报")
    return "ooxml"


def too_large(size: int, limits: Limits) -> tuple[str, str]:
    """(issue code, Chinese) of a file past the limit of bytes."""
    return "too_large", f"文件 {size / 2**20:.0f} MB,超过 {limits.file_mb:g} MB 的上限"


def check_archive(data: bytes, limits: Limits) -> dict[str, bytes]:
    """The members of an archive by name, each inflated once; {} for a file that is no archive.

    Raises Unreadable for a file that must not be opened: too large, a zip bomb, a bad CRC, an entity declaration.
    """
    if len(data) > limits.file_mb * 2**20:
        raise Unreadable(*too_large(len(data), limits))
    if data[:4] != _ZIP:
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            whole = sum(info.file_size for info in infos)
            if whole > max(len(data), 2**16) * limits.unzip_ratio or len(infos) > 20_000:
                raise Unreadable("zip_bomb", f"压缩比异常(展开后 {whole / 2**20:.0f} MB),未打开")
            return {info.filename: _checked_part(info, archive) for info in infos}
    except _ZIP_FAULTS as fault:
        if "password" in str(fault):
            raise Unreadable("encrypted", "压缩包设有密码,请取消密码后重报") from fault
        raise Unreadable("truncated", "文件不完整或已损坏,请重新导出后重报") from fault


def _checked_part(info: zipfile.ZipInfo, archive: zipfile.ZipFile) -> bytes:
    """Reads a part once: its checksum must hold and it may declare nothing."""
    if info.compress_size > info.file_size + info.file_size // 100 + 1024:
        raise Unreadable("bad_zip", f"压缩结构异常:内部文件 {info.filename} 的大小与内容不符")
    try:
        body = archive.read(info)
    except zipfile.BadZipFile as fault:
        raise Unreadable("bad_zip", f"文件已损坏:内部文件 {info.filename} 校验不符") from fault
    if info.filename.endswith((".xml", ".rels", ".vml")):
        head = body if b"\x00" not in body[:200] else body.replace(b"\x00", b"")
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise Unreadable("entity_bomb", f"内部文件 {info.filename} 含实体声明,未打开")
    return body

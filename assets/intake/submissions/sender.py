"""The unit and the month that a file names on its cover, titles and unit lines and in its name, and where these
differ."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any, TypeVar

from assets.intake.model import Received
from assets.intake.office.units import UnitRegister
from assets.intake.reader.cells.dates import month_of
from assets.intake.reader.parsed_file import FileSummary, ParsedFile
from schemas.form.sheets import DATA_SHEETS, OPTIONAL_SHEETS, TEMPLATE_VERSION
from schemas.personal import mask_id_numbers

Said = TypeVar("Said", ParsedFile, FileSummary)


def stated_month(read: ParsedFile | FileSummary, file_name: str) -> str | None:
    """The cover's month, else that of titles and unit lines, else the file name's."""
    if read.months:
        return read.months[0][1]
    return month_of(PurePosixPath(file_name).name) or month_of(file_name)


def file_row(file_id: int, each: Received, summary: FileSummary, register: UnitRegister, month: str) -> tuple[Any, ...]:
    """One row of Intake.files."""
    unit, text = stated_unit(summary, each.name, register, month)
    return (
        file_id,
        mask_id_numbers(each.name),
        each.sha256,
        each.size,
        each.received_at.isoformat(),
        unit,
        text,
        stated_month(summary, each.name),
        summary.no_change,
        summary.template_version,
        summary.author,
        summary.readable,
    )


def each_once(pairs: list[tuple[Received, Said]]) -> tuple[list[tuple[Received, Said]], list[tuple[int, str]]]:
    """Drops bytes that came before: (the files that stay, (position of the first, name) of each that came again).

    Bytes that cannot be read name no sender, so an empty file of two units is two files.
    """
    whose = {id(each): (each.sha256, "" if read.readable else _stem(each.name)) for each, read in pairs}
    came = sorted((each for each, _ in pairs), key=lambda each: (each.received_at, each.name))
    first = {whose[id(each)]: each for each in reversed(came)}
    kept = [(each, read) for each, read in pairs if first[whose[id(each)]] is each]
    at = {whose[id(each)]: position for position, (each, _) in enumerate(kept)}
    again = [each for each in came if first[whose[id(each)]] is not each]
    return kept, [(at[whose[id(each)]], mask_id_numbers(each.name)) for each in again]


def stated_unit(
    read: ParsedFile | FileSummary, file_name: str, register: UnitRegister, month: str
) -> tuple[str | None, str]:
    """(unit code or None, name as written) of the first name on the sheets that is a unit, else of the file name."""
    for _, text in read.units:
        code = register.resolve(text, month)
        if code:
            return code, text
    if read.units:
        return None, read.units[0][1]
    return _named_unit(file_name, register, month), _stem(file_name)


def _stem(file_name: str) -> str:
    """The file's name up to its year: 柳河镇 of 2025-03/柳河镇2025年3月月报.xlsx."""
    return re.sub(r"20\d{2}.*$", "", PurePosixPath(file_name).stem)


def _named_unit(file_name: str, register: UnitRegister, month: str) -> str | None:
    """The unit a file's name begins with, where it is one."""
    return register.resolve(_stem(file_name), month)


def issues_of_whole(
    read: ParsedFile, unit: str | None, text: str, file_name: str, month: str, register: UnitRegister
) -> list[tuple[Any, ...]]:
    """Issues of the file as a whole: its unit, its month, its sheets, its template."""
    found: list[tuple[Any, ...]] = []

    def say(code: str, raw: str | None, detail: str, place: str = "", kind: str | None = None) -> None:
        sheet, _, cell = place.partition("!")
        found.append((kind, sheet or None, None, cell or None, None, code, raw, detail))

    if not read.readable:
        return found
    place = read.units[0][0] if read.units else ""
    if unit is None and not read.units:
        say("unit_missing", text, "封面和表头都没有填报单位")
    elif unit is None:
        known = register.candidates(text)
        if known:
            heirs = {register.successor(each, month) for each in known} - {None}
            now = "、".join(sorted(register.name(str(heir)) for heir in heirs))
            say("unit_inactive", text, f"现由“{now}”承接" if now else "", place)
        else:
            hint = "、".join(register.suggest(text))
            say("unit_unknown", text, f"近似单位：{hint}" if hint else "", place)
    for at, written in read.units:
        other = register.resolve(written, month)
        if unit and other != unit:
            instead = f"此表按“{text}”读取" if at == place else f"封面为“{text}”"
            say("unit_conflict" if other else "unit_unknown", written, instead, at)
    named_unit = _named_unit(file_name, register, month)
    if unit and read.units and named_unit and named_unit != unit:
        say("unit_file_name", file_name, f"表内为“{text}”，文件名为“{register.name(named_unit)}”")
    for at, written in read.months[1:]:
        if written != read.months[0][1]:
            say("month_conflict", written, f"封面为 {read.months[0][1]}", at)
    stated = read.months[0][1] if read.months else None
    if read.bare_month and stated and int(stated[5:]) != read.bare_month[1]:
        say("month_conflict", f"{read.bare_month[1]}月", f"表内为 {stated}", read.bare_month[0])
    if stated and stated != month:
        named = month_of(PurePosixPath(file_name).name)
        detail = f"文件名为 {named}" if named == month else f"收到时正在收 {month}"
        say("month_doubtful", stated, detail, read.months[0][0])
    named = month_of(PurePosixPath(file_name).name)
    if named and read.months and named != read.months[0][1]:
        say("month_file_name", file_name, f"表内为 {read.months[0][1]}")
    if not read.months and not read.month_unclear:
        say("month_unknown", None, "封面和表头都没有填报月份")
    kinds = [sheet.kind for sheet in read.sheets]
    for kind, sheet in DATA_SHEETS.items():
        if kind not in kinds and kind not in OPTIONAL_SHEETS and not read.is_nil:
            say("sheet_missing", sheet.title, f"缺少“{sheet.title}”表", kind=kind)
        if kinds.count(kind) > 1:
            say("sheet_doubled", sheet.title, f"有{kinds.count(kind)}张“{sheet.title}”表", kind=kind)
    version = str(read.cover.get("template_version") or "")
    if version and version != TEMPLATE_VERSION:
        say("template_other", version, f"现行模板为 {TEMPLATE_VERSION}")
    return found

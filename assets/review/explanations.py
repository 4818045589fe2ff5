"""The lines of 情况说明, read as people write them: which rules, sheet and projects each is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from assets.review.rule_context import RuleContext
from schemas.codes.names import folded, name_key
from schemas.form.sheets import DATA_SHEETS, PLACEHOLDERS
from schemas.rules.catalogue import rule_catalogue

_RULE = re.compile(r"(?<![A-Z])([FCHPDS])[-_.]?(\d{3})(?!\d)")
_CODE = re.compile(r"[A-Z][A-Z0-9]*-\d{4}-\d{3,4}")
_ALL = frozenset(
    {"全部", "所有", "各", "各项目", "全部项目", "所有项目", "各表", "全表", "整表", "全部表", "所有表", "本表", "ALL"}
)
_SHEET_FRAME = re.compile(r"[《》“”\"'()\[\]【】]|(?:明细|情况|月报|统计)?表$|清单$|台账$")
_NEAR = 75  # a name as written and the ledger's, of 100


@dataclass(frozen=True, slots=True)
class Explanation:
    """One line of 情况说明 of a file. `rules`: the rules it names; `sheets` and `projects`: folded names, empty for
    all, None where what is written was not recognised. `index`: its row in the frame."""

    file_sha256: str
    index: Any
    rules: tuple[str, ...]
    sheets: frozenset[str] | None
    projects: frozenset[str] | None
    text: str


def explanations_in(context: RuleContext) -> list[Explanation]:
    """Every line that says anything. The frame's own `sheet` is where the line stands; what it names is in the raw
    text."""
    frame, raw = context.rows("explanation"), context.intake.raw["explanation"]
    found = []
    for index, file_id in frame["file_id"].items():
        rule, sheet, project, text = (raw.at[index, name] for name in ("rule_code", "sheet", "project_code", "text"))
        if not any(map(folded, (rule, sheet, project, text))):
            continue
        found.append(
            Explanation(
                str(context.files[int(file_id)].file_sha256),
                index,
                _rules(rule),
                _sheets(sheet, context, int(file_id)),
                _projects(project, context, int(file_id)),
                str(text).strip() if isinstance(text, str) else "",
            )
        )
    return found


def sheet_names(context: RuleContext) -> dict[tuple[str, str], str]:
    """(file, sheet as it is called there) → the form's folded name of it."""
    return {
        (str(context.files[file_id].file_sha256), sheet): folded(DATA_SHEETS[kind].title)
        for file_id, sheet, kind in context.intake.columns
    }


def _rules(written: object) -> tuple[str, ...]:
    """The rules a cell names, by number (H206, h206, Ｈ２０６, “H206 基本信息不变”) or by their title alone."""
    text = folded(written)
    codes = [f"{letter}{number}" for letter, number in _RULE.findall(text)]
    known = [code for code in dict.fromkeys(codes) if code in rule_catalogue()]
    return tuple(known) or tuple(
        code for code, rule in rule_catalogue().items() if len(text) >= 2 and folded(rule.title) == text
    )


def _is_all(text: str) -> bool:
    return not text or text in _ALL or text in PLACEHOLDERS


def _sheets(written: object, context: RuleContext, file_id: int) -> frozenset[str] | None:
    """The folded names of the sheets a cell means; the file's own names and the form's are known."""
    text = folded(written)
    if _is_all(text):
        return frozenset()
    own = {
        folded(sheet): folded(DATA_SHEETS[kind].title) for of, sheet, kind in context.intake.columns if of == file_id
    }
    names = {**{folded(sheet.title): folded(sheet.title) for sheet in DATA_SHEETS.values()}, **own}
    if text in names:
        return frozenset({names[text]})
    core = _SHEET_FRAME.sub("", text)
    within = {title for name, title in names.items() if name in text or (len(core) >= 2 and core in name)}
    within = within or {title for name, title in names.items() if len(text) >= 2 and text in name}
    return frozenset(within) or None


def _projects(written: object, context: RuleContext, file_id: int) -> frozenset[str] | None:
    """The codes of the projects a cell means, by code or by name; several may stand in one cell."""
    text = folded(written)
    if _is_all(text):
        return frozenset()
    if codes := _CODE.findall(text):
        return frozenset(codes)
    named = context.made(("codes by name", str(file_id)), lambda: _codes_by_name(context, file_id))
    found = set()
    for part in re.split(r"[、，,;；/\n]", str(written)):
        key = name_key(part)
        if key in named:
            found.add(named[key])
        elif len(key) >= 4 and (
            near := process.extractOne(key, named.keys(), scorer=fuzz.partial_ratio, score_cutoff=_NEAR)
        ):
            found.add(named[near[0]])
    return frozenset(found) or None


def _codes_by_name(context: RuleContext, file_id: int) -> dict[str, str]:
    """Names (folded) of the file's projects and of those in the books → code."""
    unit = context.files[file_id].unit_code
    units = {unit, *context.register.predecessors(unit, context.month)} if isinstance(unit, str) else set()
    named = {name_key(row.project_name): code for code, row in context.before.items() if str(row.unit_code) in units}
    for row in context.records("project"):
        if row.file_id == file_id and isinstance(row.project_code, str):
            named[name_key(row.project_name)] = row.project_code
    named.pop("", None)
    return named

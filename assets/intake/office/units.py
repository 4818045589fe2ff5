"""The register of units: who is expected in a month, what each is called, and whom a written name means.

Units are renamed, merged and replaced by date (区划调整): `active_from`/`active_to` bound a unit's months, both
inclusive, and `successor_code` names who takes over its figures.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property

import pandas as pd
from rapidfuzz import fuzz, process

from assets.intake.office.model import Reference

_SUFFIXES = ("人民政府", "办事处", "管理委员会", "管委会", "党工委")
_NOISE = re.compile(r"[\s\u3000()\uff08\uff09【】\[\]:\uff1a,\uff0c。.]+")


def folded_unit_name(name: str) -> str:
    """A unit's name as compared: width folded, spaces, seals' words and office suffixes dropped."""
    text = _NOISE.sub("", unicodedata.normalize("NFKC", name)).replace("盖章", "")
    for suffix in _SUFFIXES:
        text = text.removesuffix(suffix)
    return text


class UnitRegister:
    """reference/units.csv with its dates and names. Codes are ASCII; unknown codes raise KeyError."""

    def __init__(self, reference: Reference) -> None:
        self.units = reference.units.set_index("unit_code", drop=False)
        self.groups = reference.district.groups
        self._district = reference.district.district.name
        self._taken_over: dict[str, dict[str, list[str]]] = {}
        self._handed_over = _handed_over(reference)

    def expected(self, month: str) -> list[str]:
        """Codes of the units active in `month`, in the register's order."""
        return [str(code) for code in self.units.index if self.is_active(str(code), month)]

    def is_active(self, code: str, month: str) -> bool:
        if code not in self._spans:
            return False
        since, until = self._spans[code]
        return (not since or since[:7] <= month) and (not until or month <= until[:7])

    def name(self, code: str, month: str | None = None) -> str:
        """The unit's name; GROUP:… gives the group's label and ALL the district's name."""
        if code == "ALL":
            return self._district
        if code.startswith("GROUP:"):
            return self.groups[code.removeprefix("GROUP:")]
        return self._names_and_groups[code][0]

    def group(self, code: str) -> str | None:
        """The unit's group key; for GROUP:… the key itself; None for ALL."""
        if code == "ALL":
            return None
        return code.removeprefix("GROUP:") if code.startswith("GROUP:") else self._names_and_groups[code][1]

    def since(self, code: str) -> str:
        """The month from which the unit exists; "" where that is not said, and for what is no unit."""
        return str(self._spans.get(code, ("", ""))[0] or "")[:7]

    @cached_property
    def _names_and_groups(self) -> dict[str, tuple[str, str]]:
        told = zip(map(str, self.units["unit_name"]), map(str, self.units["unit_group"]), strict=True)
        return dict(zip(self.units.index, told, strict=True))

    @cached_property
    def _spans(self) -> dict[str, tuple[str, str]]:
        """Code → active_from and active_to as written."""
        return dict(
            zip(self.units.index, zip(self.units["active_from"], self.units["active_to"], strict=True), strict=True)
        )

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for code, unit_name, aliases in self.units[["unit_code", "unit_name", "aliases"]].itertuples(index=False):
            for written in [unit_name, str(code), *str(aliases or "").split("|")]:
                key = folded_unit_name(str(written))
                if key and code not in names.setdefault(key, []):
                    names[key].append(str(code))
        return names

    def candidates(self, text: str) -> list[str]:
        """Every unit a written name may mean, active or not."""
        bare = folded_unit_name(text or "")
        bare_without_district = bare.removeprefix(folded_unit_name(self._district))
        return self._by_name.get(bare) or self._by_name.get(bare_without_district) or []

    def resolve(self, text: str, month: str) -> str | None:
        """The one unit active in `month` that `text` names; None when none or several do."""
        active = [code for code in self.candidates(text) if self.is_active(code, month)]
        return active[0] if len(active) == 1 else None

    def words(self, month: str) -> list[tuple[str, str]]:
        """(name as compared, unit) of every unit active in `month`, its aliases too."""
        return [
            (word, code)
            for word, codes in self._by_name.items()
            for code in codes
            if len(word) > 1 and self.is_active(code, month)
        ]

    def successor(self, code: str, month: str) -> str | None:
        """The unit that stands for `code` in `month`, following renames and mergers; itself while active."""
        seen: set[str] = set()
        while code in self.units.index and code not in seen:
            if self.is_active(code, month):
                return code
            seen.add(code)
            code = str(self.units.at[code, "successor_code"] or "")
        return None

    def predecessors(self, code: str, month: str) -> list[str]:
        """Every unit whose figures `code` has taken over by `month`, directly or through others. A merger that is still
        to come, though already in the register, hands nothing over yet."""
        if month not in self._taken_over:
            taken: dict[str, list[str]] = {}
            for other in map(str, self.units.index):
                heir = self.successor(other, month)
                if heir is not None and heir != other:
                    taken.setdefault(heir, []).append(other)
            self._taken_over[month] = taken
        return list(self._taken_over[month].get(code, ()))

    def holder(self, project_code: str, month: str) -> str | None:
        """The unit a project was handed over to by `month`, as the office has recorded it (exemptions.csv, P308), under
        its present code; None for every other project."""
        latest = [unit for since, until, unit in self._handed_over.get(project_code, ()) if since <= month <= until]
        return (self.successor(latest[-1], month) or latest[-1]) if latest else None

    def handed_over(self, month: str) -> dict[str, str]:
        """Project code → the unit that has it now, of all recorded hand-overs."""
        found = {code: self.holder(code, month) for code in self._handed_over}
        return {code: unit for code, unit in found.items() if unit is not None}

    def hand_overs(self, month: str) -> list[tuple[str, str, str]]:
        """(project code, from month, the unit that has it now) of every recorded hand-over up to the month."""
        held = self.handed_over(month)
        return [
            (code, max(since for since, _, _ in self._handed_over[code] if since <= month), held[code]) for code in held
        ]

    def suggest(self, text: str, limit: int = 3) -> list[str]:
        """Names of the register that look like `text`: a proposal for people, never a decision."""
        hits = process.extract(
            folded_unit_name(text or ""), list(self._by_name), scorer=fuzz.WRatio, limit=limit, score_cutoff=50
        )
        return list(dict.fromkeys(self.name(self._by_name[hit[0]][0]) for hit in hits))

    def frame(self, month: str) -> pd.DataFrame:
        """unit_code, unit_name, unit_group of the expected units: one row a unit."""
        codes = self.expected(month)
        return pd.DataFrame(
            {
                "unit_code": codes,
                "unit_name": [self.name(c) for c in codes],
                "unit_group": [self.group(c) for c in codes],
            }
        )


def _handed_over(reference: Reference) -> dict[str, list[tuple[str, str, str]]]:
    """Project code → (from month, to month, unit) of each recorded hand-over, the earliest first."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for row in reference.exemptions.itertuples():
        if row.rule_code == "P308" and row.project_code and row.unit_code:
            span = (str(row.from_month)[:7], str(row.to_month or "")[:7] or "9999-12")
            found.setdefault(str(row.project_code), []).append((*span, str(row.unit_code)))
    return {code: sorted(spans) for code, spans in found.items()}

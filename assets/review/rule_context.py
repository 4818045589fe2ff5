"""What a rule may look at: rows with their places, the office's files, the last accepted state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from types import ModuleType
from typing import Any

import pandas as pd

from assets.intake.model import Intake
from assets.review.catalogue import finding, rule
from assets.review.masking import masked
from assets.review.month_context import MonthContext
from schemas.codes.places import Place, resolve_place
from schemas.finding import Finding
from schemas.form.frames import Failing, FormContext, failing, submission_schema
from schemas.form.sheets import DATA_SHEETS
from schemas.months import last_day

Evaluator = Callable[["RuleContext"], Iterator[Finding]]


_EVALUATORS: dict[str, list[Evaluator]] = {}  # by the module that registered them


def judges(*codes: str) -> Callable[[Evaluator], Evaluator]:
    """Registers an evaluator for the rules it judges; judge.py says in which order modules are asked."""

    def register(evaluator: Evaluator) -> Evaluator:
        for code in codes:
            rule(code)  # raises for one the catalogue does not have
        _EVALUATORS.setdefault(evaluator.__module__, []).append(evaluator)
        return evaluator

    return register


def evaluators_of(module: ModuleType) -> list[Evaluator]:
    """The evaluators that a module registered, in its order."""
    return _EVALUATORS[module.__name__]


def yuan_as_wan(yuan: Any) -> str:
    """Yuan as the form shows them: 1,234.5万元."""
    if yuan is None or pd.isna(yuan):
        return "空"
    whole, rest = divmod(abs(int(yuan)), 10_000)
    decimals = f".{rest:04d}".rstrip("0") if rest else ""
    return f"{'-' if yuan < 0 else ''}{whole:,}{decimals}万元"


@dataclass
class RuleContext:
    """A month's submissions under judgement. Rows of every readable file are judged, superseded revisions too."""

    intake: Intake
    month_context: MonthContext
    _records: dict[str, list[Any]] = field(init=False, default_factory=dict)
    _failing: dict[str, Failing] = field(init=False, default_factory=dict)
    _made: dict[tuple[str, ...], Any] = field(init=False, default_factory=dict)
    _lists: dict[tuple[str, str], list[Any]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        given = self.month_context
        self.month, self.year, self.as_of = given.month, given.year, given.as_of
        self.reference, self.register, self.history = given.reference, given.register, given.history
        self.is_on, self.limit = given.is_on, given.limit

    @cached_property
    def files(self) -> dict[int, Any]:
        return {int(row.file_id): row for row in self.intake.files.itertuples()}

    @cached_property
    def listing_units(self) -> set[str]:
        """Units whose latest file lists rows: what is not in it is not listed any more."""
        return {unit for unit, file_id in self.latest.items() if file_id in self.filled}

    def project_sheet(self, file_id: int) -> str:
        """The name of a file's 项目台账."""
        return next((row.sheet for row in self.records("project") if row.file_id == file_id), "项目台账")

    @cached_property
    def filled(self) -> set[int]:
        """The files that have a data row of their own; explanations are none."""
        return {
            file_id for kind, rows in self.intake.rows.items() if kind != "explanation" for file_id in rows["file_id"]
        }

    @cached_property
    def _rows(self) -> dict[str, pd.DataFrame]:
        unit = {file_id: row.unit_code for file_id, row in self.files.items()}
        rows = {}
        for kind, frame in self.intake.rows.items():
            units = [unit[file_id] for file_id in frame["file_id"].tolist()]
            rows[kind] = frame.assign(unit_code=pd.Series(units, index=frame.index, dtype=object))
        return rows

    def rows(self, kind: str) -> pd.DataFrame:
        """Typed rows of a sheet kind with unit_code; index as in the intake."""
        return self._rows[kind]

    def records(self, kind: str) -> list[Any]:
        """The same rows as named tuples with their Index, made once for all rules."""
        if kind not in self._records:
            self._records[kind] = list(self._rows[kind].itertuples())
        return self._records[kind]

    def lists(self, kind: str, *names: str) -> Iterator[tuple[Any, ...]]:
        """(index, value, …) of some columns of every row."""
        rows = self._rows[kind]
        for name in names:
            if (kind, name) not in self._lists:
                self._lists[(kind, name)] = list(rows[name])
        return zip(rows.index, *(self._lists[(kind, name)] for name in names), strict=True)

    def made(self, key: tuple[str, ...], make: Callable[[], Any]) -> Any:
        """What several findings of a rule look at, made once."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def failing(self, kind: str, column: str, rule: str) -> list[Any]:
        """Index of the rows whose column fails a level 1 rule (schemas/form/frames.py); every rule of a sheet kind is
        checked in one go."""
        if kind not in self._failing:
            rows, raw = self._rows[kind], self.intake.raw[kind]
            schema = submission_schema(kind, rows, raw, self.against, self._rows["project"])
            self._failing[kind] = failing(schema, rows)
        return self._failing[kind].get((column, rule), [])

    @cached_property
    def against(self) -> FormContext:
        """What level 1 compares the month's cells with."""
        projects, policies = self._rows["project"], self.reference.district.policies
        cap = policies.subsidy_cap
        named = {
            (unit, text)
            for unit, text in zip(projects["unit_code"], projects["partner_unit"], strict=True)
            if isinstance(text, str)
        }
        means = {text: self.register.resolve(text, self.month) for _, text in named}
        return FormContext(
            year=self.year,
            first_day=f"{self.year}-01-01",
            last_day=last_day(self.month).isoformat(),
            division_code=self.reference.district.district.division_code,
            chains=frozenset(self.chains),
            one_place=frozenset(
                text for text, place in self.places.items() if place is not None and not place.multiple
            ),
            partners=frozenset((unit, text) for unit, text in named if means[text] not in (None, unit)),
            own_codes={file_id: self._own_codes(row.unit_code) for file_id, row in self.files.items()},
            handed_over=self.register.handed_over(self.month),
            investment_share=float(self.limit("C108", "warn")),
            subsidy_cap_yuan=None if cap is None else round(cap * 10_000),
            investment_bound_yuan=round(policies.investment_bounds.warn * 10_000),
            usd_rate=policies.usd_rate,
            usd_over=float(self.limit("C124", "over")),
            name_likeness=float(self.limit("C123", "likeness")),
        )

    def _own_codes(self, unit: Any) -> frozenset[str]:
        return (
            frozenset({unit, *self.register.predecessors(unit, self.month)}) if isinstance(unit, str) else frozenset()
        )

    @cached_property
    def latest(self) -> dict[str, int]:
        """Unit → its latest received readable file of the month: what is compared with other units, and with before. A
        file after the close changes no figure and is not it."""
        in_time = [file for file in self.files.values() if self.month_context.in_time(file)]
        ordered = sorted(in_time, key=lambda file: (str(file.received_at), str(file.file_name)))
        return {
            str(file.unit_code): int(file.file_id)
            for file in ordered
            if file.readable and isinstance(file.unit_code, str)
        }

    def raw(self, kind: str, index: Any, name: str) -> str | None:
        value = self.intake.raw[kind].at[index, name]
        return None if value is None or pd.isna(value) else str(value)

    @cached_property
    def places(self) -> dict[str, Place | None]:
        """投资方所在地 as written → where it is."""
        identity = self.reference.district.district
        texts = {str(text) for text in self.rows("project")["investor_origin"].dropna()}
        return {text: resolve_place(text, identity) for text in texts}

    @property
    def chains(self) -> dict[str, str]:
        return self.month_context.chains

    @property
    def before(self) -> dict[str, Any]:
        return self.month_context.before

    @property
    def money_before(self) -> dict[str, Any]:
        return self.month_context.money_before

    @property
    def kept_since(self) -> dict[str, str]:
        return self.month_context.kept_since

    def say(
        self,
        code: str,
        case: str,
        kind: str,
        index: Any,
        name: str | None,
        *,
        severity: str | None = None,
        **words: Any,
    ) -> Finding:
        """A finding at a field of a row."""
        rows = self.rows(kind)
        form = DATA_SHEETS[kind].field(name) if name else None
        raw = words.pop("raw_value", None) or (self.raw(kind, index, name) if name else None)
        if form and form.personal:
            raw = masked(raw, name or "")
        project = rows.at[index, "project_code"] if "project_code" in rows else None
        return finding(
            code,
            case,
            severity=severity,
            raw_value=raw,
            field=name,
            label=form.header if form else "",
            sheet=rows.at[index, "sheet"],
            cell=self.intake.cell(kind, index, name) if name else f"A{rows.at[index, 'row']}",
            project_code=None if project is None or pd.isna(project) else str(project),
            **self.of_file(int(rows.at[index, "file_id"])),
            **words,
        )

    def of_file(self, file_id: int) -> dict[str, Any]:
        """The file's own fields of a finding."""
        row = self.files[file_id]
        unit = None if row.unit_code is None or pd.isna(row.unit_code) else row.unit_code
        return {"unit_code": unit, "file_name": row.file_name, "file_sha256": row.file_sha256}

"""The shape of the column dictionary: one entry a column, from which Pandera schemas, SQLAlchemy tables, the data
dictionary and the UI's column schema are made. The entries themselves are in the modules beside this one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from schemas.typography import chinese

DTYPES = ("text", "int", "float", "bool", "date", "datetime", "json")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `dtype` is one of DTYPES: text · int (64 bit) · float (double) · bool · date (ISO text in frames) ·
    datetime (ISO text in frames, Beijing time) · json (text). `unit` is yuan, usd, count, ratio, … or ''. `since`: the
    contract version that brought the column; '' for a column of the first contract."""

    name: str
    label: str
    dtype: str
    unit: str = ""
    meaning: str = ""
    key: bool = False
    nullable: bool = True
    personal: bool = False
    since: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `name` without prefix, Chinese label, its grain in Chinese, its columns (keys first)."""

    name: str
    label: str
    grain: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def keys(self) -> list[str]:
        return [column.name for column in self.columns if column.key]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def at(self, contract: str) -> Table:
        """The table as a release of that contract version has it."""
        return replace(self, columns=tuple(column for column in self.columns if column.since <= contract))


def define_table(name: str, label: str, grain: str, columns: str) -> Table:
    """A table from lines `name | dtype | unit | label | meaning`; `*name` is a key, `name!` is never null,
    `name@` is personal data, `name+0004` came with that contract version."""
    return Table(
        name,
        chinese(label),
        chinese(grain),
        tuple(_column(line) for line in columns.strip().splitlines() if line.strip()),
    )


def _column(line: str) -> Column:
    name, dtype, unit, label, meaning = (part.strip() for part in line.split("|", 4))
    if dtype not in DTYPES:
        raise ValueError(f"column {name}: dtype {dtype!r} is not one of {DTYPES}")
    name, _, since = name.partition("+")
    key = name.startswith("*")
    bare = name.strip("*!@")
    return Column(
        bare, chinese(label), dtype, unit, chinese(meaning or label), key, not (key or "!" in name),
        "@" in name, since,
    )  # fmt: skip

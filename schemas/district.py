"""district.yaml: who we are, where the inbox is, deadlines, policies, display, limits, alerts (pydantic)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.submission import SHEETS


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Identity(_Strict):
    """The district's own name and place."""

    name: str
    division_code: str = Field(pattern=r"^\d{6}$")
    city: str
    province: str


class Inbox(_Strict):
    """Where submissions arrive: an fsspec URL or path below the home; or a database that holds the sheets as tables."""

    url: str = "inbox"
    database: str | None = None
    tables: dict[str, str] = {}

    @model_validator(mode="after")
    def _has_the_sheets(self) -> Inbox:
        titles = [sheet.title for sheet in SHEETS.values()]
        unknown = [title for title in self.tables if title not in titles]
        if unknown:
            raise ValueError(f"tables 的键“{unknown[0]}”不是统计表的名称，应为 {'、'.join(titles)}")
        if self.database and not self.tables:
            raise ValueError("database 须配 tables（统计表名称: 上游表名）")
        return self


class Calendar(_Strict):
    """Deadlines as days of the following month; with `workdays`, a rest day moves to the next working day."""

    submit_by_day: int = Field(3, ge=1, le=28)
    late_until_day: int = Field(8, ge=1, le=28)
    close_day: int = Field(10, ge=1, le=28)
    workdays: bool = True


class Schedule(_Strict):
    cron: str = "0 8 * * *"
    timezone: str = "Asia/Shanghai"


class Policies(_Strict):
    """The office's standing decisions (contract of the reference files)."""

    on_error: Literal["return", "reject_rows"] = "return"
    unverified: Literal["declared", "zero"] = "declared"
    missing: Literal["carry_forward", "zero", "exclude"] = "carry_forward"
    timeliness: Literal["first_clean", "first_received"] = "first_clean"
    subsidy_cap: float | None = Field(None, description="人才奖补单笔上限，万元；空为不设上限")


class Display(_Strict):
    money: Literal["亿元", "万元"] = "亿元"
    decimals: int = Field(2, ge=0, le=6)


class Limits(_Strict):
    """Bounds of what is read of one file; `inbox_seconds`: of all files together that take long to read."""

    file_mb: float = 20
    unzip_ratio: float = 100
    sheets: int = 60
    cells: int = 400_000
    seconds: float = 30
    memory_mb: int = 1024
    inbox_seconds: float = 300


class District(_Strict):
    """district.yaml, whole."""

    district: Identity
    groups: dict[str, str]
    inbox: Inbox = Inbox()
    calendar: Calendar = Calendar()
    schedule: Schedule = Schedule()
    policies: Policies = Policies()
    display: Display = Display()
    rules: dict[str, Any] = {}
    limits: Limits = Limits()
    notifications: list[str] = []

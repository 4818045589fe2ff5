"""district.yaml: who we are, where the inbox is, deadlines, policies, display, limits, alerts (pydantic)."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from schemas.form.sheets import SHEETS

# minute, hour, day of month, month, day of week
_CRON_BOUNDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_CRON_PART = re.compile(r"(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:/(\d{1,2}))?")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, str_max_length=2000)


def _one_line(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError("应为一行文字，不能为空，不含换行和控制字符")
    return text


Name = Annotated[str, Field(max_length=60), AfterValidator(_one_line)]


def _cron(text: str) -> str:
    """A cron expression of five fields, each within its bounds."""
    fields = text.split()
    if len(fields) != len(_CRON_BOUNDS) or not all(map(_is_cron_field, fields, _CRON_BOUNDS)):
        raise ValueError("应为五段的 cron 表达式（分 时 日 月 周），如 0 8 * * *")
    return text


def _is_cron_field(text: str, bounds: tuple[int, int]) -> bool:
    least, most = bounds
    for part in text.split(","):
        found = _CRON_PART.fullmatch(part)
        if not found:
            return False
        start, end, step = (int(each) if each else None for each in found.groups())
        if any(each is not None and not least <= each <= most for each in (start, end)):
            return False
        if step == 0 or (start is not None and end is not None and start > end):
            return False
    return True


def _timezone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError; a path or a folder is the others
        raise ValueError("应为时区名称，如 Asia/Shanghai") from None
    return text


class Identity(_Strict):
    """The district's own name and place."""

    name: Name
    division_code: str = Field(pattern=r"^\d{6}$")
    city: Name
    province: Name


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

    @model_validator(mode="after")
    def _in_order(self) -> Calendar:
        written = [
            getattr(self, name) for name in Calendar.model_fields if name in self.model_fields_set - {"workdays"}
        ]
        if written != sorted(written):
            raise ValueError("应依次为 submit_by_day ≤ late_until_day ≤ close_day")
        return self


class Schedule(_Strict):
    cron: Annotated[str, AfterValidator(_cron)] = "0 8 * * *"
    timezone: Annotated[str, AfterValidator(_timezone)] = "Asia/Shanghai"


class InvestmentBounds(_Strict):
    """Above `warn` 总投资 is asked about, above `error` it is returned unless 备注 explains it; 万元."""

    warn: float = Field(500_000, gt=0, le=1e9)
    error: float = Field(5_000_000, gt=0, le=1e9)

    @model_validator(mode="before")
    @classmethod
    def _a_pair(cls, value: Any) -> Any:
        """[500000, 5000000] is the two in this order."""
        if isinstance(value, (list, tuple)):
            if len(value) != 2:
                raise ValueError("应为两个数：疑点线和退回线，万元")
            return {"warn": value[0], "error": value[1]}
        return value

    @model_validator(mode="after")
    def _in_order(self) -> InvestmentBounds:
        if self.warn > self.error:
            raise ValueError("疑点线不能高于退回线")
        return self


class Policies(_Strict):
    """The office's standing decisions (contract of the reference files)."""

    on_error: Literal["return", "reject_rows"] = "return"
    unverified: Literal["declared", "zero"] = "declared"
    missing: Literal["carry_forward", "zero", "exclude"] = "carry_forward"
    timeliness: Literal["first_clean", "first_received"] = "first_clean"
    subsidy_cap: float | None = Field(None, gt=0, le=1_000_000, description="人才奖补单笔上限，万元；空为不设上限")
    usd_rate: float = Field(7, gt=0, le=1_000, description="外资核对用的汇率，一美元合人民币元")
    investment_bounds: InvestmentBounds = InvestmentBounds()


class Display(_Strict):
    money: Literal["亿元", "万元"] = "亿元"
    decimals: int = Field(2, ge=0, le=6)


class Limits(_Strict):
    """Bounds of what is read of one file; `inbox_seconds`: of all files together that take long to read."""

    file_mb: float = Field(20, gt=0, le=1024)
    unzip_ratio: float = Field(100, ge=1, le=10_000)
    sheets: int = Field(60, ge=1, le=1_000)
    cells: int = Field(400_000, ge=1, le=20_000_000)
    seconds: float = Field(30, gt=0, le=3600)
    memory_mb: int = Field(1024, ge=128, le=65_536)
    inbox_seconds: float = Field(300, gt=0, le=36_000)


class District(_Strict):
    """district.yaml, whole."""

    district: Identity
    groups: dict[Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,39}$")], Name] = Field(min_length=1)
    inbox: Inbox = Inbox()
    calendar: Calendar = Calendar()
    schedule: Schedule = Schedule()
    policies: Policies = Policies()
    display: Display = Display()
    rules: dict[str, Any] = {}
    limits: Limits = Limits()
    notifications: list[str] = []

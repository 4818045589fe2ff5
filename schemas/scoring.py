"""The grammar of a rulebook's scored items, one model per method, and of a bonus or a deduction.

A method's inputs, score and words are in assets/assessment/methods/<method>.py. The models stay here, because
schemas import no room. docs/rulebook.md teaches the grammar.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from schemas.conditions import Condition, misfit, written_out
from schemas.metrics import FACT_COLUMNS, FACT_NUMBERS
from schemas.rounding import exact

Number = Decimal
# Points, caps, shares and counts of a rulebook: not negative, and no larger than any real one.
Amount = Annotated[Decimal, Field(ge=0, le=1_000_000, max_digits=20)]
Divisor = Annotated[Decimal, Field(gt=0, le=1_000_000, max_digits=20)]
Bound = Annotated[Decimal, Field(ge=0, le=10**15, max_digits=20)]  # of a target: a count or yuan
Weight = dict[str, Amount] | Amount
# What a rulebook's `where` may name: a project's columns, and what follows from them at the month.
PROJECT_COLUMNS = (*FACT_COLUMNS["project"], "started", "months_since_signed")
_NUMBERS = (*FACT_NUMBERS["project"], "own_share", "months_since_signed")


def _fits_projects(where: dict[str, Condition]) -> dict[str, Condition]:
    if wrong := misfit(where, PROJECT_COLUMNS, _NUMBERS, "项目"):
        raise ValueError(wrong.removeprefix("where."))
    return where


Where = Annotated[dict[str, Condition], BeforeValidator(written_out), AfterValidator(_fits_projects)]


class Strict(BaseModel):
    """A mapping of a rulebook: nothing but the keys named here, numbers as the text they are written as."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class ClassedPoints(Strict):
    """Points of one step: `points`, or by `classes` of [lower bound of the annual target, points]."""

    points: Amount | None = None
    classes: list[tuple[Bound, Amount]] = []

    def points_for(self, target: Fraction | None) -> Fraction:
        """Points of one step or ground; by the class of the unit's target where there are classes."""
        points = exact(self.points) if self.points is not None else Fraction(0)
        for bound, value in sorted(self.classes):
            if target is not None and target >= exact(bound):
                points = exact(value)
        return points


class _Item(Strict):
    """What every scored item has. `weight`: points by unit group, or one number for all groups."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    clause: str = ""
    weight: Weight = {}

    def weight_of(self, group: str) -> Number | None:
        """The item's points in a group; None where the group does not have it."""
        return self.weight.get(group) if isinstance(self.weight, dict) else self.weight

    @property
    def against_target(self) -> list[str]:
        """The metrics the item compares with their annual targets (D402)."""
        return []


class _OfTarget(_Item):
    """An item that compares one metric with its annual target."""

    metric: str

    @property
    def against_target(self) -> list[str]:
        return [self.metric]


class Ratio(_Item):
    """w × min(actual ÷ target, cap); below `floor` nothing. `over`: another metric instead of the target."""

    method: Literal["ratio", "ratio_to_schedule"]
    metric: str
    over: str | None = None
    cap: Amount | None = None
    floor: Amount | None = None

    @property
    def against_target(self) -> list[str]:
        return [] if self.over else [self.metric]


class Mix(_Item):
    """w × min(alpha × count ÷ its target + beta × amount ÷ its target, cap)."""

    method: Literal["mix"]
    count: str
    amount: str
    alpha: Amount
    beta: Amount
    cap: Amount | None = None

    @property
    def against_target(self) -> list[str]:
        return [self.count, self.amount]


class Efficacy(_Item):
    """功效系数 within the group: lo + (hi − lo)(x − min)/(max − min), ÷ 100 × w; `flat` where max = min or alone."""

    method: Literal["efficacy"]
    metric: str
    lo: Amount = Number(60)
    hi: Amount = Number(100)
    flat: Amount = Number(100)


class RankPoints(_Item):
    """Points by rank in the group, ÷ scale × w; null scores 0."""

    method: Literal["rank_points"]
    metric: str
    table: list[Amount]
    beyond: Amount = Number(0)
    ties: Literal["competition", "dense"] = "competition"
    by: Literal["actual", "completion", "growth"] = "actual"
    scale: Divisor = Number(100)

    @property
    def against_target(self) -> list[str]:
        return [self.metric] if self.by == "completion" else []


class Tiers(_OfTarget):
    """Points of the first tier whose bound the completion reaches, ÷ 100 × w."""

    method: Literal["tiers"]
    tiers: list[tuple[Amount, Amount]]
    otherwise: Amount = Field(Number(0), alias="else")


class Quota(Strict):
    where: Where
    count: Amount


class QuotaDeduct(_Item):
    """w less `points` for each project missing in each quota, not below 0."""

    method: Literal["quota_deduct"]
    quotas: list[Quota]
    points: Amount


class Survey(_Item):
    """Mean of each rater group out of 100, weighted by `raters`, × w."""

    method: Literal["survey"]
    conduct: str
    raters: dict[str, Amount]


class StepIncrement(_OfTarget, ClassedPoints):
    """`points` for each whole `per` of completion above 1."""

    method: Literal["step_increment"]
    per: Divisor = Number("0.01")
    cap: Amount | None = None


class DeductPerEvent(_Item):
    """`start` less points for each event, not below `floor`. Events: late, missing, returned, unresolved_error, or a
    conduct item."""

    method: Literal["deduct_per_event"]
    start: Literal["weight"] | Number = "weight"
    events: dict[str, Amount]
    floor: Annotated[Decimal, Field(ge=-1_000_000, le=1_000_000, max_digits=20)] = Number(0)
    limits: dict[str, Amount] = {}


class PerEventBonus(_Item):
    """Points for each event (conduct items), up to `cap`."""

    method: Literal["per_event_bonus"]
    events: dict[str, Amount]
    cap: Amount | None = None


Item = Annotated[
    Ratio | Mix | Efficacy | RankPoints | Tiers | QuotaDeduct | Survey | StepIncrement | DeductPerEvent | PerEventBonus,
    Field(discriminator="method"),
]
# Every method a rulebook may name, as the models above say.
METHODS: tuple[str, ...] = tuple(
    name for model in get_args(get_args(Item)[0]) for name in get_args(model.model_fields["method"].annotation)
)


class Extra(ClassedPoints):
    """A bonus or a deduction: for each project that meets `where`, for each conduct row, or for each whole `step` above
    the annual target.

    `share`: × the unit's share. `method: step_increment` writes the last form as an item does: `per` is the step,
    `classes` are the points by target.
    """

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str = ""
    clause: str = ""
    method: Literal["step_increment"] | None = None
    per: Literal["project"] | None = None
    where: Where = {}
    share: bool = False
    conduct: str | None = None
    metric: str | None = None
    step: Divisor | None = None
    cap: Amount | None = None

    @model_validator(mode="before")
    @classmethod
    def _step_of_an_item(cls, data: Any) -> Any:
        if not isinstance(data, dict) or data.get("method") != "step_increment":
            return data
        written = {key: value for key, value in data.items() if key not in ("per", "weight")}
        return {"step": data.get("per", "0.01"), **written}

    @model_validator(mode="after")
    def _one_source(self) -> Extra:
        sources = sum((self.per is not None, self.conduct is not None, self.metric is not None))
        if sources != 1:
            raise ValueError("需要且只能有一种来源：per: project（配 where）、conduct 或 metric（配 step）")
        if self.points is None and not self.classes:
            raise ValueError("缺 points（每个多少分）")
        if self.metric is not None and self.step is None:
            raise ValueError("metric 须配 step（每超目标多少加分）")
        return self

"""Random years: a seed gives a district, its truth, and everything that townships and office do, in order of time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from tests.soak.calendar import close, late_until, morning_after, submit_by
from tests.soak.office import priors, targets, verifications
from tests.soak.story import (
    District,
    Exemption,
    File,
    Mistake,
    Office,
    Row,
    Step,
    Story,
    Unit,
    Verification,
    months_of,
    shifted,
)
from tests.soak.ventures import Truth, draw_truth

_TOWNS = ("青谷镇", "柳河镇", "望湖镇", "白沙镇")
_ZONES = ("经济开发区", "高新区", "服务业集聚区")


def draw_story(seed: int, most_months: int = 14) -> Story:
    """The story of a seed."""
    rng = Random(seed)
    count = rng.randint(3, max(3, most_months))
    january = rng.randint(0, 1) + 2024
    first = (
        shifted(f"{january}-01", -rng.randint(0, count - 1)) if rng.random() < 0.85 else f"2024-{rng.randint(1, 5):02d}"
    )
    months = months_of(first, count)
    district = _district(rng, months)
    quiet = {(unit.code, month) for month in months for unit in district.expected(month) if rng.random() < 0.12}
    truth = draw_truth(rng, district, months, quiet)
    return _Living(rng, seed, district, truth, months).story()


def _district(rng: Random, months: list[str]) -> District:
    groups = {"town": "镇", "zone": "开发区"} if rng.random() < 0.7 else {"town": "镇"}
    size = rng.randint(3, 6)
    zones = rng.randint(1, 3) if "zone" in groups else 0
    zones = min(zones, size - 1)
    units = [Unit(f"T{at + 1:02d}", name, "town") for at, name in enumerate(_TOWNS[: size - zones])]
    units += [Unit(f"Z{at + 1:02d}", name, "zone") for at, name in enumerate(_ZONES[:zones])]
    if len(units) > 3 and len(months) > 3 and rng.random() < 0.5:
        last, at = rng.choice(months[1:-1]), rng.randrange(len(units))
        if rng.random() < 0.5:  # renamed: another code takes over
            units.append(Unit("N01", "梅溪街道", units[at].group, since=shifted(last, 1)))
            heir = "N01"
        else:  # merged into another
            heir = rng.choice([unit.code for unit in units if unit != units[at]])
        units[at] = replace(units[at], until=last, heir=heir)
    submit, late, closing = rng.choice(((3, 8, 10), (3, 8, 10), (5, 10, 25), (3, 6, 28)))
    return District(
        tuple(units), groups, rng.choice(("return", "return", "return", "reject_rows")), rng.choice(("declared", "declared", "zero")),
        rng.choice(("carry_forward", "carry_forward", "carry_forward", "zero", "exclude")), rng.choice(("first_clean", "first_received")),
        submit, late, closing, rng.random() < 0.6, rng.random() < 0.6,
    )  # fmt: skip


class _Living:
    """Draws the steps of a story month by month."""

    def __init__(self, rng: Random, seed: int, district: District, truth: Truth, months: list[str]) -> None:
        self.rng, self.district, self.truth, self.months = rng, district, truth, months
        self.lives = rng.random() < 0.5  # the office's files change on the way
        self.sent: dict[tuple[str, str], int] = {}
        self.exemptions: list[Exemption] = []
        self.steps: list[Step] = []
        self.seed = seed

    def story(self) -> Story:
        aims, bases = targets(self.rng, self.district, self.months), priors(self.rng, self.district, self.months)
        for month in self.months:
            self._runs(month)
            for unit in self.district.expected(month):
                self._life(unit, month)
            if self.rng.random() < 0.2:
                self._correction(month)
        checks = verifications(self.rng, self.truth, self.months)
        start = [check for check in checks if not self.lives or self.rng.random() < 0.6]
        office = Office(tuple(start), aims, bases, tuple(self.exemptions))
        if self.lives:
            self._office_steps(office, [check for check in checks if check not in start])
        steps = sorted(self.steps, key=lambda step: (step.at, ("file", "office", "reopen", "run").index(step.kind)))
        return Story(self.seed, self.district, self.months, office, steps)

    # --- the office ---------------------------------------------------------------------------------------------
    def _runs(self, month: str) -> None:
        rng, district = self.rng, self.district
        if rng.random() < 0.15:
            self._run(datetime.fromisoformat(f"{month}-{rng.randint(12, 24)}T10:00"), month)
        if rng.random() < 0.85:
            self._run(morning_after(late_until(district, month)), month)
        closing = morning_after(close(district, month)) + timedelta(days=rng.choice((0, 0, 0, 3)))
        self._run(closing, month)

    def _run(self, at: datetime, *months: str) -> None:
        self.steps.append(Step("run", at, months=months))

    def _office_steps(self, office: Office, later: list[Verification]) -> None:
        """Verifications are entered some weeks after their month; a target is changed when it is decided."""
        known = office
        entered = sorted((self._entered(check.month), check) for check in later)  # type: ignore[type-var]
        for at, check in entered:
            known = replace(known, verifications=(*known.verifications, check))
            self.steps.append(Step("office", at, office=known))

    def _entered(self, month: str) -> datetime:
        return datetime.fromisoformat(
            f"{shifted(month, 1)}-{self.rng.randint(1, 28):02d}T{self.rng.randint(10, 15)}:{self.rng.randint(10, 59)}"
        )

    # --- a township -------------------------------------------------------------------------------------------------
    def _life(self, unit: Unit, month: str) -> None:
        rng = self.rng
        on_time = self._moment(month, "time")
        kinds = ["plain"] * 10 + ["missing", "returned", "returned_corrected", "returned_corrected", "two", "two", "broken", "broken_then", "late", "late",
                 "closed", "exempted", "returned_late"]  # fmt: skip
        kind = rng.choice(kinds)
        if (unit.code, month) in self.truth.quiet:
            kind = rng.choice(("nil", "nil", "nil_then", kind))
        late = self._moment(month, "late")
        if kind == "missing":
            return
        if kind == "nil":
            self._send(unit, month, on_time, kind="nil")
        elif kind == "nil_then":
            self._send(unit, month, on_time, kind="nil")
            self._send(unit, month, late)
        elif kind in ("returned", "returned_corrected", "returned_late"):
            self._mistaken(unit, month, on_time)
            if kind != "returned":
                self._send(
                    unit, month, late if kind == "returned_late" else on_time + timedelta(hours=rng.randint(1, 20))
                )
        elif kind == "two":
            self._send(unit, month, on_time, off=True)
            self._send(unit, month, rng.choice((on_time, on_time + timedelta(hours=5), late)))
        elif kind in ("broken", "broken_then"):
            self._send(unit, month, on_time, kind="broken")
            if kind == "broken_then":
                self._send(unit, month, late)
        elif kind == "closed":
            self._send(unit, month, self._moment(month, "closed"))
        elif kind == "exempted":
            self._exempted(unit, month, on_time)
        else:
            self._send(unit, month, late if kind == "late" else on_time)
        if rng.random() < 0.2:
            self._run(late + timedelta(minutes=30), *self._from(month, late))

    def _from(self, month: str, at: datetime) -> tuple[str, ...]:
        """The month and the later ones that have had a run by then."""
        ran = {each for step in self.steps if step.kind == "run" and step.at < at for each in step.months}
        return (month, *(each for each in self.months if each > month and each in ran))

    def _moment(self, month: str, when: str) -> datetime:
        rng, district = self.rng, self.district
        due = submit_by(district, month)
        hour = time(rng.randint(9, 16), rng.randint(0, 59))
        if when == "time":
            first = date(int(month[:4]), int(month[5:]), 26)
            return datetime.combine(first + timedelta(days=rng.randint(0, (due - first).days)), hour)
        if when == "late":
            last = close(district, month)
            return datetime.combine(due + timedelta(days=rng.randint(1, max(1, (last - due).days))), hour)
        closed = close(district, month)
        day = closed + timedelta(days=rng.randint(1, 5))
        if day.month != closed.month:  # the next month is being collected: there the cover's month would be doubtful
            day = closed + timedelta(days=1)
        return datetime.combine(day, hour)

    def _send(
        self,
        unit: Unit,
        month: str,
        at: datetime,
        kind: str = "full",
        off: bool = False,
        mistakes: tuple[Mistake, ...] = (),
        rows: tuple[Row, ...] | None = None,
    ) -> None:
        number = self.sent[unit.code, month] = self.sent.get((unit.code, month), 0) + 1
        name = f"{unit.name}{month}{'' if number == 1 else f'_{number}'}.xlsx"
        full = kind == "full"
        if rows is None:
            rows = self.truth.rows(unit.code, month, self._some_off(unit, month) if off else None)
        visits, activities, posts = self.truth.listed(unit.code, month)
        made = File(
            name, unit.code, month, at, kind, rows if full else (), visits if full else (), activities if full else (), posts if full else (), mistakes,
        )  # fmt: skip
        self.steps.append(Step("file", at, file=made))

    def _some_off(self, unit: Unit, month: str) -> dict[str, int]:
        rows = [row for row in self.truth.rows(unit.code, month) if row.paid and row.arrived_total + 7_001 <= row.total]
        return {self.rng.choice(rows).code: 7_001} if rows else {}

    def _mistaken(self, unit: Unit, month: str, at: datetime) -> None:
        rng, rows = self.rng, self.truth.rows(unit.code, month)
        paid = [row for row in rows if row.paid]
        kinds = ["C102", "C105", "C113"] if rows else []
        kinds += ["C101", "C107", "C107", "H201"] if paid else []
        kinds += ["C119"] if any(row.partner for row in rows) else []
        kinds += ["C115"] if any(row.month < 0 for row in paid) else []
        rule = rng.choice([*kinds, "C121"])
        if rule == "C121":
            self._send(unit, month, at, mistakes=(Mistake("C121", f"{unit.code}-{month[:4]}-099", "到位资金"),))
        elif rule == "C107":
            self._send(unit, month, at, rows=_ytd_off(rows, rng.choice(paid).code))
        elif rule == "H201":  # the project is listed, its money is not
            code = rng.choice(paid).code
            poor = [
                replace(row, paid=False, before=0, month=0, ytd=0, fixed=0, usd=0) if row.code == code else row
                for row in rows
            ]
            self._send(unit, month, at, rows=tuple(poor))
        elif rule == "C115":
            code = rng.choice([row for row in paid if row.month < 0]).code
            self._send(
                unit, month, at, rows=tuple(replace(row, fund_note="") if row.code == code else row for row in rows)
            )
        else:
            of = [row for row in rows if row.partner] if rule == "C119" else paid if rule == "C101" else rows
            sheet = "到位资金" if rule == "C101" else "项目台账"
            self._send(unit, month, at, mistakes=(Mistake(rule, rng.choice(of).code, sheet),))

    def _exempted(self, unit: Unit, month: str, at: datetime) -> None:
        """本年累计 does not follow, and the office has agreed in writing."""
        paid = [
            row for row in self.truth.rows(unit.code, month) if row.paid and row.arrived_total + 30_001 <= row.total
        ]
        if not paid:
            return self._send(unit, month, at)
        code = self.rng.choice(paid).code
        last = self.rng.choice((month, shifted(month, 1)))
        self.exemptions.append(Exemption(unit.code, code, "C107", month, last))
        self._send(unit, month, at, rows=_ytd_off(self.truth.rows(unit.code, month), code))

    def _correction(self, month: str) -> None:
        """After `month` was closed, money of an earlier month turns out to have been other: the unit sends it anew."""
        rng, district = self.rng, self.district
        old = rng.choice([each for each in self.months if shifted(month, -3) <= each <= month])
        ventures = [
            v
            for v in self.truth.ventures
            if v.money.get(old, 0) > 10_000 and district.heir(v.owner, old) == district.heir(v.owner, month)
        ]
        if not ventures:
            return
        venture = rng.choice(ventures)
        unit = district.unit(district.heir(venture.owner, old) or venture.owner)
        venture.money[old] -= rng.randrange(1, 10_000)
        at = self._moment(month, "closed") + timedelta(hours=1)
        later = [each for each in self.months if old <= each <= month]
        again = later if rng.random() < 0.7 else later[:1]
        for order, each in enumerate(again):
            self._send(unit, each, at + timedelta(minutes=order))
            if rng.random() < 0.9:
                self.steps.append(Step("reopen", at + timedelta(minutes=20), months=(each,)))
        self._run(at + timedelta(minutes=40), *self._from(old, at))


def _ytd_off(rows: tuple[Row, ...], code: str) -> tuple[Row, ...]:
    return tuple(replace(row, ytd=row.ytd + 30_001) if row.code == code else row for row in rows)

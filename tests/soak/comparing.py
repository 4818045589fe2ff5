"""Compares a released month with the oracle, figure by figure, and the tables with one another."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from tests.soak import against, figures, scores
from tests.soak.figures import Places
from tests.soak.state import Released
from tests.soak.story import District, Office
from tests.soak.views import Views
from tests.soak.writing import is_money

_STATUS = {"accepted": "clean", "needs_explanation": "clean"}
_STAGES = {"签约": "signed", "前期": "preparing", "在建": "building", "投产": "completed", "终止": "terminated"}
_RATIO = ("start_rate", "completion_rate", "issue_resolution_rate", "on_time_rate")
_WITHOUT_CELLS = ("returned_count", "finding_count")  # counted on files and findings, not on cells
_ADDITIVE_NOT = ("visited_companies", "talent_employers", "talent_subsidised")


class Comparison:
    """Collects what differs. `compared`: how many figures were looked at."""

    def __init__(
        self, views: Views, made: Released, office: Office, district: District, history: dict[str, Released]
    ) -> None:
        self.views, self.made, self.office, self.district, self.history = views, made, office, district, history
        self.month = made.month
        self.compared = 0
        self.differences: list[str] = []

    def same(self, what: str, found: Any, wanted: Any, loose: bool = False) -> None:
        """`loose`: a difference of ratios, right to the thirteenth place."""
        self.compared += 1
        if isinstance(wanted, (Fraction, int)) and not isinstance(wanted, bool) and found is not None:
            if math.isclose(float(found), float(wanted), rel_tol=1e-15, abs_tol=1e-13 if loose else 0):
                return
        elif found == wanted:
            return
        told = float(wanted) if isinstance(wanted, Fraction) else wanted
        self.differences.append(f"{self.month} {what}: published {found!r}, by hand {told!r}")

    def all(self) -> list[str]:
        self.release()
        self.submissions()
        self.projects()
        self.metrics()
        self.funds()
        self.adding_up()
        self.sources()
        if self.district.rulebook:
            self.scores()
        return self.differences

    def release(self) -> None:
        row = self.views.rows("release", self.month)[0]
        count = list(self.made.figures.values()).count
        for column, figures_ in (("units_current", "current"), ("units_carried", "carried"), ("units_missing", "none")):
            self.same(f"release.{column}", row[column], count(figures_))
        self.same("release.units_expected", row["units_expected"], len(self.made.figures))
        self.same("release.coverage", row["coverage"], against.coverage(self.made, self.district, self.history))

    def submissions(self) -> None:
        rows = {row["unit_code"]: row for row in self.views.rows("submission", self.month)}
        self.same("submission units", set(rows), set(self.made.sent))
        for unit, sent in self.made.sent.items():
            row = rows[unit]
            self.same(f"submission {unit} status", _STATUS.get(row["status"], row["status"]), sent.status)
            self.same(f"submission {unit} figures", row["figures"], self.made.figures[unit])
            on_time = None if row["on_time"] is None else bool(row["on_time"])
            self.same(f"submission {unit} on_time", on_time, sent.on_time)
            self.same(f"submission {unit} rows", row["rows_read"], row["rows_loaded"] + row["rows_rejected"])

    def projects(self) -> None:
        rows = {row["project_code"]: row for row in self.views.rows("project", self.month)}
        self.same("projects", set(rows), set(self.made.books))
        for code, entry in self.made.books.items():
            row, book = rows.get(code), entry.row
            if row is None:
                continue
            wanted = {
                "unit_code": entry.unit, "partner_unit_code": book.partner or None, "stage": _STAGES[book.stage], "origin_scope": book.scope,
                "total_investment_yuan": book.total, "arrived_before_year_yuan": book.before, "arrived_month_yuan": book.month,
                "arrived_ytd_yuan": book.ytd, "arrived_total_yuan": book.arrived_total, "verified_ytd_yuan": self.made.verified[code],
                "arrived_usd_ytd": book.usd, "fixed_asset_ytd_yuan": book.fixed,
            }  # fmt: skip
            for column, value in wanted.items():
                self.same(f"project {code} {column}", row[column], value)
            self.same(f"project {code} counted", bool(row["counted"]), self.made.counted[code])
            self.same(f"project {code} own_share", row["own_share"], book.share / 100)

    def metrics(self) -> None:
        rows = {
            (row["metric_code"], row["unit_code"], row["caliber"]): row for row in self.views.rows("metric", self.month)
        }
        for key, value in self.made.values.items():
            metric, place, caliber = key
            row = rows.get(key)
            if row is None:
                self.differences.append(f"{self.month} metric {key}: absent")
                continue
            name, ratio = "|".join(key), metric in _RATIO
            before = against.prior(self.made, key, self.district, self.office, self.history)
            self.same(f"{name} ytd", row["ytd_value"], value)
            self.same(f"{name} prior", row["prior_ytd_value"], before, loose=ratio)
            like = against.comparable(self.made, key, self.district, self.office, self.history)
            self.same(f"{name} comparable prior", row["comparable_prior_ytd_value"], like, loose=ratio)
            grown = value / like - 1 if value is not None and like is not None and like > 0 and not ratio else None
            self.same(f"{name} yoy", row["yoy"], grown, loose=True)
            known = value is not None and before is not None
            self.same(
                f"{name} change_points", row["change_points"], value - before if known and ratio else None, loose=True
            )  # type: ignore[operator]
            month = None if ratio else against.month_value(self.made, key, self.district, self.history)
            self.same(f"{name} month", row["month_value"], month)
            if caliber == "verified" and not ratio:
                self._targets(name, row, metric, place, value)
            elif caliber == "declared":
                self.same(
                    f"{name} no target", (row["annual_target"], row["completion"], row["rank"]), (None, None, None)
                )

    def _targets(self, name: str, row: dict[str, Any], metric: str, place: str, value: Fraction | None) -> None:
        if self._heir_without_target(metric, place):
            return
        number = int(self.month[5:])
        goal = against.target(self.office, self.district, metric, place, self.month)
        done = value / goal if goal and value is not None else None
        self.same(f"{name} target", row["annual_target"], goal)
        self.same(f"{name} completion", row["completion"], done)
        self.same(f"{name} schedule_target", row["schedule_target"], None if goal is None else goal * number / 12)
        self.same(
            f"{name} progress",
            row["schedule_progress"],
            against.progress(self.made, self.office, self.district, metric, place),
        )
        self.same(f"{name} gap", row["schedule_gap"], None if done is None else done - Fraction(number, 12), loose=True)
        mates = Places(self.district, self.month).members(f"GROUP:{row['unit_group']}")
        if place in self.made.figures and not any(self._heir_without_target(metric, mate) for mate in mates):
            self.same(f"{name} rank", row["rank"], against.rank(self.made, self.office, self.district, metric, place))

    def _heir_without_target(self, metric: str, place: str) -> bool:
        """The contract does not say what becomes of a target when its unit is merged and none is issued anew."""
        places = Places(self.district, self.month)
        for unit in places.members(place):
            former = [self.district.unit(code) for code in self.district.former(unit, self.month)]
            own = [
                t.since
                for t in self.office.targets
                if (t.metric, t.unit, t.year) == (metric, unit, int(self.month[:4])) and t.since <= self.month
            ]
            if any(
                each.until >= f"{self.month[:4]}-01" and not any(since > each.until for since in own) for each in former
            ):
                return True
        return False

    def funds(self) -> None:
        rows = {(row["unit_code"], row["caliber"]): row for row in self.views.rows("fund_arrival", self.month)}
        for metric in ("out_of_district", "industrial", "out_of_province_100m", "overseas"):
            for place in Places(self.district, self.month).all:
                for caliber in figures.CALIBERS:
                    row = rows[place, caliber]
                    self.same(
                        f"fund_arrival {metric} {place} {caliber}",
                        row[f"{metric}_ytd_yuan"],
                        self.made.values[f"funds_{metric}", place, caliber],
                    )

    def adding_up(self) -> None:
        """Units = GROUP = ALL, bands, stages and chains, verified ≤ declared; of the published tables alone."""
        rows = {
            (row["metric_code"], row["unit_code"], row["caliber"]): row["ytd_value"]
            for row in self.views.rows("metric", self.month)
        }
        places = Places(self.district, self.month)
        metrics = {key[0] for key in rows}
        for metric in sorted(metrics):
            if metric.endswith("_rate") or metric in _ADDITIVE_NOT:
                continue
            for caliber in figures.CALIBERS:
                units = [rows[metric, unit, caliber] or 0 for unit in places.units]
                groups = [rows[metric, group, caliber] or 0 for group in places.groups]
                self.same(
                    f"Σ units {metric} {caliber}",
                    rows[metric, "ALL", caliber] or 0,
                    Fraction(sum(map(Fraction, units))),
                )
                self.same(
                    f"Σ groups {metric} {caliber}",
                    rows[metric, "ALL", caliber] or 0,
                    Fraction(sum(map(Fraction, groups))),
                )
            if is_money(metric) and metric != "funds_fixed_asset" and not self._reduction_not_counted():
                for place in places.all:
                    pair = rows[metric, place, "verified"] or 0, rows[metric, place, "declared"] or 0
                    self.same(f"verified ≤ declared {metric} {place}", pair[0] <= pair[1], True)
        for place in [*places.units, "ALL"]:
            for caliber in figures.CALIBERS:
                of = lambda metric, place=place, caliber=caliber: Fraction(rows[metric, place, caliber] or 0)  # noqa: E731
                self._cut("size_band", "projects", place, caliber, of("projects_introduced"))
                self._cut("stage", "projects", place, caliber, of("signed_100m"))
                self._cut("industry_chain", "projects", place, caliber, of("signed_100m"))
                self._cut("stage", "investment_yuan", place, caliber, of("signed_100m_amount"))
                self._cut("industry_chain", "investment_yuan", place, caliber, of("signed_100m_amount"))
                self._cut("industry_chain", "started", place, caliber, of("signed_100m_started"))
                self.same(
                    f"new + carried over {place} {caliber}",
                    of("funds_new") + of("funds_carried_over"),
                    of("funds_out_of_district"),
                )
                bands = sum(of(f"projects_{band}") for band in ("100m", "50m", "10m"))
                self.same(f"bands {place} {caliber}", bands, of("projects_introduced"))

    def _reduction_not_counted(self) -> bool:
        """Whether 认定 takes out a project below zero: then verified is lawfully above declared."""
        return any(not self.made.counted[code] and entry.row.ytd < 0 for code, entry in self.made.books.items())

    def _cut(self, table: str, column: str, place: str, caliber: str, whole: Fraction) -> None:
        rows = [
            row for row in self.views.rows(table, self.month) if (row["unit_code"], row["caliber"]) == (place, caliber)
        ]
        self.same(f"Σ {table}.{column} {place} {caliber}", sum(Fraction(row[column] or 0) for row in rows), whole)

    def sources(self) -> None:
        """Contributions of every additive figure sum to it."""
        sums = self.views.sources(self.month)
        for row in self.views.rows("metric", self.month):
            metric = row["metric_code"]
            if metric.endswith("_rate") or metric in (*_ADDITIVE_NOT, *_WITHOUT_CELLS):
                continue
            key = f"{row['unit_code']}|{metric}|{row['caliber']}"
            self.same(
                f"sources of {key}", sums.get(("report_metric", key, "ytd_value"), 0), Fraction(row["ytd_value"] or 0)
            )
        for row in self.views.rows("fund_arrival", self.month):
            for metric in ("out_of_district", "industrial", "out_of_province_100m", "overseas"):
                column, key = f"{metric}_ytd_yuan", f"{row['unit_code']}|{row['caliber']}"
                self.same(
                    f"sources of fund_arrival {key} {column}",
                    sums.get(("report_fund_arrival", key, column), 0),
                    Fraction(row[column] or 0),
                )
        for table, columns in (
            ("size_band", ("projects", "investment_yuan", "arrived_ytd_yuan")),
            ("stage", ("projects", "investment_yuan")),
        ):
            part = "size_band" if table == "size_band" else "stage"
            for row in self.views.rows(table, self.month):
                for column in columns:
                    key = f"{row['unit_code']}|{row[part]}|{row['caliber']}"
                    self.same(
                        f"sources of {table} {key} {column}",
                        sums.get((f"report_{table}", key, column), 0),
                        Fraction(row[column] or 0),
                    )

    def scores(self) -> None:
        if any(
            self._heir_without_target(metric, "ALL")
            for metric in ("funds_out_of_district", "signed_100m", "signed_100m_amount")
        ):
            return
        items = {(row["unit_code"], row["item_code"]): row for row in self.views.rows("assessment_item", self.month)}
        for unit in self.made.figures:
            for item, score in scores.item_scores(self.made, self.office, self.district, unit).items():
                wanted = None if unit in against.absent(self.made) else score
                self.same(f"score {unit} {item}", items[unit, item]["score"], wanted)
        rows = {row["unit_code"]: row for row in self.views.rows("assessment", self.month)}
        for unit, (base, extra, total, place) in scores.totals(self.made, self.office, self.district).items():
            for column, value in (
                ("base_score", base),
                ("bonus", extra),
                ("total_score", total),
                ("rank_in_group", place),
            ):
                self.same(f"assessment {unit} {column}", rows[unit][column], value)

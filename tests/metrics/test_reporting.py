"""How units reported: months on time over the months due at the release, returned revisions over the year."""

from __future__ import annotations

from datetime import datetime

from tests.ledger.making import Releases, Sent, figure, reference

AFTER = datetime(2025, 4, 20, 9)


def test_on_time_rate_over_the_months_due() -> None:
    # 东镇: January on time, February late, March on time → 2/3. 西镇: never → 0. District 5/9 with 开发区 always.
    releases = Releases(reference())
    for month, t01 in (("2025-01", True), ("2025-02", False), ("2025-03", True)):
        tables = releases.run(month, {"T01": Sent(on_time=t01), "T02": None, "Z01": Sent()}, as_of=AFTER)
    assert figure(tables, "T01", "on_time_rate") == 2 / 3
    assert figure(tables, "T02", "on_time_rate") == 0
    assert figure(tables, "GROUP:town", "on_time_rate") == 2 / 6
    assert figure(tables, "ALL", "on_time_rate") == 5 / 9


def test_a_month_is_not_due_before_its_deadline() -> None:
    releases = Releases(reference())
    releases.run("2025-01", {"T01": Sent(), "T02": Sent(on_time=False), "Z01": Sent()}, as_of=AFTER)
    early = datetime(2025, 3, 3, 9)  # February is due at the end of 3 March 2025
    tables = releases.run("2025-02", {"T01": Sent(), "T02": Sent(), "Z01": Sent()}, as_of=early)
    assert [figure(tables, unit, "on_time_rate") for unit in ("T01", "T02", "ALL")] == [1, 0, 2 / 3]
    first = Releases(reference()).run("2025-01", {"T01": Sent()}, as_of=datetime(2025, 2, 3, 9))
    assert figure(first, "T01", "on_time_rate") is None


def test_a_renamed_unit_answers_for_its_predecessor() -> None:
    units = [("T01", "东乡", "town", "", "2025-01", "T09"), ("T09", "东镇", "town", "2025-02", "", "")]
    releases = Releases(reference(units=units))
    releases.run("2025-01", {"T01": Sent(on_time=False, returned=2)}, as_of=AFTER)
    tables = releases.run("2025-02", {"T09": Sent(returned=1)}, as_of=AFTER)
    assert figure(tables, "T09", "on_time_rate") == 0.5
    assert figure(tables, "T09", "returned_count") == 3
    assert figure(tables, "ALL", "returned_count", column="month_value") == 1

"""`python -m tests.rehearsal.releasing [FOLDER]`: what must not be released is not, under the real daemon. A launch by hand
before the scheduled release, a month nobody has sent anything for, `release` alone after a refusal, a step re-executed after a
correction, months launched out of order, a killed run that carried a correction, another home in a run's configuration."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

import dagster as dg
import pandas as pd

from pipelines.instance import prepare_instance
from tests.rehearsal.programme import Programme
from tests.rehearsal.scene import Scene, wait_for

MONTHS = ("2024-08", "2024-09", "2024-10", "2024-11")
FIRST, SECOND, THIRD, LAST = MONTHS
CLOSED = "2024-12-11T09:00"  # past the close day of the last of them
ENDED = ("SUCCESS", "FAILURE", "CANCELED")


def main() -> int:
    with tempfile.TemporaryDirectory() as temporary:
        scene = Scene(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else Path(temporary), MONTHS)
        prepare_instance(scene.home)
        dg.DagsterInstance.get().dispose()  # its databases are made before three processes open them
        on = Programme(scene)
        began = time.monotonic()
        try:
            for act in (nobody_yet, early, out_of_order, another_home, reexecuted, in_turn, refused, killed):
                act(on, scene)
        finally:
            scene.stop()
        print(f"\n{'all as expected' if not on.failed else f'{on.failed} not as expected'}, "
              f"{time.monotonic() - began:.0f} s, {len(scene.receiver.kept)} alerts")  # fmt: skip
        for alert in scene.receiver.kept:
            print("  " + " / ".join(alert.splitlines()[:2])[:200])
        return 1 if on.failed else 0


def nobody_yet(on: Programme, scene: Scene) -> None:
    on.act(f"11 September: {FIRST} is closed and no unit has sent anything")
    shutil.move(scene.home / "inbox", scene.home.parent / "held")
    (scene.home / "inbox").mkdir()
    scene.turn_clock("2024-09-11T09:00")
    scene.start()
    on.expect("the tick has looked", lambda: scene.skips("monthly_schedule") or scene.runs(FIRST, "monthly_job"))
    on.expect("it says 暂不发布", lambda: any("暂不发布" in each for each in scene.skips("monthly_schedule")), 60)
    on.expect("nothing is released", lambda: not _settled(scene) or _released(scene) == [], 1)
    on.expect("alert: 暂不发布", lambda: scene.receiver.has("暂不发布"), 120)
    code, words = scene.said("run", "--month", FIRST, "--as-of", "2024-09-11T09:00")
    on.show("zhaoyin run", code, words)
    on.expect("zhaoyin run holds it, too: exit code 1", lambda: code == 1 and "暂不发布" in words, 1)
    scene.stop_schedule()


def early(on: Programme, scene: Scene) -> None:
    on.act(f"4 September: {FIRST} is launched in the UI before its late day")
    scene.turn_clock("2024-09-04T09:00")
    (scene.home / "inbox").rmdir()
    shutil.move(scene.home.parent / "held", scene.home / "inbox")
    run, _ = scene.launch_with(FIRST, {})
    on.expect("the run ends", lambda: scene.status(run) in ENDED)
    on.expect(
        "files are taken in, nothing is released", lambda: scene.status(run) == "SUCCESS" and not _released(scene), 1
    )


def out_of_order(on: Programme, scene: Scene) -> None:
    on.act("A later step alone, in a month no step of which was run")
    run, _ = scene.launch_with(LAST, {}, ("report_metric",))
    on.expect("the run fails", lambda: scene.status(run) == "FAILURE")
    on.show_failure(run)
    on.expect("and says so in Chinese", lambda: "请整月重跑" in on.failure(run), 1)


def another_home(on: Programme, scene: Scene) -> None:
    on.act("A launch that names another home")
    other = scene.home.parent / "other"
    shutil.copytree(scene.home, other)
    run, why = scene.launch_with(FIRST, {"resources": {"home": {"config": {"path": str(other)}}}})
    print(f"     {why[:240]}")
    on.expect("is refused", lambda: run == "" and "RunConfigValidationInvalid" in why, 1)
    on.expect("and nothing is written there", lambda: not run or scene.status(run) in ENDED)
    on.expect("no release in the other home", lambda: not list((other / "releases").glob("*/r*")), 1)


def in_turn(on: Programme, scene: Scene) -> None:
    on.act("11 December: three closed months are launched at once, each told to publish")
    scene.turn_clock(CLOSED)
    runs = [scene.launch_with(month, on.publish)[0] for month in (LAST, THIRD, SECOND)]
    on.expect("all three end", lambda: all(scene.status(run) in ENDED for run in runs), 600)
    for run in runs:
        on.show_failure(run)
    time.sleep(20)
    on.expect("the rest follow in order", lambda: len(_released(scene)) == len(MONTHS), 300)
    on.expect("what is published is what months one after the other give", lambda: _same_as_in_order(on, scene), 1)


def reexecuted(on: Programme, scene: Scene) -> None:
    on.act(
        f"11 September: the run of {FIRST} fails; a correction is received and answered; the run is re-executed from failure"
    )
    scene.turn_clock("2024-09-11T09:00")
    rulebook = next((scene.home / "rulebooks").glob("*.yaml"))
    good = rulebook.read_bytes()
    rulebook.write_bytes(good + b"\nnot: [a rulebook\n")
    run, _ = scene.launch_with(FIRST, on.publish)
    on.expect("the run fails", lambda: scene.status(run) == "FAILURE")
    rulebook.write_bytes(good)
    answered = len(scene.runs(FIRST, "intake_job"))
    scene.turn_clock("2024-09-10T09:00")  # sent in time
    scene.change_money(scene.files(FIRST)[0], 1000)
    scene.turn_clock("2024-09-11T10:00")
    on.expect("the correction is answered", lambda: _done(scene, FIRST, answered + 1))
    again = scene.reexecute_from_failure(run)
    on.expect("the re-executed run ends", lambda: scene.status(again) in ENDED)
    on.show_failure(again)
    if scene.status(again) == "SUCCESS":  # on a slow machine the whole month, redone by itself, comes before it
        on.expect("the whole month came before it", lambda: (scene.release(FIRST) or (0, ""))[1] == "final", 1)
    else:
        on.expect(
            "it is refused: 收件或依据已变，请整月重跑", lambda: "收件或依据已变，请整月重跑" in on.failure(again), 1
        )
    on.expect("it has released nothing", lambda: not on.released_by(again), 1)
    on.expect("the month follows whole, by itself", lambda: (scene.release(FIRST) or (0, ""))[1] == "final", 120)
    on.expect(
        "with the correction", lambda: _investment(scene, scene.home) == _investment_in_order(on, scene, FIRST), 1
    )


def refused(on: Programme, scene: Scene) -> None:
    on.act("10,000 yuan more in report_fund_arrival, then `release` alone")
    wait_for(lambda: all(run.is_finished for run in scene.runs(LAST)), 240)
    known = {run.run_id for run in scene.runs(LAST)}
    _reopened(scene, "2024-12-11T10:00")
    wait_for(lambda: any(run.is_success for run in scene.runs(LAST, "monthly_job") if run.run_id not in known), 240)
    revision = scene.release(LAST)
    file = scene.home / "work" / LAST / "report_fund_arrival" / "rows.parquet"
    table = pd.read_parquet(file)
    table.loc[table.index[0], "out_of_district_ytd_yuan"] += 10_000
    table.to_parquet(file)
    candidate, _ = scene.launch_with(LAST, {}, ("release_candidate",))
    on.expect("the candidate is refused", lambda: scene.status(candidate) == "FAILURE", 120)
    on.show_failure(candidate)
    run, _ = scene.launch_with(LAST, on.publish, ("release",))
    on.expect("`release` alone ends", lambda: scene.status(run) in ENDED)
    on.show_failure(run)
    on.expect("it is refused, too", lambda: "发布被核对规则阻断" in on.failure(run), 1)
    on.expect("alert: as of a blocked run", lambda: scene.receiver.has("月报任务失败", "发布被核对规则阻断", run), 60)
    on.expect("nothing more is released", lambda: scene.release(LAST) == revision, 1)


def killed(on: Programme, scene: Scene) -> None:
    on.act("A run that carries a correction is killed")
    _reopened(scene, "2024-12-11T12:00")
    time.sleep(30)
    wait_for(lambda: all(run.is_finished for run in scene.runs(LAST)), 240)
    revision = (scene.release(LAST) or (0,))[0]
    known = {run.run_id for run in scene.runs(LAST)}
    scene.change_money(scene.files(LAST)[1], 1000)

    def struck() -> bool:
        for run in scene.runs(LAST, "monthly_job"):
            process = scene.process_of(run.run_id) if run.run_id not in known and not run.is_finished else None
            if process:
                os.kill(process, signal.SIGKILL)
                return True
        return False

    on.expect("the sensor's run is killed", struck)
    on.expect("it is marked failed", lambda: scene.runs(LAST, "monthly_job")[0].run_id and _failed_since(scene, known))
    on.expect("it is redone whole, by itself", lambda: (scene.release(LAST) or (0,))[0] > revision)
    redone = [run for run in scene.runs(LAST, "monthly_job") if run.tags.get("zhaoyin/attempt")]
    on.expect("once", lambda: len([run for run in redone if run.run_id not in known]) == 1, 1)


def _reopened(scene: Scene, at: str) -> None:
    """The last month reopened, after its release."""
    scene.turn_clock(at)
    scene.said("reopen", "--month", LAST, "--reason", "演练", "--by", "演练", "--as-of", at)


def _settled(scene: Scene) -> bool:
    return bool(wait_for(lambda: all(run.is_finished for run in scene.runs(FIRST)), 240))


def _released(scene: Scene) -> list[str]:
    return [month for month in MONTHS if scene.release(month)]


def _failed_since(scene: Scene, known: set[str]) -> bool:
    return any(run.status == dg.DagsterRunStatus.FAILURE for run in scene.runs(LAST) if run.run_id not in known)


def _done(scene: Scene, month: str, at_least: int) -> bool:
    return sum(run.is_success for run in scene.runs(month, "intake_job")) >= at_least


def _investment(scene: Scene, home: Path) -> object:
    with sqlite3.connect(home / "zhaoyin.db") as database:
        query = "SELECT sum(total_investment_yuan) FROM report_project WHERE month = ?"
        return database.execute(query, (FIRST,)).fetchone()[0]


def _investment_in_order(on: Programme, scene: Scene, month: str) -> object:
    return _investment(scene, _in_order(on, scene, month))


def _in_order(on: Programme, scene: Scene, last: str) -> Path:
    """A copy of the home in which the months up to `last` ran one after the other."""
    copy = scene.home.parent / f"in-order-{last}"
    ignored = shutil.ignore_patterns("zhaoyin.db*", "releases", "returns", "identity*")
    shutil.copytree(scene.home, copy, ignore=ignored, copy_function=shutil.copy2)
    own, os.environ["DAGSTER_HOME"] = os.environ["DAGSTER_HOME"], str(copy / ".dagster")
    ran = scene.said("run", "--home", str(copy), "--month", FIRST, "--through", last, "--as-of", CLOSED)
    os.environ["DAGSTER_HOME"] = own
    on.show("in order", *ran)
    return copy


def _same_as_in_order(on: Programme, scene: Scene) -> bool:
    """Metrics, scores and supervision against the months one after the other."""
    copy = _in_order(on, scene, LAST)
    off = 0
    with sqlite3.connect(scene.home / "zhaoyin.db") as one, sqlite3.connect(copy / "zhaoyin.db") as other:
        for table in ("report_metric", "report_assessment", "report_supervision"):
            rows = [{row[1:] for row in each.execute(f"SELECT * FROM {table}").fetchall()} for each in (one, other)]
            off += len(rows[0] ^ rows[1])
            print(f"     {table}: {len(rows[1])} rows, {len(rows[0] - rows[1])} otherwise")
    return off == 0


if __name__ == "__main__":
    sys.exit(main())

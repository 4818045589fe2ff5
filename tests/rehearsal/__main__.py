"""`make rehearsal`: a month runs by itself under the real daemon, from the first file to the reopened final release,
with everything that goes wrong on the way. Prints what was expected and what was seen; exit code 1 where they differ.

Nothing is kept unless a folder is given: `python -m tests.rehearsal FOLDER`.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.rehearsal.programme import Programme
from tests.rehearsal.scene import EARLIER, MONTH, Scene


def main() -> int:
    with tempfile.TemporaryDirectory() as temporary:
        scene = Scene(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else Path(temporary))
        programme = Programme(scene)
        began = time.monotonic()
        try:
            for act in (collecting, provisional, interrupted, correcting, faulty, closing):
                act(programme, scene)
        finally:
            scene.stop()
        print(f"\n{'all as expected' if not programme.failed else f'{programme.failed} not as expected'}, "
              f"{time.monotonic() - began:.0f} s, {len(scene.receiver.kept)} alerts")  # fmt: skip
        for alert in scene.receiver.kept:
            print("  " + alert.splitlines()[0])
        return 1 if programme.failed else 0


def collecting(on: Programme, scene: Scene) -> None:
    """Before the deadline: files are answered, nothing is published."""
    on.act(f"Collecting {MONTH}: 2 December, one unit has sent nothing")
    held = scene.home.parent / "held.xlsx"
    third = scene.files(MONTH)[2]
    shutil.move(third, held)
    scene.turn_clock("2024-11-20T09:00")
    scene.said("run", "--month", EARLIER, "--as-of", "2024-11-20T09:00")
    scene.turn_clock("2024-12-02T09:00")
    for path in scene.files(MONTH):
        scene.stamp(path)
    scene.start()
    on.expect(
        "the tick skips and says 距快报发布还有…天",
        lambda: any("距快报发布还有" in each for each in scene.skips("monthly_schedule")),
    )
    on.expect("alert: due tomorrow, one unit missing", lambda: scene.receiver.has("明天截止", "1家未报"))
    on.expect("the files that lie there are judged by intake_job", lambda: _done(scene, "intake_job", 1))
    scene.turn_clock("2024-12-03T09:00")
    on.expect("alert: due today, one unit missing", lambda: scene.receiver.has("今天截止", "1家未报"))

    on.act("A file comes in halves, is open elsewhere, then is whole and wrong")
    whole = held.read_bytes()
    _spoil(held)
    scene.put(third, held.read_bytes()[:2000])
    owner = third.with_name("~$" + third.name)
    owner.write_bytes(b"")
    on.expect(
        "half uploaded: the look waits", lambda: any("正在上传" in each for each in scene.skips("inbox_sensor")[:8])
    )
    scene.put(third, held.read_bytes())
    on.expect(
        "open in another program: the look waits",
        lambda: any("被其他程序占用" in each for each in scene.skips("inbox_sensor")[:4]),
    )
    before = len(scene.runs(MONTH))
    on.expect("neither has started a run", lambda: len(scene.runs(MONTH)) == before, 1)
    owner.unlink()
    answer = scene.home / "returns" / MONTH
    on.expect(
        "whole: the township is answered within a minute",
        lambda: list(answer.glob("*/*退回*.xlsx")) or list(answer.glob("*/*.xlsx")),
        60,
    )
    on.expect(
        "alert: a check that blocks nothing has failed", lambda: scene.receiver.has("项检查未通过", "submission_board")
    )
    runs = len(scene.runs(MONTH))
    scene.stamp(third, hours=0)
    time.sleep(45)
    on.expect("the same bytes again (three looks later): no run", lambda: len(scene.runs(MONTH)) == runs, 1)
    scene.put(third, whole)
    on.expect("the corrected file is taken in", lambda: _done(scene, "intake_job", 3))
    on.expect("nothing has been published", lambda: scene.release(MONTH) is None, 1)


def provisional(on: Programme, scene: Scene) -> None:
    on.act("10 December: past the late day")
    scene.turn_clock("2024-12-10T09:00")
    on.expect(
        "the tick publishes the provisional release by itself", lambda: scene.release(MONTH) == (1, "provisional")
    )
    on.expect("alert: the provisional release is out", lambda: scene.receiver.has("快报已发布"))
    on.expect(
        "the next tick skips: 快报已发布，距关账发布还有…天",
        lambda: any("距关账发布还有" in each for each in scene.skips("monthly_schedule")),
    )


def interrupted(on: Programme, scene: Scene) -> None:
    on.act("Two runs of one month at once, the first killed in the middle")
    first, second = scene.launch(MONTH), scene.launch(MONTH)
    on.expect(
        "one runs, the other waits in the queue",
        lambda: scene.status(first) == "STARTED" and scene.status(second) == "QUEUED" and scene.process_of(first),
    )
    os.kill(scene.process_of(first) or 0, signal.SIGKILL)
    on.expect("the killed run is seen and marked failed", lambda: scene.status(first) == "FAILURE")
    on.expect("alert: the run failed", lambda: scene.receiver.has("月报任务失败", first))
    on.expect("the one that waited completes", lambda: scene.status(second) == "SUCCESS")
    pair = [scene.zhaoyin("run", "--month", MONTH, "--as-of", f"2024-12-10T1{hour}:00") for hour in (1, 2)]
    codes = [process.wait(timeout=600) for process in pair]
    on.expect("two from the command line at once: both end with 0, one after the other", lambda: codes == [0, 0], 1)


def correcting(on: Programme, scene: Scene) -> None:
    on.act("Corrections")
    scene.change_money(scene.files(MONTH)[0], 1000)
    on.expect("a corrected file publishes its month again", lambda: (scene.release(MONTH) or (0,))[0] == 2)
    scene.change_money(scene.files(EARLIER)[0], 1000)
    on.expect("a correction of the final month before is answered", lambda: _done_for(scene, EARLIER, "intake_job"))
    on.expect("and changes nothing", lambda: (scene.release(EARLIER) or (0,))[0] == 1, 1)
    scene.said("reopen", "--month", EARLIER, "--reason", "演练", "--by", "演练", "--as-of", "2024-12-10T09:00")
    on.expect("reopened: it is published again", lambda: (scene.release(EARLIER) or (0,))[0] == 2)
    on.expect("then the later month that is not final, in order", lambda: _follows(scene))


def faulty(on: Programme, scene: Scene) -> None:
    on.act("An office file is broken under the daemon")
    targets = scene.home / "reference" / "targets.csv"
    good = targets.read_bytes()
    targets.write_bytes(good + b"2024,NOBODY,no_such_metric,x,\n")
    failing = scene.launch(MONTH)
    on.expect("the daemon's run fails", lambda: scene.status(failing) == "FAILURE")
    on.expect("alert: it names the file", lambda: scene.receiver.has("月报任务失败", failing, "targets.csv"))
    on.expect(
        "the tick skips and says so",
        lambda: any("参考文件未通过校验" in each for each in scene.skips("monthly_schedule")),
    )
    targets.write_bytes(good)


def closing(on: Programme, scene: Scene) -> None:
    on.act("11 December: past the close day")
    scene.turn_clock("2024-12-11T09:00")
    on.expect("the tick closes the month by itself", lambda: (scene.release(MONTH) or (0, ""))[1] == "final")
    on.expect("alert: the final release is out", lambda: scene.receiver.has("定稿已发布"))
    revision = (scene.release(MONTH) or (0,))[0]
    runs = len(scene.runs(MONTH, "intake_job"))
    scene.change_money(scene.files(MONTH)[1], 1000)
    on.expect(
        "a file after the close is answered",
        lambda: len(scene.runs(MONTH, "intake_job")) > runs and _done(scene, "intake_job", runs + 1),
    )
    on.expect("and waits", lambda: (scene.release(MONTH) or (0,))[0] == revision, 1)
    scene.turn_clock("2024-12-11T10:00")
    scene.said("reopen", "--month", MONTH, "--reason", "演练", "--by", "演练", "--as-of", "2024-12-11T10:00")
    on.expect("until zhaoyin reopen: then it counts", lambda: (scene.release(MONTH) or (0,))[0] == revision + 1)


def _spoil(path: Path) -> None:
    """A word where money is expected: an error that returns the workbook."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    sheet = book["项目台账"]
    column = next(
        cell.column for row in sheet.iter_rows(max_row=6) for cell in row if str(cell.value).startswith("总投资")
    )
    row = next(row for row in range(3, 40) if isinstance(sheet.cell(row, column).value, (int, float)))
    sheet.cell(row, column).value = "待定"
    book.save(path)


def _done(scene: Scene, job: str, at_least: int) -> bool:
    return sum(run.is_success for run in scene.runs(MONTH, job)) >= at_least


def _done_for(scene: Scene, month: str, job: str) -> bool:
    runs = scene.runs(month, job)
    return bool(runs) and runs[0].is_success


def _follows(scene: Scene) -> bool:
    """The newest run of the later month was asked for by later_months_sensor and succeeded."""
    runs = scene.runs(MONTH, "monthly_job")
    return any(run.tags.get("dagster/sensor_name") == "later_months_sensor" and run.is_success for run in runs)


if __name__ == "__main__":
    sys.exit(main())

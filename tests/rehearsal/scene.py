"""The stage of the rehearsal: a small clean district of its own, a receiver of alerts, the real daemon and web server on
loopback, a clock in a file."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import dagster as dg
import openpyxl
from dagster._core.scheduler.instigation import InstigatorStatus

from assets.store.published import Store
from samples.clean import write_clean

_RUN = "... on LaunchRunSuccess { run { runId } } ... on PythonError { message }"
_LAUNCH = f"""mutation($parameters: ExecutionParams!) {{ launchPipelineExecution(executionParams: $parameters) {{
  __typename {_RUN} ... on RunConfigValidationInvalid {{ errors {{ message }} }} }} }}"""
_REEXECUTE = f"""mutation($parameters: ReexecutionParams!) {{ launchRunReexecution(reexecutionParams: $parameters) {{
  __typename {_RUN} }} }}"""
ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent
EARLIER, MONTH = "2024-10", "2024-11"  # November: due 3 December, late until the 9th, closes on the 10th


class Receiver:
    """A local HTTP server that keeps the alerts it is sent."""

    def __init__(self) -> None:
        kept: list[str] = []

        class Keep(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                kept.append(f"{message['title']}\n{message['message']}")
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self.kept = kept
        self.server = HTTPServer(("127.0.0.1", 0), Keep)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"json://127.0.0.1:{self.server.server_port}/alerts"

    def has(self, *words: str) -> bool:
        return any(all(word in text for word in words) for text in self.kept)


class Scene:
    """The district, its Dagster instance and the processes that run it by themselves."""

    def __init__(self, folder: Path, months: tuple[str, ...] = (EARLIER, MONTH)) -> None:
        self.home, self.clock_file = folder / "district", folder / "clock"
        self.receiver = Receiver()
        self.port = _free_port()
        self.processes: list[subprocess.Popen[bytes]] = []
        os.environ.update(
            ZHAOYIN_HOME=str(self.home), DAGSTER_HOME=str(folder / "dagster"), ZHAOYIN_AS_OF=f"@{self.clock_file}",
            ZHAOYIN_PERSON_KEY="key-of-the-rehearsal", DAGSTER_DISABLE_TELEMETRY="1",
        )  # fmt: skip
        write_clean(self.home, months, 3)
        settings = (self.home / "district.yaml").read_text(encoding="utf-8")
        settings = settings.replace('cron: "0 8 * * *"', 'cron: "* * * * *"')
        settings = settings.replace("notifications: []", f'notifications: ["{self.receiver.address}"]')
        (self.home / "district.yaml").write_text(settings, encoding="utf-8")

    # --- processes ----------------------------------------------------------------------------------------------
    def turn_clock(self, moment: str) -> None:
        self.clock_file.write_text(moment, encoding="utf-8")

    def start(self) -> None:
        """The web server (it also loads the definitions) and the daemon."""
        workspace = ["-w", str(ROOT / "workspace.yaml")]
        log = (self.home.parent / "processes.log").open("ab")
        for command in (
            [BIN / "dagster-webserver", "-h", "127.0.0.1", "-p", str(self.port), *workspace],
            [BIN / "dagster-daemon", "run", *workspace],
        ):
            self.processes.append(subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True))

    def stop(self) -> None:
        for process in self.processes:
            os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes:
            process.wait(timeout=60)
        self.receiver.server.shutdown()

    def zhaoyin(self, *arguments: str) -> subprocess.Popen[str]:
        command = [str(BIN / "zhaoyin"), *arguments]
        return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def said(self, *arguments: str) -> tuple[int, str]:
        process = self.zhaoyin(*arguments)
        words, _ = process.communicate(timeout=600)
        return process.returncode, words

    # --- the inbox ----------------------------------------------------------------------------------------------
    def files(self, month: str) -> list[Path]:
        return sorted((self.home / "inbox" / month).glob("*.xlsx"))

    def put(self, path: Path, data: bytes) -> None:
        """A file as it arrives at the rehearsal's time."""
        path.write_bytes(data)
        self.stamp(path)

    def stamp(self, path: Path, hours: int = 1) -> None:
        """Sent `hours` before the rehearsal's time, Beijing."""
        moment = datetime.fromisoformat(self.clock_file.read_text(encoding="utf-8")) - timedelta(hours=8 + hours)
        sent = moment.replace(tzinfo=UTC).timestamp()
        os.utime(path, (sent, sent))

    def change_money(self, path: Path, by: int) -> None:
        """Raises 总投资 of the first project: a correction that moves a published figure."""
        book = openpyxl.load_workbook(path)
        sheet = book["项目台账"]
        column = next(
            cell.column for row in sheet.iter_rows(max_row=6) for cell in row if str(cell.value).startswith("总投资")
        )
        row = next(row for row in range(3, 40) if isinstance(sheet.cell(row, column).value, (int, float)))
        sheet.cell(row, column).value += by
        total = next((r for r in range(row, sheet.max_row + 1) if sheet.cell(r, 1).value == "合计"), None)
        if total and isinstance(sheet.cell(total, column).value, (int, float)):
            sheet.cell(total, column).value += by
        book.save(path)
        self.stamp(path)

    # --- what happened ------------------------------------------------------------------------------------------
    def release(self, month: str) -> tuple[int, str] | None:
        with Store(f"sqlite:///{self.home}/zhaoyin.db") as store:
            found = store.release(month)
        return (int(found["revision"]), str(found["status"])) if found else None

    def runs(self, month: str, job: str | None = None) -> list[dg.DagsterRun]:
        """Newest first."""
        chosen = dg.RunsFilter(job_name=job, tags={"dagster/partition": month})
        return list(dg.DagsterInstance.get().get_runs(chosen))

    def skips(self, name: str) -> list[str]:
        """The reasons the schedule or sensor gave, newest first."""
        instance = dg.DagsterInstance.get()
        for state in instance.all_instigator_state():
            if state.instigator_name == name:
                ticks = instance.get_ticks(state.instigator_origin_id, state.selector_id, limit=200)
                return [tick.tick_data.skip_reason or "" for tick in ticks]
        return []

    def launch(self, month: str) -> str:
        """Asks the web server for a run, as the button does."""
        from dagster_graphql import DagsterGraphQLClient

        client = DagsterGraphQLClient("127.0.0.1", port_number=self.port)
        return str(client.submit_job_execution("monthly_job", tags={"dagster/partition": month}, run_config={}))

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The answer of the web server to a GraphQL query, as the UI asks it; {} until it listens."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = Request(f"http://127.0.0.1:{self.port}/graphql", body, {"Content-Type": "application/json"})
        try:
            with urlopen(request, timeout=60) as answer:
                return dict(json.loads(answer.read())["data"] or {})
        except URLError:
            return {}

    def launch_with(self, month: str, config: dict[str, Any], assets: tuple[str, ...] = ()) -> tuple[str, str]:
        """(run id, "") of the month's job, or of chosen assets, launched with a run configuration; ("", why) where the web
        server refuses it."""
        location = {"repositoryLocationName": "zhaoyin", "repositoryName": "__repository__"}
        chosen = {"assetSelection": [{"path": [name]} for name in assets]} if assets else {}
        selector = {**location, "pipelineName": "__ASSET_JOB" if assets else "monthly_job", **chosen}
        tags = [{"key": "dagster/partition", "value": month}]
        parameters = {
            "selector": selector, "runConfigData": config, "mode": "default", "executionMetadata": {"tags": tags}
        }  # fmt: skip
        answer = self.ask(_LAUNCH, parameters=parameters)["launchPipelineExecution"]
        return (str(answer["run"]["runId"]), "") if "run" in answer else ("", json.dumps(answer, ensure_ascii=False))

    def reexecute_from_failure(self, run_id: str) -> str:
        parameters = {"parentRunId": run_id, "strategy": "FROM_FAILURE"}
        answer = self.ask(_REEXECUTE, parameters=parameters)["launchRunReexecution"]
        return str(answer["run"]["runId"]) if "run" in answer else json.dumps(answer, ensure_ascii=False)

    def stop_schedule(self) -> None:
        """The daily tick off, so that what is launched by hand is seen alone."""
        instance = dg.DagsterInstance.get()
        for state in instance.all_instigator_state():
            if state.instigator_name == "monthly_schedule":
                instance.update_instigator_state(state.with_status(InstigatorStatus.STOPPED))

    def status(self, run_id: str) -> str:
        run = dg.DagsterInstance.get().get_run_by_id(run_id)
        return run.status.value if run else ""

    def process_of(self, run_id: str) -> int | None:
        """The process id Dagster noted when the run began."""
        for record in dg.DagsterInstance.get().all_logs(run_id, of_type=dg.DagsterEventType.ENGINE_EVENT):
            event: Any = record.dagster_event
            value = event.event_specific_data.metadata.get("pid")
            if value is not None and "Executing" in (event.message or ""):
                return int(str(value.value))
        return None


def wait_for(what: Callable[[], Any], seconds: float = 240) -> float | None:
    """Seconds until `what` was true; None when it never was."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if what():
            return time.monotonic() - began
        time.sleep(0.5)
    return None


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])

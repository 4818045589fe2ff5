"""A reading child that hangs on some files and dies on others, told by their names; anything else it reads."""

from __future__ import annotations

import os
import signal

from assets.intake.processes.child import Job, serve
from assets.intake.reader.parse_job import read_one


def work(job: Job) -> None:
    if "hangs" in job["name"]:
        signal.pause()
    if "aborts" in job["name"]:
        os.abort()
    read_one(job)


if __name__ == "__main__":
    serve(work)

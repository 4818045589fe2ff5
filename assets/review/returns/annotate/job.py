"""The job of an annotating child: the annotated copy of one kept workbook is made and written to a file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from assets.intake.processes.child import BytesChanged, Job, serve
from assets.review.returns.annotate.copy import About, annotated_copy
from schemas.files import write_whole
from schemas.finding import Finding


def annotate_job(
    kept: Path, sha256: str, file_name: str, findings: Sequence[Finding], about: About, target: Path
) -> Job:
    """Makes the annotated copy of `kept`, received as `file_name`, and writes it to `target`."""
    return {
        "kept": str(kept),
        "sha256": sha256,
        "name": file_name,
        "findings": [asdict(each) for each in findings],
        "about": asdict(about),
        "target": str(target),
    }


def annotate_one(job: Job) -> None:
    """Does one `annotate_job`; CannotCarry, BytesChanged, or another fault of a malformed file."""
    data = Path(job["kept"]).read_bytes()
    if hashlib.sha256(data).hexdigest() != job["sha256"]:
        raise BytesChanged(job["sha256"])
    findings = [Finding(**each) for each in job["findings"]]
    copy = annotated_copy(data, job["name"], findings, About(**job["about"]))
    write_whole(Path(job["target"]), copy, lasting=False)


if __name__ == "__main__":
    serve(annotate_one)

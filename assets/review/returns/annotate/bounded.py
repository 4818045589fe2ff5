"""Annotated copies made in child processes: what a malformed workbook does there becomes the reason why it has no
marks."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assets.intake.inbox.pull import restore_kept
from assets.intake.inbox.received import kept_path
from assets.intake.model import Received
from assets.intake.office.model import Reference
from assets.intake.processes.children import ANNOTATORS, ChildFault
from assets.review.returns.annotate.copy import (
    NO_MARKS,
    About,
    AnnotatedReturn,
    carries_marks,
    findings_apart,
    own_name,
)
from assets.review.returns.annotate.job import annotate_job
from schemas.finding import Finding
from schemas.office.district import Limits

_NOT_KEPT = ("BytesChanged", "FileNotFoundError")


@dataclass(frozen=True, slots=True)
class ToAnnotate:
    """One received file with its findings."""

    received: Received
    findings: Sequence[Finding]
    about: About


def annotated(reference: Reference, files: Sequence[ToAnnotate]) -> list[AnnotatedReturn | Exception]:
    """The answer to each file, in order: its annotated copy, else a findings workbook that says why not; an exception
    where neither can be made."""
    (reference.home / "work").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".answers-", dir=reference.home / "work") as folder:
        marked = [at for at, each in enumerate(files) if carries_marks(each.received.name)]
        reasons = dict.fromkeys(range(len(files)), NO_MARKS) | _annotate(reference, files, marked, Path(folder))
        return [_answer(each, reasons[at], Path(folder) / str(at)) for at, each in enumerate(files)]


def _annotate(reference: Reference, files: Sequence[ToAnnotate], chosen: list[int], folder: Path) -> dict[int, str]:
    """Writes the copies of the chosen files into `folder`; position → why there is none, '' where there is."""
    limits, work = reference.district.limits, reference.home / "work"
    until = time.monotonic() + limits.inbox_seconds

    def ends(positions: list[int]) -> dict[int, ChildFault | None]:
        jobs = [_job(work, files[at], folder / str(at)) for at in positions]
        done = ANNOTATORS.do_all(
            jobs, limits.memory_mb, lambda: limits.seconds if time.monotonic() < until else None, workers=2
        )
        return dict(zip(positions, done, strict=True))

    found = ends(chosen)
    gone = [at for at, fault in found.items() if fault and fault.kind in _NOT_KEPT]
    found |= ends([at for at in gone if restore_kept(reference, files[at].received)])
    return {at: _reason(fault, limits) if fault else "" for at, fault in found.items()}


def _job(work: Path, each: ToAnnotate, target: Path) -> dict[str, object]:
    received = each.received
    return annotate_job(
        kept_path(work, received.sha256), received.sha256, received.name, each.findings, each.about, target
    )


def _answer(each: ToAnnotate, reason: str, copy: Path) -> AnnotatedReturn | Exception:
    try:
        if not reason:
            return AnnotatedReturn(copy.read_bytes(), own_name(each.received.name))
        return findings_apart(each.received.name, each.findings, each.about, reason)
    except Exception as fault:  # noqa: BLE001 - an answer is a matter of its own file
        return fault


def _reason(fault: ChildFault, limits: Limits) -> str:
    """Why a file carries no marks; goes on from “原文件的”."""
    if fault.kind == "CannotCarry":
        return f"{fault.words or '内部结构异常'}，不能加批注"
    known = {
        "timed_out": f"内部结构异常，加批注超过 {limits.seconds:g} 秒，已停止",
        "MemoryError": f"内部结构异常，加批注所需内存超过 {limits.memory_mb} MB，已停止",
        "not_done": "处理时间过长，本次加批注的时间已用完",
        **dict.fromkeys(_NOT_KEPT, "留存件已损坏，不能加批注"),
    }
    return known.get(fault.kind, "内部结构异常，不能加批注")

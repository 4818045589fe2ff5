"""Whatever is wrong inside a workbook, its township gets an answer, and no other's answer suffers."""

from __future__ import annotations

import io
import shutil
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from assets.intake.inbox.received import keep_bytes
from assets.intake.model import Received
from assets.intake.office.reference import read_reference
from assets.review.returns.annotate.bounded import ToAnnotate, annotated
from assets.review.returns.annotate.copy import NO_MARKS, About, AnnotatedReturn
from assets.review.returns.answers import AnswerRecord
from schemas.form.sheets import RETURN_SHEET
from tests.review.returns.conftest import MONTH, UNIT, District
from tests.review.returns.making import at
from tests.review.returns.malformed import MALFORMED, wrong

_WHOLE = ("图形编号", "图形六十万", "批注缺件")  # marked all the same
_FOUND = [at("F5")]


@pytest.fixture(scope="module")
def answers(clean_district: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, AnnotatedReturn | Exception]:
    """Every kind of malformed workbook answered in one go, and beside them names of 250 bytes."""
    home = Path(shutil.copytree(clean_district, tmp_path_factory.mktemp("malformed") / "district"))
    clean = wrong(next((home / "inbox" / MONTH).glob("柳河镇*.xlsx")).read_bytes())
    files = {f"{name}.xlsx": make(clean) for name, make in MALFORMED.items()}
    files |= {f"{'长' * 82}.xlsx": clean, f"{'杂' * 83}.doc": b"junk"}
    jobs = []
    for name, data in files.items():
        sha256 = keep_bytes(home / "work", data)
        received = Received(name, sha256, len(data), datetime(2025, 2, 1), "")
        jobs.append(ToAnnotate(received, _FOUND, About("柳河镇", MONTH)))
    return dict(zip(files, annotated(read_reference(home), jobs), strict=True))


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_workbook_is_answered(name: str, answers: dict[str, AnnotatedReturn | Exception]) -> None:
    answer = answers[f"{name}.xlsx"]
    assert isinstance(answer, AnnotatedReturn), answer
    book = openpyxl.load_workbook(io.BytesIO(answer.data)) if not answer.own_workbook else None
    if name in _WHOLE:
        assert answer.own_workbook, answer.reason
    if book is not None:
        assert answer.reason
        assert answer.reason in str(book[RETURN_SHEET]["A4"].value)
        assert book[RETURN_SHEET]["E6"].value == "F5"


def test_a_long_name_makes_a_name_that_can_be_written(answers: dict[str, AnnotatedReturn | Exception]) -> None:
    for name in (f"{'长' * 82}.xlsx", f"{'杂' * 83}.doc"):
        answer = answers[name]
        assert isinstance(answer, AnnotatedReturn)
        assert len(answer.file_name.encode()) <= 240
        assert answer.file_name.endswith("）.xlsx")
    assert answers[f"{'杂' * 83}.doc"].reason == NO_MARKS  # type: ignore[union-attr]


def test_an_answer_that_cannot_be_written_is_recorded_and_the_next_run_writes_it(district: District) -> None:
    other = next((district.home / "inbox" / MONTH).glob("青谷镇*.xlsx"))
    other.write_bytes(wrong(other.read_bytes()))
    district.rewrite(wrong(district.file().read_bytes()))
    folder = district.home / "returns" / MONTH / UNIT
    folder.parent.mkdir(parents=True)
    folder.write_bytes(b"a file where the folder should be")
    answers = {each.unit_code: each for each in district.answered()}
    assert answers.pop(UNIT).failure
    assert [each.failure for each in answers.values()] == [""]
    record = AnswerRecord(district.home, MONTH)
    assert (record.written, record.owed, record.is_whole()) == (1, 2, False)
    folder.unlink()
    assert [each.failure for each in district.answered()] == ["", ""]
    assert AnswerRecord(district.home, MONTH).is_whole()


def test_a_deleted_or_changed_answer_comes_back(district: District) -> None:
    district.rewrite(wrong(district.file().read_bytes()))
    (answer,) = district.answered()
    before = {path: path.read_bytes() for path in answer.files}
    first, second = answer.files[:2]
    first.unlink()
    second.write_bytes(b"")
    assert not AnswerRecord(district.home, MONTH).is_whole()
    assert district.answered()[0].changed
    assert {path: path.read_bytes() for path in answer.files} == before


@pytest.mark.parametrize("torn", [b"", b'{"answers": {"T02": 3}}', b"[]", b"\x00"])
def test_a_torn_record_only_costs_the_work_again(district: District, torn: bytes) -> None:
    (district.home / "work" / MONTH).mkdir(parents=True)
    (district.home / "work" / MONTH / "answers.json").write_bytes(torn)
    assert not AnswerRecord(district.home, MONTH).is_whole()
    assert district.answered() == []
    assert AnswerRecord(district.home, MONTH).is_whole()

"""Names, ids and telephones planted wherever a clerk may put them: after a month through Dagster, with returns, alerts and
an unreadable file, they stand in no table, file, log, event or message; only in what was received and in the unit's own
answer. The copies of what was read (work/received, work/parsed) are for the owner of the folder alone."""

from __future__ import annotations

import http.server
import io
import os
import sqlite3
import threading
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from assets.intake.home import MonthHome, PersonKeyProblem, person_key_of
from samples.clean import write_clean
from tests.pipelines.test_command_line import zhaoyin

NAME, OTHER, IDENTITY, WRONG_ID = "欧阳慕雪", "司徒云帆", "340602199003071233", "340602198812129999"
PHONE, MOBILE = "0561-7788990", "13855667788"
SPACED, MAIL, FILE_MOBILE, CODE_MOBILE, EXTRA = (
    "138 5566 7799",
    "muxue.ouyang",
    "13966778899",
    "13977889911",
    "15900001111",
)
PLANTED = (NAME, OTHER, IDENTITY, WRONG_ID, PHONE, MOBILE, SPACED, MAIL, FILE_MOBILE, CODE_MOBILE, EXTRA)
KEPT = ("inbox/", "returns/", "work/received/", "work/parsed/", "work/pulled.json")


@pytest.fixture
def messages() -> Iterator[tuple[str, list[bytes]]]:
    """(apprise URL, what was sent to it)."""
    sent: list[bytes] = []

    class Receiver(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"json://127.0.0.1:{server.server_port}", sent
    server.shutdown()


def _plant(path: Path) -> None:
    """A telephone on the cover, people among the subsidies (one id is wrong), numbers in notes, a sheet nobody asked for."""
    stamp = path.stat().st_mtime
    book = openpyxl.load_workbook(path)
    cover = book["封面"]
    label = next(cell for row in cover.iter_rows() for cell in row if cell.value and "联系电话" in str(cell.value))
    cover.cell(label.row, label.column + 1).value = PHONE
    subsidies = book["人才奖补"]
    for row in [row for row in range(4, subsidies.max_row + 1) if subsidies.cell(row, 1).value == "合计"]:
        subsidies.delete_rows(row)
    for row, (name, identity) in enumerate(((NAME, IDENTITY), (OTHER, WRONG_ID)), 4):
        for column, value in enumerate(
            (name, identity, "某某公司", 2024, "安家补贴", 1.2, "2025-01-15", f"{MOBILE} 本人"), 1
        ):
            subsidies.cell(row, column).value = value
    ledger = book["项目台账"]
    note = next(cell for row in ledger.iter_rows(max_row=4) for cell in row if cell.value == "备注")
    ledger.cell(note.row + 1, note.column).value = f"联系人身份证{IDENTITY} 手机{MOBILE}，{SPACED}，{MAIL}@qq.com"
    approval = next(c.column for c in ledger[note.row] if c.value == "项目代码")
    ledger.cell(note.row + 1, approval).value = EXTRA
    code = next(c.column for c in ledger[note.row] if c.value == "项目编号")
    ledger.cell(note.row + 2, code).value = CODE_MOBILE
    ledger.cell(
        note.row + 1, next(c.column for c in ledger[note.row] if "总投资" in str(c.value))
    ).value = f"约3亿 {MOBILE}"
    odd = book.create_sheet("通讯录")
    odd.append(["姓名", "证件号码", "联系电话"])
    odd.append([NAME, IDENTITY, MOBILE])
    book.save(path)
    os.utime(path, (stamp, stamp))


def _told(path: Path) -> bytes:
    """A file's words, decoded where its format hides them."""
    data = path.read_bytes()
    if path.suffix == ".parquet":
        return pd.read_parquet(path).to_csv().encode()
    if data[:15] == b"SQLite format 3":
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
            return "\n".join(connection.iterdump()).encode()
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return b"\n".join(archive.read(name) for name in archive.namelist())
    return data


def test_what_is_planted_is_found_nowhere(tmp_path: Path, messages: tuple[str, list[bytes]]) -> None:
    home = tmp_path / "district"
    write_clean(home, ("2025-01",), 3)
    settings = home / "district.yaml"
    told = settings.read_text("utf-8").replace("notifications: []", f"notifications: ['{messages[0]}']")
    settings.write_text(told, "utf-8")
    first, second = sorted((home / "inbox" / "2025-01").glob("*.xlsx"))[:2]
    _plant(first)
    first = first.rename(first.with_name(f"{FILE_MOBILE} {first.name}"))
    stamp = second.stat().st_mtime
    second.write_bytes(NAME.encode() + IDENTITY.encode() + b"\x00" * 200)
    os.utime(second, (stamp, stamp))
    done = zhaoyin("run", "--month", "2025-01", "--as-of", "2025-02-20T09:00", home=home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert list((home / "returns").rglob("*.xlsx"))
    assert messages[1]
    said = {"terminal": (done.stdout + done.stderr).encode(), "messages": b"".join(messages[1])}
    for path in home.rglob("*"):
        name = path.relative_to(home).as_posix()
        if path.is_file() and not name.startswith(KEPT):
            said[name] = _told(path)
    assert len(said) > 120
    for word in PLANTED:
        spellings = (word.encode(), word.encode("utf-16-le"), repr(word.encode("unicode_escape"))[2:-1].encode())
        assert [name for name, words in said.items() if any(each in words for each in spellings)] == [], word
    assert (home / "work").stat().st_mode & 0o077 == 0
    ours = [path for folder in ("work", "returns", ".dagster") for path in (home / folder, *(home / folder).rglob("*"))]
    assert [path.name for path in ours if path.stat().st_mode & 0o077] == []
    published = [home / "releases", *(home / "releases").glob("*/r*/*"), *(home / "releases").glob("*/r*/tables/*")]
    published = [path for path in published if path.name != "behind"]  # the books, for rebuild alone
    assert [path.name for path in published if path.stat().st_mode & 0o044 != 0o044] == []
    assert any(b"3406" in words and b"****" in words for words in said.values())  # it was read, and masked


def test_without_a_key_it_is_said_clearly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZHAOYIN_PERSON_KEY", raising=False)
    home = MonthHome(tmp_path, datetime(2025, 2, 20), "")
    with pytest.raises(PersonKeyProblem, match="export ZHAOYIN_PERSON_KEY"):
        home.person_key  # noqa: B018
    monkeypatch.setenv("ZHAOYIN_PERSON_KEY", "too-short")
    with pytest.raises(PersonKeyProblem, match="只有 9 个字符"):
        home.person_key  # noqa: B018


def test_a_changed_key_is_an_error_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHAOYIN_PERSON_KEY", "the-first-key-of-this-home")
    assert person_key_of(tmp_path) == b"the-first-key-of-this-home"
    assert person_key_of(tmp_path)
    (check,) = tmp_path.iterdir()
    assert check.stat().st_mode & 0o077 == 0
    monkeypatch.setenv("ZHAOYIN_PERSON_KEY", "another-key-of-this-home")
    with pytest.raises(PersonKeyProblem, match="不同"):
        person_key_of(tmp_path)

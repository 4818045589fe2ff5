"""A month's inbox full of files made to hurt: each gets a finding that says what it is, nothing is run or fetched, and the
units that sent an honest file are published as if nothing had been there."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assets.intake.home import MonthHome
from assets.intake.model import Intake
from assets.intake.office.reference import read_reference
from assets.intake.submissions.month_files import read_month
from assets.month import MonthResult, run_month
from assets.store.published import Store
from samples.clean import write_clean
from schemas.finding import Finding
from tests.hostile import making
from tests.messes.making import after
from tests.messes.parts import with_parts

MONTH = "2025-01"
# File name → (how it is made, words the finding must hold).
REFUSED = {
    "加密.xlsx": (making.encrypted, "密码"), "加密.zip": (making.encrypted_zip, "密码"), "加密.ods": (making.encrypted_ods, "密码"),
    "截断.xlsx": (making.truncated, "不完整或已损坏"), "截断.xls": (making.truncated_xls, "损坏"), "零字节.xlsx": (making.zero, "0 字节"),
    "网页.xls": (making.html, "HTML"), "旧XML.xls": (making.spreadsheet_xml, "XML"), "压缩炸弹.xlsx": (making.zip_bomb, "压缩比异常"),
    "说谎的炸弹.xlsx": (making.zip_bomb_that_lies, "大小与内容不符"), "套娃.zip": (making.nested_bomb, "没有统计表"), "实体一.xlsx": (making.entity_bomb_in_sheet, "实体声明"),
    "实体二.xlsx": (making.entity_bomb_in_strings, "实体声明"), "实体三.ods": (making.entity_bomb_in_ods, "实体声明"),
    "三百张表.xlsx": (making.three_hundred_sheets, "300 张工作表"), "天涯海角.xlsx": (making.far_cell, "请删除多余的行列"),
    "上级目录.xlsx": (making.path_up, "越出目录"), "绝对路径.xlsx": (making.path_absolute, "越出目录"), "反斜杠.xlsx": (making.path_backslash, "越出目录"),
    "重名部件.xlsx": (making.member_twice, "重复"), "校验不符.xlsx": (making.bad_checksum, "校验不符"), "二进制.xlsb": (making.xlsb, ".xlsb"),
    "一百七十亿格.ods": (making.ods_of_billions, "上限"), "四十张大表.xls": (making.wide_xls, "使用区域过大"), "十万层.ods": (making.deep_xml, ""),
}  # fmt: skip
# Files that are read, with what must be said of them.
READ = {
    "含宏.xlsm": (making.macros, "含宏"), "链接.xlsx": (making.external_link, "链接到其他文件"), "动态交换.xlsx": (making.dde, "DDE"),
    "内嵌.xlsx": (making.embedded, "内嵌"),
}  # fmt: skip
_NAMES = ("=cmd|' !A0.xlsx", "换\n行.xlsx", f"{'长' * 80}.xlsx", "<b>&甲.xlsx", "%2e%2e%2f甲.xlsx")


class Listener:
    """A server nobody may call."""

    def __init__(self) -> None:
        self.calls = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                self.socket.accept()[0].close()
            except OSError:
                return
            self.calls += 1


Month = tuple[MonthResult, dict[str, list[Finding]], Path, Listener, Intake]


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    """One month, run once over an inbox with all of them in it."""
    home = tmp_path_factory.mktemp("hostile") / "district"
    write_clean(home, (MONTH,), 3)
    settings = home / "district.yaml"
    settings.write_text(settings.read_text("utf-8").replace("seconds: 30}", "seconds: 60, memory_mb: 700}"), "utf-8")
    inbox = home / "inbox" / MONTH
    clean = sorted(inbox.glob("*.xlsx"))[0].read_bytes()
    stamp = min(path.stat().st_mtime for path in inbox.glob("*.xlsx")) - 3600  # an hour before the honest ones
    listener = Listener()
    for name, (make, _) in {**REFUSED, **READ}.items():
        _put(inbox / name, make(clean), stamp)
    _put(inbox / "取外部实体.xlsx", making.entity_fetching(clean, listener.url), stamp)
    _put(inbox / "取外部文件.xlsx", making.external_link(clean, listener.url), stamp)
    _put(inbox / "一百万空行.xlsx", making.million_rows(clean), stamp)
    for name in _NAMES:
        _put(inbox / name, with_parts(clean, {"xl/name.txt": name.encode()}), stamp)
    _put(inbox / "~$锁.xlsx", b"\x05user", stamp)
    _put(inbox / "没传完.xlsx.part", clean[:100], stamp)
    _put(Path(os.fsdecode(os.fsencode(inbox) + b"/\xb3\xc7\xb6\xab.xlsx")), clean[:999], stamp)
    (home / "secret.txt").write_text("not for the inbox", "utf-8")
    (inbox / "指向外面.xlsx").symlink_to(home / "secret.txt")
    (inbox / "断链.xlsx").symlink_to(home / "nowhere")
    (inbox / "回圈").symlink_to(inbox)
    os.mkfifo(inbox / "管道.xlsx")
    for name in ("指向外面.xlsx", "断链.xlsx", "回圈", "管道.xlsx"):
        os.utime(inbox / name, (stamp, stamp), follow_symlinks=False)
    url = f"sqlite:///{home}/zhaoyin.db"
    with Store(url) as store:
        result = run_month(MonthHome(home, after(MONTH), url), MONTH, store)
    told: dict[str, list[Finding]] = {}
    for each in result.review.findings:
        told.setdefault(str(each.file_name).rpartition("/")[2], []).append(each)
    yield result, told, home, listener, read_month(read_reference(home), MONTH, after(MONTH))
    listener.socket.close()
    shutil.rmtree(home, ignore_errors=True)


def _put(path: Path, data: bytes, stamp: float) -> None:
    path.write_bytes(data)
    os.utime(path, (stamp, stamp))


@pytest.mark.parametrize("name", REFUSED)
def test_refused_by_what_it_is(name: str, month: Month) -> None:
    said = [each for each in month[1].get(name, []) if each.rule_code == "F001"]
    assert said, f"nothing was said of {name}: {[each.message for each in month[1].get(name, [])]}"
    assert REFUSED[name][1] in said[0].message


@pytest.mark.parametrize("name", READ)
def test_read_without_running_anything(name: str, month: Month) -> None:
    intake = month[4]
    file_id = intake.files.loc[intake.files["file_name"].str.endswith(name), "file_id"].item()
    assert (intake.rows["project"]["file_id"] == file_id).sum() > 3
    issues = intake.issues[intake.issues["file_id"] == file_id]
    assert issues["detail"].str.contains(READ[name][1], regex=False).any(), issues[["code", "detail"]].to_string()


def test_a_million_formatted_rows_are_read(month: Month) -> None:
    intake = month[4]
    file = intake.files[intake.files["file_name"].str.endswith("一百万空行.xlsx")].iloc[0]
    assert file["readable"]
    whole = (intake.rows["project"]["file_id"] == file["file_id"]).sum()
    plain = intake.files.loc[intake.files["file_name"].str.endswith("含宏.xlsm"), "file_id"].item()
    assert whole == (intake.rows["project"]["file_id"] == plain).sum() > 3


def test_nothing_is_fetched(month: Month) -> None:
    assert month[3].calls == 0
    assert any("实体声明" in each.message for each in month[1]["取外部实体.xlsx"])


def test_nothing_is_written_outside(month: Month) -> None:
    assert not Path("/tmp/zhaoyin-was-here").exists()


@pytest.mark.parametrize("name", ["指向外面.xlsx", "断链.xlsx", "回圈", "管道.xlsx"])
def test_links_and_devices_are_said_and_never_followed(name: str, month: Month) -> None:
    assert any("链接、设备" in each.message for each in month[1].get(name, [])), month[1].get(name)
    kept = (path.read_bytes() for path in (month[2] / "work" / "received").rglob("*") if path.is_file())
    assert all(b"not for the inbox" not in body for body in kept)


def test_names_are_only_names(month: Month) -> None:
    """Formulas, control characters, GBK bytes and lengths in names: each file is there, under a name that can be shown."""
    names = [str(name).rpartition("/")[2] for name in month[4].files["file_name"]]
    assert "城东.xlsx" in names
    assert not any(ord(char) < 32 for name in names for char in name)
    assert not any(name.startswith("~$") or name.endswith(".part") for name in names)


def test_the_other_units_are_published(month: Month) -> None:
    result = month[0]
    assert result.outcome is not None
    told = [
        f"{each.file_name} {each.rule_code} {each.message}"
        for each in result.review.findings
        if each.unit_code and each.severity == "W"
    ]
    assert set(result.review.submissions["status"]) == {"accepted"}, told

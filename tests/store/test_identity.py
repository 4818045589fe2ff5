"""A home and a database that do not belong together are never used together, and nothing is destroyed on that account."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from assets.intake.home import MonthHome
from assets.publication.basis import basis_of
from assets.publication.publish import publish_month
from assets.publication.release_files import MANIFEST, clear_unpublished
from assets.store.candidate import Candidate
from assets.store.identity import (
    IDENTITY_FILE,
    StrangerProblem,
    discord,
    home_identity,
    make_identity,
    open_store,
)
from assets.store.published import Store
from tests.publication.released import MONTH, OPEN, Released, new_database


@pytest.fixture
def district(released: Released, tmp_path: Path) -> Released:
    """Of before identities: neither side has one."""
    return released.copied(tmp_path / "district")


def _empty(district: Released, folder: Path) -> str:
    return new_database(district.url) if "postgresql" in district.url else f"sqlite:///{folder}/other.db"


def _files(home: Path) -> dict[str, bytes]:
    return {
        str(path): path.read_bytes()
        for path in (home / "releases").rglob("*")
        if path.is_file() and path.suffix in (".json", ".parquet")
    }


def test_a_pair_from_before_identities_is_adopted_and_a_copy_of_it_goes_on(district: Released, tmp_path: Path) -> None:
    with open_store(district.home, district.url) as store:
        given = store.identity()
    assert given == home_identity(district.home)
    assert json.loads((district.home / IDENTITY_FILE).read_text("utf-8")) == {"identity": given}
    with open_store(district.home, district.url) as store:
        assert store.identity() == given
    second = district.copied(tmp_path / "second")
    with open_store(second.home, second.url) as store:
        assert store.identity() == given


def test_an_empty_database_beside_releases_is_refused_and_stays_empty(district: Released, tmp_path: Path) -> None:
    before, url = _files(district.home), _empty(district, tmp_path)
    with pytest.raises(StrangerProblem, match="缺的是发布库：目录中已有发布") as told:
        open_store(district.home, url)
    assert "zhaoyin rebuild" in str(told.value)
    assert "ZHAOYIN_DATABASE_URL" in str(told.value)
    assert told.value.exit_code == 2
    if "sqlite" in url:
        assert not (tmp_path / "other.db").exists()
    else:
        assert sa.inspect(sa.create_engine(url)).get_table_names() == []
    assert _files(district.home) == before
    assert home_identity(district.home) is None


def test_publishing_itself_never_takes_the_place_of_a_release_that_the_database_does_not_know(
    district: Released, tmp_path: Path
) -> None:
    before, url = _files(district.home), _empty(district, tmp_path)
    home = MonthHome(district.home, OPEN, url)
    with Store(url) as store, pytest.raises(StrangerProblem, match="r1 是发布库所不知道的发布"):
        publish_month(Candidate(MONTH, {}, {}, {}, basis=basis_of(home, MONTH, store)), home, store)
    with Store(url) as store:
        assert store.months() == []
    assert _files(district.home) == before


def test_a_database_of_another_district_is_refused_though_it_has_the_same_releases(
    district: Released, tmp_path: Path
) -> None:
    other = district.copied(tmp_path / "other")
    for each in (district, other):
        open_store(each.home, each.url).close()
    words = discord(district.home, other.url)
    assert words is not None
    assert "身份不同" in words


def test_a_database_that_another_home_has_claimed_is_refused(district: Released, tmp_path: Path) -> None:
    home, url = tmp_path / "new", _empty(district, tmp_path)
    home.mkdir()
    (home / "district.yaml").touch()
    make_identity(home)
    open_store(home, url).close()
    (home / IDENTITY_FILE).unlink()
    assert "发布库已属于另一个目录" in str(discord(home, url))


def _unknown_month(home: Path) -> None:
    shutil.copytree(home / "releases" / MONTH, home / "releases" / "2025-03")


def _unknown_revision(home: Path) -> None:
    shutil.copytree(home / "releases" / MONTH / "r3", home / "releases" / MONTH / "r4")


def _without_manifest(home: Path) -> None:
    _unknown_revision(home)
    (home / "releases" / MONTH / "r4" / MANIFEST).unlink()


def _gone_folder(home: Path) -> None:
    shutil.rmtree(home / "releases" / MONTH / "r2")


def _gone_manifest(home: Path) -> None:
    (home / "releases" / MONTH / "r2" / MANIFEST).unlink()


def _gone_releases(home: Path) -> None:
    shutil.rmtree(home / "releases")


def _other_release(home: Path) -> None:
    path = home / "releases" / MONTH / "r2" / MANIFEST
    path.write_text(path.read_text("utf-8").replace("2025-02-r2-", "2025-02-r2-0"), "utf-8")


_HARM: dict[str, tuple[Callable[[Path], None], str]] = {
    "an unknown month": (_unknown_month, "缺的是发布库中的发布：目录中有 3 次发布为发布库所不知（2025-03 第 1 次"),
    "an unknown revision": (
        _unknown_revision,
        "缺的是发布库中的发布：目录中有 1 次发布为发布库所不知（2025-02 第 4 次",
    ),
    "an unknown folder without a manifest": (_without_manifest, "缺的是发布库中的发布"),
    "a folder gone": (_gone_folder, "缺的是目录中的发布：发布库中有 1 次发布在目录中没有发布清单（2025-02 第 2 次"),
    "a manifest gone": (_gone_manifest, "缺的是目录中的发布"),
    "all folders gone": (_gone_releases, "缺的是目录中的发布：发布库中有 4 次发布"),
    "another release in its place": (_other_release, "目录与发布库中的发布不同：2025-02 第 2 次"),
}


@pytest.mark.parametrize("harm", _HARM)
def test_releases_that_differ_are_named(released: Released, tmp_path: Path, harm: str) -> None:
    home = tmp_path / "district"
    shutil.copytree(released.home / "releases", home / "releases")
    act, words = _HARM[harm]
    act(home)
    assert words in str(discord(home, released.url))


def test_a_damaged_manifest_is_no_reason_to_refuse_verify_names_it(released: Released, tmp_path: Path) -> None:
    home = tmp_path / "district"
    shutil.copytree(released.home / "releases", home / "releases")
    (home / "releases" / MONTH / "r2" / MANIFEST).write_text("{")
    assert discord(home, released.url) is None


def test_only_half_built_folders_are_removed_and_a_whole_one_of_a_killed_run_is_kept(tmp_path: Path) -> None:
    for name, whole in ((".part-r2", False), (".part-r3", True), ("r1", True), ("r4", True), ("r5.bak", True)):
        (tmp_path / name).mkdir()
        if whole:
            (tmp_path / name / MANIFEST).write_text("{}")
    for name in ("r1", "r4"):
        (tmp_path / f".publishing-{name}").touch()
    clear_unpublished(tmp_path, {1})
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [".unpublished-r3-44136fa3", ".unpublished-r4-44136fa3", "r1", "r5.bak"]
    (tmp_path / "r2").mkdir()
    with pytest.raises(StrangerProblem, match="r2 是发布库所不知道的发布"):
        clear_unpublished(tmp_path, {1})
    assert (tmp_path / "r2").is_dir()


def test_a_release_being_published_is_no_stranger(released: Released, tmp_path: Path) -> None:
    home = tmp_path / "district"
    shutil.copytree(released.home / "releases", home / "releases")
    _unknown_revision(home)
    (home / "releases" / MONTH / ".publishing-r4").touch()
    assert discord(home, released.url) is None


@pytest.mark.parametrize("text", ["", "{}", '{"identity": 3}', '{"identity": "x"}', "[1]"])
def test_an_identity_that_cannot_be_read_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / IDENTITY_FILE).write_text(text)
    with pytest.raises(StrangerProblem, match="目录的身份文件无法识别"):
        home_identity(tmp_path)


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "zhaoyin.db").write_bytes(b"not a database" * 200)
    with pytest.raises(StrangerProblem, match="发布库的文件已损坏"):
        discord(tmp_path, f"sqlite:///{tmp_path}/zhaoyin.db")


def test_every_command_and_the_daemon_open_the_database_for_its_home() -> None:
    opened = [
        str(path)
        for path in (Path(__file__).parents[2] / "pipelines").rglob("*.py")
        if "Store(" in path.read_text("utf-8")
    ]
    assert opened == [], "use open_store(home, url)"

"""Two publications at once, and others who hold the database: the second sees what the first published; nobody waits
without a word."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from assets.intake.home import MonthHome
from assets.publication import publish
from assets.publication.basis import BasisChanged
from assets.store import contract
from assets.store.contract import ContractProblem
from assets.store.publish import Publication, publishing
from assets.store.published import Store
from assets.store.tables import DERIVED, PUBLISHED
from tests.publication.released import OPEN, Released, new_database

JANUARY = "2025-01"


def test_a_month_published_between_confirmation_and_commit_is_not_overlooked(
    released: Released, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    district = released.copied(tmp_path / "district")
    candidate = district.corrected()  # built on January's first release
    confirmed, judged = threading.Event(), threading.Event()
    outcome: list[BaseException | None] = []
    monkeypatch.setattr(publish, "confirm_basis", _then(publish.confirm_basis, confirmed))
    monkeypatch.setattr(publish, "confirm_releases", _then(publish.confirm_releases, judged))

    def publish_february() -> None:
        try:
            with Store(district.url) as store:
                publish.publish_month(candidate, MonthHome(district.home, OPEN, district.url), store)
            outcome.append(None)
        except Exception as fault:  # noqa: BLE001 - handed to the test's own thread
            outcome.append(fault)
        finally:
            confirmed.set()

    with Store(district.url) as store:
        thread = threading.Thread(target=publish_february)
        with publishing(store, JANUARY) as january:
            thread.start()
            assert confirmed.wait(30)
            assert not judged.wait(0.5), outcome  # it waits: January comes first
            _add_release(january)
        thread.join(30)
    assert isinstance(outcome[0], BasisChanged), outcome
    assert "前月发布2025-01已变" in str(outcome[0])


def _then(really: Callable[..., None], done: threading.Event) -> Callable[..., None]:
    def call(*arguments: object) -> None:
        really(*arguments)
        done.set()

    return call


def _add_release(january: Publication) -> None:
    """A second revision of January, empty but for its own row."""
    assert january.current is not None
    table, release_id = PUBLISHED["release"], f"{JANUARY}-r2-00000000"
    same = [column for column in table.c if column.name not in ("release_id", "revision")]
    row = sa.select(sa.literal(release_id), sa.literal(2), *same).where(
        table.c.release_id == january.current["release_id"]
    )
    january.connection.execute(table.insert().from_select([table.c.release_id, table.c.revision, *same], row))
    january.seal(release_id, "0" * 64)
    january.flip(release_id)


@pytest.mark.parametrize(
    "hold", ["SELECT count(*) FROM report_metric", f"SELECT pg_advisory_lock({contract._UPGRADE_LOCK})"]
)
def test_whoever_holds_the_database_is_named_to_who_would_upgrade_it(
    pg_server: str, hold: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = new_database(pg_server)
    with Store(url) as store, store.engine.begin() as connection:
        connection.execute(DERIVED.update().values(sha256="of an older program"))
    monkeypatch.setattr(contract, "_WAIT_MS", 100)
    with psycopg.connect(url.replace("+psycopg", ""), application_name="metabase") as reader:
        reader.execute(hold)
        with pytest.raises(ContractProblem, match=rf"用户 \w+ 进程 {reader.info.backend_pid} metabase"):
            Store(url)
    Store(url).close()

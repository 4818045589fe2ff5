"""Tampers of what the database is made of: views, guards, tables, dictionary, comments, settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assets.store.derived import release_views
from assets.store.guards import sqlite_triggers
from tests.tamper.scene import Scene, Tamper

VIEW, TRIGGER = "视图", "防改触发器"
SQLITE, POSTGRESQL = "sqlite", "postgresql"


def tampers() -> Iterator[Tamper]:
    for name in ("report_metric", "report_figure_source", "vintage_metric"):
        query = release_views()[name][1]
        yield _view(f"view {name}: dropped", f"DROP VIEW {name}")
        yield _view(f"view {name}: every row twice", _replaced(name, f"{query} UNION ALL {query}"))
    metric = release_views()["report_metric"][1]
    other = metric.replace("p.ytd_value", "p.ytd_value * 1.1 AS ytd_value")
    yield _view("view: other figures", _replaced("report_metric", other))
    yield _view("view: some rows hidden", _replaced("report_metric", f"{metric} WHERE p.unit_code <> 'ALL'"))
    yield _view("view: past the pointer", _replaced("report_metric", metric.replace("JOIN release_pointer r ON r.release_id = p.release_id", "")))  # fmt: skip
    yield _view("view: a table in its place", "DROP VIEW report_stage", "CREATE TABLE report_stage AS SELECT * FROM published_stage")  # fmt: skip
    yield from _triggers()
    yield _named("table: a column more", "表结构", "ALTER TABLE published_metric ADD COLUMN remark TEXT")
    yield _named("table: a column renamed", "published_stage", "ALTER TABLE published_stage RENAME COLUMN label_zh TO label")  # fmt: skip
    yield _named("table: its key taken away", "published_metric", "ALTER TABLE published_metric DROP CONSTRAINT published_metric_pkey", only=POSTGRESQL)  # fmt: skip
    yield _named("table: nulls let in", "published_metric", "ALTER TABLE published_metric ALTER COLUMN unit_name DROP NOT NULL", only=POSTGRESQL)  # fmt: skip
    words = "数据字典"
    yield Tamper("dictionary: a meaning changed", _run("UPDATE report_data_dictionary SET meaning = '上报数' WHERE column_name = 'ytd_value'"), words, guarded=False)  # fmt: skip
    yield Tamper("dictionary: a unit changed", _run("UPDATE report_data_dictionary SET unit = 'usd' WHERE unit = 'yuan'"), words, guarded=False)  # fmt: skip
    yield Tamper("dictionary: a row removed", _run("DELETE FROM report_data_dictionary WHERE table_name = 'report_metric'"), words, guarded=False)  # fmt: skip
    yield Tamper("dictionary: a row added", _run("INSERT INTO report_data_dictionary VALUES ('report_metric', 'x', 'x', 'text', '', 'x')"), words, guarded=False)  # fmt: skip
    yield _named("comment: changed", "列说明", "COMMENT ON COLUMN report_metric.ytd_value IS '上报数'", only=POSTGRESQL)
    yield _named("comment: removed", "列说明", "COMMENT ON VIEW report_metric IS NULL", only=POSTGRESQL)
    yield _named("rows hidden by a policy", "行级权限", "ALTER TABLE published_metric ENABLE ROW LEVEL SECURITY", only=POSTGRESQL)  # fmt: skip
    yield _named("inserts diverted by a rule", "RULE", "CREATE RULE divert AS ON INSERT TO published_metric DO INSTEAD NOTHING", only=POSTGRESQL)  # fmt: skip
    yield _named("a view of the same name in another schema", "其他模式", "CREATE SCHEMA aside", "CREATE VIEW aside.report_metric AS SELECT 1 AS x", only=POSTGRESQL)  # fmt: skip
    yield _named("every trigger of the session off", "session_replication_role", "SET LOCAL session_replication_role = replica", only=POSTGRESQL)  # fmt: skip


def _triggers() -> Iterator[Tamper]:
    for name in ("published_metric_no_update", "published_metric_no_delete", "published_metric_sealed",
                 "release_manifest_no_update", "month_reopening_no_delete", "release_pointer_forward",
                 "release_pointer_first", "release_pointer_no_delete"):  # fmt: skip
        yield _named(f"trigger {name}: dropped", name, f"DROP TRIGGER {name}", only=SQLITE)
    empty = sqlite_triggers()["published_metric_no_update"].replace("RAISE(ABORT,", "coalesce(0,")
    yield _named("trigger: refuses nothing", TRIGGER, "DROP TRIGGER published_metric_no_update", empty, only=SQLITE)
    yield Tamper("trigger: all dropped", lambda scene: scene.run(*(f"DROP TRIGGER {name}" for name in sqlite_triggers())), TRIGGER, guarded=False, only=SQLITE)  # fmt: skip
    yield _named("trigger: one more, which changes what is added", "published_metric", "CREATE TRIGGER changes AFTER INSERT ON published_metric BEGIN SELECT 1; END", only=SQLITE)  # fmt: skip
    yield _named("trigger: one more, on a table spelt in capitals", "PUBLISHED_METRIC.changes", "CREATE TRIGGER changes AFTER INSERT ON PUBLISHED_METRIC BEGIN SELECT 1; END", only=SQLITE)  # fmt: skip
    yield _named("trigger: one more, on a view", "report_metric.changes", "CREATE TRIGGER changes INSTEAD OF INSERT ON report_metric BEGIN SELECT 1; END", only=SQLITE)  # fmt: skip
    for table, name in (("published_metric", "published_metric_immutable"), ("published_metric", "published_metric_sealed"),
                        ("release_pointer", "release_pointer_forward"), ("release_manifest", "release_manifest_immutable")):  # fmt: skip
        yield _named(f"trigger {name}: dropped", name, f"DROP TRIGGER {name} ON {table}", only=POSTGRESQL)
        yield _named(f"trigger {name}: disabled", name, f"ALTER TABLE {table} DISABLE TRIGGER {name}", only=POSTGRESQL)
    for function in ("refuse_change", "refuse_sealed", "pointer_moves_forward"):
        body = (
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
        )
        yield _named(f"trigger function {function}: refuses nothing", function, body, only=POSTGRESQL)
    yield _named("trigger: one more, which changes what is added", "published_metric.changes", "CREATE TRIGGER changes BEFORE INSERT ON published_metric FOR EACH ROW EXECUTE FUNCTION refuse_change()", only=POSTGRESQL)  # fmt: skip
    yield _named("trigger: only when", TRIGGER, "CREATE OR REPLACE TRIGGER release_pointer_forward BEFORE INSERT OR UPDATE ON release_pointer FOR EACH ROW WHEN (NEW.month = 'x') EXECUTE FUNCTION pointer_moves_forward()", only=POSTGRESQL)  # fmt: skip


def _run(*statements: str) -> Callable[[Scene], None]:
    return lambda scene: scene.run(*statements)


def _named(name: str, says: str, *statements: str, only: str = "") -> Tamper:
    return Tamper(name, _run(*statements), says, guarded=False, only=only)


def _view(name: str, *statements: str) -> Tamper:
    return Tamper(name, _run(*statements[0].split(";\n"), *statements[1:]), VIEW, guarded=False)


def _replaced(name: str, query: str) -> str:
    return f"DROP VIEW {name};\nCREATE VIEW {name} AS {query}"

"""The house is easy to enter: no module imports itself round a circle, no two public things share a name."""

from __future__ import annotations

import ast
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("assets", "pipelines", "schemas")
# Names that something outside the module asks for: a program's entry, a step of alembic, a scoring method (Method).
ASKED_FOR = {"main", "upgrade", "inputs", "score", "words"}


def test_no_import_goes_round_in_a_circle() -> None:
    assert circles(grimp.build_graph(*PRODUCT, cache_dir=None)) == []


def circles(graph: grimp.ImportGraph) -> list[str]:
    """Modules that import one another, each circle once, as 'a -> b -> a'."""
    found: dict[frozenset[str], str] = {}
    for module in sorted(graph.modules):
        for imported in graph.find_modules_directly_imported_by(module):
            back = graph.find_shortest_chain(importer=imported, imported=module)
            if back:
                found.setdefault(frozenset(back), " -> ".join((module, *back)))
    return sorted(found.values())


def test_a_circle_is_found() -> None:
    graph = grimp.ImportGraph()
    for importer, imported in pairwise(("a", "b", "c", "a")):
        graph.add_import(importer=importer, imported=imported)
    assert circles(graph) == ["a -> b -> c -> a"]


def test_public_names_are_defined_once() -> None:
    where = defaultdict(list)
    for path in (path for folder in PRODUCT for path in sorted((ROOT / folder).rglob("*.py"))):
        for name in _public(path):
            where[name].append(path.relative_to(ROOT).as_posix())
    assert {name: paths for name, paths in where.items() if len(paths) > 1 and name not in ASKED_FOR} == {}


def _public(path: Path) -> tuple[str, ...]:
    body = ast.parse(path.read_text("utf-8")).body
    return tuple(
        each.name for each in body if isinstance(each, ast.FunctionDef | ast.ClassDef) and not each.name.startswith("_")
    )

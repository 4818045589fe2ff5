"""The documents tell what is there: paths and links exist, names of the glossary are in the code, forms and CI are sound YAML,
the changelog's newest release is the project's version."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "tests").glob("*.md")])
OURS = ("assets", "schemas", "pipelines", "samples", "tests", "docs", "benchmarks", "deploy", ".ci", ".github")
_PATH = re.compile(rf"(?<![\w/.<-])((?:{'|'.join(map(re.escape, OURS))})(?:/[\w.-]+)+)(?![\w<*-])")
_LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
_YAML = sorted([ROOT / ".pre-commit-config.yaml", *(ROOT / ".github").rglob("*.yml")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_path_and_link_exists(page: Path) -> None:
    """Files of the project are named by their whole path, so that a rename is a search and replace."""
    text = page.read_text("utf-8")
    missing = [each for each in sorted(set(_PATH.findall(text))) if not (ROOT / each.rstrip(".")).exists()]
    missing += [each for each in sorted(set(_LINK.findall(text))) if not (page.parent / each).exists()]
    assert missing == []


def test_no_module_is_named_by_half_its_path() -> None:
    """`store/contract.py` would escape a search and replace."""
    halves = {
        f"{page.name}: {each}"
        for page in PAGES
        for each in re.findall(r"`((?:[\w-]+/)+[\w<>-]+\.py)`", page.read_text("utf-8"))
        if each.split("/")[0] not in OURS
    }
    assert halves == set()


def test_every_name_of_the_glossary_is_in_the_code() -> None:
    rows = re.findall(r"^\|[^|]+\|([^|]+)\|[^|]+\|$", (DOCS / "glossary.md").read_text("utf-8"), re.MULTILINE)
    names = {name for row in rows for name in re.findall(r"`([^`]+)`", row)}
    assert len(names) > 60
    assert sorted(names - _words_of_the_code()) == []


@cache
def _words_of_the_code() -> frozenset[str]:
    files = [path for folder in ("assets", "schemas", "pipelines") for end in ("py", "yaml", "csv")
             for path in (ROOT / folder).rglob(f"*.{end}")]  # fmt: skip
    return frozenset(re.findall(r"\w+", "\n".join(path.read_text("utf-8") for path in files)))


def test_every_decision_is_in_the_index_and_has_its_four_parts() -> None:
    index = (DOCS / "decisions" / "README.md").read_text("utf-8")
    pages = sorted((DOCS / "decisions").glob("0*.md"))
    assert [page.name for page in pages if f"({page.name})" not in index] == []
    parts = ("**Context.**", "**Decision.**", "**What it costs.**", "**What would change it.**")
    assert [page.name for page in pages if any(part not in page.read_text("utf-8") for part in parts)] == []


def test_every_document_is_in_the_index() -> None:
    index = (DOCS / "README.md").read_text("utf-8")
    assert [page.name for page in DOCS.glob("*.md") if page.name != "README.md" and f"({page.name})" not in index] == []


@pytest.mark.parametrize("path", _YAML, ids=lambda path: path.name)
def test_forms_hooks_and_ci_are_yaml(path: Path) -> None:
    told = yaml.safe_load(path.read_text("utf-8"))
    if path.parent.name == "ISSUE_TEMPLATE" and "body" in told:
        assert {"name", "description"} <= told.keys()
        ids = [part["id"] for part in told["body"] if part["type"] != "markdown"]
        assert len(ids) == len(set(ids))
        assert told["body"][-1]["attributes"]["options"][0]["required"]  # nothing personal is attached
    if path.name == "ci.yml":
        (job,) = told["jobs"].values()
        supported = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
        assert (job["strategy"]["matrix"]["python"], supported) == (["3.11", "3.12", "3.13", "3.14"], ">=3.11,<3.15")
        assert job["steps"][-1] == {"run": ".ci/run"}
    if path.name == ".pre-commit-config.yaml":
        entries = [hook["entry"] for hook in told["repos"][0]["hooks"]]
        check = next(line for line in (ROOT / "Makefile").read_text("utf-8").splitlines() if "lint-imports" in line)
        assert [Path(entry.split()[0]).name for entry in entries] == re.findall(r"\$\(BIN\)/([\w-]+)", check)


def test_the_newest_release_of_the_changelog_is_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    released = [each for each in headings if each != "Unreleased"]
    assert headings[:1] in (["Unreleased"], released[:1])
    assert re.fullmatch(re.escape(version) + r" \(\d{4}-\d\d-\d\d\)", released[0])

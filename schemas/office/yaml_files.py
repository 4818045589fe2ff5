"""Reads the office's YAML files (district.yaml, metrics.yaml, rulebooks) strictly, and tells the line of every value.

Refused, with its line: a key written twice, a number that is not finite or longer than any real one, text that is not
YAML, structures that are nested or repeated beyond any real file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LARGEST_FILE = 1_000_000  # bytes
_MOST_NODES, _DEEPEST, _LONGEST_NUMBER = 100_000, 30, 30
_NUMBER_TAGS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_MERGE = "tag:yaml.org,2002:merge"
_NOT_FINITE = (".nan", ".inf", "-.inf", "+.inf")
Path = tuple[Any, ...]


@dataclass
class YamlProblem(Exception):
    """A file that cannot be read as YAML. `line` counts from 1, None where the whole file is meant."""

    line: int | None
    found: str
    expected: str


@dataclass(frozen=True)
class YamlFile:
    """`value`: the content. `lines`: the line of each key and list entry, by its path."""

    value: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Iterable[Any]) -> int | None:
        """The line of a path of pydantic's errors; parts that are not in the file (the tag of a union) are passed
        over."""
        at: Path = ()
        for part in path:
            if (*at, part) in self.lines:
                at = (*at, part)
        return self.lines.get(at)


def read_yaml(data: bytes) -> YamlFile:
    """The file's content with its lines; an empty file is None. Raises YamlProblem."""
    if len(data) > _LARGEST_FILE:
        raise YamlProblem(None, f"{len(data)} 字节", f"文件不超过 {_LARGEST_FILE} 字节")
    try:
        loader = _LOADER(_text(data))
        node = loader.get_single_node()
        if node is None:
            return YamlFile(None)
        lines = dict(_lines_of(node, (), [0]))
        return YamlFile(loader.construct_document(node), lines)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise YamlProblem(mark.line + 1 if mark else None, "", "无法解析为 YAML，请检查缩进、冒号和引号") from error
    except RecursionError:
        raise YamlProblem(None, "", f"层次过深，应不超过 {_DEEPEST} 层") from None
    except ValueError as error:  # a date that is none: 2025-02-30 without quotation marks
        raise YamlProblem(None, "", f"含有无法识别的日期或数字（{error}）；日期请加引号") from error


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")


def _lines_of(node: yaml.Node, path: Path, seen: list[int]) -> Iterator[tuple[Path, int]]:
    """(path, line) of everything below a node. `seen` counts nodes, an alias each time it is used."""
    seen[0] += 1
    line = node.start_mark.line + 1
    if seen[0] > _MOST_NODES or len(path) > _DEEPEST:
        raise YamlProblem(line, "", f"内容过多或层次过深，应不超过 {_MOST_NODES} 项、{_DEEPEST} 层")
    if isinstance(node, yaml.ScalarNode):
        _check_number(node, line)
    elif isinstance(node, yaml.SequenceNode):
        for at, item in enumerate(node.value):
            yield (*path, at), item.start_mark.line + 1
            yield from _lines_of(item, (*path, at), seen)
    elif isinstance(node, yaml.MappingNode):
        keys: dict[str, int] = {}
        for key, value in node.value:
            name, at = _key_of(key), key.start_mark.line + 1
            if name in keys and key.tag != _MERGE:
                raise YamlProblem(at, str(name), f"同一层的键只能写一次，与第{keys[name]}行重复")
            keys[name] = at
            yield (*path, name), at
            yield from _lines_of(value, (*path, name), seen)


def _key_of(key: yaml.Node) -> Any:
    """A mapping's key as text; a key that is a list or a mapping is refused."""
    if not isinstance(key, yaml.ScalarNode):
        raise YamlProblem(key.start_mark.line + 1, "", "键应为文字")
    return key.value


def _check_number(node: yaml.ScalarNode, line: int) -> None:
    if node.tag in _NUMBER_TAGS and (len(node.value) > _LONGEST_NUMBER or node.value.lower() in _NOT_FINITE):
        raise YamlProblem(line, node.value[:_LONGEST_NUMBER], "应为有限的数字")

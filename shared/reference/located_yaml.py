"""YAML with places: every value as text, and every fault with its file, line and field.

Values stay text (a bare NO, an article 4.10 or a date must not be reinterpreted); the reader of the
reference data types them by field and asks here for the line when one is wrong.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from shared.kernel.canonical import Json


class ReferenceDataFault(Exception):
    """The reference data contradict their own form; the message names file, line and field."""


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place; exactly one of `text`, `items` and `fields` is meant by its kind."""

    file: str
    line: int
    path: str
    value: "str | list[Node] | dict[str, Node]"

    def fault(self, message: str) -> ReferenceDataFault:
        """Make the error that names this place."""
        return ReferenceDataFault(f"{self.file}:{self.line}: {self.path or 'the file'}: {message}")

    @property
    def text(self) -> str:
        """The scalar. Raises ReferenceDataFault."""
        if not isinstance(self.value, str):
            raise self.fault("a single value is expected here")
        return self.value

    @property
    def items(self) -> "list[Node]":
        """The items of a list. Raises ReferenceDataFault."""
        if not isinstance(self.value, list):
            raise self.fault("a list is expected here")
        return self.value

    @property
    def fields(self) -> "dict[str, Node]":
        """The fields of a mapping. Raises ReferenceDataFault."""
        if not isinstance(self.value, dict):
            raise self.fault("fields are expected here")
        return self.value

    def required(self, name: str) -> "Node":
        """Return the field `name`. Raises ReferenceDataFault."""
        found = self.fields.get(name)
        if found is None:
            raise self.fault(f"the field {name} is missing")
        return found

    def get(self, name: str) -> "Node | None":
        """Return the field `name`, or None: not known."""
        return self.fields.get(name)

    def only(self, *allowed: str) -> None:
        """Refuse fields that nobody reads: a misspelt field must not vanish. Raises ReferenceDataFault."""
        for name, node in self.fields.items():
            if name not in allowed:
                raise node.fault(f"unknown field; known here: {', '.join(allowed)}")

    def plain(self) -> Json:
        """Give the content without its places, as JSON, so that it can be named by its hash."""
        if isinstance(self.value, str):
            return self.value
        if isinstance(self.value, list):
            return [it.plain() for it in self.value]
        return {name: it.plain() for name, it in self.value.items()}


def read_yaml(path: Path) -> Node:
    """Read one YAML file. Raises ReferenceDataFault."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ReferenceDataFault(f"{path.name}: not readable as YAML: {error}") from error
    if root is None:
        raise ReferenceDataFault(f"{path.name}: the file is empty")
    return _node(root, path.name, "")


def _node(node: yaml.Node, file: str, path: str) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return Node(file, line, path, node.value)
    if isinstance(node, yaml.SequenceNode):
        items = [_node(it, file, f"{path}[{index}]") for index, it in enumerate(node.value)]
        return Node(file, line, path, items)
    fields: dict[str, Node] = {}
    for name, value in _pairs(node):
        place = f"{path}.{name.value}" if path else name.value
        if name.value in fields:
            raise ReferenceDataFault(f"{file}:{name.start_mark.line + 1}: {place}: given twice")
        fields[name.value] = _node(value, file, place)
    return Node(file, line, path, fields)


def _pairs(node: yaml.Node) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    for name, value in node.value:
        if not isinstance(name, yaml.ScalarNode):
            raise ReferenceDataFault(f"line {name.start_mark.line + 1}: a field name is a single word")
        yield name, value

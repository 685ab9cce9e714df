"""CEL's syntax tree as it comes over the wire (protobuf `cel.expr.ParsedExpr` and `CheckedExpr`), decoded.

Only what the rule language needs is read: expressions, and the position of each. The numbers are the field
numbers of cel.expr's syntax.proto and checked.proto.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_TYPE_URL, _VALUE = 1, 2
_CHECKED_EXPR, _CHECKED_INFO = 4, 5
_PARSED_EXPR, _PARSED_INFO = 2, 3
_POSITIONS = 4


class UnreadableTree(ValueError):
    """The parser handed out bytes of another form than this reader knows: a change of version."""


@dataclass(frozen=True, slots=True)
class RawConst:
    """A literal: bool, int, str, or the name of a kind that rules do not have (null, double, uint, bytes)."""

    id: int
    value: bool | int | str | None
    kind: str


@dataclass(frozen=True, slots=True)
class RawIdent:
    """A name; after checking it may be a dotted one."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class RawSelect:
    """operand.field, or has(operand.field)."""

    id: int
    operand: "Raw"
    field: str
    has: bool


@dataclass(frozen=True, slots=True)
class RawCall:
    """A function or operator; `target` stands before the dot of a member call."""

    id: int
    function: str
    target: "Raw | None"
    args: "tuple[Raw, ...]"


@dataclass(frozen=True, slots=True)
class RawList:
    """A literal list."""

    id: int
    items: "tuple[Raw, ...]"


@dataclass(frozen=True, slots=True)
class RawStruct:
    """A literal map or message."""

    id: int


@dataclass(frozen=True, slots=True)
class RawLoop:
    """A macro written out: exists, all, exists_one, map, filter and their kin."""

    id: int
    variable: str
    over: "Raw"
    start: "Raw"
    step: "Raw"
    result: "Raw"


Raw = RawConst | RawIdent | RawSelect | RawCall | RawList | RawStruct | RawLoop


@dataclass(frozen=True, slots=True)
class RawTree:
    """A decoded expression and the character at which each node, by id, is placed."""

    root: Raw
    positions: Mapping[int, int] = field(repr=False)


def decode(serialized: bytes) -> RawTree:
    """Decode what the parser serialises (an Any message). Raises `UnreadableTree`."""
    outer = dict(_fields(serialized))
    url, body = outer.get(_TYPE_URL), outer.get(_VALUE)
    if not isinstance(body, bytes) or not isinstance(url, bytes):
        raise UnreadableTree("neither a parsed nor a checked expression")
    checked = url.endswith(b"CheckedExpr")
    expr_field, info_field = (_CHECKED_EXPR, _CHECKED_INFO) if checked else (_PARSED_EXPR, _PARSED_INFO)
    parts = dict(_fields(body))
    expr, info = parts.get(expr_field), parts.get(info_field, b"")
    if not isinstance(expr, bytes) or not isinstance(info, bytes):
        raise UnreadableTree("no expression inside")
    return RawTree(_expr(expr), _positions(info))


def _positions(info: bytes) -> dict[int, int]:
    found = {}
    for number, value in _fields(info):
        if number == _POSITIONS and isinstance(value, bytes):
            entry = dict(_fields(value))
            found[_whole(entry.get(1, 0))] = _whole(entry.get(2, 0))
    return found


def _expr(data: bytes) -> Raw:
    identity = 0
    for number, value in _fields(data):
        if number == 2:
            identity = _whole(value)
            continue
        if not isinstance(value, bytes) or number not in _READERS:
            raise UnreadableTree(f"unknown field {number} of an expression")
        return _READERS[number](identity, value)
    raise UnreadableTree("an empty expression")


def _const(identity: int, data: bytes) -> Raw:
    for number, value in _fields(data):
        if number == 2:
            return RawConst(identity, value != 0, "bool")
        if number == 3:
            return RawConst(identity, _signed(_whole(value)), "int")
        if number == 6 and isinstance(value, bytes):
            return RawConst(identity, value.decode(), "string")
        kinds = {1: "null", 4: "uint", 5: "double", 7: "bytes", 8: "duration", 9: "timestamp"}
        return RawConst(identity, None, kinds.get(number, "unknown"))
    raise UnreadableTree("an empty constant")


def _ident(identity: int, data: bytes) -> Raw:
    return RawIdent(identity, _text(dict(_fields(data)).get(1, b"")))


def _select(identity: int, data: bytes) -> Raw:
    parts = dict(_fields(data))
    return RawSelect(identity, _expr(_bytes(parts.get(1))), _text(parts.get(2, b"")), bool(parts.get(3)))


def _call(identity: int, data: bytes) -> Raw:
    function, target, args = "", None, []
    for number, value in _fields(data):
        if number == 1:
            target = _expr(_bytes(value))
        elif number == 2:
            function = _text(value)
        elif number == 3:
            args.append(_expr(_bytes(value)))
    return RawCall(identity, function, target, tuple(args))


def _list(identity: int, data: bytes) -> Raw:
    return RawList(identity, tuple(_expr(_bytes(value)) for number, value in _fields(data) if number == 1))


def _struct(identity: int, _data: bytes) -> Raw:
    return RawStruct(identity)


def _loop(identity: int, data: bytes) -> Raw:
    parts = dict(_fields(data))
    over, start, step, result = (_expr(_bytes(parts.get(number))) for number in (2, 4, 6, 7))
    return RawLoop(identity, _text(parts.get(1, b"")), over, start, step, result)


_READERS = {3: _const, 4: _ident, 5: _select, 6: _call, 7: _list, 8: _struct, 9: _loop}


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    at, end = 0, len(data)
    while at < end:
        key = data[at]  # almost every key and length is one byte
        if key < 128:
            at += 1
        else:
            key, at = _varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == _VARINT:
            value, at = _varint(data, at)
            yield number, value
            continue
        if wire == _BYTES:
            length, at = (data[at], at + 1) if at < end and data[at] < 128 else _varint(data, at)
        elif wire in (_FIXED64, _FIXED32):
            length = 8 if wire == _FIXED64 else 4
        else:
            raise UnreadableTree(f"unknown wire type {wire}")
        if at + length > end:
            raise UnreadableTree("cut short")
        yield number, data[at : at + length]
        at += length


def _varint(data: bytes, at: int) -> tuple[int, int]:
    result = shift = 0
    while at < len(data):
        byte = data[at]
        at += 1
        result |= (byte & 127) << shift
        if byte < 128:
            return result, at
        shift += 7
    raise UnreadableTree("cut short")


def _signed(value: int) -> int:
    return value - 2**64 if value >= 2**63 else value


def _whole(value: int | bytes) -> int:
    if isinstance(value, int):
        return value
    raise UnreadableTree("a number was expected")


def _bytes(value: int | bytes | None) -> bytes:
    if isinstance(value, bytes):
        return value
    raise UnreadableTree("a part of an expression is missing")


def _text(value: int | bytes) -> str:
    return _bytes(value).decode()

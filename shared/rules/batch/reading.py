"""Columns of facts from Arrow arrays or from flat facts, checked against the vocabulary.

Arrow is the one way in, so no row is walked in Python. NumPy arrays are `pyarrow.array(values, mask=...)`;
flat facts, as `admit` gives them, are turned into Arrow arrays first. Null is missing.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from shared.kernel.errors import Invalid, Violation
from shared.rules.batch.bitmaps import padded
from shared.rules.batch.columns import (
    ELEMENT,
    FALSE,
    Column,
    FactColumns,
    FlagColumn,
    ListColumn,
    NumberColumn,
    TextColumn,
)
from shared.rules.documents.vocabulary import LEGAL_DAY, FactType, ListOf, Scalar, Vocabulary
from shared.rules.facts import LIST
from shared.rules.language.limits import WHOLE

_ARROW = {Scalar.BOOL: pa.bool_(), Scalar.INT: pa.int32(), Scalar.DATE: pa.int32(), Scalar.STR: pa.string()}


def from_facts(facts: Sequence[Mapping[str, object]], vocabulary: Vocabulary) -> FactColumns:
    """Turn flat, admitted facts into columns; facts that no case has get no column."""
    names = {name for case in facts for name in case if name != LEGAL_DAY}
    arrays = {
        name: pa.array([case.get(name) for case in facts], _arrow_type(vocabulary[name].type))
        for name in sorted(names)
    }
    return from_arrow(arrays, vocabulary, rows=len(facts))


def from_arrow(table: Any, vocabulary: Vocabulary, *, rows: int | None = None) -> FactColumns:
    """Turn a `pyarrow` Table, RecordBatch or mapping of arrays, named as the facts are, into columns.

    Whole numbers may come in any integer type, days as date32 or epoch days, texts plain or
    dictionary-encoded, records as lists of structs. Raises `Invalid` naming each column that the vocabulary
    has not, that is of another type, or that holds what no single case may hold (see `admit`).
    """
    arrays = (
        table if isinstance(table, Mapping) else dict(zip(table.schema.names, table.columns, strict=True))
    )
    count = rows if rows is not None else len(next(iter(arrays.values()), ()))
    columns: dict[str, Column | ListColumn] = {}
    violations = []
    for name, array in arrays.items():
        try:
            columns[name] = _column(name, array, vocabulary, count)
        except (_WrongColumn, pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            violations.append(
                Violation(f"/{name}", getattr(error, "code", "wrong_type"), f"{name!r}: {error}")
            )
    if violations:
        raise Invalid(*violations)
    return FactColumns(vocabulary, count, columns)


class _WrongColumn(ValueError):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def _column(name: str, array: Any, vocabulary: Vocabulary, rows: int) -> Column | ListColumn:
    if name == LEGAL_DAY:
        raise _WrongColumn("unknown_fact", "the legal day is set by the legal date")
    if name not in vocabulary:
        raise _WrongColumn("unknown_fact", "not in the vocabulary")
    if len(array) != rows:
        raise _WrongColumn("wrong_length", f"{len(array)} values for {rows} cases")
    kind = vocabulary[name].type
    whole = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    return _scalar(whole, kind) if isinstance(kind, Scalar) else _list(whole, kind)


def _scalar(array: Any, kind: Scalar) -> Column:
    if pa.types.is_null(array.type):
        array = array.cast(_ARROW[kind])
    match kind:
        case Scalar.BOOL:
            return FlagColumn(_flags(array))
        case Scalar.STR:
            return _texts(array)
        case Scalar.INT | Scalar.DATE:
            return _numbers(array, kind)


def _flags(array: Any) -> NDArray[np.uint8]:
    if not pa.types.is_boolean(array.type):
        raise _WrongColumn("wrong_type", f"true or false is expected, not {array.type}")
    codes = np.asarray(array.cast(pa.uint8()).fill_null(0)) + np.uint8(FALSE)
    return _padded(codes * _present(array))


def _numbers(array: Any, kind: Scalar) -> NumberColumn:
    if pa.types.is_date32(array.type) and kind is Scalar.DATE:
        array = array.cast(pa.int32())
    if not pa.types.is_integer(array.type):
        raise _WrongColumn("wrong_type", f"a value of type {kind} is expected, not {array.type}")
    values = np.asarray(array.cast(pa.int32()).fill_null(0))
    if len(values) and values.min() < -WHOLE:
        raise _WrongColumn("wrong_type", f"a whole number goes to {WHOLE} either side of zero")
    return NumberColumn(_padded(values), _padded(_present(array)))


def _texts(array: Any) -> TextColumn:
    if pa.types.is_dictionary(array.type):
        held = array.dictionary
        if held.null_count or len(held.unique()) != len(held):
            array = array.cast(pa.string())
    if not pa.types.is_dictionary(array.type):
        if not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
            raise _WrongColumn("wrong_type", f"text is expected, not {array.type}")
        array = array.dictionary_encode()
    values = tuple(array.dictionary.to_pylist())
    if not all(isinstance(it, str) for it in values):
        raise _WrongColumn("wrong_type", f"text is expected, not {array.type}")
    codes = np.asarray(array.indices.cast(pa.int64()).fill_null(-1)) + 1
    return TextColumn(_padded(codes.astype(np.min_scalar_type(len(values)))), values)


def _list(array: Any, kind: FactType) -> ListColumn:
    if pa.types.is_null(array.type):
        array = array.cast(_arrow_type(kind))
    if not (pa.types.is_list(array.type) or pa.types.is_large_list(array.type)):
        raise _WrongColumn("wrong_type", f"a list is expected, not {array.type}")
    lengths = np.asarray(pc.list_value_length(array).fill_null(0)).astype(np.int64)
    if len(lengths) and lengths.max() > LIST:
        raise _WrongColumn("wrong_type", f"a list holds at most {LIST} elements")
    inner = array.flatten()
    if isinstance(kind, ListOf):
        if inner.null_count:
            raise _WrongColumn("wrong_type", "an element of a list is never missing")
        elements = {ELEMENT: _scalar(inner, kind.element)}
    else:
        elements = _records(inner, dict(getattr(kind, "fields", ())))
    return ListColumn(np.concatenate(([0], np.cumsum(lengths))), _padded(_present(array)), elements)


def _records(inner: Any, fields: Mapping[str, Scalar]) -> dict[str, Column]:
    if pa.types.is_null(inner.type):
        inner = inner.cast(pa.struct([(name, _ARROW[kind]) for name, kind in fields.items()]))
    if not pa.types.is_struct(inner.type):
        raise _WrongColumn("wrong_type", f"records are expected, not {inner.type}")
    found = {field.name: array for field, array in zip(inner.type, inner.flatten(), strict=True)}
    for name in found:
        if name not in fields:
            raise _WrongColumn("unknown_fact", f"the record has no field {name!r}")
    absent = {name: pa.nulls(len(inner), _ARROW[kind]) for name, kind in fields.items() if name not in found}
    return {name: _scalar((found | absent)[name], kind) for name, kind in fields.items()}


def _arrow_type(kind: FactType) -> Any:
    if isinstance(kind, Scalar):
        return _ARROW[kind]
    if isinstance(kind, ListOf):
        return pa.list_(_ARROW[kind.element])
    return pa.list_(pa.struct([(name, _ARROW[scalar]) for name, scalar in kind.fields]))


def _present(array: Any) -> NDArray[np.bool_]:
    return np.asarray(array.is_valid())


def _padded(values: NDArray[Any]) -> NDArray[Any]:
    found = np.zeros(padded(len(values)), values.dtype)
    found[: len(values)] = values
    return found

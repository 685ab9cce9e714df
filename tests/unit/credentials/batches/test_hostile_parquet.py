"""Parquet that lies, breaks off or unpacks without end: refused precisely, with little memory."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe
import pytest

from services.credentials.adapters.batches import parquet_reading
from services.credentials.adapters.batches.blocks import Block, Gathering
from services.credentials.adapters.batches.csv_reading import NotATable
from services.credentials.adapters.batches.parquet_reading import read_parquet
from shared.kernel.errors import Invalid

CHECK = {
    "key": "a",
    "award_country": "FRA",
    "qualification": "Licence",
    "award_date": "2015-07-01",
    "host_country": "NOR",
    "purpose": "work",
}


def parquet(table: Any, **options: Any) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, **options)
    return sink.getvalue()


def rows(count: int = 3, **columns: Any) -> Any:
    table = pa.table({name: [value] * count for name, value in CHECK.items()})
    for name, values in columns.items():
        place = table.schema.get_field_index(name)
        array = values if isinstance(values, pa.Array) else pa.array(values)
        table = table.append_column(name, array) if place < 0 else table.set_column(place, name, array)
    return table


def read(content: bytes) -> list[Block]:
    return list(read_parquet(io.BytesIO(content), Gathering(), known=frozenset()))


def refused(content: bytes) -> set[tuple[str, str]]:
    with pytest.raises(Invalid) as found:
        read(content)
    assert isinstance(found.value, NotATable)
    return {(it.pointer, it.code) for it in found.value.violations}


def _struct() -> Any:
    return pa.array([{"name": "Licence"}] * 3)


@pytest.mark.parametrize(
    ("column", "values", "code"),
    [
        ("qualification", lambda: pa.array([["Licence"]] * 3), "wrong_type"),
        ("qualification", _struct, "wrong_type"),
        ("qualification", lambda: pa.array([{"a": [{"b": 1}]}] * 3), "wrong_type"),
        ("qualification", lambda: pa.array([b"\xff"] * 3), "wrong_type"),
        ("qualification", lambda: pa.array([1, 2, 3]), "wrong_type"),
        ("award_country", lambda: pa.array([True] * 3), "wrong_type"),
        ("award_date", lambda: pa.array([1.5] * 3), "wrong_type"),
        ("host_country", lambda: pa.array([1] * 3, pa.timestamp("us")), "wrong_type"),
        ("colour", lambda: pa.array(["red"] * 3), "unknown_column"),
    ],
    ids=["list", "struct", "deep", "bytes", "number", "flag", "fraction", "moment", "unknown"],
)
def test_columns_of_the_wrong_kind_are_named(column: str, values: Callable[[], Any], code: str) -> None:
    assert refused(parquet(rows(**{column: values()}))) == {(f"/{column}", code)}


@pytest.mark.parametrize("cut", [4, 7, 100, 400])
def test_a_file_that_breaks_off_is_none(cut: int) -> None:
    assert refused(parquet(rows())[:-cut]) == {("", "not_parquet")}


def test_a_file_without_its_middle_is_none() -> None:
    whole = parquet(rows(20_000, institution=pa.array([f"University {it}" for it in range(20_000)])))
    assert refused(whole[:1_000] + whole[40_000:]) == {("", "not_parquet")}


def test_other_bytes_between_the_marks_are_none() -> None:
    assert refused(b"PAR1" + b"\0" * 50 + (20).to_bytes(4, "little") + b"PAR1") == {("", "not_parquet")}
    assert refused(b"PAR1") == {("", "not_parquet")}
    assert refused(b"") == {("", "not_parquet")}


class _Keys(pe.KmsClient):  # type: ignore[misc]
    def __init__(self, _: Any) -> None:
        pe.KmsClient.__init__(self)

    def wrap_key(self, key: bytes, _: str) -> bytes:
        return key.hex().encode()

    def unwrap_key(self, key: bytes, _: str) -> bytes:
        return bytes.fromhex(key.decode())


@pytest.mark.parametrize("footer", [False, True], ids=["footer encrypted", "footer in the clear"])
def test_an_encrypted_file_is_called_so(*, footer: bool) -> None:
    configuration = pe.EncryptionConfiguration(
        footer_key="footer", column_keys={"column": list(CHECK)}, plaintext_footer=footer
    )
    properties = pe.CryptoFactory(_Keys).file_encryption_properties(pe.KmsConnectionConfig(), configuration)
    sink = io.BytesIO()
    with pq.ParquetWriter(sink, rows().schema, encryption_properties=properties) as writer:
        writer.write_table(rows())
    assert refused(sink.getvalue()) == {("", "encrypted")}


def test_a_directory_of_a_million_columns_is_refused_before_it_is_parsed() -> None:
    claimed = b"PAR1" + b"\0" * 100 + (100 * 1_048_576).to_bytes(4, "little") + b"PAR1"
    assert refused(claimed) == {("", "too_large")}


@pytest.mark.parametrize(
    ("columns", "fault"), [(1_000, ("", "too_many_columns")), (21_000, ("", "not_parquet"))]
)
def test_thousands_of_columns_are_counted_and_not_named(columns: int, fault: tuple[str, str]) -> None:
    many = pa.table({f"c{it}": pa.array([], pa.string()) for it in range(columns)})
    assert refused(parquet(many)) == {fault}


def test_a_dictionary_entry_that_every_row_repeats_is_held_once() -> None:
    codes = pa.array(np.zeros(20_000, np.int32))
    huge = pa.DictionaryArray.from_arrays(codes, pa.array(["x" * 100_000]))
    content = parquet(rows(20_000, institution=huge), compression="zstd")
    assert len(content) < 200_000, "2 GB once it is spread"
    before = pa.total_allocated_bytes()
    blocks = 0
    for block in read_parquet(io.BytesIO(content), Gathering(), known=frozenset()):
        blocks += 1
        assert all(len(it or "") <= 301 for it in block.columns["institution"])
        assert pa.total_allocated_bytes() - before < 32 * 1_048_576
    assert blocks == 4


def test_a_row_group_that_unpacks_without_end_is_refused_by_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_reading, "LARGEST_GROUP", 1_000_000)
    texts = pa.array(["x" * 250 + str(it) for it in range(8_000)])
    content = parquet(rows(8_000, institution=texts), use_dictionary=False, compression="zstd")
    assert len(content) < 100_000
    assert refused(content) == {("", "too_large")}


def test_a_text_that_is_not_utf8_costs_its_row_alone() -> None:
    broken = pa.Array.from_buffers(
        pa.string(),
        3,
        [
            None,
            pa.py_buffer(bytes([0, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 6, 0, 0, 0])),
            pa.py_buffer(b"ab\xff\xfecd"),
        ],
    )
    (block,) = read(parquet(rows(key=["a", "b", "c"], institution=broken)))
    assert block.columns["institution"] == ["ab", None, "cd"]
    assert {row: [(it.pointer, it.code) for it in found] for row, found in block.faults.items()} == {
        2: [("/institution", "invalid_utf8")]
    }

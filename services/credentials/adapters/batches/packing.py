"""Arrow tables as bytes and back: compressed streams, one after the other."""

from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pyarrow.ipc

_OPTIONS = pa.ipc.IpcWriteOptions(compression="zstd")


def packed(*tables: Any) -> bytes:
    """Write tables or record batches as compressed Arrow streams."""
    sink = pa.BufferOutputStream()
    for table in tables:
        with pa.ipc.new_stream(sink, table.schema, options=_OPTIONS) as writer:
            writer.write(table)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def unpacked(content: bytes) -> Any:
    """Read the one table that was packed."""
    (table,) = all_unpacked(content)
    return table


def all_unpacked(content: bytes) -> Iterable[Any]:
    """Read the tables in the order in which they were packed."""
    source = pa.BufferReader(content)
    while source.tell() < source.size():
        yield pa.ipc.open_stream(source).read_all()

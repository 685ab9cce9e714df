"""Arrow tables as bytes and back: one compressed stream each."""

from typing import Any

import pyarrow as pa
import pyarrow.ipc


def packed(table: Any) -> bytes:
    """Write a table or record batch as a compressed Arrow stream."""
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write(table)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def unpacked(content: bytes) -> Any:
    """Read a stream as one table."""
    return pa.ipc.open_stream(content).read_all()

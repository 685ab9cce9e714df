"""The body of a batch as blocks of rows: CSV, NDJSON or Parquet, read as it comes and never held whole."""

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Protocol

from starlette.requests import ClientDisconnect, Request

from services.credentials.adapters.batches.blocks import Block, Gathering
from services.credentials.adapters.batches.csv_reading import CsvReading
from services.credentials.adapters.batches.ndjson_reading import NdjsonReading
from services.credentials.adapters.batches.parquet_reading import read_parquet
from services.credentials.adapters.batches.writing import CSV, NDJSON, PARQUET
from shared.http.problems import Problem

LARGEST_BODY = 512 * 1_048_576
SPOOLED = 8 * 1_048_576
"""A Parquet body above this size waits on disk, not in memory."""


class Reading(Protocol):
    """Reads a stream piece by piece."""

    def feed(self, piece: bytes) -> Iterator[Block]:
        """Take bytes; give the blocks that are full."""
        ...

    def end(self) -> Iterator[Block]:
        """Give what is left."""
        ...


class BatchBody:
    """One body. `fingerprint` is complete when `blocks` has ended."""

    def __init__(self, request: Request, defaults: Mapping[str, str]) -> None:
        self._request = request
        self._defaults = dict(defaults)
        self._hash = hashlib.sha256(repr(sorted(self._defaults.items())).encode())
        self.media_type = (request.headers.get("content-type") or "").partition(";")[0].strip().lower()
        if self.media_type not in _READERS and self.media_type != PARQUET:
            detail = (
                f"send {CSV}, {NDJSON} or {PARQUET}, not {self.media_type or 'a body without a media type'}"
            )
            raise Problem(415, "unsupported_media_type", "The media type is not supported", detail)
        if request.headers.get("content-encoding", "identity") != "identity":
            detail = "send the body as it is, without a content encoding"
            raise Problem(415, "unsupported_content_encoding", "The encoding is not supported", detail)

    def fingerprint(self) -> str:
        """Name the content: the bytes, and the parameters that complete the rows."""
        return self._hash.hexdigest()

    async def blocks(self) -> AsyncIterator[Block]:
        """Read the body. Raises NotATable, TooManyRows, and Problem 413 above the largest size."""
        if self.media_type == PARQUET:
            async for block in self._parquet():
                yield block
            return
        reading = _READERS[self.media_type](Gathering(self._defaults), tuple(self._defaults))
        async for piece in self._pieces():
            for block in reading.feed(piece):
                yield block
        for block in reading.end():
            yield block

    async def _parquet(self) -> AsyncIterator[Block]:
        with tempfile.SpooledTemporaryFile(max_size=SPOOLED) as file:
            async for piece in self._pieces():
                file.write(piece)
            file.seek(0)
            blocks = read_parquet(file, Gathering(self._defaults), known=frozenset(self._defaults))
            while (block := await asyncio.to_thread(next, blocks, None)) is not None:
                yield block

    async def _pieces(self) -> AsyncIterator[bytes]:
        size = 0
        try:
            async for piece in self._request.stream():
                size += len(piece)
                if size > LARGEST_BODY:
                    detail = f"the body is larger than {LARGEST_BODY} bytes; send several batches"
                    raise Problem(413, "body_too_large", "The body is too large", detail)
                self._hash.update(piece)
                yield piece
        except ClientDisconnect:
            detail = "the body broke off; send it again under the same key"
            raise Problem(400, "client_left", "The client left", detail) from None


_READERS: Mapping[str, Callable[[Gathering, tuple[str, ...]], Reading]] = {
    CSV: lambda gathering, known: CsvReading(gathering, known=known),
    NDJSON: lambda gathering, _: NdjsonReading(gathering),
    "application/jsonl": lambda gathering, _: NdjsonReading(gathering),
}

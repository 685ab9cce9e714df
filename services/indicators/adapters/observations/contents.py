"""Contents under the name of their SHA-256: kept in PostgreSQL in compressed pieces, mapped from local files.

PostgreSQL is the truth; the folder is a cache that any process may lose. A file is checked against its name
before it is used, so a damaged or foreign one is fetched again.
"""

import asyncio
import tempfile
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.indicators.adapters.tables import content_pieces, contents
from shared.kernel.errors import Unavailable
from shared.observability.logging import get_logger

PIECE = 4 * 1024 * 1024
_CODEC = "zstd"


class ContentLost(Unavailable):
    """The database does not hold the whole content that its catalogue names."""

    code = "content_lost"
    title = "A stored content is incomplete"


def name_of(content: bytes) -> str:
    """Name a content."""
    return sha256(content).hexdigest()


async def keep(connection: AsyncConnection, content: bytes) -> str:
    """Add a content within the connection's transaction; what is there already stays. Gives its name.

    Naming and packing take tenths of a second, so they leave the event loop to others.
    """
    name = await asyncio.to_thread(name_of, content)
    if await connection.scalar(select(contents.c.name).where(contents.c.name == name)):
        return name
    await connection.execute(insert(contents).values(name=name, size=len(content)))
    packed = memoryview(await asyncio.to_thread(pa.compress, content, codec=_CODEC, asbytes=True))
    for position, start in enumerate(range(0, len(packed), PIECE)):
        piece = bytes(packed[start : start + PIECE])
        await connection.execute(insert(content_pieces).values(name=name, position=position, piece=piece))
    return name


class Contents:
    """Opens contents; each is fetched from the database once."""

    def __init__(self, engine: AsyncEngine, folder: Path) -> None:
        self._engine = engine
        self._folder = folder

    async def open(self, name: str) -> pa.Buffer:
        """Map a content into memory. Raises ContentLost."""
        file = self._folder / name
        mapped = await asyncio.to_thread(_mapped, file, name)
        if mapped is not None:
            return mapped
        content = await self._fetch(name)
        if await asyncio.to_thread(name_of, content) != name:
            raise ContentLost(f"the content {name[:12]} is not what its name says")
        try:
            await asyncio.to_thread(_write, file, content)
        except OSError as error:
            # A read-only or full disk costs memory, not the answer.
            get_logger().warning("content is not mapped", error_type=type(error).__name__)
            return pa.py_buffer(content)
        return await asyncio.to_thread(_mapped, file, name) or pa.py_buffer(content)

    async def _fetch(self, name: str) -> bytes:
        async with self._engine.connect() as connection:
            size = await connection.scalar(select(contents.c.size).where(contents.c.name == name))
            pieces = await connection.scalars(
                select(content_pieces.c.piece)
                .where(content_pieces.c.name == name)
                .order_by(content_pieces.c.position)
            )
            packed = b"".join(pieces)
        if size is None or not packed:
            raise ContentLost(f"the content {name[:12]} is not in the database")
        return await asyncio.to_thread(_unpacked, packed, size)


def _unpacked(packed: bytes, size: int) -> bytes:
    whole: bytes = pa.decompress(packed, decompressed_size=size, codec=_CODEC, asbytes=True)
    return whole


def _mapped(file: Path, name: str) -> pa.Buffer | None:
    if not file.exists():
        return None
    buffer: pa.Buffer = pa.memory_map(str(file)).read_buffer()
    return buffer if sha256(buffer).hexdigest() == name else None


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Processes that fetch at once write files of their own; the last rename wins, with equal bytes.
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".part-", delete=False) as part:
        part.write(content)
    Path(part.name).rename(file)

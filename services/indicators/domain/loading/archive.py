"""A zip archive: its members piece by piece, or the finding that it is cut short, damaged or too large."""

import lzma
import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import SEEK_END
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from services.indicators.domain.integrity.finding import Finding, Severity
from services.indicators.domain.loading.decode import Unreadable

LARGEST = 2 * 1024**3
"""The most bytes that a file, or all members together, may unfold to: the UIS bulk files stay far below."""
MOST_MEMBERS = 1_000
PIECE = 1 << 18
_END_RECORD, _LONGEST_COMMENT = 22, 65_535
_ENCRYPTED = 0x1


class Archive:
    """A zip archive whose members were all checked against their checksums before anything is read from them.

    `names` are the paths of its members, folders left out.
    """

    def __init__(self, archive: ZipFile, members: dict[str, ZipInfo]) -> None:
        self._archive = archive
        self._members = members
        self.names = tuple(members)

    def called(self, file_name: str) -> list[str]:
        """List the members with that file name, in whatever folder."""
        return [name for name in self.names if plain(name) == file_name]

    def pieces(self, name: str) -> Iterator[bytes]:
        """Unpack one member piece by piece."""
        with self._archive.open(self._members[name]) as opened:
            while piece := opened.read(PIECE):
                yield piece

    def content(self, name: str) -> bytes:
        """Unpack one member whole."""
        return b"".join(self.pieces(name))


def plain(name: str) -> str:
    """Give the file name of a member's path."""
    return name.rpartition("/")[2]


@contextmanager
def opened(file: IO[bytes], *, largest: int = LARGEST) -> Iterator[Archive]:
    """Open an archive after every member was unpacked once and has its checksum.

    Raises Unreadable: `truncated_archive`, `damaged_archive`, `archive_too_large`, `encrypted_archive`,
    `unknown_compression` or `duplicate_member`.
    """
    try:
        zipped = ZipFile(file)
        archive = Archive(zipped, _members(zipped.infolist(), largest))
        for name in archive.names:
            for _ in archive.pieces(name):
                pass
    except (BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, struct.error) as fault:
        code = "damaged_archive" if _has_its_end(file) else "truncated_archive"
        raise _unreadable(code, f"the zip archive cannot be read to its end: {fault}") from fault
    except NotImplementedError as fault:
        raise _unreadable("unknown_compression", f"a member cannot be unpacked: {fault}") from fault
    with zipped:
        yield archive


def bounded(pieces: Iterable[bytes], largest: int = LARGEST) -> Iterator[bytes]:
    """Pass unpacked bytes on up to `largest`. Raises Unreadable, `archive_too_large`."""
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > largest:
            raise _too_large(largest)
        yield piece


def _members(infos: list[ZipInfo], largest: int) -> dict[str, ZipInfo]:
    # A member that holds more than it says has another checksum, so what is said can be trusted here.
    if sum(it.file_size for it in infos) > largest:
        raise _too_large(largest)
    if len(infos) > MOST_MEMBERS:
        raise _unreadable("archive_too_large", f"the archive has more than {MOST_MEMBERS} members")
    members: dict[str, ZipInfo] = {}
    for it in infos:
        if it.flag_bits & _ENCRYPTED:
            raise _unreadable("encrypted_archive", f"{it.filename!r} needs a password")
        if it.filename in members:
            raise _unreadable("duplicate_member", f"the archive holds {it.filename!r} twice")
        if not it.is_dir():
            members[it.filename] = it
    return members


def _has_its_end(file: IO[bytes]) -> bool:
    """Say whether the end record is there, 22 bytes and a comment long (APPNOTE 4.3.16)."""
    size = file.seek(0, SEEK_END)
    file.seek(max(0, size - _END_RECORD - _LONGEST_COMMENT))
    last = file.read()
    start = last.rfind(b"PK\x05\x06")
    return start >= 0 and start + _END_RECORD <= len(last)


def _too_large(largest: int) -> Unreadable:
    return _unreadable("archive_too_large", f"it unfolds to more than {largest:,} bytes")


def _unreadable(code: str, detail: str) -> Unreadable:
    return Unreadable(Finding(code, Severity.REFUSAL, detail))

"""A zip archive in memory: its members, or the finding that it is cut short, damaged or too large."""

import zlib
from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType
from zipfile import BadZipFile, ZipFile

from services.indicators.domain.integrity.finding import Finding, Severity
from services.indicators.domain.loading.decode import Unreadable

LARGEST = 2 * 1024**3
"""The most bytes that all members together may unfold to: the UIS bulk files stay far below."""


def members(content: bytes, *, largest: int = LARGEST) -> Mapping[str, bytes]:
    """Unpack every member and check it against its checksum before anything is read from any of them.

    Raises Unreadable: `truncated_archive`, `damaged_archive` or `archive_too_large`.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            if sum(it.file_size for it in archive.infolist()) > largest:
                raise Unreadable(
                    _finding("archive_too_large", f"the archive unfolds to more than {largest} bytes")
                )
            unpacked = {it.filename: archive.read(it) for it in archive.infolist() if not it.is_dir()}
    except (BadZipFile, zlib.error, EOFError) as fault:
        code = "damaged_archive" if _has_its_end(content) else "truncated_archive"
        raise Unreadable(_finding(code, f"the zip archive cannot be read to its end: {fault}")) from fault
    return MappingProxyType(unpacked)


def _has_its_end(content: bytes) -> bool:
    """Say whether the end record is there, 22 bytes and a comment long (APPNOTE 4.3.16)."""
    start = content.rfind(b"PK\x05\x06")
    return start >= 0 and start + 22 <= len(content)


def _finding(code: str, detail: str) -> Finding:
    return Finding(code, Severity.REFUSAL, detail)

"""Entries of files, one after the other: JSON lines, JSON arrays, CSV; gzip where the file is packed.

Untrusted files: an entry above the limit, broken JSON or foreign bytes end in a clear error with their place.
"""

import csv
import gzip
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, cast

from shared.kernel.errors import DomainError

MAX_ENTRY = 4_000_000
"""Characters of one JSON object or line; the largest ROR record has some 200,000."""
MAX_CELL = 16_000_000
"""Characters of one CSV cell: some agencies put whole reports, in base64, into a column."""
MAX_UNPACKED = 2_000_000_000
CHUNK = 262_144
DELIMITERS = ",;|\t"
GZIP = b"\x1f\x8b"


class UnreadableFile(DomainError):
    """The file is not of the form that it should have; the message names the place."""

    code = "unreadable_file"
    title = "The file cannot be read"


def objects(path: Path) -> Iterator[tuple[str, Any]]:
    """Give the JSON values of lines or of one array, or the one object, with their places."""
    with _open(path) as file:
        start = _skip_space(file)
        if start == "[":
            yield from _array(file, path.name)
        elif path.name.removesuffix(".gz").endswith((".jsonl", ".ndjson")):
            yield from _lines(file, path.name, start)
        else:
            yield "the file", _parse(start + _rest(file, path.name), path.name)


def rows(path: Path) -> Iterator[tuple[str, Sequence[str]]]:
    """Give the rows of a CSV file with their lines; the header tells the delimiter."""
    csv.field_size_limit(MAX_CELL)
    with _open(path) as file:
        header = _line(file)
        delimiter = max(DELIMITERS, key=header.count)
        if header.count(delimiter) == 0:
            raise UnreadableFile(f"{path.name}: the first line is no header of several columns")
        reader = csv.reader(_text(header, file, path.name), delimiter=delimiter, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise UnreadableFile(f"{path.name}, line {line}: {error}") from error
            yield f"line {line}", row


def _open(path: Path) -> IO[str]:
    try:
        with path.open("rb") as beginning:
            packed = beginning.read(2) == GZIP
        raw = cast("IO[bytes]", gzip.GzipFile(path, "rb") if packed else path.open("rb"))
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror}") from error
    return io.TextIOWrapper(io.BufferedReader(_Limited(raw)), encoding="utf-8-sig", newline="")


class _Limited(io.RawIOBase):
    """Bytes with an end: a small packed file must not unpack without limit."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self._left = MAX_UNPACKED

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._raw.read(min(len(buffer), CHUNK))
        except (OSError, EOFError) as error:
            raise UnreadableFile(f"the packed file is broken: {error}") from error
        self._left -= len(data)
        if self._left < 0:
            raise UnreadableFile(f"the file unpacks to more than {MAX_UNPACKED} bytes")
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._raw.close()
        super().close()


def _skip_space(file: IO[str]) -> str:
    while (character := _read(file, 1)).isspace():
        pass
    return character


def _read(file: IO[str], size: int) -> str:
    try:
        return file.read(size)
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"the file is not UTF-8 ({error.reason})") from error


def _line(file: IO[str]) -> str:
    try:
        return file.readline(MAX_ENTRY)
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"the file is not UTF-8 ({error.reason})") from error


def _rest(file: IO[str], name: str) -> str:
    text = _read(file, MAX_ENTRY)
    if len(text) == MAX_ENTRY:
        raise UnreadableFile(f"{name}: one object of more than {MAX_ENTRY} characters")
    return text


def _text(header: str, file: IO[str], name: str) -> Iterator[str]:
    yield header
    try:
        yield from file
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{name}: the file is not UTF-8 ({error.reason})") from error


def _parse(text: str, place: str) -> Any:
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise UnreadableFile(f"{place}: not readable as JSON: {error}") from error


def _lines(file: IO[str], name: str, start: str) -> Iterator[tuple[str, Any]]:
    number = 0
    line = start + _line(file)
    while line:
        number += 1
        if len(line) >= MAX_ENTRY:
            raise UnreadableFile(f"{name}, line {number}: more than {MAX_ENTRY} characters")
        if line.strip():
            yield f"line {number}", _parse(line, f"{name}, line {number}")
        line = _line(file)


def _array(file: IO[str], name: str) -> Iterator[tuple[str, Any]]:
    decoder = json.JSONDecoder()
    buffer, at, number = "", 0, 0
    while True:
        at = _past_separators(buffer, at)
        if buffer.startswith("]", at):
            return
        place = f"entry {number + 1}"
        try:
            value, at = decoder.raw_decode(buffer, at)
        except RecursionError as error:
            raise UnreadableFile(f"{name}, {place}: nested too deeply") from error
        except json.JSONDecodeError as error:
            more = _read(file, CHUNK)
            if not more or len(buffer) - at > MAX_ENTRY:
                raise UnreadableFile(f"{name}, {place}: not readable as JSON: {error.msg}") from error
            buffer, at = buffer[at:] + more, 0
            continue
        number += 1
        yield place, value


def _past_separators(buffer: str, at: int) -> int:
    while at < len(buffer) and buffer[at] in " \t\r\n,":
        at += 1
    return at
